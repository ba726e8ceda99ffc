"""Making a recorded reply once more, and saying why it comes out otherwise where it does.

The stored request and the conversation as the turn found it go in; the bytes that come out are held
against the stored ones. The receipts name by hash what may have changed in between.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.reply import ChatReply, Receipt

if TYPE_CHECKING:
    from assistant.answering import Assistant

SHAPING = {
    "corpus": "the corpus",
    "rules": "the rules",
    "model": "the model",
    "settings": "the settings or the lexicon",
}
"""What a receipt names by hash; its digest is that of the reply itself."""


@dataclass(frozen=True)
class Change:
    """Something that shapes a reply and is not what it was; both by hash."""

    part: str
    was: str
    now: str

    @property
    def words(self) -> str:
        """Which part it is, in words."""
        return SHAPING[self.part]


@dataclass(frozen=True)
class Replayed:
    """A recorded reply beside the same reply made now."""

    recorded: str
    repeated: str
    changes: tuple[Change, ...]
    differing: tuple[str, ...]
    """Fields of the reply that came out otherwise; ids and the receipt are not among them."""

    @property
    def same(self) -> bool:
        """Whether every byte is the same."""
        return self.recorded == self.repeated


def replayed(assistant: "Assistant", reply_id: str) -> Replayed:
    """Make a recorded reply again.

    Raises:
        UnknownReplyError: No kept conversation has it.
    """
    record = assistant.conversations.reply(reply_id)
    recorded = ChatReply.model_validate_json(record.reply)
    repeated = assistant.repeated(record, reply_id=reply_id, as_of=recorded.as_of)
    return Replayed(
        recorded=record.reply,
        repeated=repeated.model_dump_json(),
        changes=tuple(_changes(recorded.receipt, repeated.receipt)),
        differing=tuple(_differing(json.loads(record.reply), repeated.model_dump(mode="json"))),
    )


def why(result: Replayed) -> str:
    """Say in a sentence why a reply came out otherwise."""
    changed = [change.words for change in result.changes]
    if changed:
        return f"Since it was recorded, this has changed: {', '.join(changed)}."
    return "Corpus, rules and settings are the same: the program itself has changed."


def _changes(was: Receipt, now: Receipt) -> list[Change]:
    before, after = was.model_dump(), now.model_dump()
    return [
        Change(part, before[part], after[part]) for part in SHAPING if before[part] != after[part]
    ]


def _differing(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    return [name for name in was if name != "receipt" and was[name] != now[name]]
