"""A draft as tagged PDF (PDF/UA-1), set by typst.

What users wrote goes to the template as data and is never evaluated. The fonts are the ones that
typst carries: the same draft makes the same bytes on every machine.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import Any

from assistant.drafting.draft import Draft
from assistant.files.docx import CONTENTS_FROM
from assistant.files.layout import (
    Block,
    Bullets,
    Heading,
    Landscape,
    Layout,
    Paragraph,
    Run,
    Table,
    laid_out,
)
from assistant.files.plain_text import cleaned
from assistant.files.words import FileWords, file_words
from corpus.library import Library

STAND_IN = "□"
"""What stands for a character that the font has not: PDF/UA forbids empty boxes without text."""

_TEMPLATE = Path(__file__).with_name("draft.typ")


def to_pdf(draft: Draft, *, public: bool = False, library: Library | None = None) -> bytes:
    """Write a draft as PDF; review points are an appendix."""
    import typst

    layout = laid_out(draft, public=public, library=library)
    setting = _Setting()
    data = setting.settable(_data(layout, file_words()))
    if setting.unsettable:
        data["notices"].append(_apology(setting.unsettable, file_words()))
    made = typst.compile(
        _TEMPLATE.read_bytes(),
        sys_inputs={"draft": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(datetime(*layout.as_of.timetuple()[:3], tzinfo=UTC).timestamp()),
    )
    if not isinstance(made, bytes):  # a PDF is one file; a list would be pages as pictures
        raise TypeError(type(made))
    return made


class _Setting:
    """Text as the font can show it, and the characters that it could not."""

    def __init__(self) -> None:
        self.unsettable: dict[str, None] = {}

    def settable(self, value: Any) -> Any:
        match value:
            case str():
                return value if value.isascii() and value.isprintable() else self._text(value)
            case Mapping():
                return {key: self.settable(one) for key, one in value.items()}
            case list() | tuple():
                return [self.settable(one) for one in value]
            case _:
                return value

    def _text(self, text: str) -> str:
        return "".join(self._character(one) for one in cleaned(text))

    def _character(self, character: str) -> str:
        if ord(character) in settable_characters() or character == "\n":
            return character
        # Full-width letters and the like have a plain form.
        plainer = unicodedata.normalize("NFKC", character)
        if all(ord(one) in settable_characters() for one in plainer):
            return plainer
        self.unsettable[character] = None
        return STAND_IN


@lru_cache(maxsize=1)
def settable_characters() -> frozenset[int]:
    """Return the code points that the font has in every style."""
    lines = Path(__file__).with_name("pdf_characters.txt").read_text("utf-8").splitlines()
    spans = [span for line in lines if not line.startswith("#") for span in line.split()]
    found: set[int] = set()
    for span in spans:
        first, _, last = span.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def _apology(unsettable: Mapping[str, None], words: FileWords) -> str:
    """Name some of the characters that cannot be set, by their code points."""
    named = [f"U+{ord(one):04X}" for one in list(unsettable)[:5]]
    more = ["…"] if len(unsettable) > len(named) else []
    return words.cover.unsettable.format(characters=", ".join(named + more), stand_in=STAND_IN)


def _data(layout: Layout, words: FileWords) -> dict[str, Any]:
    upright = list(takewhile(lambda block: not isinstance(block, Landscape), layout.blocks))
    cited: set[int] = set()
    day = layout.as_of
    return {
        "title": layout.title,
        "of": layout.of,
        "version": layout.version,
        "notices": list(layout.notices),
        "running": layout.running,
        "standing": layout.standing,
        "subject": layout.subject,
        "author": words.author,
        "keywords": list(layout.keywords),
        "day": {"year": day.year, "month": day.month, "day": day.day},
        "page": words.page,
        "contents": words.contents if len(layout.headings) >= CONTENTS_FROM else None,
        "notes": {
            str(number): {"text": note.text, "url": note.url}
            for number, note in layout.notes.items()
        },
        "upright": [_block(block, layout, cited) for block in upright],
        "sideways": [_block(block, layout, cited) for block in layout.blocks[len(upright) + 1 :]],
    }


def _block(block: Block, layout: Layout, cited: set[int]) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            runs = [_run(run, layout, cited) for run in block.runs]
            return {"kind": "paragraph", "look": block.look, "runs": runs}
        case Bullets():
            return {"kind": "bullets", "items": block.items}
        case Table():
            return {
                "kind": "table",
                "title": block.title,
                "columns": block.columns,
                "rows": block.rows,
                "shares": block.shares,
            }
        case Landscape():
            return {"kind": "landscape"}


def _run(run: Run, layout: Layout, cited: set[int]) -> dict[str, Any]:
    return {"look": run.look, "text": run.text, "marks": list(_marks(run, layout, cited))}


def _marks(run: Run, layout: Layout, cited: set[int]) -> Iterator[dict[str, Any]]:
    for number in run.notes:
        if number in layout.notes:
            yield {"note": str(number), "first": number not in cited}
            cited.add(number)
