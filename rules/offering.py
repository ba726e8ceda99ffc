"""Which changes a proposal offers: every choice of `rules/choices.yaml` where it can be made.

For each change it is worked out which findings it may turn. The search for least sets rests on
these; that none is forgotten is tested over all sets of changes of many proposals.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from rules.assessment import listed, spoken, spoken_date
from rules.catalogue import Catalogue, Rule
from rules.change import (
    BUSINESS,
    Change,
    Edit,
    Holder,
    Key,
    Told,
    Turn,
    at,
    keeping_owners,
    owners_within,
    put,
    renamed,
    untold,
    without_item,
)
from rules.choices import Choice, Choices
from rules.company import company_key, mentioned_key
from rules.conditions.five_layers_covered import LAYERS, described
from rules.country import NONE
from rules.least import EACH
from rules.ownership import PLACES
from rules.proposal import Layer, Market, Member, Model, Proposal, Role, ServiceProvider
from rules.us_content import dollars, raised, room_for

ANCHORS = "one_anchor_member"
SUBMITTER = "anchor_submits"
MEMBERS = "members_outside_countries_of_concern"
PROVIDERS = "service_providers_outside_compelled_access"
COVERED = "five_layers_covered"
BUILT = "build_own_operate_described"
MARKET = "target_market_named"
FLAGS = "target_market_export_controls"
CONTENT = "us_hardware_content"
EFFORTS = "us_content_reasonable_efforts"
MODELS = "models_from_countries_of_concern"
WINDOW = "filed_in_window"
ARCHITECTURE = "cybersecurity_architecture"
COMPLIANCE = "compliance_addressed"
SUPPORT = "support_requested_detailed"
KEPT = "kept"
"""What stands beside the rules: that a list of members or markets is not emptied by removals."""

_REPLACED = "a replacement for {name}"
_HARDWARE = ("layers", "hardware")


@dataclass(frozen=True)
class Offer:
    """What may be changed in one proposal, and how the findings of what is changed are named."""

    changes: tuple[Change, ...]
    original: Mapping[str, str]
    """By the name of a replacement, the name of what it replaces."""


@dataclass(frozen=True)
class Asked:
    """A proposal, a day, and which findings stand in the way of a goal.

    `goal` is a rule, or None where all rules are meant; `failing` are findings of the goal.
    """

    proposal: Proposal
    as_of: date
    catalogue: Catalogue
    choices: Choices
    goal: str | None
    failing: frozenset[Key]

    def law(self, rule: str) -> Mapping[str, Any]:
        """Return the parameters of a rule in force on the day."""
        return self.catalogue.rule(rule).law_on(self.as_of)

    @property
    def filed(self) -> bool:
        """Whether the proposal was filed before the day, so that filing is no choice."""
        return self.proposal.filed_on is not None and self.proposal.filed_on < self.as_of


def offered(asked: Asked) -> Offer:
    """Return every change that the choices allow, each slot by the first choice that takes it."""
    work = _Offering(asked)
    for choice in asked.choices.choices:
        wanted = asked.goal is None or asked.goal in choice.rules
        if wanted and not (choice.filing and asked.filed):
            work.extend(choice)
    return Offer(tuple(work.changes.values()), work.original)


@dataclass(frozen=True)
class Draft:
    """What makes up a change; `subject` tells apart the changes of one choice."""

    choice: Choice
    slot: str
    turn: Turn
    touches: frozenset[Key]
    edit: Edit
    told: Told | Callable[[Proposal], Told]
    subject: str | None = None
    order: int = 0
    excludes: Collection[str] = ()

    def change(self) -> Change:
        """Return the change."""
        touched = {rule for rule, _ in self.touches}
        name = self.choice.id
        return Change(
            id=name if self.subject is None else f"{name}:{self.subject}",
            choice=name,
            rules=tuple(one for one in self.choice.rules if one in touched),
            slots=frozenset({self.slot, *self.excludes}),
            turn=self.turn,
            order=self.order,
            touches=self.touches,
            edit=self.edit,
            tells=self.told if callable(self.told) else partial(_constant, told=self.told),
        )


class _Companies:
    """The companies of a proposal by their names: how lists mention them, and whom they own."""

    def __init__(self, proposal: Proposal) -> None:
        names = [one.name for one in proposal.members or ()]
        names += [one.name for one in proposal.service_providers or ()]
        self._exact = {company_key(name) for name in names}
        self._alike: dict[str, list[str]] = {}
        for name in names:
            self._alike.setdefault(mentioned_key(name), []).append(name)
        lists = [at(proposal, ("layers", layer, "providers")) for layer in LAYERS]
        lists += [at(proposal, ("business_model", verb)) for verb in BUSINESS]
        self._listed = frozenset(one for stated in lists for one in stated or ())
        self._owning: dict[str, set[int]] = {}
        for n, member in enumerate(proposal.members or ()):
            for owner in owners_within(member):
                if owner.name is not None:
                    self._owning.setdefault(company_key(owner.name), set()).add(n)

    def alike(self, name: str) -> Sequence[str]:
        """Return the companies whose names differ from this one in their legal forms at most."""
        return self._alike.get(mentioned_key(name), ())

    def owning(self, name: str) -> set[int]:
        """Return the places of the members among whose owners a company stands, on any level."""
        return self._owning.get(company_key(name), set())

    def spellings(self, name: str) -> frozenset[str]:
        """Return the words by which lists of names mean a company, and no other."""
        key, short, alone = company_key(name), mentioned_key(name), len(self.alike(name)) <= 1
        return frozenset(
            one
            for one in self._listed
            if company_key(one) == key
            or (alone and mentioned_key(one) == short and company_key(one) not in self._exact)
        )


@dataclass
class _Offering:
    """Collects the changes of one proposal, choice by choice."""

    asked: Asked
    changes: dict[str, Change] = field(default_factory=dict)
    original: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.proposal = self.asked.proposal
        self.members: tuple[Member, ...] = self.proposal.members or ()
        self.going = [
            n
            for n, member in enumerate(self.members)
            if (MEMBERS, member.name) in self.asked.failing
            or (PROVIDERS, member.name) in self.asked.failing
        ]
        self.companies = _Companies(self.proposal)
        bare = self.proposal
        for n in self.going:
            bare = renamed(bare, self.companies.spellings(self.members[n].name), None)
        # What would still be stated if everybody who may have to go went.
        self.bare = bare
        self.anchor_in_question = self._anchor_in_question()

    def extend(self, choice: Choice) -> None:
        """Add the changes that one choice allows."""
        for draft in _BUILDERS[choice.kind](self, choice):
            change = draft.change()
            taken = {slot for one in self.changes.values() for slot in one.slots}
            if choice.kind != "state" or taken.isdisjoint(change.slots):
                self.changes.setdefault(change.id, change)

    def fails(self, *rules: str) -> bool:
        """Whether any finding of these rules stands in the way."""
        return any(rule in rules for rule, _ in self.asked.failing)

    def helps(self, choice: Choice, subject: str) -> bool:
        """Whether a finding on a subject stands in the way, that a choice may help."""
        return any((rule, subject) in self.asked.failing for rule in choice.rules)

    def _anchor_in_question(self) -> bool:
        return self.fails(ANCHORS, SUBMITTER) or any(
            Role.ANCHOR in (self.members[n].roles or (Role.ANCHOR,)) for n in self.going
        )

    # -- statements -------------------------------------------------------------------------------

    def state(self, choice: Choice) -> Iterator[Draft]:
        """State a fact, or state it otherwise; in every market or request where its path is."""
        value = choice.stand_in
        for steps, subject in self._places(choice.path):
            before = at(self.proposal, steps)
            lacking = {
                "untold": untold(at(self.bare, steps)),
                "absent": at(self.bare, steps) is None,
                "other": before != value and (before is None or self.fails(*choice.rules)),
            }
            if not lacking[choice.where]:
                continue
            path = _written(steps)
            words = choice.says.format(subject=subject)
            touches = self._reading(choice.path, subject) | self._layer_of(path)
            # Each of these is needed; requests that say nothing at all can be stated as a whole.
            needed = choice.rules[0] in {COMPLIANCE, BUILT, SUPPORT} and untold(before)
            if needed and not untold(at(self.proposal, steps[:1])):
                touches |= {(EACH + choice.rules[0], path)}
            yield Draft(
                choice,
                subject=_written(steps) if "[]" in choice.path else None,
                slot=path,
                turn=Turn.STATE,
                touches=touches,
                edit=partial(put, steps=steps, value=value),
                told=Told(words, path, before, value),
            )

    def _places(self, path: str) -> Iterator[tuple[tuple[str | int, ...], str]]:
        name, _, rest = path.partition("[].")
        if not rest:
            yield tuple(path.split(".")), ""
            return
        items: Sequence[Any] = getattr(self.proposal, name) or ()
        added = [_of(one, Market).name for one in self._adding("add_market")]
        names = [
            getattr(one, "name", None) or getattr(one, "agency", None) or f"request {n + 1}"
            for n, one in enumerate(items)
        ]
        for n, subject in enumerate([*names, *(added if name == "markets" else ())]):
            yield (name, n, *rest.split(".")), subject

    def _layer_of(self, path: str) -> set[Key]:
        """Return that a layer is covered, where it is not and this states something of it."""
        steps = path.split(".")
        if steps[0] != "layers" or described(at(self.proposal, steps[:2])) is True:
            return set()
        return {(EACH + COVERED, steps[1])}

    def _adding(self, kind: str) -> list[Choice]:
        return [
            one
            for one in self.asked.choices.choices
            if one.kind == kind and any(each.choice == one.id for each in self.changes.values())
        ]

    def _reading(self, path: str, subject: str | None) -> frozenset[Key]:
        """Return the findings that read a fact; over a list, those on the subject."""
        return frozenset(
            (name, subject if rule.decision.each is not None else None)
            for name, rule in self.asked.catalogue.rules.items()
            if _reads(rule, path)
        )

    def cover(self, choice: Choice) -> Iterator[Draft]:
        """Describe a layer of which nothing, or none, is stated."""
        for layer, words in LAYERS.items():
            if described(at(self.bare, ("layers", layer))) is True:
                continue
            stated = at(self.proposal, ("layers", layer))
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
                touches=self._reading(turned, None) | self._layer_of(path),
                edit=partial(_cover, layer=layer, description=choice.value),
                told=Told(choice.says.format(subject=words), path, before, choice.value),
            )

    def file(self, choice: Choice) -> Iterator[Draft]:
        """File within the window, while that can be done."""
        law, filed_on = self.asked.law(WINDOW), self.proposal.filed_on
        opens, closes = law.get("opens"), law.get("closes")
        if opens is None or closes is None or self.asked.as_of > closes:
            return
        if filed_on is not None and opens <= filed_on <= closes:
            return
        day = max(self.asked.as_of, opens)
        words = choice.says.format(opens=spoken_date(opens), closes=spoken_date(closes))
        yield Draft(
            choice,
            slot="filed_on",
            turn=Turn.STATE,
            touches=frozenset({(WINDOW, None)}),
            edit=partial(put, steps=("filed_on",), value=day),
            told=Told(words, "filed_on", filed_on, day),
        )

    # -- members ----------------------------------------------------------------------------------

    def add_member(self, choice: Choice) -> Iterator[Draft]:
        """Name an anchor member where no member is stated."""
        if self.members:
            return
        member = _of(choice, Member)
        yield Draft(
            choice,
            slot="members",
            turn=Turn.ADD,
            touches=frozenset(
                {(ANCHORS, None), (SUBMITTER, None)}
                | {(rule, name) for rule in (MEMBERS, PROVIDERS) for name in (None, member.name)}
            ),
            edit=partial(put, steps=("members",), value=(member,)),
            told=Told(choice.says, "members", self.proposal.members, (member,)),
        )

    def anchor(self, choice: Choice) -> Iterator[Draft]:
        """Make one member the anchor, and no other."""
        if not self.anchor_in_question:
            return
        stated = [n for n, one in enumerate(self.members) if Role.ANCHOR in (one.roles or ())]
        for n, member in enumerate(self.members):
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

    def submitter(self, choice: Choice) -> Iterator[Draft]:
        """Let one member submit."""
        if not self.anchor_in_question:
            return
        added = [_of(one, Member) for one in self._adding("add_member")]
        for n, member in enumerate([*self.members, *added]):
            named = self.proposal.submitted_by
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

    def role(self, choice: Choice) -> Iterator[Draft]:
        """State the role of a member whose roles are not stated."""
        roles = tuple(Role(one) for one in choice.value)
        for n, member in enumerate(self.members):
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

    def remove_member(self, choice: Choice) -> Iterator[Draft]:
        """Remove a member that a finding stands against."""
        for n in self.going:
            member = self.members[n]
            if self.helps(choice, member.name):
                edits: list[Edit] = [
                    partial(keeping_owners, place=n, named=self._known_of(n)),
                    partial(renamed, spellings=self.companies.spellings(member.name), name=None),
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
                    touches=self._touched_by_leaving(n) | {(KEPT, "members")},
                    edit=partial(_each_edit, edits=edits),
                    told=Told(
                        choice.says.format(subject=member.name), f"members[{n}]", member, None
                    ),
                )

    def replace_member(self, choice: Choice) -> Iterator[Draft]:
        """Put another company in the place of a member that a finding stands against."""
        for n in self.going:
            member = self.members[n]
            if self.helps(choice, member.name):
                name = self._replacement_of(member.name)
                new = _of(choice, Member, name=name).model_copy(update={"roles": member.roles})
                edits: list[Edit] = [
                    partial(keeping_owners, place=n, named=self._known_of(n)),
                    partial(renamed, spellings=self.companies.spellings(member.name), name=name),
                    partial(_member_replaced, place=n, new=new),
                ]
                if self._submits(member.name) and not self.asked.filed:
                    edits.append(partial(put, steps=("submitted_by",), value=name))
                touches = {(MEMBERS, member.name), *self._service_keys(member.name)}
                touches |= self._linked(n)
                touches |= {(SUBMITTER, None)} if self._may_submit(member.name) else set()
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

    def _touched_by_leaving(self, n: int) -> frozenset[Key]:
        member = self.members[n]
        touches: set[Key] = {(MEMBERS, member.name), *self._service_keys(member.name)}
        touches |= self._linked(n) | self._touched_by_silence(self.companies.spellings(member.name))
        if Role.ANCHOR in (member.roles or (Role.ANCHOR,)):
            touches |= {(ANCHORS, None), (SUBMITTER, None)}
        if self._may_submit(member.name):
            touches.add((SUBMITTER, None))
        return frozenset(touches)

    def _service_keys(self, name: str) -> set[Key]:
        """Return the findings on providers that a company's leaving may turn: those of its name."""
        alike = set(self.companies.alike(name))
        nobody: set[Key] = {(PROVIDERS, None)} if self.proposal.members is None else set()
        return {(PROVIDERS, one) for one in alike | {name}} | nobody

    def _touched_by_silence(self, spellings: Collection[str]) -> set[Key]:
        """Return the findings that rest on lists which would lose these names."""
        touches: set[Key] = set()
        for layer in LAYERS:
            providers = at(self.proposal, ("layers", layer, "providers"))
            if set(providers or ()).intersection(spellings):
                touches.add((COVERED, None))
        for verb in BUSINESS:
            if set(at(self.proposal, ("business_model", verb)) or ()).intersection(spellings):
                touches.add((BUILT, None))
        return touches

    def _known_of(self, n: int) -> tuple[Holder, ...]:
        """Return what a member states of companies that own a part of other members too."""
        member = self.members[n]
        concern = set(self.asked.law(MEMBERS).get("countries_of_concern", ()))
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
        return tuple(one for one in holders if self.companies.owning(one.name) - {n})

    def _linked(self, n: int) -> set[Key]:
        """Return the findings on members that have an owner whom this member speaks of."""
        owned = {other for one in self._known_of(n) for other in self.companies.owning(one.name)}
        return {(MEMBERS, self.members[other].name) for other in owned - {n}}

    def _submits(self, name: str) -> bool:
        """Whether the stated submitter is this member, and can be no other."""
        named = self.proposal.submitted_by
        if named is None:
            return False
        exact = [one.name for one in self.members if company_key(one.name) == company_key(named)]
        short = [
            one.name for one in self.members if mentioned_key(one.name) == mentioned_key(named)
        ]
        return (exact or short) == [name]

    def _may_submit(self, name: str) -> bool:
        named = self.proposal.submitted_by
        return named is not None and mentioned_key(named) == mentioned_key(name)

    def _replacement_of(self, name: str) -> str:
        new = _REPLACED.format(name=name[:250])
        self.original[new] = name
        return new

    # -- providers that are no members ------------------------------------------------------------

    def remove_provider(self, choice: Choice) -> Iterator[Draft]:
        """Do without a provider that is no member."""
        yield from self._providers(choice, None)

    def replace_provider(self, choice: Choice) -> Iterator[Draft]:
        """Replace a provider that is no member."""
        yield from self._providers(choice, _of(choice, ServiceProvider, name="x"))

    def _providers(self, choice: Choice, new: ServiceProvider | None) -> Iterator[Draft]:
        stated = self.proposal.service_providers or ()
        entries = {one.name: n for n, one in enumerate(stated)}
        members = {one.name for one in self.members}
        named = sorted(
            subject
            for rule, subject in self.asked.failing
            if rule == PROVIDERS and subject is not None and subject not in members
        )
        for order, name in enumerate(named):
            place = entries.get(name)
            spellings = self.companies.spellings(name)
            successor = None
            if new is not None:
                successor = new.model_copy(update={"name": self._replacement_of(name)})
            told_name = None if successor is None else successor.name
            silence = self._touched_by_silence(spellings) if successor is None else set()
            path = "service_providers" + ("" if place is None else f"[{place}]")
            words = choice.says.format(subject=name)
            before = name if place is None else stated[place]
            yield Draft(
                choice,
                subject=name,
                slot=f"provider {name}",
                turn=Turn.REMOVE if successor is None else Turn.ADD,
                order=-(place or 0) if successor is None else order,
                touches=frozenset(self._service_keys(name) | silence),
                edit=partial(
                    _provider_changed,
                    place=place,
                    spellings=spellings,
                    name=told_name,
                    new=successor,
                ),
                told=Told(words, path, before, successor),
            )

    # -- hardware ---------------------------------------------------------------------------------

    def share(self, choice: Choice) -> Iterator[Draft]:
        """State the presumed share of U.S. content, or raise the stated one to it."""
        line = self.asked.law(CONTENT).get("presumed_share_percent")
        before = at(self.proposal, (*_HARDWARE, "us_content_percent"))
        items = at(self.proposal, (*_HARDWARE, "items"))
        if line is None or items is not None or (before is None) != (choice.where == "untold"):
            return
        if before is not None and before >= line:
            return
        path = "layers.hardware.us_content_percent"
        words = choice.says.format(before=spoken(before), after=spoken(line))
        yield Draft(
            choice,
            slot=path,
            turn=Turn.STATE,
            touches=self._reading(path, None)
            | {(CONTENT, None), (EFFORTS, None)}
            | self._layer_of(path),
            edit=partial(put, steps=(*_HARDWARE, "us_content_percent"), value=line),
            told=Told(words, path, before, line),
        )

    def source(self, choice: Choice) -> Iterator[Draft]:
        """Source anew the items whose origin is not stated."""
        items = at(self.proposal, (*_HARDWARE, "items")) or ()
        open_ = [n for n, one in enumerate(items) if one.value_usd and not one.us_origin_value_usd]
        open_ = [n for n in open_ if items[n].us_origin_value_usd is None]
        if open_ and self.fails(CONTENT, EFFORTS):
            path = "layers.hardware.items[].us_origin_value_usd"
            names = [items[n].name or f"item {n + 1}" for n in open_]
            before = tuple(one.us_origin_value_usd for one in items)
            after = tuple(
                one.value_usd if n in open_ else one.us_origin_value_usd
                for n, one in enumerate(items)
            )
            yield Draft(
                choice,
                slot="items of open origin",
                turn=Turn.STATE,
                touches=frozenset({(CONTENT, None), (EFFORTS, None)}),
                edit=partial(_with_origins, origins=after),
                told=Told(choice.says.format(subject=listed(names)), path, before, after),
            )

    def raise_(self, choice: Choice) -> Iterator[Draft]:
        """Raise the U.S.-origin value of items whose value and origin are stated."""
        line = self.asked.law(CONTENT).get("presumed_share_percent")
        items = at(self.proposal, (*_HARDWARE, "items"))
        if line is None or not items or not self.fails(CONTENT, EFFORTS) or not room_for(items):
            return
        yield Draft(
            choice,
            slot="items of stated origin",
            turn=Turn.SUM,
            touches=frozenset({(CONTENT, None), (EFFORTS, None)}),
            edit=partial(_with_raised, line=line),
            told=partial(_raise_told, choice=choice, line=line),
        )

    # -- markets and models -----------------------------------------------------------------------

    def add_market(self, choice: Choice) -> Iterator[Draft]:
        """Name a country as target market, beside what is stated."""
        markets = self.proposal.markets or ()
        new = _of(choice, Market)
        bound = [name for name in choice.rules if name != MARKET]
        if not self.fails(MARKET, *(bound if not markets else ())):
            return
        keys: set[Key] = {(name, subject) for name in bound for subject in (None, new.name)}
        yield Draft(
            choice,
            slot="markets",
            turn=Turn.ADD,
            touches=frozenset(keys | {(MARKET, None), (KEPT, "markets")}),
            edit=partial(_market_added, new=new),
            told=Told(choice.says, f"markets[{len(markets)}]", None, new),
        )

    def remove_market(self, choice: Choice) -> Iterator[Draft]:
        """Leave out a market that a finding stands against."""
        rules = self.asked.catalogue.rules.items()
        per_market = [name for name, rule in rules if "markets" in rule.decision.reads()]
        for n, market in enumerate(self.proposal.markets or ()):
            if self.helps(choice, market.name):
                keys: set[Key] = {(name, market.name) for name in per_market if name != MARKET}
                yield Draft(
                    choice,
                    subject=f"{n}",
                    slot=f"markets[{n}]",
                    turn=Turn.REMOVE,
                    order=-n,
                    touches=frozenset(keys | {(MARKET, None), (KEPT, "markets")}),
                    edit=partial(without_item, name="markets", place=n),
                    told=Told(
                        choice.says.format(subject=market.name), f"markets[{n}]", market, None
                    ),
                )

    def remove_model(self, choice: Choice) -> Iterator[Draft]:
        """Leave out a model that is, or may be, open-weight and from a country of concern."""
        for n, model in self._models_in_question():
            path = f"layers.models.models[{n}]"
            yield Draft(
                choice,
                subject=f"{n}",
                slot=path,
                turn=Turn.REMOVE,
                order=-n,
                touches=frozenset({(MODELS, None), (COVERED, None), (EACH + MODELS, path)}),
                edit=partial(_model_dropped, place=n),
                told=Told(choice.says.format(subject=model.name), path, model, None),
            )

    def replace_model(self, choice: Choice) -> Iterator[Draft]:
        """Replace such a model by another."""
        for n, model in self._models_in_question():
            path = f"layers.models.models[{n}]"
            new = _of(choice, Model, name=self._replacement_of(model.name))
            yield Draft(
                choice,
                subject=f"{n}",
                slot=path,
                turn=Turn.ADD,
                touches=frozenset({(MODELS, None), (EACH + MODELS, path)}),
                edit=partial(put, steps=("layers", "models", "models", n), value=new),
                told=Told(choice.says.format(subject=model.name), path, model, new),
            )

    def _models_in_question(self) -> Iterator[tuple[int, Model]]:
        concern = self.asked.law(MODELS).get("countries_of_concern", ())
        stated: Sequence[Model] = at(self.proposal, ("layers", "models", "models")) or ()
        for n, model in enumerate(stated):
            elsewhere = model.developer_country not in {None, *concern}
            if self.fails(MODELS) and model.open_weight is not False and not elsewhere:
                yield n, model


