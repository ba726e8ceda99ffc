"""The process that reads an upload: `python -I child.py KIND < file > blocks.json`.

It has no environment, no files to write, little memory and little time; what it is given may be
hostile, and what it finds goes out as JSON on standard output.
"""

import json
import resource
import sys
from pathlib import Path

# `-I` keeps every folder of the caller off the path; this one is where the code stands.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assistant.files.plain_text import cleaned
from assistant.receiving import limits
from assistant.receiving.archive import opened
from assistant.receiving.refusal import Reason, Refusal


def main(kind: str) -> None:
    """Read standard input as a kind of file, and say what is in it or why not."""
    try:
        confine()
        told = read(kind, sys.stdin.buffer.read(limits.LONGEST_UPLOAD + 1))
    except Refusal as refusal:
        told = {
            "refused": refusal.reason,
            "found": refusal.found,
            "expected": refusal.expected,
            "mend": refusal.mend,
        }
    # In one piece: `json.dump` writes word by word, and takes several times as long.
    sys.stdout.write(json.dumps(told))


def confine() -> None:
    """Give up memory, time, files and further processes."""
    for limit, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(limit, (most, most))


def read(kind: str, data: bytes) -> dict[str, object]:
    """Return the blocks of a document, the text of a text, the cells of a workbook."""
    try:
        return _read(kind, data)
    except MemoryError as error:
        raise Refusal(
            Reason.TOO_MUCH,
            found="content that needs more memory than reading may take",
            expected="a document of ordinary size",
            mend="Split the document and send its parts.",
        ) from error


def _read(kind: str, data: bytes) -> dict[str, object]:
    if kind == "docx":
        from assistant.receiving.word_reading import blocks_of

        blocks = blocks_of(opened(data, kind))
        given = sum(len(block["text"]) for block in blocks)
        _check_length(given)
        for block in blocks:
            block["text"] = cleaned(block["text"])
        return {"blocks": blocks, "given": given}
    if kind == "xlsx":
        from assistant.receiving.sheet_reading import sheets_of

        opened(data, kind)
        return {"sheets": sheets_of(data)}
    from assistant.receiving.text_reading import decoded

    text = decoded(data)
    _check_length(len(text))
    return {"text": cleaned(text), "given": len(text)}


def _check_length(characters: int) -> None:
    if characters > limits.LONGEST_TEXT:
        raise Refusal(
            Reason.TOO_MUCH,
            found=f"{characters:,} characters of text",
            expected=f"at most {limits.LONGEST_TEXT:,}",
            mend="Split the document and send its parts.",
        )


if __name__ == "__main__":
    main(sys.argv[1])
