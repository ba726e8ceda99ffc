"""What a model does for a reply, through the whole assistant: words, questions and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from assistant.conversation import Conversations
from assistant.model.errors import ModelFault, Trouble
from assistant.model.opening import open_model
from assistant.model.port import NO_MODEL
from assistant.model.settings import ModelSettings
from assistant.replaying import replayed
from assistant.reply import ChatRequest, StatementKind
from rules.proposal import Proposal
from tests.assistant.conftest import TODAY
from tests.assistant.model.fakes import FakeSpeaker, changing, doing, quiet
from tests.conftest import keeping

CAP = "Is there a limit on how many companies may be in one consortium?"
SHARE = "Is the 51 percent line a strict requirement?"


@dataclass
class Talk:
    """A conversation with an assistant that has a fake model."""

    assistant: object
    speaker: FakeSpeaker
    conversation: str | None = None

    def say(self, message, **more):
        request = ChatRequest(message=message, conversation_id=self.conversation, **more)
        reply = self.assistant.answer(request, today=TODAY)
        self.conversation = reply.conversation_id
        return reply


@pytest.fixture
def talk(assistant):
    """Begin a conversation with a model that speaks so."""
    assistant.warm()

    def begin(speech=quiet, **settings):
        speaker = FakeSpeaker(speech)
        held = keeping(assistant, Conversations())
        chosen = ModelSettings(model="fake:fake", **settings)
        model = open_model(chosen, speaker) if speech is not None else NO_MODEL
        object.__setattr__(held, "model", model)
        return Talk(held, speaker)

    return begin


def worded(reply):
    return [one for one in reply.statements if one.instead_of is not None]


# -- wording ------------------------------------------------------------------------------------


def test_a_sentence_in_other_words_is_shown_with_the_one_it_stands_for(talk):
    plain, mine = (
        talk(None).say(SHARE),
        talk(doing(word_sentences=changing("the", "that")), uses=["wording"]),
    )
    reply = mine.say(SHARE)

    assert worded(reply)
    for one, before in zip(reply.statements, plain.statements, strict=True):
        assert (one.instead_of or one.text) == before.text
        assert one.citations == before.citations
        assert one.instead_of is None or one.kind is StatementKind.SOURCE
    use = reply.receipt.use
    assert use.worded == len(worded(reply))
    assert use.wording in {"model", "mixed"}
    assert use.host == "models.example"
    assert (use.calls, use.input_tokens, use.output_tokens) == (1, 100, 20)


def test_a_wording_that_claims_something_else_is_asked_for_once_more_and_gives_way(talk):
    mine = talk(doing(word_sentences=changing("51", "15")))
    reply, plain = mine.say(SHARE), talk(None).say(SHARE)

    assert reply.answer == plain.answer
    assert [asked.task for asked in mine.speaker.heard].count("word_sentences") == 2
    assert '"again"' in mine.speaker.heard[-1].user
    assert reply.receipt.use.refused
    assert reply.receipt.use.wording == "deterministic"


def test_a_second_wording_that_is_the_same_is_shown(talk):
    def speech(told):
        return changing("the", "that")(told) if "again" in told else changing("51", "15")(told)

    reply = talk(doing(word_sentences=speech)).say(SHARE)

    assert worded(reply)
    assert reply.receipt.use.refused == 0


def test_verdicts_questions_and_what_is_said_of_the_case_are_not_shown_for_wording(talk):
    mine = talk()
    reply = mine.say("Our anchor Acme is from Texas, and Beta from Macau does the data. Are we in?")

    verdicts = [one.text for one in reply.statements if one.kind is not StatementKind.SOURCE]
    assert verdicts
    shown = "\n".join(a.user for a in mine.speaker.heard if a.task == "word_sentences")
    assert not [text for text in verdicts if text in shown]


def test_without_a_model_a_reply_has_nothing_of_one(talk):
    told = talk(None).say(CAP).model_dump_json()

    assert '"model":"none"' in told
    assert not [word for word in ("instead_of", "proposed_facts", '"use"') if word in told]


def test_no_address_and_no_offset_is_sent(talk, assistant):
    mine = talk()
    reply = mine.say(SHARE)
    urls = [one.url for one in reply.citations if one.url]

    assert mine.speaker.heard
    assert not [
        one for one in (*urls, *(c.sha256 for c in reply.citations)) if one in mine.speaker.sent
    ]


# -- when it does not work ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in Trouble if k is not Trouble.PAUSED])
def test_whatever_fails_the_reply_is_the_one_without_a_model(talk, kind):
    def fails(task, told):
        raise ModelFault(kind)

    reply, plain = talk(fails).say(SHARE), talk(None).say(SHARE)

    assert reply.answer == plain.answer
    assert reply.status == plain.status
    assert reply.receipt.use.trouble == (kind.value,)


def test_a_host_that_fails_three_times_is_left_alone(talk):
    def fails(task, told):
        raise ModelFault(Trouble.UNREACHABLE)

    mine = talk(fails)
    replies = [mine.say(SHARE) for _ in range(5)]

    assert len(mine.speaker.heard) == 3
    assert replies[-1].receipt.use.trouble == (Trouble.PAUSED.value,)


@pytest.mark.parametrize("budget", [{"tokens": 100}, {"calls": 1}])
def test_a_budget_is_kept(talk, budget):
    mine = talk(doing(word_sentences=changing("51", "15")), **budget)
    reply = mine.say(SHARE)

    assert len(mine.speaker.heard) == (0 if "tokens" in budget else 1)
    assert Trouble.SPENT.value in reply.receipt.use.trouble


def test_a_price_is_told(talk):
    reply = talk(price_in=2.0, price_out=10.0, uses=["wording"]).say(SHARE)

    assert reply.receipt.use.cost_usd == pytest.approx((100 * 2 + 20 * 10) / 1e6)


# -- facts --------------------------------------------------------------------------------------

SHIPS = "Alder Works ships our racks out of Japan."


def reads(field, subject, value, quote):
    fact = {"field": field, "subject": subject, "value": value, "quote": quote}
    return doing(find_facts=lambda _: {"facts": [fact]})


def test_a_fact_that_only_the_model_read_is_asked_about_and_taken_in_by_a_yes(talk):
    mine = talk(reads("headquarters", "Alder Works", "Japan", SHIPS[:-1]))
    first = mine.say(SHIPS)
    (fact,) = first.proposed_facts

    assert (fact.path, fact.value) == ("members[Alder Works].headquarters", "JP")
    assert fact.quote in SHIPS
    assert first.case == talk(None).say(SHIPS).case
    assert first.statements[-1].kind is StatementKind.NEXT_STEP
    assert fact.quote in first.statements[-1].text

    mine.speaker.speech = quiet
    second = mine.say("Yes, that is right.")
    assert [(m.name, m.headquarters) for m in second.case.members] == [("Alder Works", "JP")]


def test_without_a_yes_it_stays_out(talk):
    mine = talk(reads("headquarters", "Alder Works", "Japan", SHIPS[:-1]))
    mine.say(SHIPS)
    mine.speaker.speech = quiet
    reply = mine.say("Who decides?")

    assert reply.case.members[0].headquarters is None


def test_a_client_may_send_a_fact_back(talk):
    mine = talk(reads("headquarters", "Alder Works", "Japan", SHIPS[:-1]))
    (fact,) = mine.say(SHIPS).proposed_facts
    reply = mine.say("Who decides?", proposal=Proposal.model_validate(fact.proposal))

    assert reply.case.members[0].headquarters == "JP"


def test_a_reading_that_differs_is_asked_about_and_the_patterns_stand(talk):
    message = "Larch Systems is headquartered in Texas, not far from New Mexico and from Mexico."
    mine = talk(reads("headquarters", "Larch Systems", "Mexico", "New Mexico and from Mexico"))
    reply = mine.say(message)
    (fact,) = reply.proposed_facts

    assert (fact.value, fact.against) == ("MX", "US")
    assert reply.case.members[0].headquarters == "US"


@pytest.mark.parametrize(
    "fact",
    [
        ("headquarters", "Alder Works", "China", "Alder Works is from China"),
        ("headquarters", "Alder Works", "China", SHIPS[:-1]),
        ("headquarters", "Birch Works", "Japan", SHIPS[:-1]),
        ("headquarters", "", "Japan", SHIPS[:-1]),
        ("outcome", "Alder Works", "met", SHIPS[:-1]),
        ("role", "Alder Works", "anchor", SHIPS[:-1]),
        ("us_content_percent", "", "51", SHIPS[:-1]),
    ],
)
def test_what_the_message_does_not_show_is_dropped(talk, fact):
    assert talk(reads(*fact)).say(SHIPS).proposed_facts == ()


def test_what_is_denied_is_dropped(talk):
    message = "Alder Works is not a firm from Japan any more."
    fact = ("headquarters", "Alder Works", "Japan", message[:-1])

    assert talk(reads(*fact)).say(message).proposed_facts == ()


# -- facts that are plain enough to be taken -------------------------------------------------------

MEMBERS = "Acme Compute of Texas is our anchor. Our member Beta Data labels the data."
PLAIN = "Beta Data conducts its business principally from Macau."
FIELD = "principal_place_of_business"


def with_members(talk, *fact):
    mine = talk(quiet)
    known = mine.say(MEMBERS).case
    assert {one.name for one in known.members} == {"Acme Compute", "Beta Data"}
    mine.speaker.speech = reads(*fact)
    return mine


@pytest.mark.parametrize("quote", [PLAIN, PLAIN[:-1]])
def test_a_plain_sentence_that_the_patterns_missed_is_taken_and_says_where_from(talk, quote):
    mine = with_members(talk, FIELD, "Beta Data", "Macau", quote)
    reply = mine.say(PLAIN)
    place = {one.name: one.principal_place_of_business for one in reply.case.members}
    read = [one for one in reply.facts if one.source == "model"]

    assert place["Beta Data"] == "MO"
    assert [(one.path, one.value, one.quote) for one in read] == [
        (f"members[Beta Data].{FIELD}", "MO", quote)
    ]
    told = [one for one in reply.statements if "A language model read this" in one.text]
    assert [one.kind for one in told] == [StatementKind.NEXT_STEP]
    assert "it is counted" in told[0].text
    (origin,) = [
        one
        for one in mine.assistant.conversations.opened(mine.conversation).origins
        if one.path == f"members[Beta Data].{FIELD}"
    ]
    assert (origin.source, origin.quote) == ("model", quote)
    (finding,) = [
        one
        for one in reply.findings
        if (one.rule, one.subject) == ("members_outside_countries_of_concern", "Beta Data")
    ]
    assert finding.outcome == "not_met"


def test_what_was_taken_is_made_again_byte_for_byte(talk):
    mine = with_members(talk, FIELD, "Beta Data", "Macau", PLAIN)
    reply = mine.say(PLAIN)
    again = replayed(mine.assistant, reply.reply_id)

    assert again.same, again.differing


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        (f"Suppose this. {PLAIN}", (FIELD, "Beta Data", "Macau", PLAIN)),
        (f"I am not sure. {PLAIN}", (FIELD, "Beta Data", "Macau", PLAIN)),
        (f"{PLAIN} Or is that wrong?", (FIELD, "Beta Data", "Macau", PLAIN)),
        (f"Only a rumor says: {PLAIN}", (FIELD, "Beta Data", "Macau", PLAIN)),
        (f"A supplier of {PLAIN}", (FIELD, "Beta Data", "Macau", PLAIN)),
        (PLAIN, (FIELD, "Acme Compute", "Macau", PLAIN)),
        (PLAIN, ("controlled_from", "Beta Data", "Macau", PLAIN)),
        (PLAIN, ("headquarters", "Beta Data", "Macau", PLAIN)),
        (PLAIN.replace("Beta", "Zeta"), (FIELD, "Zeta Data", "Macau", PLAIN.replace("Be", "Ze"))),
        (f"{PLAIN[:-1]}, until 2024.", (FIELD, "Beta Data", "Macau", PLAIN[:-1])),
        (f"{PLAIN[:-1]} and Japan.", (FIELD, "Beta Data", "Macau", f"{PLAIN[:-1]} and Japan")),
        (f"{PLAIN[:-1]}, Japan.", (FIELD, "Beta Data", "Macau", f"{PLAIN[:-1]}, Japan")),
        (
            "Beta Data and Acme Compute conduct business from Macau.",
            (FIELD, "Beta Data", "Macau", "Beta Data and Acme Compute conduct business from Macau"),
        ),
    ],
)
def test_what_is_not_plain_is_not_taken(talk, message, fact):
    reply = with_members(talk, *fact).say(message)

    assert not [one for one in reply.facts if one.source == "model"]
    assert not [one for one in reply.proposed_facts if one.taken]


def test_a_yes_takes_in_only_what_was_asked(talk):
    mine = with_members(talk, FIELD, "Beta Data", "Macau", PLAIN)
    mine.say(PLAIN)
    mine.speaker.speech = quiet
    mine.say("No, Beta Data is headquartered in Texas and has its main office there.")
    reply = mine.say("Yes.")
    place = {one.name: one.principal_place_of_business for one in reply.case.members}

    assert place["Beta Data"] == "US"


# -- follow-ups ---------------------------------------------------------------------------------


def test_a_follow_up_is_not_turned_into_another_question(talk):
    mine = talk(doing(make_whole=lambda _: {"question": "Who decides on the markets?"}))
    mine.say("Who decides on the packages?")
    reply = mine.say("And with regard to zebras, what is their view?")
    asked = [a for a in mine.speaker.heard if a.task == "make_whole"]

    assert asked
    assert reply.understood_as != "Who decides on the markets?"


# -- what is confidential -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "Confidential: Alder Works holds 30 percent of us. Is that fine?",
        "Alder Works holds 30 percent of us, this is strictly confidential. Is that fine?",
        "[CONFIDENTIAL] Alder Works holds 30 percent of us. Is that fine?",
        "Between us: Alder Works holds 30 percent of us.",
    ],
)
def test_a_message_that_says_so_is_not_sent(talk, message):
    mine = talk()
    reply = mine.say(message)

    assert not mine.speaker.heard
    assert reply.receipt.use.withheld


def test_a_message_that_a_client_marks_is_not_sent(talk):
    mine = talk()
    reply = mine.say(SHARE, confidential=True)

    assert not mine.speaker.heard
    assert reply.receipt.use.withheld


def test_how_to_mark_is_an_ordinary_question(talk):
    mine = talk()
    mine.say("How do we mark confidential business information in a proposal?")

    assert mine.speaker.heard


@pytest.mark.parametrize("part", ["ownership", "members[0].owners", "the secret sauce"])
def test_a_marked_part_keeps_what_states_facts_from_being_sent(talk, part):
    mine = talk()
    case = {
        "members": [{"name": "Alder Works", "owners": [{"name": "Hana Holdings", "percent": 30}]}],
        "confidential_parts": [part],
    }
    mine.say("Who decides?", proposal=Proposal.model_validate(case))
    mine.say("Hana Holdings has 30 percent of Alder Works. Is that fine?")
    mine.say("What of Hana Holdings?")
    mine.say("Our cap table has a surprise. Does it matter?")

    assert not [word for word in ("Hana", "Alder", "30", "cap table") if word in mine.speaker.sent]


# -- again --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "speech"),
    [
        (SHARE, doing(word_sentences=changing("the", "that"))),
        (SHIPS, reads("headquarters", "Alder Works", "Japan", SHIPS[:-1])),
        (SHARE, doing(word_sentences=changing("51", "15"))),
    ],
)
def test_a_reply_is_made_again_byte_for_byte_and_asks_nobody(talk, message, speech):
    mine = talk(speech)
    reply = mine.say(message)
    calls = len(mine.speaker.heard)
    again = replayed(mine.assistant, reply.reply_id)

    assert again.same, again.differing
    assert len(mine.speaker.heard) == calls


# -- drafts -------------------------------------------------------------------------------------

DRAFT = (
    "Draft a proposal: anchor Acme Compute of Texas, market Kenya, competitor Huawei of China. "
    "46 percent of the hardware is of U.S. origin."
)


def arguments(draft) -> Iterator[object]:
    for section in draft.sections:
        yield from (one for one in section.sentences if one.kind == "argument")


def test_only_arguments_of_a_draft_are_shown_for_wording(talk):
    mine = talk()
    draft = mine.say(DRAFT).draft
    texts = [one.text for one in arguments(draft)]
    asked = [a for a in mine.speaker.heard if a.task == "word_arguments"]

    assert texts
    assert len(asked) == 1
    others = {s.text for section in draft.sections for s in section.sentences} - set(texts)
    assert not [text for text in others if text in asked[0].user]
    assert draft.receipt.use.host == "models.example"


def test_an_argument_in_other_words_keeps_what_it_rests_on(talk):
    mine = talk(doing(word_arguments=changing("the ", "that ")))
    draft, plain = mine.say(DRAFT).draft, talk(None).say(DRAFT).draft
    turned = [one for one in arguments(draft) if one.instead_of]

    assert turned
    known = {one.id: one for one in arguments(plain)}
    for one in turned:
        assert one.instead_of == known[one.id].text
        assert (one.citations, one.facts) == (known[one.id].citations, known[one.id].facts)


def test_an_argument_that_says_more_gives_way(talk):
    def more(told):
        sentences = [one | {"text": f"{one['text'][:-1]} by far."} for one in told["sentences"]]
        return {"sentences": sentences}

    draft = talk(doing(word_arguments=more)).say(DRAFT).draft

    assert not [one for one in arguments(draft) if one.instead_of]
