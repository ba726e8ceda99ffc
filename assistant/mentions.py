"""What a message names: countries, blocs, percentages, amounts and days, with their places.

`marked` gives the message's sentences with each mention replaced by a mark, so that patterns in
the lexicon can speak of "a country" or "a percentage" without listing any.
"""

import calendar
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from assistant.lexicon import any_of, packaged_lexicon
from rules.country import folded, gazetteer

MONTHS = tuple(month.casefold() for month in calendar.month_name if month)
_MONTH = r"(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + r")\.?"
_SCALES = {
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mm": 10**6,
    "mio": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "billion": 10**9,
    "lakh": 10**5,
    "crore": 10**7,
}
_SCALE = r"(?:\s?(k|thousand|mn|mm|mio|m|million|bn|b|billion|lakh|crore)\b)?"
# A number begins where no digit stands before it, so that a row of digits is tried once.
_NUMBER = r"(?<!\d)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"

_PERCENT = re.compile(rf"({_NUMBER})\s?(?:%|percent\b|per cent\b|pct\b)", re.IGNORECASE)
_PART_OF_MONEY = re.compile(
    rf"\$?\s?({_NUMBER}){_SCALE}\s+(?:out )?of\s+(?:the|our|a|its)?\s*\$?\s?({_NUMBER}){_SCALE}"
    r"\s*(?:us ?d|usd|dollars?|us dollars)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"(?:(?:\$|usd\s?|us\$)\s?({_NUMBER}){_SCALE})"
    rf"|(?:({_NUMBER}){_SCALE}\s?(?:usd|us dollars|dollars?)\b)",
    re.IGNORECASE,
)
_WORDS = packaged_lexicon().facts["number_forms"]
_UNITS: dict[str, int] = _WORDS["units"]
_TENS: dict[str, int] = _WORDS["tens"]
_PARTS: dict[str, int] = _WORDS["parts"]
_SPELLED_NUMBER = (
    rf"(?:(?P<tens>{'|'.join(_TENS)})(?:[- ](?P<unit>{'|'.join(_UNITS)}))?"
    rf"|(?P<one>{'|'.join(_UNITS)}))"
)
_SPELLED_PERCENT = re.compile(rf"\b{_SPELLED_NUMBER}\s(?:{_WORDS['percent']})", re.IGNORECASE)
_HALF_PERCENT = re.compile(rf"\bhalf (?:a |of (?:a|one) )(?:{_WORDS['percent']})", re.IGNORECASE)
_HALF_OF = re.compile(_WORDS["half_of_hardware"], re.IGNORECASE)
_FRACTION = re.compile(
    rf"\b(?P<over>a|{'|'.join(_UNITS)})[- ](?P<part>{'|'.join(_PARTS)})(?P<plural>s?)\b(?= of)?",
    re.IGNORECASE,
)
_SHARE_OF = re.compile(_WORDS["share_of"], re.IGNORECASE)
_CENTS = re.compile(rf"\b(?:(?P<digits>\d{{1,2}})|{_SPELLED_NUMBER})\scents?\b", re.IGNORECASE)
_A_DOLLAR = re.compile(_WORDS["a_dollar"], re.IGNORECASE)
_BARE_AMOUNT = re.compile(
    r"(?<![\w$€£.,])(?:(\d+(?:\.\d+)?)\s?(k|mn|mm|mio|m|million|bn|billion|thousand)\b"
    r"|(\d{1,3}(?:,\d{3})+))(?![\w%]|\s?(?:percent|usd|dollars?)\b)",
    re.IGNORECASE,
)
_SPELLED_AMOUNT = re.compile(
    rf"\b(?:(?P<part>half|a quarter)(?: of)? an? (?P<small>million|billion)"
    rf"|(?:{_SPELLED_NUMBER}|a)(?P<hundred> hundred)?(?:(?: and)? (?P<half>a half))? "
    r"(?P<scale>thousand|million|billion))(?: us)?(?: dollars)?\b",
    re.IGNORECASE,
)
_FOREIGN_MONEY = re.compile(
    rf"(?:(?<!\w){any_of(_WORDS['other_currencies'])}\s?|[€£¥₹₩])$", re.IGNORECASE
)
_FOREIGN_AFTER = re.compile(
    rf"\s?(?:{any_of(_WORDS['other_currencies'])}(?!\w)|[€£¥₹₩])", re.IGNORECASE
)
_ORDINALS: dict[str, int] = _WORDS["ordinals"]
_DAYS = (
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d)\b"),
    re.compile(r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    # With slashes a day is told from a month only where it is above twelve.
    re.compile(r"\b(?P<d>1[3-9]|2\d|3[01])/(?P<m>0?[1-9]|1[0-2])/(?P<y>20\d\d)\b"),
    re.compile(r"\b(?P<m>0?[1-9]|1[0-2])/(?P<d>1[3-9]|2\d|3[01])/(?P<y>20\d\d)\b"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<mon>{_MONTH})(?:,?\s+(?P<y>20\d\d))?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<mon>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y>20\d\d))?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<word>{'|'.join(_ORDINALS)})\s+(?:day\s+)?(?:of\s+)?"
        rf"(?P<mon>{_MONTH})(?:,?\s+(?P<y>20\d\d))?\b",
        re.IGNORECASE,
    ),
)
PART_OF_MONTH = "part of a month"
"""The form of a day that stands for a part of its month: "mid-August"."""
_MONTH_PARTS = [
    (re.compile(rf"\b(?:{told})(?P<mon>{_MONTH})(?:,?\s+(?P<y>20\d\d))?\b", re.IGNORECASE), day)
    for told, day in _WORDS["month_parts"].items()
]
_LAST_DAY = re.compile(
    rf"\b{_WORDS['last_day']}(?P<mon>{_MONTH})(?:,?\s+(?P<y>20\d\d))?\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*\.?", re.UNICODE)
