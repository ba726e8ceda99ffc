"""Federal Register XML is read with nothing lost and nothing added, and every place is known."""

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import OfficialTextError, UnknownElementError
from corpus.official.register_xml import (
    document_number,
    packaged_elements,
    read_register_xml,
    register_documents,
)
from corpus.official.text import BETWEEN_SPANS, OfficialText, SpanKind, sha256_of

SHARED = next(
    (
        folder / "shared" / "federal_register"
        for folder in Path(__file__).parents
        if (folder / "shared" / "federal_register").is_dir()
    ),
    Path("shared/federal_register"),
)
ISSUE = SHARED / "notices_2016-04-15_part.xml"

NOTICE = """<?xml version="1.0"?>
<NOTICE>
  <PREAMB>
    <PRTPAGE P="100"/>
    <AGENCY TYPE="F">BUREAU OF INVENTED EXAMPLES</AGENCY>
    <SUBJECT>A Call That Nobody Made</SUBJECT>
    <SUM><HD SOURCE="HED">SUMMARY:</HD><P>An invented notice.</P></SUM>
  </PREAMB>
  <SUPLINF>
    <HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD>
    <P>Before any heading.</P>
    <HD SOURCE="HD1">I. Who</HD>
    <HD SOURCE="HD2">A. Anchors</HD>
    <P>A share of 51 percent<SU>1</SU>
      <FTREF/>, as <E T="03">printed</E>, runs <PRTPAGE P="101"/>over the page.</P>
    <FTNT><P><SU>1</SU> Measured by value.</P><P>And by nothing else.</P></FTNT>
    <HD SOURCE="HD1">II. What</HD>
    <P>Up to 10<SU>6</SU> units and 2<FR>1/2</FR> more.</P>
    <NOTE><HD SOURCE="HED">Note:</HD><P>Within the note.</P></NOTE>
    <STARS/>
    <GPOTABLE COLS="2"><TTITLE>Items</TTITLE>
      <BOXHD><CHED H="1">Name of<LI>item</LI></CHED><CHED H="1">Value</CHED></BOXHD>
      <ROW><ENT I="01">Trays</ENT><ENT>7</ENT></ROW>
      <ROW><ENT I="01"><PRTPAGE P="102"/>Racks</ENT><ENT/></ROW>
    </GPOTABLE>
    <P>The end.</P>
  </SUPLINF>
  <FRDOC>[FR Doc. 2099\u201300001 Filed 1-1-99; 8:45 am]</FRDOC>
</NOTICE>"""


@pytest.fixture(scope="module")
def notice() -> OfficialText:
    return read_register_xml(NOTICE.encode(), strict=True)


def span_of(text: OfficialText, words: str) -> object:
    return next(span for span in text.spans if words in span.text)


def words_of(text: OfficialText, kind: SpanKind) -> list[str]:
    return [span.text for span in text.spans if span.piece.kind is kind]


def test_a_paragraph_is_read_as_it_is_printed(notice: OfficialText) -> None:
    assert words_of(notice, SpanKind.PARAGRAPH) == [
        "An invented notice.",
        "Before any heading.",
        "A share of 51 percent, as printed, runs over the page.",
        "Up to 10⁶ units and 2 1/2 more.",
        "Within the note.",
        "* * * * *",
        "The end.",
    ]


def test_each_span_stands_under_its_headings(notice: OfficialText) -> None:
    paths = {span.text: span.piece.path for span in notice.spans}
    supplement = "SUPPLEMENTARY INFORMATION:"

    assert paths["An invented notice."] == ("SUMMARY:",)
    assert paths["Before any heading."] == (supplement,)
    assert paths["Measured by value.\nAnd by nothing else."] == (
        supplement,
        "I. Who",
        "A. Anchors",
    )
    assert paths["Within the note."] == (supplement, "II. What", "Note:")
    assert paths["The end."] == (supplement, "II. What")


def test_a_footnote_mark_is_kept_beside_the_words(notice: OfficialText) -> None:
    (marked,) = [span for span in notice.spans if span.piece.marks]
    (mark,) = marked.piece.marks

    assert (mark.label, marked.text[: mark.at]) == ("1", "A share of 51 percent")
    assert notice.footnotes["1"].text.startswith("Measured by value.")


def test_the_page_is_known_within_a_sentence_and_a_table(notice: OfficialText) -> None:
    pages = {
        words: notice.page_at(notice.text.index(words))
        for words in ("BUREAU", "runs", "over the page", "Trays", "Racks", "The end")
    }

    assert pages == {
        "BUREAU": 100,
        "runs": 100,
        "over the page": 101,
        "Trays": 101,
        "Racks": 102,
        "The end": 102,
    }


def test_a_table_keeps_its_cells(notice: OfficialText) -> None:
    (table,) = [span for span in notice.spans if span.piece.kind is SpanKind.TABLE]

    assert table.piece.rows == (
        ("Items",),
        ("Name of item", "Value"),
        ("Trays", "7"),
        ("Racks", ""),
    )


def test_paragraphs_are_numbered_and_nothing_else_is(notice: OfficialText) -> None:
    numbers = [span.number for span in notice.spans if span.number is not None]

    assert numbers == list(range(1, 8))


def test_the_number_is_read_with_any_dash(notice: OfficialText) -> None:
    assert document_number(notice) == "2099-00001"
    assert notice.kind == "notice"
    assert notice.details["agency"] == ("BUREAU OF INVENTED EXAMPLES",)


def test_pages_before_the_first_mark_are_the_ones_before_it() -> None:
    marked_late = NOTICE.replace('<PRTPAGE P="100"/>', "")

    text = read_register_xml(marked_late.encode())
    told = read_register_xml(marked_late.encode(), first_page=98)

    assert text.page_at(0) == 100
    assert told.page_at(0) == 98


