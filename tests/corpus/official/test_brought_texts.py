"""Texts in other forms than the Register's XML: each read for what it is, none trusted."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import docx
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from corpus.errors import OfficialTextError
from corpus.official import apart
from corpus.official.plain import read_markdown, read_plain_text
from corpus.official.reading import format_of, read_text
from corpus.official.record import Format, Record
from corpus.official.register_text import read_register_text
from corpus.official.register_xml import document_number
from corpus.official.text import OfficialText, Span, SpanKind
from corpus.official.web_page import read_web_page
from corpus.official.word import read_word

RECORD = Record(
    id="brought-x", origin="brought", standing="guidance", title="Invented", kind="guidance"
)

REGISTER_TEXT = rb"""<html><head><title>x</title></head><body><pre>
[Federal Register Volume 99, Number 73 (Friday, April 15, 2099)]
[Notices]
[Pages 22208-22209]
From the Federal Register Online via <a href="http://www.gpo.gov">www.gpo.gov</a>
[FR Doc No: 2099-08651]

=======================================================================
-----------------------------------------------------------------------

BUREAU OF INVENTION

A Notice That Nobody
Made

AGENCY: Bureau of Invention.

SUPPLEMENTARY INFORMATION: This is a pre-
set tray.\1\ It runs
---------------------------------------------------------------------------

    \1\ See 5 U.S.C. 552, and A&amp;B.
---------------------------------------------------------------------------

[[Page 22209]]

over the page.
    (a) Another paragraph
goes on.

I. Background

    The trays.

[FR Doc. 2099-08651 Filed 4-14-99; 8:45 am]
 BILLING CODE 0000-34-P
