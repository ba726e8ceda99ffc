"""Documents of many kinds, invented, and real ones with something turned about in them.

The files in `hard/` stand for kinds that the Register prints beside plain notices. Nothing may be
lost of any of them; where each paragraph stands, and what marks refer to, is told for each.
"""

import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corpus.official.register_xml import (
    document_number,
    packaged_elements,
    read_register_xml,
)
from corpus.official.text import OfficialText, SpanKind
from tests.corpus.official.test_hard_documents import assert_nothing_lost
from tests.corpus.official.test_register_xml import ISSUE, needs_the_issue

FOLDER = Path(__file__).parent / "hard"
NAMES = sorted(path.stem for path in FOLDER.glob("*.xml"))
OVER_ALL = "SUPPLEMENTARY INFORMATION:"

KINDS = {
    "correction": ("correction", "C1-2099-12345"),
    "determination": ("determination", "2099-46001"),
    "extension": ("notice", "2099-21722"),
    "final_rule": ("rule", "2099-30001"),
    "footnotes_in_tables": ("notice", "2099-41001"),
    "formulas": ("proposed-rule", "2099-43001"),
    "hanging_paragraphs": ("notice", "2099-42001"),
    "memorandum": ("presidential-memorandum", "2099-22222"),
    "new_part": ("rule", "2099-48001"),
    "privacy_act": ("notice", "2099-47001"),
    "proclamation": ("proclamation", "2099-24444"),
    "several_signers": ("notice", "2099-45001"),
    "table_in_the_middle": ("notice", "2099-40001"),
    "unknown_elements": ("notice", "2099-49001"),
    "without_agency": ("notice", "2099-44001"),
}

# A paragraph by its first words, and the headings over it.
STANDS = {
    "correction": {"2. On page 60009": ("§ 99.3", "[Corrected]")},
    "determination": {
        "Pursuant to": (
            "Determination on Trays",
            "Memorandum for the Secretary of Trays [and] the Secretary of Racks",
        )
    },
    "extension": {"The comment period": ("DATES:",), "• Mail": ("ADDRESSES:",)},
    "final_rule": {
        "Round tin trays": (
            OVER_ALL,
            *("I. Background", "A. Trays", "1. Small Trays", "a. Of Tin", "(i) Round"),
        ),
        "Wooden trays": (OVER_ALL, "I. Background", "A. Trays", "1. Small Trays", "b. Of Wood"),
        "Racks.": (OVER_ALL, "List of Subjects"),
        "1. The authority": (OVER_ALL, "PART 701—TRAYS"),
        "2. Amend": (OVER_ALL,),
        "(1) A tray": (OVER_ALL, "§ 701.5", "Weight of trays."),
        "3. Add": (OVER_ALL,),
    },
    "hanging_paragraphs": {
        "2. Racks. Their height.": ("MATTERS TO BE CONSIDERED:",),
        "Closed part": (),
    },
    "memorandum": {"(b) to report": ("Moving the Trays", "Section 1. Policy")},
    "new_part": {
        "(2)(i) Is of tin": (
            OVER_ALL,
            *("PART 300—TRAYS", "Subpart A—General", "§ 300.2", "Definitions."),
        )
    },
    "privacy_act": {
        "(2) to count": (OVER_ALL, "SYSTEM NAME AND NUMBER:", "ROUTINE USES:"),
        "“Quoted": (OVER_ALL,),
        "A note.": (OVER_ALL, "Note 1 to paragraph (a):"),
    },
    "proclamation": {
        "• trays of glass.": ("National Tray Day, 2099",),
        "The list": ("National Tray Day, 2099", "ANNEX"),
    },
    "several_signers": {
        "The second part.": (OVER_ALL, "Appendix", "Part Two"),
        "After the appendix.": (OVER_ALL,),
    },
    "table_in_the_middle": {"Pay in tin.": (OVER_ALL, "B. Payment")},
    "without_agency": {"Nobody gives": (), "Trays.": ("What",)},
}

LINES = {
    "formulas": (
        "The weight Wmax is found by equation (1):",
        "W = weight in kg × 10⁻³,",
        "CO2-equivalent, PM2.5, H2O, x² and m³/s.",
    ),
    "table_in_the_middle": ("The fees are these: and no others apply.",),
    "unknown_elements": ("A line with new words in it.", "A comment, an instruction."),
}


def read(name: str) -> OfficialText:
    return read_register_xml((FOLDER / f"{name}.xml").read_bytes())


def test_every_file_has_its_kind_told() -> None:
    assert sorted(KINDS) == NAMES
    assert len(NAMES) == 15


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_and_the_kind_is_known(name: str) -> None:
    text = read(name)
    assert (text.kind, document_number(text)) == KINDS[name]
    assert text.title
    assert bool(text.unknown) == (name == "unknown_elements")
    assert_nothing_lost(etree.fromstring((FOLDER / f"{name}.xml").read_bytes()), text)
    for span in text.spans:
        assert span.page is not None
        for mark in span.piece.marks:
            assert text.footnote_of(span, mark) is not None


