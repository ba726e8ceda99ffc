"""What a sentence turns on: its figures, days, places, what it demands, and whether it denies.

The words by which these are known stand in `marks.yaml`; the names of countries and blocs are
those of `corpus/countries.yaml` and `corpus/blocs.yaml`.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from corpus.country import folded, gazetteer

_FILE = (Path(__file__).parent / "marks.yaml").read_text(encoding="utf-8")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name: number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: day of)? (?P<month2>{_MONTH})\.?,?"
    r"(?: (?P<year2>\d{4}))?"
    r"|(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)"
    r"|(?P<month4>\d{1,2})/(?P<day4>\d{1,2})/(?P<year4>\d{4}))\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAME = re.compile(r"[^\W\d_][\w’'.&-]*")
_LONGEST_NAME = 6
_SHORT = 3
HOME = "US"
"""Every text speaks of the United States; it tells none from another."""


class Figure(NamedTuple):
    """A number with its unit; `count` where it counts things."""

    value: Decimal
    unit: str

    def __str__(self) -> str:
        return f"{self.value} {self.unit}" if self.unit != "count" else str(self.value)


class Day(NamedTuple):
    """A day as it is written, with or without its year."""

    year: int | None
    month: int
    day: int

    def fits(self, other: "Day") -> bool:
        """Whether both may be the same day."""
        years = {self.year, other.year} - {None}
        return len(years) < 2 and (self.month, self.day) == (other.month, other.day)

    def __str__(self) -> str:
        year = f" {self.year}" if self.year else ""
        return f"{self.day} {calendar.month_name[self.month]}{year}"


class Marks:
    """What a text turns on; `places` are country codes and names of blocs, without the U.S.

    Each kind is read when it is asked for: a text of a thousand pages is asked little.
    """

    __slots__ = ("__dict__", "_text")

    def __init__(self, text: str) -> None:
        self._text = _DASHES.sub("-", text)

    @cached_property
    def _plain(self) -> str:
        return mark_words().citations.sub(" ", self._text)

    @cached_property
    def _undated(self) -> str:
        return _DAY.sub(" ", self._plain)

    @cached_property
    def _affirmed(self) -> str:
        return mark_words().no_denial.sub(" ", self._undated)

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """Numbers with their units."""
        return frozenset(_figures(_YEAR.sub(" ", self._undated), mark_words()))

    @cached_property
    def days(self) -> frozenset[Day]:
        """Days, with or without a year."""
        return frozenset(_days(self._plain))

    @cached_property
    def places(self) -> frozenset[str]:
        """Countries and blocs."""
        return frozenset(places_of(self._text))

    @cached_property
    def modality(self) -> frozenset[str]:
        """What is demanded."""
        return frozenset(_modality(self._affirmed, mark_words()))

    @cached_property
    def denies(self) -> bool:
        """Whether something is denied."""
        return mark_words().denial.search(self._affirmed) is not None


@dataclass(frozen=True)
class MarkWords:
    """The words of `marks.yaml`, as patterns."""

    modality: Mapping[str, re.Pattern[str]]
    no_modality: re.Pattern[str]
    denial: re.Pattern[str]
    no_denial: re.Pattern[str]
    exceptions: re.Pattern[str]
    takes_up: re.Pattern[str]
    silence: re.Pattern[str]
    of_sources: re.Pattern[str]
    units: Mapping[str, re.Pattern[str]]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    citations: re.Pattern[str]
    abbreviations: frozenset[str]
    labels: Mapping[str, re.Pattern[str]]
    headings_of_no_force: re.Pattern[str]

    @cached_property
    def figure(self) -> re.Pattern[str]:
        """A number in digits or words."""
        spelled = "|".join(sorted(self.numbers, key=len, reverse=True))
        return re.compile(
            rf"(?P<money>\$\s?)?(?<![\w.])(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
            rf"|\b(?P<spelled>(?:{spelled})(?:[- ](?:{spelled}))?))(?![\w]*\d)"
            rf"(?:\s?(?P<scale>{'|'.join(self.scales)})\b)?(?:\s?\(\d+\))?",
            re.IGNORECASE,
        )


@lru_cache(maxsize=1)
def mark_words() -> MarkWords:
    """Return the packaged words."""
    told: dict[str, Any] = yaml.safe_load(_FILE)

    def bounded(patterns: Iterable[str]) -> re.Pattern[str]:
        some = sorted(patterns, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)", re.IGNORECASE)

    def loose(patterns: Iterable[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)

    return MarkWords(
        modality={name: bounded(some) for name, some in told["modality"].items()},
        no_modality=loose(told["no_modality"]),
        denial=bounded(told["denial"]),
        no_denial=loose(told["no_denial"]),
        exceptions=bounded(told["exceptions"]),
        takes_up=loose(told["takes_up"]),
        silence=loose(told["silence"]),
        of_sources=re.compile(told["of_sources"], re.IGNORECASE),
        units={
            name: re.compile(rf"[\s-]?(?:{'|'.join(some)})(?!\w)", re.IGNORECASE)
            for name, some in told["units"].items()
        },
        numbers=told["numbers"],
        scales=told["scales"],
        citations=loose(told["citations"]),
        abbreviations=frozenset(told["abbreviations"]),
        labels={name: loose(some) for name, some in told["labels"].items()},
        headings_of_no_force=loose(told["headings_of_no_force"]),
    )


@lru_cache(maxsize=20_000)
def marks_of(text: str) -> Marks:
    """Read what a text turns on."""
    return Marks(text)


def silent(sentence: str) -> bool:
    """Whether a sentence of ours tells what the text or the sources do not say."""
    return mark_words().silence.search(sentence) is not None


def compared(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return what of our sentences can be held against official words.

    Left out is what they say of silence, and what they say of who reports something.
    """
    found = []
    for one in sentences:
        if silent(one):
            continue
        parts = [part for part in one.split("; ") if not mark_words().of_sources.search(part)]
        if parts:
            found.append("; ".join(parts))
    return tuple(found)


