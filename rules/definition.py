"""A rule as counsel reads it: one YAML page, with its words, its numbers and its examples."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from rules.errors import RulePageError
from rules.outcome import Kind, Outcome
from rules.proposal import Proposal

DEFINITIONS = Path(__file__).parent / "definitions"

ParameterValue = Decimal | date | tuple[str, ...]


class Page(BaseModel):
    """Base of the parts of a page."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DatedValue(Page):
    """A number, day or list that the law gives, from when on, and who says so."""

    value: ParameterValue
    from_: date = Field(alias="from")
    source: str = Field(description="The provision that it is taken from.")


class BranchPage(Page):
    """One way for the rule to come out, and what we say then."""

    outcome: Outcome
    says: str


class FactWording(Page):
    """How we ask for a fact, and why it matters."""

    ask: str
    why: str


class Example(Page):
    """Facts, and how the rule comes out on them; every example is run as a test.

    `expect` maps a subject to its outcome where the rule runs once for each member or market.
    """

    name: str
    given: Proposal
    as_of: date = date(2026, 5, 1)
    expect: Outcome | dict[str, Outcome]


class RuleDefinition(Page):
    """A rule's page."""

    id: str
    title: str
    kind: Kind
    provisions: tuple[str, ...] = Field(min_length=1)
    in_force_from: date
    parameters: dict[str, tuple[DatedValue, ...]] = Field(default_factory=dict)
    branches: dict[str, BranchPage]
    unknown: tuple[str, ...] = Field(
        min_length=1,
        description="What we say where a deciding fact is not stated: the first of these whose "
        "figures are all at hand.",
    )
    nothing_stated: str | None = Field(
        default=None, description="What we say where the list that the rule runs over is absent."
    )
    nobody: str | None = Field(
        default=None,
        description="What we say where the rule runs over subjects and there is none.",
    )
    told_unasked: tuple[str, ...] | None = Field(
        default=None,
        description="The branches that are told when a fact leads to them, without being asked "
        "about; all of them where this is left out.",
    )
    facts: dict[str, FactWording]
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _dated_in_order(self) -> Self:
        for name, values in self.parameters.items():
            days = [value.from_ for value in values]
            if days != sorted(set(days)):
                message = f"the values of `{name}` are not in the order of their days"
                raise ValueError(message)
        return self

    def is_told_unasked(self, branch: str | None) -> bool:
        """Whether what comes of a branch is told without being asked about."""
        return self.told_unasked is None or branch in self.told_unasked

    def parameters_on(self, day: date) -> dict[str, ParameterValue]:
        """Return each parameter's value in force on a day; absent where none is yet."""
        found: dict[str, ParameterValue] = {}
        for name, values in self.parameters.items():
            for value in values:
                if value.from_ <= day:
                    found[name] = value.value
        return found


def read_definition(path: Path) -> RuleDefinition:
    """Read one rule; its id is the file's name.

    Raises:
        RulePageError: The page is not what a page must be; every fault is named.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    try:
        return RuleDefinition.model_validate({"id": path.stem, **content})
    except ValidationError as error:
        lines = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        message = f"`rules/definitions/{path.name}` cannot be used: {lines}."
        raise RulePageError(message) from error
