"""What the computations share.

A computation gives its text with the paths of the facts that it was made from, or None where they
do not suffice. Nothing else in a draft is computed.
"""

from collections.abc import Mapping, Sequence
from decimal import Context
from typing import Any

from assistant.drafting.case import Case
from assistant.drafting.wording import Told, listed, words
from rules.company import mentioned_key
from rules.country import NONE, country_name, gazetteer
from rules.proposal import Role

Computed = Told | None
EXACT = Context(prec=100)
"""More digits than any sum of stated amounts can have, so that no step rounds."""
LAYERS = ("hardware", "data", "models", "security", "applications")


def entries(case: Case, path: str) -> Sequence[Any]:
    """Return a list of the case; empty where it is not stated, or stated as none."""
    held = case.value(path)
    return () if held is None or held == NONE else held


def names(named: Mapping[str, str], name: str, facts: Sequence[str] = ()) -> Computed:
    """List names, given by the paths that they stand at; None where there is none."""
    if not named:
        return None
    return Told(listed(list(dict.fromkeys(named.values()))), (*named, *facts), (name,))


def fitting(patterns: Sequence[str], held: Mapping[str, str | None], path: str) -> Told:
    """Fill the first pattern of which every name is at hand; the last has to need none."""
    stated = {name: text for name, text in held.items() if text}
    for pattern in patterns:
        needed = [name for name in held if f"{{{name}}}" in pattern]
        if all(name in stated for name in needed):
            facts = tuple(f"{path}.{name}" for name in needed) or (path,)
            return Told(pattern.format(**stated), facts)
    raise LookupError(patterns[-1])


def country_beside(name: str | None, code: str | None) -> str | None:
    """Return the country to name beside a name; None where the name says it: "Bank of Korea"."""
    if code is None:
        return None
    parts = (name or "").split()
    said = (" ".join(parts[low:high]) for high in range(len(parts) + 1) for low in range(high))
    return None if any(gazetteer().code(one) == code for one in said) else country_name(code)


def unnamed(group: str, number: int) -> str:
    """Name an entry that has no name by its place in the list."""
    named = words()["groups"].get(group, group)
    return str(words()["unnamed"].format(group=named, number=number + 1))


def outside(case: Case, mentioned: Mapping[str, str], name: str) -> Computed:
    """List those who are mentioned and are no members."""
    members = entries(case, "members")
    keys = {mentioned_key(one.name) for one in members}
    strange = {path: one for path, one in mentioned.items() if mentioned_key(one) not in keys}
    return names(strange, name, ("members",)) if members else None


def is_anchor(member: Any) -> bool:
    """Whether a member is stated as anchor member."""
    return Role.ANCHOR in (member.roles or ())