</pre></body></html>"""

PAGE = b"""<html><head><title>Invented questions</title><script>run()</script></head><body>
<nav>Menu</nav><h1>Questions</h1><div>Stray <b>words</b>
<p id="p-1" data-page="100">One<sup>[<a class="footnote-reference" href="#f">3</a>] </sup> two
<span class="printed-page" data-page="101" id="page-101"> </span>three.</p>
<ul><li>Item<ul><li>Within</li></ul></li></ul>
<table><tr><th>A</th><td>b<br>c<p>d</p></td></tr></table>
<h2>More</h2>Tail of 10<sup>6</sup> trays<p hidden>hidden</p></div>
<div class="footnote" id="footnote-3-p100"><p>3. A note.</p><a class="back">Back</a></div>
</body></html>"""


def told(text: OfficialText) -> list[tuple[str, str]]:
    return [(span.piece.kind.value, span.text) for span in text.spans]


def span_of(text: OfficialText, words: str) -> Span:
    return next(span for span in text.spans if words in span.text)


# -- the Register's plain text and HTML ----------------------------------------------------------


def test_the_registers_plain_text_is_read_with_pages_and_footnotes() -> None:
    text = read_register_text(REGISTER_TEXT, first_page=22208)
    running = span_of(text, "It runs over the page.")

    assert (
        running.text == "SUPPLEMENTARY INFORMATION: This is a pre-set tray. It runs over the page."
    )
    assert [(mark.label, running.text[: mark.at][-5:]) for mark in running.piece.marks] == [
        ("1", "tray.")
    ]
    assert text.page_at(text.text.index("It runs")) == 22208
    assert text.page_at(text.text.index("over the page")) == 22209
    assert text.footnotes["1"].text == "See 5 U.S.C. 552, and A&B."
    assert span_of(text, "(a) Another paragraph goes on.").number == 3
    assert span_of(text, "The trays.").piece.path == ("I. Background",)
    assert ("heading", "A Notice That Nobody Made") in told(text)


def test_plain_text_says_its_own_number_before_it_names_others() -> None:
    citing = REGISTER_TEXT.replace(b"The trays.", b"As corrected [FR Doc. 2098-00001].")

    assert document_number(read_register_text(citing)) == "2099-08651"


def test_text_of_something_else_is_refused() -> None:
    with pytest.raises(OfficialTextError, match="no FR Doc"):
        read_register_text(b"Just some words.")


def test_a_page_is_read_without_what_moves_the_reader_about() -> None:
    text = read_web_page(PAGE, first_page=100)

    assert told(text) == [
        ("heading", "Questions"),
        ("paragraph", "Stray words"),
        ("paragraph", "One two three."),
        ("paragraph", "Item"),
        ("paragraph", "Within"),
        ("table", "A\tb c d"),
        ("heading", "More"),
        ("paragraph", "Tail of 10⁶ trays"),
        ("footnote", "A note."),
    ]
    assert text.page_at(text.text.index("three")) == 101
    assert text.footnotes["3"].page == 100
    assert span_of(text, "Tail").piece.path == ("Questions", "More")


def test_a_page_without_words_is_refused() -> None:
    for page in (b"", b"<html><body><script>x</script></body></html>", b"   "):
        with pytest.raises(OfficialTextError, match="no words"):
            read_web_page(page)


@pytest.mark.parametrize("name", ["div", "b", "ul><li", "table><tr><td"])
@pytest.mark.parametrize("depth", [100, 300, 20_000])
def test_what_stands_deep_is_read_or_the_page_is_refused(name: str, depth: int) -> None:
    page = f"<html><body><p>Before.</p>{f'<{name}>' * depth}anchor"
    told = ""
    try:
        told = read_web_page(page.encode()).text
    except OfficialTextError as refused:
        told = str(refused)

    assert "anchor" in told or "too deep" in told


names = st.sampled_from(["p", "div", "b", "span", "h1", "h3", "ul", "li", "td", "sup", "i", "odd"])


@st.composite
def markup(draw: st.DrawFn, depth: int = 4) -> str:
    name = draw(names)
    inside = "".join(draw(st.lists(markup(depth=depth - 1), max_size=3))) if depth else ""
    words = st.text(st.sampled_from("ab 12.,\n"), max_size=6)
    return f"<{name}>{draw(words)}{inside}</{name}>{draw(words)}"


@settings(max_examples=150, deadline=None)
@given(st.lists(markup(), min_size=1, max_size=3))
def test_no_page_loses_a_word(parts: list[str]) -> None:
    page = f"<html><body>anchor {''.join(parts)}</body></html>"
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇ", "0123456789ab")

    text = read_web_page(page.encode())

    held = "".join(text.text.translate(raised).split())
    assert held == "".join(html.document_fromstring(page).text_content().split())


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (read_web_page, read_register_text, read_plain_text, read_markdown):
        try:
            text = read(data)
        except OfficialTextError:
            continue
        assert all(text.text[span.start : span.end] == span.text for span in text.spans)


# -- what users bring ----------------------------------------------------------------------------


def test_markdown_keeps_what_its_front_matter_tells_apart() -> None:
    text = read_markdown(
        b"<!-- a remark -->\n\n---\ntitle: Invented\ndate: '2099-01-02'\n---\n\n# Who\n\n"
        b'<span style="x">Section</span>\n<span>1</span>. *Trays* lead.\n\n'
        b"3. Racks.\n4. Shelves.\n\n"
        b"| A | B |\n|---|---|\n| 1 | 2 |\n"
    )

    assert (text.details["title"], text.details["date"]) == (("Invented",), ("2099-01-02",))
    assert told(text) == [
        ("heading", "Who"),
        ("paragraph", "Section 1. Trays lead."),
        ("paragraph", "3. Racks."),
        ("paragraph", "4. Shelves."),
        ("table", "A\tB\n1\t2"),
    ]


def test_the_text_of_the_order_is_read_whole() -> None:
    path = next(
        (
            found
            for folder in Path(__file__).parents
            if (found := folder / "shared/primary/EO14320_whitehouse_text.md").exists()
        ),
        None,
    )
    if path is None:
        pytest.skip("the text of the Order is not beside the project")

    text = read_markdown(path.read_bytes())

    assert span_of(text, "Within 90 days of the date of this order").number == 4
    assert text.details["date"] == ("2025-07-23",)
    assert span_of(text, "measures to ensure the security").text.startswith("(D)")


def word_document() -> bytes:
    document = docx.Document()
    document.add_heading("Guidance", 1)
    document.add_paragraph("The anchor  leads.")
    document.add_heading("Layers", 2)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "hardware"
    table.rows[0].cells[1].text = "51"
    document.add_paragraph("The end.")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_document_is_read_with_its_headings_and_tables() -> None:
    text = read_text(word_document(), Format.DOCX, RECORD)

    assert told(text) == [
        ("heading", "Guidance"),
        ("paragraph", "The anchor leads."),
        ("heading", "Layers"),
        ("table", "hardware\t51"),
        ("paragraph", "The end."),
    ]
    assert span_of(text, "The end.").piece.path == ("Guidance", "Layers")


WORD = word_document()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=20))
def test_a_damaged_word_document_is_read_or_refused(at: int, noise: bytes) -> None:
    damaged = WORD[:at] + noise + WORD[at + len(noise) :]

    with suppress(OfficialTextError):
        text = read_word(damaged)
        assert all(text.text[span.start : span.end] == span.text for span in text.spans)


def test_a_pdf_is_read_page_by_page() -> None:
    data = typst.compile(b"The anchor leads the trays.\n#pagebreak()\nAnother page.")

    text = read_text(data, Format.PDF, RECORD)
    numbered = read_text(data, Format.PDF, RECORD.model_copy(update={"start_page": 18_600}))

    assert [(span.text, span.page) for span in text.spans] == [
        ("The anchor leads the trays.", 1),
        ("Another page.", 2),
    ]
    assert [span.page for span in numbered.spans] == [18_600, 18_601]


SET_IN_TYPE = b"""#set text(size: 10pt)
#show heading.where(level: 3): set text(size: 10pt)
= Questions on Trays
The agency answers here what it was asked most often in the spring by those who make trays of tin.
== 1. Who
=== May a small company take part?
Any company that makes trays may take part, whether it is large or small, if an anchor names it.

