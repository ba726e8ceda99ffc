"""Documents that try a reader: invented ones, each with something that goes wrong easily."""

import unicodedata
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.official.register_xml import (
    document_number,
    packaged_elements,
    read_code_xml,
    read_register_xml,
)
from corpus.official.text import BETWEEN_SPANS, OfficialText, Span, SpanKind

ORDER = """<PRESDOCU><EXECORD>
<TITLE3>Title 3— </TITLE3><PRES>The President<PRTPAGE P="33575"/></PRES>
<EXECORDR>Executive Order 99999 of May 29, 2099</EXECORDR>
<HD SOURCE="HED">An Invented Order</HD>
<FP>By the authority that nobody vested, it is ordered:</FP>
<FP><E T="04">Section 1</E>. <E T="03">Purpose.</E> The trays.</FP><P>More of it.</P>
<FP><E T="04">Sec. 2</E>. (a) Nothing in<E T="03">this order</E>shall bind:</FP>
<FP SOURCE="FP1">(i) trays; or</FP>
<GPH DEEP="18" SPAN="1"><GID>Invented.EPS</GID></GPH><PSIG> </PSIG>
<PLACE>THE WHITE HOUSE,</PLACE><DATE>May 29, 2099.</DATE>
<FRDOC>[FR Doc. 2099–11180</FRDOC><FILED>Filed 6-1-99; 8:45 am]</FILED>
<BILCOD>Billing code 0000-F4-P</BILCOD></EXECORD></PRESDOCU>"""

RULE = """<RULE><PREAMB><PRTPAGE P="10"/><AGENCY>INVENTED</AGENCY><CFR>1 CFR Part 2</CFR>
<SUBJECT>A Rule of Nothing</SUBJECT></PREAMB><SUPLINF>
<HD SOURCE="HED">SUPPLEMENTARY INFORMATION:</HD>
<LSTSUB><HD SOURCE="HED">List of Subjects</HD><P>Trays.</P></LSTSUB>
<REGTEXT TITLE="1" PART="2"><AMDPAR>1. Amend § 2.3.</AMDPAR>
<SECTION><SECTNO>§ 2.3</SECTNO><SUBJECT>Scope.</SUBJECT><P>(a) <E T="03">Tray</E>means one.</P>
<STARS/></SECTION></REGTEXT></SUPLINF><FRDOC>[FR Doc. C1-2099-00002 Filed 1-1-99]</FRDOC></RULE>"""


def notice(body: str) -> str:
    return f'<NOTICE><PREAMB><PRTPAGE P="10"/></PREAMB><SUPLINF>{body}</SUPLINF></NOTICE>'


def read(xml: str) -> OfficialText:
    return read_register_xml(xml.encode(), strict=True)


def of(text: OfficialText, kind: SpanKind) -> list[Span]:
    return [span for span in text.spans if span.piece.kind is kind]


def only_line(body: str) -> str:
    (span,) = read(notice(f"<P>{body}</P>")).spans
    return span.text


# -- kinds of documents --------------------------------------------------------------------------


def test_an_order_has_its_sections_though_it_has_no_headings_for_them() -> None:
    text = read(ORDER)
    paths = {span.text: span.piece.path for span in of(text, SpanKind.PARAGRAPH)}

    assert text.kind == "executive-order"
    assert text.title == "An Invented Order"
    assert document_number(text) == "2099-11180"
    assert text.details["order_line"] == ("Executive Order 99999 of May 29, 2099",)
    assert paths == {
        "By the authority that nobody vested, it is ordered:": ("An Invented Order",),
        "Section 1. Purpose. The trays.": ("An Invented Order", "Section 1. Purpose"),
        "More of it.": ("An Invented Order", "Section 1. Purpose"),
        "Sec. 2. (a) Nothing in this order shall bind:": ("An Invented Order", "Sec. 2."),
        "(i) trays; or": ("An Invented Order", "Sec. 2."),
    }


def test_a_page_turned_within_the_president_is_turned_for_the_order() -> None:
    text = read(ORDER)

    assert text.page_at(text.text.index("An Invented Order")) == 33575


def test_a_rule_has_the_sections_that_it_amends() -> None:
    text = read(RULE)
    paragraphs = {span.text: span.piece.path for span in of(text, SpanKind.PARAGRAPH)}

    assert (text.kind, text.title) == ("rule", "A Rule of Nothing")
    assert document_number(text) == "C1-2099-00002"
    assert paragraphs["(a) Tray means one."][-2:] == ("§ 2.3", "Scope.")
    assert "* * * * *" in paragraphs
    assert "Trays." in paragraphs


