"""How much of a member is held from a list of countries, through any chain of owners.

Every share is an interval, because percentages and owners' countries may not be stated. A holding
counts in full where the holder is itself from the list: located there, controlled from there, or
held from there by more than the given share. Other holders are looked through: of their share,
the part that is held from the list counts. Parts that come by different routes add up.

Each stated share stands by itself: shares need not add up to 100, because votes and capital may
both be stated, and one that is not stated may be anything from 0 to 100. Arithmetic is exact, in
fractions, since products of percentages outgrow any fixed number of digits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rules.country import country_name
from rules.kit import StatedFact, Truth
from rules.proposal import Owner

WHOLE = Fraction(100)
NOTHING = Fraction(0)


@dataclass(frozen=True)
class Holding:
    """The percent of somebody that is held from the list, and what that rests on.

    `some` tells whether anything at all is held from the list, even where the percent is open;
    `holders` are those through whom it certainly is, in words.
    """

    low: Fraction
    high: Fraction
    some: Truth
    controlled: Truth
    facts: tuple[StatedFact, ...]
    missing: tuple[str, ...]
    holders: tuple[str, ...]

    def exceeds(self, majority: Fraction) -> Truth:
        """Tell whether more than the majority is held, or control is."""
        if self.controlled is True or self.low > majority:
            return True
        return None if self.controlled is None or self.high > majority else False


@dataclass
class _Sum:
    low: Fraction = NOTHING
    high: Fraction = NOTHING
    some: Truth = False
    controlled: Truth = False


def held_from(
    owners: Sequence[Owner], path: str, listed: frozenset[str], majority: Fraction
) -> Holding:
    """Add up what the stated owners hold from the listed countries.

    The list of owners is taken as complete as stated; a chain ends at an owner whose country is
    stated and whose own owners are not.
    """
    total = _Sum()
    facts: list[StatedFact] = []
    open_: list[tuple[Fraction, tuple[str, ...]]] = []
    holders: list[str] = []
    for number, owner in enumerate(owners):
        here = f"{path}[{number}]"
        holder = _Holder.of(owner, here, listed, majority)
        low, high = _share(owner, holder)
        total.low += low
        total.high += high
        some = _both(holder.some, None if owner.percent is None else owner.percent > 0)
        controlled = _both(holder.belongs, bool(owner.control))
        total.some = _either(total.some, some)
        total.controlled = _either(total.controlled, controlled)
        facts += holder.facts
        if owner.percent is not None:
            facts.append(StatedFact(f"{here}.percent", owner.percent))
        # Whoever may control counts before any share does.
        weight = 2 * WHOLE if controlled is None else high - low
        open_.append((weight, _missing(owner, here, holder)))
        if some is True or controlled is True:
            holders.append(holder.words)
    # The owner that can move the sum most is asked for first: its facts can always turn it.
    by_weight = sorted(open_, key=lambda one: -one[0])
    return Holding(
        low=min(total.low, WHOLE),
        high=min(total.high, WHOLE),
        some=total.some,
        controlled=total.controlled,
        facts=tuple(facts),
        missing=tuple(fact for _, paths in by_weight for fact in paths),
        holders=tuple(dict.fromkeys(holders)),
    )


@dataclass(frozen=True)
class _Holder:
    """Whether one owner is from the list, and what is held from it through the owner."""

    belongs: Truth
    some: Truth
    through: tuple[Fraction, Fraction]
    facts: tuple[StatedFact, ...]
    missing: tuple[str, ...]
    words: str

    @classmethod
    def of(cls, owner: Owner, path: str, listed: frozenset[str], majority: Fraction) -> "_Holder":
        country = owner.country
        facts: tuple[StatedFact, ...] = ()
        if country is not None:
            facts = (StatedFact(f"{path}.country", country),)
        words = _words(owner)
        if country in listed:
            return cls(True, True, (WHOLE, WHOLE), facts, (), words)
        above = held_from(owner.owners or (), f"{path}.owners", listed, majority)
        facts += above.facts
        if above.holders:
            words = f"{words}, itself held by {' and '.join(above.holders)}"
        belongs = above.exceeds(majority)
        if belongs is True:
            return cls(True, True, (WHOLE, WHOLE), facts, (), words)
        if country is None:
            missing = (f"{path}.country", *above.missing)
            return cls(None, above.some or None, (above.low, WHOLE), facts, missing, words)
        some = _either(above.some, belongs)
        return cls(belongs, some, (above.low, above.high), facts, above.missing, words)


def _missing(owner: Owner, path: str, holder: _Holder) -> tuple[str, ...]:
    """Name what is not stated of an owner and may count: never what lies behind a share of 0."""
    above = holder.missing if owner.percent != 0 or owner.control else ()
    # The share of somebody who controls counts only where it is looked through.
    counts = holder.some is not False and (not owner.control or owner.owners)
    return (*above, f"{path}.percent") if owner.percent is None and counts else above


def _words(owner: Owner) -> str:
    """Name an owner for a sentence, with what is stated of it."""
    known = [
        country_name(owner.country) if owner.country is not None else "",
        f"{owner.percent.normalize():f} percent" if owner.percent is not None else "",
        "control" if owner.control else "",
    ]
    stated = ", ".join(part for part in known if part)
    name = owner.name or "an owner"
    return f"{name} ({stated})" if stated else name


def _share(owner: Owner, holder: _Holder) -> tuple[Fraction, Fraction]:
    low, high = (NOTHING, WHOLE) if owner.percent is None else (Fraction(owner.percent),) * 2
    least, most = holder.through
    if holder.belongs is None:
        most = WHOLE
    return low * least / WHOLE, high * most / WHOLE


def _either(first: Truth, second: Truth) -> Truth:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


def _both(first: Truth, second: Truth) -> Truth:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