_CUES = packaged_lexicon().cues
_NEEDS_CAPITAL = frozenset(_CUES["needs_capital"])
_ABBREVIATIONS = frozenset(_CUES["country_abbreviations"])
_US_BEFORE = re.compile(rf"[\s-]{any_of(_CUES['us_before'])}(?!\w)")
_OTHER_PART = re.compile(_WORDS["other_part"], re.IGNORECASE)
_TOWN = re.compile(
    rf"(?<!\w){any_of(_CUES['before_towns'])}\s+"
    r"(?P<town>[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}),\s+(?:the\s+)?$"
)
_BEFORE_TOWN = re.compile(rf"(?<!\w){any_of(_CUES['before_unlisted_towns'])}\s+", re.IGNORECASE)
_COUNTRY_CODE = re.compile(
    rf"(?<!\w)(?i:{any_of(_CUES['before_codes'])})\s*(?P<code>[A-Z]{{2}})(?!\w)"
)
_CAPITALS = re.compile(
    r"[^\W\d_a-z][\w'’-]+(?:[ -](?:[^\W\d_a-z][\w'’-]+|de|del|la|am|an der|upon)){0,3}"
)
_PLACE_ENDING = re.compile(any_of(packaged_lexicon().facts["place_endings"]))
_NO_TOWN = frozenset(_CUES["no_town_words"])
_STATES = frozenset(folded(name) for name in _CUES["states"])
_STATE_BEHIND = re.compile(_CUES["state_behind"], re.IGNORECASE)
_NO_END = re.compile(rf"\b{any_of(_CUES['abbreviations'])}\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """Something that the message names; `start` and `end` are places in the message."""

    kind: str
    start: int
    end: int
    value: object
    form: str = ""


def mentions_in(text: str, *, year: int) -> list[Mention]:
    """Return all mentions, in order, without overlaps; a day without a year gets `year`."""
    found: list[Mention] = []
    for finder in (
        _days(text, year),
        _parts_of_months(text, year),
        _money(text),
        _percents(text),
        _spelled_percents(text),
        _bare_amounts(text),
        _spelled_amounts(text),
        _places(text),
        _towns(text),
    ):
        for mention in finder:
            if all(mention.end <= old.start or mention.start >= old.end for old in found):
                found.append(mention)
    found = [_as_state(text, mention) for mention in found]
    return _whole_places(text, sorted(found, key=lambda mention: mention.start))


def _as_state(text: str, mention: Mention) -> Mention:
    """Return "Georgia" as the state, where the words behind it say so."""
    told = text[mention.start : mention.end].rpartition(",")[2].strip()
    named = mention.kind == "C" and folded(told) in _STATES
    if named and _STATE_BEHIND.match(text, mention.end):
        return replace(mention, value="US", form="city")
    return mention


_FORM_NOUN = re.compile(
    r"[\s-]+(?:corp|llc|inc|company|firm|entity|limited|based|ltd)", re.IGNORECASE
)
"""After a state: it begins a description of its own, "Austin, Delaware corporation"."""


def _whole_places(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Make one place of a town and its country or state: "Boise, Idaho"."""
    whole: list[Mention] = []
    for one in found:
        before = whole[-1] if whole else None
        if before is not None and _in_a_state(text, before, one):
            whole[-1] = replace(before, end=one.end, value="US", form="city")
        elif (
            before is not None
            and (before.kind, before.form, before.value) == ("C", "city", one.value)
            and one.kind == "C"
            and one.form != "demonym"
            and text[before.end : one.start] in {", ", ",", " "}
            and not _FORM_NOUN.match(text, one.end)
        ):
            whole[-1] = replace(before, end=one.end, form=one.form)
        else:
            whole.append(one)
    return whole


def _in_a_state(text: str, before: Mention, one: Mention) -> bool:
    """Whether a town of a name that others have is that of a U.S. state: "Vienna, Virginia"."""
    return (
        (before.kind, before.form, one.kind, one.value) == ("C", "city", "C", "US")
        and before.value != "US"
        and text[before.end : one.start] == ", "
        and folded(text[one.start : one.end]) in _STATES
    )


def _percents(text: str) -> Iterator[Mention]:
    for match in _PERCENT.finditer(text):
        yield Mention("P", match.start(), match.end(), Decimal(match[1].replace(",", "")))


def _spelled(match: re.Match[str]) -> Decimal:
    """Return the number that a match of `_SPELLED_NUMBER` spells."""
    tens, unit = match["tens"], match["unit"] or match["one"]
    return Decimal(
        (_TENS[tens.casefold()] if tens else 0) + (_UNITS[unit.casefold()] if unit else 0)
    )


def _spelled_percents(text: str) -> Iterator[Mention]:
    """Give shares in words: "forty-eight percent", "two thirds", "forty cents of every dollar"."""
    for match in _SPELLED_PERCENT.finditer(text):
        yield Mention("P", match.start(), match.end(), _spelled(match))
    for match in _HALF_PERCENT.finditer(text):
        yield Mention("P", match.start(), match.end(), Decimal("0.5"))
    for match in _HALF_OF.finditer(text):
        yield Mention("P", match.start(), match.end(), Decimal(50))
    for match in _FRACTION.finditer(text):
        over, part = match["over"].casefold(), _PARTS[match["part"].casefold()]
        parts = Decimal(_UNITS.get(over, 1))
        # "A third" may be the one after the second: it is a share where "of" follows.
        behind = text[match.end() :].startswith(" of ")
        if parts < part and (match["plural"] or behind or _SHARE_OF.search(text[: match.start()])):
            share = (100 * parts / part).quantize(Decimal("0.01"))
            yield Mention("P", match.start(), match.end(), share)
    for match in _OTHER_PART.finditer(text):
        yield Mention("P", match.start(1), match.end(1), Decimal(match[1]))
    if _A_DOLLAR.search(text):
        for match in _CENTS.finditer(text):
            cents = Decimal(match["digits"]) if match["digits"] else _spelled(match)
            yield Mention("P", match.start(), match.end(), cents)


def _bare_amounts(text: str) -> Iterator[Mention]:
    """Give amounts that name no currency: "400k", "2.5 million", "1,200,000"."""
    for match in _BARE_AMOUNT.finditer(text):
        number, scale = (match[1], match[2]) if match[1] else (match[3], None)
        if _FOREIGN_MONEY.search(text[: match.start()]) or _FOREIGN_AFTER.match(text, match.end()):
            continue
        yield Mention("N", match.start(), match.end(), _amount(number, scale))


def _spelled_amounts(text: str) -> Iterator[Mention]:
    """Give amounts in words: "two and a half million", "eight hundred thousand"."""
    for match in _SPELLED_AMOUNT.finditer(text):
        if _FOREIGN_AFTER.match(text, match.end()):
            continue
        if match["part"]:
            times = Decimal("0.5") if match["part"].casefold() == "half" else Decimal("0.25")
            scale = match["small"]
        else:
            times = _spelled(match) or Decimal(1)
            times = times * (100 if match["hundred"] else 1) + (
                Decimal("0.5") if match["half"] else 0
            )
            scale = match["scale"]
        yield Mention("N", match.start(), match.end(), times * _SCALES[scale.casefold()])


def _amount(number: str, scale: str | None) -> Decimal:
    return Decimal(number.replace(",", "")) * _SCALES.get((scale or "").casefold(), 1)


def _money(text: str) -> Iterator[Mention]:
    for match in _PART_OF_MONEY.finditer(text):
        scale = match[4]
        yield Mention("M", match.start(1), match.end(1), _amount(match[1], match[2] or scale))
        yield Mention("M", match.start(3), match.end(), _amount(match[3], scale))
    for match in _MONEY.finditer(text):
        number, scale = (match[1], match[2]) if match[1] else (match[3], match[4])
        yield Mention("M", match.start(), match.end(), _amount(number, scale))


def _days(text: str, year: int) -> Iterator[Mention]:
    for pattern in _DAYS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            month = (
                int(parts["m"])
                if parts.get("m")
                else 1 + [m[:3] for m in MONTHS].index(parts["mon"][:3].casefold())
            )
            try:
                of_month = parts.get("d") or _ORDINALS[parts["word"].casefold()]
                day = date(int(parts["y"] or year), month, int(of_month))
            except ValueError:
                continue
            yield Mention("D", match.start(), match.end(), day)


def _parts_of_months(text: str, year: int) -> Iterator[Mention]:
    """Give days that stand for a part of a month, and last days of months."""
    for pattern, day in (*_MONTH_PARTS, (_LAST_DAY, 0)):
        for match in pattern.finditer(text):
            month = 1 + [m[:3] for m in MONTHS].index(match["mon"][:3].casefold())
            of_year = int(match["y"] or year)
            last = calendar.monthrange(of_year, month)[1]
            form = PART_OF_MONTH if day else ""
            yield Mention("D", match.start(), match.end(), date(of_year, month, day or last), form)


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, tuple[str, str, str]], int]:
    """Return folded names with (mark, value, form), and the words of the longest."""
    known: dict[str, tuple[str, str, str]] = {}
    held = gazetteer()
    for word in held.worldwide:
        known[word] = ("G", word, "name")
    for words in packaged_lexicon().facts["global_words"]:
        known[folded(words)] = ("G", "worldwide", "name")
    for bloc, aliases in held.blocs.items():
        for name in (bloc, *aliases):
            known[folded(name)] = ("B", bloc, "name")
    for code, entry in held.countries.items():
        forms = (
            *((name, "name") for name in (entry.name, *entry.aliases)),
            *((name, "demonym") for name in entry.demonyms),
            *((name, "city") for name in entry.cities),
        )
        for name, form in forms:
            known.setdefault(folded(name), ("C", code, form))
    return known, max(len(name.split()) for name in known)


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    """Return the words with which a place's name may begin."""
    return frozenset({"the", ""} | {_first(name) for name in _names()[0]})


