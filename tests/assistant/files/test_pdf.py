"""The PDF: tagged, its text as it was, and nothing of it evaluated."""

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.drafting.draft import Form
from assistant.files.pdf import STAND_IN, settable_characters, to_pdf
from tests.assistant.files.making import draft, section, sentence


def squeezed(text: str) -> str:
    """Return text without white space: a PDF knows places, and no spaces or lines."""
    return re.sub(r"\s+", "", text)


def text_of(data: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages))


@pytest.fixture(scope="module")
def written() -> bytes:
    return to_pdf(draft())


def test_the_text_of_the_draft_is_on_its_pages(written):
    told = text_of(written)

    for one in draft().sections[:2]:
        for sent in one.sentences:
            assert squeezed(sent.text) in told
        for table in one.tables:
            assert all(squeezed(cell) in told for row in table.rows for cell in row)
    for row in draft().matrix:
        assert squeezed(row.statement) in told
    assert squeezed("Check the owners. See INV-2.") in told
    assert squeezed("What consortium rule 1 asks") in told


def test_it_is_tagged_and_says_its_title_and_language(written):
    reader = PdfReader(io.BytesIO(written))
    root = reader.trailer["/Root"]

    assert "/StructTreeRoot" in root
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == draft().title
    assert b"pdfuaid" in written
    assert [item["/Title"] for item in reader.outline if isinstance(item, dict)][0].startswith("1.")


def test_every_font_is_in_the_file(written):
    for page in PdfReader(io.BytesIO(written)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner)


def test_the_same_draft_makes_the_same_bytes(written):
    assert to_pdf(draft()) == written


def test_what_a_user_wrote_is_never_evaluated():
    code = '#panic(1) #read("/etc/passwd") *b* $x^2$ <label> @ref [c] \\u{41} // no /* no */'
    told = text_of(to_pdf(draft(sections=(section(1, sentence("s", code), title=code),))))

    assert told.count(squeezed(code)) >= 2


def test_what_the_font_has_not_is_said_and_does_not_stop_the_file():
    told = text_of(to_pdf(draft()))

    assert f"Café{STAND_IN}{STAND_IN}sellsinKenya&ViệtNam." in told
    assert "U+D55C,U+D654" in told


def test_the_font_has_the_characters_that_we_say_it_has():
    every = "".join(map(chr, sorted(settable_characters())))

    assert to_pdf(draft(sections=(section(1, sentence("s", every)),)))


@given(st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_set(words):
    data = to_pdf(draft(title=words, sections=(section(1, sentence("s", words)),), matrix=()))

    assert data.startswith(b"%PDF")


@pytest.mark.parametrize("form", Form)
def test_the_public_version_holds_nothing_confidential(form):
    told = text_of(to_pdf(draft(form=form), public=True))

    assert "secret" not in told
    assert told.count("withheldfromthepublicversion") == 2
    assert "Checktheowners" not in told
