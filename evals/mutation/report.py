"""The mutation test as lines for the terminal and as data for JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from evals.mutation.mutant import Fate, Judged, Mutant
from evals.mutation.review import Entry, reviewed

FLOOR = 0.95
"""The least acceptable share of errors that examples and cases notice."""


@dataclass(frozen=True)
class Tally:
    """How the mutants of one file, or of all, fared; equivalent ones are counted apart."""

    file: str
    mutants: int
    killed: int
    equivalent: int

    @property
    def survived(self) -> int:
        """Those that nothing told, though something could."""
        return self.mutants - self.killed - self.equivalent

    @property
    def score(self) -> float:
        """The share of killed ones among those that can be told; 1 where there is none."""
        able = self.mutants - self.equivalent
        return self.killed / able if able else 1.0


@dataclass(frozen=True)
class MutationReport:
    """The whole run."""

    tallies: Sequence[Tally]
    total: Tally
    survivors: Sequence[Mutant]
    equivalent: Sequence[tuple[Mutant, Entry]]
    fates: dict[Fate, int]

    @property
    def passed(self) -> bool:
        """Whether the total score reaches the floor."""
        return self.total.score >= FLOOR


def reported(judged: Sequence[Judged], entries: Sequence[Entry]) -> MutationReport:
    """Add up what became of the mutants."""
    alive = [one.mutant for one in judged if not one.killed]
    equivalent = reviewed(alive, entries)
    told_apart = {id(mutant) for mutant, _ in equivalent}

    def tally(name: str, ones: Sequence[Judged]) -> Tally:
        apart = sum(id(one.mutant) in told_apart for one in ones)
        return Tally(name, len(ones), sum(one.killed for one in ones), apart)

    files = dict.fromkeys(one.mutant.file for one in judged)
    return MutationReport(
        tallies=[tally(file, [one for one in judged if one.mutant.file == file]) for file in files],
        total=tally("all", judged),
        survivors=[mutant for mutant in alive if id(mutant) not in told_apart],
        equivalent=equivalent,
        fates={fate: sum(one.fate is fate for one in judged) for fate in Fate},
    )


def tally_lines(report: MutationReport) -> Iterator[str]:
    """Set the tallies as lines; a table would cut the names of files in a narrow terminal."""
    rows = [("file", "mutants", "killed", "equivalent", "survived", "score")]
    rows += [_cells(row) for row in (*report.tallies, report.total)]
    wide = max(len(row[0]) for row in rows)
    for row in rows:
        cells = (cell.rjust(len(name)) for name, cell in zip(rows[0][1:], row[1:], strict=True))
        yield "  ".join([row[0].ljust(wide), *cells])


def mutation_lines(report: MutationReport) -> Iterator[str]:
    """Tell the reviewed survivors, those that nobody has accounted for, and the score."""
    if report.equivalent:
        yield f"\nEquivalent, as reviewed ({len(report.equivalent)}):"
        for mutant, entry in report.equivalent:
            yield from _diff(mutant)
            yield f"    because {entry.reason}"
    if report.survivors:
        yield f"\nSurvivors ({len(report.survivors)}):"
        for mutant in report.survivors:
            yield from _diff(mutant)
    fates = report.fates
    sign = "at or above" if report.passed else "UNDER"
    yield (
        f"\n{report.total.killed} of {report.total.mutants - report.total.equivalent} errors are "
        f"noticed: {fates[Fate.NOTICED]} by an outcome or a subject, {fates[Fate.CRASHED]} by an "
        f"exception, {fates[Fate.ENDLESS]} by taking too long. "
        f"Score {report.total.score:.3f}, {sign} the floor of {FLOOR:.2f}."
    )


def mutation_data(report: MutationReport) -> dict[str, object]:
    """Return the run as data."""
    return {
        "files": [_tally_data(row) for row in report.tallies],
        "total": _tally_data(report.total),
        "fates": {str(fate): count for fate, count in report.fates.items()},
        "survivors": [asdict(mutant) for mutant in report.survivors],
        "equivalent": [
            asdict(mutant) | {"reason": entry.reason} for mutant, entry in report.equivalent
        ],
        "floor": {"score": FLOOR, "passed": report.passed},
    }


def _tally_data(row: Tally) -> dict[str, object]:
    return asdict(row) | {"survived": row.survived, "score": row.score}


def _cells(row: Tally) -> tuple[str, str, str, str, str, str]:
    counts = (row.mutants, row.killed, row.equivalent, row.survived)
    mutants, killed, equivalent, survived = map(str, counts)
    return row.file, mutants, killed, equivalent, survived, f"{row.score:.3f}"


def _diff(mutant: Mutant) -> Iterator[str]:
    yield f"  {mutant.file}:{mutant.line}"
    yield f"    - {mutant.original}"
    yield f"    + {mutant.mutated}"
