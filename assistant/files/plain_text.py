"""Text without the characters that nobody sees: what goes into a file, and what comes out of one.

Invisible characters turn text around, hide words in it, or break the file that holds it. It stands
on the standard library alone, for the process that reads uploads has nothing else.
"""

import unicodedata

KEPT_CONTROLS = "\n\t"

_DROPPED_KINDS = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
"""Controls, format marks (bidi, zero-width, tags), unassigned, private, half pairs, separators."""

_VARIATIONS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors are marks by their kind, and carry hidden bytes all the same."""


def cleaned(text: str) -> str:
    """Return text in NFC with plain line ends and without invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    lined = text.replace("\r\n", "\n").replace("\r", "\n")
    lined = lined.replace("\u2028", "\n").replace("\u2029", "\n").replace("\u0085", "\n")
    kept = "".join(character for character in lined if not _invisible(character))
    return unicodedata.normalize("NFC", kept)


def on_one_line(text: str) -> str:
    """Return cleaned text with each run of white space as one space."""
    return " ".join(cleaned(text).split())


def _invisible(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return False
    if unicodedata.category(character) in _DROPPED_KINDS:
        return True
    return any(ord(character) in span for span in _VARIATIONS)
