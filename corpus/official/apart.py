"""Reading a file of somebody in a process of its own, which may fail without ours.

It has little memory, little time, no environment and no files to write: a PDF or a Word document
can be made to take all of them. Run as a program it reads standard input and prints the pieces.
"""

import subprocess
import sys
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from corpus.errors import OfficialTextError
from corpus.official.text import OfficialText, Piece, placed

MEMORY = 2_000_000_000
PROCESSOR_SECONDS = 120
WALL_SECONDS = 180


def read_apart(data: bytes, kind: str, *, first_page: int | None = None) -> OfficialText:
    """Read a file of a kind, `pdf` or `word`, in another process.

    Raises:
        OfficialTextError: It cannot be read, or takes more time or memory than it may.
    """
    root = Path(__file__).resolve().parents[2]
    program = f"import sys; sys.path.insert(0, {str(root)!r}); from corpus.official import apart"
    call = f"apart.main({kind!r}, {first_page!r})"
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own code)
            [sys.executable, "-I", "-B", "-c", f"{program}; {call}"],
            input=data,
            capture_output=True,
            env={},
            check=False,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise _exhausted() from None
    if done.returncode != 0:
        raise _exhausted()
    told = _Told.model_validate_json(done.stdout)
    if told.refused is not None:
        raise OfficialTextError(told.refused)
    spans = placed(told.pieces, first_page=first_page)
    return OfficialText(kind=told.kind, spans=spans, details=MappingProxyType(told.details))


class _Told(BaseModel):
    """What the process has to say: pieces, or why there are none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = ""
    pieces: tuple[Piece, ...] = ()
    details: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    refused: str | None = None


def main(kind: str, first_page: int | None) -> None:
    """Read standard input as a kind of file; print what is in it as JSON."""
    _confine()
    data = sys.stdin.buffer.read()
    try:
        text = _read(data, kind, first_page)
        pieces = tuple(span.piece for span in text.spans)
        told = _Told(kind=kind, pieces=pieces, details=dict(text.details))
    except OfficialTextError as refused:
        told = _Told(refused=str(refused))
    sys.stdout.write(told.model_dump_json())


def _read(data: bytes, kind: str, first_page: int | None) -> OfficialText:
    if kind == "pdf":
        from corpus.official.pdf import read_pdf

        return read_pdf(data, first_page=first_page)
    from corpus.official.word import read_word

    return read_word(data)


def _confine() -> None:
    """Give up memory, time, files and further processes, where the system knows such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def _exhausted() -> OfficialTextError:
    message = (
        "This file takes more time or memory to read than it may, or breaks its reader. "
        "Save it anew, split it, or bring a plain text of it."
    )
    return OfficialTextError(message)
