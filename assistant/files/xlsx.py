"""The compliance matrix for Excel: filters, frozen panes, lists of allowed words, a hidden record.

Text of users is written as text, whatever it begins with: no cell of ours is ever a formula.
`assistant.receiving` reads the file back.
"""

import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import escape
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from assistant.drafting.draft import Draft, MatrixRow
from assistant.files.packing import repacked
from assistant.files.plain_text import cleaned, on_one_line
from assistant.files.words import (
    Column,
    FileWords,
    file_words,
    matrix_cell,
    matrix_columns,
    section_titles,
)
from rules.assessment import spoken_date

LONGEST_CELL = 32_767
"""Characters that Excel holds in a cell."""

RECORD_COLUMNS = ("id", "provision", "statement", "subject", "rule")
"""What the record keeps of each row, so that a row is known when its id was deleted."""

_DAY = "yyyy-mm-dd"
_SPARE_ROWS = 200
"""Rows under the matrix that have the same lists, for those that people add."""

_OURS = PatternFill("solid", fgColor="E9F0EC")
_THEIRS = PatternFill("solid", fgColor="2F5D4A")
_LINE = Side(style="thin", color="C9D3CE")
_BORDER = Border(bottom=_LINE)
_TOP = Alignment(vertical="top", wrap_text=True)
_LINE_POINTS = 15.0
_GUIDE_WIDTH = 100
_MOST_LINES = 27
"""Lines of a row; Excel has no row that is higher than 409 points."""


class _Fitting(RowDimension):
    """A row that is as high as its words need, and grows with what people write into it."""

    # openpyxl marks each height as one that people have set, which stops a row from growing.
    customHeight = False  # noqa: N815 (the name that openpyxl writes)


def matrix_to_xlsx(draft: Draft) -> bytes:
    """Write the compliance matrix of a draft as a workbook."""
    words = file_words()
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):  # a new workbook always has one
        raise TypeError(type(sheet))
    sheet.title = words.matrix.sheet
    _fill(sheet, draft, matrix_columns())
    _guide(book.create_sheet(words.matrix.guide_sheet), draft, words)
    _record(book.create_sheet(words.matrix.record_sheet), draft)
    moment = datetime(*draft.as_of.timetuple()[:3])  # noqa: DTZ001 (Excel's moments have no zone)
    book.properties.title = on_one_line(draft.title) or file_words().untitled
    book.properties.subject = words.appendix.matrix
    book.properties.creator = words.author
    book.properties.created = book.properties.modified = moment
    return _bytes(book)


def cell_text(text: str) -> str:
    """Return text as a cell can hold it."""
    return cleaned(text)[:LONGEST_CELL]


def _bytes(book: Workbook) -> bytes:
    # `Workbook.save` would write down the hour.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        ExcelWriter(book, archive).write_data()
    return repacked(file.getvalue())


def _fill(sheet: Worksheet, draft: Draft, columns: Sequence[Column]) -> None:
    rows, sections = draft.matrix, section_titles(draft)
    for place, column in enumerate(columns, start=1):
        head = _cell(sheet, 1, place)
        _write(head, column.title)
        head.font = Font(bold=True, color="FFFFFF" if column.editable else "1F3A2F")
        head.fill = _THEIRS if column.editable else _OURS
        head.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for line, row in enumerate(rows, start=2):
        for place, column in enumerate(columns, start=1):
            _value(_cell(sheet, line, place), row, column.field, sections)
        _fit(sheet, line, [column.width for column in columns])
    last = get_column_letter(len(columns))
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 24
    _lists(sheet, columns, len(rows) + 1 + _SPARE_ROWS)
    _printed(sheet)


def _fit(sheet: Worksheet, line: int, widths: Sequence[float]) -> None:
    """Make a row as high as its longest cell; not every program does that when it opens a file."""
    lengths = (len(str(_cell(sheet, line, n).value or "")) for n in range(1, len(widths) + 1))
    lines = max(math.ceil(length / width) for length, width in zip(lengths, widths, strict=True))
    height = _LINE_POINTS * min(max(lines, 1), _MOST_LINES)
    sheet.row_dimensions[line] = _Fitting(sheet, index=line, ht=height)


def _cell(sheet: Worksheet, line: int, place: int) -> Cell:
    cell = sheet.cell(line, place)
    if not isinstance(cell, Cell):  # no cells of ours are merged
        raise TypeError(type(cell))
    return cell


def _value(cell: Cell, row: MatrixRow, field: str, sections: Mapping[str, str]) -> None:
    value = getattr(row, field)
    if isinstance(value, date):
        cell.value = value
        cell.number_format = _DAY
    else:
        _write(cell, matrix_cell(row, field, sections))
    if field == "due":
        cell.number_format = _DAY
    cell.alignment = _TOP
    cell.border = _BORDER


def _write(cell: Cell, text: str) -> None:
    """Put text into a cell as text; Excel is told to keep it so when somebody edits the cell."""
    kept = cell_text(text)
    if not kept:
        return
    cell.value = escape(kept) if "_x" in kept else kept
    cell.data_type = "s"
    if kept[0] in "=+-@\t":
        cell.quotePrefix = True


def _lists(sheet: Worksheet, columns: Sequence[Column], last: int) -> None:
    words = file_words()
    letters = {
        column.field: get_column_letter(place) for place, column in enumerate(columns, start=1)
    }
    status = DataValidation(
        type="list", formula1=f'"{",".join(words.status.values())}"', allow_blank=False
    )
    status.errorTitle, status.error = words.matrix.bad_status_title, words.matrix.bad_status
    due = DataValidation(
        type="date", operator="between", formula1="36526", formula2="73050", allow_blank=True
    )
    due.errorTitle, due.error = words.matrix.bad_due_title, words.matrix.bad_due
    for field, rule in (("status", status), ("due", due)):
        rule.showErrorMessage = True
        rule.add(f"{letters[field]}2:{letters[field]}{last}")
        sheet.add_data_validation(rule)


def _printed(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_LETTER
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _guide(sheet: Worksheet, draft: Draft, words: FileWords) -> None:
    marks = {
        "title": (on_one_line(draft.title) or file_words().untitled),
        "version": draft.version,
        "day": spoken_date(draft.as_of),
    }
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    sheet.sheet_view.showGridLines = False
    _write(_cell(sheet, 1, 1), words.matrix.guide_sheet)
    sheet.cell(1, 1).font = Font(bold=True, size=14, color="1F3A2F")
    for line, text in enumerate(words.matrix.guide, start=3):
        _write(_cell(sheet, line, 1), text.format(**marks))
        sheet.cell(line, 1).alignment = _TOP
        _fit(sheet, line, [_GUIDE_WIDTH])


def _record(sheet: Worksheet, draft: Draft) -> None:
    """Keep which draft this was, and which rows it had, for when the file comes back."""
    sheet.sheet_state = "hidden"
    kept = (
        ("draft_id", draft.draft_id),
        ("version", str(draft.version)),
        ("as_of", draft.as_of.isoformat()),
    )
    for line, pair in enumerate(kept, start=1):
        for place, text in enumerate(pair, start=1):
            _write(_cell(sheet, line, place), text)
    begin = len(kept) + 1
    for place, field in enumerate(RECORD_COLUMNS, start=1):
        _write(_cell(sheet, begin, place), field)
        for line, row in enumerate(draft.matrix, start=begin + 1):
            _write(_cell(sheet, line, place), matrix_cell(row, field))
