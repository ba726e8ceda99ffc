"""Uploads made by hand, honest and hostile."""

import io
import zipfile
from collections.abc import Mapping

from assistant.files.docx import to_docx
from assistant.files.xlsx import matrix_to_xlsx
from tests.assistant.files.making import draft
from tests.assistant.files.reading import parts

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def word_of(body: str, **more: bytes) -> bytes:
    """A Word file with a body of one's own, and parts more or other."""
    content = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return zipped(parts(to_docx(draft())) | {"word/document.xml": content.encode()} | more)


def word_with(entries: Mapping[str, bytes]) -> bytes:
    return zipped(parts(to_docx(draft())) | dict(entries))


def workbook_with(entries: Mapping[str, bytes]) -> bytes:
    return zipped(parts(matrix_to_xlsx(draft())) | dict(entries))


def with_flag(data: bytes) -> bytes:
    """Say in the directory of an archive that its entries have a password."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        place = archive.start_dir
    changed = bytearray(data)
    while changed[place : place + 4] == b"PK\x01\x02":
        changed[place + 8] |= 1
        lengths = (
            int.from_bytes(changed[place + at : place + at + 2], "little") for at in (28, 30, 32)
        )
        place += 46 + sum(lengths)
    return bytes(changed)
