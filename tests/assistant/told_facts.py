"""Statements made from their facts, which are known by this: ways of telling, filled by a seed.

A way of telling (`told_facts.yaml`) is taken through companies, places, shares and amounts that
stand in no file of conversations, so that a reader cannot have been fitted to them.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evals.conversations import Said

WAYS = Path(__file__).parent / "told_facts.yaml"
PLACES = {
    "NO": ("Norway", "Norwegian", "Bergen"),
    "DE": ("Germany", "German", "Leipzig"),
    "KR": ("South Korea", "Korean", "Daejeon"),
    "JP": ("Japan", "Japanese", "Nagoya"),
    "PL": ("Poland", "Polish", "Krakow"),
    "BR": ("Brazil", "Brazilian", "Recife"),
    "IN": ("India", "Indian", "Hyderabad"),
    "FR": ("France", "French", "Lyon"),
    "CN": ("China", "Chinese", "Shenzhen"),
    "TW": ("Taiwan", "Taiwanese", "Taichung"),
    "CA": ("Canada", "Canadian", "Montreal"),
    "AE": ("the UAE", "Emirati", "Abu Dhabi"),
    "SG": ("Singapore", "Singaporean", "Singapore"),
    "US": ("the United States", "American", "Denver"),
    "NL": ("the Netherlands", "Dutch", "Eindhoven"),
    "IL": ("Israel", "Israeli", "Haifa"),
}
_MARKETS = ("Kenya", "Indonesia", "Peru", "Morocco", "Vietnam", "Saudi Arabia", "Chile", "Ghana")
HEADS = (
    "Quarrel", "Tamber", "Ostrea", "Vellum", "Korrigan", "Brisk", "Halden", "Nimrodel", "Parallax",
    "Sundew", "Wexcombe", "Yarrow", "Zephyrine", "Lodestone", "Marram", "Okefen", "Thornbury",
)  # fmt: skip
TAILS = (
    "Compute", "Systems Inc.", "GmbH", "Labs", "Holdings Ltd", "Photonics", "", "Group", "S.A.",
    "Data Co., Ltd.", "Partners", "Cloud LLC", "Industries", "AB",
)  # fmt: skip
_ITEMS = ("server racks", "GPU trays", "network switches", "storage arrays", "cooling units")
_AMOUNTS = ("${n} million", "${n}m", "USD {n},000,000", "{n} million dollars", "${n}.0M")


@dataclass(frozen=True)
class Statement:
    """A message, what has to be understood of it, and the way it was made."""

    kind: str
    way: str
    message: str
    facts: tuple[Said, ...]


def statements(seed: int, rounds: int = 1) -> Iterator[Statement]:
    """Give every way of telling, `rounds` times with other companies, places and figures."""
    ways = yaml.safe_load(WAYS.read_text("utf-8"))
    for turn in range(rounds):
        for kind, told in ways.items():
            for way in told:
                chance = random.Random(f"{seed} {turn} {way['say']}")  # noqa: S311
                yield _filled(kind, way, chance)


def _filled(kind: str, way: dict[str, Any], chance: random.Random) -> Statement:
    heads = chance.sample(HEADS, 6)
    companies = {
        slot: f"{head} {chance.choice(TAILS)}".strip()
        for slot, head in zip("ABHJC", heads, strict=False)
    }
    companies["M"] = f"{heads[5]}-{chance.randint(2, 9)}"
    codes = dict(zip("pqr", chance.sample(sorted(PLACES), 3), strict=True))
    items = dict(zip("xy", chance.sample(_ITEMS, 2), strict=True))
    share = chance.randint(11, 49)
    part, other, whole = chance.randint(2, 19), chance.randint(2, 19), chance.randint(20, 90)
    figures = {"s": share, "t": 100 - share}
    form = chance.choice(_AMOUNTS)
    amounts = {"u": part, "w": other, "v": whole}
    market = chance.choice(_MARKETS)

    def fill(slot: re.Match[str]) -> str:
        name, _, how = slot[1].partition(".")
        if name in codes:
            return PLACES[codes[name]][{"": 0, "of": 1, "in": 2}[how]]
        if name in amounts:
            return form.replace("{n}", str(amounts[name]))
        known: dict[str, Any] = companies | items | figures | {"m": market}
        return str(known[name])

    message = re.sub(r"\{([\w.]+)\}", fill, way["say"])
    message = re.sub(r"\b([Aa]) (?=[AEIOaeio]|Israeli|Emirati|8|11 |18 )", r"\1n ", message)
    names: dict[str, Any] = companies | items | {"m": market}
    values: dict[str, Any] = names | codes | figures
    values |= {slot: number * 1_000_000 for slot, number in amounts.items()}
    facts = tuple(_said(fact, names, values) for fact in way["facts"])
    return Statement(kind, way["say"], message.strip(), facts)


def _said(fact: str, names: dict[str, Any], values: dict[str, Any]) -> Said:
    path, _, told = fact.partition("=")
    of, _, field = path.partition(".")
    field, at, owner = field.partition("@")
    if of == "layers":
        of, field = "proposal", f"layers.{field}"
    of = names.get(of, of)
    value: Any = values.get(told, told)
    if field == "roles":
        value = told.split(",")
    elif field in {"other_consortia", "layers.data.providers"}:
        value = [value] if value != "none" else "none"
    elif told in {"true", "false"}:
        value = told == "true"
    elif field == "competitor":
        name, _, country = told.partition("/")
        value = (values[name], country)
    holder = names.get(owner, "") if at else value if field == "owner" else None
    return Said(of, field, value, holder)
