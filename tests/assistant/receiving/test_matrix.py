"""A filled matrix comes back: nothing is lost, and nothing is dropped in silence."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from assistant.drafting.draft import MatrixRow, RowStatus
from assistant.files.plain_text import cleaned
from assistant.files.words import EDITABLE, matrix_columns
from assistant.files.xlsx import cell_text, matrix_to_xlsx
from assistant.receiving.matrix import read_matrix
from assistant.receiving.uploads import MatrixUpload
from rules.outcome import Outcome
from tests.assistant.files.making import draft, matrix_row

ROWS = draft().matrix
PLACES = {column.field: number for number, column in enumerate(matrix_columns(), start=1)}


def filled(change: Callable[[Worksheet], object], rows: tuple[MatrixRow, ...] = ROWS) -> bytes:
    """Return the matrix as somebody saves it who changed its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(matrix_to_xlsx(draft(matrix=rows))))
    change(book["Matrix"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(field: str, line: int, value: object) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        sheet.cell(line, PLACES[field]).value = value

    return change


def silent(upload: MatrixUpload) -> bool:
    return not (
        upload.changes
        or upload.faults
        or upload.unknown
        or upload.deleted
        or upload.fresh
        or upload.added_columns
        or upload.underneath
    )


TEXT = st.text(max_size=60).filter(lambda text: "_x" not in text and "x005F_" not in text)
ENTRIES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(RowStatus),
        "owner": TEXT,
        "due": st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        "response_location": TEXT,
        "notes": TEXT,
    }
)


@given(st.lists(ENTRIES, min_size=len(ROWS), max_size=len(ROWS)), st.randoms())
@settings(max_examples=12, deadline=None)
def test_entries_come_back_whatever_the_order_of_rows_and_columns(entries, dice):
    """People fill, sort, hide and move: the written sheet is made anew in another order."""
    after = tuple(row.model_copy(update=more) for row, more in zip(ROWS, entries, strict=True))
    book = openpyxl.load_workbook(io.BytesIO(matrix_to_xlsx(draft(matrix=after))))
    lines = [[cell.value for cell in line] for line in book["Matrix"].iter_rows()]
    body, order = lines[1:], list(range(len(lines[0])))
    dice.shuffle(body)
    dice.shuffle(order)
    place = book.sheetnames.index("Matrix")
    del book["Matrix"]
    sheet = book.create_sheet("Matrix", place)
    for number, line in enumerate([lines[0], *body], start=1):
        for column, source in enumerate(order, start=1):
            cell = sheet.cell(number, column)
            cell.value = line[source]
            if isinstance(line[source], str):
                cell.data_type = "s"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    file = io.BytesIO()
    book.save(file)

    upload = read_matrix(file.getvalue(), ROWS)

    assert not upload.faults
    assert not upload.unknown
    for row, wanted in zip(upload.rows, after, strict=True):
        for field in EDITABLE:
            expected = getattr(wanted, field)
            if isinstance(expected, str) and not isinstance(expected, RowStatus):
                expected = cell_text(expected)
            assert getattr(row, field) == expected
        assert row.model_copy(update={one: getattr(wanted, one) for one in EDITABLE}) == wanted
    assert {(one.row, one.field) for one in upload.changes} == {
        (new.id, field)
        for old, new in zip(ROWS, upload.rows, strict=True)
        for field in EDITABLE
        if getattr(old, field) != getattr(new, field)
    }


@given(st.lists(ENTRIES, min_size=1, max_size=3))
@settings(max_examples=12, deadline=None)
def test_a_matrix_that_nobody_touched_changes_nothing(entries):
    rows = tuple(matrix_row(number, **more) for number, more in enumerate(entries))

    assert silent(read_matrix(matrix_to_xlsx(draft(matrix=rows)), rows))


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(2026, 6, 30, 15, 0), date(2026, 6, 30)),  # noqa: DTZ001 (Excel's have no zone)
        ("June 30, 2026", date(2026, 6, 30)),
        (46_203, date(2026, 6, 30)),
        ("  ", None),
        (None, None),
    ],
    ids=["a moment", "in words", "a number", "spaces", "nothing"],
)
def test_a_day_is_read_however_it_was_typed(value, day):
    rows = (ROWS[0].model_copy(update={"due": date(2026, 1, 1)}), *ROWS[1:])

    def change(sheet):
        sheet.cell(2, PLACES["due"]).value = value
        sheet.cell(2, PLACES["due"]).number_format = "General" if value == 46_203 else "yyyy-mm-dd"

    assert read_matrix(filled(change, rows), rows).rows[0].due == day


@pytest.mark.parametrize("said", ["Approved", "APPROVED ", "approved", "Done"])
def test_a_status_is_read_in_any_case(said):
    assert read_matrix(filled(put("status", 2, said)), ROWS).rows[0].status is RowStatus.APPROVED


