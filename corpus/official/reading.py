"""Bytes and what they are said to be, to a text."""

from dataclasses import replace
from pathlib import PurePath

from corpus.errors import OfficialTextError
from corpus.official.apart import read_apart
from corpus.official.plain import read_markdown, read_plain_text
from corpus.official.record import Format, Record
from corpus.official.register_text import read_register_text
from corpus.official.register_xml import read_code_xml, read_register_xml
from corpus.official.text import OfficialText
from corpus.official.web_page import read_web_page

_BROUGHT = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".txt": Format.PLAIN_TEXT,
}


def read_text(data: bytes, format_: Format, record: Record) -> OfficialText:
    """Read a text in its format.

    Raises:
        OfficialTextError: It is not what the format says.
    """
    return replace(_read(data, format_, record.start_page), record=record)


def _read(data: bytes, format_: Format, first_page: int | None) -> OfficialText:  # noqa: PLR0911
    match format_:
        case Format.REGISTER_XML:
            return read_register_xml(data, first_page=first_page)
        case Format.REGISTER_TEXT:
            return read_register_text(data, first_page=first_page)
        case Format.ECFR_XML:
            return read_code_xml(data)
        case Format.HTML:
            return read_web_page(data, first_page=first_page)
        case Format.PDF:
            return read_apart(data, "pdf", first_page=first_page)
        case Format.DOCX:
            return read_apart(data, "word")
        case Format.MARKDOWN:
            return read_markdown(data)
        case Format.PLAIN_TEXT:
            return read_plain_text(data)


def format_of(name: str, data: bytes) -> Format:
    """Return the format of a file that somebody brings, by its name and its first bytes.

    Raises:
        OfficialTextError: It is of no kind that is read, or is not what its name says.
    """
    ending = PurePath(name).suffix.lower()
    if ending == ".xml":
        return Format.ECFR_XML if b"<DIV" in data[:20_000] else Format.REGISTER_XML
    found = _BROUGHT.get(ending)
    signs = {Format.PDF: b"%PDF-", Format.DOCX: b"PK"}
    if found is None or (found in signs and not data.lstrip().startswith(signs[found])):
        message = (
            f"`{name}` is of no kind that is read here, or not what its name says. "
            f"Expected one of .xml {' '.join(sorted(_BROUGHT))}."
        )
        raise OfficialTextError(message)
    return found
