"""What a comparison of two versions of the official texts came to, kept for those who look later.

Asking both sides every question of the eval suite takes minutes, which no page may. So
`python -m evals diff` keeps what came of it in the store of texts, under the names of both sides.
Nothing that a user said is in it: kept conversations, case files and drafts are compared when they
are looked at, and what is deleted is compared no more.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.changed import Outcome
from corpus.official.files import write_whole

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from corpus.official.store import Snapshot

FOLDER = "changes"


class Side(BaseModel):
    """One side of a comparison: the snapshot of texts, and corpus and rules over it, by hash."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    snapshot: str
    corpus: str
    rules: str


class ChangeReport(BaseModel):
    """The questions that come out otherwise, of how many that were asked, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made: datetime
    before: Side
    after: Side
    asked: int
    outcomes: tuple[Outcome, ...]

    def holds(self, before: Side, after: Side) -> bool:
        """Whether corpus and rules of both sides are still those that were compared."""
        return (self.before, self.after) == (before, after)


def side_of(snapshot: "Snapshot", corpus: str, rules: str) -> Side:
    """Name a side."""
    return Side(snapshot=snapshot.digest, corpus=corpus, rules=rules)


def report_of(
    made: datetime,
    sides: "tuple[tuple[Snapshot, Assistant], tuple[Snapshot, Assistant]]",
    asked: int,
    outcomes: Iterable[Outcome],
) -> ChangeReport:
    """Make a report of what came out of asking both sides; what is kept of users is left out."""
    before, after = (
        side_of(snapshot, one.library.digest, one.catalogue.digest) for snapshot, one in sides
    )
    told = tuple(one for one in outcomes if one.of == "question")
    return ChangeReport(made=made, before=before, after=after, asked=asked, outcomes=told)


def keep_report(root: Path, report: ChangeReport) -> Path:
    """Keep a report in the store, in place of an earlier one of the same two snapshots."""
    path = _path(root, report.before.snapshot, report.after.snapshot)
    write_whole(path, report.model_dump_json(indent=1).encode())
    return path


def kept_report(root: Path, before: "Snapshot", after: "Snapshot") -> ChangeReport | None:
    """Return the last report of two snapshots; None where there is none, or it is damaged."""
    try:
        return ChangeReport.model_validate_json(
            _path(root, before.digest, after.digest).read_bytes()
        )
    except (OSError, ValidationError):
        return None


def _path(root: Path, before: str, after: str) -> Path:
    return root / FOLDER / f"{before[:16]}-{after[:16]}.json"
