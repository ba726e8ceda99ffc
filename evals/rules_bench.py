"""How fast the rules are, by themselves: no index, no sentences, no server. It reports only.

Figures are those that the project has set itself: a whole assessment with its proofs, a very
large one, the least changes to a goal, and memory over many assessments.
"""

import gc
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from evals.bench import Figure
from evals.invented_proposal import invented
from evals.measures import percentile
from rules.assessment import assess
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from rules.what_if import NO_OBSTACLE, what_if

AS_OF = date(2026, 5, 20)
ASSESSMENT_P95_TARGET_MS = 1.0
LARGE_TARGET_MS = 100.0
WHAT_IF_P50_TARGET_MS = 50.0
MEMORY_TARGET_MB = 1.0
_ASSESSMENTS_A_ROUND = 500
_LARGE_A_ROUND = 10
_WARM_UP = 2_000

Heard = Callable[[str], None]


def rules_measured(
    *, rounds: int, repeated: int, heard: Heard = lambda _: None
) -> Iterator[Figure]:
    """Measure the rules in this process; `repeated` assessments are made to watch memory.

    The process is kept on one core, where the system can do that: the targets are for one.
    """
    _keep_to_one_core()
    catalogue = packaged_catalogue()
    usual, large = invented(members=6, items=20), invented(members=500, items=1_000)
    run = partial(assess, as_of=AS_OF, catalogue=catalogue)
    heard("Assessments of 6 members, 5 layers and 20 items")
    _times(partial(run, usual), _ASSESSMENTS_A_ROUND)
    took = [_times(partial(run, usual), _ASSESSMENTS_A_ROUND) for _ in range(rounds)]
    yield Figure("assessment with proofs, p50", "ms", _each(took, 50))
    yield Figure("assessment with proofs, p95", "ms", _each(took, 95), ASSESSMENT_P95_TARGET_MS)
    heard("Assessments of 500 members and 1,000 items")
    took = [_times(partial(run, large), _LARGE_A_ROUND) for _ in range(rounds)]
    yield Figure("500 members, 1,000 items, p95", "ms", _each(took, 95), LARGE_TARGET_MS)
    heard("Least changes")
    spoiled = list(with_obstacles())
    changes = [_what_if_times(spoiled) for _ in range(rounds)]
    yield Figure("what-if, p50", "ms", _each(changes, 50), WHAT_IF_P50_TARGET_MS)
    yield Figure("what-if, p95", "ms", _each(changes, 95))
    heard(f"Memory over {repeated:,} assessments")
    grown = memory_growth(partial(run, usual), repeated)
    yield Figure(f"memory grown in {repeated:,}", "MB", (grown,), MEMORY_TARGET_MB)


def _keep_to_one_core() -> None:
    usable = getattr(os, "sched_getaffinity", None)
    if usable is not None:
        os.sched_setaffinity(0, {min(usable(0))})


def _what_if_times(proposals: list[Proposal]) -> list[float]:
    found = partial(what_if, goal=NO_OBSTACLE, as_of=AS_OF, catalogue=packaged_catalogue())
    return [statistics.median(_times(partial(found, one), 3)) for one in proposals]


def _times(work: Callable[[], object], count: int) -> list[float]:
    times = []
    for _ in range(count):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1_000)
    return times


def _each(rounds: list[list[float]], share: int) -> tuple[float, ...]:
    return tuple(percentile(times, share) for times in rounds)


def memory_growth(work: Callable[[], object], count: int) -> float:
    """Return by how many megabytes the most memory ever held grows over so many calls."""
    for _ in range(min(count, _WARM_UP)):
        work()
    gc.collect()
    before = _peak_mb()
    for _ in range(count):
        work()
    return _peak_mb() - before


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # The system counts kilobytes, or bytes on macOS.
    return peak / (1_048_576 if sys.platform == "darwin" else 1_024)


def with_obstacles() -> Iterator[Proposal]:
    """Give the invented proposal with one thing in its way, with two, with more, and nothing."""
    whole = invented(members=6, items=20)
    together = whole
    for spoiled in _SPOILED:
        yield Proposal.model_validate(_over(whole.model_dump(), spoiled))
        together = Proposal.model_validate(_over(together.model_dump(), spoiled))
        yield together
    yield Proposal()


_SPOILED: tuple[Mapping[str, Any], ...] = (
    {"track": "on_demand"},
    {"members": {1: {"roles": ("anchor",)}}},
    {"members": {2: {"headquarters": "CN"}}},
    {"layers": {"data": "none"}},
    {"members": {4: {"incorporated_in": "RU"}}},
    {"markets": {0: {"national_interest": "none"}}},
    {"submitted_by": "A stranger"},
)
"""What is put over the invented proposal; the items of a list by their places."""


def _over(told: Any, news: Any) -> Any:
    if isinstance(news, Mapping) and isinstance(told, tuple):
        return tuple(_over(item, news[n]) if n in news else item for n, item in enumerate(told))
    if isinstance(news, Mapping) and isinstance(told, dict):
        return told | {name: _over(told[name], value) for name, value in news.items()}
    return news
