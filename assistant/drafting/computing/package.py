"""Computations over the five layers and the value of the hardware."""

from decimal import Decimal, localcontext

from assistant.drafting.case import Case, Standing, Subject
from assistant.drafting.computing.kit import (
    EXACT,
    LAYERS,
    Computed,
    entries,
    names,
    outside,
    unnamed,
)
from assistant.drafting.wording import Told, counted, joined, words
from rules.conditions.us_hardware_content import shown_percent
from rules.proposal import HardwareItem
from rules.us_content import dollars

_ITEMS = "layers.hardware.items"


def covered_layers(case: Case) -> Computed:
    """The layers that are described."""
    found = {
        f"layers.{layer}": str(words()["layers"][layer])
        for layer in LAYERS
        if case.standing(f"layers.{layer}") is Standing.TOLD
        and case.standing(f"layers.{layer}.description") is not Standing.DENIED
    }
    return names(found, "covered_layers")


def outside_providers(case: Case) -> Computed:
    """Those who are named as providers of a layer and are no members."""
    named = {
        f"layers.{layer}.providers[{n}]": name
        for layer in LAYERS
        for n, name in enumerate(entries(case, f"layers.{layer}.providers"))
    }
    return outside(case, named, "outside_providers")


def model_names(case: Case) -> Computed:
    """The models of the package."""
    models = entries(case, "layers.models.models")
    named = {f"layers.models.models[{n}].name": one.name for n, one in enumerate(models)}
    return names(named, "model_names")


def _total(case: Case, field: str, name: str) -> Computed:
    amounts = [getattr(item, field) for item in entries(case, _ITEMS)]
    if not amounts or None in amounts:
        return None
    facts = tuple(f"{_ITEMS}[{n}].{field}" for n in range(len(amounts)))
    with localcontext(EXACT):
        return Told(dollars(sum(amounts, Decimal(0))), facts, (name,))


def hardware_total(case: Case) -> Computed:
    """The aggregate value of the hardware layer."""
    return _total(case, "value_usd", "hardware_total")


def hardware_us_part(case: Case) -> Computed:
    """The U.S.-origin part of that value."""
    return _total(case, "us_origin_value_usd", "hardware_us_part")


def hardware_share(case: Case) -> Computed:
    """The U.S.-origin share, as the rule computes and writes it."""
    finding = case.finding("us_hardware_content")
    if finding is None or finding.branch not in {"presumed", "not_presumed"}:
        return None
    share = finding.figures.get("share")
    if not share:
        return None
    return Told(str(share), tuple(one.path for one in finding.facts), ("hardware_share",))


def item_count(case: Case) -> Computed:
    """How many hardware positions are listed."""
    number = len(entries(case, _ITEMS))
    return Told(counted(number), (_ITEMS,), ("item_count",)) if number else None


def largest_item(case: Case) -> Computed:
    """The hardware position of the highest value, where all values are stated."""
    items = entries(case, _ITEMS)
    values = [one.value_usd for one in items]
    if len(items) < 2 or None in values or values.count(max(values)) > 1:
        return None
    place = values.index(max(values))
    value = Told(dollars(max(values)), (f"{_ITEMS}[{place}].value_usd",))
    named = _label(items[place], f"{_ITEMS}[{place}]", place)
    text = words()["worth"].format(item=named.text, value=value.text)
    return joined([named, value], text, "largest_item")


def _label(item: HardwareItem, path: str, place: int) -> Told:
    return (
        Told(item.name, (f"{path}.name",)) if item.name else Told(unnamed("items", place), (path,))
    )


def item_share(case: Case, subject: Subject) -> Computed:
    """The U.S.-origin share of one hardware position."""
    value, origin = subject.part.value_usd, subject.part.us_origin_value_usd
    finding = case.finding("us_hardware_content")
    if not value or origin is None or finding is None:
        return None
    line = finding.figures.get("presumed_share_percent")
    with localcontext(EXACT):
        share = 100 * origin / value
        # The item is no test of its own, but its share is not to look like the line either.
        shown = shown_percent(share, Decimal(str(100 if line is None else line)))
    facts = tuple(f"{subject.path}.{field}" for field in ("value_usd", "us_origin_value_usd"))
    return Told(str(words()["percent"]).format(share=shown), facts, ("item_share",))


def label(case: Case, subject: Subject) -> Computed:
    """The name of an entry, or its place in the list where it has none."""
    name = getattr(subject.part, "name", None)
    return Told(subject.name, (f"{subject.path}.name" if name else subject.path,), ("label",))
