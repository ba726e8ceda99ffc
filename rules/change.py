"""One change that applicants can choose, and what a proposal becomes by several of them.

Proposals never change: an edit gives a new one. Changes are made in a fixed order, so that a set
of them means the same whatever the order in which it was found: what is added or replaced first,
then what is stated, then what is removed, from the last place to the first, and sums at the end.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

from rules.company import company_key
from rules.proposal import (
    ApplicationsLayer,
    BusinessModel,
    Compliance,
    HardwareLayer,
    Layer,
    Layers,
    Member,
    ModelsLayer,
    Owner,
    Proposal,
    SecurityLayer,
    SecurityPosture,
    told,
)

Key = tuple[str, str | None]
"""A rule, and the subject of its finding where it has one."""

Edit = Callable[[Proposal], Proposal]

PARTS: Mapping[str, type[Any]] = {
    "layers": Layers,
    "hardware": HardwareLayer,
    "data": Layer,
    "models": ModelsLayer,
    "security": SecurityLayer,
    "applications": ApplicationsLayer,
    "business_model": BusinessModel,
    "compliance": Compliance,
    "security_posture": SecurityPosture,
}
"""The parts that are made where a fact within them is stated first."""

BUSINESS = ("build", "own", "operate")


class Turn(IntEnum):
    """When a change is made, among several."""

    ADD = 0
    STATE = 1
    CHOOSE = 2
    REMOVE = 3
    SUM = 4


class Told(NamedTuple):
    """What a change comes to in one proposal: its words, where it is, and the values."""

    text: str
    path: str
    before: object
    after: object


@dataclass(frozen=True, eq=False)
class Change:
    """One choice, ready to be made in one proposal.

    Two changes that share a slot exclude each other. `touches` holds every finding that the change
    may turn, together with whatever other changes; the search rests on that it lacks none.
    `order` is its rank within its turn. `tells` words it for the proposal that it is made in.
    """

    id: str
    choice: str
    rules: tuple[str, ...]
    slots: frozenset[str]
    turn: Turn
    order: int
    touches: frozenset[Key]
    edit: Edit
    tells: Callable[[Proposal], Told]


class Spoken(NamedTuple):
    """A change, with what it came to."""

    change: Change
    told: Told


def made(proposal: Proposal, changes: Collection[Change]) -> tuple[Proposal, list[Spoken]]:
    """Make changes; return the proposal that they lead to, and what each came to."""
    spoken: list[Spoken] = []
    for change in in_order(changes):
        spoken.append(Spoken(change, change.tells(proposal)))
        proposal = change.edit(proposal)
    return proposal, spoken


def changed(proposal: Proposal, changes: Collection[Change]) -> Proposal:
    """Return the proposal that changes lead to."""
    for change in in_order(changes):
        proposal = change.edit(proposal)
    return proposal


def in_order(changes: Collection[Change]) -> list[Change]:
    """Return changes in the order in which they are made."""
    return sorted(changes, key=lambda one: (one.turn, one.order, one.id))


def put(part: Any, steps: Sequence[str | int], value: object) -> Any:
    """Return a part with a value at a place; as it is, where the place cannot be there.

    A part that is stated as `none` has no facts, and a list that is not stated has no items.
    """
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int):
        if part is None or step >= len(part):
            return part
        return (*part[:step], put(part[step], rest, value), *part[step + 1 :])
    child = getattr(part, step)
    if rest and isinstance(child, str):
        return part
    if child is None and rest:
        if step not in PARTS:
            return part
        child = PARTS[step]()
    return part.model_copy(update={step: put(child, rest, value)})


def at(part: Any, steps: Sequence[str | int]) -> Any:
    """Return the value at a place; None where anything on the way is absent."""
    for step in steps:
        if part is None or isinstance(part, str):
            return None
        if isinstance(step, int):
            part = part[step] if step < len(part) else None
        else:
            part = getattr(part, step)
    return part


def untold(value: object) -> bool:
    """Whether nothing is stated, or none: of a text, of a list, of every fact of a part."""
    if value is None:
        return True
    if isinstance(value, str):
        return not told(value)
    if isinstance(value, tuple):
        return all(untold(item) for item in value)
    fields = getattr(type(value), "model_fields", None)
    return fields is not None and all(untold(getattr(value, name)) for name in fields)


def without_item(part: Any, name: str, place: int) -> Any:
    """Return a part whose list lacks one item."""
    items = getattr(part, name)
    return part.model_copy(update={name: (*items[:place], *items[place + 1 :])})


def renamed(proposal: Proposal, spellings: Collection[str], name: str | None) -> Proposal:
    """Return a proposal in whose lists of names a company is called otherwise, or missing.

    A list that comes to hold nobody is no longer stated: that it names nobody is not said.
    """
    if not spellings:
        return proposal
    update: dict[str, Any] = {}
    layers = proposal.layers
    if layers is not None:
        parts = {
            each: part.model_copy(update={"providers": _names(part.providers, spellings, name)})
            for each in type(layers).model_fields
            if isinstance(part := getattr(layers, each), Layer) and part.providers
        }
        update["layers"] = layers.model_copy(update=parts)
    business = proposal.business_model
    if business is not None:
        lists = {verb: getattr(business, verb) for verb in BUSINESS}
        kept = {verb: _names(names, spellings, name) for verb, names in lists.items() if names}
        update["business_model"] = business.model_copy(update=kept)
    return proposal.model_copy(update=update)


def _names(
    stated: Sequence[str], spellings: Collection[str], name: str | None
) -> tuple[str, ...] | None:
    kept = [name if one in spellings else one for one in stated]
    return tuple(dict.fromkeys(one for one in kept if one is not None)) or None


def keeping_owners(proposal: Proposal, place: int, named: Sequence["Holder"]) -> Proposal:
    """Return a proposal in which what one member states of companies stays known of owners.

    An owner of another member, who has the name of one of these companies and no country or
    owners of its own, would lose what is stated of it when the member goes.
    """
    if not named or proposal.members is None:
        return proposal
    known = {company_key(one.name): one for one in named}
    members = tuple(
        member if n == place else _filled(member, known)
        for n, member in enumerate(proposal.members)
    )
    return proposal.model_copy(update={"members": members})


class Holder(NamedTuple):
    """What is stated of a company that may be an owner."""

    name: str
    country: str | None
    owners: tuple[Owner, ...] | None


def _filled(holder: Any, known: Mapping[str, Holder]) -> Any:
    if not holder.owners:
        return holder
    owners = []
    for owner in holder.owners:
        kept = _filled(owner, known)
        if owner.name is not None and (found := known.get(company_key(owner.name))):
            country = owner.country if owner.country is not None else found.country
            above = kept.owners if kept.owners is not None else found.owners
            kept = kept.model_copy(update={"country": country, "owners": above})
        owners.append(kept)
    return holder.model_copy(update={"owners": tuple(owners)})


def owners_within(holder: Member | Owner) -> list[Owner]:
    """Return the owners of a company, and theirs, on every level."""
    found: list[Owner] = []
    todo = list(holder.owners or ())
    while todo:
        owner = todo.pop()
        found.append(owner)
        todo.extend(owner.owners or ())
    return found