def _first(words: str) -> str:
    return folded(words).partition(" ")[0].removesuffix("'s")


def _places(text: str) -> Iterator[Mention]:
    known, longest = _names()
    firsts = _first_words()
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    place = last = 0
    while place < len(words):
        # Most words begin no place: they are looked up once, not in every length.
        begins = _first(text[slice(*words[place])]) in firsts
        for length in range(min(longest, len(words) - place) if begins else 0, 0, -1):
            start, end = words[place][0], words[place + length - 1][1]
            mention = _place(text, start, end, known)
            if mention is None and length > 1:
                mention = _compound(text, start, end, known)
            if mention:
                whole = _with_city(text, mention)
                yield whole if whole.start >= last else mention
                last = mention.end
                place += length
                break
        else:
            mention = _compound(text, *words[place], known)
            if mention:
                yield mention
                last = mention.end
            place += 1


@lru_cache(maxsize=1)
def _towns_known() -> dict[str, str]:
    return {folded(name): code for name, code in packaged_lexicon().towns.items()}


def _towns(text: str) -> Iterator[Mention]:
    """Give towns that the gazetteer lacks where the words before them speak of a place."""
    known = _towns_known()
    for coded in _COUNTRY_CODE.finditer(text):
        if coded["code"] in gazetteer().countries:
            yield Mention("C", coded.start("code"), coded.end("code"), coded["code"], "name")
    for match in _BEFORE_TOWN.finditer(text):
        words = _CAPITALS.match(text, match.end())
        if words is None:
            continue
        told = words[0].split()
        name = " ".join(told)
        code = known.get(folded(name))
        if code is not None:
            yield Mention("C", words.start(), words.end(), code, "city")


