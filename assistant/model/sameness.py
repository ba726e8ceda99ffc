"""Whether a model's wording claims exactly what the sentence claimed: no more, no less, no other.

The last look at an answer asks whether a sentence is *supported*. Here it is asked whether it is
the *same*: the same words in the same order, but for the lines of `alike.yaml`, and for turns of
phrase that `lexicon/claims.yaml` lists. A model may lie in ways that nobody has thought of; what
is not on a list is refused, so that no way has to be thought of.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.verification.rewording import rewordings, standard
from corpus.words import fold

FILE = Path(__file__).parent / "alike.yaml"

_PLAIN = frozenset(".,;:'’\"“”()%$-–—/& ")
_TOKEN = re.compile(r"\$|%|[^\W_]+(?:['’.&/-][^\W_]+)*")
_LONGER = 1.5
_LONGER_BY = 40
_MOST_TURNS = 80
_DEEPEST = 2


@dataclass(frozen=True)
class AlikeWords:
    """The file `alike.yaml`, compiled."""

    free: frozenset[str]
    same: re.Pattern[str]
    first: dict[str, str]
    times: dict[str, str]
    points_back: frozenset[str]
    may_join: frozenset[str]


@lru_cache(maxsize=1)
def alike_words() -> AlikeWords:
    """Read the file."""
    held: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    first: dict[str, str] = {}
    for line in held["same"]:
        stands_for = first.get(line[0], line[0])
        for way in line:
            first.setdefault(way, stands_for)
    longest_first = sorted(first, key=len, reverse=True)
    return AlikeWords(
        free=frozenset(held["free"]),
        same=re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w'’-])"),
        first=first,
        times={word: line[0] for line in held["times"] for word in line},
        points_back=frozenset(held["points_back"]),
        may_join=frozenset(held["may_join"]),
    )


def is_plain(text: str, original: str) -> bool:
    """Whether a wording is one plain sentence, about as long as the one that it stands for.

    No mark-up, no address, no character that the sentence does not hold and English does not need.
    """
    allowed = _PLAIN.union(original)
    odd = any(mark not in allowed and not (mark.isascii() and mark.isalnum()) for mark in text)
    if odd or not text.strip() or text != text.strip():
        return False
    if len(text) > _LONGER * len(original) + _LONGER_BY:
        return False
    if unicodedata.normalize("NFC", text) != text:
        return False
    return text[-1:] == original[-1:] and text[:1] == text[:1].upper()


def is_same(text: str, original: str) -> bool:
    """Whether a wording claims exactly what the original does."""
    if _times(text) != _times(original):
        return False
    goals = {tokens(original), tokens(standard(original))}
    return any(tokens(one) in goals for one in _turned(text))


def _times(text: str) -> Counter[str]:
    """Count the words that tell when something holds."""
    known = alike_words().times
    plain = alike_words().same.sub(lambda match: alike_words().first[match[0]], fold(text))
    return Counter(known[word] for word in _words(plain) if word in known)


def _turned(text: str) -> Iterator[str]:
    """Give a sentence, and the ways of saying the same that are listed."""
    seen, waiting = {text}, [(text, 0)]
    while waiting:
        one, depth = waiting.pop(0)
        yield one
        if depth == _DEEPEST:
            continue
        for other in rewordings(one):
            if other not in seen and len(seen) < _MOST_TURNS:
                seen.add(other)
                waiting.append((other, depth + 1))


@lru_cache(maxsize=20_000)
def tokens(text: str) -> tuple[str, ...]:
    """Return the words that must be the same, in order."""
    known = alike_words()
    plain = re.sub(r"(?<=\d)\s?%", " percent", fold(text))
    # Twice, since what a word stands for may be the beginning of another line.
    for _ in range(2):
        plain = known.same.sub(lambda match: known.first[match[0]], plain)
    return tuple(word for word in _words(plain) if word not in known.free)


def _words(folded: str) -> Sequence[str]:
    return [match[0].removesuffix(".") for match in _TOKEN.finditer(folded)]


def may_stand_for(whole: str, question: str, before: str) -> bool:
    """Whether a question that was made whole says nothing that the two messages do not.

    Every word of the question is in it, unless it only points back; every other word is one of the
    message before, or a small one. A denial is never added.
    """
    known = alike_words()
    told, asked, earlier = (list(tokens(one)) for one in (whole, question, before))
    if not whole.endswith("?") or len(told) > len(asked) + len(earlier):
        return False
    kept = [word for word in asked if word not in known.points_back]
    if not kept or any(told.count(word) < kept.count(word) for word in kept):
        return False
    held = {*asked, *earlier}
    added = [word for word in told if word not in held and word not in known.may_join]
    return not added and _denials(told) <= _denials(asked) + _denials(earlier)


_DENIALS = frozenset({"not", "no", "never", "without", "nor", "none", "neither", "cannot"})


def _denials(words: Sequence[str]) -> int:
    return sum(word in _DENIALS or word.endswith("n't") for word in words)
