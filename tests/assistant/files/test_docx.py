"""The Word file: whole, with real footnotes and comments; nothing confidential in public."""

import io
import re

import docx
import pytest
from lxml import etree

from assistant.drafting.draft import Draft, Form, ReviewPoint
from assistant.files.docx import to_docx
from tests.assistant.files.making import citation, draft, section, sentence
from tests.assistant.files.reading import W, parts, targets, texts, tree

DOCUMENT = "word/document.xml"


def marks(data: bytes, name: str, element: str) -> list[str]:
    return [one.get(f"{W}id", "") for one in tree(data, name).iter(f"{W}{element}")]


@pytest.fixture(scope="module")
def written() -> bytes:
    return to_docx(draft())


def test_every_part_has_a_kind_and_every_relationship_a_target(written):
    names = set(parts(written))
    types = tree(written, "[Content_Types].xml")
    overrides = {one.get("PartName", "").lstrip("/") for one in types if one.get("PartName")}

    assert overrides <= names
    assert {name for name in names if not name.endswith((".rels", "].xml"))} == overrides
    assert {target for _, target in targets(written)} <= names


def test_no_id_is_given_twice_and_every_style_is_there(written):
    used = {
        one.get(f"{W}val")
        for name in (DOCUMENT, "word/footnotes.xml", "word/comments.xml")
        for kind in ("pStyle", "rStyle", "tblStyle")
        for one in tree(written, name).iter(f"{W}{kind}")
    }
    styles = {one.get(f"{W}styleId") for one in tree(written, "word/styles.xml").iter(f"{W}style")}

    for name, element in (
        (DOCUMENT, "bookmarkStart"),
        ("word/footnotes.xml", "footnote"),
        ("word/comments.xml", "comment"),
    ):
        ids = marks(written, name, element)
        assert len(ids) == len(set(ids))
    assert used <= styles


def test_each_citation_that_is_used_has_one_footnote(written):
    cited = {n for one in draft().sections for sent in one.sentences for n in sent.citations}
    references = marks(written, DOCUMENT, "footnoteReference")
    notes = marks(written, "word/footnotes.xml", "footnote")

    assert len(references) == len(cited) == 3
    assert notes == ["-1", "0", *references]
    assert len(re.findall("NOTEREF", parts(written)[DOCUMENT].decode())) == 1


def test_a_footnote_says_heading_provision_words_basis_day_and_address(written):
    told = texts(written, "word/footnotes.xml")

    for words in (
        "INV-1",
        "What consortium rule 1 asks",
        "“A consortium names its part 1 & says <why>.”",
        "the official text was not read",
        "1 April 2026",
        "https://example.org/call?part=1&x=1",
    ):
        assert words in told


def test_each_review_point_is_one_comment_on_what_it_is_about(written):
    points = [point for one in draft().sections for point in one.review]
    told = texts(written, "word/comments.xml")

    assert len(marks(written, "word/comments.xml", "comment")) == len(points) == 2
    for element in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert sorted(marks(written, DOCUMENT, element)) == ["0", "1"]
    assert "Check the owners. See INV-2." in told


def test_no_comment_stands_between_the_first_footnote_and_the_second():
    """LibreOffice 7.4 gives footnotes the text of others where one does."""
    sentences = [sentence(f"s.{n}", f"Sentence {n}.", citations=(n,)) for n in (1, 2, 3)]
    points = tuple(ReviewPoint(text=f"Point {n}.", sentence=f"s.{n}") for n in (1, 2, 3))
    data = to_docx(
        draft(
            sections=(section(1, *sentences, review=points),),
            citations=tuple(citation(n) for n in (1, 2, 3)),
        )
    )
    order = [
        etree.QName(one).localname
        for one in tree(data, DOCUMENT).iter(f"{W}footnoteReference", f"{W}commentReference")
    ]

    assert order[0] == "commentReference"
    assert order[1:3] == ["footnoteReference"] * 2
    assert "“Sentence 1.”: Point 1." in texts(data, "word/comments.xml")
    assert len(marks(data, "word/comments.xml", "comment")) == 3


def test_the_text_of_the_draft_is_in_the_document(written):
    told = texts(written, DOCUMENT)

    for one in draft().sections:
        for sent in one.sentences:
            assert sent.text in told
        for table in one.tables:
            assert all(cell in told for row in table.rows for cell in row)
    for row in draft().matrix:
        assert row.statement in told


def test_another_library_opens_it_and_reads_its_properties(written):
    opened = docx.Document(io.BytesIO(written))
    styles = [paragraph.style.name for paragraph in opened.paragraphs if paragraph.style]

    assert opened.core_properties.title == draft().title
    assert opened.core_properties.created is not None
    assert opened.core_properties.created.date() == draft().as_of
    assert styles.count("Heading 1") == 5
    assert len(opened.tables) == 4
    assert [bool(one.orientation) for one in opened.sections] == [False, True]


def test_header_rows_repeat_and_placeholders_are_highlighted(written):
    body = tree(written, DOCUMENT)
    rows = [table.find(f"{W}tr") for table in body.iter(f"{W}tbl")]
    runs = [run for run in body.iter(f"{W}r") if run.find(f"{W}rPr/{W}highlight") is not None]

    assert all(row is not None and row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows)
    assert ["".join(run.itertext()) for run in runs] == [draft().sections[0].sentences[2].text]


def test_the_same_draft_makes_the_same_bytes(written):
    assert to_docx(draft()) == written


@pytest.mark.parametrize("form", Form)
def test_the_public_version_holds_nothing_confidential(form):
    data = to_docx(draft(form=form), public=True)
    everything = b"\n".join(parts(data).values()).decode()
    told = texts(data, DOCUMENT)

    assert "secret" not in everything
    assert told.count("[Confidential: withheld from the public version]") == 2
    assert "Check the owners" not in everything
    assert "Who leads was not stated" not in everything


def test_the_full_version_marks_what_is_confidential(written):
    told = texts(written, DOCUMENT)

    assert "[Confidential: The secret margin is 17 percent.]" in told
    assert "Prices (confidential)" in told


def test_an_outline_tells_its_writer_what_to_do():
    told = texts(to_docx(draft(form=Form.OUTLINE)), DOCUMENT)

    for words in ("Must contain", "Name the anchor 1", "For the writer", "What reviewers look for"):
        assert words in told
    assert "our advice" in told


def test_characters_that_break_xml_are_left_out():
    hostile = "A\x00B\x0bC\ufffeD\ud800E\u202eF"
    data = to_docx(draft(sections=(section(1, sentence("s", hostile), title=hostile),)))

    assert texts(data, DOCUMENT).count("ABCDEF") == 3  # contents, heading, sentence


def test_a_draft_of_nothing_is_a_document():
    empty: Draft = draft(sections=(), citations=(), matrix=(), missing=(), title="")

    assert "Proposal" in texts(to_docx(empty), DOCUMENT)
