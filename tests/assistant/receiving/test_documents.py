"""Documents that users bring: text with headings, tables and places, and nothing unseen."""

import unicodedata

import pytest

from assistant.drafting.draft import Form
from assistant.files.docx import to_docx
from assistant.files.markdown import to_markdown
from assistant.receiving.documents import ReceivedText, read_document
from tests.assistant.files.making import draft
from tests.assistant.receiving.making import word_of


def blocks(text: ReceivedText, kind: str) -> list[str]:
    return [text.of(block) for block in text.blocks if block.kind == kind]


@pytest.mark.parametrize("form", Form)
def test_our_own_document_comes_back(form):
    made = draft(form=form)
    text = read_document("draft.docx", to_docx(made))

    for one in made.sections:
        assert f"{one.number}. {one.title}" in blocks(text, "heading")
        for sent in one.sentences:
            assert sent.text in text.text
    assert "Acme | Compute | anchor, hardware | none" in text.text
    assert len(blocks(text, "footnote")) == 3
    assert "says why.[^1],[^2]" in text.text
    assert "the first rule again.[^1]" in text.text
    assert text.removed == 0


def test_our_own_markdown_comes_back():
    text = read_document("draft.md", to_markdown(draft()).encode())

    assert "2. Consortium & anchor \\<2\\>" in blocks(text, "heading")
    assert len(blocks(text, "footnote")) == 3
    assert len(blocks(text, "table")) == 4
    assert blocks(text, "list_item")[0] == "Check the owners. See INV-2."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", to_docx(draft())),
        ("a.md", to_markdown(draft()).encode()),
        ("a.txt", "One.\r\nTwo.\r\n\r\n\r\n  Three é.  \r\n".encode()),
    ],
)
def test_blocks_lie_in_the_text_in_order_and_without_white_space_around(name, data):
    text = read_document(name, data)

    assert unicodedata.is_normalized("NFC", text.text)
    ends = 0
    for block in text.blocks:
        words = text.of(block)
        assert ends <= block.start < block.end <= len(text.text)
        assert words == words.strip()
        ends = block.end


def test_plain_text_has_its_paragraphs():
    text = read_document("a.txt", "One.\r\nTwo.\r\n\r\n\r\n  Three é.  \r\n".encode())

    assert blocks(text, "paragraph") == ["One.\nTwo.", "Three é."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_the_encodings_that_people_have(encoding):
    text = read_document("a.txt", "Société “Générale” – 51 percent".encode(encoding))

    assert text.text == "Société “Générale” – 51 percent"


def test_markdown_is_cut_as_it_is_read():
    source = (
        "Title\n=====\n\n# One #\ntext\nmore\n- item\n  goes on\n2) two\n\n"
        "Under\n---\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: a note\n"
    )
    text = read_document("a.md", source.encode())

    assert [(block.kind, block.level, text.of(block)) for block in text.blocks] == [
        ("heading", 1, "Title"),
        ("heading", 1, "One"),
        ("paragraph", 0, "text\nmore"),
        ("list_item", 0, "item\n  goes on"),
        ("list_item", 0, "two"),
        ("heading", 2, "Under"),
        ("paragraph", 0, "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("footnote", 0, "a note"),
    ]


def test_what_nobody_sees_is_taken_out_and_counted():
    hidden = "Ac\u200bme \u202eowns\u2066 \U000e0041\U000e0042it\ufe0f all\u00ad."
    text = read_document("a.txt", hidden.encode())

    assert text.text == "Acme owns it all."
    assert text.removed == len(hidden) - len(text.text)


def test_a_reader_of_the_page_and_we_read_the_same():
    """Deleted and hidden text is out, inserted text is in, a copy for old programs counts once."""
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    body = (
        "<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>deleted </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>inserted </w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>moved </w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden </w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r></w:p>'
        f"<mc:AlternateContent {mc}><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    text = read_document("a.docx", word_of(body))

    assert text.text == "Kept inserted shown\n\nbox"


def test_a_table_in_a_table_is_text_of_its_cell():
    def cell(inner: str) -> str:
        return f"<w:tc>{inner}</w:tc>"

    words = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    inner = f"<w:tbl><w:tr>{cell(words.format('x'))}{cell(words.format('y'))}</w:tr></w:tbl>"
    body = f"<w:tbl><w:tr>{cell(words.format('a') + inner)}{cell(words.format('b'))}</w:tr></w:tbl>"
    text = read_document("a.docx", word_of(body))

    assert blocks(text, "table") == ["a x | y | b"]
