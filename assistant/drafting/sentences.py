"""The sentences, tables and review points of one section, written from its page."""

from collections.abc import Iterator, Sequence

from assistant.drafting.case import Case, Standing, Subject, rooted
from assistant.drafting.confidentiality import Confidential
from assistant.drafting.draft import (
    DraftSection,
    DraftSentence,
    DraftTable,
    Needed,
    SentenceKind,
)
from assistant.drafting.filling import Filler
from assistant.drafting.needing import Asking, bracketed
from assistant.drafting.official import official_points, official_statement
from assistant.drafting.page import Cite, Need, Paragraph, Point, Say, SectionPage, Slot
from assistant.drafting.reviewing import review_of
from assistant.drafting.section_text import OPEN, SectionText
from assistant.drafting.tables import table_of
from assistant.drafting.wording import Told, clean
from assistant.recording import Numbering
from corpus.library import Library
from rules.assessment import general_path


class Writer:
    """Writes one section after another; no sentence is said twice in a draft."""

    def __init__(
        self,
        library: Library,
        filler: Filler,
        numbering: Numbering,
        confidential: Confidential,
        *,
        brevity: bool = False,
    ) -> None:
        self._library = library
        self._filler = filler
        self._case: Case = filler.case
        self._asking = Asking(filler)
        self._numbering = numbering
        self._confidential = confidential
        self._brevity = brevity
        self._said: set[str] = set()

    def drafted(self, page: SectionPage) -> DraftSection:
        """Write a section in sentences."""
        written = SectionText(page)
        for paragraph in page.paragraphs:
            self._paragraph(paragraph, written)
        self._unasked(written)
        tables = tuple(self._tables(page))
        return self._section(written, tables)

    def outlined(self, page: SectionPage) -> DraftSection:
        """Write the plan of a section: what it must contain, what is known, what is asked."""
        written = SectionText(page, asks=True)
        for number, point in enumerate(page.must_contain, start=1):
            before = len(written.sentences)
            self._point(written, f"plan_{number}", point)
            self._closed(written, before)
        before = len(written.sentences)
        for need, slot, subject in self._needs(page):
            if not written.covers(rooted(need.fact, subject)):
                self._need(written, slot, need, subject)
        self._closed(written, before)
        self._unasked(written)
        return self._section(written, ())

    def _point(self, written: SectionText, slot: str, point: Point) -> None:
        """Put what is known of a point, and ask for what is not."""
        for subject in self._filler.subjects(point.each) if point.each else [None]:
            for place, text in enumerate(point.known, start=1):
                told = self._filler.filled(text, subject)
                if told is not None:
                    self._put(written, f"{slot}_{place}", subject, told)
            for need in point.needs:
                self._need(written, slot, need, subject)
        if point.each and point.needs and self._case.standing(point.each) is Standing.ABSENT:
            # Nobody is stated whom the point could be made for, so the list itself is asked for.
            words = point.point[:1].lower() + point.point[1:]
            need = point.needs[0].model_copy(update={"fact": point.each, "words": words})
            self._need(written, slot, need, None)

    def _needs(self, page: SectionPage) -> Iterator[tuple[Need, str, Subject | None]]:
        """Give every need of the sentences of a page, for every subject that they are made for."""
        for paragraph in page.paragraphs:
            subjects = self._filler.subjects(paragraph.each) if paragraph.each else [None]
            for subject in subjects:
                if self._filler.holds(paragraph.when, subject):
                    for slot in paragraph.slots:
                        yield from ((need, slot.id, subject) for need in slot.needs)

    # -- sentences ----------------------------------------------------------------------------

    def _paragraph(self, paragraph: Paragraph, written: SectionText) -> None:
        subjects: Sequence[Subject | None] = [None]
        if paragraph.each is not None:
            subjects = self._filler.subjects(paragraph.each)
        before = len(written.sentences)
        for subject in subjects:
            if not self._filler.holds(paragraph.when, subject):
                continue
            for slot in paragraph.slots:
                self._slot(written, slot, subject)
            if not paragraph.joined:
                before = self._closed(written, before)
        self._closed(written, before)

    def _closed(self, written: SectionText, before: int) -> int:
        """End a paragraph, if anything stands in it."""
        if len(written.sentences) > before:
            written.paragraph += 1
        return len(written.sentences)

    def _slot(self, written: SectionText, slot: Slot, subject: Subject | None) -> None:
        for say in slot.say:
            if self._brevity and say.optional:
                continue
            if self._filler.holds(say.when, subject) and self._say(written, slot.id, say, subject):
                break
        for need in slot.needs:
            self._need(written, slot.id, need, subject)

    def _say(self, written: SectionText, slot: str, say: Say, subject: Subject | None) -> bool:
        """Put a sentence; False where it cannot be filled, or its law does not speak that day."""
        if not all(self._library.speaks(cite.provision, self._case.as_of) for cite in say.cites):
            return False
        if say.text is None:
            cite = say.cites[0]
            told: Told | None = Told(self._quoted(cite))
        else:
            told = self._filler.filled(say.text, subject)
        if told is None:
            return False
        facts = (*told.facts, *(rooted(path, subject) for path in say.facts))
        return self._put(
            written, slot, subject, Told(told.text, facts, told.computed), say.kind, say.cites
        )

    def _quoted(self, cite: Cite) -> str:
        """Return the sentence that is cited; the official words where ours differ from them."""
        official = official_statement(cite.provision, self._library)
        return official or self._library.sentence(cite.provision, cite.sentence)

    def _put(  # noqa: PLR0913, PLR0917 (the parts of one sentence)
        self,
        written: SectionText,
        slot: str,
        subject: Subject | None,
        told: Told,
        kind: SentenceKind = SentenceKind.APPLICANT,
        cites: Sequence[Cite] = (),
        needed: Needed | None = None,
    ) -> bool:
        text = clean(told.text)
        if text.casefold() in self._said:
            return False
        self._said.add(text.casefold())
        facts = tuple(dict.fromkeys(told.facts))
        cited = (self._library.cite(one.provision, one.sentence) for one in cites)
        written.sentences.append(
            DraftSentence(
                id=written.new_id(slot, subject, needed),
                text=text,
                kind=kind,
                citations=self._numbering.of(cited),
                facts=facts,
                computed=told.computed,
                paragraph=written.paragraph,
                needed=needed,
                confidential=needed is None and self._confidential.covers(written.page.id, facts),
            )
        )
        return True

    # -- what is missing ----------------------------------------------------------------------

    def _need(self, written: SectionText, slot: str, need: Need, subject: Subject | None) -> None:
        path = self._asking.open(need, subject)
        if path is None or written.misses(path):
            return
        named, needed = self._asking.placeholder(need, path, subject, written.page)
        self._place(written, slot, subject, named, needed)

    def _place(
        self, written: SectionText, slot: str, subject: Subject | None, named: str, needed: Needed
    ) -> None:
        text = bracketed(named, needed, question=written.asks)
        if self._put(written, slot, subject, Told(text), SentenceKind.PLACEHOLDER, (), needed):
            written.miss(needed)

    def _unasked(self, written: SectionText) -> None:
        """Put placeholders for what the section's rules miss and none of its sentences asks for."""
        for path, rules in self._asking.ranked(written.page.rules):
            if general_path(path) not in written.page.not_asked and not written.covers(path):
                named = self._asking.named(path)
                self._place(written, OPEN, None, named, self._asking.of_rules(path, rules))

    # -- the whole ----------------------------------------------------------------------------

    def _cited(self) -> Iterator[tuple[int, str]]:
        yield from ((one.n, one.provision) for one in self._numbering.citations)

    def _tables(self, page: SectionPage) -> Iterator[DraftTable]:
        for table in page.tables:
            found = table_of(table, page.id, self._filler)
            if found is not None:
                facts = [fact for row in found.facts for fact in row]
                confidential = self._confidential.covers(page.id, facts)
                yield found.model_copy(update={"confidential": confidential})

    def _section(self, written: SectionText, tables: tuple[DraftTable, ...]) -> DraftSection:
        page = written.page
        sentences = tuple(written.sentences)
        told = (one for one in sentences if one.kind is not SentenceKind.PLACEHOLDER)
        return DraftSection(
            id=page.id,
            number=page.number,
            title=page.title,
            purpose=page.purpose,
            must_contain=tuple(one.point for one in page.must_contain),
            guidance=page.guidance,
            reviewers_look_for=page.reviewers_look_for,
            budget_words=page.budget_words,
            words=sum(len(one.text.split()) for one in told),
            rules=page.rules,
            provisions=page.provisions,
            sentences=sentences,
            tables=tables,
            review=(
                *review_of(page, self._filler, self._confidential, sentences),
                *official_points(sentences, self._cited(), self._library),
            ),
            missing=tuple(written.missing),
        )
