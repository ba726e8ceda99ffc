"""Cases are data: enough of them, read whole or refused whole, with schemas that fit the models."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

import pytest

from evals.errors import CaseFileError, RunError
from evals.suites.case import RuleCase, TwinPair
from evals.suites.collecting import SUITES, Suite, suites
from evals.suites.reading import CASES, FORMS, SCHEMAS, files_of, read_each, schema_of
from evals.suites.robustness import CHANGES, variants
from rules.catalogue import packaged_catalogue


@pytest.fixture(scope="module")
def packaged() -> Mapping[str, Suite]:
    return {one.name: one for one in suites()}


def test_every_suite_has_cases(packaged) -> None:
    assert set(packaged) == set(SUITES)


@pytest.mark.parametrize(
    ("suite", "least"),
    [
        ("rules", 500),
        ("answers", 200),
        ("twins", 60),
        ("conversations", 40),
        ("drafts", 20),
        ("injection", 60),
        ("robustness", 100),
    ],
)
def test_there_are_enough_cases(packaged, suite, least) -> None:
    assert len(packaged[suite].cases) >= least


def test_enough_turns_push() -> None:
    """Controls deserve an answer and are no attack, so they do not count."""
    (injection,) = suites(["injection"])
    attacks = [one for one in injection.cases.values() if one.category != "control"]

    assert sum(len(one.turns) for one in attacks) >= 60


def test_enough_rule_cases_are_written_by_hand_with_a_reason() -> None:
    by_hand = read_each(files_of(CASES, "rules"), RuleCase)

    assert len(by_hand) >= 150
    assert all(one.reason and one.provenance for one in by_hand.values())


def test_hand_written_cases_reach_every_outcome_that_a_rule_can_have() -> None:
    seen: Counter[tuple[str, str]] = Counter()
    for case in read_each(files_of(CASES, "rules"), RuleCase).values():
        for rule, wanted in case.expect.items():
            seen.update((rule, one) for one in _outcomes(wanted))
    possible = {
        (rule.id, branch.outcome)
        for rule in packaged_catalogue().rules.values()
        for branch in rule.page.branches.values()
    }
    possible |= {(rule, "not_in_force") for rule in packaged_catalogue().rules}
    possible |= {(rule, "unknown") for rule in packaged_catalogue().rules}
    possible -= {("anchor_is_us_company", "unknown")}  # always a judgment, whatever is stated

    assert not possible - set(seen)


def _outcomes(wanted) -> list[str]:
    return list(wanted.values()) if isinstance(wanted, Mapping) else [wanted]


def test_rule_cases_name_rules_that_there_are(packaged) -> None:
    named = {rule for case in packaged["rules"].cases.values() for rule in case.expect}

    assert named == set(packaged_catalogue().rules)


@pytest.mark.parametrize("name", FORMS)
def test_the_committed_schema_is_that_of_the_model(name) -> None:
    path = SCHEMAS / f"{name}.schema.json"

    assert path.read_text("utf-8") == schema_of(name), "run `python -m evals schemas`"
    assert json.loads(path.read_text("utf-8"))["type"] == "array"


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_names_its_schema_for_editors(path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    named = first.partition("$schema=")[2]

    assert (path.parent / named).resolve() in set(SCHEMAS.glob("*.json"))


def test_cited_provisions_exist(packaged) -> None:
    from corpus.library import load_library

    known = set(load_library().provisions)
    named = set()
    for pair in packaged["twins"].cases.values():
        assert isinstance(pair, TwinPair)
        named |= {*pair.answerable.cites, *pair.twin.cites}
    for case in packaged["injection"].cases.values():
        named |= {name for turn in case.turns for name in turn.expect.cites}
    spelled_as_rows = {name for name in named if name[0] == "C" and name[1:].isdigit()}

    assert named - known - spelled_as_rows == set()


# -- a folder of one's own ------------------------------------------------------------------------

MINE = """\
- name: Our trays reach the line
  given: {layers: {hardware: {us_content_percent: 64}}}
  expect: {us_hardware_content: met}
  provenance: CON-2
  reason: Our own bill of materials.
"""


def test_a_private_folder_is_read_beside_the_packaged_cases(tmp_path) -> None:
    (tmp_path / "rules.yaml").write_text(MINE, "utf-8")
    (rules,) = suites(["rules"], tmp_path)

    assert "rules: Our trays reach the line" in rules.cases
    assert len(rules.cases) > 500


def test_faults_are_told_by_file_and_field(tmp_path) -> None:
    broken = MINE.replace("expect", "expects") + MINE.replace("met", "perhaps")
    (tmp_path / "rules.yaml").write_text(broken, "utf-8")

    with pytest.raises(CaseFileError) as refused:
        suites(["rules"], tmp_path)

    fields = [(fault.file, fault.line, fault.field.split(".")[0]) for fault in refused.value.faults]
    assert ("rules.yaml", 1, "expects") in fields
    assert ("rules.yaml", 2, "expect") in fields


@pytest.mark.parametrize("content", ["", "name: one", "- [", "- {name: x}"])
def test_a_file_that_holds_no_cases_is_refused(tmp_path, content) -> None:
    (tmp_path / "twins.yaml").write_text(content, "utf-8")

    with pytest.raises(CaseFileError, match=r"twins\.yaml"):
        suites(["twins"], tmp_path)


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(RunError, match="There is no suite poetry"):
        suites(["poetry"])


# -- variants -------------------------------------------------------------------------------------


def test_variants_are_the_same_every_time(packaged) -> None:
    again = dict(variants(packaged["answers"].cases, [CASES]))

    assert again == dict(packaged["robustness"].cases)
    assert {one.category for one in again.values()} == {*CHANGES, "paraphrase"}


def test_figures_and_names_are_not_touched_by_hasty_fingers(packaged) -> None:
    for name, case in packaged["robustness"].cases.items():
        if name.startswith("typos: "):
            before = packaged["answers"].cases[name.removeprefix("typos: ")].turns[0].say
            after = case.turns[0].say
            assert sorted(before) == sorted(after)
            assert [c for c in before if not c.islower()] == [c for c in after if not c.islower()]


# -- what is measured was not put in --------------------------------------------------------------


def test_no_case_is_an_indexed_question(packaged) -> None:
    from corpus.library import load_library

    asked = {wording(ask) for one in load_library().provisions.values() for ask in one.asks}
    found = [
        name
        for suite in ("twins", "injection", "robustness")
        for name, case in packaged[suite].cases.items()
        for text in _said(case)
        # Capitals, marks and small letters are folded away, and then it is the question itself.
        if wording(text) in asked
    ]

    assert found == []


def _said(case) -> list[str]:
    if isinstance(case, TwinPair):
        return [case.answerable.say, case.twin.say]
    return [turn.say for turn in case.turns]


def wording(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))
