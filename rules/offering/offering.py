"""The changes of one proposal as they are collected, and what each kind of change looks up."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from rules.catalogue import Rule
from rules.change import BUSINESS, Change, Key, at, renamed
from rules.choices import Choice
from rules.conditions.five_layers_covered import LAYERS, described
from rules.least import EACH
from rules.offering.asked import (
    ANCHORS,
    BUILT,
    COVERED,
    MEMBERS,
    PROVIDERS,
    SUBMITTER,
    Asked,
    Draft,
)
from rules.offering.companies import Companies
from rules.proposal import Member, Role

_REPLACED = "a replacement for {name}"


@dataclass
class Offering:
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
        self.companies = Companies(self.proposal)
        bare = self.proposal
        for n in self.going:
            bare = renamed(bare, self.companies.spellings(self.members[n].name), None)
        # What would still be stated if everybody who may have to go went.
        self.bare = bare
        self.anchor_in_question = self.fails(ANCHORS, SUBMITTER) or any(
            Role.ANCHOR in (self.members[n].roles or (Role.ANCHOR,)) for n in self.going
        )

    def take(self, draft: Draft) -> None:
        """Add a change; one that states a fact only where no earlier one has taken its slot."""
        change = draft.change()
        taken = {slot for one in self.changes.values() for slot in one.slots}
        if draft.choice.kind != "state" or taken.isdisjoint(change.slots):
            self.changes.setdefault(change.id, change)

    def fails(self, *rules: str) -> bool:
        """Whether any finding of these rules stands in the way."""
        return any(rule in rules for rule, _ in self.asked.failing)

    def helps(self, choice: Choice, subject: str) -> bool:
        """Whether a finding on a subject stands in the way, that a choice may help."""
        return any((rule, subject) in self.asked.failing for rule in choice.rules)

    def layer_of(self, path: str) -> set[Key]:
        """Return that a layer is covered, where it is not and this states something of it."""
        steps = path.split(".")
        if steps[0] != "layers" or described(at(self.proposal, steps[:2])) is True:
            return set()
        return {(EACH + COVERED, steps[1])}

    def adding(self, kind: str) -> list[Choice]:
        """Return the choices of a kind by which a change has been added so far."""
        return [
            one
            for one in self.asked.choices.choices
            if one.kind == kind and any(each.choice == one.id for each in self.changes.values())
        ]

    def reading(self, path: str, subject: str | None) -> frozenset[Key]:
        """Return the findings that read a fact; over a list, those on the subject."""
        return frozenset(
            (name, subject if rule.decision.each is not None else None)
            for name, rule in self.asked.catalogue.rules.items()
            if _reads(rule, path)
        )

    def service_keys(self, name: str) -> set[Key]:
        """Return the findings on providers that a company's leaving may turn: those of its name."""
        alike = set(self.companies.alike(name))
        nobody: set[Key] = {(PROVIDERS, None)} if self.proposal.members is None else set()
        return {(PROVIDERS, one) for one in alike | {name}} | nobody

    def touched_by_silence(self, spellings: Collection[str]) -> set[Key]:
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

    def replacement_of(self, name: str) -> str:
        """Name the replacement of a company or model, and note what it replaces."""
        new = _REPLACED.format(name=name[:250])
        self.original[new] = name
        return new


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
