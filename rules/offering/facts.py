"""Changes that state a fact: of a market, a request, a layer, or the day of filing."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rules.assessment import spoken_date
from rules.change import Told, Turn, at, put, untold
from rules.choices import Choice
from rules.conditions.five_layers_covered import LAYERS, described
from rules.country import NONE
from rules.least import EACH
from rules.offering.asked import BUILT, COMPLIANCE, SUPPORT, WINDOW, Draft, made, written
from rules.offering.offering import Offering
from rules.proposal import Layer, Market, Proposal


def state(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """State a fact, or state it otherwise; in every market or request where its path is."""
    value = choice.stand_in
    for steps, subject in _places(offering, choice.path):
        before = at(offering.proposal, steps)
        lacking = {
            "untold": untold(at(offering.bare, steps)),
            "absent": at(offering.bare, steps) is None,
            "other": before != value and (before is None or offering.fails(*choice.rules)),
        }
        if not lacking[choice.where]:
            continue
        path = written(steps)
        words = choice.says.format(subject=subject)
        touches = offering.reading(choice.path, subject) | offering.layer_of(path)
        # Each of these is needed; requests that say nothing at all can be stated as a whole.
        needed = choice.rules[0] in {COMPLIANCE, BUILT, SUPPORT} and untold(before)
        if needed and not untold(at(offering.proposal, steps[:1])):
            touches |= {(EACH + choice.rules[0], path)}
        yield Draft(
            choice,
            subject=written(steps) if "[]" in choice.path else None,
            slot=path,
            turn=Turn.STATE,
            touches=touches,
            edit=partial(put, steps=steps, value=value),
            told=Told(words, path, before, value),
        )


def _places(offering: Offering, path: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
    name, _, rest = path.partition("[].")
    if not rest:
        yield tuple(path.split(".")), ""
        return
    items: Sequence[Any] = getattr(offering.proposal, name) or ()
    added = [made(one, Market).name for one in offering.adding("add_market")]
    names = [
        getattr(one, "name", None) or getattr(one, "agency", None) or f"request {n + 1}"
        for n, one in enumerate(items)
    ]
    for n, subject in enumerate([*names, *(added if name == "markets" else ())]):
        yield (name, n, *rest.split(".")), subject


def cover(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Describe a layer of which nothing, or none, is stated."""
    for layer, words in LAYERS.items():
        if described(at(offering.bare, ("layers", layer))) is True:
            continue
        stated = at(offering.proposal, ("layers", layer))
        whole = stated is None or stated == NONE
        path = f"layers.{layer}" if whole else f"layers.{layer}.description"
        before = stated if whole else stated.description
        # A layer of which nothing is stated gains its description alone.
        turned = path if stated == NONE else f"layers.{layer}.description"
        yield Draft(
            choice,
            subject=layer,
            slot=f"layers.{layer}.description",
            turn=Turn.ADD,
            touches=offering.reading(turned, None) | offering.layer_of(path),
            edit=partial(_cover, layer=layer, description=choice.value),
            told=Told(choice.says.format(subject=words), path, before, choice.value),
        )


def file(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """File within the window, while that can be done."""
    law, filed_on = offering.asked.law(WINDOW), offering.proposal.filed_on
    opens, closes = law.get("opens"), law.get("closes")
    if opens is None or closes is None or offering.asked.as_of > closes:
        return
    if filed_on is not None and opens <= filed_on <= closes:
        return
    day = max(offering.asked.as_of, opens)
    words = choice.says.format(opens=spoken_date(opens), closes=spoken_date(closes))
    yield Draft(
        choice,
        slot="filed_on",
        turn=Turn.STATE,
        touches=frozenset({(WINDOW, None)}),
        edit=partial(put, steps=("filed_on",), value=day),
        told=Told(words, "filed_on", filed_on, day),
    )


def _cover(proposal: Proposal, layer: str, description: str) -> Proposal:
    stated = at(proposal, ("layers", layer))
    if not isinstance(stated, Layer):
        proposal = put(proposal, ("layers", layer), None)
    changed: Proposal = put(proposal, ("layers", layer, "description"), description)
    return changed