*Note.* A word in bold type makes no heading.
#pagebreak()
== 2. When
#table(columns: 2, [Tray], [Day], [Tin], [2 May])
"""


def test_headings_of_a_pdf_are_told_by_their_type() -> None:
    text = read_text(typst.compile(SET_IN_TYPE), Format.PDF, RECORD)

    told = [(span.text, span.piece.path) for span in text.spans]
    assert [one.text for one in text.spans if one.piece.kind is SpanKind.HEADING] == [
        "Questions on Trays",
        "1. Who",
        "May a small company take part?",
        "2. When",
    ]
    over = ("Questions on Trays", "1. Who", "May a small company take part?")
    assert next(path for words, path in told if words.startswith("Any company")) == over
    assert next(path for words, path in told if "Note. A word" in words) == over
    assert next(path for words, path in told if "2 May" in words) == over[:1] + ("2. When",)
    assert [one.page for one in text.spans if one.text == "2. When"] == [2]
    assert text.details["headings"] == ("Told by size and weight of type.",)
    assert text.details["tables"][0].startswith("Not told")


def test_a_pdf_without_headings_says_so() -> None:
    data = typst.compile(b"*All of this is heavy.* *And so is this, to the end of it.*")

    text = read_text(data, Format.PDF, RECORD)

    assert {span.piece.kind for span in text.spans} == {SpanKind.PARAGRAPH}
    assert text.details["headings"][0].startswith("Not told")


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 101_000_000)
    return stream.getvalue()


def with_entity() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>',
        )
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        pytest.param(b"%PDF-1.7 and no more", Format.PDF, id="half a PDF"),
        pytest.param(b"PK\x03\x04", Format.DOCX, id="half an archive"),
        pytest.param(word_document()[:-200], Format.DOCX, id="an archive without its end"),
        pytest.param(bomb(), Format.DOCX, id="a bomb"),
        pytest.param(with_entity(), Format.DOCX, id="an entity from a file"),
        pytest.param(b"\x00\x01", Format.PLAIN_TEXT, id="no text"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, format_: Format) -> None:
    with pytest.raises(OfficialTextError):
        read_text(data, format_, RECORD)


def test_a_file_that_takes_too_much_ends_its_own_process_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.001)

    with pytest.raises(OfficialTextError, match="more time or memory"):
        read_text(word_document(), Format.DOCX, RECORD)


@pytest.mark.parametrize(
    ("name", "data", "format_"),
    [
        ("a.PDF", b"%PDF-1.7", Format.PDF),
        ("a.docx", b"PK\x03\x04", Format.DOCX),
        ("a.htm", b"<p>", Format.HTML),
        ("a.md", b"# A", Format.MARKDOWN),
        ("a.xml", b"<NOTICE/>", Format.REGISTER_XML),
        ("a.xml", b'<DIV8 N="1.1"/>', Format.ECFR_XML),
    ],
)
def test_a_format_is_told_by_name_and_first_bytes(name: str, data: bytes, format_: Format) -> None:
    assert format_of(name, data) is format_


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"PK"), ("a.docx", b"%PDF-"), ("a", b"x")])
def test_a_name_that_is_not_true_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(OfficialTextError, match="not what its name says"):
        format_of(name, data)


def test_the_kinds_are_told_apart() -> None:
    assert read_plain_text(b"One.\n\nTwo\nlines.").spans[1].text == "Two lines."
    assert {span.piece.kind for span in read_plain_text(b"One.").spans} == {SpanKind.PARAGRAPH}
