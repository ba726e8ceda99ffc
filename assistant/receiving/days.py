"""Days as people type them into a cell."""

import re
from datetime import date, timedelta

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_FORMS = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s](?:of\s)?(?P<w>[a-z]{3,9})[-\s](?P<y>\d{4})"),
    re.compile(r"(?P<w>[a-z]{3,9})\s(?P<d>\d{1,2})(?:st|nd|rd|th)?\s(?P<y>\d{4})"),
)
_SLASHED = re.compile(r"(?P<one>\d{1,2})[/-](?P<two>\d{1,2})[/-](?P<y>\d{4}|\d{2})")
_MOMENT = re.compile(r"[t\s]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?z?$")

_EXCEL_BEGINS = date(1899, 12, 30)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


def day_of(text: str) -> date | None:
    """Return the day that a text names; None where it names none, or may name two.

    "6/12/2026" is the twelfth of June to some and the sixth of December to others.
    """
    said = " ".join(text.replace(",", " ").lower().split()).rstrip(".")
    said = _MOMENT.sub("", said)
    if not said[:1].isdigit():
        said = said.replace(". ", " ")  # "Jun. 12"
    for form in _FORMS:
        if found := form.fullmatch(said):
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else _month(parts["w"])
            return _day(_year(parts["y"]), month, int(parts["d"]))
    if found := _SLASHED.fullmatch(said):
        return _slashed(int(found["one"]), int(found["two"]), _year(found["y"]))
    return None


def day_of_number(number: float) -> date | None:
    """Return the day that a number stands for where a cell has lost its format."""
    if not 0 < number < 100_000:
        return None
    return _known(_EXCEL_BEGINS + timedelta(days=int(number)))


def _slashed(one: int, two: int, year: int) -> date | None:
    if one == two:
        return _day(year, one, two)
    if one > 12:
        return _day(year, two, one)
    return _day(year, one, two) if two > 12 else None


def _month(word: str) -> int | None:
    found = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word)]
    if word == "sept":
        return 9
    return found[0] if len(found) == 1 else None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _day(year: int, month: int | None, day: int) -> date | None:
    if month is None:
        return None
    try:
        return _known(date(year, month, day))
    except ValueError:
        return None


def _known(day: date) -> date | None:
    return day if EARLIEST <= day <= LATEST else None
