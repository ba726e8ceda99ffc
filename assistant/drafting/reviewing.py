"""What those who review a section should look at: findings, and what the sources leave open."""

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.drafting.case import Standing, Subject, above, rooted
from assistant.drafting.confidentiality import Confidential
from assistant.drafting.draft import DraftSentence, ReviewPoint
from assistant.drafting.filling import Filler
from assistant.drafting.page import Need, SectionPage
from assistant.drafting.wording import words
from rules.assessment import Finding
from rules.outcome import Outcome

_MARKING = "confidential_parts_marked"


def review_of(
    page: SectionPage,
    filler: Filler,
    confidential: Confidential,
    sentences: Sequence[DraftSentence],
) -> tuple[ReviewPoint, ...]:
    """Return the review points of a section, the obstacles first, each once."""
    points: dict[str, ReviewPoint] = {}
    for point in _points(page, filler, confidential, sentences):
        held = points.get(point.text)
        if held is None or held.sentence is None:
            points[point.text] = point
    return tuple(points.values())


def _points(
    page: SectionPage,
    filler: Filler,
    confidential: Confidential,
    sentences: Sequence[DraftSentence],
) -> Iterator[ReviewPoint]:
    findings = [one for one in filler.case.assessment.findings if one.rule in page.rules]
    shown = _Shown(sentences)
    told = [one for one in findings if _worth_telling(one, filler)]
    for finding in sorted(told, key=lambda one: one.outcome is not Outcome.NOT_MET):
        text = words()["review"][finding.outcome.value]
        yield ReviewPoint(
            text=text.format(title=finding.title, because=finding.because),
            sentence=shown.nearest(finding),
            provisions=finding.provisions,
            confidential=confidential.covers(page.id, [one.path for one in finding.facts]),
        )
    decided = {fact.path for finding in told for fact in finding.facts}
    decided |= {fact for one in sentences for fact in one.facts}
    yield from _denied(page, filler, decided)
    if _MARKING in page.rules:
        for part in confidential.unmatched:
            yield ReviewPoint(text=words()["review"]["unmatched"].format(part=part))
    yield from _notes(page, filler, confidential, sentences)


def _worth_telling(finding: Finding, filler: Filler) -> bool:
    """Obstacles, and those judgments that the rule's page has told without being asked."""
    if finding.outcome is Outcome.NOT_MET:
        return True
    page = filler.case.catalogue.rule(finding.rule).page
    return finding.outcome is Outcome.JUDGMENT and page.is_told_unasked(finding.branch)


class _Shown:
    """Finds the sentence that shows most of the facts that a finding rests on."""

    def __init__(self, sentences: Sequence[DraftSentence]) -> None:
        self._ids = [one.id for one in sentences]
        self._places: dict[str, list[int]] = {}
        for place, one in enumerate(sentences):
            for fact in one.facts:
                self._places.setdefault(fact, []).append(place)

    def nearest(self, finding: Finding) -> str | None:
        """Return the id of that sentence, the first of several; None where there is none."""
        shared = Counter(place for one in finding.facts for place in self._places.get(one.path, ()))
        if not shared:
            return None
        return self._ids[min(shared, key=lambda place: (-shared[place], place))]


def _denied(page: SectionPage, filler: Filler, decided: set[str]) -> Iterator[ReviewPoint]:
    """Say of what is stated as none that the text is silent on it."""
    said: set[str] = set()
    for need, subject in _needs(page, filler):
        path = rooted(need.fact, subject)
        under = path in decided or not decided.isdisjoint(above(path))
        if filler.case.standing(path) is not Standing.DENIED or path in said or under:
            continue
        said.add(path)
        named = filler.filled(need.words, subject)
        rule = filler.case.catalogue.rule(need.rule) if need.rule else None
        yield ReviewPoint(
            text=words()["review"]["denied"].format(words=named.text if named else path),
            provisions=need.provisions or (rule.page.provisions[:1] if rule else ()),
        )


def _needs(page: SectionPage, filler: Filler) -> Iterator[tuple[Need, Subject | None]]:
    for paragraph in page.paragraphs:
        subjects: Sequence[Subject | None] = [None]
        if paragraph.each is not None:
            subjects = filler.subjects(paragraph.each)
        for subject in subjects:
            for slot in paragraph.slots:
                yield from ((need, subject) for need in slot.needs)


def _notes(
    page: SectionPage,
    filler: Filler,
    confidential: Confidential,
    sentences: Sequence[DraftSentence],
) -> Iterator[ReviewPoint]:
    ids = {one.id for one in sentences}
    for note in page.notes:
        subjects: Sequence[Subject | None] = filler.subjects(note.each) if note.each else [None]
        for subject in subjects:
            told = filler.filled(note.text, subject)
            if told is None or not filler.holds(note.when, subject):
                continue
            wanted = f"{page.id}.{note.slot}" + (f".{subject.key}" if subject else "")
            yield ReviewPoint(
                text=told.text,
                sentence=wanted if wanted in ids else None,
                provisions=tuple(dict.fromkeys(cite.provision for cite in note.cites)),
                confidential=confidential.covers(page.id, told.facts),
            )
