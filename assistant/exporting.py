"""A conversation to take away: Markdown for people, JSON for machines.

Both say on what each sentence rests, by which day it was answered, and that it is no legal advice.
"""

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from assistant.files.markdown import to_markdown
from assistant.keeping.records import KeptConversation, KeptTurn
from assistant.origins import facts_of
from assistant.reply import ChatReply, FindingReply, NumberedCitation, Sent
from assistant.wording import STATUS_WORDS, basis_words, document_name
from corpus.library import Library
from rules.assessment import spoken

DISCLAIMER = (
    "This is not legal advice, and its author is a program. It is not a publication of the U.S. "
    "Government. Check the cited texts before you rely on it."
)


class ExportForm(StrEnum):
    """The forms that a conversation can be taken away in."""

    MARKDOWN = "md"
    JSON = "json"


class Export(Sent):
    """A conversation with what a reader must know of it."""

    disclaimer: str
    exported: date
    conversation: KeptConversation


def exported(conversation: KeptConversation, on: date) -> Export:
    """Return a conversation as data to take away."""
    return Export(disclaimer=DISCLAIMER, exported=on, conversation=conversation)


def as_markdown(conversation: KeptConversation, library: Library, on: date) -> str:
    """Write a conversation as a Markdown document."""
    return "\n".join(_lines(conversation, library, on)) + "\n"


def _lines(conversation: KeptConversation, library: Library, on: date) -> Iterator[str]:
    yield f"# {_plain(conversation.title)}"
    yield f"\n{DISCLAIMER}\n"
    yield f"- Conversation: `{conversation.id}`"
    yield f"- Begun {_moment(conversation.created)}, last changed {_moment(conversation.updated)}"
    yield f"- Exported on {spoken(on)}"
    for turn in conversation.turns:
        yield from _turn(turn, library)
    yield from _case(conversation)


def _turn(turn: KeptTurn, library: Library) -> Iterator[str]:
    reply = turn.reply
    yield f"\n## {turn.number}. Asked {_moment(turn.told)}\n"
    yield _verbatim(turn.request.message)
    if turn.request.proposal is not None:
        yield "\nWith a proposal as data:\n"
        given = turn.request.proposal.model_dump_json(exclude_none=True, indent=2)
        yield _verbatim(given)
    yield f"\n**{STATUS_WORDS[reply.status]}** (as of {spoken(reply.as_of)})\n"
    yield reply.answer
    if reply.next_question is not None:
        yield f"\nNext question: {reply.next_question.text}"
    yield from _findings(reply)
    if reply.draft is not None:
        yield f"\n### Draft `{reply.draft.draft_id}`\n"
        yield _verbatim(to_markdown(reply.draft, library=library))
    if reply.citations:
        yield "\n### Sources\n"
    for citation in reply.citations:
        yield from _source(citation, library)
    yield f"\nReply `{reply.reply_id}`, digest `{reply.receipt.digest}`"


def _findings(reply: ChatReply) -> Iterator[str]:
    if reply.findings:
        yield "\n### Findings\n"
    for finding in reply.findings:
        yield f"- {_finding(finding)}"


def _finding(finding: FindingReply) -> str:
    subject = f" ({_plain(finding.subject)})" if finding.subject else ""
    outcome = finding.outcome.value.replace("_", " ")
    return f"**{outcome}**: {finding.title}{subject}. {finding.because}"


def _source(citation: NumberedCitation, library: Library) -> Iterator[str]:
    since = citation.effective_from
    place = f"{document_name(citation, library)}, {citation.provision}: {citation.heading}"
    yield f"[{citation.n}] {place}  "
    yield f"    “{citation.quote}”  "
    yield f"    {basis_words(citation, library)} (basis: {citation.basis.value}).  "
    dated = f"In effect from {spoken(since)}. " if since else ""
    address = f"<{citation.url}> " if citation.url else ""
    yield f"    {dated}{address}sha256 `{citation.sha256}`\n"


def _case(conversation: KeptConversation) -> Iterator[str]:
    origins = {origin.path: origin for origin in conversation.origins}
    for number, (path, value) in enumerate(facts_of(conversation.case)):
        if not number:
            yield "\n## The case as it was understood\n"
            yield "| fact | value | from turn | in these words |"
            yield "|---|---|---|---|"
        origin = origins.get(path)
        turn = origin.turn if origin else ""
        quote = origin.quote or "" if origin else ""
        yield f"| {_cell(path)} | {_cell(str(value))} | {turn} | {_cell(quote)} |"


def _verbatim(text: str) -> str:
    """Set text letter for letter, with a fence longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _plain(text: str) -> str:
    """Set text on one line, with nothing in it that Markdown or HTML would read as a mark."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>|#&])", r"\\\1", line)


_cell = _plain


def _moment(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