def _with_city(text: str, mention: Mention) -> Mention:
    """Take in a town before its country or state that is in no list: "in Oviedo, Spain"."""
    if mention.kind != "C" or mention.form == "demonym":
        return mention
    town = _TOWN.search(text[: mention.start])
    if town is None or not _NO_TOWN.isdisjoint(town["town"].casefold().split()):
        return mention
    return replace(mention, start=town.start("town"))


def _compound(
    text: str, start: int, end: int, known: dict[str, tuple[str, str, str]]
) -> Mention | None:
    """Return the place that a compound begins with: "Delaware-based", "Chinese-owned"."""
    first, _, last = text[start:end].rpartition("-")
    if not first or not _PLACE_ENDING.fullmatch(last.rstrip(".").casefold()):
        return None
    return _place(text, start, start + len(first), known)


def _place(
    text: str, start: int, end: int, known: dict[str, tuple[str, str, str]]
) -> Mention | None:
    raw = text[start:end]
    if raw.endswith(".") and folded(raw) not in _ABBREVIATIONS:
        end, raw = end - 1, raw[:-1]
    if raw.endswith(("'s", "’s")):
        end, raw = end - 2, raw[:-2]
    key = folded(raw)
    if key not in known or len(key) < 2:
        return None
    # A word that is also plain English counts only with its capital, an abbreviation only as such.
    if raw == "us":
        return Mention("C", start, end, "US", "name") if _US_BEFORE.match(text, end) else None
    short = len(key) <= 3 and key.isascii()
    if (key in _NEEDS_CAPITAL and raw[0].islower()) or (
        short and not raw.isupper() and not (known[key][2] == "city" and raw.istitle())
    ):
        return None
    mark, value, form = known[key]
    return Mention(mark, start, end, value, form)


