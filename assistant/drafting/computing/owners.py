"""Computations over the owners of a member, and over who controls it."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext

from assistant.drafting.case import Case, Subject
from assistant.drafting.computing.kit import EXACT, Computed, country_beside, fitting, unnamed
from assistant.drafting.wording import Told, joined, listed, percent, words
from rules.country import NONE
from rules.proposal import Owner


def owner_told(owner: Owner, path: str) -> Told:
    """Name one owner with country and share, as far as they are stated."""
    held = {
        "name": owner.name,
        "country": country_beside(owner.name, owner.country),
        "percent": None if owner.percent is None else percent(owner.percent),
    }
    return fitting(words()["owner"], held, path)


def owners_told(case: Case, subject: Subject) -> Computed:
    """The direct owners of a member."""
    owners = subject.part.owners
    if not owners:
        return None
    parts = [owner_told(one, f"{subject.path}.owners[{n}]") for n, one in enumerate(owners)]
    return joined(parts, listed([part.text for part in parts]), "owners_told")


def whole_owner(case: Case, subject: Subject) -> Computed:
    """The one owner that holds all of a member."""
    owners: Sequence[Owner] = subject.part.owners or ()
    if len(owners) != 1 or owners[0].percent != 100 or owners[0].name is None:
        return None
    path = f"{subject.path}.owners[0]"
    told = owner_told(owners[0].model_copy(update={"percent": None}), path)
    return joined([told, Told("", (f"{path}.percent",))], told.text, "whole_owner")


def upper_owners(case: Case, subject: Subject) -> Computed:
    """The owners of owners, at every height."""
    parts = list(_uppers(subject.part.owners or (), subject.path))
    return joined(parts, listed([part.text for part in parts]), "upper_owners") if parts else None


def _uppers(owners: Sequence[Owner], path: str) -> Iterator[Told]:
    for n, owner in enumerate(owners):
        here = f"{path}.owners[{n}]"
        if owner.owners:
            held = [owner_told(one, f"{here}.owners[{m}]") for m, one in enumerate(owner.owners)]
            named = Told(owner.name or unnamed("owners", n), (f"{here}.name",) * bool(owner.name))
            holders = listed([one.text for one in held])
            text = words()["held_by"].format(owner=named.text, holders=holders)
            yield joined([named, *held], text)
            yield from _uppers(owner.owners, here)


def controllers(case: Case, subject: Subject) -> Computed:
    """The owners that are stated to control a member."""
    parts = [
        joined(
            [
                owner_told(one, f"{subject.path}.owners[{n}]"),
                Told("", (f"{subject.path}.owners[{n}].control",)),
            ],
            one.name or owner_told(one, "").text,
        )
        for n, one in enumerate(subject.part.owners or ())
        if one.control
    ]
    return joined(parts, listed([part.text for part in parts]), "controllers") if parts else None


def shares_left(case: Case, subject: Subject) -> Computed:
    """What the stated shares of a member leave of the whole."""
    shares = [one.percent for one in subject.part.owners or ()]
    if not shares or None in shares:
        return None
    with localcontext(EXACT):
        left = Decimal(100) - sum(shares, Decimal(0))
    if left <= 0:
        return None
    facts = tuple(f"{subject.path}.owners[{n}].percent" for n in range(len(shares)))
    return Told(percent(left), facts, ("shares_left",))


def no_control(case: Case, subject: Subject) -> Computed:
    """That a member is stated to be controlled from nowhere."""
    if subject.part.controlled_from != NONE:
        return None
    return Told(str(words()["stated_as_none"]), (f"{subject.path}.controlled_from",))


def stated_as_none(field: str) -> Callable[[Case, Subject], Computed]:
    """Say of a list of a subject that it is stated as empty."""

    def none(case: Case, subject: Subject) -> Computed:
        if getattr(subject.part, field) != ():
            return None
        return Told(str(words()["stated_as_none"]), (f"{subject.path}.{field}",))

    return none
