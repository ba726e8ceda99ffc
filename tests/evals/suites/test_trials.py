"""The measure is tried on the real assistant, over a part of the cases: cheats, bugs, sources."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from evals.floors import packaged_floors
from evals.suites.case import Mutant
from evals.suites.cheats import tried
from evals.suites.collecting import Suite, suites
from evals.suites.door import InProcess
from evals.suites.planting import BUGS, planted, uncaught
from evals.suites.reading import CASES, read_each
from evals.suites.running import Run, run
from evals.suites.sources import followed
from rules.binding import disagreements

EACH = {"rules": 1, "answers": 16, "twins": 6, "injection": 5, "conversations": 14}
"""One case in so many is asked here; `make evals` asks all."""


@pytest.fixture(scope="module")
def some() -> list[Suite]:
    return [replace(one, cases=dict(part_of(one))) for one in suites(list(EACH))]


def part_of(suite: Suite) -> list[tuple[str, Any]]:
    """Choose one case in so many, and as many again of those with several turns."""
    cases, step = list(suite.cases.items()), EACH[suite.name]
    longer = [(name, case) for name, case in cases if len(getattr(case, "turns", ())) > 1]
    return cases[::step] + longer[::step]


@pytest.fixture(scope="module")
def made(assistant, some) -> Run:
    return run(InProcess(assistant), some, assistant.library)


def test_a_run_has_no_errors_and_every_rule_case_is_right(made) -> None:
    errors = [
        (one.suite, one.case, fault.says)
        for result in made.results
        for one in result.scores
        for fault in one.faults
        if fault.check in {"error", "contract"}
    ]
    rules = made.result("rules")

    assert errors == []
    assert rules is not None
    assert rules.share == 1.0


def test_no_cheat_reaches_a_floor(assistant, some, made) -> None:
    found = tried(made, some, assistant.library, packaged_floors())

    assert {one.suite for one in found} == set(EACH)
    assert [(one.cheat, one.suite, one.share) for one in found if not one.caught] == []


def test_every_planted_bug_is_caught(assistant, some, made) -> None:
    found = list(
        planted(
            InProcess(assistant),
            some,
            made,
            library=assistant.library,
            catalogue=assistant.catalogue,
        )
    )

    assert len(found) == len(BUGS) >= 15
    assert list(uncaught(found)) == []


def mutants() -> Mapping[str, Mutant]:
    return read_each([CASES / "sources.yaml"], Mutant)


def test_the_mutants_change_what_the_issue_names() -> None:
    assert len(mutants()) >= 6


def test_answers_follow_a_changed_source_and_the_others_stay(assistant) -> None:
    chosen = [one for name, one in mutants().items() if "May becomes must" in name]
    (found,) = followed(assistant, chosen)

    assert {name: says for name, says in found.checks.items() if says} == {}


def test_rules_and_texts_are_in_step(assistant) -> None:
    assert list(disagreements(assistant.catalogue, assistant.library)) == []
