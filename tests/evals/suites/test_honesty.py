"""What is claimed is so: figures are those of the last accepted run; a rule is no mere name."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from corpus.library import load_library
from evals.floors import packaged_floors
from evals.suites.baseline import read_baseline
from evals.suites.case import RuleCase
from evals.suites.planting import BUGS
from evals.suites.reading import CASES, files_of, read_each
from evals.suites.statistics import wilson
from rules.catalogue import packaged_catalogue
from rules.coverage import asking, read_ledger
from rules.outcome import Outcome

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"<!-- last run -->\n(.*?)<!-- /last run -->", re.S)


def figures() -> list[str]:
    """The table that the last accepted run gives, as README shows it."""
    baseline, floors = read_baseline(), packaged_floors()
    rows = ["| suite | right | 95 % | floor |", "|---|---|---|---|"]
    for name, line in baseline.suites.items():
        low, high = wilson(line.passed, line.cases)
        told = f"{low:.3f} to {high:.3f}"
        rows.append(f"| {name} | {line.passed}/{line.cases} | {told} | {floors.of(name):.2f} |")
    return rows


@pytest.mark.parametrize("page", ["README.md", "evals/README.md"])
def test_the_figures_of_a_readme_are_those_of_the_last_accepted_run(page) -> None:
    block = BLOCK.search((ROOT / page).read_text("utf-8"))
    if block is None:
        assert page == "README.md"
        pytest.skip("this page shows no figures of the run")

    assert block[1].strip().splitlines() == figures()


def test_evals_readme_counts_the_planted_bugs() -> None:
    told = re.search(r"(\d+) planted bugs", (ROOT / "evals" / "README.md").read_text("utf-8"))

    assert told
    assert int(told[1]) == len(BUGS)


def test_the_baseline_lists_only_cases_that_there_are() -> None:
    from evals.suites.collecting import suites

    held = {one.name: set(one.cases) for one in suites()}
    gone = {
        name: sorted(set(line.failing) - held[name])
        for name, line in read_baseline().suites.items()
        if not set(line.failing) <= held[name]
    }

    assert gone == {}


@pytest.mark.parametrize("rule", list(packaged_catalogue().rules))
def test_a_modelled_rule_has_provisions_and_a_case_written_by_hand(rule) -> None:
    page = packaged_catalogue().rule(rule).page
    known = set(load_library().provisions)
    cases = read_each(files_of(CASES, "rules"), RuleCase).values()

    assert page.provisions
    assert set(page.provisions) <= known
    assert any(rule in case.expect for case in cases)


def test_every_outcome_that_a_rule_can_come_to_has_a_known_answer() -> None:
    from evals.suites.collecting import suites
    from evals.suites.page import covered

    (held,) = suites(["rules"])
    seen = covered(held.cases)
    catalogue = packaged_catalogue()
    reachable = {
        (name, outcome)
        for name, rule in catalogue.rules.items()
        for outcome in (
            *(branch.outcome for branch in rule.page.branches.values()),
            # A rule that asks for no fact is never open.
            *((Outcome.UNKNOWN,) if rule.page.facts else ()),
            Outcome.NOT_IN_FORCE,
        )
    }

    assert sorted(reachable - set(seen)) == []


def test_what_is_said_to_be_modelled_has_a_rule_a_provision_and_a_case() -> None:
    """What the corpus demands is modelled, or the ledger says why not; never both, never neither.

    A reason in the ledger that points to a rule is a claim as well: the rule is there, and a case.
    """
    library, catalogue = load_library(), packaged_catalogue()
    cases = read_each(files_of(CASES, "rules"), RuleCase).values()
    asked = {rule for case in cases for rule in case.expect}
    ledger = read_ledger()

    for name in asking(library):
        modelled = {rule.id for rule in catalogue.citing(name)}
        assert bool(modelled) != (name in ledger), name
        assert modelled <= asked, name
    for name, reason in ledger.items():
        named = set(re.findall(r"`(\w+)`", reason))
        assert name in library.provisions
        assert named <= asked & set(catalogue.rules), name


@pytest.mark.parametrize("page", ["README.md", "rules/README.md"])
def test_the_number_of_rules_is_what_a_readme_says(page) -> None:
    text = (ROOT / page).read_text("utf-8")
    told = {int(one) for one in re.findall(r"(?:There are )?(\d+) (?:rules|, in the order)", text)}
    told |= {int(one) for one in re.findall(r"There are (\d+), in the order", text)}

    assert told
    assert told == {len(packaged_catalogue().rules)}


def test_expected_answers_carry_their_provenance() -> None:
    cases: Mapping[str, RuleCase] = read_each(files_of(CASES, "rules"), RuleCase)
    rows = re.compile(r"^(?:[A-Z]{3}-\w+|C\d+|part \d|the outcomes)$")

    assert [name for name, one in cases.items() if not rows.match(one.provenance)] == []
