"""A proposal written as the short words of `sentences.yaml`, for comparing."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from rules.proposal import HardwareLayer, Layer, Market, Member, Owner, Proposal, Role

PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")


def sentences(file: str = "sentences.yaml") -> dict[str, list[dict[str, Any]]]:
    """Read a table of messages by group."""
    held: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (Path(__file__).parent / file).read_text("utf-8")
    )
    return held


def told(proposal: Proposal) -> list[str]:
    """Write every fact of a proposal, sorted; names that the assistant gave are left out."""
    members = (" + ".join(sorted(_member(member))) for member in proposal.members or ())
    facts = [facts for facts in members if facts]
    facts += _anchors(proposal.members or ())
    facts += list(_layers(proposal))
    if proposal.markets is not None:
        facts += [f"market {_market(one)}" for one in proposal.markets] or ["market none"]
    if proposal.filed_on:
        facts.append(f"filed {proposal.filed_on}")
    return sorted(facts)


def _member(member: Member) -> Iterator[str]:
    stated = {place: getattr(member, place) for place in PLACES if getattr(member, place)}
    if len(stated) == len(PLACES) and len(set(stated.values())) == 1:
        yield f"{member.headquarters} company"
    else:
        yield from (f"{place} {code}" for place, code in stated.items())
    if member.owners is not None:
        yield from [_owner(one) for one in member.owners] or ["owners none"]
    if member.controlled_from:
        yield f"controlled from {member.controlled_from}"


def _owner(owner: Owner) -> str:
    percent = "unstated" if owner.percent is None else _plain(owner.percent)
    return f"owner {owner.country} {percent}{' control' if owner.control else ''}"


def _anchors(members: tuple[Member, ...]) -> list[str]:
    counted = [member for member in members if member.roles]
    anchors = sum(Role.ANCHOR in (member.roles or ()) for member in counted)
    none = any(member.roles == (Role.OTHER,) for member in counted)
    return [f"anchors {anchors}"] if anchors or none else []


def _layers(proposal: Proposal) -> Iterator[str]:
    for name, layer in proposal.layers or ():
        if isinstance(layer, HardwareLayer) and layer.manufacture:
            yield "manufacture"
        if layer == "none":
            yield f"lacks {name}"
        elif isinstance(layer, HardwareLayer) and layer.us_content_percent is not None:
            yield f"us {_plain(round(layer.us_content_percent, 1))}"
        elif isinstance(layer, HardwareLayer) and layer.items:
            item = layer.items[0]
            yield f"us {_plain(item.us_origin_value_usd)} of {_plain(item.value_usd)}"
        elif isinstance(layer, Layer) and (layer.description or layer.providers):
            yield f"covers {name}"


def _market(market: Market) -> str:
    return market.name


def _plain(number: Decimal | None) -> str:
    return "unstated" if number is None else f"{number.normalize():f}"