_BUILDERS: Mapping[str, Callable[[_Offering, Choice], Iterator[Draft]]] = {
    "state": _Offering.state,
    "cover": _Offering.cover,
    "file": _Offering.file,
    "add_member": _Offering.add_member,
    "anchor": _Offering.anchor,
    "submitter": _Offering.submitter,
    "role": _Offering.role,
    "remove_member": _Offering.remove_member,
    "replace_member": _Offering.replace_member,
    "remove_provider": _Offering.remove_provider,
    "replace_provider": _Offering.replace_provider,
    "share": _Offering.share,
    "raise": _Offering.raise_,
    "source": _Offering.source,
    "add_market": _Offering.add_market,
    "remove_market": _Offering.remove_market,
    "remove_model": _Offering.remove_model,
    "replace_model": _Offering.replace_model,
}


def _constant(_: Proposal, told: Told) -> Told:
    return told


def _of(choice: Choice, kind: type[Any], **more: object) -> Any:
    """Return a choice's value as a member, provider, market or model."""
    return kind.model_validate({**choice.value, **more})


@lru_cache(maxsize=5_000)
def _reads(rule: Rule, path: str) -> bool:
    """Whether a rule reads a fact that stands at a path, above it or below it.

    Only the rule on layers looks at whatever is stated within a part.
    """
    return any(
        one == path
        or one.startswith((f"{path}.", f"{path}[]"))
        or (rule.id == COVERED and path.startswith(f"{one}."))
        for one in rule.decision.reads()
    )


