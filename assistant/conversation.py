"""Conversations: the case file of each, kept while the process runs.

A case file is the Proposal that the turns so far have stated. A later statement wins over an
earlier one. The oldest conversations go first when there are too many.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from assistant.errors import UnknownConversationError
from rules.proposal import Proposal


@dataclass(frozen=True)
class Conversation:
    """What is known of one conversation."""

    id: str
    case: Proposal


class Conversations:
    """The conversations of this process; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def opened(self, identifier: str | None) -> Conversation:
        """Return a conversation, or start one where no id is given.

        Raises:
            UnknownConversationError: There is none of this id.
        """
        if identifier is None:
            return Conversation(uuid4().hex, Proposal())
        with self._lock:
            if identifier not in self._held:
                raise UnknownConversationError(identifier)
            return self._held[identifier]

    def keep(self, conversation: Conversation) -> None:
        """Hold a conversation as it is after a turn."""
        with self._lock:
            self._held[conversation.id] = conversation
            self._held.move_to_end(conversation.id)
            while len(self._held) > self._limit:
                self._held.popitem(last=False)


_NAMED_LISTS = ("members", "markets")


def merged(case: Proposal, news: Proposal) -> Proposal:
    """Return a case file with news put in: what is newly stated wins, the rest stays.

    Members and markets are matched by name; other lists are replaced whole.
    """
    whole = _merged(_stated(case), _stated(news))
    _drop_outdated_content(whole, _stated(news))
    return Proposal.model_validate(whole)


def _drop_outdated_content(whole: dict[str, Any], news: Mapping[str, Any]) -> None:
    """Let a newly stated hardware share replace items that were told before, and the reverse.

    Both say how much of the layer is of U.S. origin; kept side by side, the earlier would decide.
    """
    told = (news.get("layers") or {}).get("hardware")
    hardware = (whole.get("layers") or {}).get("hardware")
    if not isinstance(told, dict) or not isinstance(hardware, dict):
        return
    for newer, older in (("us_content_percent", "items"), ("items", "us_content_percent")):
        if newer in told and older not in told:
            hardware.pop(older, None)


def _stated(proposal: Proposal) -> dict[str, Any]:
    return proposal.model_dump(exclude_none=True)


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(old)
    for name, value in new.items():
        held = out.get(name)
        if name in _NAMED_LISTS and held and value:
            out[name] = _by_name(held, value)
        elif isinstance(held, dict) and isinstance(value, dict):
            out[name] = _merged(held, value)
        else:
            out[name] = value
    return out


def _by_name(old: Any, new: Any) -> list[dict[str, Any]]:
    held = {item["name"].casefold(): item for item in old}
    for item in new:
        key = item["name"].casefold()
        held[key] = _merged(held.get(key, {}), item)
    return list(held.values())
