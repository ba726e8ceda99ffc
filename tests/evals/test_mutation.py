"""Mutants of rules: what examples and cases notice, on a planted rule and on single real lines."""

import ast
import gc
import json
import signal
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import evals.__main__ as door
from evals.mutation.errors import MutationError, StaleEntriesError, WrongTrialsError
from evals.mutation.mutant import Fate, Mutant
from evals.mutation.operators import edits_of
from evals.mutation.pages import innocents, near, page_mutants
from evals.mutation.report import mutation_data, mutation_lines, reported, tally_lines
from evals.mutation.review import Entry, hold_up, read_entries
from evals.mutation.running import Bench, TookTooLongError, at_most, packaged_bench
from evals.mutation.sources import Source
from evals.mutation.trials import RuleCase, comes_out, read_cases, run, trials_of
from rules.catalogue import Catalogue, Rule, packaged_catalogue
from rules.definition import RuleDefinition

LOGIC = '''"""An invented rule: a share, and a note that only sentences use."""

from rules.kit import Branch, Decision, Fact


def enough(share, scene):
    """Whether the share is on the line or over it; `2 > 1` here is prose."""
    return share >= scene.parameters["line"]


def figures(scene):
    return {"note": 1 if scene.as_of.year > 2000 else 2}


planted = Decision(
    branches=(Branch("enough", Fact("layers.hardware.us_content_percent", "Enough.", enough)),),
    otherwise="too_little",
    figures=figures,
)
'''
PAGE = """
title: An invented rule
kind: presumption
provisions: [LHT-1]
in_force_from: 2026-04-01
parameters:
  line:
    - {from: 2026-04-01, value: 51, source: LHT-1}
branches:
  enough: {outcome: met, says: It is enough.}
  too_little: {outcome: judgment, says: It is too little.}
unknown: [It is open.]
facts: {}
examples:
  - name: Well over the line
    given: {layers: {hardware: {us_content_percent: 90}}}
    expect: met
  - name: Nothing stated
    given: {}
    expect: unknown
"""
ON_THE_LINE = [
    ("On the line", {"layers": {"hardware": {"us_content_percent": 51}}}, "2026-04-01", "met"),
    (
        "Under it",
        {"layers": {"hardware": {"us_content_percent": 50.995}}},
        "2026-05-01",
        "judgment",
    ),
    ("The day before", {}, "2026-03-31", "not_in_force"),
]


def case(name: str, given: object, as_of: str, expect: str) -> RuleCase:
    content = {"name": name, "given": given, "as_of": as_of, "expect": expect}
    return RuleCase.model_validate(
        {**content, "rule": "planted", "reason": "A line has two sides."}
    )


STRONG = [case(*parts) for parts in ON_THE_LINE]


@pytest.fixture
def planted(tmp_path: Path):
    """Return what makes a bench of the planted rule, judged by its examples and some cases."""
    (tmp_path / "planted.yaml").write_text(PAGE, "utf-8")
    page = RuleDefinition.model_validate({"id": "planted", **yaml.safe_load(PAGE)})
    names: dict[str, object] = {"__name__": "planted"}
    exec(LOGIC, names)  # noqa: S102 (the invented rule above)
    catalogue = Catalogue({"planted": Rule(page, names["planted"])}, "")
    source = Source("planted", "rules/conditions/planted.py", LOGIC)

    def bench(cases: Sequence[RuleCase] = ()) -> Bench:
        return Bench(catalogue, [source], trials_of(catalogue, cases), tmp_path)

    return bench


@pytest.fixture(scope="module")
def real() -> Bench:
    return packaged_bench()


def for_ever() -> None:
    while True:
        pass


def survivors(bench: Bench) -> list[Mutant]:
    return [one.mutant for one in bench.judged() if not one.killed]


# -- the planted rule -------------------------------------------------------------------------


def test_a_weak_rule_shows_survivors_with_file_line_and_diff(planted) -> None:
    weak = survivors(planted())

    assert (
        Mutant(
            "rules/conditions/planted.py",
            8,
            'return share >= scene.parameters["line"]',
            'return share > scene.parameters["line"]',
        )
        in weak
    )
    assert (
        Mutant("rules/definitions/planted.yaml", 8, "parameters.line: 51", "parameters.line: 50")
        in weak
    )


