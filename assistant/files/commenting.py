"""Where comments may stand in a Word file, so that LibreOffice reads the footnotes beside them.

LibreOffice 7.4 mixes up the notes of a document that has a comment between its first footnote and
its second. Comments of that stretch go to the heading before it, with the words that they are on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.files.layout import Block, Heading, Paragraph, Run

QUOTED_WORDS = 8
"""How many words of a sentence tell what a comment is on that had to move."""


def with_safe_comments(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with no comment between the first footnote and the second."""
    given = tuple(blocks)
    begin, end = _stretch(given)
    moved: list[str] = []
    kept: list[Block] = []
    place = 0
    heading = 0
    for block in given:
        count = _length(block)
        if isinstance(block, Heading) and place < begin:
            heading = len(kept)
        kept.append(_without(block, range(begin - place, end - place), moved))
        place += count
    first = kept[heading] if kept else None
    if moved and isinstance(first, Heading):
        kept[heading] = replace(first, comments=(*first.comments, *moved))
    return tuple(kept)


def _pieces(block: Block) -> tuple[Heading | Run, ...]:
    """Return what comments can stand on."""
    match block:
        case Heading():
            return (block,)
        case Paragraph():
            return block.runs
        case _:
            return ()


def _length(block: Block) -> int:
    return len(_pieces(block))


def _stretch(blocks: Iterable[Block]) -> tuple[int, int]:
    """Return from which piece to which no comment may stand; empty where there is no second."""
    cited: set[int] = set()
    begin = 0
    for place, piece in enumerate(_all(blocks)):
        before = len(cited)
        cited.update(piece.notes if isinstance(piece, Run) else ())
        if not before and cited:
            begin = place
        if len(cited) > 1:
            return begin, place
    return 0, 0


def _all(blocks: Iterable[Block]) -> Iterator[Heading | Run]:
    for block in blocks:
        yield from _pieces(block)


def _without(block: Block, stretch: range, moved: list[str]) -> Block:
    """Take the comments off the pieces of a block that lie in the stretch."""
    match block:
        case Heading() if 0 in stretch and block.comments:
            moved.extend(_told(block.text, block.comments))
            return replace(block, comments=())
        case Paragraph():
            runs = []
            for place, run in enumerate(block.runs):
                if place in stretch and run.comments:
                    moved.extend(_told(run.text, run.comments))
                    runs.append(replace(run, comments=()))
                else:
                    runs.append(run)
            return replace(block, runs=tuple(runs))
        case _:
            return block


def _told(text: str, comments: Iterable[str]) -> Iterator[str]:
    words = text.split()
    quoted = " ".join(words[:QUOTED_WORDS]) + (" …" if len(words) > QUOTED_WORDS else "")
    for comment in comments:
        yield f"“{quoted}”: {comment}"
