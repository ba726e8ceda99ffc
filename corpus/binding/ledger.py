"""The ledger of paragraphs: what an official text says with force and no provision covers.

Every heading and every sentence is looked at; those that a provision rests on are left out, and so
are those that a person has labelled. What remains has a suggested label, for a person to settle.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from corpus.binding.marks import mark_words, marks_of
from corpus.binding.outline import Covered, Outline, Stretch, Unit
from corpus.official.text import SpanKind, sha256_of

LABELS = ("rule", "definition", "discretion", "procedure", "information")


@dataclass(frozen=True)
class Entry:
    """A heading, or sentences of one paragraph, that no provision covers."""

    stretch: Stretch
    kind: SpanKind
    words: str
    suggested: str
    paragraph: int | None
    page: int | None

    @property
    def sha256(self) -> str:
        """A name for the entry, which changes with its words."""
        return sha256_of(self.words)


def uncovered(
    outline: Outline, bound: Iterable[Stretch], settled: Mapping[str, str] | None = None
) -> Iterator[Entry]:
    """Give what no bound stretch covers: headings over uncovered words, and sentences of force."""
    covered = Covered(bound)
    looked_at = settled or {}
    headings: list[Entry] = []
    for unit in outline.units:
        if unit.kind is SpanKind.HEADING:
            plain = mark_words().headings_of_no_force.search(unit.text.strip(" :.").lower())
            headings = [] if plain else [_entry(unit.stretch, unit.text, unit, "information")]
            continue
        for sentence in unit.sentences:
            words = outline.words(sentence)
            label = label_of(words)
            if label is None or covered.holds(sentence):
                continue
            entry = _entry(sentence, words, unit, label)
            if entry.sha256 in looked_at:
                continue
            yield from (one for one in headings if one.sha256 not in looked_at)
            headings = []
            yield entry


def _entry(stretch: Stretch, words: str, unit: Unit, label: str) -> Entry:
    return Entry(
        stretch=stretch,
        kind=unit.kind,
        words=words,
        suggested=label,
        paragraph=unit.paragraph,
        page=unit.page,
    )


def label_of(sentence: str) -> str | None:
    """Suggest what a sentence is: definition, discretion, procedure or rule; None without force.

    Procedure needs a word of demand, a figure or a day beside the word of procedure.
    """
    words, marks = mark_words(), marks_of(sentence)
    force = words.labels["rule"].search(sentence) is not None or bool(marks.modality)
    if words.labels["definition"].search(sentence):
        return "definition"
    if not force and not (marks.figures or marks.days):
        return None
    for label in ("discretion", "procedure"):
        if words.labels[label].search(sentence):
            return label
    return "rule" if force else None
