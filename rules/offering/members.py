"""Changes to the members: who is in, who is the anchor, who submits."""

from collections.abc import Iterator, Sequence
from functools import partial

from rules.change import (
    Edit,
    Holder,
    Key,
    Told,
    Turn,
    keeping_owners,
    owners_within,
    put,
    renamed,
    without_item,
)
from rules.choices import Choice
from rules.company import company_key, mentioned_key
from rules.country import NONE
from rules.least import EACH
from rules.offering.asked import ANCHORS, KEPT, MEMBERS, PROVIDERS, SUBMITTER, Draft, made
from rules.offering.offering import Offering
from rules.ownership import PLACES
from rules.proposal import Member, Proposal, Role


def add_member(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Name an anchor member where no member is stated."""
    if offering.members:
        return
    member = made(choice, Member)
    yield Draft(
        choice,
        slot="members",
        turn=Turn.ADD,
        touches=frozenset(
            {(ANCHORS, None), (SUBMITTER, None)}
            | {(rule, name) for rule in (MEMBERS, PROVIDERS) for name in (None, member.name)}
        ),
        edit=partial(put, steps=("members",), value=(member,)),
        told=Told(choice.says, "members", offering.proposal.members, (member,)),
    )


def anchor(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Make one member the anchor, and no other."""
    if not offering.anchor_in_question:
        return
    stated = [n for n, one in enumerate(offering.members) if Role.ANCHOR in (one.roles or ())]
    for n, member in enumerate(offering.members):
        if stated == [n]:
            continue
        words = choice.says.format(subject=member.name)
        # Whose roles are not stated has a role by this, and is no open provider any more.
        roles_open: set[Key] = set() if member.roles else {(PROVIDERS, member.name)}
        yield Draft(
            choice,
            subject=f"{n}",
            slot="anchor",
            excludes=(f"anchor {n}",),
            turn=Turn.CHOOSE,
            touches=frozenset({(ANCHORS, None), (SUBMITTER, None)} | roles_open),
            edit=partial(_anchored, place=n),
            told=partial(_anchor_told, words=words, place=n),
        )


def submitter(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Let one member submit."""
    if not offering.anchor_in_question:
        return
    added = [made(one, Member) for one in offering.adding("add_member")]
    for n, member in enumerate([*offering.members, *added]):
        named = offering.proposal.submitted_by
        if named is not None and company_key(named) == company_key(member.name):
            continue
        unnamed: set[Key] = {(EACH + SUBMITTER, "submitted_by")} if named is None else set()
        yield Draft(
            choice,
            subject=f"{n}",
            slot="submitted_by",
            excludes=(f"submitter {n}",),
            turn=Turn.CHOOSE,
            touches=frozenset({(SUBMITTER, None)} | unnamed),
            edit=partial(_submitted, place=n),
            told=partial(_submitter_told, says=choice.says, place=n, before=named),
        )


def role(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """State the role of a member whose roles are not stated."""
    roles = tuple(Role(one) for one in choice.value)
    for n, member in enumerate(offering.members):
        if member.roles is None:
            path = f"members[{n}].roles"
            words = choice.says.format(subject=member.name)
            yield Draft(
                choice,
                subject=f"{n}",
                slot=path,
                turn=Turn.STATE,
                touches=frozenset({(ANCHORS, None), (SUBMITTER, None)})
                | {(PROVIDERS, member.name)},
                edit=partial(put, steps=("members", n, "roles"), value=roles),
                told=Told(words, path, None, roles),
            )


def remove_member(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Remove a member that a finding stands against."""
    for n in offering.going:
        member = offering.members[n]
        if offering.helps(choice, member.name):
            edits: list[Edit] = [
                partial(keeping_owners, place=n, named=_known_of(offering, n)),
                partial(renamed, spellings=offering.companies.spellings(member.name), name=None),
                partial(without_item, name="members", place=n),
            ]
            yield Draft(
                choice,
                subject=f"{n}",
                slot=f"members[{n}]",
                # Who leaves can be neither the anchor nor the submitter.
                excludes=(f"anchor {n}", f"submitter {n}"),
                turn=Turn.REMOVE,
                order=-n,
                touches=_touched_by_leaving(offering, n) | {(KEPT, "members")},
                edit=partial(_each_edit, edits=edits),
                told=Told(choice.says.format(subject=member.name), f"members[{n}]", member, None),
            )


def replace_member(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Put another company in the place of a member that a finding stands against."""
    for n in offering.going:
        member = offering.members[n]
        if offering.helps(choice, member.name):
            name = offering.replacement_of(member.name)
            new = made(choice, Member, name=name).model_copy(update={"roles": member.roles})
            edits: list[Edit] = [
                partial(keeping_owners, place=n, named=_known_of(offering, n)),
                partial(renamed, spellings=offering.companies.spellings(member.name), name=name),
                partial(_member_replaced, place=n, new=new),
            ]
            if _submits(offering, member.name) and not offering.asked.filed:
                edits.append(partial(put, steps=("submitted_by",), value=name))
            touches = {(MEMBERS, member.name), *offering.service_keys(member.name)}
            touches |= _linked(offering, n)
            touches |= {(SUBMITTER, None)} if _may_submit(offering, member.name) else set()
            yield Draft(
                choice,
                subject=f"{n}",
                slot=f"members[{n}]",
                turn=Turn.ADD,
                touches=frozenset(touches),
                edit=partial(_each_edit, edits=edits),
                told=partial(
                    _member_told,
                    words=choice.says.format(subject=member.name),
                    place=n,
                    before=member,
                    new=new,
                ),
            )


def _touched_by_leaving(offering: Offering, n: int) -> frozenset[Key]:
    member = offering.members[n]
    touches: set[Key] = {(MEMBERS, member.name), *offering.service_keys(member.name)}
    touches |= _linked(offering, n) | offering.touched_by_silence(
        offering.companies.spellings(member.name)
    )
    if Role.ANCHOR in (member.roles or (Role.ANCHOR,)):
        touches |= {(ANCHORS, None), (SUBMITTER, None)}
    if _may_submit(offering, member.name):
        touches.add((SUBMITTER, None))
    return frozenset(touches)


def _known_of(offering: Offering, n: int) -> tuple[Holder, ...]:
    """Return what a member states of companies that own a part of other members too."""
    member = offering.members[n]
    concern = set(offering.asked.law(MEMBERS).get("countries_of_concern", ()))
    codes = [getattr(member, place) for place in PLACES]
    stated = [code for code in (*codes, member.controlled_from) if code not in {None, NONE}]
    country = next((code for code in stated if code in concern), None)
    country = country or next((code for code in codes if code is not None), None)
    holders = [
        Holder(member.name, country, member.owners),
        *(
            Holder(one.name, one.country, one.owners)
            for one in owners_within(member)
            if one.name is not None and (one.country is not None or one.owners is not None)
        ),
    ]
    return tuple(one for one in holders if offering.companies.owning(one.name) - {n})


def _linked(offering: Offering, n: int) -> set[Key]:
    """Return the findings on members that have an owner whom this member speaks of."""
    owned = {
        other for one in _known_of(offering, n) for other in offering.companies.owning(one.name)
    }
    return {(MEMBERS, offering.members[other].name) for other in owned - {n}}


def _submits(offering: Offering, name: str) -> bool:
    """Whether the stated submitter is this member, and can be no other."""
    named = offering.proposal.submitted_by
    if named is None:
        return False
    exact = [one.name for one in offering.members if company_key(one.name) == company_key(named)]
    short = [
        one.name for one in offering.members if mentioned_key(one.name) == mentioned_key(named)
    ]
    return (exact or short) == [name]


def _may_submit(offering: Offering, name: str) -> bool:
    named = offering.proposal.submitted_by
    return named is not None and mentioned_key(named) == mentioned_key(name)


def _each_edit(proposal: Proposal, edits: Sequence[Edit]) -> Proposal:
    for edit in edits:
        proposal = edit(proposal)
    return proposal


def _anchored(proposal: Proposal, place: int) -> Proposal:
    members = []
    for n, member in enumerate(proposal.members or ()):
        others = tuple(one for one in member.roles or () if one is not Role.ANCHOR)
        if n == place:
            members.append(member.model_copy(update={"roles": (Role.ANCHOR, *others)}))
        elif member.roles is None:
            members.append(member)
        else:
            members.append(member.model_copy(update={"roles": others}))
    return proposal.model_copy(update={"members": tuple(members)})


def _anchor_told(proposal: Proposal, words: str, place: int) -> Told:
    before = tuple(member.roles for member in proposal.members or ())
    after = tuple(member.roles for member in _anchored(proposal, place).members or ())
    return Told(words, "members[].roles", before, after)


def _submitted(proposal: Proposal, place: int) -> Proposal:
    members = proposal.members or ()
    if place >= len(members):
        return proposal
    return proposal.model_copy(update={"submitted_by": members[place].name})


def _submitter_told(proposal: Proposal, says: str, place: int, before: str | None) -> Told:
    name = _submitted(proposal, place).submitted_by
    return Told(says.format(subject=name), "submitted_by", before, name)


def _member_replaced(proposal: Proposal, place: int, new: Member) -> Proposal:
    changed: Proposal = put(proposal, ("members", place), new)
    return changed


def _member_told(_: Proposal, words: str, place: int, before: Member, new: Member) -> Told:
    return Told(words, f"members[{place}]", before, new)
