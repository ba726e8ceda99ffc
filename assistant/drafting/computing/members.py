"""Computations over the members and their owners."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.drafting.case import Case, Subject
from assistant.drafting.computing.kit import (
    LAYERS,
    Computed,
    country_beside,
    entries,
    is_anchor,
    names,
)
from assistant.drafting.wording import (
    Told,
    clauses,
    counted,
    joined,
    listed,
    words,
    written,
)
from rules.company import mentioned_key
from rules.country import NONE, country_name
from rules.proposal import Member, Owner, Role


def _members(case: Case) -> Sequence[Member]:
    return entries(case, "members")


def _anchors(case: Case) -> dict[str, str]:
    return {
        f"members[{n}].name": one.name for n, one in enumerate(_members(case)) if is_anchor(one)
    }


def _with_roles(named: dict[str, str]) -> list[str]:
    return [path.removesuffix("name") + "roles" for path in named]


def anchor(case: Case) -> Computed:
    """The one anchor member."""
    found = _anchors(case)
    return names(found, "anchor", _with_roles(found)) if len(found) == 1 else None


def anchors(case: Case) -> Computed:
    """The anchor members, where there are several."""
    found = _anchors(case)
    return names(found, "anchors", _with_roles(found)) if len(found) > 1 else None


def member_names(case: Case) -> Computed:
    """All members."""
    named = {f"members[{n}].name": one.name for n, one in enumerate(_members(case))}
    return names(named, "member_names")


def member_count(case: Case) -> Computed:
    """How many members there are."""
    number = len(_members(case))
    return Told(counted(number), ("members",), ("member_count",)) if number else None


def other_members(case: Case) -> Computed:
    """The members that are not the one anchor."""
    found = _anchors(case)
    if len(found) != 1:
        return None
    named = {f"members[{n}].name": one.name for n, one in enumerate(_members(case))}
    others = {path: name for path, name in named.items() if path not in found}
    return names(others, "other_members", _with_roles(found))


def other_count(case: Case) -> Computed:
    """How many members there are beside the one anchor."""
    number = len(_members(case)) - 1
    if len(_anchors(case)) != 1 or number < 1:
        return None
    return Told(counted(number), ("members",), ("other_count",))


def home_countries(case: Case) -> Computed:
    """The countries of the members' headquarters, each once, where all are stated."""
    homes = {f"members[{n}].headquarters": one.headquarters for n, one in enumerate(_members(case))}
    if None in homes.values():
        return None
    return names({path: country_name(code or "") for path, code in homes.items()}, "home_countries")


def division_of_work(case: Case) -> Computed:
    """What each member does, where there are several and the work of all is stated."""
    parts = []
    for n, one in enumerate(_members(case)):
        done = work(case, Subject(f"members[{n}]", one, one.name, ""))
        if done is None:
            return None
        text = words()["work_of"].format(name=one.name, work=done.text)
        parts.append(joined([Told("", (f"members[{n}].name",)), done], text))
    if len(parts) < 2:
        return None
    return joined(parts, clauses([part.text for part in parts]), "division_of_work")


def _foreign(case: Case) -> Iterator[Told]:
    for n, one in enumerate(_members(case)):
        if one.headquarters not in {None, "US"}:
            facts = (f"members[{n}].name", f"members[{n}].headquarters")
            country = country_beside(one.name, one.headquarters)
            text = words()["from_country"].format(name=one.name, country=country)
            yield Told(text if country else one.name, facts)


def foreign_member(case: Case) -> Computed:
    """The one member with headquarters outside the United States, with its country."""
    found = list(_foreign(case))
    return joined(found, found[0].text, "foreign_member") if len(found) == 1 else None


def foreign_members(case: Case) -> Computed:
    """The members with headquarters outside the United States, where there are several."""
    found = list(_foreign(case))
    if len(found) < 2:
        return None
    return joined(found, listed([one.text for one in found]), "foreign_members")