def _figures(text: str, words: MarkWords) -> Iterator[Figure]:
    for match in words.figure.finditer(text):
        value = (
            Decimal(match["digits"].replace(",", ""))
            if match["digits"]
            else _spelled(match["spelled"], words)
        )
        value *= words.scales.get((match["scale"] or "").lower(), 1)
        unit = "dollars" if match["money"] else _unit(text[match.end() :], words)
        if unit is not None:
            yield Figure(value.normalize() + 0, unit)
        elif match["digits"] is None and value > 1:
            yield Figure(value, "count")


def _spelled(told: str, words: MarkWords) -> Decimal:
    total = 0
    for part in re.split("[- ]", told.lower()):
        number = words.numbers[part]
        total = total * number if number == 100 and total else total + number
    return Decimal(total)


def _unit(rest: str, words: MarkWords) -> str | None:
    return next((name for name, pattern in words.units.items() if pattern.match(rest)), None)


def _days(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        for end in ("", "2", "3", "4"):
            if match[f"day{end}"]:
                month, year = match[f"month{end}"], match[f"year{end}"]
                number = int(month) if month.isdigit() else _MONTHS[month]
                if 1 <= number <= 12:
                    yield Day(int(year) if year else None, number, int(match[f"day{end}"]))


def _modality(text: str, words: MarkWords) -> Iterator[str]:
    left = words.no_modality.sub(" ", text)
    for kind, pattern in words.modality.items():
        if pattern.search(left):
            yield kind
            # What forbids holds "may" and "must" and neither permits nor obliges by them.
            left = pattern.sub(" ", left)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    held = gazetteer()
    found = {folded(name): code for name, code in held.codes.items() if len(name) > _SHORT}
    for code, entry in held.countries.items():
        for name in (entry.name, *entry.aliases, *entry.demonyms):
            if len(name) > _SHORT or name.replace(".", "").isupper():
                found.setdefault(folded(name), code)
    for bloc, aliases in held.blocs.items():
        for name in (bloc, *aliases):
            found[folded(name)] = bloc
    return found


def places_of(text: str) -> Iterator[str]:
    """Give the countries, by code, and blocs, by name, that a text names; the U.S. left out."""
    names = _names()
    words = list(_NAME.finditer(text))
    at = 0
    while at < len(words):
        taken, code = _place(words, at, names)
        if taken and code not in (None, HOME):
            yield str(code)
        at += taken or 1


def _place(words: list[re.Match[str]], at: int, names: Mapping[str, str]) -> tuple[int, str | None]:
    if not words[at][0][0].isupper():
        return 0, None
    for count in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        told = [word[0].rstrip(".,'’") for word in words[at : at + count]]
        told = [word.removesuffix("'s").removesuffix("’s") for word in told]
        if count == 1 and len(told[0]) <= _SHORT and not told[0].replace(".", "").isupper():
            return 0, None
        if (code := names.get(folded(" ".join(told)))) is not None:
            return count, code
    return 0, None
