"""What is known of a conversation, whoever keeps it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field

from assistant.drafting.draft import Draft, Form
from assistant.drafting.editing import DraftEdit, edited
from assistant.reply import ChatReply, ChatRequest, Receipt, Sent
from rules.proposal import Proposal

LONGEST_TITLE = 120
"""Characters of a conversation's title."""

LONGEST_COMMENT = 4_000
"""Characters of a comment on a reply."""


class Origin(Sent):
    """The turn that a fact of a case file comes from, and its words where it was told in words."""

    path: str
    turn: int
    source: Literal["message", "proposal", "model"]
    quote: str | None = None
    confidential: bool = Field(
        default=False,
        exclude_if=lambda confidential: not confidential,
        description="Whether it was told in a message that no language model may see.",
    )


@dataclass(frozen=True)
class Conversation:
    """What a next turn needs to know of a conversation.

    `turns` were recorded so far, and `last` is the last of them; `draft` is the newest one made
    in it, with what was changed in it by then. One that is not `kept` is held by its caller alone:
    no file of its drafts can be asked for later.
    """

    id: str
    case: Proposal
    turns: int = 0
    origins: tuple[Origin, ...] = ()
    last: "Told | None" = None
    draft: "KeptDraft | None" = None
    kept: bool = True


@dataclass(frozen=True)
class Told:
    """A turn that is to be recorded."""

    request: ChatRequest
    reply: ChatReply


class Summary(Sent):
    """A conversation in the list of conversations."""

    id: str
    title: str
    created: datetime
    updated: datetime = Field(description="When its last turn was recorded, or it was renamed.")
    turn_count: int


class KeptTurn(Sent):
    """A message, how it was asked, and the reply that was given."""

    number: int
    told: datetime
    request: ChatRequest
    reply: ChatReply


class KeptConversation(Summary):
    """A conversation with all its turns, and the case file after the last of them."""

    turns: tuple[KeptTurn, ...]
    case: Proposal
    origins: tuple[Origin, ...] = Field(description="The turn that each fact of the case is from.")


@dataclass(frozen=True)
class Listed:
    """A stretch of the list of conversations, and how many there are in all."""

    total: int
    items: tuple[Summary, ...]


class DraftVersion(Sent):
    """A draft in the list of versions of one document."""

    draft_id: str
    version: int
    follows: str | None
    form: Form
    as_of: date
    title: str
    sections: tuple[str, ...]
    words: int
    created: datetime
    changed: datetime = Field(description="When something in it was changed last.")
    edits: int = Field(description="Changes that were made to it by hand.")
    receipt: Receipt


@dataclass(frozen=True)
class KeptDraft:
    """A draft as it was made, the facts that it was made from, and the changes made to it.

    `line` is the first draft of the document that it is a version of.
    """

    made: Draft
    proposal: Proposal
    line: str
    created: datetime
    changed: datetime
    conversation: str | None = None
    edits: tuple[DraftEdit, ...] = ()

    @cached_property
    def draft(self) -> Draft:
        """The draft as it stands, with the changes made to it."""
        return edited(self.made, self.edits)

    @property
    def listed(self) -> DraftVersion:
        """The draft as a line of a list."""
        draft = self.draft
        return DraftVersion(
            **{name: getattr(draft, name) for name in _LISTED},
            sections=tuple(section.id for section in draft.sections),
            words=sum(section.words for section in draft.sections),
            created=self.created,
            changed=self.changed,
            edits=len(self.edits),
        )


_LISTED = ("draft_id", "version", "follows", "form", "as_of", "title", "receipt")


@dataclass(frozen=True)
class ReplyRecord:
    """All that is needed to repeat a reply: `before` is the conversation as the turn found it."""

    before: Conversation
    request: ChatRequest
    reply: str
    """The reply as JSON, byte for byte as it was first made."""


def newest_draft(told: Told, before: Conversation) -> KeptDraft | None:
    """Return the newest draft of a conversation after a turn, which may have made one."""
    made = told.reply.draft
    if made is None:
        return before.draft
    line = before.draft.line if made.follows and before.draft else made.draft_id
    now = now_utc()
    return KeptDraft(made, told.reply.case, line, now, now, before.id)


class Rating(StrEnum):
    """Whether a reply helped."""

    UP = "up"
    DOWN = "down"


class Feedback(Sent):
    """What a reader says of a reply."""

    reply_id: str
    rating: Rating
    comment: str | None = None
    given: datetime


def now_utc() -> datetime:
    """Return the time by the machine's clock, for when a turn was recorded; it decides nothing."""
    return datetime.now(tz=UTC)


def title_of(text: str) -> str:
    """Return one line that names a conversation: the beginning of what was said in it first."""
    line = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[: LONGEST_TITLE - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut}…"


def folded(text: str) -> str:
    """Return text as a search compares it: without case, and without what no word holds."""
    return text.casefold().replace("\0", " ")
