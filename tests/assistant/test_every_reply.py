"""What holds of every reply, whatever was asked."""

import re
from collections.abc import Iterable, Iterator
from statistics import median

import pytest

from assistant.answering import Assistant
from assistant.mentions import MONTHS
from assistant.reply import ChatReply, NumberedCitation, Statement
from assistant.verification import unsupported
from corpus.errors import CorpusError
from tests.assistant.conftest import QUESTIONS, Ask

each = pytest.mark.parametrize("question", QUESTIONS)

MARKER = re.compile(r"\[(\d+)\]")


@pytest.fixture
def reply(replies: dict[str, ChatReply], question: str) -> ChatReply:
    return replies[question]


@each
def test_every_quote_stands_in_the_served_text(assistant: Assistant, reply: ChatReply) -> None:
    for citation in reply.citations:
        served = assistant.library.served(citation.document)
        assert served.text[citation.start : citation.end] == citation.quote
        assert citation.sha256 == served.sha256


@each
def test_citations_are_numbered_without_gaps_and_all_are_used(reply: ChatReply) -> None:
    numbers = [citation.n for citation in reply.citations]
    in_statements = {n for statement in reply.statements for n in statement.citations}
    in_findings = {citation.n for finding in reply.findings for citation in finding.citations}
    in_answer = {int(n) for n in MARKER.findall(reply.answer)}

    assert numbers == list(range(1, len(numbers) + 1))
    assert in_answer == in_statements
    assert in_statements | in_findings == set(numbers)


@each
def test_the_answer_is_the_statements_in_order(reply: ChatReply) -> None:
    prose = " ".join(MARKER.sub("", reply.answer).split())

    assert prose == " ".join(" ".join(one.text.split()) for one in reply.statements)


@each
def test_every_statement_is_cited(reply: ChatReply) -> None:
    assert reply.statements
    assert all(statement.citations for statement in reply.statements)


@each
def test_nothing_is_said_twice(reply: ChatReply) -> None:
    said = [" ".join(re.findall(r"\w+", one.text.casefold())) for one in reply.statements]

    assert len(set(said)) == len(said)


@each
def test_no_statement_names_what_its_support_does_not(
    assistant: Assistant, reply: ChatReply, question: str
) -> None:
    for statement in reply.statements:
        held = list(support(assistant, reply, statement, question))
        assert not unsupported(statement.text, held), statement.text


@each
def test_no_digit_or_month_stands_in_a_statement_unsupported(
    assistant: Assistant, reply: ChatReply, question: str
) -> None:
    """The same once more, by a check that shares no code with the assistant's."""
    for statement in reply.statements:
        held = " ".join(support(assistant, reply, statement, question)).casefold()
        told = statement.text.casefold()
        digits = set(re.findall(r"\d+", told)) - set(re.findall(r"\d+", held))
        months = {month for month in MONTHS if month in told and month not in held} - {"may"}
        assert not digits | months, statement.text


def support(
    assistant: Assistant, reply: ChatReply, statement: Statement, question: str
) -> Iterator[str]:
    """Give the words that a statement may rest on."""
    cited = [reply.citations[n - 1] for n in statement.citations]
    yield question
    yield f"{reply.as_of.day} {reply.as_of:%B %Y}"
    for finding in reply.findings:
        yield finding.because
    for citation in cited:
        yield f"{citation.provision} {citation.heading} {citation.quote}"
        if statement.text.startswith("This "):  # on what an answer rests: the names of sources
            yield from names_of_sources(assistant, [citation])
        if statement.text.startswith("According to "):  # a side of a conflict: who takes it
            for side in assistant.library.provision(citation.provision).sides:
                yield from (one.name for one in assistant.library.origins(side.reported_by))
        if statement is not reply.statements[0] or reply.findings:
            continue
        # The opening words sum a provision up, and may take from any sentence of it.
        yield from assistant.library.provision(citation.provision).sentences()


def names_of_sources(assistant: Assistant, cited: Iterable[NumberedCitation]) -> Iterator[str]:
    for citation in cited:
        yield assistant.library.served(citation.document).document.short_title
        for source in assistant.library.origins(citation.reported_by):
            yield source.name


@each
def test_every_citation_verifies(assistant: Assistant, reply: ChatReply) -> None:
    from corpus.citation import Citation

    for citation in reply.citations:
        try:
            assistant.library.verify(Citation.model_validate(citation.model_dump(exclude={"n"})))
        except CorpusError as error:
            pytest.fail(str(error))


@each
def test_no_answer_is_long(reply: ChatReply) -> None:
    assert words_in(reply) <= 180


def words_in(reply: ChatReply) -> int:
    return sum(len(statement.text.split()) for statement in reply.statements)


def test_answers_are_short_as_a_rule(replies: dict[str, ChatReply]) -> None:
    lengths = [words_in(reply) for reply in replies.values()]

    assert median(lengths) < 100
    assert sum(length <= 130 for length in lengths) >= 0.95 * len(lengths)


@pytest.mark.parametrize("question", QUESTIONS[::6])
def test_the_same_question_gives_the_same_reply(
    ask: Ask, replies: dict[str, ChatReply], question: str
) -> None:
    ids = {"conversation_id", "reply_id"}
    first, second = replies[question], ask(question)

    assert first.conversation_id != second.conversation_id
    assert first.reply_id != second.reply_id
    assert first.receipt == second.receipt
    assert first.model_dump_json(exclude=ids) == second.model_dump_json(exclude=ids)
