"""What is asked most is answered from the right provision, with the right status."""

from datetime import date

import pytest

from assistant.answering import Assistant
from assistant.reply import ChatReply, ChatRequest, StatementKind, Status
from tests.assistant.conftest import Ask

ANSWERED = {Status.ANSWERED, Status.PARTIAL}
OPEN = {Status.NOT_IN_SOURCES}


def wrong(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, reason=reason)


TEN = {
    "Who may lead a consortium?": (ANSWERED, {"ELI-2", "ELI-3"}),
    "Can a Korean chip maker join?": (ANSWERED | {Status.NEEDS_FACTS}, {"ELI-9"}),
    "Our servers are 47 % U.S. content, are we out?": (ANSWERED, {"CON-2", "CON-3"}),
    "How many pages may the proposal have?": (OPEN, {"SUB-4"}),
    "Is there a deadline?": (ANSWERED, {"SUB-2"}),
    "May we be in two consortia?": (ANSWERED, {"ELI-8"}),
    "What do we get if designated?": (
        ANSWERED,
        {"GDE-BENEFITS", "BEN-1", "BEN-2", "BEN-3", "BEN-4", "BEN-5", "BEN-6"},
    ),
    "Does Macau count?": (ANSWERED, {"ELI-9", "C3", "NBR-LIST-MEMBERS"}),
    "Who decides?": (ANSWERED, {"DEC-1"}),
    "Is it the same list of countries as in the outbound investment rules?": (
        ANSWERED,
        {"TRP-6", "NBR-LISTS", "ELI-11", "C3", "NBR-OUTBOUND", "NBR-LIST-850"},
    ),
}
"""Questions that everybody asks: the statuses that fit, and provisions of which the first source
has to be one."""

TEN_WRONG: dict[str, str] = {}

MORE = {
    "so who has the final say": (ANSWERED, {"DEC-1"}),
    "Are Canadians welcome?": (ANSWERED | {Status.NEEDS_FACTS}, {"ELI-9", "GDE-WHO-CAN"}),
    "How many pages, and who decides?": ({Status.PARTIAL}, {"SUB-4", "DEC-1"}),
    "What is the RFI and when did it end?": (ANSWERED, {"REG-D5", "RFI-TOPICS", "RFI-DATES"}),
    "Does the Government pay the consortium anything?": (
        ANSWERED,
        {"BEN-7", "TRP-2", "GDE-BENEFITS"},
    ),
    "Which executive order is behind it?": (ANSWERED, {"REG-D1", "EO-1", "GDE-PROGRAM"}),
    "What is special about security vendors and foreign adversaries?": (
        ANSWERED,
        {"ELI-12", "C3", "NBR-LIST-PROVIDERS"},
    ),
    "Can a private individual apply?": (OPEN | {Status.PARTIAL}, {"ELI-15"}),
    "May we write it in Spanish?": (OPEN, {"SUB-4"}),
    "What does EXIM bring to the table?": (ANSWERED, {"NBR-EXIM", "REG-D10", "REG-D10-TERMS"}),
    "How many consortia will be picked?": (OPEN, {"DSC-NUMBER"}),
    "Is cybersecurity an own layer or just a paragraph?": (ANSWERED, {"LAY-D", "LAY-0"}),
    "What is the Federal Register number of the call?": (ANSWERED, {"REG-D9"}),
    "Does somebody have to be in charge of the group?": (ANSWERED, {"ELI-2", "ELI-3"}),
    "Is Venezuela a country of concern under the call?": (
        ANSWERED,
        {"ELI-9", "C3", "NBR-LIST-MEMBERS", "TRP-6"},
    ),
    "Must the Secretary of State be asked before a consortium is picked?": (
        ANSWERED,
        {"DEC-2", "EO-3.d"},
    ),
    "How are the pages of the bid counted, is there a limit?": (OPEN, {"SUB-4"}),
    "Must there be an anchor?": (ANSWERED, {"ELI-2"}),
    "What are the layers of the stack?": (ANSWERED, {"LAY-0", "EO-3.b.i"}),
    "Can one appeal?": (OPEN, {"DEC-5"}),
    "What does it cost to apply?": (OPEN, {"UNS-FEE"}),
    "Has anybody been designated?": (ANSWERED | OPEN, {"NF-DESIGNATED", "C13"}),
    "Is there a second window?": (ANSWERED | OPEN, {"NF-SECOND-WINDOW", "SUB-2", "GDE-STATUS"}),
}

MORE_WRONG = {
    "What is special about security vendors and foreign adversaries?": "answered from NBR-ICTS",
}


def cases(table: dict[str, tuple[set[Status], set[str]]], faults: dict[str, str]) -> list[object]:
    return [
        pytest.param(
            question,
            statuses,
            provisions,
            id=question,
            marks=[wrong(faults[question])] if question in faults else [],
        )
        for question, (statuses, provisions) in table.items()
    ]