def _written(steps: Sequence[str | int]) -> str:
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _each_edit(proposal: Proposal, edits: Sequence[Edit]) -> Proposal:
    for edit in edits:
        proposal = edit(proposal)
    return proposal


def _cover(proposal: Proposal, layer: str, description: str) -> Proposal:
    stated = at(proposal, ("layers", layer))
    if not isinstance(stated, Layer):
        proposal = put(proposal, ("layers", layer), None)
    changed: Proposal = put(proposal, ("layers", layer, "description"), description)
    return changed


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


def _provider_changed(
    proposal: Proposal,
    place: int | None,
    spellings: Collection[str],
    name: str | None,
    new: ServiceProvider | None,
) -> Proposal:
    proposal = renamed(proposal, spellings, name)
    stated = proposal.service_providers or ()
    if place is None:
        if new is None:
            return proposal
        return proposal.model_copy(update={"service_providers": (*stated, new)})
    kept = () if new is None else (new,)
    return proposal.model_copy(
        update={"service_providers": (*stated[:place], *kept, *stated[place + 1 :])}
    )


def _market_added(proposal: Proposal, new: Market) -> Proposal:
    return proposal.model_copy(update={"markets": (*(proposal.markets or ()), new)})


def _model_dropped(proposal: Proposal, place: int) -> Proposal:
    layer = without_item(at(proposal, ("layers", "models")), "models", place)
    changed: Proposal = put(proposal, ("layers", "models"), layer)
    return changed


