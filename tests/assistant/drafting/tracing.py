"""Where the words of a draft come from: an account of its own, beside the code that writes it.

What the facts of a sentence spell is taken out of it; what is left has to be words of the page.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import yaml
from pydantic import BaseModel

from assistant.drafting.case import pieces
from assistant.drafting.section import FOLDER
from rules.country import country_name, gazetteer
from rules.proposal import Proposal

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
SHARE = re.compile(r"(?:at (?:least|most) )?(\d+(?:\.\d+)?) percent")
PLACED = re.compile(r"\b(?:item|request|owner) (\d+)")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


@cache
def vocabulary(section: str) -> frozenset[str]:
    """Every word that a page, or the words for values, may put into a sentence."""
    page = (FOLDER / f"{section}.yaml").read_text("utf-8")
    values = (FOLDER.parent / "drafting" / "words.yaml").read_text("utf-8")
    plain = [*strings(yaml.safe_load(page)), *strings(yaml.safe_load(values))]
    return frozenset(
        word.casefold() for text in plain for word in WORD.findall(re.sub(r"\{[^}]*\}", " ", text))
    )


def strings(value: object) -> Iterator[str]:
    """Every text in nested data."""
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    else:
        yield str(value)


def at(proposal: Proposal, path: str) -> object:
    """What stands at a path; it has to be there."""
    value: object = proposal
    for piece in pieces(path):
        value = value[piece] if isinstance(piece, int) else getattr(value, piece)  # type: ignore[index]
    return value


def spellings(value: object) -> Iterator[str]:
    """The ways in which a value may stand in a sentence."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from spellings(getattr(value, name))
    elif isinstance(value, tuple):
        for part in value:
            yield from spellings(part)
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, date):
        yield f"{value.day} {value:%B %Y}"
    elif isinstance(value, Decimal):
        yield from (f"${value:,.0f}", f"${value:,.2f}", f"{value:f}")
        yield f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    else:
        yield from spelled(str(value))


def spelled(text: str) -> Iterator[str]:
    """The ways in which a text may stand in a sentence."""
    plain = " ".join(text.split())
    yield plain
    yield plain.removesuffix(".")
    code = plain if plain in gazetteer().countries else gazetteer().code(plain)
    if code:
        yield from (country_name(code), country_name(code, in_sentence=False))


def strange_words(text: str, facts: tuple[str, ...], section: str, proposal: Proposal) -> list[str]:
    """The words of a sentence that come neither from its facts nor from the page."""
    # What has no name is named by its place in its list.
    left = PLACED.sub(
        lambda found: " " if f"[{int(found[1]) - 1}]" in "".join(facts) else found[0],
        text.casefold(),
    )
    held = {one.casefold() for path in facts for one in spellings(at(proposal, path)) if one}
    for one in sorted(held, key=len, reverse=True):
        left = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", left)
    return [word for word in WORD.findall(left) if word not in vocabulary(section)]


def computed(name: str, proposal: Proposal, text: str) -> str:
    """Take a computed figure out of a sentence, after computing it again another way."""
    if name.endswith("_count") or name == "none_controlled":
        return text
    items = at_least_empty(proposal)
    if name in {"hardware_total", "hardware_us_part"}:
        field = "value_usd" if name == "hardware_total" else "us_origin_value_usd"
        total = sum(Fraction(getattr(item, field)) for item in items)
        return text.replace(f"${int(total):,}", " ")
    if name in {"hardware_share", "item_share", "shares_left"}:
        return SHARE.sub(lambda found: " " if right(found[1], name, proposal) else found[0], text)
    return text


def at_least_empty(proposal: Proposal) -> tuple:
    layers = proposal.layers
    hardware = None if layers is None else layers.hardware
    return () if hardware in {None, "none"} else (hardware.items or ())  # type: ignore[union-attr]


def right(shown: str, name: str, proposal: Proposal) -> bool:
    """Whether a share is one that follows from the case, and lies on its side of 51."""
    return any(
        abs(Fraction(shown) - exact) <= Fraction(1, 200)
        and (Fraction(shown) >= 51) == (exact >= 51)
        for exact in shares(name, proposal)
    )


def shares(name: str, proposal: Proposal) -> Iterator[Fraction]:
    items = at_least_empty(proposal)
    if name == "shares_left":
        for member in proposal.members or ():
            yield 100 - sum(Fraction(one.percent or 0) for one in member.owners or ())
    elif name == "item_share":
        for item in items:
            if item.value_usd and item.us_origin_value_usd is not None:
                yield 100 * Fraction(item.us_origin_value_usd) / Fraction(item.value_usd)
    elif items:
        value = sum(Fraction(item.value_usd or item.us_origin_value_usd or 0) for item in items)
        low = sum(Fraction(item.us_origin_value_usd or 0) for item in items)
        stated = [(one.value_usd or 0, one.us_origin_value_usd) for one in items]
        high = sum(Fraction(most if origin is None else origin) for most, origin in stated)
        yield from (100 * low / value, 100 * high / value)
    else:
        yield Fraction(proposal.layers.hardware.us_content_percent)  # type: ignore[union-attr]
