"""A sentence as the claims it makes: its words under one form each, and the marks between them.

Numbers, days and places are words like others, so that what covers the words covers them too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache

from assistant.verification.places import masked
from assistant.verification.words import ClaimWords, claim_words
from corpus.words import fold

_WORD = re.compile(r"§(?P<mask>[dcbns]:[\w-]*)§|[^\W_]+(?:['’&][^\W_]+)*|_")
_CLAUSE = re.compile(r";\s+")
_END = re.compile(r"(?<=[.?!])[\"”']?\s+(?=[\"“A-Z§])")
_NO_END = re.compile(
    r"(?:\b[A-Za-z]\.[A-Za-z]|\b(?:Doc|No|Sec|Supp|vs|Inc|Co|Corp|approx|[A-Z]))\.$"
)
_PASSIVE = re.compile(r" (?:be|been)\b")
_TOGETHER_WITHIN = 4
_NAME = re.compile(r"\b[A-Z][\w’'&-]*")


@dataclass(frozen=True)
class Mark:
    """A small word that changes a claim, and how many words stand before it.

    One that `closes` a clause speaks of what stands before it ("of the hardware layer only").
    """

    kind: str
    at: int
    closes: bool = False
    passive: bool = False


@dataclass(frozen=True)
class Reading:
    """What a sentence says, for comparison."""

    words: tuple[str, ...]
    marks: tuple[Mark, ...]
    of_the_user: bool

    @cached_property
    def held(self) -> frozenset[str]:
        """The words, and what they hold: a full date holds its day, its month and its year."""
        return frozenset(part for word in self.words for part in _parts(word))

    def after(self, mark: Mark, count: int = 3) -> tuple[str, ...]:
        """Return the words that follow a mark."""
        return () if mark.closes else self.words[mark.at : mark.at + count]

    def ahead_of(self, mark: Mark, count: int = 2) -> tuple[str, ...]:
        """Return the words that stand before a mark."""
        return self.words[max(0, mark.at - count) : mark.at]


def _parts(word: str) -> Iterator[str]:
    yield word
    if word.startswith("d:"):
        year, month, day = word[2:].split("-")
        yield f"d:-{month}-"
        if day:
            yield f"d:-{month}-{day}"
        if year:
            yield f"#{year}"
            yield f"d:{year}-{month}-"


@lru_cache(maxsize=20_000)
def sentences_in(text: str) -> tuple[str, ...]:
    """Cut a text into sentences."""
    found, at = [], 0
    for match in _END.finditer(text):
        if not _NO_END.search(text[max(0, match.start() - 12) : match.start()]):
            found.append(text[at : match.start()])
            at = match.end()
    found.append(text[at:])
    return tuple(piece.strip() for piece in found if piece.strip())


def clauses_in(text: str) -> tuple[str, ...]:
    """Cut a text into its sentences, and give the parts that semicolons make of them as well."""
    sentences = sentences_in(text)
    parts = (part for one in sentences if ";" in one for part in _CLAUSE.split(one))
    return (*sentences, *parts)


@lru_cache(maxsize=20_000)
def read(text: str) -> Reading:
    """Read a sentence."""
    known = claim_words()
    folded = fold(masked(text))
    words: list[str] = []
    marks: list[Mark] = []
    user, at = False, 0
    for match in _WORD.finditer(folded):
        start = match.start()
        if start < at:
            continue
        if match["mask"]:
            words.append(match["mask"])
            continue
        word = match[0].removesuffix("'s")
        may_be_a_number = word[0].isdigit() or word in known.begins_a_number
        if may_be_a_number and (
            number := known.number.match(folded, start - (folded[start - 1 : start] == "$"))
        ):
            an_indefinite = start == 0 and number[0].strip() == "one"
            if not an_indefinite and (taken := _number(number, known)):
                words += taken
                at = number.end()
                continue
        if _begins_a_mark(match[0]) and (mark := known.marks.match(folded, start)):
            marks.append(_mark(mark, len(words)))
            at = mark.end()
            continue
        user = user or word in known.of_the_user
        if (content := _canonical(word)) is not None:
            words.append(content)
    return Reading(tuple(words), tuple(_joined(marks)), user)


def _mark(match: re.Match[str], at: int) -> Mark:
    rest = match.string[match.end() : match.end() + 6]
    return Mark(
        kind=str(match.lastgroup).rpartition("__")[0],
        at=at,
        closes=rest[:1] in {"", ".", ",", ";", ":", "?"},
        passive=_PASSIVE.match(rest) is not None,
    )


def _joined(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Give marks, two that claim together what one does as that one."""
    together = claim_words().together
    left = list(marks)
    while left:
        first = left.pop(0)
        kind = together.get((first.kind, left[0].kind)) if left else None
        if kind and left[0].at - first.at <= _TOGETHER_WITHIN:
            first = replace(first, kind=kind, passive=left.pop(0).passive)
        yield first


@lru_cache(maxsize=50_000)
def _begins_a_mark(word: str) -> bool:
    return claim_words().begins_a_mark.fullmatch(word) is not None


@lru_cache(maxsize=50_000)
def _canonical(word: str) -> str | None:
    known = claim_words()
    found = known.canonical(word)
    return None if word in known.neutral or found in known.neutral else found


def _number(match: re.Match[str], known: ClaimWords) -> list[str]:
    """Return the words that a number stands for; none where it is no number after all."""
    if match["not"] or not match[0].strip():
        return []
    if match["name"]:
        return [f"#{match['name']}"]
    if match["part"]:
        over = known.values.get((match["over"] or "a").replace(" ", "-"), Decimal(1))
        share = 100 * over / known.parts[match["of"]]
        return [f"#{_plain(share)}", "percent"]
    if match["nth"]:
        digits = re.match(r"\d+", match["nth"])
        return [f"#nth{int(digits[0]) if digits else known.ordinals[match['nth']]}"]
    if match["digits"]:
        value = Decimal(match["digits"].replace(",", ""))
    elif (match["spelled"] or "").strip() in {"", "a"}:
        value = Decimal(1)
    else:
        value = known.values[match["spelled"].replace(" ", "-")]
    value *= known.scales.get(match["scale"] or "", Decimal(1))
    unit = ["percent"] if match["percent"] else ["dollar"] if match["money"] else []
    return [f"#{_plain(value)}", *unit]


def _plain(value: Decimal) -> str:
    shown = f"{value:.2f}" if value != value.to_integral_value() else f"{value:.0f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def names_in(text: str) -> frozenset[str]:
    """Return the words of a text that stand with a capital, under their one form."""
    found = (_canonical(fold(word).strip()) for word in _NAME.findall(text))
    return frozenset(name for name in found if name)
