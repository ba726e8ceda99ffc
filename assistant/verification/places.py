"""Countries, blocs and days in a sentence, each put under one name."""

import calendar
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from assistant.mentions import mentions_in
from assistant.verification.words import claim_words
from rules.country import folded, gazetteer

_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*\.?")
_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(_MONTHS)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_DAY = re.compile(
    rf"(?:\b(?P<before>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)?\b(?P<month>{_MONTH})\b"
    r"(?: (?P<after>\d{1,2})(?:st|nd|rd|th)?\b(?![%.]\d|,\d| percent))?(?:,? (?P<year>\d{4})\b)?"
)
_NAMED = re.compile(r"(?<=[a-z] )(?!In\b|The\b|A\b|No\b)[A-Z][a-z]+\b")
_SITE = re.compile(r"\b(?:[\w-]+\.)+(?:gov|com|org|net)\b", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[.?!:]\s+)$")


@lru_cache(maxsize=20_000)
def places_in(text: str) -> frozenset[str]:
    """Return the codes of the countries and names of the blocs that a text names."""
    return frozenset(
        f"{mention.kind}:{mention.value}"
        for mention in mentions_in(text, year=2000)
        if mention.kind in "CB"
    )


class _Name(NamedTuple):
    words: tuple[str, ...]
    mark: str


@lru_cache(maxsize=1)
def _names() -> Mapping[str, tuple[_Name, ...]]:
    """Return the names of places by their first word, the longest first."""
    held = gazetteer()
    marks: dict[str, str] = {}
    for bloc, aliases in held.blocs.items():
        for name in (bloc, *aliases):
            marks[folded(name)] = "b:" + re.sub(r"\W", "", bloc.casefold())
    for code, entry in held.countries.items():
        for name in (entry.name, *entry.aliases, *entry.demonyms, *entry.cities):
            marks.setdefault(folded(name), f"c:{code.casefold()}")
    found: dict[str, list[_Name]] = {}
    for key, mark in marks.items():
        words = tuple(key.split())
        found.setdefault(words[0], []).append(_Name(words, mark))
    return {
        first: tuple(sorted(names, key=lambda name: -len(name.words)))
        for first, names in found.items()
    }


def masked(text: str) -> str:
    """Return a text with each day and place replaced by one mark."""
    text = _SITE.sub(_site, text)
    return _NAMED.sub(_name, _places_masked(_DAY.sub(_day, _ISO.sub(_iso, text))))


def _site(match: re.Match[str]) -> str:
    return f"§s:{match[0].casefold().replace('.', '-')}§"


def _name(match: re.Match[str]) -> str:
    """Keep a plain word that stands as a name: the State of "the Secretary of State"."""
    word = match[0].casefold()
    return f"§n:{word}§" if word in claim_words().neutral else match[0]


def _iso(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match.groups())
    return f"§d:{year}-{month}-{day}§" if month <= 12 else match[0]


def _day(match: re.Match[str]) -> str:
    day, year = match["before"] or match["after"], match["year"]
    alone = match["month"] == "May" and not (day or year)
    if alone and _OPENS.search(match.string[: match.start()]):
        return match[0]
    month = _MONTHS[match["month"]]
    pieces = [year or "", str(month), str(int(day)) if day else ""]
    return f"§d:{'-'.join(pieces)}§"


def _places_masked(text: str) -> str:
    names = _names()
    out: list[str] = []
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    at = place = 0
    while place < len(words):
        start, end = words[place]
        raw = text[start:end]
        taken = 0
        if not raw[0].islower() and (start == 0 or text[start - 1] != "§"):
            taken, mark = _named(text, words, place, names)
        if taken:
            out += [text[at:start], f"§{mark}§"]
            at = words[place + taken - 1][1]
            place += taken
        else:
            place += 1
    out.append(text[at:])
    return "".join(out)


def _plain(word: str) -> str:
    return word.replace(".", "").replace("’", "'").removesuffix("'s").casefold()


def _named(
    text: str, words: list[tuple[int, int]], place: int, names: Mapping[str, tuple[_Name, ...]]
) -> tuple[int, str]:
    """Return how many words the place takes that is named here, and its mark."""
    raw = text[slice(*words[place])]
    first = _plain(raw)
    if len(first) <= 3 and not raw.replace(".", "").removesuffix("'s").isupper():
        return 0, ""
    for name in names.get(first, names.get(folded(raw), ())):
        count = len(name.words)
        if place + count > len(words):
            continue
        told = tuple(
            folded(text[slice(*words[place + n])]).removesuffix("'s") for n in range(count)
        )
        if count == 1 or told == name.words:
            return count, name.mark
    return 0, ""
