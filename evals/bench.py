"""Latency, cold start and memory. It reports; it never judges: a busy machine is not a fault.

Each figure is the median of several rounds, given with the lowest and the highest of them.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.reply import ChatRequest
from evals.cases import ASKED_ON, FOLDER
from evals.errors import FirstAnswerError
from evals.measures import percentile

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from rules.proposal import Proposal

ANSWER_P50_TARGET_MS = 40.0
ASSESSMENTS_A_ROUND = 50
_PATIENCE_S = 1_800

Heard = Callable[[str], None]
"""Hears what is measured next."""


@dataclass(frozen=True)
class Figure:
    """Something that was measured over rounds."""

    name: str
    unit: str
    rounds: tuple[float, ...]
    target: float | None = None

    @property
    def median(self) -> float:
        """The figure that is reported."""
        return statistics.median(self.rounds)

    @property
    def ratio(self) -> float | None:
        """The median as a multiple of its target: 1 or less is within it."""
        return None if self.target is None else self.median / self.target


@dataclass(frozen=True)
class Machine:
    """Where it was measured; `load` is the load average as the bench began."""

    cores: int
    system: str
    python: str
    load: float | None


def machine() -> Machine:
    """Describe this machine, by the cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return Machine(
        cores=len(usable(0)) if usable else os.cpu_count() or 1,
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    )


def measured(
    questions: Sequence[str], *, rounds: int, build: bool, heard: Heard = lambda _: None
) -> list[Figure]:
    """Measure everything: fresh processes first, while this one is still small."""
    return [
        *cold_starts(rounds=rounds, build=build, heard=heard),
        *in_process(questions, rounds=rounds, heard=heard),
    ]


# -- fresh processes --------------------------------------------------------------------------


class FirstAnswer(NamedTuple):
    """How long a fresh process took to its first answer, and the most memory it held by then."""

    seconds: float
    peak_mb: float


def cold_starts(*, rounds: int, build: bool, heard: Heard = lambda _: None) -> Iterator[Figure]:
    """Measure fresh processes: one that builds the index (if asked), then some that find it."""
    with tempfile.TemporaryDirectory(prefix="exports-bench-") as empty:
        if build:
            heard("Cold start without an index")
            built = first_answer(Path(empty))
            yield Figure("first answer, no index yet", "s", (built.seconds,))
            yield Figure("peak memory, no index yet", "MB", (built.peak_mb,))
            folder = Path(empty)
        else:
            folder = _index_folder()
            heard("Looking for the index")
            first_answer(folder)
        found = []
        for number in range(rounds):
            heard(f"Cold start with the index, round {number + 1} of {rounds}")
            found.append(first_answer(folder))
    yield Figure("first answer, index there", "s", tuple(one.seconds for one in found))
    yield Figure("peak memory, index there", "MB", tuple(one.peak_mb for one in found))


def _index_folder() -> Path:
    from assistant.settings import Settings

    return Settings().index_folder.absolute()


def first_answer(index_folder: Path) -> FirstAnswer:
    """Start a fresh process, and time it from its start to its first answer.

    Raises:
        FirstAnswerError: It ended without an answer.
    """
    command = [sys.executable, "-m", "evals.first_answer", str(index_folder)]
    start = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as complaints,
        subprocess.Popen(  # noqa: S603 (our own module, and a folder that we chose)
            command, cwd=FOLDER.parent, stdout=subprocess.PIPE, stderr=complaints, text=True
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            seconds = time.perf_counter() - start
            code = process.wait(_PATIENCE_S)
        finally:
            process.kill()
        complaints.seek(0)
        if code != 0 or not line:
            message = (
                f"`{' '.join(command[1:])}` ended with {code}: {complaints.read()[-1_000:].strip()}"
            )
            raise FirstAnswerError(message)
    return FirstAnswer(seconds, float(json.loads(line)["peak_mb"]))


# -- in process -------------------------------------------------------------------------------


def in_process(
    questions: Sequence[str], *, rounds: int, heard: Heard = lambda _: None
) -> Iterator[Figure]:
    """Measure answers and an assessment in this process, after a warm-up."""
    from assistant.settings import Settings
    from assistant.wiring import build_assistant
    from evals.first_answer import QUESTION
    from evals.invented_proposal import invented

    heard("Warming up")
    assistant = build_assistant(Settings())
    assistant.warm()
    answer_times(assistant, [QUESTION, *questions[:3]])
    answers, assessments = [], []
    for number in range(rounds):
        heard(f"Answers and assessments, round {number + 1} of {rounds}")
        answers.append(answer_times(assistant, questions))
        assessments.append(assessment_times(assistant, invented(members=6, items=20)))
    p50, p95 = (tuple(percentile(times, share) for times in answers) for share in (50, 95))
    yield Figure("answer, p50", "ms", p50, ANSWER_P50_TARGET_MS)
    yield Figure("answer, p95", "ms", p95)
    yield Figure(
        "assessment, six members, p50", "ms", tuple(percentile(t, 50) for t in assessments)
    )


def answer_times(assistant: "Assistant", questions: Sequence[str]) -> list[float]:
    """Return milliseconds for each question, asked once in a conversation of its own."""
    requests = [ChatRequest(message=question) for question in questions]
    return [
        _milliseconds(partial(assistant.answer, request, today=ASKED_ON)) for request in requests
    ]


def assessment_times(assistant: "Assistant", proposal: "Proposal") -> list[float]:
    """Return milliseconds for each of several assessments of one proposal."""
    return [
        _milliseconds(partial(assistant.assess, proposal, as_of=ASKED_ON))
        for _ in range(ASSESSMENTS_A_ROUND)
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000
