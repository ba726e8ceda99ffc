"""What persons have decided on official texts: a YAML file in the store, which counsel can read.

    bindings:   a provision: take these words for it, or take none
    drifts:     a difference: looked at, and why it is none, or that our digest is wrong
    proposals:  an unsettled provision: the words settle it (and where it was written), or do not
    ledger:     a paragraph: rule, definition, discretion, procedure or information
    notices:    a later notice: accepted, rejected or postponed

Each decision names the hash of the words that were looked at: when the words change, it no longer
counts, and the point is open again.
"""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import ReviewFileError
from corpus.official.files import write_whole

FILE = "reviewed.yaml"
_HEAD = """\
# What was decided on official texts, by whom it concerns to decide. Written by
# `python -m corpus bind` and `python -m corpus watch`; may be corrected by hand.
"""


class Decision(StrEnum):
    """What a person decided."""

    ACCEPT = "accept"
    REJECT = "reject"
    POSTPONE = "postpone"


class Label(StrEnum):
    """What a paragraph of an official text is."""

    RULE = "rule"
    DEFINITION = "definition"
    DISCRETION = "discretion"
    PROCEDURE = "procedure"
    INFORMATION = "information"


class _Reviewed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    note: str = ""


class ReviewedWords(_Reviewed):
    """A decision about a provision and words of an official text, named by their hash."""

    text: str
    words: str = Field(pattern=r"^[0-9a-f]{8,64}$")
    decision: Decision


class ReviewedDrift(_Reviewed):
    """A decision about a difference: accepted as none, or rejected, as our digest is wrong."""

    provision: str
    decision: Decision


class ReviewedEntry(_Reviewed):
    """The label of a paragraph."""

    label: Label


class ReviewedNotice(_Reviewed):
    """A decision about a later notice; one that is postponed is asked about again from a day on."""

    decision: Decision
    until: date | None = None


class Review(BaseModel):
    """All decisions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bindings: dict[str, ReviewedWords] = Field(default_factory=dict)
    drifts: dict[str, ReviewedDrift] = Field(default_factory=dict)
    proposals: dict[str, ReviewedWords] = Field(default_factory=dict)
    ledger: dict[str, ReviewedEntry] = Field(default_factory=dict)
    notices: dict[str, ReviewedNotice] = Field(default_factory=dict)

    def with_(self, part: str, name: str, decided: _Reviewed) -> "Review":
        """Return the decisions with one more, or one that takes the place of another."""
        return self.model_copy(update={part: {**getattr(self, part), name: decided}})


def read_review(root: Path) -> Review:
    """Read the decisions that are kept in a store; none where there is no file.

    Raises:
        ReviewFileError: The file is not what it must be; every fault is named.
    """
    path = root / FILE
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Review.model_validate(told or {})
    except FileNotFoundError:
        return Review()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise ReviewFileError(path.name, faults) from error
    except (yaml.YAMLError, OSError, ValueError) as error:
        raise ReviewFileError(path.name, [str(error)]) from error


def write_review(root: Path, review: Review) -> None:
    """Write the decisions, whole or not at all."""
    told = review.model_dump(mode="json", exclude_defaults=True)
    text = yaml.safe_dump(told, sort_keys=True, allow_unicode=True, width=100) if told else ""
    write_whole(root / FILE, f"{_HEAD}{text}".encode())
