"""A message in the light of the turn before: what it stands for, and what it asks of the case."""

from typing import Any

import pytest

from assistant.following import Ask, Before, ContextReader, without
from assistant.lexicon import packaged_lexicon
from assistant.reply import NextQuestion, UnderstoodFact
from rules.proposal import Proposal
from tests.evals.invented import reply

CASE = Proposal.model_validate(
    {
        "members": [{"name": "Kestrel", "headquarters": "NL"}, {"name": "Oriel Inc."}],
        "markets": [{"name": "United Arab Emirates"}, {"name": "Chile"}],
        "service_providers": [{"name": "Tagwell"}],
    }
)


@pytest.fixture(scope="module")
def reader() -> ContextReader:
    return ContextReader(packaged_lexicon())


def before(message: str, *, asked: str | None = None, about: str | None = None) -> Before:
    facts = (UnderstoodFact(path=f"members[{about}].headquarters", value="NL"),) if about else ()
    question = NextQuestion(fact=asked, text="?", why="", rules=()) if asked else None
    return Before(message, reply().model_copy(update={"facts": facts, "next_question": question}))


@pytest.mark.parametrize(
    ("message", "ask"),
    [
        ("Why?", Ask.WHY),
        ("hm, and why is that?", Ask.WHY),
        ("Says who?", Ask.SOURCE),
        ("What is that based on?", Ask.SOURCE),
        ("Which of our partners is the obstacle?", Ask.PROBLEM),
        ("What is missing?", Ask.MISSING),
        ("ok, what else do you need from us?", Ask.MISSING),
        ("So are we eligible?", Ask.STANDING),
        ("Where do we stand now?", Ask.STANDING),
        ("Please check our proposal.", Ask.STANDING),
        ("What can we change?", Ask.REMEDY),
        ("How could we fix this?", Ask.REMEDY),
    ],
)
def test_what_is_asked_of_the_case(reader: ContextReader, message: str, ask: Ask) -> None:
    assert reader.follow(message, CASE, None, year=2026).ask is ask


@pytest.mark.parametrize(
    "message",
    [
        "Why does the Order speak of five layers?",
        "Who says that a bloc is enough as a target market?",
        "What is missing in the Order on cloud services?",
        "Are we eligible if our parent sits in Macau?",
        "How can we reach 51 percent with Taiwanese chips?",
    ],
)
def test_a_question_of_its_own_is_asked_of_nothing_before(
    reader: ContextReader, message: str
) -> None:
    followed = reader.follow(message, CASE, None, year=2026)

    assert followed.ask is None
    assert followed.message == message


@pytest.mark.parametrize(
    ("earlier", "message", "whole"),
    [
        ("May a firm from Taiwan join?", "What about Macau?", "May a firm from Macau join?"),
        ("Who competes in Chile?", "And in Peru?", "Who competes in Peru?"),
        (
            "We sell to Chile, fine?",
            "same for the Gulf states",
            "We sell to the Gulf states, fine?",
        ),
        ("48% of it is U.S. content.", "make that 52.5 %", "52.5 % of it is U.S. content."),
        ("48% of it is U.S. content.", "no, 52.5 percent", "52.5 percent of it is U.S. content."),
        ("We file on 3 July 2026.", "I meant 3 June 2026", "We file on 3 June 2026."),
        ("The racks cost $2m.", "that should be $3m, not $2m", "The racks cost $3m."),
    ],
)
def test_what_is_new_takes_the_place_of_its_like(
    reader: ContextReader, earlier: str, message: str, whole: str
) -> None:
    assert reader.follow(message, CASE, before(earlier), year=2026).message == whole


def test_nothing_is_replaced_where_there_is_nothing_like_it(reader: ContextReader) -> None:
    message = "What about Macau?"

    assert reader.follow(message, CASE, before("Is there a fee?"), year=2026).message == message


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("Forget the UAE market.", ("United Arab Emirates",)),
        ("please drop Oriel", ("Oriel Inc.",)),
        ("Kestrel is out", ("Kestrel",)),
        ("We no longer sell to Chile", ("Chile",)),
        ("Remove Tagwell from our list", ("Tagwell",)),
        ("Forget the Peru market.", ()),
    ],
)
def test_who_is_taken_out(reader: ContextReader, message: str, names: tuple[str, ...]) -> None:
    followed = reader.follow(message, CASE, before("?"), year=2026)

    assert followed.dropped == names
    left = without(CASE, followed.dropped)
    groups = (left.members, left.markets, left.service_providers)
    assert not {part.name for group in groups for part in group or ()} & set(names)


@pytest.mark.parametrize(
    ("fact", "message", "news"),
    [
        ("members[0].incorporated_in", "Holland", {"name": "Kestrel", "incorporated_in": "NL"}),
        (
            "members[0].incorporated_in",
            "It is in the U.S.",
            {"name": "Kestrel", "incorporated_in": "US"},
        ),
        ("members[0].incorporated_in", "Chile or Peru", None),
        ("members[0].incorporated_in", "what do you mean by incorporated?", None),
    ],
)
def test_a_short_message_answers_what_was_asked(
    reader: ContextReader, fact: str, message: str, news: Any
) -> None:
    followed = reader.follow(message, CASE, before("?", asked=fact), year=2026)

    members = followed.news.model_dump(exclude_none=True).get("members")
    assert (members[0] if members else None) == news


@pytest.mark.parametrize(("message", "value"), [("Yes, it is", True), ("nope", False)])
def test_yes_and_no_answer_what_was_asked(reader: ContextReader, message: str, value: bool) -> None:
    followed = reader.follow(message, CASE, before("?", asked="industry_led"), year=2026)

    assert followed.news.industry_led is value


@pytest.mark.parametrize("message", ["I don't know", "not sure yet", "skip that", "No idea."])
def test_a_fact_may_be_left_open(reader: ContextReader, message: str) -> None:
    followed = reader.follow(message, CASE, before("?", asked="members[0].owners"), year=2026)

    assert followed.declined == "members[0].owners"


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ("They are incorporated in Peru.", "Kestrel are incorporated in Peru."),
        ("Its parent sits in Macau.", "Kestrel's parent sits in Macau."),
        (
            "And if they were owned by a Chinese fund?",
            "And if Kestrel were owned by a Chinese fund?",
        ),
        ("Our chips come from Peru.", "Our chips come from Peru."),
    ],
)
def test_a_pronoun_means_the_company_spoken_of_last(
    reader: ContextReader, message: str, whole: str
) -> None:
    earlier = before("Kestrel is Dutch.", about="Kestrel")

    assert reader.follow(message, CASE, earlier, year=2026).message == whole
