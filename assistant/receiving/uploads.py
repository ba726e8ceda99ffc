"""What came back with a filled matrix: what changed, what cannot be taken over, and why."""

from assistant.drafting.draft import MatrixRow
from assistant.sent import Sent


class CellChange(Sent):
    """An entry that differs from the one before; `cell` is its place, such as `Matrix!K7`."""

    row: str
    field: str
    before: str
    after: str
    cell: str


class CellFault(Sent):
    """An entry that cannot be taken over; the one before stays."""

    row: str | None
    sheet: str
    cell: str
    found: str
    expected: str
    mend: str


class UnknownRow(Sent):
    """A row of the file that is none of the matrix, with everything that stands in it.

    `gone` marks one that an earlier draft had.
    """

    id: str
    place: str
    entries: dict[str, str]
    gone: bool = False


class AddedColumn(Sent):
    """A column that people added, with its entries by row."""

    title: str
    entries: dict[str, str]


class Underneath(Sent):
    """A column of ours that reads differently in the file and in the matrix as it is now."""

    row: str
    field: str
    in_file: str
    now: str


class MatrixUpload(Sent):
    """A filled matrix, merged into the rows as they are now.

    `rows` are all rows, in their order, with the entries of the file. `deleted` are rows that the
    file's own draft had and the file has no more: they stay. `fresh` are rows that came after it.
    `columns_left_out` are columns of entries that the file lacks: their entries stay.
    """

    rows: tuple[MatrixRow, ...]
    changes: tuple[CellChange, ...]
    faults: tuple[CellFault, ...] = ()
    unknown: tuple[UnknownRow, ...] = ()
    deleted: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()
    added_columns: tuple[AddedColumn, ...] = ()
    columns_left_out: tuple[str, ...] = ()
    underneath: tuple[Underneath, ...] = ()
    draft_id: str | None = None
    version: int | None = None
