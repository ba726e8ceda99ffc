"""Floors: the least acceptable scores, in `evals/floors.yaml`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from evals.errors import FloorsError

FLOORS = Path(__file__).parent / "floors.yaml"

Share = Annotated[float, Field(ge=0, le=1)]


class RetrievalFloors(BaseModel, frozen=True, extra="forbid"):
    """Floors of the search."""

    fused_recall_at_5: Share


class ConversationFloors(BaseModel, frozen=True, extra="forbid"):
    """Floors of the facts that are understood, on the tuning half."""

    precision: Share
    recall: Share


class Raised(BaseModel, frozen=True, extra="forbid"):
    """The share of right cases that a suite has to reach, since a day, and why it could rise."""

    share: Share
    since: date
    why: Annotated[str, Field(min_length=1)]


def _only_rising(history: tuple[Raised, ...]) -> tuple[Raised, ...]:
    steps = [(one.since, one.share) for one in history]
    if steps != sorted(steps) or [one.share for one in history] != sorted(s for _, s in steps):
        message = "a floor was lowered; it may only rise, by a further line"
        raise ValueError(message)
    return history


Rising = Annotated[tuple[Raised, ...], Field(min_length=1), AfterValidator(_only_rising)]


class Floors(BaseModel, frozen=True, extra="forbid"):
    """All floors; those of `suites` are kept with their history, and the last one counts."""

    retrieval: RetrievalFloors
    conversations: ConversationFloors
    suites: Mapping[str, Rising] = Field(default_factory=dict)

    def of(self, suite: str) -> float:
        """Return the share of right cases that a suite has to reach; 1 where none is written."""
        return self.suites[suite][-1].share if suite in self.suites else 1.0


def packaged_floors(path: Path = FLOORS) -> Floors:
    """Read the floors.

    Raises:
        FloorsError: The file cannot be read, or is not of this form.
    """
    try:
        return Floors.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = (
            f"`{path.name}` cannot be used. Give `retrieval.fused_recall_at_5`, "
            f"`conversations.precision` and `conversations.recall` in 0..1: {error}"
        )
        raise FloorsError(message) from error
