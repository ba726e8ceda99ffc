"""A draft as blocks in order: what stands where, and what the public version leaves out.

Every kind of document is written from these blocks, so that all of them say the same. What is
confidential is decided here, once; and what is only for those who write and review (advice,
review points, what is missing, the matrix) is left out of the public version with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Literal

from assistant.drafting.draft import (
    Draft,
    DraftSection,
    DraftSentence,
    DraftTable,
    Form,
    MatrixRow,
    Needed,
    ReviewPoint,
    SentenceKind,
)
from assistant.drafting.official import open_in
from assistant.files.notes import Note, notes_of
from assistant.files.plain_text import on_one_line
from assistant.files.words import FileWords, file_words, matrix_cell, section_titles
from corpus.library import Library
from rules.assessment import listed, spoken_date


@dataclass(frozen=True)
class Run:
    """Text of one look, the notes that stand after it, and what reviewers are told of it."""

    text: str
    look: Literal["plain", "placeholder", "withheld", "confidential"] = "plain"
    notes: tuple[int, ...] = ()
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is a section."""

    text: str
    level: Literal[1, 2] = 1
    comments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """Runs that are joined by spaces; `advice` is for the writer and no part of the proposal."""

    runs: tuple[Run, ...]
    look: Literal["body", "advice"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list of short texts for the writer."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; `shares` are the widths of its columns, of any sum."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


@dataclass(frozen=True)
class Landscape:
    """From here on the pages lie on their side."""


FINDING = "finding"
"""The column of the matrix that says outcome, subject and reason together."""

AT_THE_END = ("owner", "due", "response_location", "notes")
MATRIX_SHARES = {
    "provision": 15,
    "statement": 38,
    "section": 18,
    FINDING: 42,
    "status": 13,
    "owner": 12,
    "due": 12,
    "response_location": 22,
    "notes": 20,
}

Block = Heading | Paragraph | Bullets | Table | Landscape


@dataclass(frozen=True)
class Layout:
    """A whole document."""

    title: str
    of: str
    version: str
    notices: tuple[str, ...]
    running: str
    standing: str
    subject: str
    keywords: tuple[str, ...]
    as_of: date
    blocks: tuple[Block, ...]
    notes: Mapping[int, Note] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings that a table of contents lists."""
        found = (block for block in self.blocks if isinstance(block, Heading))
        return tuple(heading for heading in found if heading.level == 1)


def laid_out(
    draft: Draft,
    *,
    public: bool = False,
    comments: bool = False,
    library: Library | None = None,
) -> Layout:
    """Lay a draft out; without `comments` the review points are an appendix."""
    return _Layouts(draft, public, comments, file_words(), library).whole()


def review_text(point: ReviewPoint, words: FileWords) -> str:
    """Say a review point with the provisions that it rests on."""
    told = on_one_line(point.text)
    if not point.provisions:
        return told
    return f"{told} {words.review.provisions.format(provisions=listed(point.provisions))}"


@dataclass(frozen=True)
class _Layouts:
    draft: Draft
    public: bool
    comments: bool
    words: FileWords
    library: Library | None = None

    def whole(self) -> Layout:
        draft, words = self.draft, self.words
        title = on_one_line(draft.title) or words.untitled
        marks = {"title": title, "day": spoken_date(draft.as_of), "version": draft.version}
        outline = draft.form is Form.OUTLINE
        return Layout(
            title=title,
            of=(words.cover.outline if outline else words.cover.draft).format(**marks),
            version=words.cover.version.format(**marks),
            notices=tuple(self._notices()),
            running=(words.running.outline if outline else words.running.draft).format(**marks),
            standing=self._standing(),
            subject=words.subject.format(**marks),
            keywords=tuple(on_one_line(section.title) for section in draft.sections),
            as_of=draft.as_of,
            blocks=tuple(self._blocks()),
            notes=notes_of(draft.citations, words, self.library),
        )

    def _notices(self) -> Iterator[str]:
        cover = self.words.cover
        yield cover.notice
        if any(sentence.kind is SentenceKind.PLACEHOLDER for sentence in self._sentences()):
            yield cover.needed
        if self.public:
            yield cover.public
        elif self._is_confidential():
            yield cover.confidential
        if self.library is not None:
            for point in open_in(self.draft, self.library):
                told = on_one_line(point.text)
                yield cover.open_in_texts.format(provision=point.provision, told=told)

    def _standing(self) -> str:
        """Say in the header of each page who may read it."""
        if self.public:
            return self.words.running.public
        return self.words.running.confidential if self._is_confidential() else ""

    def _sentences(self) -> Iterator[DraftSentence]:
        for section in self.draft.sections:
            yield from section.sentences

    def _is_confidential(self) -> bool:
        tables = (table for section in self.draft.sections for table in section.tables)
        return any(sentence.confidential for sentence in self._sentences()) or any(
            table.confidential for table in tables
        )

    def _blocks(self) -> Iterator[Block]:
        for section in self.draft.sections:
            yield from self._section(section)
        if not self.public:
            yield from self._appendices()

    def _section(self, section: DraftSection) -> Iterator[Block]:
        title = self.words.section.format(number=section.number, title=on_one_line(section.title))
        yield Heading(title, comments=self._comments(section, None))
        advised = self.draft.form is Form.OUTLINE and not self.public
        if advised:
            yield from self._asked(section)
            yield Heading(self.words.outline.stated, level=2)
        yield from self._paragraphs(section)
        for table in section.tables:
            yield from self._table(table)
        if not section.sentences and not section.tables:
            yield Paragraph((Run(self.words.nothing_stated),), look="advice")
        if advised:
            yield from self._advice(section)

    def _asked(self, section: DraftSection) -> Iterator[Block]:
        budget = self.words.outline.budget.format(words=section.budget_words)
        yield Paragraph((Run(f"{on_one_line(section.purpose)} {budget}"),), look="advice")
        yield from _listing(self.words.outline.must_contain, section.must_contain)

    def _advice(self, section: DraftSection) -> Iterator[Block]:
        words = self.words.outline
        yield from _listing(words.guidance, section.guidance)
        yield from _listing(words.reviewers_look_for, section.reviewers_look_for)

    def _paragraphs(self, section: DraftSection) -> Iterator[Paragraph]:
        for _, sentences in groupby(section.sentences, key=lambda sentence: sentence.paragraph):
            yield Paragraph(tuple(self._run(section, sentence) for sentence in sentences))

    def _run(self, section: DraftSection, sentence: DraftSentence) -> Run:
        if sentence.confidential and self.public:
            return Run(self.words.withheld, "withheld")
        told = on_one_line(sentence.text)
        more = sentence.citations, self._comments(section, sentence.id)
        if sentence.confidential:
            return Run(self.words.confidential.format(text=told), "confidential", *more)
        is_placeholder = sentence.kind is SentenceKind.PLACEHOLDER
        return Run(told, "placeholder" if is_placeholder else "plain", *more)

    def _comments(self, section: DraftSection, sentence: str | None) -> tuple[str, ...]:
        """Return what reviewers are told of a sentence; of the whole section where it is None."""
        if self.public or not self.comments:
            return ()
        known = {one.id for one in section.sentences}
        return tuple(
            review_text(point, self.words)
            for point in section.review
            if (point.sentence if point.sentence in known else None) == sentence
        )

    def _table(self, table: DraftTable) -> Iterator[Block]:
        title = on_one_line(table.title)
        if table.confidential and self.public:
            yield Paragraph((Run(self.words.withheld, "withheld"),))
            return
        if table.confidential:
            title = self.words.confidential_table.format(title=title)
        yield _table(title, table.columns, table.rows)

    def _appendices(self) -> Iterator[Block]:
        letters = iter("ABC")
        words = self.words.appendix

        def heading(title: str) -> Heading:
            return Heading(words.heading.format(letter=next(letters), title=title))

        if self.draft.missing:
            yield heading(words.needed)
            yield self._needed(self.draft.missing)
        if not self.comments and any(section.review for section in self.draft.sections):
            yield heading(words.review)
            yield from self._review()
        if self.draft.matrix:
            yield Landscape()
            yield heading(words.matrix)
            yield self._matrix(self.draft.matrix)

    def _review(self) -> Iterator[Block]:
        for section in self.draft.sections:
            place = self.words.appendix.of_section.format(
                number=section.number, title=on_one_line(section.title)
            )
            points = [review_text(point, self.words) for point in section.review]
            yield from _listing(place, points)

    def _needed(self, missing: Sequence[Needed]) -> Table:
        rows = [
            (one.question, one.why, ", ".join((*map(_said, one.rules), *one.provisions)))
            for one in missing
        ]
        return _table("", tuple(self.words.needed_columns.values()), rows, (44, 26, 30))

    def _matrix(self, rows: Sequence[MatrixRow]) -> Table:
        """Show the columns that say something: empty ones are for the workbook to fill."""
        fields = ["provision", "statement", FINDING, "status"]
        if not all(row.response_location for row in rows):
            fields.insert(2, "section")
        fields += [one for one in AT_THE_END if any(getattr(row, one) for row in rows)]
        titles = self.words.matrix.columns | {FINDING: self.words.matrix.finding}
        sections = section_titles(self.draft)
        cells = [
            tuple(
                _finding(row) if one == FINDING else matrix_cell(row, one, sections)
                for one in fields
            )
            for row in rows
        ]
        shares = tuple(MATRIX_SHARES[one] for one in fields)
        return _table("", [titles[one] for one in fields], cells, shares)


def _finding(row: MatrixRow) -> str:
    """Say outcome, subject and reason of a row in one cell."""
    outcome = matrix_cell(row, "outcome")
    about = " – ".join(part for part in (outcome, row.subject or "") if part)
    return f"{about}: {row.because}" if about and row.because else about or row.because


def _said(rule: str) -> str:
    """Say the id of a rule, which is a phrase."""
    return rule.replace("_", " ")


def _listing(title: str, items: Sequence[str]) -> Iterator[Block]:
    if items:
        yield Heading(title, level=2)
        yield Bullets(tuple(on_one_line(item) for item in items))


def _table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    shares: tuple[int, ...] | None = None,
) -> Table:
    lined = tuple(tuple(on_one_line(cell) for cell in row) for row in rows)
    heads = tuple(on_one_line(column) for column in columns)
    return Table(title, heads, lined, shares or _shares(heads, lined))


LINE = 100
"""Characters of table text that a page is wide, about."""


def _shares(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Give each column room for its longest word; what is left goes to those with long texts."""
    least, wanted = [], []
    for place, column in enumerate(columns):
        cells = [column, *(row[place] for row in rows if place < len(row))]
        longest = max(len(word) for cell in cells for word in cell.split() or [""])
        # Headings are bold, and each cell has its margins.
        least.append(max(min(longest, 24), round(1.2 * max(map(len, column.split() or [""])))) + 3)
        wanted.append(max(1, min(60, sum(map(len, cells)) // len(cells)) - least[-1]))
    spare = max(0, LINE - sum(least))
    return tuple(
        floor + spare * more // sum(wanted) for floor, more in zip(least, wanted, strict=True)
    )
