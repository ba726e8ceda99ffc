"""The work behind `python -m evals run` and `compare`, apart from the terminal."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library import load_library
from evals.errors import RunError
from evals.floors import packaged_floors
from evals.mutation.last_score import last_score
from evals.suites import running
from evals.suites.baseline import (
    PAGES,
    Baseline,
    Flips,
    Side,
    against_baseline,
    baseline_of,
    flips,
    passing_of,
    read_baseline,
    write_baseline,
    write_figures,
)
from evals.suites.case import Mutant
from evals.suites.cheats import Tried, passing, tried
from evals.suites.collecting import Suite, suites
from evals.suites.door import Door, InProcess, Served
from evals.suites.output import Told, write_all
from evals.suites.planting import Caught, planted, uncaught
from evals.suites.reading import CASES, read_each
from evals.suites.running import Heard, Run
from evals.suites.sources import Followed, followed
from evals.suites.verdict import Code, Verdict, verdict

if TYPE_CHECKING:
    from assistant.answering import Assistant


@dataclass(frozen=True)
class Asked:
    """What a run is asked to do."""

    names: Sequence[str] = ()
    out: Path = Path("var/evals")
    base_url: str | None = None
    private: Path | None = None
    trials: bool = True
    accept: bool = False
    against: Path | None = None


def evaluated(asked: Asked, assistant: "Callable[[], Assistant]", heard: Heard) -> Told:
    """Run, try the measure itself, write every file, and return what is to be told.

    Raises:
        EvalsError: The run is broken: cases cannot be read, or nobody answers.
    """
    floors, before = packaged_floors(), read_baseline()
    folder = running.folder(asked.out)
    chosen = suites(asked.names, asked.private)
    clock = _Clock()
    held = None if asked.base_url else assistant()
    door: Door = InProcess(held) if held else Served(asked.base_url or "")
    library = running.at_hand(door, held.library if held else load_library())
    with clock.over("suites"):
        run = running.run(door, chosen, library, heard)
    cheats, caught, changed = _trials(asked, held, chosen, run, clock)
    change = against_baseline(run.results, before)
    if asked.against is not None:
        change = flips(_results(asked.against), dict(passing_of(run.results)))
    broken = [*passing(cheats), *uncaught(caught)]
    judged = _with_sources(verdict(run, floors, change, broken), changed, before)
    told = Told(
        run=run,
        suites=chosen,
        verdict=judged,
        flips=change,
        floors=floors,
        cheats=cheats,
        caught=caught,
        followed=changed,
        mutation=last_score(run.hashes.get("rules", "")),
        provisions=len(load_library().provisions),
        before=_answers(asked.against) if asked.against else {},
        seconds=clock.seconds,
    )
    write_all(told, folder)
    if asked.accept:
        _accept(told, before)
    return told


def _trials(
    asked: Asked, held: "Assistant | None", chosen: Sequence[Suite], run: Run, clock: "_Clock"
) -> tuple[list[Tried], list[Caught], list[Followed]]:
    """Try cheats, planted bugs and changed sources; a served assistant cannot be changed.

    Where only some suites are run, bugs that others would catch are not planted.
    """
    if not asked.trials or held is None:
        return [], [], []
    with clock.over("cheats"):
        cheats = tried(run, chosen, held.library, packaged_floors())
    if asked.names:
        return cheats, [], []
    with clock.over("planted bugs"):
        door = InProcess(held)
        caught = list(planted(door, chosen, run, library=held.library, catalogue=held.catalogue))
    with clock.over("changed sources"):
        mutants = list(read_each([CASES / "sources.yaml"], Mutant).values())
        changed = list(followed(held, mutants))
    return cheats, caught, changed


def _with_sources(judged: Verdict, changed: Sequence[Followed], before: Baseline) -> Verdict:
    """Weigh the changed sources: one that was followed before has to be followed still."""
    lost = [one.mutant for one in changed if not one.held and one.mutant not in before.not_followed]
    if not lost:
        return judged
    told = f"Answers no longer follow a changed source: {'; '.join(lost)}."
    grave = judged.code in {Code.BROKEN_RUN, Code.RULE_REGRESSION}
    if grave:
        return Verdict(judged.code, (*judged.reasons, told))
    others = judged.reasons if judged.code is not Code.SHIP else ()
    return Verdict(Code.ANSWER_REGRESSION, (told, *others))


def _accept(told: Told, before: Baseline) -> None:
    held = baseline_of(told.run, before)
    if told.followed:
        lost = tuple(one.mutant for one in told.followed if not one.held)
        held = held.model_copy(update={"not_followed": lost})
    write_baseline(held)
    for readme in PAGES:
        write_figures(held, told.floors, readme)


class _Clock:
    """How long each part took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def over(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - start


# -- two runs -----------------------------------------------------------------------------------


def compared(before: Path, after: Path) -> tuple[Flips, list[str]]:
    """Compare the results of two runs; the lines show both answers of each case that changed.

    Raises:
        RunError: A folder holds no results.
    """
    first, second = (_results(folder) for folder in (before, after))
    change = flips(first, second)
    answers = [_answers(folder) for folder in (before, after)]
    lines = []
    for name, sides in (("failing", change.newly_failing), ("passing", change.newly_passing)):
        for side in sides:
            lines.append(f"\nnewly {name}: {side.suite} / {side.case}")
            lines += [
                f"  {word}: {told.get(side, '-')}"
                for word, told in zip(("before", "after "), answers, strict=True)
            ]
    return change, lines


def _results(folder: Path) -> dict[Side, bool]:
    path = folder / "results.jsonl"
    try:
        lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return {Side(one["suite"], one["case"]): bool(one["passed"]) for one in lines}
    except (OSError, ValueError, KeyError) as error:
        message = f"`{path}` holds no results of a run. Make one with `python -m evals run --out`."
        raise RunError(message) from error


def _answers(folder: Path) -> dict[Side, str]:
    from evals.suites.record import read_records

    told: dict[Side, str] = {}
    for one in read_records(folder / "answers.jsonl"):
        reply = one.reply or {}
        text = reply.get("answer") or ", ".join(reply.get("found", ())) or one.error or "-"
        side = Side(one.suite, one.case)
        told[side] = " / ".join(filter(None, (told.get(side), text)))
    return told
