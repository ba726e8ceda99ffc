"""What does not agree with its support does not leave."""

from datetime import date

import pytest

from assistant.answering import Assistant
from assistant.composing import Drafted
from assistant.reply import StatementKind
from assistant.verification import numbers_in, places_in, unsupported, verified
from assistant.verification.rewording import parts_of, rewordings
from assistant.verification.verdicts import wrong_lead
from corpus.errors import CitationError
from rules.assessment import assess
from rules.proposal import Proposal

DAY = date(2026, 11, 21)


@pytest.fixture
def drafted(assistant: Assistant):
    """Draft a sentence that rests on the 51 percent presumption."""

    def run(text: str, *, provision: str = "CON-2", figures: str = "") -> Drafted:
        citation = assistant.library.cite(provision)
        return Drafted(text, StatementKind.SOURCE, (citation,), figures)

    return run


@pytest.fixture
def kept(assistant: Assistant):
    def run(*sentences: Drafted, message: str = "") -> list[str]:
        return [one.text for one in verified(sentences, assistant.library, message, DAY)]

    return run


TRUE = "At least 51 percent of the value is U.S.-origin."


@pytest.mark.parametrize(
    "planted",
    [
        "At least 52 percent of the value is U.S.-origin.",
        "At least 51.5 percent of the value is U.S.-origin.",
        "At least 51 percent, or 1,000 dollars, is U.S.-origin.",
        "At least 51 percent of the value is U.S.-origin from 3 May 2026.",
        "At least 51 percent of the value is Chinese.",
        "At least 51 percent of the value comes from Taiwan.",
        "At least 51 percent of the value comes from Shenzhen.",
        "At least 51 percent of the value goes to ASEAN.",
        "At least 51 percent of the value falls under section 12.",
        "At least 51 percent, as FR Doc. 2027-00001 says.",
    ],
)
def test_a_sentence_with_a_planted_number_day_or_country_is_dropped(
    kept, drafted, planted: str
) -> None:
    assert kept(drafted(planted), drafted(TRUE)) == [TRUE]


@pytest.mark.parametrize(
    "planted",
    [
        "At least fifty-two percent of the value is U.S.-origin.",
        "At least 51 percent of the value is U.S.-origin from May on.",
        "The U.S.-content component is not presumed met at 51 percent.",
        "Hardware must be at least 51 percent U.S.-origin.",
    ],
)
def test_what_once_slipped_through_is_dropped(kept, drafted, planted: str) -> None:
    assert kept(drafted(planted)) == []


@pytest.mark.parametrize(
    ("text", "message", "figures"),
    [
        ("Your servers are at 47 percent.", "We are at 47 %.", ""),
        ("Your servers are at 47 percent.", "", "47"),
        ("On 21 November 2026 the line is 51 percent.", "", "November"),
        ("CON-2 says 51 percent.", "", ""),
        ("Your member is in Seoul.", "A company from South Korea", ""),
    ],
)
def test_what_the_user_a_finding_or_the_day_says_may_be_said(
    kept, drafted, text: str, message: str, figures: str
) -> None:
    assert kept(drafted(text, figures=figures), message=message) == [text]


def test_nothing_is_said_twice(kept, drafted) -> None:
    assert kept(drafted(TRUE), drafted(TRUE.upper()), drafted(f"{TRUE} ")) == [TRUE]


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "0" * 64},
        {"quote": "At least 50 percent."},
        {"start": 1},
        {"provision": "CON-3"},
        {"provision": "NOT-THERE"},
        {"document": "not-there"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_stale_citation_stops_the_answer(assistant: Assistant, drafted, change) -> None:
    stale = assistant.library.cite("CON-2").model_copy(update=change)
    sentence = Drafted(TRUE, StatementKind.SOURCE, (stale,))

    with pytest.raises(CitationError):
        verified([drafted(TRUE), sentence], assistant.library, "", DAY)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("51 percent", {"51"}),
        ("$1,234,567.50", {"1234567.50"}),
        ("31 CFR Part 850", {"31", "850"}),
        ("no number", set()),
        ("FR Doc. 2026-06952", {"2026", "06952"}),
        ("the H200", set()),
    ],
)
def test_numbers_are_found(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("China, including Macau and Hong Kong", {"C:CN", "C:MO", "C:HK"}),
        ("the U.S. share", {"C:US"}),
        ("Give us a turkey", set()),
        ("sold to the European Union", {"B:European Union"}),
    ],
)
def test_places_are_found(text: str, places: set[str]) -> None:
    assert places_in(text) == places


def test_what_is_unsupported_is_named() -> None:
    assert unsupported("Kenya pays 7", ["nothing"]) == ["7", "C:KE"]


BARRED = Proposal.model_validate({"members": [{"name": "Ibis", "headquarters": "CN"}]})


@pytest.mark.parametrize(
    ("message", "lead", "leaves"),
    [
        ("Can Ibis of Beijing be a member?", "Yes.", False),
        ("Can Ibis of Beijing be a member?", "No.", True),
        ("Is Ibis of Beijing barred?", "Yes.", True),
        ("Is Ibis of Beijing barred?", "No.", False),
        ("Where does Ibis sit?", "Yes.", True),
    ],
)
def test_a_flat_yes_or_no_agrees_with_the_finding(
    assistant: Assistant, message: str, lead: str, leaves: bool
) -> None:
    rules = ["members_outside_countries_of_concern"]
    findings = assess(BARRED, as_of=DAY, catalogue=assistant.catalogue, rules=rules).findings
    wrong = wrong_lead(lead, message, findings)

    assert (list(wrong) == []) is leaves


@pytest.mark.parametrize(
    ("said", "told_from"),
    [
        (
            "The proposal is submitted by the anchor member.",
            "the anchor member submitted the proposal.",
        ),
        ("Under the Order, Commerce pays.", "Commerce pays under the Order."),
        ("A consortium has to file.", "a consortium must file."),
    ],
)
def test_a_sentence_is_put_in_other_words(said: str, told_from: str) -> None:
    assert told_from in rewordings(said)


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "The anchor is the lead entity and decides which proposals are designated.",
            (
                "The anchor is the lead entity.",
                "The anchor decides which proposals are designated.",
            ),
        ),
        ("The anchor leads, and if Commerce agrees, it files.", ()),
        ("Hardware and data.", ()),
    ],
    ids=["a part keeps its subject", "no cut under a condition", "a list is no sentence"],
)
def test_a_sentence_is_cut_into_its_statements(sentence: str, parts: tuple[str, ...]) -> None:
    assert parts_of(sentence) == parts