def test_cases_on_both_sides_of_the_line_leave_none(planted) -> None:
    assert survivors(planted(STRONG)) == []


def test_words_and_figures_are_left_alone(planted) -> None:
    touched = {mutant.line for mutant in planted().mutants() if mutant.file.endswith(".py")}

    assert touched == {8, 16}


def test_the_score_leaves_out_what_is_reviewed(planted) -> None:
    judged = list(planted().judged())
    alive = [one.mutant for one in judged if not one.killed]
    entry = Entry(
        file=alive[0].file, original=alive[0].original, mutated=alive[0].mutated, reason="So it is."
    )
    before, after = reported(judged, []), reported(judged, [entry])

    assert before.total.survived == len(alive)
    assert after.total.survived == len(alive) - 1
    assert after.total.equivalent == 1
    assert after.total.score > before.total.score
    assert "because So it is." in "\n".join(mutation_lines(after))
    assert [line.split()[0] for line in tally_lines(after)] == [
        "file",
        "rules/conditions/planted.py",
        "rules/definitions/planted.yaml",
        "all",
    ]
    assert json.loads(json.dumps(mutation_data(after)))["total"]["equivalent"] == 1


@pytest.mark.parametrize(("cases", "code"), [([], 1), (STRONG, 0)], ids=["weak", "strong"])
@pytest.mark.parametrize("words", [[], ["--json"]], ids=["table", "json"])
def test_the_command_ends_with_1_under_the_floor(
    planted, cases, code, words, monkeypatch, capsys
) -> None:
    monkeypatch.setattr("evals.mutation.running.packaged_bench", lambda: planted(cases))
    monkeypatch.setattr("evals.mutation.review.read_entries", tuple)
    monkeypatch.setattr("sys.argv", ["evals", "mutate", *words])
    with pytest.raises(SystemExit) as stopped:
        door.main()
    printed = capsys.readouterr().out

    assert stopped.value.code == code
    if words:
        assert json.loads(printed)["floor"]["passed"] is (code == 0)
    else:
        assert ("UNDER the floor" in printed) is (code == 1)


def test_the_command_ends_with_2_where_an_entry_is_stale(planted, monkeypatch, capsys) -> None:
    stale = Entry(file="rules/ownership.py", original="x", mutated="y", reason="Once it was so.")
    monkeypatch.setattr("evals.mutation.running.packaged_bench", lambda: planted(STRONG))
    monkeypatch.setattr("evals.mutation.review.read_entries", lambda: (stale,))
    monkeypatch.setattr("sys.argv", ["evals", "mutate"])
    with pytest.raises(SystemExit) as stopped:
        door.main()

    assert stopped.value.code == 2
    assert "rules/ownership.py: `x` to `y`: 0 survive" in capsys.readouterr().err


# -- real lines -------------------------------------------------------------------------------


def test_a_mutant_of_a_known_line_is_killed_by_the_example_on_the_line(real) -> None:
    source = real.home["filed_in_window"]
    edits = edits_of(source, real.marked)
    late = [
        one
        for one in real.judged_source(source, edits)
        if 'day >= scene.parameters["closes"]' in one.mutant.mutated
    ]

    assert [one.fate for one in late] == [Fate.NOTICED]
    assert late[0].by.startswith("filed_in_window: ")


def test_a_mutant_of_a_shared_module_meets_the_rules_that_use_it(real) -> None:
    source = next(one for one in real.sources if one.file == "rules/ownership.py")
    before = dict(sys.modules)
    first = next(real.judged_source(source, edits_of(source, real.marked)))

    assert first.by.startswith("members_outside_countries_of_concern: ")
    assert {name: sys.modules.get(name) for name in before} == before


def test_what_is_set_aside_changes_no_outcome(real) -> None:
    """The trace may mark too much; if it marked too little, one of these would be noticed."""
    noticed = [
        one
        for source in real.sources
        for one in real.judged_source(
            source,
            set(edits_of(source, frozenset(ast.walk(source.tree))))
            - set(edits_of(source, real.marked)),
        )
        if one.fate is Fate.NOTICED
    ]

    assert noticed == []


