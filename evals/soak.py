"""Conversations at once, for a while: no error, no fact of one in another, and how long turns take.

Each conversation states facts that no other states (a company, its country, a share, a market).
After each turn its case file must hold its own and nothing else, and the reply must not name the
company of another.
"""

import random
import statistics
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assistant.reply import ChatReply, ChatRequest
from evals.measures import percentile
from evals.serving import Asked

if TYPE_CHECKING:
    from assistant.answering import Assistant

_DAY = date(2026, 6, 1)
_COUNTRIES = (
    ("Japan", "JP"),
    ("Norway", "NO"),
    ("Brazil", "BR"),
    ("Poland", "PL"),
    ("Chile", "CL"),
    ("Finland", "FI"),
    ("Spain", "ES"),
    ("Canada", "CA"),
    ("Italy", "IT"),
    ("Mexico", "MX"),
)
_MARKETS = (
    "Kenya",
    "Ghana",
    "Peru",
    "Vietnam",
    "Egypt",
    "Jordan",
    "Morocco",
    "Nepal",
    "Senegal",
    "Uruguay",
)
_NAMES = (
    "Quellmark",
    "Torvane",
    "Brindlow",
    "Ostravane",
    "Pelluxid",
    "Harrowgate",
    "Minderoo",
    "Castlefen",
    "Wexcombe",
    "Yarrowdale",
)


@dataclass(frozen=True)
class Script:
    """What one conversation says over and over, and what no other says."""

    number: int

    @property
    def company(self) -> str:
        """The company that it speaks of."""
        return _NAMES[self.number % len(_NAMES)]

    @property
    def market(self) -> str:
        """The market that it sells to."""
        return _MARKETS[self.number % len(_MARKETS)]

    @property
    def share(self) -> int:
        """Its U.S. content in percent."""
        return 31 + self.number

    @property
    def messages(self) -> Sequence[str]:
        """What is said, in order."""
        country, _ = _COUNTRIES[self.number % len(_COUNTRIES)]
        return (
            f"Our servers are {self.share} % U.S. content.",
            f"{self.company} Inc. is headquartered in {country} and is a member.",
            f"We sell to {self.market}.",
            "Do we reach the 51 percent presumption with our hardware?",
            "Who decides?",
        )

    def foreign(self, others: Sequence["Script"], reply: ChatReply) -> Iterator[str]:
        """Give what a reply or its case file holds that only another conversation said."""
        told = reply.model_dump_json(exclude={"citations", "findings"})
        case = reply.case.model_dump_json()
        for other in others:
            if other.number == self.number:
                continue
            if other.company in told:
                yield f"{self.number}: names {other.company}"
            if f'"{other.market}"' in case:
                yield f"{self.number}: holds the market {other.market}"
        hardware = reply.case.layers.hardware if reply.case.layers else None
        share = getattr(hardware, "us_content_percent", None)
        if share is not None and share != self.share:
            yield f"{self.number}: holds {share} percent"


class Load(NamedTuple):
    """How people ask: `pause_s` between a reply and the next message, at least and at most."""

    name: str
    pause_s: tuple[float, float] = (0.0, 0.0)


CLOSED = Load("without a pause")
PEOPLE = Load("with 1 to 3 seconds to think", (1.0, 3.0))


@dataclass
class Soaked:
    """What a soak found; `latencies` and `firsts` (until the first event) are in seconds."""

    conversations: int = 0
    latencies: list[float] = field(default_factory=list)
    firsts: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every turn was answered, and no fact was told elsewhere."""
        return bool(self.latencies) and not self.errors and not self.leaks

    @property
    def line(self) -> str:
        """The figures in a few sentences."""
        if not self.latencies:
            return "No turn was answered."
        told = (
            f"{len(self.latencies):,} turns in {self.conversations:,} conversations: "
            f"{len(self.errors)} errors, {len(self.leaks)} leaks. "
            f"A turn takes {_told(self.latencies)}."
        )
        return f"{told} The first event comes after {_told(self.firsts)}." if self.firsts else told


def _told(seconds: Sequence[float]) -> str:
    return (
        f"{statistics.median(seconds) * 1000:.1f} ms at the median, "
        f"{percentile(seconds, 95) * 1000:.1f} ms at the 95th percentile"
    )


def _placed(error: Exception) -> str:
    """Name an error by its class and the place where it arose."""
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"


def soaked(assistant: "Assistant", *, seconds: float, at_once: int) -> Soaked:
    """Hold conversations at once with an assistant in this process."""

    def ask(request: ChatRequest) -> Asked:
        begun = time.perf_counter()
        reply = assistant.answer(request, today=_DAY)
        took = time.perf_counter() - begun
        return Asked(reply, took, took)

    return held(ask, seconds=seconds, at_once=at_once)


def held(
    ask: Callable[[ChatRequest], Asked],
    *,
    seconds: float,
    at_once: int,
    load: Load = CLOSED,
    heard: Callable[[], None] = lambda: None,
) -> Soaked:
    """Hold conversations at once until time is up; each ends its script."""
    scripts = [Script(number) for number in range(at_once)]
    found = Soaked()
    lock = threading.Lock()
    until = time.monotonic() + seconds

    def hold(script: Script) -> None:
        pauses = random.Random(script.number)  # noqa: S311 (no secret: pauses as people make them)
        while time.monotonic() < until:
            name: str | None = None
            for message in script.messages:
                time.sleep(pauses.uniform(*load.pause_s))
                try:
                    asked = ask(ChatRequest(message=message, conversation_id=name))
                except Exception as error:  # counted, whatever it is
                    with lock:
                        found.errors.append(f"{script.number}: {_placed(error)}")
                    break
                name = asked.reply.conversation_id
                leaks = list(script.foreign(scripts, asked.reply))
                with lock:
                    found.latencies.append(asked.whole_s)
                    found.firsts.append(asked.first_s)
                    found.leaks.extend(leaks)
                    heard()
            with lock:
                found.conversations += 1

    threads = [threading.Thread(target=hold, args=(script,)) for script in scripts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
