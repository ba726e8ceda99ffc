"""Survivors that somebody has looked at: no proposal can tell these mutants from the rule.

`evals/rules/equivalent_mutants.yaml` names each by file, the text that stands there and the text
that the mutant puts there, so that it is found again when lines move. `count` says how many
survivors an entry stands for, where the same text stands in several places; a reason holds for all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evals.mutation.errors import MutationError, StaleEntriesError
from evals.mutation.listed import read_list
from evals.mutation.mutant import Mutant

EQUIVALENT = Path(__file__).parents[1] / "rules" / "equivalent_mutants.yaml"

Words = Annotated[str, Field(min_length=1)]


class Entry(BaseModel):
    """A survivor that no proposal can tell from the rule, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Words
    original: Words
    mutated: str
    count: Annotated[int, Field(ge=1)] = 1
    reason: Words

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is known by."""
        return self.file, self.original, self.mutated


def read_entries(path: Path = EQUIVALENT) -> tuple[Entry, ...]:
    """Read the reviewed entries.

    Raises:
        MutationError: The file cannot be read, is not of this form, or names a mutant twice.
    """
    entries = read_list(path, TypeAdapter(tuple[Entry, ...]))
    seen = Counter(entry.key for entry in entries)
    if twice := [" | ".join(key) for key, times in seen.items() if times > 1]:
        message = f"`{path.name}` names these twice: {'; '.join(twice)}. Use `count`."
        raise MutationError(message)
    return entries


def reviewed(
    survivors: Sequence[Mutant], entries: Iterable[Entry]
) -> tuple[tuple[Mutant, Entry], ...]:
    """Pair survivors with their entries; those without one are left out."""
    known = {entry.key: entry for entry in entries}
    return tuple((one, known[one.key]) for one in survivors if one.key in known)


def hold_up(survivors: Sequence[Mutant], entries: Iterable[Entry]) -> None:
    """Make sure that every entry stands for survivors, and for as many as it says.

    Raises:
        StaleEntriesError: Some do not; all are named.
    """
    found = Counter(one.key for one in survivors)
    faults = [
        f"{entry.file}: `{entry.original}` to `{entry.mutated}`: "
        f"{found[entry.key]} survive, the entry says {entry.count}."
        for entry in entries
        if found[entry.key] != entry.count
    ]
    if faults:
        raise StaleEntriesError(EQUIVALENT.name, faults)
