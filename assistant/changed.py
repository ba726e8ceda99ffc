"""What a change of official texts changes for those who asked: rules, replies, cases, drafts.

Two assistants over the same corpus, rules and index, one before and one after, are put the same;
what comes out otherwise is told with both sides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.conversation import Conversations
from assistant.keeping.records import KeptConversation
from assistant.reply import ChatReply, ChatRequest
from corpus.differing import SpanChange, as_markdown
from corpus.library import Library
from rules.assessment import assess
from rules.catalogue import Catalogue

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.keeping.store import ConversationStore

_PAGE = 100


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
    """Something that comes out otherwise: what it is, and each side in words."""

    of: str
    name: str
    what: str
    before: str
    after: str


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

    `questions` are asked as of today; kept conversations are those of the later side.
    """
    provisions = tuple(touched_provisions(before.library, after.library, after.catalogue))
    stale = stale_rules(before.library, after.library, provisions)
    outcomes: list[Outcome] = []
    asked = 0
    for question in questions:
        asked += 1
        sides = [_asked(one, question, today) for one in (before, after)]
        outcomes += _replies("question", question, *sides)
    outcomes += kept_outcomes(before, after, after.conversations, today)
    return Changed(tuple(texts), provisions, stale, tuple(outcomes), asked)


def kept_outcomes(
    before: "Assistant", after: "Assistant", kept: "ConversationStore", today: date
) -> Iterator[Outcome]:
    """Give the case files, replies and drafts of kept conversations that come out otherwise."""
    offset = 0
    while True:
        page = kept.listed(limit=_PAGE, offset=offset)
        for summary in page.items:
            yield from _conversation(before, after, kept, summary.id, today)
        offset += len(page.items)
        if not page.items or offset >= page.total:
            return


def _conversation(
    before: "Assistant", after: "Assistant", kept: "ConversationStore", name: str, today: date
) -> Iterator[Outcome]:
    whole = kept.whole(name)
    yield from case_outcomes(whole, before.catalogue, after.catalogue, today)
    changed_words = {
        one.provision for one in touched_provisions(before.library, after.library, after.catalogue)
    }
    for turn in whole.turns:
        record = kept.reply(turn.reply.reply_id)
        replies = [
            side.repeated(record, reply_id=turn.reply.reply_id, as_of=turn.reply.as_of)
            for side in (before, after)
        ]
        yield from _replies("conversation", f"{whole.title}, turn {turn.number}", *replies)
        draft = turn.reply.draft
        if draft is not None:
            cited = {one.provision for one in draft.citations} & changed_words
            if cited:
                what = f"rests on {', '.join(sorted(cited))}"
                yield Outcome("draft", whole.title, what, "as drafted", "to be drafted again")


def case_outcomes(
    whole: KeptConversation, before: Catalogue, after: Catalogue, today: date
) -> Iterator[Outcome]:
    """Give the findings over a kept case file that come out otherwise."""
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
            )


def _asked(assistant: "Assistant", question: str, today: date) -> ChatReply:
    # Asked beside the kept conversations: what is tried here is nobody's message.
    beside = replace(assistant, conversations=Conversations())
    return beside.answer(ChatRequest(message=question), today=today)


def _replies(of: str, name: str, before: ChatReply, after: ChatReply) -> Iterator[Outcome]:
    """Give what differs between two replies in outcome: status, findings, our statements."""
    if before.status != after.status:
        yield Outcome(of, name, "status", before.status.value, after.status.value)
    old, new = (
        {(one.rule, one.subject): one.outcome.value for one in reply.findings}
        for reply in (before, after)
    )
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            rule = key[0] if key[1] is None else f"{key[0]} ({key[1]})"
            yield Outcome(of, name, rule, old.get(key) or "none", new.get(key) or "none")
    texts = [tuple(one.text for one in reply.statements) for reply in (before, after)]
    if texts[0] != texts[1]:
        gone = " ".join(one for one in texts[0] if one not in texts[1])
        came = " ".join(one for one in texts[1] if one not in texts[0])
        yield Outcome(of, name, "answer", gone or "nothing", came or "nothing")


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
