"""Changes to the U.S. content of the hardware layer."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from rules.assessment import listed, spoken
from rules.change import Told, Turn, at, put
from rules.choices import Choice
from rules.offering.asked import CONTENT, EFFORTS, HARDWARE, Draft
from rules.offering.offering import Offering
from rules.proposal import Proposal
from rules.us_content import dollars, raised, room_for


def share(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """State the presumed share of U.S. content, or raise the stated one to it."""
    line = offering.asked.law(CONTENT).get("presumed_share_percent")
    before = at(offering.proposal, (*HARDWARE, "us_content_percent"))
    items = at(offering.proposal, (*HARDWARE, "items"))
    if line is None or items is not None or (before is None) != (choice.where == "untold"):
        return
    if before is not None and before >= line:
        return
    path = "layers.hardware.us_content_percent"
    words = choice.says.format(before=spoken(before), after=spoken(line))
    yield Draft(
        choice,
        slot=path,
        turn=Turn.STATE,
        touches=offering.reading(path, None)
        | {(CONTENT, None), (EFFORTS, None)}
        | offering.layer_of(path),
        edit=partial(put, steps=(*HARDWARE, "us_content_percent"), value=line),
        told=Told(words, path, before, line),
    )


def source(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Source anew the items whose origin is not stated."""
    items = at(offering.proposal, (*HARDWARE, "items")) or ()
    open_ = [n for n, one in enumerate(items) if one.value_usd and not one.us_origin_value_usd]
    open_ = [n for n in open_ if items[n].us_origin_value_usd is None]
    if open_ and offering.fails(CONTENT, EFFORTS):
        path = "layers.hardware.items[].us_origin_value_usd"
        names = [items[n].name or f"item {n + 1}" for n in open_]
        before = tuple(one.us_origin_value_usd for one in items)
        after = tuple(
            one.value_usd if n in open_ else one.us_origin_value_usd for n, one in enumerate(items)
        )
        yield Draft(
            choice,
            slot="items of open origin",
            turn=Turn.STATE,
            touches=frozenset({(CONTENT, None), (EFFORTS, None)}),
            edit=partial(_with_origins, origins=after),
            told=Told(choice.says.format(subject=listed(names)), path, before, after),
        )


def raise_(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Raise the U.S.-origin value of items whose value and origin are stated."""
    line = offering.asked.law(CONTENT).get("presumed_share_percent")
    items = at(offering.proposal, (*HARDWARE, "items"))
    if line is None or not items or not offering.fails(CONTENT, EFFORTS) or not room_for(items):
        return
    yield Draft(
        choice,
        slot="items of stated origin",
        turn=Turn.SUM,
        touches=frozenset({(CONTENT, None), (EFFORTS, None)}),
        edit=partial(_with_raised, line=line),
        told=partial(_raise_told, choice=choice, line=line),
    )


def _with_origins(proposal: Proposal, origins: Sequence[Decimal | None]) -> Proposal:
    items = tuple(
        item.model_copy(update={"us_origin_value_usd": origin})
        for item, origin in zip(at(proposal, (*HARDWARE, "items")), origins, strict=True)
    )
    changed: Proposal = put(proposal, (*HARDWARE, "items"), items)
    return changed


def _with_raised(proposal: Proposal, line: Decimal) -> Proposal:
    sums = raised(at(proposal, (*HARDWARE, "items")), line)
    return proposal if sums is None else _with_origins(proposal, sums.origins)


def _raise_told(proposal: Proposal, choice: Choice, line: Decimal) -> Told:
    items = at(proposal, (*HARDWARE, "items"))
    sums = raised(items, line)
    if sums is None:
        return Told(choice.says, "layers.hardware.items", None, None)
    names = [items[n].name or f"item {n + 1}" for n in sums.alone or sums.used]
    template = choice.each if len(sums.alone) > 1 else choice.one if sums.alone else choice.several
    words = choice.says.format(
        amount=dollars(sums.amount),
        before=dollars(sums.before),
        after=dollars(sums.before + sums.amount),
        places=template.format(items=listed(names)),
    )
    if len(sums.used) == 1:
        place = sums.used[0]
        path = f"layers.hardware.items[{place}].us_origin_value_usd"
        return Told(words, path, items[place].us_origin_value_usd, sums.origins[place])
    before = tuple(item.us_origin_value_usd for item in items)
    return Told(words, "layers.hardware.items[].us_origin_value_usd", before, sums.origins)
