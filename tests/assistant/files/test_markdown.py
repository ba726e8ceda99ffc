"""Markdown: the text as it was, footnotes, and no markup out of what a user wrote."""

import re

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.files.markdown import to_markdown
from assistant.files.plain_text import on_one_line
from tests.assistant.files.making import draft, section, sentence

RENDER = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])


def inline_kinds(text: str) -> set[str]:
    kinds = set()
    for token in RENDER.parse(text):
        kinds.add(token.type)
        kinds |= {child.type for child in token.children or ()}
    return kinds


def shown(text: str) -> str:
    """Return the text that a reader of the rendered Markdown sees."""
    return "".join(
        child.content
        for token in RENDER.parse(text)
        for child in token.children or ()
        if child.type in {"text", "text_special"}
    )


def test_footnotes_are_defined_once_and_all_of_them():
    text = to_markdown(draft())
    used = set(re.findall(r"(?<!^)\[\^(\d+)\](?!:)", text, re.MULTILINE))

    assert used == {"1", "2", "3"}
    assert re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE) == ["1", "2", "3"]


def test_the_public_version_holds_nothing_confidential():
    text = to_markdown(draft(), public=True)

    assert "secret" not in text
    assert text.count("withheld from the public version") == 2


@given(st.text(min_size=1, max_size=80))
@example("1. one")
@example("12) two")
@example("- item")
@example("# head")
@example("> quote")
@example("=====")
@example("<script>alert(1)</script>")
@example("![x](https://evil.example/?q=1)")
@example("[a](javascript:x) **b** _c_ `d` ~~e~~")
@example("a&amp;b &#60;i&#62;")
@example("| a | b |")
@example("[^1]: note")
@example("https://evil.example www.evil.example a@evil.example")
def test_what_a_user_wrote_is_read_as_text(words):
    text = on_one_line(words)
    if not text:
        return
    made = to_markdown(draft(sections=(section(1, sentence("s", text)),), citations=()))
    paragraph = made.split("\n\n## ")[1].split("\n\n")[1]

    assert inline_kinds(paragraph) <= {
        "paragraph_open",
        "inline",
        "paragraph_close",
        "text",
        "text_special",
    }
    assert shown(paragraph) == text
    assert not re.search(r"://|www\.|[^\\]@", paragraph)
