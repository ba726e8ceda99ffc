"""What is told in many ways is understood: statements made from their facts, seeded."""

from collections.abc import Iterable

import pytest

from assistant.facts import FactReader
from assistant.lexicon import packaged_lexicon
from evals.conversations import Said, facts_of
from tests.assistant.told_facts import Statement, statements
from tests.assistant.told_messages import of_places_and_owners, told_messages
from tests.assistant.told_owners import owner_statements

SEED = 20260630
OWNERS = tuple(owner_statements(20261201))
MESSAGES = tuple(told_messages())
LEAST_OF_OWNERS = (0.975, 0.975)
LEAST_OF_MESSAGES = (0.83, 0.65)
"""Precision and recall: what the messages tell is hard to read, and these floors are to rise."""
ROUNDS = 2
LEAST_PRECISION = 0.985
LEAST_RECALL = 0.97
STATEMENTS = tuple(statements(SEED, ROUNDS))


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader(packaged_lexicon())


def understood(reader: FactReader, message: str) -> list[Said]:
    found: list[Said] = []
    for said in facts_of(reader.read(message, year=2026).facts):
        if said not in found:
            found.append(said)
    return found


def compared(wanted: Iterable[Said], got: list[Said]) -> tuple[int, list[Said], list[Said]]:
    """Return how many facts agree, those missed, and those too many."""
    left, missed, right = list(got), [], 0
    for one in wanted:
        same = next((other for other in left if one.agrees(other)), None)
        if same is None:
            missed.append(one)
        else:
            left.remove(same)
            right += 1
    return right, missed, left


def test_the_statements_are_many_and_say_different_things() -> None:
    assert len(STATEMENTS) >= 300
    assert len({one.message for one in STATEMENTS}) > len(STATEMENTS) * 0.9
    assert {one.kind for one in STATEMENTS} >= {"places", "owners", "hardware", "nothing"}


def test_what_is_told_in_many_ways_is_understood(reader: FactReader) -> None:
    right = missed = extra = 0
    wrong: list[str] = []
    for one in STATEMENTS:
        hit, lost, more = compared(one.facts, understood(reader, one.message))
        right, missed, extra = right + hit, missed + len(lost), extra + len(more)
        if lost or more:
            wrong.append(f"{one.message!r}: missed {lost}, too many {more}")

    told = "\n".join(wrong)
    assert right / (right + extra) >= LEAST_PRECISION, told
    assert right / (right + missed) >= LEAST_RECALL, told


def shares(reader: FactReader, told: Iterable[Statement]) -> tuple[float, float, str]:
    """Return precision and recall on places and owners, and what was not read rightly."""
    right = missed = extra = 0
    wrong: list[str] = []
    for one in told:
        got = of_places_and_owners(understood(reader, one.message))
        hit, lost, more = compared(of_places_and_owners(list(one.facts)), got)
        right, missed, extra = right + hit, missed + len(lost), extra + len(more)
        if lost or more:
            wrong.append(f"{one.message!r}: missed {lost}, too many {more}")
    return right / (right + extra), right / (right + missed), "\n".join(wrong)


def test_owners_are_understood_in_every_way_of_telling(reader: FactReader) -> None:
    assert len(OWNERS) > 600
    precision, recall, wrong = shares(reader, OWNERS)
    assert precision >= LEAST_OF_OWNERS[0], wrong
    assert recall >= LEAST_OF_OWNERS[1], wrong


def test_messages_as_people_write_them(reader: FactReader) -> None:
    assert len(MESSAGES) >= 100
    precision, recall, wrong = shares(reader, MESSAGES)
    assert precision >= LEAST_OF_MESSAGES[0], wrong
    assert recall >= LEAST_OF_MESSAGES[1], wrong


@pytest.mark.parametrize(
    "one", [one for one in STATEMENTS if not one.facts], ids=lambda one: one.message
)
def test_what_states_no_fact_gives_none(reader: FactReader, one: Statement) -> None:
    assert understood(reader, one.message) == []
