"""The checks of an Office file before anything in it is parsed.

They look at the archive's directory first, so that a bomb is refused before it is unpacked.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import NoReturn

from assistant.receiving import limits
from assistant.receiving.refusal import Reason, Refusal

_NESTED = (
    ".zip",
    ".docx",
    ".xlsx",
    ".pptx",
    ".docm",
    ".xlsm",
    ".7z",
    ".rar",
    ".gz",
    ".jar",
    ".tar",
)
_PROGRAMS = (".exe", ".dll", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".scr", ".lnk", ".hta")
_DECLARED = ["<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")] + [
    "<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")
]
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_MAIN = {"docx": b"wordprocessingml.document.main+xml", "xlsx": b"spreadsheetml.sheet.main+xml"}


def opened(data: bytes, kind: str) -> Mapping[str, bytes]:
    """Return the XML parts of an Office file that holds nothing but what a document needs.

    Raises:
        Refusal: It holds more, or other things.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_directory(entries)
            parts = {
                entry.filename: archive.read(entry)
                for entry in entries
                if entry.filename.endswith((".xml", ".rels"))
            }
    except _DAMAGE:
        refuse_broken("an archive that cannot be unpacked")
    for name, content in parts.items():
        _check_part(name, content)
    _check_kind(parts, kind)
    return parts


def refuse_broken(found: str) -> NoReturn:
    """Refuse a damaged file."""
    raise Refusal(
        Reason.BROKEN,
        found=found,
        expected="a whole Office file",
        mend="Open it in Office, save it again, and send the new file.",
    )


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MOST_ENTRIES:
        _refuse_bomb(f"an archive of {len(entries):,} files", f"{limits.MOST_ENTRIES:,}")
    total = sum(entry.file_size for entry in entries)
    if total > limits.LONGEST_CONTENT:
        _refuse_bomb(f"{total:,} bytes when unpacked", f"{limits.LONGEST_CONTENT:,}")
    names = set()
    for entry in entries:
        _check_entry(entry)
        if entry.filename in names:
            _refuse_unsafe(f"two parts of the name `{_shown(entry.filename)}`", "each name once")
        names.add(entry.filename)


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    lowered = name.lower()
    if entry.flag_bits & 0x1:
        raise Refusal(
            Reason.ENCRYPTED,
            found="an archive with a password",
            expected="an unprotected file",
            mend="Remove the password and send it again.",
        )
    if name.startswith(("/", "\\")) or "\\" in name or "\x00" in name or _leads_out(name):
        _refuse_unsafe(f"a part named `{_shown(name)}`", "names inside the archive")
    if "vbaproject" in lowered or "vbadata" in lowered or "macrosheets/" in lowered:
        _refuse_unsafe("macros", "a document without macros", "Save it without macros")
    if lowered.endswith(_NESTED):
        _refuse_unsafe(
            f"another archive in it, `{_shown(name)}`",
            "a document without embedded files",
            "Remove embedded files and charts, or paste them as pictures,",
        )
    if lowered.endswith(_PROGRAMS) or "oleobject" in lowered or "activex/" in lowered:
        _refuse_unsafe(f"an embedded program or object, `{_shown(name)}`", "text, tables, pictures")
    if entry.file_size > limits.RATIO_FROM:
        ratio = entry.file_size // max(1, entry.compress_size)
        if ratio > limits.HIGHEST_RATIO:
            _refuse_bomb(f"a part that grows {ratio:,} times", f"{limits.HIGHEST_RATIO} times")


def _leads_out(name: str) -> bool:
    return ".." in name.split("/") or bool(re.match(r"[A-Za-z]:", name))


def _check_part(name: str, content: bytes) -> None:
    if any(mark in content for mark in _DECLARED):
        _refuse_unsafe(
            f"a document type or entity in `{_shown(name)}`",
            "XML as Office writes it, with neither",
        )
    marks = content.count(b"<")
    if marks > limits.MOST_MARKS:
        raise Refusal(
            Reason.TOO_MUCH,
            found=f"{marks:,} tags in `{_shown(name)}`",
            expected=f"at most {limits.MOST_MARKS:,}",
            mend="Split the document and send its parts.",
        )


def _check_kind(parts: Mapping[str, bytes], kind: str) -> None:
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise Refusal(
            Reason.WRONG_KIND,
            found="a ZIP archive that is no Office file",
            expected=f"a `.{kind}`",
            mend=f"Save the document as `.{kind}` and send it again.",
        )
    if b"macroenabled" in types.lower():
        _refuse_unsafe("a document with macros", "one without macros", "Save it without macros")
    if _MAIN[kind] not in types:
        raise Refusal(
            Reason.WRONG_KIND,
            found="an Office file of another kind than its name says",
            expected=f"a `.{kind}`",
            mend=f"Save the document as `.{kind}` and send it again.",
        )


def _refuse_bomb(found: str, most: str) -> NoReturn:
    raise Refusal(
        Reason.TOO_MUCH,
        found=found,
        expected=f"at most {most}",
        mend="Send the document without what makes it so large.",
    )


def _refuse_unsafe(found: str, expected: str, mend: str = "Remove it") -> NoReturn:
    raise Refusal(
        Reason.UNSAFE, found=found, expected=expected, mend=f"{mend} and send the file again."
    )


def _shown(name: str) -> str:
    return "".join(one for one in name[:60] if one.isprintable())