@pytest.mark.parametrize("name", sorted(STANDS))
def test_paragraphs_stand_under_their_headings(name: str) -> None:
    spans = read(name).spans
    for begins, path in STANDS[name].items():
        found = [
            one.piece.path
            for one in spans
            if one.piece.kind is SpanKind.PARAGRAPH and one.text.startswith(begins)
        ]
        assert found == [path], begins


@pytest.mark.parametrize("name", sorted(LINES))
def test_lines_read_as_they_are_printed(name: str) -> None:
    told = [one.text for one in read(name).spans]
    assert [line for line in LINES[name] if line not in told] == []


def test_a_table_amid_a_sentence_keeps_cells_notes_and_its_page() -> None:
    text = read("table_in_the_middle")
    (table,) = [one for one in text.spans if one.piece.kind is SpanKind.TABLE]
    assert table.piece.rows[0] == ("Table 1—Fees ᵃ",)
    assert table.piece.rows[2] == ("Kind", "2099", "2100 (estimated)")
    assert ("Total", "500", "1,051") in table.piece.rows
    assert table.piece.rows[-3:] == (
        ("ᵃ Without tax.",),
        ("ᵇ Round or square.",),
        ("* Only where asked for.",),
    )
    assert (table.page, table.page_at(len(table.text))) == (40001, 40002)


def test_footnotes_of_tables_and_of_later_pages_are_found_from_their_marks() -> None:
    text = read("footnotes_in_tables")
    told = {
        (mark.label, span.text[: mark.at].split()[-1]): text.footnote_of(span, mark)
        for span in text.spans
        for mark in span.piece.marks
    }
    first = "First.\nAnd more of the first:\n“A quotation in a note.”"
    assert {key: one.text if one else None for key, one in told.items()} == {
        ("1", "Before."): first,
        ("2", "Tray"): "Second, on trays.",
        ("3", "Tin"): "Third, glued.",
        ("4", "marks."): "Id.",
        ("5", "marks."): "Ibid. at 10³ trays.",
        ("1", "end."): first,
    }
    assert told["5", "marks."].page == 41002


def test_signers_are_told_in_their_order() -> None:
    details = read("several_signers").details
    assert details["agency"] == ("DEPARTMENT OF TRAYS", "DEPARTMENT OF RACKS")
    assert details["signer"] == ("A. Person,", "B. Person,")
    assert details["dated"] == ("Dated: May 1, 2099.", "Dated: May 3, 2099.")


# -- real notices, turned about ------------------------------------------------------------------

ELEMENTS = sorted(packaged_elements().known | {"ODD"})
PUT_IN = (
    "<GPOTABLE><TTITLE>T</TTITLE><BOXHD><CHED>A</CHED></BOXHD><ROW><ENT>x</ENT></ROW></GPOTABLE>",
    "<FTNT><P><SU>9</SU> A note.</P></FTNT>",
    '<PRTPAGE P="21999"/>',
    '<GPH DEEP="9"><GID>EN1.001</GID></GPH>',
    "<SU>8</SU>",
    '<E T="52">low</E>',
    '<HD SOURCE="HD3">A heading</HD>',
    "<STARS/>",
)


@pytest.fixture(scope="module")
def notices() -> list[etree._Element]:
    return list(etree.fromstring(ISSUE.read_bytes()))


def turned_about(root: etree._Element, data: st.DataObject) -> etree._Element:
    """Change a document as no printer would: every word of what comes out has to be read."""
    root = copy.deepcopy(root)
    for _ in range(data.draw(st.integers(1, 4))):
        held = [one for one in root.iter(etree.Element) if one is not root]
        one = held[data.draw(st.integers(0, len(held) - 1))]
        parent = one.getparent()
        match data.draw(st.sampled_from(["rename", "wrap", "put in", "move", "unwrap", "double"])):
            case "rename":
                one.tag = data.draw(st.sampled_from(ELEMENTS))
            case "wrap":
                around = etree.Element(data.draw(st.sampled_from(ELEMENTS)))
                parent.replace(one, around)
                around.tail, one.tail = one.tail, None
                around.append(one)
            case "put in":
                new = etree.fromstring(data.draw(st.sampled_from(PUT_IN)))
                new.tail = data.draw(st.sampled_from(["", " ", " more words"]))
                one.insert(data.draw(st.integers(0, len(one))), new)
            case "move":
                others = [into for into in held if one not in into.iterancestors() and into != one]
                if others:
                    into = others[data.draw(st.integers(0, len(others) - 1))]
                    into.insert(data.draw(st.integers(0, len(into))), one)
            case "unwrap":
                etree.strip_tags(parent, one.tag)
            case "double":
                parent.insert(parent.index(one), copy.deepcopy(one))
    return root


@needs_the_issue
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_real_notices_turned_about_lose_no_letter(notices, data) -> None:
    root = turned_about(notices[data.draw(st.integers(0, len(notices) - 1))], data)
    for stars in root.iter("STARS"):
        stars.text = None
    assert_nothing_lost(root, read_register_xml(etree.tostring(root, with_tail=False)))