def test_a_section_of_the_code_is_read_with_its_table() -> None:
    text = read_code_xml(
        b"""<DIV8 N="2.3" TYPE="SECTION"><HEAD>\xc2\xa7 2.3 Scope.</HEAD>
        <P>(a) <I>Trays</I> of 10<sup>6</sup>.</P>
        <DIV><TABLE><THEAD><TR><TH>A</TH><TH>B</TH></TR></THEAD>
        <TBODY><TR><TD>x</TD><TD>y</TD></TR></TBODY></TABLE></DIV>
        <CITA TYPE="N">[90 FR 1, Jan. 8, 2099]</CITA></DIV8>""",
        strict=True,
    )

    assert [span.text for span in of(text, SpanKind.PARAGRAPH)] == ["(a) Trays of 10⁶."]
    assert [span.piece.rows for span in of(text, SpanKind.TABLE)] == [(("A", "B"), ("x", "y"))]
    assert text.details["source_note"] == ("[90 FR 1, Jan. 8, 2099]",)


# -- lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        pytest.param(
            'in the<E T="04">Federal Register</E>on May 1',
            "in the Federal Register on May 1",
            id="words in another type, glued to those around",
        ),
        pytest.param(
            'See<E T="03">Id.</E>at 3 (<E T="03">i.e.,</E>trays)',
            "See Id. at 3 (i.e., trays)",
            id="a point between",
        ),
        pytest.param(
            'CO<E T="52">2</E> and PM\n  <E T="52">2.5</E>\n  , too',
            "CO2 and PM2.5, too",
            id="lowered figures",
        ),
        pytest.param('10<E T="51">6</E> trays', "10⁶ trays", id="raised figures"),
        pytest.param(
            'at <E T="03">https://example.org/x</E>\n .',
            "at https://example.org/x.",
            id="a point on a line of its own",
        ),
        pytest.param('Rene<AC T="1"/> and A<AC T="8"/>', "René and Ā", id="accents"),
        pytest.param("5<FR>1/2</FR> trays", "5 1/2 trays", id="a fraction"),
        pytest.param("a<?USGPO Galley End?>b", "ab", id="an instruction to the printer"),
        pytest.param(
            '<E T="03">51</E>percent of<E T="02">DATES</E>.', "51 percent of DATES.", id="a figure"
        ),
    ],
)
def test_a_line_reads_as_it_is_printed(body: str, printed: str) -> None:
    assert only_line(body) == printed


# -- footnotes -----------------------------------------------------------------------------------


def test_one_mark_may_name_several_footnotes() -> None:
    text = read(notice('<P>Studies<E T="51">4 5</E>\n<FTREF/> say<SU>6, 7</SU><FTREF/>.</P>'))
    (span,) = text.spans

    assert span.text == "Studies say."
    assert [(mark.label, mark.at) for mark in span.piece.marks] == [
        ("4", 7),
        ("5", 7),
        ("6", 11),
        ("7", 11),
    ]


def test_a_footnote_within_a_sentence_and_one_within_that() -> None:
    text = read(
        notice(
            "<P>Before<SU>1</SU><FTREF/><FTNT><P><SU>1</SU> One<SU>2</SU><FTREF/>"
            " is<PRTPAGE P='11'/> long.<FTNT><P><SU>2</SU>Two.</P></FTNT></P>"
            "<P>And more.</P></FTNT>"
            " and<PRTPAGE P='12'/> after.</P><P>Next.</P>"
        )
    )
    told = [(span.text, span.piece.label, span.page) for span in text.spans]

    assert told == [
        ("Before and after.", None, 10),
        ("One is long.\nAnd more.", "1", 10),
        ("Two.", "2", 11),
        ("Next.", None, 12),
    ]
    assert text.page_at(text.text.index("after")) == 12
    assert text.page_at(text.text.index("long")) == 11


def test_a_mark_leads_to_the_next_footnote_of_its_label() -> None:
    text = read(
        notice(
            "<P>A<SU>*</SU><FTREF/></P><FTNT><P><SU>*</SU> First.</P></FTNT>"
            "<P>B<SU>*</SU><FTREF/></P><FTNT><P><SU>*</SU> Second.</P></FTNT>"
        )
    )
    marked = [span for span in text.spans if span.piece.marks]
    found = [text.footnote_of(span, span.piece.marks[0]) for span in marked]

    assert [one.text for one in found if one] == ["First.", "Second."]


def test_a_footnote_that_begins_in_another_type_keeps_its_words() -> None:
    text = read(notice('<P>A.</P><FTNT><P><E T="03">See</E> the trays.</P></FTNT>'))

    assert [(span.text, span.piece.label) for span in of(text, SpanKind.FOOTNOTE)] == [
        ("See the trays.", None)
    ]


# -- tables and pictures -------------------------------------------------------------------------


