"""Messages as people write them, with the places and owners that they tell."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from evals.conversations import FactKind, Said
from tests.assistant.told_facts import Statement

MESSAGES = sorted(Path(__file__).parent.glob("told_messages*.yaml"))
_PLACES = {
    "hq": "headquarters",
    "inc": "incorporated_in",
    "ppb": "principal_place_of_business",
    "ctl": "controlled_from",
}
_OWNER = re.compile(
    r"(?P<of>.*?) <\s*(?P<name>.*?)\s*(?:\((?P<country>[A-Z]{2})\))?\s*(?P<share>\d+(?:\.\d+)?)?"
    r"(?:, control (?P<control>yes|no))?"
)


def told_messages() -> Iterator[Statement]:
    """Give the messages with their places and owners."""
    for one in (one for path in MESSAGES for one in yaml.safe_load(path.read_text("utf-8"))):
        facts = tuple(said for line in one["facts"] for said in _said(line))
        yield Statement("message", one["say"], one["say"], facts)


def of_places_and_owners(facts: list[Said]) -> list[Said]:
    """Return the facts of the kinds that the messages list."""
    return [one for one in facts if one.kind in {FactKind.PLACE, FactKind.OWNER}]


def _said(line: str) -> Iterator[Said]:
    told = _OWNER.fullmatch(line)
    if told is None:
        of, _, places = line.rpartition(": ")
        for place in places.split(", "):
            kind, code = place.split()
            yield Said(of, _PLACES[kind], code)
        return
    of, name = told["of"], told["name"]
    if name:
        yield Said(of, "owner", name, name)
    if told["country"]:
        yield Said(of, "country", told["country"], name)
    if told["share"]:
        yield Said(of, "percent", told["share"], name)
    if told["control"]:
        yield Said(of, "control", told["control"] == "yes", name)
