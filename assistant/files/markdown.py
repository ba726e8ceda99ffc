"""A draft as Markdown with footnotes; nothing in it that a user wrote is read as markup."""

import re
from collections.abc import Iterator

from assistant.drafting.draft import Draft
from assistant.files.layout import (
    Block,
    Bullets,
    Heading,
    Layout,
    Paragraph,
    Run,
    Table,
    laid_out,
)
from assistant.files.notes import Note
from corpus.library import Library

_MARKS = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))")
_LINKS = re.compile(r"://|(?i:www\.)|@")
_LIST_MARKS = re.compile(r"^([-+=#]|\d{1,9}(?=[.)]))")


def to_markdown(draft: Draft, *, public: bool = False, library: Library | None = None) -> str:
    """Write a draft as Markdown."""
    return "\n\n".join(_parts(laid_out(draft, public=public, library=library))) + "\n"


def plain(text: str) -> str:
    """Set text so that Markdown and HTML read nothing into it, not even an address."""
    marked = _MARKS.sub(r"\\\1", text)
    return _LINKS.sub(lambda link: _escaped_last(link.group()), marked)


def _opening(text: str) -> str:
    """Set text that begins a paragraph, where a dash or a number would begin a list."""
    return _LIST_MARKS.sub(_escaped_list, plain(text))


def _escaped_last(link: str) -> str:
    return {"://": r":\//", "@": r"\@"}.get(link, f"{link[:-1]}\\.")


def _escaped_list(mark: re.Match[str]) -> str:
    # "12." begins a list by its full stop, which the backslash has to stand before.
    return f"{mark.group()}\\" if mark.group().isdigit() else f"\\{mark.group()}"


def _parts(layout: Layout) -> Iterator[str]:
    yield f"# {plain(layout.title)}"
    yield f"**{plain(layout.of)}.** {plain(layout.version)}."
    for notice in layout.notices:
        yield f"> {_opening(notice)}"
    cited: dict[int, None] = {}
    for block in layout.blocks:
        yield from _block(block, layout, cited)
    for number in cited:
        yield f"[^{number}]: {_note(layout.notes[number])}"


def _block(block: Block, layout: Layout, cited: dict[int, None]) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {plain(block.text)}"
        case Paragraph():
            line = " ".join(_run(run, layout, cited) for run in block.runs)
            yield f"*{line}*" if block.look == "advice" else line
        case Bullets():
            yield "\n".join(f"- {_opening(item)}" for item in block.items)
        case Table():
            if block.title:
                yield f"**{plain(block.title)}**"
            yield "\n".join(_table(block))


def _run(run: Run, layout: Layout, cited: dict[int, None]) -> str:
    known = [number for number in run.notes if number in layout.notes]
    cited.update(dict.fromkeys(known))
    marks = "".join(f"[^{number}]" for number in known)
    text = _opening(run.text)
    return f"**{text}**{marks}" if run.look in {"placeholder", "withheld"} else f"{text}{marks}"


def _table(table: Table) -> Iterator[str]:
    yield _line(table.columns)
    yield _line(["---"] * len(table.columns), plainly=False)
    for row in table.rows:
        yield _line(row)


def _line(cells: tuple[str, ...] | list[str], *, plainly: bool = True) -> str:
    return f"| {' | '.join(plain(cell) if plainly else cell for cell in cells)} |"


def _note(note: Note) -> str:
    return f"{plain(note.text)} <{note.url}>" if note.url else plain(note.text)
