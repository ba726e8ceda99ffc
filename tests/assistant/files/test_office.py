"""LibreOffice opens what is exported, and shows what was sent."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.drafting.draft import Draft, Form
from assistant.files.docx import to_docx
from assistant.files.layout import Bullets, Heading, Paragraph, Table, laid_out
from assistant.files.xlsx import matrix_to_xlsx
from assistant.receiving.matrix import read_matrix
from tests.assistant.files.making import draft
from tests.assistant.files.reading import W, texts, tree

OFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(
    OFFICE is None,
    reason="soffice is NOT INSTALLED: nothing shows that LibreOffice opens the files "
    "(Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)",
)

FORMS = {"draft": {}, "outline": {"form": Form.OUTLINE}}


def converted(folder: Path, kind: str, *files: Path) -> dict[str, bytes]:
    """Have LibreOffice write files in another form, with a profile of its own."""
    out = folder / kind.partition(":")[0]
    done = subprocess.run(  # noqa: S603 (an installed program, and files of this test)
        [
            str(OFFICE),
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *map(str, files),
        ],
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {file.stem: file.read_bytes() for file in out.iterdir()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def documents(folder: Path) -> list[Path]:
    paths = []
    for name, more in FORMS.items():
        for public in (False, True):
            path = folder / f"{name}{'_public' if public else ''}.docx"
            path.write_bytes(to_docx(draft(**more), public=public))
            paths.append(path)
    return paths


def expected(of: Draft, *, public: bool) -> list[str]:
    """Return the lines of the document, in order, with the numbers of footnotes in place."""
    layout = laid_out(of, public=public, comments=True)
    lines = [layout.title, layout.of, layout.version, *layout.notices, "Contents"]
    lines += [heading.text for heading in layout.headings]
    numbers: dict[int, int] = {}
    for block in layout.blocks:
        match block:
            case Heading():
                lines.append(block.text)
            case Bullets():
                lines += block.items
            case Table():
                lines += [
                    block.title,
                    *block.columns,
                    *(cell for row in block.rows for cell in row),
                ]
            case Paragraph():
                runs = []
                for run in block.runs:
                    marks = [numbers.setdefault(n, len(numbers) + 1) for n in run.notes]
                    runs.append(run.text + ",".join(map(str, marks)))
                lines.append(" ".join(runs))
    return [line for line in lines if line]


def test_libreoffice_reads_the_text_that_was_sent(folder, documents):
    told = converted(folder, "txt:Text (encoded):UTF8", *documents)

    for name, more in FORMS.items():
        for public in (False, True):
            text = told[f"{name}{'_public' if public else ''}"].decode("utf-8-sig")
            # It writes bullets before the items of a list.
            lines = [re.sub(r"^\s*•\s*", "", line).strip() for line in text.split("\n")]
            sent = expected(draft(**more), public=public)
            assert [line for line in lines if line] == sent


def test_libreoffice_reads_every_footnote_and_comment(folder, documents):
    again = converted(folder, "docx:MS Word 2007 XML", *documents)["draft"]
    sent = to_docx(draft())

    def notes(data: bytes) -> list[str]:
        found = tree(data, "word/footnotes.xml").iter(f"{W}footnote")
        told = ["".join(one.text or "" for one in note.iter(f"{W}t")).strip() for note in found]
        return [text for text in told if text]

    def comments(data: bytes) -> list[str]:
        return texts(data, "word/comments.xml").split("\n")

    assert notes(again) == notes(sent)
    assert len(notes(again)) == 3
    assert comments(again) == comments(sent)


def test_the_matrix_comes_back_from_libreoffice_as_it_was(folder):
    path = folder / "matrix.xlsx"
    path.write_bytes(matrix_to_xlsx(draft()))
    again = converted(folder, "xlsx:Calc MS Excel 2007 XML", path)["matrix"]

    upload = read_matrix(again, draft().matrix)

    assert upload.rows == draft().matrix
    assert (upload.changes, upload.faults, upload.unknown, upload.deleted) == ((), (), (), ())
    assert upload.draft_id == "d-1"
