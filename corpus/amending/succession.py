"""A first draft of what a notice makes of our provisions, for a person to write out.

Each touched provision is copied as its follower, resting on the sentence of the notice that is
nearest to it. Where that sentence holds a figure or a day of the same kind as ours and another
value, the draft puts it in, and every sentence that it changed is marked to be read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from corpus.amending.accepted import Accepted
from corpus.amending.notice import Notice
from corpus.binding.bound import OfficialPlace
from corpus.binding.marks import Day, marks_of
from corpus.binding.matching import CANDIDATES, Embeds, Matcher, Place
from corpus.binding.outline import Outline, outline_of
from corpus.document import Basis, DatedFact, Document, Provision
from corpus.official.text import OfficialText, sha256_of

TODO = "TODO: read this sentence against the notice. "


def drafted(
    notice: Notice,
    text: OfficialText,
    documents: Iterable[Document],
    embeds: Embeds,
    only: Iterable[str] = (),
) -> Accepted:
    """Draft the entry of a notice over the provisions that it touches, or some of them.

    The entry cannot be accepted as it is: its sentences hold TODO until a person has read them.
    """
    outline = outline_of(text)
    matcher = Matcher(outline, embeds)
    wanted = set(only) or set(notice.touches)
    provisions: list[Provision] = []
    places: dict[str, OfficialPlace] = {}
    replaces: dict[str, str] = {}
    for one in (held for document in documents for held in document.provisions):
        if one.id not in wanted:
            continue
        found = matcher.places([" ".join(one.says), *one.says])
        follower = f"{one.id}-{notice.number.replace('-', '.')}"
        replaces[one.id] = follower
        words = ""
        if found:
            place = _telling(one, found, outline)
            stretch = place.stretch
            words = outline.words(stretch)
            places[follower] = OfficialPlace(
                start=stretch.start,
                end=stretch.end,
                words=sha256_of(words),
                paragraph=outline.units[place.unit].paragraph,
                page=text.page_at(stretch.start),
                section=" > ".join(outline.units[place.unit].path),
            )
        provisions.append(_follower(one, follower, notice.published, words))
    return Accepted.model_construct(
        notice=notice.number,
        title=notice.title,
        effective_from=notice.published,
        replaces=replaces,
        provisions=tuple(provisions),
        official=places,
        values=(),
        says=(),
    )


def _telling(one: Provision, found: Sequence[Place], outline: Outline) -> Place:
    """Choose the nearest place that tells a day or figure which ours does not; else the nearest."""
    ours = marks_of(" ".join(one.sentences()))
    for place in found[:CANDIDATES]:
        theirs = marks_of(outline.words(place.stretch))
        if theirs.figures - ours.figures or any(
            not any(day.fits(other) for other in ours.days) for day in theirs.days
        ):
            return place
    return found[0]


def _follower(one: Provision, follower: str, day: date, words: str) -> Provision:
    days = dict(_new_days(one, words))

    def told(sentence: str) -> str:
        for old, new in days.items():
            sentence = sentence.replace(_spoken(old), _spoken(new))
        return sentence

    return one.model_copy(
        update={
            "id": follower,
            "says": tuple(f"{TODO}{told(sentence)}" for sentence in one.says),
            "basis": Basis.OFFICIAL,
            "confidence": "PRIMARY",
            "reported_by": (),
            "quotes": (),
            "effective_from": day,
            "effective_to": None,
            "dates": tuple(
                DatedFact(day=_moved(fact.day, days), what=fact.what) for fact in one.dates
            ),
            "questions": tuple(
                group.model_copy(update={"lead": told(group.lead)}) for group in one.questions
            ),
        }
    )


def _new_days(one: Provision, words: str) -> Iterator[tuple[Day, Day]]:
    """Give the latest day of ours with the latest of the notice's words, where that is later."""
    ours = sorted(Day(fact.day.year, fact.day.month, fact.day.day) for fact in one.dates)
    theirs = sorted(day for day in marks_of(words).days if day.year)
    if ours and theirs and theirs[-1] > ours[-1]:
        yield ours[-1], theirs[-1]


def _spoken(day: Day) -> str:
    return str(day)


def _moved(day: date, days: dict[Day, Day]) -> date:
    new = days.get(Day(day.year, day.month, day.day))
    return date(new.year, new.month, new.day) if new and new.year else day
