"""What is declined by its words alone: a wording that asks for what is not done here.

A sentence of a message is declined where it fits a wording of a route of `lexicon/routes.yaml`,
and none of the words that make it an honest question ("is it forbidden to …") stand in it.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain

from assistant.lexicon import Lexicon, any_of, filled, whole_words

_NEAR = 0.85
_LEAST_LETTERS = 5
_REMEMBERED = 2_048
_WORD = re.compile(r"[a-z]+")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True)
class Wordings:
    """How a route is recognized; `throughout` may reach over several sentences.

    `unless` makes a wording harmless; `honest` also what is like an example of the route.
    """

    alone: re.Pattern[str] | None
    throughout: re.Pattern[str] | None
    cues: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    honest: re.Pattern[str] | None


class DeclineReader:
    """Finds the route by which a message is declined."""

    def __init__(self, lexicon: Lexicon) -> None:
        words: dict[str, str] = {}
        for name, listed in lexicon.routes["words"].items():
            # A list may use the ones before it.
            words[name] = filled(any_of(listed), words)
        # Each route reads the same message, and few words are new.
        self._spelling = lru_cache(maxsize=_REMEMBERED)(self._spelled)
        self._read = lru_cache(maxsize=_REMEMBERED)(self._in_small_letters)
        self._common: Collection[str] = lexicon.facts["common_words"]
        self._spelt: list[str] = lexicon.routes["spelt"]

        def compiled(entry: dict[str, list[str]], name: str) -> re.Pattern[str] | None:
            listed = [filled(pattern, words) for pattern in entry.get(name, ())]
            return whole_words(listed) if listed else None

        self._routes = {
            route: Wordings(**{name: compiled(entry, name) for name in Wordings.__annotations__})
            for route, entry in lexicon.routes["routes"].items()
        }

    def declined(self, message: str) -> str | None:
        """Return the route that a message takes by its words, if it takes one."""
        text = self._read(message)
        whole, sentences = " ".join(text.split()), _SENTENCE.split(text)
        throughout = (
            route
            for route, wordings in self._routes.items()
            if wordings.throughout and wordings.throughout.search(whole)
        )
        alone = (
            route
            for route, wordings in self._routes.items()
            if any(_stands(wordings.alone, sentence, wordings) for sentence in sentences)
        )
        return next(chain(throughout, alone), None)

    def hinted(self, route: str, part: str) -> bool:
        """Whether a cue of a route stands in a part of a message, and is not made harmless."""
        wordings = self._routes[route]
        return any(
            _stands(wordings.cues, sentence, wordings)
            for sentence in _SENTENCE.split(self._read(part))
        )

    def excused(self, route: str, question: str) -> bool:
        """Whether words stand in a question that make it honest, whatever it is like."""
        honest = self._routes[route].honest
        return honest is not None and honest.search(self._read(question)) is not None

    def _in_small_letters(self, message: str) -> str:
        """Return a message in small letters, with the words that matter spelt as they should be."""
        text = unicodedata.normalize("NFKC", message).casefold().replace("’", "'")
        text = "".join(one for one in text if unicodedata.category(one) != "Cf")
        return _WORD.sub(lambda match: self._spelling(match[0]), text)

    def _spelled(self, word: str) -> str:
        if len(word) < _LEAST_LETTERS or word in self._common or word in self._spelt:
            return word
        for known in self._spelt:
            if sorted(known) == sorted(word) and known[0] == word[0]:
                return known
        near = get_close_matches(word, self._spelt, n=1, cutoff=_NEAR)
        return near[0] if near else word


def _stands(pattern: re.Pattern[str] | None, sentence: str, wordings: Wordings) -> bool:
    if pattern is None or not pattern.search(sentence.strip()):
        return False
    return wordings.unless is None or not wordings.unless.search(sentence.strip())