@pytest.mark.parametrize(
    ("field", "value", "found", "expected"),
    [
        ("status", "nearly there", "nearly there", "one of: not started, in progress"),
        ("status", None, "nothing", "one of: not started"),
        ("due", "6/12/2026", "6/12/2026", "a day"),
        ("due", "soon", "soon", "a day"),
        ("due", True, "TRUE", "a day"),
        ("owner", "=A1&B1", "=A1&B1", "a value"),
    ],
)
def test_a_bad_entry_is_named_and_the_one_before_stays(field, value, found, expected):
    upload = read_matrix(filled(put(field, 3, value)), ROWS)
    (fault,) = upload.faults

    assert upload.rows == ROWS
    assert (fault.sheet, fault.row, fault.found) == ("Matrix", ROWS[1].id, found)
    assert fault.cell.endswith("3")
    assert fault.expected.startswith(expected)
    assert fault.mend


def test_rows_that_are_deleted_unknown_or_doubled_are_named():
    def change(sheet):
        sheet.cell(6, PLACES["owner"]).value = "Kim"
        sheet.cell(7, PLACES["owner"]).value = "Lee"
        sheet.cell(7, PLACES["statement"]).value = "A row of our own"
        for column in range(1, len(PLACES) + 1):
            sheet.cell(8, column).value = sheet.cell(3, column).value
        sheet.cell(8, PLACES["notes"]).value = "copied"
        sheet.delete_rows(2)

    upload = read_matrix(filled(change), ROWS)

    assert upload.deleted == (ROWS[0].id,)
    assert upload.rows[0] == ROWS[0]
    assert upload.rows[4].owner == "Kim"
    assert [row.entries.get("Owner") for row in upload.unknown] == ["Lee", None]
    assert upload.unknown[1].entries["Notes"] == "copied"
    assert [fault.row for fault in upload.faults] == [ROWS[1].id]
    assert "second time" in upload.faults[0].found


def test_columns_that_people_added_are_kept_and_named():
    def change(sheet):
        sheet.insert_cols(1)
        sheet.cell(1, 1).value = "Volume"
        sheet.cell(2, 1).value = "I"
        sheet.cell(4, len(PLACES) + 3).value = "no heading"

    upload = read_matrix(filled(change), ROWS)

    assert [(one.title, one.entries) for one in upload.added_columns] == [
        ("Volume", {ROWS[0].id: "I"}),
        ("(R)", {ROWS[2].id: "no heading"}),
    ]
    assert upload.rows == ROWS


def test_titles_above_and_another_name_of_the_sheet_do_no_harm():
    def change(sheet):
        sheet.insert_rows(1, 3)
        sheet.cell(1, 1).value = "Compliance matrix of Acme"
        sheet.title = "Our matrix"
        sheet.cell(5, PLACES["owner"]).value = "Kim"

    upload = read_matrix(filled(change), ROWS)

    assert upload.rows[0].owner == "Kim"
    assert upload.changes[0].cell == "Our matrix!K5"


def test_a_column_of_entries_that_is_deleted_empties_nothing():
    rows = tuple(row.model_copy(update={"owner": "Kim"}) for row in ROWS)
    upload = read_matrix(filled(lambda sheet: sheet.delete_cols(PLACES["owner"]), rows), rows)

    assert upload.rows == rows
    assert upload.columns_left_out == ("Owner",)


def test_rows_are_known_without_their_ids():
    def change(sheet):
        put("owner", 4, "Kim")(sheet)
        sheet.delete_cols(PLACES["id"])

    upload = read_matrix(filled(change), ROWS)

    assert upload.rows[2].owner == "Kim"
    assert not upload.unknown


def test_entries_go_to_the_rows_of_a_newer_draft_and_what_changed_under_them_is_said():
    changed = ROWS[0].model_copy(update={"outcome": Outcome.MET, "because": "Acme leads."})
    newer = (changed, *ROWS[2:], matrix_row(9))
    upload = read_matrix(filled(put("owner", 2, "Kim")), newer)

    assert upload.rows[0].owner == "Kim"
    assert upload.rows[0].outcome is Outcome.MET
    assert upload.fresh == (newer[-1].id,)
    assert not upload.deleted
    assert [(one.id, one.gone) for one in upload.unknown] == [(ROWS[1].id, True)]
    assert [(one.row, one.field, one.in_file, one.now) for one in upload.underneath] == [
        (changed.id, "outcome", "unknown", "met"),
        (changed.id, "because", "Who leads was not stated.", "Acme leads."),
    ]
    assert (upload.draft_id, upload.version) == ("d-1", 2)


def test_a_formula_that_was_worked_out_counts_as_what_it_showed():
    """Excel keeps with a formula what it showed; openpyxl does not, so it is put in by hand."""
    from tests.assistant.files.reading import parts
    from tests.assistant.receiving.making import zipped

    sheet = parts(filled(put("owner", 2, "=A1")))
    name = "xl/worksheets/sheet1.xml"
    shown = re.sub(rb"<f>A1</f><v ?/?>(</v>)?", b"<f>A1</f><v>Kim</v>", sheet[name])
    sheet[name] = shown.replace(b'<c r="K2"', b'<c t="str" r="K2"')

    assert read_matrix(zipped(sheet), ROWS).rows[0].owner == "Kim"


def test_long_and_odd_notes_are_no_change_when_nobody_touched_them():
    rows = (matrix_row(1, notes="n" * 40_000), matrix_row(2, notes="a\x07b\u202ec"))
    upload = read_matrix(matrix_to_xlsx(draft(matrix=rows)), rows)

    assert silent(upload)
    assert upload.rows == rows
    assert cleaned(rows[1].notes) == "abc"
