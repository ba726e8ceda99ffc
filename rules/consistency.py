"""What a proposal cannot say of itself: contradictions that stand in more than one field.

They are looked for in what was given, before it is read field by field, so that one error names
them together with every malformed field.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

from rules.company import company_key

LONGEST_CHAIN = 150
"""Owners above owners; a longer chain is refused."""

_DEEPEST = LONGEST_CHAIN + 10
"""Where looking further would only meet Python's own limit."""

CONTRADICTIONS: Mapping[str, str] = {
    "same_member_twice": "members of different names",
    "same_provider_twice": "service providers of different names",
    "member_as_provider": "service providers that are not members",
    "shares_over_whole": "shares of one company that add up to 100 percent at most",
    "owners_in_a_circle": "a chain of owners that ends",
    "chain_too_long": "a shorter chain of owners",
}
"""The kinds of contradiction, and what is expected instead."""

Location = tuple[int | str, ...]


def contradictions(given: Mapping[str, Any]) -> Iterator[InitErrorDetails]:
    """Give what contradicts itself: members of one name, shares over 100, circles of owners."""
    members = _listed(given.get("members"))
    providers = _listed(given.get("service_providers"))
    yield from _same_names(members, "members", "same_member_twice")
    yield from _same_names(providers, "service_providers", "same_provider_twice")
    yield from _members_among(providers, members)
    for number, member in enumerate(members):
        yield from _shares_over_whole(member, ("members", number))
    yield from _circles(members)


def with_faults(
    title: str, malformed: ValidationError | None, between: Sequence[InitErrorDetails]
) -> ValidationError:
    """Return one error for the malformed fields and the contradictions."""
    faults = [_again(one) for one in malformed.errors(include_url=False)] if malformed else []
    return ValidationError.from_exception_data(title, [*faults, *between])


def _again(fault: Any) -> InitErrorDetails:
    again = PydanticCustomError(fault["type"], fault["msg"], fault.get("ctx"))
    return {"type": again, "loc": fault["loc"], "input": fault["input"]}


def _fault(kind: str, found: str, mend: str, location: Location, given: Any) -> InitErrorDetails:
    told = {"found": found, "mend": mend}
    error = PydanticCustomError(kind, "found {found}; {mend}", told)
    return {"type": error, "loc": location, "input": given}


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _named(part: object) -> str | None:
    name = part.get("name") if isinstance(part, Mapping) else None
    return name if isinstance(name, str) and name.strip() else None


def _same_names(parts: Sequence[Any], where: str, kind: str) -> Iterator[InitErrorDetails]:
    first: dict[str, int] = {}
    for number, part in enumerate(parts):
        name = _named(part)
        if name is None:
            continue
        before = first.setdefault(company_key(name), number)
        if before != number:
            yield _fault(
                kind,
                f"{name!r} in places {before + 1} and {number + 1}",
                "state each company once, or tell two companies apart by their names",
                (where, number, "name"),
                name,
            )


def _members_among(providers: Sequence[Any], members: Sequence[Any]) -> Iterator[InitErrorDetails]:
    known = {company_key(name) for name in map(_named, members) if name is not None}
    for number, provider in enumerate(providers):
        name = _named(provider)
        if name is not None and company_key(name) in known:
            yield _fault(
                "member_as_provider",
                f"the member {name!r} among the service providers",
                "state where a member is, and what it provides by its roles, among the members",
                ("service_providers", number, "name"),
                name,
            )


def _shares_over_whole(holder: object, location: Location) -> Iterator[InitErrorDetails]:
    owners = _owners_of(holder, location)
    total = sum((_percent(owner) for owner in owners), Decimal(0))
    if total > 100:
        yield _fault(
            "shares_over_whole",
            f"shares that add up to {total.normalize():f} percent",
            "correct them, or leave out those that are not known; they may come to 100 at most",
            (*location, "owners"),
            None,
        )
    for number, owner in enumerate(owners):
        yield from _shares_over_whole(owner, (*location, "owners", number))


def _owners_of(holder: object, location: Location) -> list[Any]:
    """Return the owners of a holder; none below a depth that is refused anyway."""
    if not isinstance(holder, Mapping) or len(location) > 2 * _DEEPEST:
        return []
    return _listed(holder.get("owners"))


def _percent(owner: object) -> Decimal:
    value = owner.get("percent") if isinstance(owner, Mapping) else None
    if value is None or isinstance(value, bool):
        return Decimal(0)
    try:
        percent = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    # A share that is out of range is a fault of its own.
    return percent if percent.is_finite() and 0 <= percent <= 100 else Decimal(0)


@dataclass(frozen=True)
class _Holding:
    """Somebody owned, the owner, and where it is stated."""

    owner: str
    words: str
    location: Location


def _circles(members: Sequence[Any]) -> Iterator[InitErrorDetails]:
    holdings: dict[str, list[_Holding]] = {}
    names: dict[str, str] = {}
    for number, member in enumerate(members):
        name = _named(member)
        if name is not None:
            names.setdefault(company_key(name), name)
        key = company_key(name) if name is not None else f"member {number}"
        _collect(member, key, ("members", number), holdings)
    depth: dict[str, int] = {}
    for start in list(holdings):
        yield from _walked(start, names.get(start, start), holdings, depth)


def _collect(holder: object, key: str, location: Location, into: dict[str, list[_Holding]]) -> None:
    for number, owner in enumerate(_owners_of(holder, location)):
        here = (*location, "owners", number)
        name = _named(owner)
        # An owner without a name is nobody that could come up a second time.
        above = company_key(name) if name is not None else str(here)
        into.setdefault(key, []).append(_Holding(above, name or "an owner", here))
        _collect(owner, above, here, into)


def _walked(
    start: str, words: str, holdings: Mapping[str, list[_Holding]], depth: dict[str, int]
) -> Iterator[InitErrorDetails]:
    """Walk up from one company; `depth` holds the longest chain above each that is done."""
    if start in depth:
        return
    trail, todo = {start: words}, [iter(holdings.get(start, ()))]
    order = [start]
    while todo:
        holding = next(todo[-1], None)
        if holding is None:
            todo.pop()
            done = order.pop()
            del trail[done]
            above = [depth[one.owner] + 1 for one in holdings.get(done, ()) if one.owner in depth]
            depth[done] = max(above, default=0)
            if depth[done] == LONGEST_CHAIN + 1:
                yield _fault(
                    "chain_too_long",
                    f"more than {LONGEST_CHAIN} owners above one another",
                    "state the chain up to the owner that matters",
                    holdings[done][0].location,
                    None,
                )
        elif holding.owner in trail:
            circle = [*order[order.index(holding.owner) :]]
            said = " is owned by ".join([*(trail[one] for one in circle), holding.words])
            yield _fault(
                "owners_in_a_circle",
                said,
                "a chain of owners cannot come back to where it began; correct it, or tell two "
                "companies apart by their names",
                holding.location,
                holding.words,
            )
        elif holding.owner not in depth:
            trail[holding.owner] = holding.words
            order.append(holding.owner)
            todo.append(iter(holdings.get(holding.owner, ())))
