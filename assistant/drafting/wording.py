"""How a stated value is written in a sentence: names, money, shares, days, countries, own words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from rules.assessment import spoken_date
from rules.country import country_name, gazetteer
from rules.us_content import dollars


@dataclass(frozen=True)
class Told:
    """What fills a slot: its text, the paths it rests on, and the computations behind it."""

    text: str
    facts: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the words for values and small phrases."""
    held: Mapping[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "words.yaml").read_text("utf-8")
    )
    return held


_COUNTRIES = {
    "headquarters",
    "incorporated_in",
    "principal_place_of_business",
    "country",
    "developer_country",
    "controlled_from",
}
_MONEY = {"value_usd", "us_origin_value_usd"}
_PERCENT = {"percent", "us_content_percent"}
_FREE = {"title", "tool", "purpose", "kind", "filed_through", "confidential_parts"}
"""Fields of free words, which may end with a full stop that is no part of a name."""
_SHORTEST = 3
_SPACE = re.compile(r"\s+")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")


def written(field: str, value: object) -> str:
    """Write the value of a field for a sentence."""
    named = words().get(field)
    if isinstance(named, Mapping) and str(value) in named:
        return str(named[str(value)])
    if isinstance(value, Decimal):
        return _number(field, value)
    if isinstance(value, date):
        return spoken_date(value)
    if isinstance(value, tuple):
        return listed([written(field, one) for one in value])
    text = str(value)
    if field in _COUNTRIES and text in gazetteer().countries:
        return country_name(text)
    return inline(text) if field in _FREE else clean(text)


def _number(field: str, value: Decimal) -> str:
    if field in _MONEY:
        return dollars(value)
    return percent(value) if field in _PERCENT else f"{value:f}"


def percent(value: Decimal) -> str:
    """Write a share with the digits that it has, without idle zeros."""
    digits = f"{value:f}"
    share = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return str(words()["percent"]).format(share=share)


def inline(text: str) -> str:
    """Set somebody's words into a sentence: one line, no full stop of their own."""
    plain = clean(text)
    return plain[:-1] if plain.endswith(".") and plain.count(".") == 1 else plain


def clean(text: str) -> str:
    """Give words as plain text in one line, without characters that no text has."""
    kept = "".join(
        " " if mark.isspace() else mark
        for mark in unicodedata.normalize("NFC", text)
        if mark.isspace() or unicodedata.category(mark)[0] != "C"
    )
    return _SPACE.sub(" ", kept).strip()


def own_words(text: str) -> str:
    """Set somebody's words as a sentence of their own: capital, full stop, nothing else changed."""
    plain = clean(text)
    first, _, _ = plain.partition(" ")
    # "iPhone" and "eCall" keep the capitals that they came with.
    if plain and first.islower():
        plain = plain[0].upper() + plain[1:]
    return ended(plain)


def ended(text: str) -> str:
    """Set somebody's words at the end of a sentence: a full stop, nothing else changed."""
    plain = clean(text)
    return plain if _ENDS.search(plain) else f"{plain}."


def is_sentence(text: str) -> bool:
    """Whether somebody's words can stand by themselves.

    They have a verb more than clauses that hang on a noun: "the ministry that runs it has asked"
    stands, "maps that growers can withdraw" does not. A capital and a full stop prove nothing.
    """
    # "in May" is no verb.
    plain = re.sub(r"(?<=\s)May\b", " ", clean(text)).casefold()
    if len(re.findall(r"[^\W\d_]+", plain)) <= _SHORTEST:
        return False
    verbs = {found.start("verb") for find in _verbs() for found in find.finditer(plain)}
    return len(verbs) > len(_hanging().findall(plain))


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], ...]:
    """Return how a verb is known: by itself, or by the words around it."""

    def any_of(name: str) -> str:
        return "|".join(map(re.escape, words()[name]))

    return (
        re.compile(rf"\b(?P<verb>{any_of('verbs')})\b"),
        # "ministries pay" and "who pay", but not "operations run by a partner".
        re.compile(
            rf"\b(?:\w+[^\Wsui]s (?:also |then )?|(?:{any_of('hanging')}) )"
            rf"(?P<verb>{any_of('plural_verbs')})\b(?! by\b)"
        ),
        # "clinics use the package", but not "standards work" or "training data use".
        re.compile(
            rf"\b\w+[^\Wsui]s (?P<verb>{any_of('plural_verbs_with_object')}) "
            rf"(?:an?|{any_of('determiners')})\b"
        ),
        # "classifies every item", "signed a memorandum".
        re.compile(rf"\b(?P<verb>\w+[^\Wsui]s) (?:{any_of('determiners')})\b"),
        re.compile(rf"\b(?P<verb>\w+ed) (?:an?|{any_of('determiners')})\b"),
    )


@lru_cache(maxsize=1)
def _hanging() -> re.Pattern[str]:
    """Return how a clause is known that hangs on a noun, or on another clause."""
    opens = "|".join(words()["hanging"])
    joins = "".join(rf"(?<!\b{one})" for one in ("and", "but", "so", "or", *words()["hanging"]))
    return re.compile(rf"\b(?:{opens})\b|(?<=\w){joins} (?:they|we|you)\b")


def listed(names: Sequence[str]) -> str:
    """Join names as prose does; with semicolons where a name has a comma in it."""
    if len(names) > 2 and any("," in name for name in names):
        return clauses(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def clauses(parts: Sequence[str]) -> str:
    """Join parts that hold lists of their own: "a; b; and c"."""
    return "; ".join([*parts[:-1], f"and {parts[-1]}"] if len(parts) > 1 else parts)


def counted(number: int) -> str:
    """Write a count in words where it is small."""
    named: Sequence[str] = words()["numbers"]
    return named[number] if number < len(named) else f"{number:,}"


def slug(name: str) -> str:
    """Give a name the form that it has in an id."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return "-".join(re.findall(r"[^\W_]+", kept)) or "x"


def joined(parts: Iterable[Told], text: str, name: str | None = None) -> Told:
    """Give a text that rests on all that its parts rest on, and on the computation of a name."""
    held = tuple(parts)
    facts = dict.fromkeys(fact for part in held for fact in part.facts)
    computed = dict.fromkeys(one for part in held for one in part.computed)
    if name is not None:
        computed[name] = None
    return Told(text, tuple(facts), tuple(computed))
