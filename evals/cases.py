"""The cases: queries and what they should find, questions and what a right answer needs.

Cases are JSON Lines, one file a half. Faults are collected and told at once, by file and line.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assistant.reply import Status
from evals.errors import CaseFault, CaseFileError
from rules.outcome import Outcome

FOLDER = Path(__file__).parent

ASKED_ON = date(2026, 11, 21)
"""The day that all cases are asked on: their writers were told that it is today, and what is right
(the window has closed, no later one is known) depends on it."""


class Half(StrEnum):
    """Which cases: those that may be looked at and tuned on, or those that may not."""

    TUNING = "tuning"
    HELD_OUT = "held_out"


class QueryKind(StrEnum):
    """How a retrieval query is put."""

    PARAPHRASE = "paraphrase"
    KEYWORD = "keyword"
    IDENTIFIER = "identifier"


class QuestionKind(StrEnum):
    """What a question asks for."""

    SETTLED = "settled"
    UNSETTLED = "unsettled"
    SITUATION = "situation"
    FALSE_PREMISE = "false_premise"
    OUT_OF_SCOPE = "out_of_scope"
    DECLINED = "declined"
    DOUBLE = "double"


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
# `must_say` may ask for " not ", with the spaces that tell it from "note".
Phrase = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
CaseId = Annotated[str, StringConstraints(pattern=r"^[a-z]+-\d+$")]


class Case(BaseModel):
    """Base of every case: unknown fields are faults."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CaseId


class QueryCase(Case):
    """A query, and every provision that would be a right first hit."""

    query: Words
    kind: QueryKind
    expected: Annotated[tuple[Words, ...], Field(min_length=1)]

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query


class QuestionCase(Case):
    """A question, and what a right answer needs; `why` names the fact it rests on.

    Of each group of `must_say` one alternative must occur in the answer; of `must_not`, none.
    `outcomes` are those of the rules that must speak; others may speak beside them.
    """

    question: Words
    kind: QuestionKind
    status: Annotated[tuple[Status, ...], Field(min_length=1)]
    provisions_any: tuple[Words, ...]
    outcomes: Mapping[str, Outcome] = Field(default_factory=dict)
    must_say: tuple[Annotated[tuple[Phrase, ...], Field(min_length=1)], ...]
    must_not: tuple[Phrase, ...]
    why: Words

    @property
    def text(self) -> str:
        """What is typed."""
        return self.question


C = TypeVar("C", bound=Case)
Suite = Literal["retrieval", "questions"]


def files_of(suite: Suite, half: Half) -> tuple[Path, ...]:
    """Return the files of a half: `tuning.jsonl` first, then `tuning_plain.jsonl` and so on.

    A held-out file that has been read is renamed to one of the tuning half. Until a new one is
    written the held-out half of that suite has no file, and no figure.
    """
    first = FOLDER / suite / f"{half}.jsonl"
    others = sorted(set((FOLDER / suite).glob(f"{half}_*.jsonl")) - {first})
    wanted = first.exists() or (half is Half.TUNING and not others)
    return (first, *others) if wanted else tuple(others)


def queries(half: Half) -> tuple[QueryCase, ...]:
    """Read the retrieval queries of one half; none where it has no file."""
    return tuple(
        case for path in files_of("retrieval", half) for case in read_cases(path, QueryCase)
    )


def questions(half: Half) -> tuple[QuestionCase, ...]:
    """Read the questions of one half; none where it has no file."""
    return tuple(
        case for path in files_of("questions", half) for case in read_cases(path, QuestionCase)
    )


def read_cases(path: Path, kind: type[C]) -> tuple[C, ...]:
    """Read a file of cases.

    Raises:
        CaseFileError: The file cannot be read, or a line of it is no case.
    """
    name = _name(path)
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise CaseFileError([CaseFault(name, 0, "", f"cannot be read: {reason}.")]) from error
    cases: list[C] = []
    faults: list[CaseFault] = []
    first_line: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        case, found = _read_line(line, kind)
        faults += [CaseFault(name, number, field, expected) for field, expected in found]
        if case is None:
            continue
        if (first := first_line.setdefault(case.id, number)) != number:
            faults.append(CaseFault(name, number, "id", f"is that of line {first} already."))
        cases.append(case)
    if not cases and not faults:
        faults.append(CaseFault(name, 0, "", "holds no case."))
    if faults:
        # `from None`: a cause would print the words of a held-out line with its traceback.
        raise CaseFileError(faults) from None
    return tuple(cases)


def _read_line(line: str, kind: type[C]) -> tuple[C | None, list[tuple[str, str]]]:
    try:
        return kind.model_validate(json.loads(line)), []
    except json.JSONDecodeError as error:
        return None, [("", f"is not JSON at column {error.colno}: {error.msg}.")]
    except ValidationError as error:
        return None, list(_faults(error))


def _faults(error: ValidationError) -> Iterator[tuple[str, str]]:
    for one in error.errors(include_url=False, include_input=False):
        yield ".".join(str(piece) for piece in one["loc"]), f"{one['msg']}."


def _name(path: Path) -> str:
    root = FOLDER.parent
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name
