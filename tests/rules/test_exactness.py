"""In small worlds, walked completely: `unknown` exactly where two completions differ."""

import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from rules.assessment import Finding, findings_of, general_path
from rules.catalogue import packaged_catalogue
from rules.outcome import Outcome
from rules.proposal import Proposal
from tests.rules.spaces import Value
from tests.rules.worlds import WORLDS, World

LEAST_PARTIAL_SETS = 20_000


class Walk:
    """Every partial proposal of a world, with its finding and the outcomes of its completions."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rule = packaged_catalogue().rule(world.rule)
        self.finding = cache(self._finding)
        self.possible = cache(self._possible)
        self.matters = cache(self._matters)

    def partials(self) -> Iterator[Value]:
        return self.world.proposals.partials()

    def proposal(self, value: Value) -> Proposal:
        return Proposal.model_validate(self.world.proposals.plain(value))

    def openings(self, value: Value) -> dict[str, tuple[Value, ...]]:
        return dict(self.world.proposals.openings(value, ""))

    def _finding(self, value: Value) -> Finding:
        (finding,) = findings_of(self.rule, self.proposal(value), self.world.as_of)
        return finding

    def _possible(self, value: Value) -> frozenset[Outcome]:
        """Give the outcomes of all completions, stating the first open fact in every way."""
        for ways in self.openings(value).values():
            return frozenset().union(*(self.possible(way) for way in ways))
        return frozenset({self.finding(value).outcome})

    def _matters(self, value: Value, fact: str) -> bool:
        """Tell whether some completion of all other facts leaves the outcome to this one."""
        others = {path: ways for path, ways in self.openings(value).items() if path != fact}
        for ways in others.values():
            return any(self.matters(way, fact) for way in ways)
        return len(self.possible(value)) > 1


@pytest.fixture(scope="module", params=WORLDS, ids=lambda world: f"{world.rule}: {world.name}")
def walk(request: pytest.FixtureRequest) -> Walk:
    return Walk(request.param)


def described(walk: Walk, value: Value) -> tuple[Any, str, list[str]]:
    return (
        walk.world.proposals.plain(value),
        walk.finding(value).outcome,
        sorted(walk.possible(value)),
    )


def test_unknown_exactly_where_two_completions_differ(walk: Walk) -> None:
    inexact = [
        described(walk, value)
        for value in walk.partials()
        if (len(walk.possible(value)) > 1) != (walk.finding(value).outcome is Outcome.UNKNOWN)
        and not _only_takes_note(walk, value)
        or (walk.finding(value).outcome not in {*walk.possible(value), Outcome.UNKNOWN})
    ]

    assert not inexact, f"{len(inexact)} inexact, the first: {inexact[0]}"


def _only_takes_note(walk: Walk, value: Value) -> bool:
    """Whether a rule that takes note is open here because nothing is stated of what it notes."""
    if not walk.world.notes or walk.finding(value).outcome is not Outcome.UNKNOWN:
        return False
    ways = walk.openings(value)[walk.finding(value).missing[0]]
    return bool(ways)


def test_an_open_outcome_names_only_facts_that_are_not_stated(walk: Walk) -> None:
    for value in walk.partials():
        finding = walk.finding(value)
        if finding.outcome is Outcome.UNKNOWN:
            assert finding.missing, described(walk, value)
            assert set(finding.missing) <= set(walk.openings(value)), described(walk, value)
        else:
            assert not finding.missing


def test_every_missing_fact_has_its_question_on_the_page(walk: Walk) -> None:
    asked = {
        general_path(fact) for value in walk.partials() for fact in walk.finding(value).missing
    }

    assert asked <= walk.rule.page.facts.keys()


def test_the_first_missing_fact_can_always_turn_the_outcome(walk: Walk) -> None:
    if walk.world.notes:
        pytest.skip("the rule takes note of what is stated and comes out one way")
    if walk.world.sampled:
        pytest.skip("what turns the outcome may lie between the sampled values")
    idle = [
        described(walk, value)
        for value in walk.partials()
        if (missing := walk.finding(value).missing) and not walk.matters(value, missing[0])
    ]

    assert not idle, f"{len(idle)} idle, the first: {idle[0]}"


def test_stating_a_fact_never_changes_a_decided_outcome(walk: Walk) -> None:
    for value in walk.partials():
        outcome = walk.finding(value).outcome
        if outcome is not Outcome.UNKNOWN:
            ways = [way for ways in walk.openings(value).values() for way in ways]
            assert {walk.finding(way).outcome for way in ways} <= {outcome}, described(walk, value)


def test_enough_partial_sets_are_walked(capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter[str]()
    for world in WORLDS:
        counts[world.rule] += sum(1 for _ in world.proposals.partials())
    with capsys.disabled():
        each = ", ".join(f"{rule} {count:,}" for rule, count in counts.items())
        sys.stdout.write(f"\n{counts.total():,} partial fact sets walked: {each}\n")

    assert counts.total() >= LEAST_PARTIAL_SETS
