"""The words that the last look compares, read once from `lexicon/claims.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from assistant.lexicon import FOLDER
from corpus.words import STOP_WORDS, stem


@dataclass(frozen=True)
class ClaimWords:
    """The lexicon of claims, compiled."""

    marks: re.Pattern[str]
    begins_a_mark: re.Pattern[str]
    begins_a_number: frozenset[str]
    may_be_left_out: frozenset[str]
    may_be_added: frozenset[str]
    between: frozenset[str]
    conditions: frozenset[str]
    bounds: frozenset[str]
    of_a_subject: frozenset[str]
    together: Mapping[tuple[str, str], str]
    not_narrowing: frozenset[str]
    neutral: frozenset[str]
    same: Mapping[str, str]
    outcomes: Mapping[str, frozenset[str]]
    of_the_user: frozenset[str]
    number: re.Pattern[str]
    values: Mapping[str, Decimal]
    scales: Mapping[str, Decimal]
    ordinals: Mapping[str, int]
    parts: Mapping[str, int]

    def canonical(self, word: str) -> str:
        """Return the one form of a folded word and of those that stand for it."""
        plain = stem(word)
        return self.same.get(plain, plain)


@lru_cache(maxsize=1)
def claim_words() -> ClaimWords:
    """Read the lexicon that ships with the assistant."""
    held: dict[str, Any] = yaml.safe_load((FOLDER / "claims.yaml").read_text("utf-8"))
    numbers = held["numbers"]
    tens: dict[str, int] = numbers["tens"]
    units: dict[str, int] = numbers["units"]
    values = {name: Decimal(value) for name, value in (units | tens).items()}
    values |= {
        f"{ten}-{unit}": Decimal(tens[ten] + units[unit])
        for ten in tens
        for unit in units
        if 0 < units[unit] < 10
    }
    return ClaimWords(
        marks=_marks(held["marks"]),
        begins_a_mark=_first_words(held["marks"]),
        begins_a_number=frozenset(("a", "usd")).union(
            units, tens, numbers["scales"], numbers["parts"], numbers["ordinals"]
        ),
        may_be_left_out=frozenset(held["may_be_left_out"]),
        may_be_added=frozenset(held["may_be_added"]),
        between=frozenset(held["between"]),
        conditions=frozenset(held["conditions"]),
        bounds=frozenset(held["bounds"]),
        of_a_subject=frozenset(held["of_a_subject"]),
        together={(two["first"], two["second"]): two["as"] for two in held["together"]},
        not_narrowing=frozenset(stem(word) for word in held["not_narrowing"]),
        neutral=frozenset(stem(word) for word in held["neutral"]) | STOP_WORDS,
        same=_same(held["same"]),
        outcomes={side: frozenset(words) for side, words in held["outcomes"].items()},
        of_the_user=frozenset(held["of_the_user"]),
        number=_number(numbers, values, held["percent"]),
        values=values,
        scales={name: Decimal(value) for name, value in numbers["scales"].items()},
        ordinals=numbers["ordinals"],
        parts=numbers["parts"],
    )


_OPTIONAL = re.compile(r"\( [^)]*\)\?.*")
_LOOKS_AHEAD = re.compile(r"\(\?[=!].*")


def _marks(kinds: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Return one pattern with a group for each kind; where two begin, the longer is tried first."""
    entries = [
        (kind, re.compile(r"\((?![?])").sub("(?:", p)) for kind in kinds for p in kinds[kind]
    ]
    entries.sort(key=lambda entry: -len(_LOOKS_AHEAD.sub("", entry[1])))
    bodies = [f"(?P<{kind}__{number}>{body})" for number, (kind, body) in enumerate(entries)]
    return re.compile(rf"(?:{'|'.join(bodies)})(?![\w'])")


def _first_words(kinds: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Return a pattern of the words that a mark may begin with, which is quick to ask first."""
    firsts = (
        _OPTIONAL.sub("", _LOOKS_AHEAD.sub("", entry)).split(" ")[0]
        for entries in kinds.values()
        for entry in entries
    )
    return re.compile("|".join(sorted(set(firsts))))


def _same(lines: Sequence[Sequence[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        first = stem(line[0])
        first = found.get(first, first)
        for word in line:
            found.setdefault(stem(word), first)
    return found


def _number(
    numbers: Mapping[str, Any], values: Mapping[str, Decimal], percent: Sequence[str]
) -> re.Pattern[str]:
    """Return the pattern of a number with its scale and its unit, in figures or in words."""
    spelled = "|".join(sorted((v.replace("-", "[- ]") for v in values), key=len, reverse=True))
    scales = "|".join(sorted(numbers["scales"], key=len, reverse=True))
    parts = "|".join(sorted(numbers["parts"], key=len, reverse=True))
    ordinals = "|".join(sorted(numbers["ordinals"], key=len, reverse=True))
    return re.compile(
        rf"(?P<not>(?:{'|'.join(numbers['not_numbers'])})\b)"
        r"|(?P<name>\d+(?:\.\d+)*(?:\([a-z0-9]{1,4}\))+|\d{4}-\d{4,6}|\d+(?:\.\d+){2,}"
        r"|\d+[a-z]+\d*)(?![\w%])"
        rf"|(?P<part>(?:(?P<over>a|{spelled})[- ])?(?P<of>{parts}))\b(?=s? (?:of|the|a)\b)"
        rf"|(?P<nth>\d+(?:st|nd|rd|th)|(?:{ordinals}))\b"
        r"|(?P<money>\$|usd |us\$)?"
        r"(?:(?P<digits>\d+(?:,\d{3})*(?:\.\d+)?)"
        rf"|(?P<spelled>{spelled}|(?:a )?(?={scales})(?!k\b|m\b))\b)"
        rf"(?:\s?(?P<scale>{scales})\b)?"
        rf"(?P<percent>\s?(?:{'|'.join(percent)})(?!\w))?"
    )
