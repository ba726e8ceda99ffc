"""Reading an upload in a process of its own, which may fail without the server."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from assistant.receiving import limits
from assistant.receiving.archive import refuse_broken
from assistant.receiving.errors import error_of
from assistant.receiving.kinds import kind_of
from assistant.receiving.refusal import Reason, Refusal

_CHILD = Path(__file__).with_name("child.py")


def read_apart(name: str, data: bytes, *, allowed: tuple[str, ...]) -> dict[str, Any]:
    """Return what is in an upload; its name says of what kind it should be, and nothing else.

    Raises:
        ReceivingError: It is refused; the class says why.
    """
    try:
        return _read(name, data, allowed)
    except Refusal as refusal:
        raise error_of(refusal) from refusal


def _read(name: str, data: bytes, allowed: tuple[str, ...]) -> dict[str, Any]:
    if len(data) > limits.LONGEST_UPLOAD:
        raise Refusal(
            Reason.TOO_LARGE,
            found=f"a file of {len(data):,} bytes",
            expected=f"at most {limits.LONGEST_UPLOAD:,} bytes",
            mend="Remove pictures, or split the document, and send it again.",
        )
    told = _told(kind_of(name, data, allowed), data)
    if "refused" in told:
        raise Refusal(
            Reason(told["refused"]),
            found=told["found"],
            expected=told["expected"],
            mend=told["mend"],
        )
    return told


def _told(kind: str, data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter, our own file, a kind of ours)
            [sys.executable, "-I", "-B", str(_CHILD), kind],
            input=data,
            capture_output=True,
            env={},
            check=False,
            timeout=limits.WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        _refuse_exhausted("content that takes too long to read")
    # What it wrote to standard error may hold words of the user: it goes nowhere.
    if done.returncode < 0:
        _refuse_exhausted("content that takes more time or memory to read than it may")
    if done.returncode > 0:
        refuse_broken("content that cannot be read")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _refuse_exhausted(found: str) -> NoReturn:
    raise Refusal(
        Reason.TOO_MUCH,
        found=found,
        expected="a document of ordinary size and structure",
        mend="Save it anew in Office, or split it, and send it again.",
    )
