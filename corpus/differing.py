"""What changed between two versions of official texts: by span, and by meaning.

Spans that read the same are the same, wherever they stand. Of the others, the most alike are told
as one that changed; and of each change it is told which figures, days, countries and words of
demand went and came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from corpus.binding.marks import Marks, marks_of
from corpus.country import gazetteer
from corpus.errors import TextStoreError
from corpus.official.text import OfficialText, Span, SpanKind

if TYPE_CHECKING:
    from corpus.official.store import Snapshot, TextStore

_ALIKE = 55.0
"""Two spans are one that changed from this likeness on, of 100."""


@dataclass(frozen=True)
class Meaning:
    """What went and what came, by kind: figures, dates, countries, demands, negation."""

    gone: Mapping[str, tuple[str, ...]]
    new: Mapping[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        """Whether the change is one of meaning, as far as marks tell."""
        return bool(self.gone or self.new)


@dataclass(frozen=True)
class SpanChange:
    """A span that is new, gone or changed; `start` and `end` are offsets of its side."""

    text: str
    what: str
    before: str
    after: str
    section: str
    paragraph: int | None
    page: int | None
    meaning: Meaning
    was: tuple[int, int] | None
    now: tuple[int, int] | None


def snapshot_changes(before: "Snapshot", after: "Snapshot") -> tuple[SpanChange, ...]:
    """Compare every text of two snapshots; those in one only are new or gone as a whole."""
    found: list[SpanChange] = []
    for name in sorted({*before, *after}):
        old = before.text(name) if name in before else None
        new = after.text(name) if name in after else None
        if old is None or new is None or old.sha256 != new.sha256:
            found += text_changes(name, old, new)
    return tuple(found)


def snapshot_named(store: "TextStore", name: str) -> "Snapshot":
    """Return a snapshot by name: nothing, previous, current, candidate, or by its digest.

    Raises:
        TextStoreError: There is none of this name.
    """
    if name == "nothing":
        return store.nothing()
    if name == "current":
        return store.current()
    promoted = store.promoted()
    if name == "previous":
        return promoted[-2] if len(promoted) > 1 else store.nothing()
    if name == "candidate":
        candidate = store.candidate()
        if candidate is None:
            message = "There is no candidate. Run `python -m corpus sync` first."
            raise TextStoreError(message)
        return candidate
    return store.snapshot(name)


def text_changes(
    name: str, before: OfficialText | None, after: OfficialText | None
) -> Iterator[SpanChange]:
    """Give the changes between two versions of a text, in the order of the later one."""
    old, new = _spans(before), _spans(after)
    held = {span.sha256 for span in old}, {span.sha256 for span in new}
    matcher = SequenceMatcher(
        None, [one.sha256 for one in old], [one.sha256 for one in new], autojunk=False
    )
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag != "equal":
            gone = [one for one in old[first:last] if one.sha256 not in held[1]]
            came = [one for one in new[begin:end] if one.sha256 not in held[0]]
            yield from _paired(name, gone, came)


def _spans(text: OfficialText | None) -> list[Span]:
    kinds = {SpanKind.METADATA}
    return [one for one in text.spans if one.piece.kind not in kinds] if text else []


def _paired(name: str, gone: Sequence[Span], came: Sequence[Span]) -> Iterator[SpanChange]:
    from rapidfuzz import fuzz

    left = list(gone)
    for span in came:
        best = max(left, key=lambda one: fuzz.ratio(one.text, span.text), default=None)
        if best is not None and fuzz.ratio(best.text, span.text) >= _ALIKE:
            left.remove(best)
            yield _change(name, best, span)
        else:
            yield _change(name, None, span)
    for span in left:
        yield _change(name, span, None)


def _change(name: str, old: Span | None, new: Span | None) -> SpanChange:
    told = new or old
    if told is None:
        message = "A change has a side."
        raise ValueError(message)
    before, after = old.text if old else "", new.text if new else ""
    return SpanChange(
        text=name,
        what="changed" if old and new else "new" if new else "gone",
        before=before,
        after=after,
        section=" > ".join(told.piece.path),
        paragraph=told.number,
        page=told.page,
        meaning=meaning_of(before, after),
        was=(old.start, old.end) if old else None,
        now=(new.start, new.end) if new else None,
    )


def meaning_of(before: str, after: str) -> Meaning:
    """Say what went and what came, of the things that a text turns on."""
    old, new = _marks(marks_of(before)), _marks(marks_of(after))

    def only(side: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> dict[str, Any]:
        found = {kind: tuple(sorted(some - other[kind])) for kind, some in side.items()}
        return {kind: some for kind, some in found.items() if some}

    return Meaning(only(old, new), only(new, old))


def _marks(marks: Marks) -> dict[str, set[str]]:
    countries = gazetteer().countries
    return {
        "figures": {str(one) for one in marks.figures},
        "dates": {str(one) for one in marks.days},
        "countries": {countries[one].name if one in countries else one for one in marks.places},
        "demands": set(marks.modality),
        "negation": {"denies"} if marks.denies else set(),
    }


def as_markdown(changes: Iterable[SpanChange]) -> str:
    """Write changes for people, each with both sides."""
    lines: list[str] = []
    for one in changes:
        where = [one.text, one.section, f"paragraph {one.paragraph}" if one.paragraph else ""]
        where.append(f"page {one.page}" if one.page else "")
        lines.append(f"### {one.what.capitalize()}: {', '.join(part for part in where if part)}")
        if one.meaning:
            lines.append(f"\n{_meaning_words(one.meaning)}")
        if one.before:
            lines.append(f"\nBefore:\n\n> {' '.join(one.before.split())}")
        if one.after:
            lines.append(f"\nAfter:\n\n> {' '.join(one.after.split())}")
        lines.append("")
    return "\n".join(lines) if lines else "No official text differs.\n"


def _meaning_words(meaning: Meaning) -> str:
    parts = []
    for kind in dict.fromkeys((*meaning.gone, *meaning.new)):
        gone, new = meaning.gone.get(kind, ()), meaning.new.get(kind, ())
        parts.append(f"{kind}: {', '.join(gone) or 'nothing'} → {', '.join(new) or 'nothing'}")
    return f"In meaning: {'; '.join(parts)}."


def as_data(changes: Iterable[SpanChange]) -> list[dict[str, Any]]:
    """Return changes as JSON carries them."""
    return [asdict(one) for one in changes]