def countries_avoided(case: Case) -> Computed:
    """The listed countries of concern, where no member and no owner names one of them."""
    law = case.catalogue.rule("members_outside_countries_of_concern").law_on(case.as_of)
    on_list: Any = law.get("countries_of_concern", ())
    facts: list[str] = []
    for path, country in _named_countries(case):
        if country in on_list:
            return None
        facts.append(path)
    if not facts or not on_list:
        return None
    text = listed([country_name(code) for code in on_list])
    return Told(text, tuple(facts), ("countries_avoided",))


def _named_countries(case: Case) -> Iterator[tuple[str, str]]:
    """Give every country that a member or an owner is stated to be in or from."""
    for n, member in enumerate(_members(case)):
        for field in (*words()["places"], "controlled_from"):
            if (country := getattr(member, field)) is not None:
                yield f"members[{n}].{field}", country
        yield from _owner_countries(member.owners or (), f"members[{n}]")


def _owner_countries(owners: Sequence[Owner], path: str) -> Iterator[tuple[str, str]]:
    for n, owner in enumerate(owners):
        here = f"{path}.owners[{n}]"
        if owner.country is not None:
            yield f"{here}.country", owner.country
        yield from _owner_countries(owner.owners or (), here)


def stated_control(case: Case) -> Computed:
    """The members of which an owner is stated to have control."""
    named = {
        f"members[{n}].name": one.name
        for n, one in enumerate(_members(case))
        if any(owner.control for owner in one.owners or ())
    }
    return names(named, "stated_control")


def none_controlled(case: Case) -> Computed:
    """How many members there are, where there are several and none is controlled from anywhere."""
    held = [one.controlled_from for one in _members(case)]
    if len(held) < 2 or any(one != NONE for one in held):
        return None
    facts = tuple(f"members[{n}].controlled_from" for n in range(len(held)))
    return Told(counted(len(held)), facts, ("none_controlled",))


# -- one member -------------------------------------------------------------------------------


def leads(case: Case, subject: Subject) -> Computed:
    """That a member is the anchor member."""
    if not is_anchor(subject.part):
        return None
    return Told(subject.name, (f"{subject.path}.roles",), ("leads",))


def work(case: Case, subject: Subject) -> Computed:
    """What a member does, apart from being the anchor."""
    roles = [role for role in subject.part.roles or () if role is not Role.ANCHOR]
    if not roles:
        return None
    text = listed([str(words()["work"][role.value]) for role in roles])
    return Told(text, (f"{subject.path}.roles",), ("work",))


def home(case: Case, subject: Subject) -> Computed:
    """The one country in which all three places of a company are."""
    fields = tuple(words()["places"])
    held = {getattr(subject.part, field, None) for field in fields}
    if len(held) != 1 or None in held:
        return None
    facts = tuple(f"{subject.path}.{field}" for field in fields)
    return Told(country_name(held.pop()), facts, ("home",))


def places(case: Case, subject: Subject) -> Computed:
    """Where a company is, place by place, the same countries together."""
    by_country: dict[str, list[str]] = {}
    facts = []
    for field, name in words()["places"].items():
        country = getattr(subject.part, field, None)
        if country is not None:
            by_country.setdefault(country_name(country), []).append(name)
            facts.append(f"{subject.path}.{field}")
    if not facts:
        return None
    parts = [
        words()["place"].format(what=listed(named), country=country)
        for country, named in by_country.items()
    ]
    return Told(listed(parts), tuple(facts), ("places",))


def layers_provided(case: Case, subject: Subject) -> Computed:
    """The layers for which a member is named as provider."""
    key = mentioned_key(subject.part.name)
    found = {
        f"layers.{layer}.providers[{n}]": str(words()["layer"][layer])
        for layer in LAYERS
        for n, name in enumerate(entries(case, f"layers.{layer}.providers"))
        if mentioned_key(name) == key
    }
    return names(found, "layers_provided", (f"{subject.path}.name",))


def roles(case: Case, subject: Subject) -> Computed:
    """The roles of a member as a table shows them."""
    if not subject.part.roles:
        return None
    return Told(written("roles", subject.part.roles), (f"{subject.path}.roles",), ("roles",))
