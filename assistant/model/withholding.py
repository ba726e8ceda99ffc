"""What must not be sent to a language model: what users mark confidential, and what may be of it.

A mark on a field or a section of the proposal covers its values in what users write. Where a part
is marked, a message is only sent that states nothing at all: what was not understood in it could
be what was marked. In doubt nothing is sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.drafting.case import is_path
from assistant.drafting.confidentiality import Confidential
from assistant.drafting.draft import DraftSection, DraftSentence
from assistant.drafting.section import Sections
from assistant.hearing import Heard
from assistant.model.port import InConfidence
from assistant.origins import facts_of
from rules.proposal import Proposal

FILE = Path(__file__).parent / "confidential.yaml"

MARKED_MESSAGE = "the message is marked confidential"
MARKED_PART = "a part of the proposal is marked confidential, and the message may state it"
MARKED_UNCLEAR = "a part of the proposal is marked confidential and fits no field"
_SHORTEST = 3
_PLACES = re.compile(r"\[[^\]]*\]")


class Withholding:
    """Says why a message or a draft must not be sent, if it must not."""

    def __init__(self, case: Proposal, sections: Sections, held: InConfidence) -> None:
        self._case, self._sections, self._held = case, sections, held
        # A mark on one member's owners covers those of all: here only names tell members apart.
        parts = [_without_places(part) for part in (*(case.confidential_parts or ()), *held.facts)]
        self._marked = Confidential(tuple(dict.fromkeys(parts)), sections.pages.values())

    def over(self, case: Proposal) -> "Withholding":
        """Return the same over the case as it is now."""
        return Withholding(case, self._sections, self._held)

    @property
    def before(self) -> bool:
        """Whether the message before must not be sent."""
        return self._held.before

    @property
    def reason_of_draft(self) -> str | None:
        """Why no sentence of a draft may be sent; None where `holds` says which."""
        if self._held.message:
            return MARKED_MESSAGE
        return MARKED_UNCLEAR if self._marked.unmatched else None

    def holds(self, section: DraftSection, sentence: DraftSentence) -> bool:
        """Whether a sentence of a draft is confidential, or tells what is."""
        if sentence.confidential or self._marked.covers(section.id, sentence.facts):
            return True
        return bool(self._marked.parts) and self._told_in(self._case, sentence.text)

    def reason(self, heard: Heard, *texts: str) -> str | None:
        """Return why nothing of a turn may be sent; None where it may.

        `texts` are what users wrote that would go out.
        """
        if self._held.message or any(says_so(text) for text in texts):
            return MARKED_MESSAGE
        if set(heard.assessed.confidential_parts or ()) - set(self._case.confidential_parts or ()):
            # The mark came with this very message.
            return MARKED_PART
        if not self._marked.parts:
            return None
        if self._marked.unmatched:
            return MARKED_UNCLEAR
        understood = heard.understood
        states = understood.facts or understood.mentions or understood.own_case
        figures = any(mark.isdigit() for text in texts for mark in text)
        secret = any(self._told_in(heard.assessed, text) for text in texts)
        return MARKED_PART if states or figures or secret else None

    def _told_in(self, case: Proposal, text: str) -> bool:
        """Whether a text holds a value that a mark covers."""
        plain = text.casefold()
        values = (
            word
            for path, value in facts_of(case)
            if self._marked.covers("", [re.sub(r"\[[^\]]*\]", "", path)])
            for word in _words_of(value)
        )
        return any(
            re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", plain)
            for word in values
            if len(word) >= _SHORTEST
        )


def _words_of(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from _of_each(value.values())
    elif isinstance(value, list | tuple):
        yield from _of_each(value)
    else:
        yield str(value)


def _of_each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _words_of(value)


def _without_places(part: str) -> str:
    plain = _PLACES.sub("", part)
    return plain if is_path(plain) else part


@lru_cache(maxsize=8)
def says_so(text: str) -> bool:
    """Whether a message says of itself that it is confidential."""
    return _marks().search(text.casefold()) is not None


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    held: dict[str, list[str]] = yaml.safe_load(FILE.read_text("utf-8"))
    return re.compile("|".join(f"(?:{one})" for one in held["marks"]))
