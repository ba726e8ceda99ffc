"""What a change of official texts changes for those who asked: rules, replies, cases, drafts.

Two assistants over the same corpus, rules and index, one before and one after, are put the same;
what comes out otherwise is told with both sides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.conversation import Conversations
from assistant.drafting.making import Order
from assistant.drafting.versions import SectionChange, difference
from assistant.keeping.records import KeptConversation, KeptDraft
from assistant.model.port import NO_MODEL
from assistant.reply import ChatReply, ChatRequest
from corpus.differing import SpanChange, as_markdown
from corpus.library import Library
from rules.assessment import assess
from rules.catalogue import Catalogue
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.keeping.store import ConversationStore

_PAGE = 100
_EVERY = 100_000
_CELLS = (None, "outcome", "statement")
"""The cells of a compliance matrix that are told; None is a row that came or went whole."""


@dataclass(frozen=True)
class Touched:
    """A provision that rests on other words than before; `words` are the official ones."""

    provision: str
    heading: str
    before: str
    after: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """Something that comes out otherwise: what it is, and each side in words.

    `of` is question, case file, conversation or draft; `conversation` and `draft` are the ids of
    what is kept.
    """

    of: str
    name: str
    what: str
    before: str
    after: str
    conversation: str | None = None
    draft: str | None = None


@dataclass(frozen=True)
class Changed:
    """All that a change of texts comes to."""

    texts: tuple[SpanChange, ...]
    provisions: tuple[Touched, ...]
    stale_rules: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    asked: int

    def data(self) -> dict[str, Any]:
        """Return it as JSON carries it."""
        return asdict(self)


def touched_provisions(before: Library, after: Library, catalogue: Catalogue) -> Iterator[Touched]:
    """Give the provisions whose official words, or whose following provision, changed."""
    names = dict.fromkeys((*before.provisions, *after.provisions))
    for name in names:
        old, new = _words(before, name), _words(after, name)
        if old != new or _ends(before, name) != _ends(after, name):
            held = (after if name in after.provisions else before).provision(name)
            rules = tuple(one.id for one in catalogue.citing(name))
            yield Touched(name, held.heading, old, new, rules)


def _words(library: Library, name: str) -> str:
    if name not in library.provisions:
        return ""
    words = library.official.words.get(name)
    return words.quote if words is not None else " ".join(library.provision(name).says)


def _ends(library: Library, name: str) -> date | None:
    return library.ends(name) if name in library.provisions else None


def stale_rules(before: Library, after: Library, provisions: Iterable[Touched]) -> tuple[str, ...]:
    """Return the rules that a person has to read against the text again.

    A provision that only came to rest on official words, and does not differ from them, asks for
    nothing.
    """
    stale = {
        rule
        for one in provisions
        for rule in one.rules
        if one.provision in before.official.words
        or one.provision in after.official.differing
        or _ends(before, one.provision) != _ends(after, one.provision)
        or one.provision not in before.provisions
    }
    return tuple(sorted(stale))


def changed(
    before: "Assistant",
    after: "Assistant",
    texts: Sequence[SpanChange],
    questions: Iterable[str],
    today: date,
) -> Changed:
    """Put the same to both sides, and give all that differs.

    `questions` are asked as of today; kept conversations and drafts are those of the later side.
    No language model is asked.
    """
    provisions = tuple(touched_provisions(before.library, after.library, after.catalogue))
    stale = stale_rules(before.library, after.library, provisions)
    outcomes: list[Outcome] = []
    asked = 0
    for question in questions:
        asked += 1
        outcomes += question_outcomes(before, after, question, today)
    outcomes += kept_outcomes(before, after, after.conversations, today)
    return Changed(tuple(texts), provisions, stale, tuple(outcomes), asked)


def question_outcomes(
    before: "Assistant", after: "Assistant", question: str, today: date
) -> Iterator[Outcome]:
    """Give what differs between two answers to a question that is asked on its own."""
    sides = [_asked(one, question, today) for one in (before, after)]
    yield from _replies(Outcome("question", question, "", "", ""), *sides)


def kept_outcomes(
    before: "Assistant", after: "Assistant", kept: "ConversationStore", today: date
) -> Iterator[Outcome]:
    """Give the case files, replies and drafts that are kept and come out otherwise."""
    offset = 0
    while True:
        page = kept.listed(limit=_PAGE, offset=offset)
        for summary in page.items:
            whole = kept.whole(summary.id)
            yield from conversation_outcomes(before, after, kept, whole, today)
        offset += len(page.items)
        if not page.items or offset >= page.total:
            break
    for one in kept.newest_drafts(_EVERY):
        yield from draft_outcomes(before, after, one)


def conversation_outcomes(
    before: "Assistant",
    after: "Assistant",
    kept: "ConversationStore",
    whole: KeptConversation,
    today: date,
) -> Iterator[Outcome]:
    """Give what comes out otherwise of a kept conversation: its case file, and each reply."""
    yield from case_outcomes(whole, before.catalogue, after.catalogue, today)
    for turn in whole.turns:
        record = kept.reply(turn.reply.reply_id)
        replies = [
            replace(side, model=NO_MODEL).repeated(
                record, reply_id=turn.reply.reply_id, as_of=turn.reply.as_of
            )
            for side in (before, after)
        ]
        name = f"{whole.title}, turn {turn.number}"
        yield from _replies(
            Outcome("conversation", name, "", "", "", conversation=whole.id), *replies
        )


def draft_outcomes(before: "Assistant", after: "Assistant", kept: KeptDraft) -> Iterator[Outcome]:
    """Make a kept draft again on both sides, from the same facts; give what differs by section.

    A user's own wording is left out: it is the same on both sides.
    """
    made = kept.made
    order = Order(
        kept.proposal,
        as_of=made.as_of,
        draft_id=made.draft_id,
        form=made.form,
        sections=[section.id for section in made.sections],
        brevity=made.brief,
    )
    found = difference(before.drafts.made(order), after.drafts.made(order))
    of = Outcome(
        "draft",
        f"{made.title or 'Draft'}, version {made.version}",
        "",
        "",
        "",
        conversation=kept.conversation,
        draft=made.draft_id,
    )
    for section in found.sections:
        old, new = _sides_of(section)
        yield replace(of, what=f"section {section.title}", before=old, after=new)
    for row in found.matrix:
        if row.field not in _CELLS:
            continue  # It follows from the others.
        what = f"matrix {row.row}{f', {row.field}' if row.field else ''}"
        old, new = (
            "nothing" if side is None else str(getattr(side, "value", side))
            for side in (row.before, row.after)
        )
        yield replace(of, what=what, before=old, after=new)


def _sides_of(section: SectionChange) -> tuple[str, str]:
    """Return the sentences and rows of a section that are on one side only, or are not the same."""
    told = [one for one in section.sentences if one.kind != "moved"]
    rows = [row for table in section.tables for row in table.rows]
    sides = (
        " ".join(
            [*(one.before or "" for one in told), *(" | ".join(r.before or ()) for r in rows)]
        ),
        " ".join([*(one.after or "" for one in told), *(" | ".join(r.after or ()) for r in rows)]),
    )
    sides = (sides[0].strip(), sides[1].strip())
    if not any(sides):
        return "in this order", "in another order"
    return sides[0] or "nothing", sides[1] or "nothing"


def case_outcomes(
    whole: KeptConversation, before: Catalogue, after: Catalogue, today: date
) -> Iterator[Outcome]:
    """Give the findings over a kept case file that come out otherwise; without facts, none."""
    if whole.case == Proposal():
        return
    sides = [
        {
            (one.rule, one.subject): one
            for one in assess(whole.case, as_of=today, catalogue=side).findings
        }
        for side in (before, after)
    ]
    for key in dict.fromkeys((*sides[0], *sides[1])):
        old, new = sides[0].get(key), sides[1].get(key)
        told = [one.outcome.value if one else "none" for one in (old, new)]
        if told[0] != told[1]:
            rule = key[0] if key[1] is None else f"{key[0]} ({key[1]})"
            yield Outcome(
                "case file",
                whole.title,
                rule,
                f"{told[0]}: {old.because if old else ''}",
                f"{told[1]}: {new.because if new else ''}",
                conversation=whole.id,
            )


def _asked(assistant: "Assistant", question: str, today: date) -> ChatReply:
    # Asked beside the kept conversations: what is tried here is nobody's message.
    beside = replace(assistant, conversations=Conversations(), model=NO_MODEL)
    return beside.answer(ChatRequest(message=question), today=today)


def _replies(of: Outcome, before: ChatReply, after: ChatReply) -> Iterator[Outcome]:
    """Give what differs between two replies in outcome: status, findings, our statements."""
    if before.status != after.status:
        yield replace(of, what="status", before=before.status.value, after=after.status.value)
    old, new = (
        {(one.rule, one.subject): one.outcome.value for one in reply.findings}
        for reply in (before, after)
    )
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            rule = key[0] if key[1] is None else f"{key[0]} ({key[1]})"
            told = old.get(key) or "none", new.get(key) or "none"
            yield replace(of, what=rule, before=told[0], after=told[1])
    texts = [tuple(one.text for one in reply.statements) for reply in (before, after)]
    if texts[0] != texts[1]:
        gone = " ".join(one for one in texts[0] if one not in texts[1])
        came = " ".join(one for one in texts[1] if one not in texts[0])
        yield replace(of, what="answer", before=gone or "nothing", after=came or "nothing")


def changed_markdown(found: Changed) -> str:
    """Write what a change comes to for people, with both sides."""
    lines = ["# What changed for you", "", "## Official texts", "", as_markdown(found.texts)]
    lines += ["## Provisions that rest on other words", ""]
    for one in found.provisions:
        rules = f" Rules to look at again: {', '.join(one.rules)}." if one.rules else ""
        lines += [f"### {one.provision}, {one.heading}", "", f"Before: {one.before or 'nothing'}"]
        lines += ["", f"After: {one.after or 'nothing'}", "", rules.strip(), ""]
    lines += [] if found.provisions else ["None.", ""]
    lines += [f"Rules that are stale: {', '.join(found.stale_rules) or 'none'}.", ""]
    lines += [f"## Outcomes that differ ({found.asked} questions asked)", ""]
    for outcome in found.outcomes:
        lines += [f"### {outcome.of.capitalize()}: {outcome.name} ({outcome.what})", ""]
        lines += [f"Before: {outcome.before}", "", f"After: {outcome.after}", ""]
    lines += [] if found.outcomes else ["None.", ""]
    return "\n".join(lines)
