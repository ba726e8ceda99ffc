"""The kinds of file that are read, and whether content is what the name says."""

from pathlib import PurePath

from assistant.receiving.refusal import Reason, Refusal

ARCHIVES = ("docx", "xlsx")
TEXTS = ("md", "markdown", "txt")

_MAGIC = {
    b"MZ": "a Windows program",
    b"\x7fELF": "a program",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"PK": "a ZIP archive",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04",)


def kind_of(name: str, data: bytes, allowed: tuple[str, ...]) -> str:
    """Return the kind that a file's name and its first bytes agree on.

    Raises:
        Refusal: It is of no allowed kind, or its content is of another.
    """
    kind = PurePath(name).suffix.removeprefix(".").lower()
    listed = ", ".join(f".{one}" for one in allowed)
    if kind not in allowed:
        raise Refusal(
            Reason.WRONG_KIND,
            found=f"a file of kind `.{kind[:12]}`" if kind else "a name without an ending",
            expected=f"one of {listed}",
            mend="Save it as one of these and send it again.",
        )
    if not data:
        raise Refusal(
            Reason.BROKEN,
            found="an empty file",
            expected="a file with content",
            mend="Check that it was saved, and send it again.",
        )
    if data.startswith(_COMPOUND):
        raise Refusal(
            Reason.ENCRYPTED,
            found="an Office file that has a password, or is of the format before 2007",
            expected=f"an unprotected `.{kind}`",
            mend=f"Remove the password in Office, save it as `.{kind}`, and send it again.",
        )
    if kind in ARCHIVES and not data.startswith(_ZIP):
        _refuse_content(_looks(data), kind)
    if kind in TEXTS and (b"\x00" in data[:4096] and not _is_utf16(data) or _is_binary(data)):
        _refuse_content(_looks(data), kind)
    return kind


def _is_utf16(data: bytes) -> bool:
    return data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _is_binary(data: bytes) -> bool:
    # "MZ" and "PK" alone may begin an honest sentence; with bytes that no text has they do not.
    found = next((magic for magic in _MAGIC if data.startswith(magic)), None)
    if found is None:
        return False
    return len(found) > 2 or any(byte < 9 for byte in data[:4096])


def _looks(data: bytes) -> str:
    return next((what for magic, what in _MAGIC.items() if data.startswith(magic)), "other content")


def _refuse_content(looks: str, kind: str) -> None:
    raise Refusal(
        Reason.WRONG_KIND,
        found=f"{looks} under a name that ends in `.{kind}`",
        expected=f"a `.{kind}` as its name says",
        mend="Send the document itself; renaming a file does not change what it is.",
    )
