"""Floors: the least acceptable scores, in `evals/floors.yaml`."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, Field, ValidationError

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


class Floors(BaseModel, frozen=True, extra="forbid"):
    """All floors."""

    retrieval: RetrievalFloors
    conversations: ConversationFloors


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