def _with_origins(proposal: Proposal, origins: Sequence[Decimal | None]) -> Proposal:
    items = tuple(
        item.model_copy(update={"us_origin_value_usd": origin})
        for item, origin in zip(at(proposal, (*_HARDWARE, "items")), origins, strict=True)
    )
    changed: Proposal = put(proposal, (*_HARDWARE, "items"), items)
    return changed


def _with_raised(proposal: Proposal, line: Decimal) -> Proposal:
    sums = raised(at(proposal, (*_HARDWARE, "items")), line)
    return proposal if sums is None else _with_origins(proposal, sums.origins)


def _raise_told(proposal: Proposal, choice: Choice, line: Decimal) -> Told:
    items = at(proposal, (*_HARDWARE, "items"))
    sums = raised(items, line)
    if sums is None:
        return Told(choice.says, "layers.hardware.items", None, None)
    names = [items[n].name or f"item {n + 1}" for n in sums.alone or sums.used]
    template = choice.each if len(sums.alone) > 1 else choice.one if sums.alone else choice.several
    words = choice.says.format(
        amount=dollars(sums.amount),
        before=dollars(sums.before),
        after=dollars(sums.before + sums.amount),
        places=template.format(items=listed(names)),
    )
    if len(sums.used) == 1:
        place = sums.used[0]
        path = f"layers.hardware.items[{place}].us_origin_value_usd"
        return Told(words, path, items[place].us_origin_value_usd, sums.origins[place])
    before = tuple(item.us_origin_value_usd for item in items)
    return Told(words, "layers.hardware.items[].us_origin_value_usd", before, sums.origins)
