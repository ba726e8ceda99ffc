"""Bytes and what they are said to be, to a text."""

from dataclasses import replace

from corpus.official.record import Format, Record
from corpus.official.register_xml import read_register_xml
from corpus.official.text import OfficialText


def read_text(data: bytes, format_: Format, record: Record) -> OfficialText:
    """Read a text in its format.

    Raises:
        OfficialTextError: It is not what the format says.
    """
    text = read_register_xml(data, first_page=record.start_page)
    return replace(text, record=record)