def test_a_table_with_everything_in_it() -> None:
    text = read(
        notice(
            '<GPOTABLE COLS="2"><TTITLE>Trays<SU>1</SU><FTREF/></TTITLE>stray'
            '<BOXHD><CHED H="1">A</CHED><CHED H="2">B</CHED></BOXHD>'
            '<ROW><PRTPAGE P="11"/><ENT I="01">x<SU>2</SU><FTREF/>'
            "<FTNT><P><SU>2</SU>In a cell.</P></FTNT></ENT>loose"
            "<ENT>y<GPOTABLE><ROW><ENT>inner</ENT></ROW></GPOTABLE></ENT></ROW>"
            "<TNOTE>A note.</TNOTE></GPOTABLE><P>After.</P>"
        )
    )
    table, inner = of(text, SpanKind.TABLE)

    assert table.piece.rows == (
        ("Trays",),
        ("stray",),
        ("A", "B"),
        ("x", "loose", "y"),
        ("A note.",),
    )
    assert [(mark.label, table.text[: mark.at].split()[-1]) for mark in table.piece.marks] == [
        ("1", "Trays"),
        ("2", "x"),
    ]
    assert (text.page_at(table.start), text.page_at(text.text.index("x\t"))) == (10, 11)
    assert [span.text for span in of(text, SpanKind.FOOTNOTE)] == ["In a cell."]
    assert inner.text == "inner"
    assert text.spans[-1].page == 11


def test_a_picture_is_no_paragraph() -> None:
    text = read(
        notice(
            '<P>A.</P><GPH DEEP="1"><GID>EN1.000</GID></GPH>'
            "<MATH><MID>ER1.001</MID></MATH><P>B.</P>"
        )
    )

    assert [span.text for span in of(text, SpanKind.IMAGE)] == ["EN1.000", "ER1.001"]
    assert [span.number for span in of(text, SpanKind.PARAGRAPH)] == [1, 2]


# -- anything ------------------------------------------------------------------------------------

NAMES = sorted(packaged_elements().known | {"ODD", "STRANGE"})
NAMES_OF_THE_CODE = sorted(packaged_elements("code").known | {"ODD"})
words = st.text(st.sampled_from("abc XY1.,;:()é—\n\u0301"), max_size=8)


@st.composite
def trees(draw: st.DrawFn, names: list[str] = NAMES, depth: int = 3) -> etree._Element:
    """Any elements within any others: what no printer would send."""
    element = etree.Element(draw(st.sampled_from(names)))
    element.text = draw(words)
    if element.tag == "PRTPAGE":
        element.set("P", str(draw(st.integers(1, 99_999))))
        element.text = None
        return element
    if element.tag in ("E", "AC"):
        element.set("T", draw(st.sampled_from(["02", "03", "04", "51", "52", "1", "8", "zz"])))
    for child in draw(st.lists(trees(names, depth - 1), max_size=3)) if depth else []:
        child.tail = draw(words)
        element.append(child)
    return element


def letters(words: str) -> Counter[str]:
    """Count letters and figures, whatever accents they carry and wherever they stand."""
    plain = unicodedata.normalize("NFKD", words)
    return Counter(one for one in plain if one.isalnum())


def assert_nothing_lost(root: etree._Element, text: OfficialText) -> None:
    held = letters(text.text)
    for span in text.spans:
        held += letters("".join(mark.label for mark in span.piece.marks))
        held += letters(span.piece.label or "")
    assert held == letters("".join(root.itertext())), etree.tostring(root)
    assert text.text == BETWEEN_SPANS.join(span.text for span in text.spans)
    assert unicodedata.is_normalized("NFC", text.text)
    for span in text.spans:
        assert text.text[span.start : span.end] == span.text
        assert all(0 <= one.at <= len(span.text) for one in (*span.piece.marks, *span.piece.breaks))
        assert [one.at for one in span.piece.breaks] == sorted(one.at for one in span.piece.breaks)
        assert "\n\n" not in span.text


@settings(max_examples=200, deadline=None)
@given(st.lists(trees(), max_size=4))
def test_no_tree_however_odd_loses_a_letter_or_gains_one(children: list[etree._Element]) -> None:
    root = etree.Element("NOTICE")
    root.extend(children)

    assert_nothing_lost(root, read_register_xml(etree.tostring(root)))


@settings(max_examples=100, deadline=None)
@given(st.lists(trees(NAMES_OF_THE_CODE), max_size=4))
def test_no_tree_of_the_code_loses_a_letter_or_gains_one(children: list[etree._Element]) -> None:
    root = etree.Element("DIV8")
    root.extend(children)

    assert_nothing_lost(root, read_code_xml(etree.tostring(root)))


@settings(max_examples=100, deadline=None)
@given(st.lists(trees(), max_size=4))
def test_every_page_mark_of_any_tree_is_turned_to(children: list[etree._Element]) -> None:
    """A mark may turn to a page on which nothing stands; no page is invented."""
    root = etree.Element("NOTICE")
    root.extend(children)
    marked = [int(one.get("P", "0")) for one in root.iter("PRTPAGE")]

    text = read_register_xml(etree.tostring(root))

    found = [one.page for span in text.spans for one in span.piece.breaks]
    assert not Counter(found) - Counter(marked)
    assert {span.page for span in text.spans} <= {None, *marked, *(page - 1 for page in marked)}