def test_an_unknown_element_is_loud_in_a_test_and_keeps_its_words_in_use() -> None:
    odd = NOTICE.replace("<P>The end.</P>", "<ODD>The <STRANGE>very</STRANGE> end.</ODD>")

    with pytest.raises(UnknownElementError, match="`STRANGE`"):
        read_register_xml(odd.encode(), strict=True)
    text = read_register_xml(odd.encode())

    assert "The very end." in text.text
    assert set(text.unknown) == {"ODD", "STRANGE"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        pytest.param(b"<html><body>Request Access", "well-formed", id="a page of HTML"),
        pytest.param(NOTICE.encode()[:400], "well-formed", id="half a document"),
        pytest.param(b"<OTHER><P>x</P></OTHER>", "found 0", id="another kind of XML"),
        pytest.param(
            b'<!DOCTYPE NOTICE [<!ENTITY x SYSTEM "file:///etc/hostname">]><NOTICE>&x;</NOTICE>',
            "entities",
            id="an entity from a file",
        ),
        pytest.param(b"", "well-formed", id="nothing"),
    ],
)
def test_what_is_no_document_is_refused_with_a_reason(sent: bytes, told: str) -> None:
    with pytest.raises(OfficialTextError, match=told):
        read_register_xml(sent)


def test_no_element_has_two_meanings() -> None:
    elements = packaged_elements()
    lists = [
        elements.containers,
        elements.paragraphs,
        elements.inline,
        elements.images,
        frozenset(elements.details),
        frozenset(elements.heading_elements),
    ]

    twice = {name for one in lists for other in lists if one is not other for name in one & other}
    assert twice == set()


# -- properties --------------------------------------------------------------------------------


def squeezed(text: str) -> str:
    """Return a text without white space, raised figures as plain ones."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u2212", "-").split())


def printed_words(root: etree._Element) -> str:
    """Return what a document prints: all its text without the marks of footnotes."""
    for mark in list(root.iter("SU")):
        following, paragraph = mark.getnext(), mark.getparent()
        refers = following is not None and following.tag == "FTREF"
        own = paragraph.getparent() is not None and paragraph.getparent().tag == "FTNT"
        if (refers and not (mark.tail or "").strip()) or (
            own and paragraph.index(mark) == 0 and not (paragraph.text or "").strip()
        ):
            mark.text = ""
    for stars in root.iter("STARS"):
        stars.text = "* * * * *"
    return squeezed("".join(root.itertext()))


def assert_whole(text: OfficialText) -> None:
    assert text.text == BETWEEN_SPANS.join(span.text for span in text.spans)
    for span in text.spans:
        assert text.text[span.start : span.end] == span.text
        assert span.sha256 == sha256_of(span.text)
        assert all(0 <= one.at <= len(span.text) for one in (*span.piece.marks, *span.piece.breaks))


def shared_notices() -> Iterator[tuple[etree._Element, OfficialText]]:
    data = ISSUE.read_bytes()
    yield from zip(etree.fromstring(data), register_documents(data, strict=True), strict=True)


needs_the_issue = pytest.mark.skipif(
    not ISSUE.exists(), reason=f"the real notices are not beside the project ({ISSUE.name})"
)


@needs_the_issue
def test_real_notices_lose_no_word() -> None:
    found = list(shared_notices())

    assert len(found) == 44
    for root, text in found:
        assert squeezed(text.text) == printed_words(root), document_number(text)
        assert_whole(text)


@needs_the_issue
def test_real_notices_keep_every_page_and_footnote_in_its_place() -> None:
    for root, text in shared_notices():
        pages = [one.page for span in text.spans for one in span.piece.breaks]
        marks = [mark.label for span in text.spans for mark in span.piece.marks]

        assert pages == [int(mark.get("P")) for mark in root.iter("PRTPAGE")]
        assert len(marks) == len(list(root.iter("FTREF")))
        assert marks == list(text.footnotes)
        assert all(span.page is not None for span in text.spans)


inline = st.sampled_from(["E", "SU", "FR"])
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@st.composite
def lines(draw: st.DrawFn) -> etree._Element:
    line = etree.Element(draw(st.sampled_from(["P", "FP", "HD"])), SOURCE="HD2")
    line.text = draw(words)
    for tag in draw(st.lists(inline, max_size=4)):
        child = etree.SubElement(line, tag)
        child.text, child.tail = draw(words), draw(words)
        if tag == "SU" and draw(st.booleans()):
            child.tail = " "
            etree.SubElement(line, "FTREF").tail = draw(words)
        if draw(st.booleans()):
            etree.SubElement(line, "PRTPAGE", P=str(draw(st.integers(1, 99_999)))).tail = draw(
                words
            )
    return line


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    root = etree.Element("NOTICE")
    for tag in draw(
        st.lists(st.sampled_from(["PREAMB", "SUPLINF", "NOTE", "EXTRACT"]), max_size=4)
    ):
        container = etree.SubElement(root, tag)
        container.extend(draw(st.lists(lines(), max_size=4)))
    return etree.tostring(root)


@settings(max_examples=150, deadline=None)
@given(documents())
def test_no_document_loses_a_word(data: bytes) -> None:
    text = read_register_xml(data)

    assert squeezed(text.text) == printed_words(etree.fromstring(data))
    assert_whole(text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(NOTICE.encode()) - 1))
def test_a_broken_document_is_refused_or_read_whole(noise: bytes, at: int) -> None:
    broken = NOTICE.encode()[:at] + noise + NOTICE.encode()[at:]

    with suppress(OfficialTextError):
        assert_whole(read_register_xml(broken))
