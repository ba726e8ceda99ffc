"""One run: everything is asked and recorded, and only then scored."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.library import Library
from evals.errors import RunError
from evals.measures import percentile
from evals.suites.collecting import Suite, Tier
from evals.suites.door import Door
from evals.suites.record import Record
from evals.suites.scoring import Score
from evals.suites.statistics import Interval, wilson

Heard = Callable[[str, int, int], None]
"""Hears (suite, cases done, cases in all)."""


@dataclass(frozen=True)
class SuiteResult:
    """The scores of one suite."""

    name: str
    tier: Tier
    scores: tuple[Score, ...]

    @property
    def passed(self) -> int:
        """Cases that are wholly right."""
        return sum(one.passed for one in self.scores)

    @property
    def share(self) -> float:
        """Their share."""
        return self.passed / len(self.scores)

    @property
    def interval(self) -> Interval:
        """Where that share lies, with 95 percent confidence."""
        return wilson(self.passed, len(self.scores))

    @property
    def points(self) -> float:
        """Mean of +1, 1/2, 0 and -1."""
        return sum(one.points for one in self.scores) / len(self.scores)

    @property
    def coverage(self) -> float:
        """Of the cases that ask for an answer, the share that got one."""
        asked = [one for one in self.scores if one.asked_for_answer]
        return sum(one.answered for one in asked) / len(asked) if asked else 1.0

    @property
    def harmful(self) -> int:
        """Cases in which something false was found, which is worse than something missing."""
        return sum(one.points < 0 for one in self.scores)

    @property
    def categories(self) -> dict[str, tuple[int, int]]:
        """Right cases and all, by category."""
        told: dict[str, tuple[int, int]] = {}
        for one in self.scores:
            right, total = told.get(one.category, (0, 0))
            told[one.category] = (right + one.passed, total + 1)
        return told

    def ms(self, percent: float) -> float:
        """Return a percentile of the time that a case took."""
        return percentile([one.ms for one in self.scores], percent)

    @property
    def words(self) -> float:
        """The median length of what was said, in words."""
        return percentile([one.words for one in self.scores], 50)


@dataclass(frozen=True)
class Run:
    """All results, the answers that they come from, and the hashes of what gave them."""

    results: tuple[SuiteResult, ...]
    records: tuple[Record, ...]
    hashes: dict[str, str]
    skipped: tuple[str, ...] = ()

    def result(self, suite: str) -> SuiteResult | None:
        """Return the result of a suite, if it was run."""
        return next((one for one in self.results if one.name == suite), None)


def run(
    door: Door,
    suites: Sequence[Suite],
    library: Library | None,
    heard: Heard = lambda *_: None,
) -> Run:
    """Ask and record all cases of all suites, then score what was recorded.

    Raises:
        RunError: There is nothing to run, or nobody answers.
    """
    if not suites:
        message = "No suite has a case. Name a folder with `--cases`, or other suites."
        raise RunError(message)
    try:
        hashes = door.hashes()
    except OSError as error:
        message = f"Nobody answers: {error}. Start the server, or leave `--base-url` out."
        raise RunError(message) from error
    recorded = {suite.name: _asked(door, suite, heard) for suite in suites}
    results = tuple(scored(suite, recorded[suite.name], library) for suite in suites)
    records = tuple(one for each in recorded.values() for many in each.values() for one in many)
    return Run(results, records, hashes)


def _asked(door: Door, suite: Suite, heard: Heard) -> dict[str, list[Record]]:
    records: dict[str, list[Record]] = {}
    for number, (name, case) in enumerate(suite.cases.items(), start=1):
        records[name] = list(suite.ask(door, name, case))
        heard(suite.name, number, len(suite.cases))
    return records


def scored(suite: Suite, records: dict[str, list[Record]], library: Library | None) -> SuiteResult:
    """Score the recorded answers of a suite."""
    scores = tuple(
        suite.score(name, case, records.get(name, []), library)
        for name, case in suite.cases.items()
    )
    return SuiteResult(suite.name, suite.tier, scores)


def at_hand(door: Door, library: Library) -> Library | None:
    """Return the library where the answers come from it, so that citations can be followed."""
    return library if door.hashes().get("corpus") == library.digest else None


def folder(path: Path) -> Path:
    """Make the folder of a run's files.

    Raises:
        RunError: It cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"`{path}` cannot be made: {error.strerror}. Name another with `--out`."
        raise RunError(message) from error
    return path
