"""Versions of a draft: what is different between two, and a new one that keeps a user's wording."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from pydantic import Field
from pydantic_core import to_jsonable_python

from assistant.drafting.draft import (
    Draft,
    DraftSection,
    DraftSentence,
    DraftTable,
    FactChange,
    KeptWording,
    MatrixRow,
)
from assistant.drafting.editing import with_sentences
from assistant.sent import Sent
from rules.company import company_key
from rules.proposal import Proposal

Kind = Literal["added", "removed", "changed", "moved"]


class WordRun(Sent):
    """Words in a row that stand in both sentences, or in one of them only."""

    kind: Literal["same", "added", "removed"]
    text: str


class SentenceChange(Sent):
    """A sentence that is not as before; one that `moved` stands after others, or elsewhere."""

    kind: Kind
    sentence: str
    before: str | None = None
    after: str | None = None
    words: tuple[WordRun, ...] = ()
    edited: bool = Field(default=False, description="Whether the wording is now a user's.")


class TableRowChange(Sent):
    """A row of a table that is not as before."""

    kind: Literal["added", "removed", "changed"]
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None


class TableChange(Sent):
    """A table that is not as before."""

    kind: Literal["added", "removed", "changed"]
    table: str
    title: str
    rows: tuple[TableRowChange, ...]


class SectionChange(Sent):
    """A section that is not as before."""

    kind: Literal["added", "removed", "changed"]
    section: str
    title: str
    sentences: tuple[SentenceChange, ...]
    tables: tuple[TableChange, ...]


class MatrixChange(Sent):
    """A cell of the compliance matrix that is not as before; a row that came or went whole."""

    kind: Literal["added", "removed", "changed"]
    row: str
    field: str | None = None
    before: Any = None
    after: Any = None


class Difference(Sent):
    """What is different between two drafts, by section and sentence."""

    before: str
    after: str
    sections: tuple[SectionChange, ...]
    matrix: tuple[MatrixChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.sections and not self.matrix


def difference(before: Draft, after: Draft) -> Difference:
    """Compare two drafts, section by section and sentence by sentence."""
    return Difference(
        before=before.draft_id,
        after=after.draft_id,
        sections=tuple(_sections(before, after)),
        matrix=tuple(_matrix(before.matrix, after.matrix)),
    )


# -- sections and sentences ---------------------------------------------------------------------


def _sections(before: Draft, after: Draft) -> Iterator[SectionChange]:
    old = {one.id: one for one in before.sections}
    new = {one.id: one for one in after.sections}
    for name, section in new.items():
        kind: Literal["added", "changed"] = "changed" if name in old else "added"
        change = _section(kind, old.get(name), section)
        if kind == "added" or change.sentences or change.tables:
            yield change
    for name, section in old.items():
        if name not in new:
            yield _section("removed", section, None)


def _section(
    kind: Literal["added", "removed", "changed"],
    before: DraftSection | None,
    after: DraftSection | None,
) -> SectionChange:
    held = after or before
    assert held is not None  # noqa: S101 (one of the two is given)
    old = before.sentences if before else ()
    new = after.sentences if after else ()
    return SectionChange(
        kind=kind,
        section=held.id,
        title=held.title,
        sentences=tuple(_sentences(old, new)),
        tables=tuple(_tables(before.tables if before else (), after.tables if after else ())),
    )


def _sentences(
    before: Sequence[DraftSentence], after: Sequence[DraftSentence]
) -> Iterator[SentenceChange]:
    pairs = _paired(before, after)
    stayed = _in_order([old for old in pairs if old is not None])
    for new, old in zip(after, pairs, strict=True):
        if old is None:
            yield SentenceChange(kind="added", sentence=new.id, after=new.text, edited=new.edited)
            continue
        told = before[old].text
        if told != new.text:
            yield SentenceChange(
                kind="changed",
                sentence=new.id,
                before=told,
                after=new.text,
                words=word_runs(told, new.text),
                edited=new.edited,
            )
        elif old not in stayed:
            yield SentenceChange(
                kind="moved", sentence=new.id, before=told, after=told, edited=new.edited
            )
    found = set(pairs)
    for number, one in enumerate(before):
        if number not in found:
            yield SentenceChange(kind="removed", sentence=one.id, before=one.text)


def _paired(before: Sequence[DraftSentence], after: Sequence[DraftSentence]) -> list[int | None]:
    """Return for each new sentence the place of its old one: of the same id, else of its words."""
    by_id = {one.id: number for number, one in enumerate(before)}
    pairs = [by_id.get(one.id) for one in after]
    taken = {number for number in pairs if number is not None}
    by_text = {one.text: n for n, one in enumerate(before) if n not in taken}
    for number, one in enumerate(after):
        if pairs[number] is None and one.text in by_text:
            pairs[number] = by_text.pop(one.text)
    return pairs


def _in_order(places: Sequence[int]) -> set[int]:
    """Return the most places that stand in their old order: whatever is not among them moved."""
    runs: list[list[int]] = [[]]
    for place in places:
        fitting = [run for run in runs if not run or run[-1] < place]
        longest = max(fitting, key=len)
        runs.append([*longest, place])
    longest = max(runs, key=len)
    return set(longest)


def word_runs(before: str, after: str) -> tuple[WordRun, ...]:
    """Compare two sentences word by word; what is same and added together is the second."""
    old, new = _words(before), _words(after)
    runs: list[WordRun] = []
    for kind, low, high, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            runs.append(WordRun(kind="same", text="".join(new[first:last])))
            continue
        if low < high:
            runs.append(WordRun(kind="removed", text="".join(old[low:high])))
        if first < last:
            runs.append(WordRun(kind="added", text="".join(new[first:last])))
    return tuple(runs)


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+$", text)


# -- tables and the matrix ----------------------------------------------------------------------


def _tables(before: Sequence[DraftTable], after: Sequence[DraftTable]) -> Iterator[TableChange]:
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    for name, table in new.items():
        rows = tuple(_rows(old[name].rows if name in old else (), table.rows))
        if name not in old or rows or old[name].columns != table.columns:
            kind: Literal["added", "changed"] = "changed" if name in old else "added"
            yield TableChange(kind=kind, table=name, title=table.title, rows=rows)
    for name, table in old.items():
        if name not in new:
            yield TableChange(
                kind="removed", table=name, title=table.title, rows=tuple(_rows(table.rows, ()))
            )


def _rows(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]
) -> Iterator[TableRowChange]:
    """Pair rows by their first cell, which names what they are about."""
    left = list(before)
    for row in after:
        old = next((one for one in left if one == row), None)
        if old is None:
            old = next((one for one in left if one[:1] == row[:1] and one not in after), None)
        if old is None:
            yield TableRowChange(kind="added", after=row)
            continue
        left.remove(old)
        if old != row:
            yield TableRowChange(kind="changed", before=old, after=row)
    for row in left:
        yield TableRowChange(kind="removed", before=row)


def _matrix(before: Sequence[MatrixRow], after: Sequence[MatrixRow]) -> Iterator[MatrixChange]:
    old = {row.id: row for row in before}
    new = {row.id: row for row in after}
    for name, row in new.items():
        if name not in old:
            yield MatrixChange(kind="added", row=name, after=row.provision)
            continue
        was, now = (one.model_dump(mode="json") for one in (old[name], row))
        for field in was:
            if was[field] != now[field] and field != "set_by_people":
                yield MatrixChange(
                    kind="changed", row=name, field=field, before=was[field], after=now[field]
                )
    for name, row in old.items():
        if name not in new:
            yield MatrixChange(kind="removed", row=name, before=row.provision)


# -- a new version that keeps what people wrote ---------------------------------------------------


class Made(NamedTuple):
    """A draft with the facts that it was made from."""

    draft: Draft
    proposal: Proposal


def regenerated(before: Made, fresh: Made) -> Draft:
    """Put what people wrote in a draft into the one made after it, and say what changed under it.

    Their sentences stay word for word, as do their marks and what they set in the matrix.
    """
    old = {one.id: one for one in before.draft.sections}
    kept: list[KeptWording] = []
    sections = []
    for section in fresh.draft.sections:
        if section.id not in old:
            sections.append(section)
            continue
        sentences = _with_wording(old[section.id].sentences, section.sentences)
        known = {one.id: one.text for one in section.sentences}
        for one in sentences:
            if one.edited:
                changed = tuple(_changes(one.facts, before.proposal, fresh.proposal))
                kept.append(
                    KeptWording(
                        sentence=one.id,
                        section=section.id,
                        text=one.text,
                        fresh=known.get(one.id),
                        changed=changed,
                    )
                )
        sections.append(with_sentences(section, sentences))
    rows = {row.id: row for row in before.draft.matrix}
    matrix = tuple(_row_kept(rows.get(row.id), row) for row in fresh.draft.matrix)
    return fresh.draft.model_copy(
        update={"sections": tuple(sections), "matrix": matrix, "kept": tuple(kept)}
    )


def _with_wording(
    before: Sequence[DraftSentence], fresh: Sequence[DraftSentence]
) -> list[DraftSentence]:
    written = {one.id: one for one in before if one.edited or one.marked}
    out = [_kept(written[one.id], one) if one.id in written else one for one in fresh]
    for number, one in enumerate(before):
        if one.edited and one.text and not any(held.id == one.id for held in out):
            ahead = {held.id for held in before[:number]}
            places = [n for n, held in enumerate(out) if held.id in ahead]
            # Its citations are numbers of the draft before; what it says is the user's own.
            alone = one.model_copy(update={"citations": (), "needed": None})
            out.insert(places[-1] + 1 if places else 0, alone)
    return out


def _kept(written: DraftSentence, fresh: DraftSentence) -> DraftSentence:
    news: dict[str, Any] = {}
    if written.edited:
        news |= {"text": written.text, "edited": True, "facts": written.facts or fresh.facts}
    if written.marked:
        news |= {"confidential": written.confidential, "marked": True}
    return fresh.model_copy(update=news)


def _row_kept(before: MatrixRow | None, row: MatrixRow) -> MatrixRow:
    if before is None or not before.set_by_people:
        return row
    news = {name: getattr(before, name) for name in before.set_by_people}
    return row.model_copy(update=news | {"set_by_people": before.set_by_people})


_STEP = re.compile(r"[a-z_]+|\[\d+\]")


def _changes(paths: Sequence[str], before: Proposal, after: Proposal) -> Iterator[FactChange]:
    """Give the facts that are stated otherwise; who has a name is found again by it."""
    for path in paths:
        was, now = _both(path, before, after)
        if was != now:
            yield FactChange(path=path, before=was, after=now)


def _both(path: str, before: Proposal, after: Proposal) -> tuple[Any, Any]:
    was: Any = before
    now: Any = after
    for step in _STEP.findall(path):
        if step.startswith("["):
            place = int(step[1:-1])
            held = was[place] if isinstance(was, tuple) and place < len(was) else None
            now = _same_in(now, held, place)
            was = held
        else:
            was, now = getattr(was, step, None), getattr(now, step, None)
    return _plain(was), _plain(now)


def _same_in(items: Any, held: Any, place: int) -> Any:
    if not isinstance(items, tuple):
        return None
    name = getattr(held, "name", None)
    if name is None:
        return items[place] if place < len(items) else None
    key = company_key(name)
    named = (one for one in items if getattr(one, "name", None))
    return next((one for one in named if company_key(one.name) == key), None)


def _plain(value: Any) -> Any:
    return to_jsonable_python(value, exclude_none=True)
