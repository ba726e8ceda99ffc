"""Countries and regional blocs: names, aliases and spellings to one code each.

Codes are ISO 3166-1 alpha-2; Hong Kong, Macau and Taiwan have codes of their own. The names are
data in `corpus/countries.yaml` and `corpus/blocs.yaml`.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

NONE = "none"
"""Stated as none, as distinct from not stated."""


class CountryEntry(BaseModel):
    """A country as the data names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    in_text: str | None = None
    aliases: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    """Countries and blocs, and the codes that names lead to."""

    countries: Mapping[str, CountryEntry]
    blocs: Mapping[str, tuple[str, ...]]
    worldwide: frozenset[str]
    codes: Mapping[str, str]

    def code(self, name: str) -> str | None:
        """Return the code of a country's name, alias or code; None where there is none."""
        stripped = name.strip()
        if stripped in self.countries:
            return stripped
        return self.codes.get(folded(stripped))

    def nearest(self, name: str, count: int = 3) -> list[str]:
        """Return the country names nearest in spelling."""
        from rapidfuzz import fuzz, process

        found = process.extract(folded(name), self.codes.keys(), scorer=fuzz.ratio, limit=12)
        names = [self.countries[self.codes[key]].name for key, score, _ in found if score > 50]
        return list(dict.fromkeys(names))[:count]

    def market_kind(self, name: str) -> str | None:
        """Return `country`, `bloc` or `global` for a market's name; None where it is neither."""
        key = folded(name)
        if key in self.worldwide:
            return "global"
        if any(key == folded(word) for bloc in self.blocs.items() for word in (bloc[0], *bloc[1])):
            return "bloc"
        return "country" if self.code(name) else None


@lru_cache(maxsize=50_000)
def folded(name: str) -> str:
    """Give one form to spellings that differ in case, accents, dots or spacing."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark))
    words = kept.replace(".", "").replace("’", "'").replace("-", " ").replace(",", " ").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Read the countries and blocs that ship with the corpus."""
    folder = Path(__file__).parent
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw = yaml.load((folder / "countries.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    countries = {code: CountryEntry.model_validate(entry) for code, entry in raw.items()}
    codes: dict[str, str] = {}
    for code, entry in countries.items():
        for name in (code, entry.name, *entry.aliases):
            codes.setdefault(folded(name), code)
    content = yaml.load((folder / "blocs.yaml").read_text("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    blocs = {name: tuple(aliases) for name, aliases in content["blocs"].items()}
    worldwide = frozenset(folded(word) for word in content["worldwide"])
    return Gazetteer(countries, blocs, worldwide, codes)


@lru_cache(maxsize=1_000)
def country_name(code: str, *, in_sentence: bool = True) -> str:
    """Return a country's name; inside a sentence with its article ("the United States")."""
    if code == NONE:
        return NONE
    entry = gazetteer().countries[code]
    return (entry.in_text or entry.name) if in_sentence else entry.name
