"""Whether a message can be read at all: it is written in English, and in words.

What is not is said to be so, rather than answered from the one name or number in it that looks
like English.
"""

import re
import unicodedata
from collections.abc import Callable, Collection

from assistant.lexicon import Lexicon
from corpus.words import words_of

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_MOSTLY = 0.5
_TELLING = 2
"""So many small words of another language tell it; one may be part of a name."""


class LegibilityReader:
    """Finds the route of `lexicon/routes.yaml` for messages that cannot be read."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._small: dict[str, frozenset[str]] = {
            name: frozenset(words) for name, words in lexicon.cues["small_words"].items()
        }
        self._english: Collection[str] = lexicon.facts["common_words"]

    def other_language(self, message: str) -> bool:
        """Whether no sentence of a message is English, and some are of another language."""
        sentences = [one for one in _SENTENCE.split(message) if _WORD.search(one)]
        foreign = [one for one in sentences if self._is_foreign(one)]
        readable = [
            one for one in sentences if one not in foreign and len(_WORD.findall(one)) >= _TELLING
        ]
        return bool(foreign) and not readable

    def unclear(self, message: str, knows: Callable[[str], bool]) -> bool:
        """Whether a message holds no word of English, and none whose stem anybody `knows`."""
        words = [word.casefold() for word in _WORD.findall(message)]
        if any(char.isdigit() for char in message) and words:
            return False
        plain = any(len(word) > 1 and word in self._english for word in words)
        return not plain and not any(knows(stem) for stem in words_of(message))

    def _is_foreign(self, sentence: str) -> bool:
        letters = [char for char in sentence if char.isalpha()]
        latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
        if latin < (1 - _MOSTLY) * len(letters):
            return True
        words = [word.casefold() for word in _WORD.findall(sentence)]
        ours = sum(word in self._small["english"] for word in words)
        theirs = max(
            sum(word in listed for word in words)
            for name, listed in self._small.items()
            if name != "english"
        )
        return theirs >= _TELLING and theirs > ours
