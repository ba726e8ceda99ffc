"""A filled compliance matrix comes back: every entry is taken over, or named with what is wrong.

Rows are known by their ids, so their order does not matter, nor filters, hidden or added columns.
Nothing is dropped in silence: what is deleted, unknown, doubled or wrong is in the result.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.drafting.draft import MatrixRow, RowStatus
from assistant.files.plain_text import on_one_line
from assistant.files.words import EDITABLE, file_words, matrix_cell, matrix_columns
from assistant.files.xlsx import RECORD_COLUMNS, cell_text
from assistant.receiving.apart import read_apart
from assistant.receiving.days import day_of, day_of_number
from assistant.receiving.sheets import (
    Entry,
    Line,
    MatrixSheet,
    Record,
    key_of,
    matrix_sheet,
    record,
)
from assistant.receiving.uploads import (
    AddedColumn,
    CellChange,
    CellFault,
    MatrixUpload,
    Underneath,
    UnknownRow,
)

OURS = ("statement", "force", "basis", "outcome", "because")
"""The columns of ours of which it is said when they read differently in the file."""


def read_matrix(
    data: bytes, rows: Sequence[MatrixRow], *, name: str = "matrix.xlsx"
) -> MatrixUpload:
    """Merge a filled matrix into rows, which may be those of a newer draft.

    Raises:
        ReceivingError: It is refused, or is no matrix; the class and its message say why.
    """
    sheets = read_apart(name, data, allowed=("xlsx",))["sheets"]
    return _Merging(rows, matrix_sheet(sheets), record(sheets)).merged()


class _Wrong(Exception):  # noqa: N818 (it is caught where a cell is read, and becomes a fault)
    def __init__(self, expected: str, mend: str) -> None:
        self.expected = expected
        self.mend = mend
        super().__init__(expected)


@dataclass
class _Merging:
    rows: Sequence[MatrixRow]
    sheet: MatrixSheet
    record: Record
    changes: list[CellChange] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    unknown: list[UnknownRow] = field(default_factory=list)

    def merged(self) -> MatrixUpload:
        known = {row.id: row for row in self.rows}
        found = self._found(known)
        rows = tuple(self._row(row, found.get(row.id)) for row in self.rows)
        missing = [row.id for row in self.rows if row.id not in found]
        had = self.record.ids or frozenset(known)
        return MatrixUpload(
            rows=rows,
            changes=tuple(self.changes),
            faults=tuple(self.faults),
            unknown=tuple(self.unknown),
            deleted=tuple(one for one in missing if one in had),
            fresh=tuple(one for one in missing if one not in had),
            added_columns=tuple(self._added(found)),
            columns_left_out=tuple(
                column.title
                for column in matrix_columns()
                if column.editable and column.field not in self.sheet.fields
            ),
            underneath=tuple(self._underneath(known, found)),
            draft_id=self.record.draft_id,
            version=self.record.version,
        )

    def _found(self, known: Mapping[str, MatrixRow]) -> dict[str, Line]:
        """Return the line of each known row; name those that are unknown or doubled."""
        identities = _identities(self.rows, self.record)
        found: dict[str, Line] = {}
        for line in self.sheet.lines:
            identity = self._identity(line, identities)
            if identity not in known:
                self._unknown(line, identity)
            elif identity in found:
                self._doubled(line, identity, found[identity])
            else:
                found[identity] = line
        return found

    def _identity(self, line: Line, identities: Mapping[tuple[str, ...], str]) -> str:
        """Return the id of a line; where it was deleted, what else tells the row apart."""
        given = line.text(self.sheet.fields.get("id")).strip()
        if given:
            return given
        key = tuple(line.text(self.sheet.fields.get(one)) for one in RECORD_COLUMNS[1:])
        return identities.get(key, "")

    def _unknown(self, line: Line, identity: str) -> None:
        titles = {column: column_title for column_title, column in self._titles()}
        entries = {titles[place]: entry.text for place, entry in line.entries.items()}
        self.unknown.append(
            UnknownRow(
                id=identity,
                place=f"{self.sheet.title}!{line.number}",
                entries=entries,
                gone=identity in self.record.ids,
            )
        )

    def _titles(self) -> Iterator[tuple[str, int]]:
        named = {column.field: column.title for column in matrix_columns()}
        for one, place in self.sheet.fields.items():
            yield named[one], place
        for place, title in self.sheet.others.items():
            yield title, place

    def _doubled(self, line: Line, identity: str, first: Line) -> None:
        place = self.sheet.place(line, self.sheet.fields.get("id", 1))
        self.faults.append(
            CellFault(
                row=identity,
                sheet=self.sheet.title,
                cell=place,
                found=f"the row `{identity}` a second time",
                expected=f"each row once; it stands in line {first.number} already",
                mend=f"Delete line {line.number}, or move what you wrote there to the first.",
            )
        )
        self._unknown(line, identity)

    def _row(self, row: MatrixRow, line: Line | None) -> MatrixRow:
        if line is None:
            return row
        update: dict[str, object] = {}
        for one in EDITABLE:
            column = self.sheet.fields.get(one)
            if column is not None:
                update |= self._taken(row, line, one, column)
        return row.model_copy(update=update) if update else row

    def _taken(self, row: MatrixRow, line: Line, name: str, column: int) -> dict[str, object]:
        """Return the new value of a field; nothing where it is as before, or cannot be taken."""
        entry = line.entries.get(column, Entry("text", ""))
        before = cell_text(matrix_cell(row, name))
        if entry.text == before:
            return {}
        cell = self.sheet.place(line, column)
        try:
            after = _value(name, entry)
        except _Wrong as wrong:
            self.faults.append(
                CellFault(
                    row=row.id,
                    sheet=self.sheet.title,
                    cell=cell,
                    found=entry.text[:80] if entry.text.strip() else "nothing",
                    expected=wrong.expected,
                    mend=wrong.mend,
                )
            )
            return {}
        if after == getattr(row, name):
            return {}
        shown = matrix_cell(row.model_copy(update={name: after}), name)
        place = f"{self.sheet.title}!{cell}"
        self.changes.append(
            CellChange(row=row.id, field=name, before=before, after=shown, cell=place)
        )
        return {name: after}

    def _added(self, found: Mapping[str, Line]) -> Iterator[AddedColumn]:
        taken: set[str] = set()
        for column, title in self.sheet.others.items():
            named = title
            while named in taken:
                named += "+"
            taken.add(named)
            entries = {row: line.text(column) for row, line in found.items() if line.text(column)}
            if entries:
                yield AddedColumn(title=named, entries=entries)

    def _underneath(
        self, known: Mapping[str, MatrixRow], found: Mapping[str, Line]
    ) -> Iterator[Underneath]:
        shared = [one for one in OURS if one in self.sheet.fields]
        for identity, line in found.items():
            for one in shared:
                now = cell_text(matrix_cell(known[identity], one))
                in_file = line.text(self.sheet.fields[one])
                if on_one_line(in_file) != on_one_line(now):
                    yield Underneath(row=identity, field=one, in_file=in_file, now=now)


def _identities(rows: Iterable[MatrixRow], kept: Record) -> dict[tuple[str, ...], str]:
    """Return the ids by what else is known of rows, where that tells one row from all others."""
    keys = [*kept.keys, *(key_of(row) for row in rows)]
    found: dict[tuple[str, ...], set[str]] = {}
    for key in keys:
        found.setdefault(key[1:], set()).add(key[0])
    return {rest: ids.pop() for rest, ids in found.items() if len(ids) == 1}


def _value(name: str, entry: Entry) -> str | date | RowStatus | None:
    if entry.kind == "formula":
        raise _Wrong(
            expected="a value",
            mend="Paste the value in place of the formula, or save the file in Excel first.",
        )
    if name == "status":
        return _status(entry.text)
    if name == "due":
        return _due(entry)
    return entry.text


def _status(text: str) -> RowStatus:
    words = {word: status for status, word in file_words().status.items()}
    words |= {word: status for status, also in file_words().status_also.items() for word in also}
    said = " ".join(text.replace("_", " ").replace("-", " ").casefold().split())
    if said not in words:
        raise _Wrong(
            expected=f"one of: {', '.join(file_words().status.values())}",
            mend="Choose a word from the list of the cell.",
        )
    return words[said]


def _due(entry: Entry) -> date | None:
    text = entry.text.strip()
    if not text:
        return None
    if isinstance(entry.value, int | float):
        day = day_of_number(entry.value)
    else:
        day = date.fromisoformat(text) if entry.kind == "day" else day_of(text)
    if day is None:
        raise _Wrong(
            expected="a day, such as 2026-06-30, or nothing",
            mend="Write year, month and day, so that the day cannot be read in two ways.",
        )
    return day
