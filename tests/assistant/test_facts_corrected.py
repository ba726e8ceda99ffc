"""What a later message corrects, takes back or names: the case holds it once, and as it is now."""

import pytest

from assistant.case_file import merged
from assistant.facts import FactReader, renamed, taken_out
from assistant.lexicon import packaged_lexicon
from rules.proposal import Proposal


@pytest.fixture(scope="module")
def reader() -> FactReader:
    return FactReader(packaged_lexicon())


def after(reader: FactReader, *messages: str) -> Proposal:
    """Return the case that messages make, in their order."""
    case = Proposal()
    for message in messages:
        told = reader.read(message, year=2026, case=case)
        case = merged(taken_out(renamed(case, told.renamed), told.dropped), told.stated).case
    return case


def markets(case: Proposal) -> list[str]:
    return [one.name for one in case.markets or ()]


def roles(case: Proposal) -> dict[str, list[str]]:
    return {one.name: [str(role) for role in one.roles or ()] for one in case.members or ()}


@pytest.mark.parametrize(
    ("first", "then", "left"),
    [
        ("Our markets are Peru and Ghana.", "Scrap Ghana, it is no longer a target.", ["Peru"]),
        ("Our markets are Peru and Ghana.", "Take Ghana out, we no longer go there.", ["Peru"]),
        ("We target Malta.", "The country is Cyprus, not Malta.", ["Cyprus"]),
        ("We target Malta.", "The market is wrong: not Malta but Cyprus.", ["Cyprus"]),
        ("We target Malta.", "Malta is off. Replace it by Cyprus.", ["Cyprus"]),
        ("We target Malta.", "Our member Tamber AB is Swedish, not Maltese.", ["Malta"]),
    ],
)
def test_a_market_is_taken_back(reader: FactReader, first: str, then: str, left: list[str]) -> None:
    assert markets(after(reader, first, then)) == left


@pytest.mark.parametrize(
    "naming",
    [
        "The Korean partner is Tamber Electronics.",
        "Our Korean partner's name is Tamber Electronics.",
        "Tamber Electronics is our Korean partner.",
    ],
)
def test_a_member_told_of_by_a_noun_gets_its_name(reader: FactReader, naming: str) -> None:
    case = after(reader, "Add our Korean partner to the team, it does memory.", naming)

    assert roles(case) == {"Tamber Electronics": ["hardware"]}
    assert [one.headquarters for one in case.members or ()] == ["KR"]


def test_what_is_no_name_of_a_member_makes_no_other(reader: FactReader) -> None:
    case = after(
        reader,
        "Add our Korean partner to the team, it does memory.",
        "Our Korean partner and Tamber Electronics have met.",
    )

    assert "the Korean partner" in roles(case)


def test_who_is_the_anchor_no_longer_keeps_the_other_roles(reader: FactReader) -> None:
    case = after(
        reader,
        "Tamber Compute is our anchor and supplies the servers. Vellum Labs does the data work.",
        "Tamber Compute isn't the anchor any more.",
        "The anchor is Vellum Labs.",
    )

    assert roles(case) == {"Tamber Compute": ["hardware"], "Vellum Labs": ["data", "anchor"]}


def test_an_agency_is_asked_no_longer(reader: FactReader) -> None:
    case = after(
        reader,
        "We ask for a loan guarantee from EXIM and political risk insurance from DFC.",
        "We no longer ask DFC for anything.",
    )

    assert [(one.agency, one.tool) for one in case.support_requested or ()] == [
        ("EXIM", "loan guarantee")
    ]


def test_a_fact_of_the_whole_proposal_is_taken_back(reader: FactReader) -> None:
    case = after(reader, "We filed on 3 June 2026.", "Forget what I said about the filing date.")

    assert case.filed_on is None


def test_names_without_capitals_are_read_where_nothing_has_any(reader: FactReader) -> None:
    case = after(
        reader,
        "so the members are zorvik compute from seattle, marlux data which does the labeling "
        "out of lisbon, and quandro gmbh for the security",
    )

    assert {"zorvik compute", "marlux data"} <= set(roles(case))
    assert roles(case)["marlux data"] == ["data"]


@pytest.mark.parametrize(
    "message",
    [
        "we label the images and the annotation is done in-house, nobody else is in the team",
        "our hardware: blade servers; data: ingestion pipelines",
        "is the tunnelling covered or is that out of scope",
    ],
)
def test_ordinary_words_without_capitals_name_nobody(reader: FactReader, message: str) -> None:
    named = {one.name for one in after(reader, message).members or ()}

    assert all(name.startswith(("the ", "your ")) for name in named)
