"""What can go wrong with the mutation test. A survivor is a result, not an error.

* EvalsError
  * MutationError         the run cannot be started, or its reviewed files are wrong
    * WrongTrialsError    examples or cases do not hold on the rules as they are
    * StaleEntriesError   reviewed entries match no survivor, or another number of them
"""

from collections.abc import Sequence

from evals.errors import EvalsError


class MutationError(EvalsError):
    """The run cannot be started, or its reviewed files are wrong."""


class WrongTrialsError(MutationError):
    """Examples or cases do not hold on the rules as they are, so they can judge no mutant."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"The rules come out otherwise than these say; mend them first.\n{lines}")


class StaleEntriesError(MutationError):
    """Reviewed entries match no survivor, or another number of them."""

    def __init__(self, file: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"`{file}` is out of date; correct or remove these entries.\n{lines}")
