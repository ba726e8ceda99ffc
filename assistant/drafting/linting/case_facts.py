"""What the facts of a case hold, as far as a text may name it: names, places, figures, words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from assistant.verification import numbers_in, places_in
from assistant.verification.reading import read
from rules.company import company_key, mentioned_key
from rules.country import NONE, country_name, gazetteer
from rules.proposal import HardwareLayer, Proposal, Role

_WORD = re.compile(r"\w+")
_OF_THE_SCHEMA = frozenset(
    {*(role.value for role in Role), "country", "bloc", "global", "public", "private", "both"}
) | {"pre_set", "on_demand", "pre set", "on demand"}


@dataclass(frozen=True)
class CaseFacts:
    """A proposal, turned into what a sentence can be held against."""

    proposal: Proposal

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """Every text and name that is stated."""
        return tuple(
            value for value in _leaves(self.proposal.model_dump()) if isinstance(value, str)
        )

    @cached_property
    def whole(self) -> str:
        """All that is stated in words, as one text."""
        return " \n ".join(self.strings)

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every short text under the form by which names are compared, with its legal form off."""
        short = [one for one in self.strings if len(one) <= 300]
        return frozenset(key for one in short for key in (company_key(one), mentioned_key(one)))

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The names by which a sentence shows that it is about this case: no words of a schema."""
        return frozenset(key for key in self.keys if len(key) > 3 and key not in _OF_THE_SCHEMA)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Names that are too short to be told from words but by their capitals."""
        return frozenset(one for one in self.strings if 1 < len(one) <= 3 and one[0].isupper())

    @cached_property
    def days(self) -> frozenset[str]:
        """The days that are stated, as a reading of a sentence has them."""
        stated = (one for one in _leaves(self.proposal.model_dump()) if isinstance(one, date))
        return frozenset(f"d:{one.year}-{one.month}-{one.day}" for one in stated)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that is stated, in lower case."""
        return frozenset(_WORD.findall(self.whole.casefold()))

    @cached_property
    def claims(self) -> frozenset[str]:
        """Every word that is stated, under the one form by which claims are compared."""
        return frozenset(word for one in self.strings for word in read(one).held)

    @cached_property
    def places(self) -> frozenset[str]:
        """Every country and bloc that is stated or named in a text."""
        codes = {one for one in self.strings if one in gazetteer().countries}
        named = {place for one in self.strings for place in places_in(one)}
        return frozenset(named | {f"C:{code}" for code in codes})

    @cached_property
    def place_words(self) -> frozenset[str]:
        """The words of the names of the places, under one form."""
        abroad = (one[2:] for one in self.places if one.startswith("C:") and one != "C:US")
        names = [country_name(code) for code in abroad]
        return frozenset(word for name in names for word in read(name).held)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number that stands in a text or as a figure."""
        figures = (one for one in _leaves(self.proposal.model_dump()) if isinstance(one, Decimal))
        return frozenset(numbers_in(self.whole)) | {plain_number(one) for one in figures}

    def names(self, name: str) -> bool:
        """Whether a name, or all its words, are stated somewhere."""
        key = mentioned_key(name)
        if key in self.keys or any(
            held.startswith(f"{key} ") or f" {key}" in held for held in self.keys
        ):
            return True
        return set(_WORD.findall(name.casefold())) <= self.words

    @cached_property
    def compared(self) -> tuple[tuple[str, Any], ...]:
        """Every single fact with its path, as corrections name them."""
        return tuple(_paths(self.proposal.model_dump(exclude_none=True), ""))

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        """Every amount of money, stated or summed."""
        stated = (value for path, value in self.compared if path.endswith("_usd"))
        sums = (value for name, value in self.hardware.items() if name != "share")
        return frozenset((*stated, *sums))

    # -- the hardware layer ---------------------------------------------------------------------

    @cached_property
    def hardware(self) -> Mapping[str, Decimal]:
        """The total, the U.S.-origin part and the share of the hardware layer that are known."""
        layer = self.proposal.layers.hardware if self.proposal.layers else None
        if not isinstance(layer, HardwareLayer):
            return {}
        items = layer.items or ()
        values = [one.value_usd for one in items]
        origins = [one.us_origin_value_usd for one in items]
        found: dict[str, Decimal] = {}
        if items and None not in values:
            found["total"] = sum((one for one in values if one is not None), Decimal(0))
        if items and None not in origins:
            found["origin"] = sum((one for one in origins if one is not None), Decimal(0))
        if found.get("total") and "origin" in found:
            found["share"] = 100 * found["origin"] / found["total"]
        elif not items and layer.us_content_percent is not None:
            found["share"] = layer.us_content_percent
        return found


def plain_number(value: Decimal) -> str:
    """Write a number without marks and without zeros at its end."""
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _paths(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            yield from _paths(held, f"{path}.{name}" if path else name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, held in enumerate(value):
            yield from _paths(held, f"{path}[{place}]")
    else:
        yield path, value


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for held in value.values():
            yield from _leaves(held)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for held in value:
            yield from _leaves(held)
    elif value is not None and value != NONE:
        yield value
