"""What failed when somebody last looked: `evals/baseline.json`.

It lists failing cases only. A case that it does not list counts as right before, so that a new
case which fails is seen, and is either mended or accepted by name.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, Field, ValidationError

from evals.cases import FOLDER
from evals.errors import RunError
from evals.floors import Floors
from evals.suites.running import Run, SuiteResult
from evals.suites.statistics import least_drop, mcnemar, wilson

BASELINE = FOLDER / "baseline.json"
PAGES = (FOLDER / "README.md", FOLDER.parent / "README.md")
"""The pages that show the figures of the last accepted run."""
_BLOCK = re.compile(r"(?<=<!-- last run -->\n).*?(?=<!-- /last run -->)", re.S)


class Line(BaseModel, frozen=True, extra="forbid"):
    """One suite as it stood."""

    cases: int
    passed: int
    points: float
    coverage: float
    failing: tuple[str, ...]


class Baseline(BaseModel, frozen=True, extra="forbid"):
    """All suites as they stood, and what they were measured on."""

    suites: Mapping[str, Line] = Field(default_factory=dict)
    hashes: Mapping[str, str] = Field(default_factory=dict)
    not_followed: tuple[str, ...] = Field(
        default=(), description="Changed sources that answers do not follow wholly."
    )


class Side(NamedTuple):
    """A case in one of two runs."""

    suite: str
    case: str


@dataclass(frozen=True)
class Flips:
    """What changed between two runs of the same cases."""

    newly_failing: tuple[Side, ...]
    newly_passing: tuple[Side, ...]
    failing_still: int
    passing_still: int

    @property
    def p(self) -> float:
        """How often chance alone would flip so many, by McNemar's exact test."""
        return mcnemar(len(self.newly_failing), len(self.newly_passing))

    @property
    def least_drop(self) -> int:
        """How many cases had to fail newly for this comparison to tell it from chance."""
        return least_drop(len(self.newly_passing))

    @property
    def cases(self) -> int:
        """Cases that were compared."""
        changed = len(self.newly_failing) + len(self.newly_passing)
        return changed + self.failing_still + self.passing_still


def read_baseline(path: Path = BASELINE) -> Baseline:
    """Read the baseline; where there is none, nothing failed before.

    Raises:
        RunError: The file is broken.
    """
    if not path.exists():
        return Baseline()
    try:
        return Baseline.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValidationError) as error:
        message = f"`{path.name}` cannot be used: {error}. Write it anew with `--accept`."
        raise RunError(message) from error


def baseline_of(run: Run, before: Baseline) -> Baseline:
    """Return the baseline that a run would leave; suites that were not run stay as they were."""
    lines = dict(before.suites) | {one.name: _line(one) for one in run.results}
    return before.model_copy(update={"suites": lines, "hashes": run.hashes})


def write_baseline(baseline: Baseline, path: Path = BASELINE) -> None:
    """Write the baseline, one failing case a line."""
    text = json.dumps(baseline.model_dump(mode="json"), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def write_figures(baseline: Baseline, floors: Floors, page: Path) -> None:
    """Put the figures of the last accepted run between the marks of a page, if it has them."""
    rows = ["| suite | right | 95 % | floor |", "|---|---|---|---|"]
    for name, line in baseline.suites.items():
        low, high = wilson(line.passed, line.cases)
        told = f"{line.passed}/{line.cases} | {low:.3f} to {high:.3f} | {floors.of(name):.2f}"
        rows.append(f"| {name} | {told} |")
    table = "\n".join(rows) + "\n"
    text = page.read_text("utf-8")
    page.write_text(_BLOCK.sub(lambda _: table, text), encoding="utf-8")


def _line(result: SuiteResult) -> Line:
    return Line(
        cases=len(result.scores),
        passed=result.passed,
        points=round(result.points, 4),
        coverage=round(result.coverage, 4),
        failing=tuple(sorted(one.case for one in result.scores if not one.passed)),
    )


def against_baseline(results: Sequence[SuiteResult], baseline: Baseline) -> Flips:
    """Compare results with what failed before."""
    before = {
        Side(name, case): False for name, line in baseline.suites.items() for case in line.failing
    }
    now = dict(passing_of(results))
    return flips({side: before.get(side, True) for side in now}, now)


def flips(before: Mapping[Side, bool], now: Mapping[Side, bool]) -> Flips:
    """Compare the cases that both runs have."""
    both = [side for side in now if side in before]
    return Flips(
        newly_failing=tuple(one for one in both if before[one] and not now[one]),
        newly_passing=tuple(one for one in both if now[one] and not before[one]),
        failing_still=sum(not before[one] and not now[one] for one in both),
        passing_still=sum(before[one] and now[one] for one in both),
    )


def passing_of(results: Sequence[SuiteResult]) -> Iterator[tuple[Side, bool]]:
    """Give every case of some results, and whether it is right."""
    for result in results:
        for one in result.scores:
            yield Side(result.name, one.case), one.passed
