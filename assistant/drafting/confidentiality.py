"""Which facts stand under the parts that a proposal marks as confidential.

A part is matched by path, by the words for a field, or by the title of a section. Where it might
mean more it marks more: a mark too many costs a look, a mark too few cannot be taken back.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import yaml

from assistant.drafting.case import is_path, pieces, within
from assistant.drafting.page import SectionPage
from assistant.drafting.wording import clean
from rules.proposal import told


class Confidential:
    """Says of a sentence or a table whether a confidential part covers it."""

    def __init__(self, parts: Sequence[str], pages: Iterable[SectionPage]) -> None:
        self.parts = tuple(clean(part) for part in parts if told(part))
        self._sections: set[str] = set()
        self._paths: set[str] = set()
        self._fields: set[str] = set()
        self.unmatched: tuple[str, ...] = tuple(
            part for part in self.parts if not self._matched(part, tuple(pages))
        )

    def _matched(self, part: str, pages: Sequence[SectionPage]) -> bool:
        if is_path(part):
            self._paths.add(part.replace("[]", ""))
            return True
        plain = _plain(part)
        named = [page for page in pages if _names_section(plain, page)]
        fields = {
            field
            for field, names in _field_names().items()
            if any(_within(name, plain) for name in names)
        }
        self._sections |= {page.id for page in named}
        # What a section keeps to itself is not to be told in another one either.
        self._paths |= {path for page in named for path in page.confidential_paths}
        self._fields |= fields
        return bool(named or fields)

    def covers(self, section: str, facts: Iterable[str]) -> bool:
        """Whether a confidential part covers what rests on these facts."""
        return section in self._sections or any(self._fact(fact) for fact in facts)

    def _fact(self, fact: str) -> bool:
        placeless = _PLACES.sub("", fact)
        if any(within(fact, path) or within(placeless, path) for path in self._paths):
            return True
        return any(piece in self._fields for piece in pieces(fact) if isinstance(piece, str))


_PLACES = re.compile(r"\[\d+\]")
_IDLE = {"the", "section", "sections", "on", "part", "all", "of", "whole", "our"}


def _names_section(plain: str, page: SectionPage) -> bool:
    titles = (page.title, page.id.replace("_", " "))
    if any(_within(_plain(title), plain) for title in titles):
        return True
    # A short name means the section only where nothing else is said: "hardware" is one, "prices of
    # the hardware" is not.
    bare = " ".join(word for word in plain.split() if word not in _IDLE)
    return any(_plain(name) == bare for name in page.confidential_names)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold().replace("u.s.", "us")))


def _within(name: str, text: str) -> bool:
    return f" {name} " in f" {text} "


@lru_cache(maxsize=1)
def _field_names() -> Mapping[str, tuple[str, ...]]:
    """Return what users may call a field where they mark it."""
    path = Path(__file__).parent / "confidential_words.yaml"
    raw: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text("utf-8"))
    return {field: tuple(_plain(name) for name in names) for field, names in raw.items()}
