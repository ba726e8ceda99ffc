"""Owners put where they belong: to a member, or to an owner of one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.facts.draft import MEMBERS_RULE, PLACES, Draft
from assistant.facts.text import singular
from assistant.mentions import Sentence
from assistant.reply import UnderstoodFact
from rules.company import mentioned_key
from rules.proposal import Member


class OwnerKeeper:
    """Keeps owners and whether they control."""

    def keep(self, sentence: Sentence, draft: Draft, whom: str, owner: dict[str, Any]) -> None:
        """Keep an owner of somebody; told again, it is the same owner."""
        above = draft.owner_named(whom)
        if above is not None and set(draft.members.get(whom, {})) <= {"name"}:
            draft.members.pop(whom, None)
            held = above.setdefault("owners", [])
        else:
            held = draft.member(whom).setdefault("owners", [])
        known = _known(owner, held)
        if known is None:
            owner["name"] = _name_before(draft, whom, owner) or owner["name"]
            held.append(owner)
            known = owner
        else:
            known |= {key: value for key, value in owner.items() if key != "name"}
        draft.last_owner = (whom, known)
        draft.note(f"members[{whom}].owners", dict(owner | {"name": known["name"]}), sentence.text)
        draft.rules[MEMBERS_RULE] = None

    def control(self, sentence: Sentence, draft: Draft, name: str | None, *, value: bool) -> None:
        """Keep whether the owner spoken of controls."""
        if name is not None and draft.last_owner is not None:
            owner = draft.owner_named(name)
            if owner is not None:
                draft.last_owner = (draft.last_owner[0], owner)
        if draft.last_owner is None:
            return
        whom, owner = draft.last_owner
        owner["control"] = value
        told = {"name": owner["name"], "control": value}
        draft.note(f"members[{whom}].owners", told, sentence.text, negated=not value)
        draft.rules[MEMBERS_RULE] = None


def seats_of_owners(draft: Draft) -> None:
    """Keep the seat of an owner that is no member as the owner's country.

    "20 percent is with Birch in Oslo": the words of place are read as those of a company, before it
    is known that it only owns. Who was told of as a member before stays one.
    """
    for name, told in list(draft.members.items()):
        owner = draft.owner_named(name)
        known = any(
            mentioned_key(one.name) == mentioned_key(name) for one in draft.case.members or ()
        )
        if owner is None or known or name in draft.roles or name == draft.speaker:
            continue
        if set(told) - {"name", *PLACES}:
            continue
        paths = {f"members[{name}].{place}" for place in PLACES}
        places = [n for n, fact in enumerate(draft.facts) if fact.path in paths]
        owned = [n for n, fact in enumerate(draft.facts) if _tells_of(fact, name)]
        if not places or not owned:
            continue
        first, held = draft.facts[places[0]], draft.facts[owned[0]]
        if places[0] < owned[0] and first.quote != held.quote:
            continue
        code = next(told[place] for place in PLACES if place in told)
        draft.members.pop(name)
        if "country" not in owner:
            owner["country"] = code
            news = {"name": owner["name"], "country": code}
            draft.facts[places[0]] = first.model_copy(update={"path": held.path, "value": news})
            places = places[1:]
        draft.facts = [fact for n, fact in enumerate(draft.facts) if n not in places]
        draft.current = draft.current if draft.current != name else draft.owned_by(owner)


def _tells_of(fact: UnderstoodFact, name: str) -> bool:
    told = fact.value.get("name") if isinstance(fact.value, dict) else None
    return fact.path.endswith(".owners") and mentioned_key(str(told)) == mentioned_key(name)


def settled(owner: dict[str, Any], held: Sequence[dict[str, Any]], *, alone: bool) -> bool:
    """Put a percentage for "the rest" and for a sole owner; tell whether the owner is a new one."""
    told = owner.get("percent")
    if told == "sole":
        del owner["percent"]
        if alone and not held:
            owner["percent"] = Decimal(100)
    elif told == "rest":
        shares = [one["percent"] for one in held if "percent" in one]
        if not shares or len(shares) < len(held) or sum(shares, Decimal(0)) > 100:
            return False
        owner["percent"] = 100 - sum(shares, Decimal(0))
    return not any(
        one.get("percent") == Decimal(100) and one.get("country") == owner.get("country")
        for one in held
    )


def _known(owner: dict[str, Any], held: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    key = mentioned_key(owner["name"])
    return next((one for one in held if mentioned_key(one.get("name") or "") == key), None)


def _name_before(draft: Draft, whom: str, owner: dict[str, Any]) -> str | None:
    """Return the name that an owner described by a noun has in the case."""
    name = str(owner["name"])
    if not name.startswith("the "):
        return None
    noun = singular(name.rsplit(maxsplit=1)[-1])
    same = [
        one.name
        for member in draft.case.members or ()
        if mentioned_key(member.name) == mentioned_key(whom)
        for one in _owners(member)
        if one.name
        and singular(one.name.split()[-1]) == noun
        and owner.get("country") in {None, one.country}
    ]
    return same[0] if len(same) == 1 else None


def _owners(member: Member) -> Sequence[Any]:
    return member.owners or ()