def test_a_page_is_mutated_by_value_list_day_and_outcome() -> None:
    page = packaged_catalogue().rule("members_outside_countries_of_concern").page
    changes = {(one.original, one.mutated) for one, _ in page_mutants(page, "")}

    assert {
        ("in_force_from: 2026-04-01", "in_force_from: 2026-03-31"),
        ("parameters.majority_percent: 50", "parameters.majority_percent: 50.01"),
        ("parameters.countries_of_concern: MO", "parameters.countries_of_concern: (left out)"),
        ("parameters.countries_of_concern: (nothing more)", "parameters.countries_of_concern: NL"),
        ("branches.partly_held.outcome: judgment", "branches.partly_held.outcome: met"),
    } <= changes


def test_an_innocent_element_is_one_of_its_kind() -> None:
    assert innocents(("CN", "NL")) == ("BR",)
    assert innocents(("data", "models", "security")) == ("hardware", "applications")
    assert {"anchor", "cloud", "other"} <= set(innocents(("data", "software")))
    assert innocents(("portal.example",)) == ("perhaps",)
    assert [value for *_, value in near(Decimal(51))] == [
        52,
        50,
        Decimal("51.01"),
        Decimal("50.99"),
    ]


# -- limits, cases and reviewed entries -------------------------------------------------------


def test_an_endless_mutant_is_stopped_and_the_alarm_of_others_kept() -> None:
    handler = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TookTooLongError), at_most(0.01):
        for_ever()

    assert signal.getsignal(signal.SIGALRM) is handler


def test_an_alarm_never_rings_inside_a_callback_of_the_garbage_collector() -> None:
    """What is raised there is swallowed: an endless mutant would run on, its alarm spent."""
    called = []
    with at_most(5):
        gc.callbacks.append(lambda phase, info: called.append(phase))
        try:
            kept = [[each] for each in range(100_000)]
        finally:
            gc.callbacks.pop()

    assert len(kept) == 100_000
    assert called == []
    assert gc.isenabled()


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_a_case_comes_out_on_the_real_rules(case: RuleCase) -> None:
    found = run(packaged_catalogue().rule(case.rule), case.given, case.as_of)

    assert comes_out(case, found), found


def test_a_case_that_does_not_hold_is_refused_by_name(planted) -> None:
    wrong = case("Wrong", {"layers": {"hardware": {"us_content_percent": 1}}}, "2026-05-01", "met")

    with pytest.raises(WrongTrialsError, match=r"planted: Wrong: came out as judgment"):
        planted([wrong])


def test_a_case_tells_branches_apart_where_it_names_one(planted) -> None:
    told = STRONG[0].model_copy(update={"branch": "too_little"})

    with pytest.raises(WrongTrialsError, match=r"came out as met \(enough\)"):
        planted([told])


@pytest.mark.parametrize(
    "content",
    ["- {name: x}", "[", "- {name: a, rule: r, given: {}, expect: met, reason: ''}"],
    ids=["fields", "form", "no reason"],
)
def test_cases_that_are_none_are_refused(tmp_path, content) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(content, "utf-8")

    with pytest.raises(MutationError, match=r"`cases\.yaml` cannot be used"):
        read_cases(path)


MUTANT = Mutant("rules/x.py", 7, "a < b", "a <= b")


@pytest.mark.parametrize(
    ("found", "count"),
    [([], 1), ([MUTANT, MUTANT], 1), ([MUTANT], 2)],
    ids=["killed or gone", "more than it says", "fewer than it says"],
)
def test_a_stale_entry_is_refused(found, count) -> None:
    entry = Entry(
        file=MUTANT.file,
        original=MUTANT.original,
        mutated=MUTANT.mutated,
        count=count,
        reason="a and b are never equal.",
    )

    with pytest.raises(StaleEntriesError, match=rf"{len(found)} survive, the entry says {count}"):
        hold_up(found, [entry])


def test_an_entry_without_a_reason_is_refused(tmp_path) -> None:
    path = tmp_path / "equivalent_mutants.yaml"
    path.write_text("- {file: a, original: b, mutated: c}", "utf-8")

    with pytest.raises(MutationError, match="reason"):
        read_entries(path)


def test_every_reviewed_entry_names_a_mutant_that_exists(real) -> None:
    """Whether it still survives is for the whole run to say."""
    known = {mutant.key for mutant in real.mutants()}

    assert [entry.key for entry in read_entries() if entry.key not in known] == []
