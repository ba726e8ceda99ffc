"""Answers as they came, one a line: scoring reads these and asks nobody again."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.reply import ChatReply
from evals.errors import RunError


@dataclass(frozen=True)
class Record:
    """What was asked in one turn of a case, and what came back."""

    suite: str
    case: str
    turn: int
    asked: str
    reply: dict[str, Any] | None
    error: str | None
    ms: float

    @cached_property
    def chat(self) -> ChatReply:
        """The reply as the contract has it; what a server adds to the contract is passed over.

        Raises:
            ValidationError: It is not of the contract's form.
        """
        known = {k: v for k, v in (self.reply or {}).items() if k in ChatReply.model_fields}
        return ChatReply.model_validate(known)


def recorded(
    suite: str, case: str, turn: int, asked: str, ask: Callable[[], dict[str, Any] | None]
) -> Record:
    """Ask, and keep what comes; a failure fails its case, and the others are still asked."""
    start = time.perf_counter()
    reply, error = None, None
    try:
        reply = ask()
    except Exception as failure:  # whatever it is, it is what a client would have met
        error = f"{type(failure).__name__}: {str(failure)[:300]}"
    return Record(suite, case, turn, asked, reply, error, (time.perf_counter() - start) * 1_000)


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write answers as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for one in records:
            file.write(json.dumps(asdict(one), ensure_ascii=False, sort_keys=True) + "\n")


def read_records(path: Path) -> Iterator[Record]:
    """Read answers that were recorded.

    Raises:
        RunError: The file is missing or holds something else.
    """
    try:
        for line in path.read_text("utf-8").splitlines():
            yield Record(**json.loads(line))
    except (OSError, ValueError, TypeError) as error:
        message = f"`{path.name}` holds no recorded answers: {error}. Run `python -m evals run`."
        raise RunError(message) from error
