"""The matrix sheet of a workbook that came back: its columns, its rows, and our record of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from assistant.drafting.draft import MatrixRow
from assistant.files.plain_text import cleaned, on_one_line
from assistant.files.words import file_words, matrix_cell, matrix_columns
from assistant.files.xlsx import RECORD_COLUMNS, cell_text
from assistant.receiving.errors import NotAMatrixError

_HEADER_WITHIN = 50
"""Lines among which the header is looked for: people put titles above it."""

_LEAST_TITLES = 3


class Entry(NamedTuple):
    """What stands in a cell."""

    kind: str
    value: str | float

    @property
    def text(self) -> str:
        """The entry as text."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return cleaned(str(self.value))


def letters(column: int) -> str:
    """Return the letters by which Excel names a column."""
    named = ""
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(ord("A") + rest) + named
    return named


@dataclass(frozen=True)
class Line:
    """A row of the sheet: its number, and its entries by column."""

    number: int
    entries: Mapping[int, Entry]

    def text(self, column: int | None) -> str:
        """Return what stands in a column; nothing where there is no such column."""
        entry = self.entries.get(column) if column is not None else None
        return entry.text if entry else ""


@dataclass(frozen=True)
class MatrixSheet:
    """The sheet with the header of the matrix."""

    title: str
    fields: Mapping[str, int]
    others: Mapping[int, str]
    lines: tuple[Line, ...]

    def place(self, line: Line, column: int) -> str:
        """Return the place of a cell, such as `K7`."""
        return f"{letters(column)}{line.number}"


@dataclass(frozen=True)
class Record:
    """What our hidden sheet says of the draft that the file was made from."""

    draft_id: str | None = None
    version: int | None = None
    keys: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the rows that the file was made with."""
        return frozenset(key[0] for key in self.keys)


def matrix_sheet(sheets: Sequence[Mapping[str, Any]]) -> MatrixSheet:
    """Find the sheet and the line whose titles are those of the matrix.

    Raises:
        NotAMatrixError: No sheet has them.
    """
    found = [header for sheet in sheets for header in _headers(sheet)]
    if not found:
        titles = ", ".join(column.title for column in matrix_columns())
        named = ", ".join(f"`{cleaned(sheet['title'])[:40]}`" for sheet in sheets[:5])
        raise NotAMatrixError(
            found=f"sheets without a row of our headings: {named or 'none at all'}",
            expected=f"a row with the headings {titles}",
            mend="Download the matrix again and copy your entries into it.",
        )
    best = max(found, key=lambda header: header.known)
    return _sheet(best)


class _Header(NamedTuple):
    sheet: Mapping[str, Any]
    lines: Mapping[int, Mapping[int, Entry]]
    number: int
    known: int


def _headers(sheet: Mapping[str, Any]) -> Iterator[_Header]:
    known = {_plain(column.title) for column in matrix_columns()}
    if sheet["title"] == file_words().matrix.record_sheet:
        return
    lines = _lines(sheet)
    for number in sorted(lines)[:_HEADER_WITHIN]:
        titles = {_plain(entry.text) for entry in lines[number].values()}
        shared = len(titles & known)
        identified = (
            _plain(file_words().matrix.columns["id"]) in titles
            or {_plain(file_words().matrix.columns[field]) for field in ("provision", "statement")}
            <= titles
        )
        if shared >= _LEAST_TITLES and identified:
            yield _Header(sheet, lines, number, shared)


def _lines(sheet: Mapping[str, Any]) -> dict[int, dict[int, Entry]]:
    lines: dict[int, dict[int, Entry]] = {}
    for line, column, kind, value in sheet["cells"]:
        lines.setdefault(line, {})[column] = Entry(kind, value)
    return lines


def _sheet(header: _Header) -> MatrixSheet:
    by_title = {_plain(column.title): column.field for column in matrix_columns()}
    fields: dict[str, int] = {}
    others: dict[int, str] = {}
    heads = header.lines[header.number]
    for column in sorted({place for line in header.lines.values() for place in line}):
        title = on_one_line(heads[column].text) if column in heads else ""
        field = by_title.get(_plain(title))
        if field is not None and field not in fields:
            fields[field] = column
        else:
            # A column without a heading, or with one of ours a second time, keeps its letters.
            named = title if title and field is None else f"{title} ({letters(column)})".strip()
            others[column] = named
    lines = tuple(
        Line(number, entries)
        for number, entries in sorted(header.lines.items())
        if number > header.number and any(entry.text.strip() for entry in entries.values())
    )
    return MatrixSheet(header.sheet["title"], fields, others, lines)


def _plain(title: str) -> str:
    return on_one_line(title).casefold()


def record(sheets: Sequence[Mapping[str, Any]]) -> Record:
    """Read our hidden sheet; an empty record where it is gone."""
    title = file_words().matrix.record_sheet
    sheet = next((one for one in sheets if one["title"] == title), None)
    if sheet is None:
        return Record()
    lines = _lines(sheet)
    pairs = {Line(0, entries).text(1): Line(0, entries).text(2) for entries in lines.values()}
    begin = next((n for n in sorted(lines) if Line(n, lines[n]).text(1) == RECORD_COLUMNS[0]), None)
    rows = [lines[number] for number in sorted(lines) if begin is not None and number > begin]
    places = range(1, len(RECORD_COLUMNS) + 1)
    version = pairs.get("version", "")
    return Record(
        draft_id=pairs.get("draft_id") or None,
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
        keys=tuple(tuple(Line(0, row).text(place) for place in places) for row in rows),
    )


def key_of(row: MatrixRow) -> tuple[str, ...]:
    """Return what the record keeps of a row."""
    return tuple(cell_text(matrix_cell(row, field)) for field in RECORD_COLUMNS)