@pytest.mark.parametrize(
    ("question", "statuses", "provisions"), cases(TEN, TEN_WRONG) + cases(MORE, MORE_WRONG)
)
def test_a_question_is_answered_from_its_provision(
    ask: Ask, question: str, statuses: set[Status], provisions: set[str]
) -> None:
    reply = ask(question)

    assert reply.status in statuses
    assert reply.citations[0].provision in provisions


def text_of(reply: ChatReply, kind: StatementKind) -> str:
    return " ".join(one.text for one in reply.statements if one.kind is kind)


def test_a_share_below_the_line_is_not_called_an_exclusion(ask: Ask) -> None:
    reply = ask("Our servers are 47 % U.S. content, are we out?")

    outcomes = {one.rule: one.outcome.value for one in reply.findings}
    assert outcomes["us_hardware_content"] == "judgment"
    assert "not_met" not in outcomes.values()
    assert "does not disqualify" in reply.answer


def test_what_decides_a_korean_member_is_asked_for(ask: Ask) -> None:
    reply = ask("Can a Korean chip maker join?")

    assert reply.next_question is not None
    assert "own" in reply.next_question.text
    assert reply.statements[-1].text == reply.next_question.text


@pytest.mark.parametrize(
    ("message", "outcomes"),
    [
        ("Our member is a company in Macau.", {"members_outside_countries_of_concern": "not_met"}),
        (
            "A Delaware company, 62% of its shares belong to a fund in Beijing, wants to join us.",
            {"members_outside_countries_of_concern": "not_met"},
        ),
        ("60 percent of our servers are imported.", {"us_hardware_content": "judgment"}),
        ("Our servers are 51 % U.S. content.", {"us_hardware_content": "met"}),
        ("We have two anchor members.", {"one_anchor_member": "not_met"}),
        ("Our package lacks a security layer.", {"five_layers_covered": "not_met"}),
        ("Our target market is simply worldwide.", {"target_market_named": "judgment"}),
        ("We filed on 1 July 2026.", {"filed_in_window": "not_met"}),
        ("We filed on 30 June 2026.", {"filed_in_window": "met"}),
        (
            "We filed on 12 June 2026, have one anchor member and sell into Kenya.",
            {"filed_in_window": "met", "one_anchor_member": "met", "target_market_named": "met"},
        ),
    ],
)
def test_a_situation_is_decided_by_the_rules(
    ask: Ask, message: str, outcomes: dict[str, str]
) -> None:
    reply = ask(message)

    found = {one.rule: one.outcome.value for one in reply.findings}
    assert outcomes.items() <= found.items()
    assert "not_met" not in {found[rule] for rule in found.keys() - outcomes.keys()}
    assert StatementKind.VERDICT in {one.kind for one in reply.statements}


FILING = [
    "How many pages may the proposal have?",
    "Where is the proposal handed in?",
    "What does filing cost?",
    "Who submits the proposal?",
]


@pytest.mark.parametrize("question", FILING)
def test_where_filing_matters_the_closed_window_is_told(ask: Ask, question: str) -> None:
    reply = ask(question)

    assert "closed on 30 June 2026" in text_of(reply, StatementKind.CAVEAT)
    assert ("filed_in_window", "not_met") in [(one.rule, one.outcome) for one in reply.findings]


@pytest.mark.parametrize("question", FILING)
def test_while_the_window_is_open_it_is_not_called_closed(
    assistant: Assistant, question: str
) -> None:
    reply = assistant.answer(ChatRequest(message=question), today=date(2026, 5, 1))

    assert reply.as_of == date(2026, 5, 1)
    assert all(one.outcome != "not_met" for one in reply.findings)
    assert "1 April 2026 to 30 June 2026" in reply.answer


def test_the_day_asked_about_wins_over_today(ask: Ask) -> None:
    assert ask("Who decides?", as_of=date(2026, 5, 1)).as_of == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who decides?", "This rests on the text of Executive Order 14320 and is reported by"),
        ("May we be in two consortia?", "This is reported by one law-firm alert"),
        ("What does section 3(b)(ii) ask for?", "This is our digest of the text of Executive"),
        ("How many pages may the proposal have?", "This is our reading of what the gathered"),
    ],
)
def test_an_answer_says_in_plain_words_on_what_it_rests(
    ask: Ask, question: str, words: str
) -> None:
    assert words in text_of(ask(question), StatementKind.CAVEAT)


def test_two_questions_are_answered_in_two_paragraphs(ask: Ask) -> None:
    reply = ask("When did the window open and may one firm be in two consortia?")

    first, second = reply.answer.split("\n\n")
    assert "1 April" in first
    assert "several consortia" in second


def test_a_provision_that_is_named_is_the_one_told(ask: Ask) -> None:
    assert ask("What does LAY-E say?").citations[0].provision == "LAY-E"
