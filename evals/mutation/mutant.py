"""A mutant: one error in one file, and how it fared."""

from dataclasses import dataclass
from enum import StrEnum

_LONGEST = 160


@dataclass(frozen=True)
class Mutant:
    """One error: the file and line, what stands there and what the mutant puts there.

    The line is for readers; `original` and `mutated` name the mutant wherever the line moves.
    """

    file: str
    line: int
    original: str
    mutated: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a reviewed entry knows it by."""
        return self.file, self.original, self.mutated


class Fate(StrEnum):
    """What became of a mutant."""

    NOTICED = "noticed"
    CRASHED = "crashed"
    ENDLESS = "endless"
    SURVIVED = "survived"


@dataclass(frozen=True)
class Judged:
    """A mutant, what became of it, and the trial that told."""

    mutant: Mutant
    fate: Fate
    by: str = ""

    @property
    def killed(self) -> bool:
        """Whether a trial told it from the rule as it is."""
        return self.fate is not Fate.SURVIVED


def shortened(text: str) -> str:
    """Write a text in one line, and no longer than a reader needs to know it again."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