@dataclass(frozen=True)
class Sentence:
    """One sentence of the message, and the same with marks for its mentions.

    `marked` is lower-cased; a mark reads `§C3§`, or `§C3:us§` for the United States, where 3 is
    the place of the mention in `mentions`. In `named` the names of companies are marks, too.
    """

    start: int
    text: str
    marked: str
    mentions: tuple[Mention, ...]
    named: str = ""

    def marks(self, stretch: str, kind: str) -> list[int]:
        """Return the numbers of the marks of a kind in a stretch of the marked sentence."""
        return [int(number) for number in re.findall(rf"§{kind}(\d+)", stretch)]


_END = re.compile(r"(?<=[.?!;\n])\s+|(?<=[.?!][\"'’”])\s+(?=[A-Z])|\n+")
_DOTTED = re.compile(rf"{any_of(_CUES['dotted_forms'])}$", re.IGNORECASE)
"""A legal form with dots: with a small letter behind it its sentence goes on."""
_FORM_END = re.compile(rf"\b{any_of(_CUES['legal_abbreviations'])}\.$", re.IGNORECASE)
_OPENER = re.compile(r"[A-Z][a-z]+")


_LAST_WORDS = 80
"""Letters before a full stop that tell whether it ends a sentence."""


def sentences_of(text: str, mentions: Sequence[Mention]) -> list[Sentence]:
    """Cut a message into sentences, and mark the mentions of each."""
    cuts = [0]
    for match in _END.finditer(text):
        before = text[max(0, match.start() - _LAST_WORDS) : match.start()]
        small = not text[match.end() : match.end() + 1].isupper()
        goes_on = small and _DOTTED.search(before) is not None
        ends = not goes_on and (not _NO_END.search(before) or _begins_anew(text, match))
        if ends or "\n" in match[0]:
            cuts.append(match.end())
    cuts.append(len(text))
    found = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        piece = text[start:end].rstrip()
        if piece:
            inside = tuple(m for m in mentions if start <= m.start and m.end <= start + len(piece))
            found.append(_sentence(start, piece, inside))
    return found


