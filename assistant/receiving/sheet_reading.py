"""The cells of a workbook; it runs only in the reading process."""

import io
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from assistant.receiving import limits
from assistant.receiving.archive import refuse_broken
from assistant.receiving.refusal import Reason, Refusal


def sheets_of(data: bytes) -> list[dict[str, Any]]:
    """Return each sheet's filled cells as line, column, type and value.

    A formula counts as what it showed when it was saved; where nothing was saved, as a formula.
    """
    # openpyxl looks for numpy, which starts threads that this process may not have.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]  # None is how an import is barred
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), keep_links=False)
        has_formulas = any(_formulas(sheet) for sheet in book.worksheets)
        shown = (
            openpyxl.load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
            if has_formulas
            else None
        )
        return [
            {
                "title": sheet.title,
                "hidden": sheet.sheet_state != "visible",
                "cells": list(_cells(sheet, shown[sheet.title] if shown else None)),
            }
            for sheet in book.worksheets
        ]
    except (Refusal, MemoryError):
        raise
    except Exception:  # whatever openpyxl meets in a damaged file
        refuse_broken("a workbook that cannot be read")


def _formulas(sheet: Any) -> bool:
    _check_size(sheet)
    return any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def _check_size(sheet: Any) -> None:
    if sheet.max_row > limits.MOST_ROWS or sheet.max_column > limits.MOST_COLUMNS:
        raise Refusal(
            Reason.TOO_MUCH,
            found=f"a sheet of {sheet.max_row:,} rows and {sheet.max_column:,} columns",
            expected=f"at most {limits.MOST_ROWS:,} rows and {limits.MOST_COLUMNS} columns",
            mend="Delete the rows and columns that are not of the matrix, and send it again.",
        )


def _cells(sheet: Any, shown: Any) -> Iterator[tuple[int, int, str, object]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                continue
            value = cell.value
            kind = "text"
            if cell.data_type == "f":
                saved = shown.cell(cell.row, cell.column).value if shown else None
                kind, value = ("formula", str(value)) if saved is None else ("text", saved)
            yield cell.row, cell.column, *_plain(kind, value)


def _plain(kind: str, value: Any) -> tuple[str, object]:
    match value:
        case datetime():
            return "day", value.date().isoformat()
        case date():
            return "day", value.isoformat()
        case time():
            return kind, value.isoformat()
        case bool():
            return kind, str(value).upper()
        case int() | float():
            return "number", value
        case _:
            # Excel writes the carriage return of a pasted line end so.
            return kind, str(value).replace("_x000D_", "\r")
