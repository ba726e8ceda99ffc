"""How much of a member is held from a list of countries, over the whole graph of owners.

Every share is an interval, because percentages and owners' countries may not be stated. A holding
counts in full where the holder is itself from the list: located there, controlled from there, or
held from there by more than the given share. Other holders are looked through: of their share,
the part that is held from the list counts. Parts that come by different routes add up.

Within one list of owners the stated shares come to 100 percent at most (`rules.consistency`), so
those that are not stated share what is left. An owner who has the name of a member, or of another
owner, is the same company: what is stated of it in one place holds in the other. Arithmetic is
exact, in fractions, since products of percentages outgrow any fixed number of digits.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rules.company import company_key
from rules.country import country_name
from rules.kit import StatedFact, Truth
from rules.proposal import Member, Owner, Proposal

WHOLE = Fraction(100)
NOTHING = Fraction(0)

PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")
"""The facts that say where a member is located."""


class Holding(NamedTuple):
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
        if self.some is False and self.controlled is False:
            return False
        if self.controlled is True or self.low > majority:
            return True
        return None if self.controlled is None or self.high > majority else False


_NOT_HELD = Holding(NOTHING, NOTHING, False, False, (), (), ())


class Company(NamedTuple):
    """What is stated of a company somewhere in the proposal, and where."""

    country: str | None
    country_path: str
    owners: tuple[Owner, ...] | None
    owners_path: str


class OwnershipGraph:
    """The owners of all members of one proposal, looked at for one list of countries.

    `majority` is the percentage above which a holding counts as ownership. A graph remembers what
    it has found, so that a company that is reached by many routes is looked at once.
    """

    def __init__(self, proposal: Proposal, listed: frozenset[str], majority: Fraction) -> None:
        self._proposal = proposal
        self._listed = listed
        self.majority = majority
        self._mentions: Counter[str] | None = None
        self._companies: dict[str, Company] | None = None
        self._found: dict[str, Holding] = {}

    def held(self, owners: Sequence[Owner], path: str) -> Holding:
        """Add up what the stated owners hold from the listed countries; `path` is theirs.

        The list of owners is taken as complete as stated; a chain ends at an owner whose country
        is stated and whose own owners are not.
        """
        if not owners:
            return _NOT_HELD
        if path in self._found:
            return self._found[path]
        unlisted = self._all_unlisted(owners, path)
        if unlisted is not None:
            total = self._found[path] = _NOT_HELD._replace(facts=tuple(unlisted))
            return total
        parts = [self._part(owner, f"{path}[{n}]") for n, owner in enumerate(owners)]
        rest = NOTHING
        if any(part.percent is None for part in parts):
            rest = WHOLE - sum((part.percent or NOTHING for part in parts), NOTHING)
        total = self._found[path] = _sum_of(parts, rest)
        return total

    def _all_unlisted(self, owners: Sequence[Owner], path: str) -> list[StatedFact] | None:
        """Return the facts read where every owner is stated to be from elsewhere, else None.

        The long way comes out the same; most owners are such, and need no arithmetic.
        """
        facts: list[StatedFact] = []
        for number, owner in enumerate(owners):
            here, country = f"{path}[{number}]", owner.country
            if country is None or country in self._listed:
                return None
            if owner.name is not None and self._company(owner.name) is not None:
                return None
            facts.append(StatedFact(f"{here}.country", country))
            if owner.owners:
                above = self._all_unlisted(owner.owners, f"{here}.owners")
                if above is None:
                    return None
                facts += above
            if owner.percent is not None:
                facts.append(StatedFact(f"{here}.percent", owner.percent))
        return facts

    def _part(self, owner: Owner, path: str) -> "_Part":
        percent = None if owner.percent is None else _exact(owner.percent)
        holder = self._holder(owner, path)
        if owner.percent is not None:
            holder.facts.append(StatedFact(f"{path}.percent", owner.percent))
        return _Part(owner, holder, percent, path)

    def _holder(self, owner: Owner, path: str) -> "_Holder":
        country, country_path = owner.country, f"{path}.country"
        owners, owners_path = owner.owners, f"{path}.owners"
        known = None if owner.name is None else self._company(owner.name)
        if known is not None:
            # Of several statements about one company those count that name a listed country, and
            # owners rather than none.
            country, country_path = known.country, known.country_path
            if not owners:
                owners, owners_path = known.owners, known.owners_path
        facts = [] if country is None else [StatedFact(country_path, country)]
        if country in self._listed:
            return _Holder(True, True, WHOLE, WHOLE, facts, (), country, ())
        above = self.held(owners or (), owners_path)
        facts += above.facts
        through = above.holders
        belongs = above.exceeds(self.majority)
        if belongs is True:
            return _Holder(True, True, WHOLE, WHOLE, facts, (), country, through)
        if country is None:
            missing = (country_path, *above.missing)
            held = True if above.some else None
            return _Holder(None, held, above.low, WHOLE, facts, missing, None, through)
        some = _either(above.some, belongs)
        high = WHOLE if belongs is None else above.high
        return _Holder(belongs, some, above.low, high, facts, above.missing, country, through)

    def _company(self, name: str) -> Company | None:
        """Return what is stated of a company that is named in several places."""
        if self._mentions is None:
            self._mentions = Counter(_names_in(self._proposal.members or ()))
        if self._mentions[company_key(name)] < _TWICE:
            return None
        if self._companies is None:
            self._companies = _companies_of(self._proposal, self._listed)
        return self._companies.get(company_key(name))


@dataclass(slots=True)
class _Holder:
    """Whether one owner is from the list, and what part of it is held from there."""

    belongs: Truth
    some: Truth
    low: Fraction
    high: Fraction
    facts: list[StatedFact]
    missing: tuple[str, ...]
    country: str | None
    through: tuple[str, ...]


class _Part(NamedTuple):
    """One owner of a list, with the share that is stated of it."""

    owner: Owner
    holder: _Holder
    percent: Fraction | None
    path: str

    def missing(self, rest: Fraction) -> tuple[str, ...]:
        """Name what is not stated and may count: never what lies behind a share of 0."""
        holder = self.holder
        share = rest if self.percent is None else self.percent
        control = bool(self.owner.control)
        above = holder.missing if share or control else ()
        # The share of somebody who controls counts only where it is looked through.
        counts = rest and holder.some is not False and (not control or self.owner.owners)
        return (*above, f"{self.path}.percent") if self.percent is None and counts else above


def _sum_of(parts: Sequence[_Part], rest: Fraction) -> Holding:
    facts = tuple(fact for part in parts for fact in part.holder.facts)
    if all(part.holder.some is False for part in parts):
        return _NOT_HELD._replace(facts=facts)
    low = high = most_of_rest = NOTHING
    some: Truth = False
    controlled: Truth = False
    open_: list[tuple[Fraction, tuple[str, ...]]] = []
    holders: list[str] = []
    for part in parts:
        holder = part.holder
        if part.percent is None:
            has_share: Truth = None if rest else False
            weight = rest * holder.high / WHOLE
            most_of_rest = max(most_of_rest, weight)
        else:
            has_share = part.percent > 0
            least, most = part.percent * holder.low / WHOLE, part.percent * holder.high / WHOLE
            weight = most - least
            low += least
            high += most
        holds = _both(holder.some, has_share)
        controls = _both(holder.belongs, bool(part.owner.control))
        some = _either(some, holds)
        controlled = _either(controlled, controls)
        # Whoever may control counts before any share does.
        open_.append((2 * WHOLE if controls is None else weight, part.missing(rest)))
        if holds is True or controls is True:
            holders.append(_words(part))
    # The owner that can move the sum most is asked for first: its facts can always turn it.
    open_.sort(key=lambda one: -one[0])
    return Holding(
        low=low,
        high=high + most_of_rest,
        some=some,
        controlled=controlled,
        facts=facts,
        missing=tuple(fact for _, paths in open_ for fact in paths),
        holders=tuple(dict.fromkeys(holders)),
    )


@lru_cache(maxsize=10_000)
def _exact(percent: Decimal) -> Fraction:
    return Fraction(percent)


_TWICE = 2


def _names_in(holders: Sequence[Member | Owner]) -> Iterator[str]:
    for holder in holders:
        if holder.name is not None:
            yield company_key(holder.name)
        if holder.owners:
            yield from _names_in(holder.owners)


def _companies_of(proposal: Proposal, listed: frozenset[str]) -> dict[str, Company]:
    """Gather what is stated of every named company.

    Of several countries one of the list counts, else the first; of owners the first that are
    stated and not stated as none.
    """
    found: dict[str, Company] = {}
    members = proposal.members or ()
    named = [
        *(
            (member.name, _member(member, f"members[{n}]", listed))
            for n, member in enumerate(members)
        ),
        *(one for n, member in enumerate(members) for one in _owners_of(member, f"members[{n}]")),
    ]
    for name, company in named:
        known = found.setdefault(company_key(name), company)
        if known is company:
            continue
        unlisted = known.country not in listed and company.country in listed
        if unlisted or (known.country is None and company.country is not None):
            known = known._replace(country=company.country, country_path=company.country_path)
        if not known.owners:
            known = known._replace(owners=company.owners, owners_path=company.owners_path)
        found[company_key(name)] = known
    return found


def _member(member: Member, path: str, listed: frozenset[str]) -> Company:
    """Tell where a member comes from as an owner.

    It is from the list where any of its places, or its control, is; from elsewhere only once all
    its places are stated, as a member is cleared by all three.
    """
    places = {name: getattr(member, name) for name in (*PLACES, "controlled_from")}
    place = next((name for name, country in places.items() if country in listed), None)
    if place is None:
        place = next((name for name in PLACES if places[name] is None), None)
    place = place or PLACES[0]
    return Company(places[place], f"{path}.{place}", member.owners, f"{path}.owners")


def _owners_of(holder: Member | Owner, path: str) -> Iterator[tuple[str, Company]]:
    for number, owner in enumerate(holder.owners or ()):
        here = f"{path}.owners[{number}]"
        if owner.name is not None:
            company = Company(owner.country, f"{here}.country", owner.owners, f"{here}.owners")
            yield owner.name, company
        yield from _owners_of(owner, here)


def _words(part: _Part) -> str:
    """Name an owner for a sentence, with what is stated of it and of those behind it."""
    owner, country, through = part.owner, part.holder.country, part.holder.through
    known = [
        country_name(country) if country is not None else "",
        f"{owner.percent.normalize():f} percent" if owner.percent is not None else "",
        "control" if owner.control else "",
    ]
    stated = ", ".join(one for one in known if one)
    name = owner.name or "an owner"
    words = f"{name} ({stated})" if stated else name
    return f"{words}, itself held by {' and '.join(through)}" if through else words


def _either(first: Truth, second: Truth) -> Truth:
    if first is True or second is True:
        return True
    return None if first is None or second is None else False


def _both(first: Truth, second: Truth) -> Truth:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True
