"""What is asked of a proposal, what may be offered for it, and one change in the making."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from rules.catalogue import Catalogue
from rules.change import Change, Edit, Key, Told, Turn
from rules.choices import Choice, Choices
from rules.proposal import Proposal

ANCHORS = "one_anchor_member"
SUBMITTER = "anchor_submits"
MEMBERS = "members_outside_countries_of_concern"
PROVIDERS = "service_providers_outside_compelled_access"
COVERED = "five_layers_covered"
BUILT = "build_own_operate_described"
MARKET = "target_market_named"
CONTENT = "us_hardware_content"
EFFORTS = "us_content_reasonable_efforts"
MODELS = "models_from_countries_of_concern"
WINDOW = "filed_in_window"
COMPLIANCE = "compliance_addressed"
SUPPORT = "support_requested_detailed"
KEPT = "kept"
"""What stands beside the rules: that a list of members or markets is not emptied by removals."""

HARDWARE = ("layers", "hardware")


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


def _constant(_: Proposal, told: Told) -> Told:
    return told


def made(choice: Choice, kind: type[Any], **more: object) -> Any:
    """Return a choice's value as a member, provider, market or model."""
    return kind.model_validate({**choice.value, **more})


def written(steps: Sequence[str | int]) -> str:
    """Return the path of a fact as findings write it: `markets[0].name`."""
    path = ""
    for step in steps:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path