_TAKEN_BACK = re.compile(packaged_lexicon().facts["taken_back"], re.IGNORECASE)


def without_taken_back(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return mentions where "in Oslo, no sorry, in Copenhagen" says the second place twice."""
    kept = list(mentions)
    for number, (one, following) in enumerate(zip(mentions, mentions[1:], strict=False)):
        same = one.kind == following.kind and one.kind in "CPM"
        if same and _TAKEN_BACK.fullmatch(text[one.end : following.start]):
            kept[number] = replace(one, value=following.value)
    return kept


def _begins_anew(text: str, gap: re.Match[str]) -> bool:
    """Whether a sentence begins after a company's legal form: "… Racks, Inc. Submitted by …"."""
    after = _OPENER.match(text, gap.end())
    form = _FORM_END.search(text[max(0, gap.start() - _LAST_WORDS) : gap.start()])
    return bool(after and form and after[0].casefold() in packaged_lexicon().facts["common_words"])


def _sentence(start: int, piece: str, inside: tuple[Mention, ...]) -> Sentence:
    plain = _marked(piece, start, inside, names=False)
    return Sentence(start, piece, plain, inside, _marked(piece, start, inside, names=True))


def part_of(sentence: Sentence, start: int, end: int) -> Sentence:
    """Return a part of a sentence as one of its own, with marks numbered from nothing."""
    piece = sentence.text[start:end].rstrip()
    at = sentence.start + start
    inside = tuple(m for m in sentence.mentions if at <= m.start and m.end <= at + len(piece))
    return _sentence(at, piece, inside)


def without_mentions(sentence: Sentence, numbers: Collection[int]) -> Sentence:
    """Return a sentence in which some of its mentions are plain words, numbered anew."""
    if not numbers:
        return sentence
    left = tuple(one for n, one in enumerate(sentence.mentions) if n not in numbers)
    return _sentence(sentence.start, sentence.text, left)


def _marked(piece: str, offset: int, inside: Sequence[Mention], *, names: bool) -> str:
    out, at = [], 0
    for number, mention in enumerate(inside):
        if mention.kind == "O" and not names:
            continue
        out.append(piece[at : mention.start - offset].lower())
        home = ":us" if mention.kind == "C" and mention.value == "US" else ""
        out.append(f"§{mention.kind}{number}{home}§")
        at = mention.end - offset
    out.append(piece[at:].lower())
    return "".join(out).replace("’", "'")
