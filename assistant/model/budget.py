"""What a model may cost: calls, tokens and seconds of one reply, and a pause after failures."""

import threading
import time
from dataclasses import dataclass, field

from assistant.model.errors import ModelFault, Trouble
from assistant.model.settings import ModelSettings
from assistant.model.speaking import Asked, Said

FAILURES_BEFORE_A_PAUSE = 3
PAUSE_S = 60.0
_LEAST_S = 0.05


@dataclass
class Budget:
    """What is left of a reply's budget, and what of it was spent."""

    calls: int
    tokens: int
    seconds: float
    spent_calls: int = 0
    sent: int = 0
    received: int = 0
    counted: bool = True
    spent_seconds: float = 0.0

    @classmethod
    def of(cls, settings: ModelSettings) -> "Budget":
        """Return the whole budget of a reply."""
        return cls(settings.calls, settings.tokens, settings.seconds)

    @property
    def seconds_left(self) -> float:
        """Seconds that a call may take."""
        return self.seconds - self.spent_seconds

    def admit(self, asked: Asked) -> None:
        """Take one call out of the budget.

        Raises:
            ModelFault: What is left does not hold it.
        """
        used = self.sent + self.received
        if (
            self.spent_calls >= self.calls
            or self.seconds_left < _LEAST_S
            or used + asked.estimate + asked.most_tokens > self.tokens
        ):
            raise ModelFault(Trouble.SPENT)
        self.spent_calls += 1

    def count(self, said: Said) -> None:
        """Count the tokens of an answer."""
        self.sent += said.input_tokens
        self.received += said.output_tokens
        self.counted = self.counted and said.counted

    def count_lost(self, asked: Asked) -> None:
        """Count what a call sent that gave no answer."""
        self.sent += asked.estimate
        self.counted = False


_GRAVE = frozenset(
    {
        Trouble.SLOW,
        Trouble.UNREACHABLE,
        Trouble.RATE_LIMIT,
        Trouble.REFUSED_KEY,
        Trouble.FAILED,
        Trouble.BUSY,
    }
)
"""Failures of the host: the next call would fail as well, and cost its time."""


@dataclass
class Pause:
    """Leaves a host alone for a while after several failures in a row."""

    failures: int = 0
    until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> None:
        """Go on.

        Raises:
            ModelFault: The host is left alone now.
        """
        with self._lock:
            if time.monotonic() < self.until:
                raise ModelFault(Trouble.PAUSED)

    def went_well(self) -> None:
        """Note that a call was answered."""
        with self._lock:
            self.failures = 0

    def failed(self, trouble: Trouble) -> None:
        """Note that a call failed."""
        if trouble not in _GRAVE:
            return
        with self._lock:
            self.failures += 1
            if self.failures >= FAILURES_BEFORE_A_PAUSE:
                self.until = time.monotonic() + PAUSE_S
                self.failures = 0
