"""What a message supposes or doubts is told apart from what it states."""

import pytest

from assistant.facts import FactReader, Understanding
from assistant.lexicon import packaged_lexicon
from rules.proposal import HardwareLayer, Proposal


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader(packaged_lexicon())


def heard(reader: FactReader, message: str) -> Understanding:
    return reader.read(message, year=2026)


def markets(proposal: Proposal) -> list[str]:
    return [market.name for market in proposal.markets or ()]


@pytest.mark.parametrize(
    "message",
    [
        "We sell to Fiji. If we added Nepal as a market, would that help?",
        "We sell to Fiji, but what if we also sold to Nepal?",
        "We sell to Fiji. Say we threw in Nepal too.",
        "Suppose we target Nepal. In reality our market is Fiji.",
    ],
)
def test_a_statement_is_kept_beside_a_supposition(reader: FactReader, message: str) -> None:
    understood = heard(reader, message)

    assert understood.supposed
    assert markets(understood.stated) == ["Fiji"]
    assert set(markets(understood.proposal)) == {"Fiji", "Nepal"}
    assert {fact.value for fact in understood.facts if fact.supposed} == {"Nepal"}


def test_a_supposition_lasts_while_sentences_lean_on_it(reader: FactReader) -> None:
    understood = heard(reader, "Imagine we target Nepal. The buyers would be public.")

    assert understood.stated == Proposal()
    assert [fact.supposed for fact in understood.facts] == [True, True]


def test_a_figure_that_is_supposed_replaces_the_stated_one_only_in_thought(
    reader: FactReader,
) -> None:
    understood = heard(
        reader,
        "Carrier racks: $8m, $3m of it American. If we moved the plant the US part would be $5m.",
    )
    stated, supposed = understood.stated.layers, understood.proposal.layers

    assert stated is not None
    assert supposed is not None
    assert isinstance(stated.hardware, HardwareLayer)
    assert isinstance(supposed.hardware, HardwareLayer)
    parts = [
        [item.us_origin_value_usd for item in layer.items or ()]
        for layer in (stated.hardware, supposed.hardware)
    ]
    assert parts == [[3_000_000], [5_000_000]]


def test_what_is_told_with_a_doubt_is_not_sure(reader: FactReader) -> None:
    understood = heard(reader, "We sell to Fiji. Perhaps we also sell to Nepal.")

    assert markets(understood.stated) == ["Fiji", "Nepal"]
    assert markets(understood.sure) == ["Fiji"]


def test_whether_is_no_supposition(reader: FactReader) -> None:
    assert not heard(reader, "I don't know if we are late. Our market is Fiji.").supposed
