"""What can go wrong with measurements. A score under its floor is a result, not an error.

* EvalsError
  * CaseFileError       a file of cases cannot be read; every fault names file and line
  * FloorsError         `evals/floors.yaml` cannot be used
  * FirstAnswerError    the fresh process that the bench starts did not answer
  * ServingError        the server that the soak starts did not answer, or answered a problem
  * RunError            a run cannot be made, or its record cannot be read
"""

from collections.abc import Sequence
from dataclasses import dataclass


class EvalsError(Exception):
    """Base of every error raised by `evals`."""


@dataclass(frozen=True)
class CaseFault:
    """One thing that is wrong in a file of cases.

    It tells the place and what was expected, never the words that stand there: a held-out
    question stays unread even where its line is broken.
    """

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        field = f" `{self.field}`:" if self.field else ""
        return f"{self.file}:{self.line}:{field} {self.expected}"


class CaseFileError(EvalsError):
    """Files of cases cannot be read; every fault is in `faults`."""

    def __init__(self, faults: Sequence[CaseFault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"The cases cannot be used: {count}. evals/README.md lists the fields.\n{lines}"
        )


class FloorsError(EvalsError):
    """`evals/floors.yaml` cannot be used."""


class ServingError(EvalsError):
    """The server that the soak starts did not come up, or did not answer as it should."""


class FirstAnswerError(EvalsError):
    """The fresh process that the bench starts did not answer."""


class RunError(EvalsError):
    """A run cannot be made, or a record of one cannot be read."""
