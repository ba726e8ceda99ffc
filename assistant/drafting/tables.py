"""Tables of facts under a section."""

from collections.abc import Sequence

from assistant.drafting.case import Subject
from assistant.drafting.draft import DraftTable
from assistant.drafting.filling import Filler
from assistant.drafting.page import Line, TablePage
from assistant.drafting.wording import Told, words

_FEWEST = 2
"""Columns; a table of one says nothing."""
_Row = list[Told | None]


def table_of(page: TablePage, section: str, filler: Filler) -> DraftTable | None:
    """Fill a table; None where it would hold no line."""
    if not filler.holds(page.when):
        return None
    rows = [_row(line, filler, None) for line in page.lines]
    if page.each is not None:
        patterns = Line(cells=tuple(column.cell for column in page.columns))
        rows += [_row(patterns, filler, subject) for subject in filler.subjects(page.each)]
    if not rows:
        return None
    headings = tuple(column.heading for column in page.columns) or page.headings
    totals = [_row(line, filler, None) for line in page.totals] if len(rows) > 1 else []
    kept = _kept(page, rows)
    if len(kept) < _FEWEST:
        return None
    rows += [row for row in totals if None not in row]
    return DraftTable(
        id=f"{section}.{page.id}",
        title=page.title,
        columns=tuple(headings[place] for place in kept),
        rows=tuple(tuple(_text(row[place]) for place in kept) for row in rows),
        facts=tuple(_facts(row, kept) for row in rows),
        computed=tuple(
            dict.fromkeys(one for row in rows for cell in row if cell for one in cell.computed)
        ),
    )


def _row(line: Line, filler: Filler, subject: Subject | None) -> _Row:
    return [filler.first(patterns, subject) for patterns in line.cells]


def _kept(page: TablePage, rows: Sequence[_Row]) -> list[int]:
    """Return the places of the columns that are shown."""
    spared = [column.optional for column in page.columns] or [False] * len(page.headings)
    return [
        place
        for place, optional in enumerate(spared)
        if not optional or any(row[place] is not None for row in rows)
    ]


def _text(cell: Told | None) -> str:
    return str(words()["table_no_entry"]) if cell is None else cell.text


def _facts(row: _Row, kept: Sequence[int]) -> tuple[str, ...]:
    cells = (row[place] for place in kept)
    return tuple(dict.fromkeys(fact for cell in cells if cell for fact in cell.facts))
