"""Statements about owners, made of parts: company x holder x way of saying x way of writing."""

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from evals.conversations import Said
from tests.assistant.told_facts import HEADS, PLACES, TAILS, Statement

PARTS = Path(__file__).parent / "told_owners.yaml"


def owner_statements(seed: int) -> Iterator[Statement]:
    """Give every way of saying with every company, each with some of the holders, as drawn."""
    parts = yaml.safe_load(PARTS.read_text("utf-8"))
    for way in parts["predicates"]:
        for company in parts["companies"]:
            chance = random.Random(f"{seed} {way['say']} {company['name']}")  # noqa: S311
            fitting = [one for one in parts["holders"] if _fits(one, way)]
            for holder in chance.sample(fitting, 3):
                yield _told(way, company, holder, chance)
    for say in parts["not_now"]:
        for company in parts["companies"]:
            chance = random.Random(f"{seed} {say} {company['name']}")  # noqa: S311
            holder = chance.choice(parts["holders"])
            yield _told({"say": say, "share": None}, company, holder, chance)


def _fits(holder: dict[str, Any], way: dict[str, Any]) -> bool:
    apart = holder.get("apart") and way.get("not_apart")
    return not apart and (holder["named"] or not way.get("named"))


def _told(
    way: dict[str, Any], company: dict[str, Any], holder: dict[str, Any], chance: random.Random
) -> Statement:
    first, second = chance.sample(HEADS, 2)
    names = {
        "A": f"{first} {chance.choice(TAILS)}".strip(),
        "H": f"{second} {chance.choice(TAILS)}".strip(),
    }
    country = chance.choice(sorted(PLACES))
    share = chance.randint(11, 49)
    slots = {
        "S": company["name"], "S.of": company["of"], "S.s": company["possessive"],
        "n": str(share), "H": holder["say"],
    }  # fmt: skip
    told = dict(zip(("q", "q.of", "q.in"), PLACES[country], strict=True)) | names

    def filled(text: str, values: dict[str, str]) -> str:
        return re.sub(r"\{([\w.]+)\}", lambda slot: values.get(slot[1], slot[0]), text)

    # What follows another sentence's end, or opens the message, has a capital.
    spoken = filled(filled(way["say"], slots), told)
    spoken = spoken[0].upper() + spoken[1:]
    before = filled(company["before"], told)
    message = f"{before} {spoken}".strip().replace("..", ".")
    message = re.sub(r"\b([Aa]) (?=Israeli|Emirati|American|8|11 |18 )", r"\1n ", message)
    whom = names.get(company["means"], company["means"])
    return Statement("owners" if way["share"] else "nothing", way["say"], message, tuple(
        _facts(way, whom, holder, names["H"], country, share)
    ))  # fmt: skip


def _facts(
    way: dict[str, Any], whom: str, holder: dict[str, Any], name: str, country: str, share: int
) -> Iterator[Said]:
    if way["share"] is None:
        return
    holds = name if holder["named"] else ""
    if holds:
        yield Said(whom, "owner", name, name)
    if holder["country"]:
        yield Said(whom, "country", country, holds)
    if way["share"] != "none":
        yield Said(whom, "percent", share if way["share"] == "n" else 100, holds)
    if "head" in way:
        yield Said(whom, "headquarters", way["head"])
