"""Hostile files are refused, each by its own class and in words; the reading process is bare."""

import json
import os
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.files.docx import to_docx
from assistant.files.xlsx import matrix_to_xlsx
from assistant.receiving import apart, limits
from assistant.receiving.documents import read_document
from assistant.receiving.errors import (
    BrokenFileError,
    EncryptedFileError,
    NotAMatrixError,
    ReceivingError,
    TooMuchToReadError,
    UnsafeFileError,
    UploadTooLargeError,
    WrongKindOfFileError,
)
from assistant.receiving.matrix import read_matrix
from tests.assistant.files.making import draft
from tests.assistant.receiving.making import (
    W,
    with_flag,
    word_of,
    word_with,
    workbook_with,
    zipped,
)

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 10
    + f'">]><w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
)
MACRO_TYPES = (
    b'<Types><Override PartName="/word/document.xml" ContentType='
    b'"application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)

HOSTILE = {
    "three million paragraphs": (word_of("<w:p/>" * 3_000_000), TooMuchToReadError),
    "a paragraph for each of six megabytes": (word_of("<w:p/>" * 1_000_001), TooMuchToReadError),
    "a million paragraphs that pack badly": (
        word_of(
            "".join(f'<w:p w:rsidR="{n * 2_654_435_761 % 2**32:08x}"/>' for n in range(1_000_001))
        ),
        TooMuchToReadError,
    ),
    "two million letters that pack badly": (
        word_of(
            "".join(
                f"<w:p><w:r><w:t>{n * 2_654_435_761 % 2**32:08x}{'word ' * 20}</w:t></w:r></w:p>"
                for n in range(19_000)
            )
        ),
        TooMuchToReadError,
    ),
    "a bomb of zeros": (word_with({"word/media/x.png": b"\0" * 60_000_000}), TooMuchToReadError),
    "a part that grows too much": (
        word_with({"word/media/x.png": b"\0" * 5_000_000}),
        TooMuchToReadError,
    ),
    "thousands of entries": (
        word_with({f"word/media/{n}": b"" for n in range(2_500)}),
        TooMuchToReadError,
    ),
    "a very deep tree": (word_of("<w:p>" * 9_000 + "</w:p>" * 9_000), BrokenFileError),
    "a text of many millions of letters": (
        word_of(f"<w:p><w:r><w:t>{'ab cd ' * 400_000}</w:t></w:r></w:p>"),
        TooMuchToReadError,
    ),
    "laughing entities": (word_with({"word/document.xml": LAUGHS.encode()}), UnsafeFileError),
    "an entity from outside": (word_with({"word/document.xml": OUTSIDE.encode()}), UnsafeFileError),
    "an entity in UTF-16": (
        word_with({"word/document.xml": OUTSIDE.encode("utf-16")}),
        UnsafeFileError,
    ),
    "macros": (word_with({"word/vbaProject.bin": b"x"}), UnsafeFileError),
    "macros under capitals": (word_with({"word/VBAPROJECT.BIN": b"x"}), UnsafeFileError),
    "macros by kind": (word_with({"[Content_Types].xml": MACRO_TYPES}), UnsafeFileError),
    "a name that climbs": (word_with({"../../etc/cron.d/x": b"x"}), UnsafeFileError),
    "an absolute name": (word_with({"/etc/x": b"x"}), UnsafeFileError),
    "a name of Windows": (word_with({"C:\\x": b"x"}), UnsafeFileError),
    "an archive in the archive": (
        word_with({"word/embeddings/a.zip": zipped({"a": b"b"})}),
        UnsafeFileError,
    ),
    "an embedded object": (word_with({"word/embeddings/oleObject1.bin": b"x"}), UnsafeFileError),
    "a password in Office": (COMPOUND, EncryptedFileError),
    "a password in the archive": (with_flag(to_docx(draft())), EncryptedFileError),
    "a program by another name": (b"MZ\x90\x00" + b"\0" * 500, WrongKindOfFileError),
    "a PDF by another name": (b"%PDF-1.7 ...", WrongKindOfFileError),
    "a workbook by another name": (matrix_to_xlsx(draft()), WrongKindOfFileError),
    "any archive": (zipped({"a.txt": b"hello"}), WrongKindOfFileError),
    "the first half": (to_docx(draft())[:5_000], BrokenFileError),
    "nothing": (b"", BrokenFileError),
    "broken XML": (word_with({"word/document.xml": b"<w:document"}), BrokenFileError),
    "too many bytes": (b"PK\x03\x04" + b"x" * limits.LONGEST_UPLOAD, UploadTooLargeError),
}


@pytest.mark.parametrize(("data", "error"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_in_words(data, error):
    with pytest.raises(error) as refused:
        read_document("proposal.docx", data)

    assert type(refused.value) is error
    for said in (refused.value.found, refused.value.expected, refused.value.mend):
        assert said
        assert said in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert str(limits.__file__) not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (workbook_with({"xl/vbaProject.bin": b"x"}), UnsafeFileError),
        (workbook_with({"xl/workbook.xml": LAUGHS.encode()}), UnsafeFileError),
        (workbook_with({"xl/workbook.xml": b"<nothing/>"}), NotAMatrixError),
        (workbook_with({"xl/workbook.xml": b"<nothing"}), BrokenFileError),
        (matrix_to_xlsx(draft())[:3_000], BrokenFileError),
        (to_docx(draft()), WrongKindOfFileError),
        (COMPOUND, EncryptedFileError),
    ],
    ids=["macros", "entities", "no sheets", "broken XML", "cut short", "a document", "a password"],
)
def test_a_hostile_workbook_is_refused(data, error):
    with pytest.raises(error):
        read_matrix(data, draft().matrix)


def test_a_workbook_that_is_no_matrix_is_named_so():
    import io

    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "Shopping"
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(NotAMatrixError, match="`Sheet`"):
        read_matrix(file.getvalue(), draft().matrix)


@pytest.mark.parametrize(
    "name", ["a.exe", "a.docm", "a.pdf", "a", "a.docx.zip", ".docx/x", "a.xlsx"]
)
def test_other_kinds_are_refused_by_name(name):
    with pytest.raises(WrongKindOfFileError, match=r"\.docx, \.md"):
        read_document(name, to_docx(draft()))


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00\x03\x00", b"\x7fELF\x02", b"%PDF-1.4", b"a\x00b", COMPOUND]
)
def test_a_program_is_no_text(data):
    with pytest.raises((WrongKindOfFileError, EncryptedFileError)):
        read_document("notes.txt", data)


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    """Bytes are changed and cut anywhere."""
    sound = data.draw(st.sampled_from([to_docx(draft()), matrix_to_xlsx(draft())]))
    damaged = bytearray(sound)
    for place in data.draw(st.lists(st.integers(0, len(sound) - 1), max_size=6)):
        damaged[place] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(len(sound) // 2, len(sound)))

    for read in (
        lambda: read_document("a.docx", bytes(damaged[:cut])),
        lambda: read_matrix(bytes(damaged[:cut]), draft().matrix),
    ):
        with suppress(ReceivingError):
            read()


def test_the_reading_process_may_neither_write_nor_start_others(tmp_path):
    code = (
        "import json, os, runpy, resource\n"
        f"child = runpy.run_path({str(apart._CHILD)!r})\n"
        "child['confine']()\n"
        "found = {}\n"
        "try:\n"
        f"    with open({str(tmp_path / 'x')!r}, 'w') as file:\n"
        "        file.write('x')\n"
        "    found['wrote'] = True\n"
        "except OSError:\n"
        "    found['wrote'] = False\n"
        "found['memory'] = resource.getrlimit(resource.RLIMIT_AS)[1]\n"
        "found['processes'] = resource.getrlimit(resource.RLIMIT_NPROC)[1]\n"
        "found['environment'] = sorted(os.environ)\n"
        "print(json.dumps(found))\n"
    )
    done = subprocess.run(  # noqa: S603 (words of this file)
        [sys.executable, "-I", "-c", code], capture_output=True, env={}, check=False, timeout=60
    )
    found = json.loads(done.stdout)

    assert found["wrote"] is False
    assert found["memory"] == limits.MEMORY
    assert found["processes"] == 0
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert not (tmp_path / "x").exists() or os.path.getsize(tmp_path / "x") == 0
