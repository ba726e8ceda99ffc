"""What is understood of a message: the facts that it states, and nothing else."""

from typing import Any

import pytest

from assistant.facts import FactReader, Understanding
from assistant.lexicon import packaged_lexicon
from tests.assistant.telling import sentences, told

ROWS = [row for rows in sentences().values() for row in rows]
SUPPOSED = sentences()["supposed"]
STATED = [row for row in ROWS if row not in SUPPOSED]
WRONG = [
    pytest.param(
        row,
        id=row["says"],
        marks=pytest.mark.xfail(strict=True, reason=f"{group}; understood: {row['got']}"),
    )
    for group, rows in sentences("known_wrong.yaml").items()
    for row in rows
]


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader(packaged_lexicon())


def words_of_row(row: dict[str, Any]) -> str:
    return str(row["says"])


def understood(reader: FactReader, message: str) -> Understanding:
    return reader.read(message, year=2026)


@pytest.mark.parametrize("row", ROWS, ids=words_of_row)
def test_a_message_states_its_facts_and_no_others(reader: FactReader, row: dict[str, Any]) -> None:
    assert told(understood(reader, row["says"]).proposal) == sorted(row["told"])


@pytest.mark.parametrize("row", WRONG)
def test_what_is_known_to_be_understood_wrongly(reader: FactReader, row: dict[str, Any]) -> None:
    assert told(understood(reader, row["says"]).proposal) == sorted(row["told"])


def test_the_table_is_large_and_names_no_message_twice() -> None:
    wrong = [row["says"] for rows in sentences("known_wrong.yaml").values() for row in rows]
    messages = [row["says"] for row in ROWS]

    assert len(messages) >= 80
    assert len(set(messages + wrong)) == len(messages + wrong)


@pytest.mark.parametrize("row", SUPPOSED, ids=words_of_row)
def test_a_supposition_is_known_as_one(reader: FactReader, row: dict[str, Any]) -> None:
    assert understood(reader, row["says"]).supposed


@pytest.mark.parametrize("row", STATED, ids=words_of_row)
def test_a_statement_is_no_supposition(reader: FactReader, row: dict[str, Any]) -> None:
    assert not understood(reader, row["says"]).supposed


@pytest.mark.parametrize("row", ROWS, ids=words_of_row)
def test_a_fact_is_quoted_from_the_message(reader: FactReader, row: dict[str, Any]) -> None:
    facts = understood(reader, row["says"]).facts

    # What is denied of owners is shown and has no place in the proposal.
    kept = [
        one for one in facts if not one.approximate and not str(one.value).startswith("none from")
    ]
    assert bool(row["told"]) or not kept
    assert all(fact.quote and fact.quote in row["says"] for fact in facts)


@pytest.mark.parametrize("row", ROWS, ids=words_of_row)
def test_a_rule_is_touched_where_a_fact_is_stated(reader: FactReader, row: dict[str, Any]) -> None:
    told_of = understood(reader, row["says"])
    approximate = any(fact.approximate for fact in told_of.facts)

    assert bool(told_of.rules) == bool(row["told"] or approximate)


@pytest.mark.parametrize(
    ("message", "year", "day"),
    [("We filed on 12 June.", 2026, "2026-06-12"), ("We filed on June 12.", 2027, "2027-06-12")],
)
def test_a_day_without_a_year_is_of_the_year_asked_in(
    reader: FactReader, message: str, year: int, day: str
) -> None:
    assert told(reader.read(message, year=year).proposal) == [f"filed {day}"]


@pytest.mark.parametrize(
    "message", ["", " ", "?", "%", "$", "§C0§", "\n\n", "🚀", "51", "a" * 8000]
)
def test_odd_messages_state_nothing(reader: FactReader, message: str) -> None:
    assert told(understood(reader, message).proposal) == []
