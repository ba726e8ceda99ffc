"""`python -m corpus check`: every fault of the corpus at once, each with its mend."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise

from corpus.document import Basis, Document, Force, Provision
from corpus.reading import Fault, Reading

LONGEST_PASSAGE = 220
"""Tokens. The embedding model reads 256 and silently drops the rest."""

_QUOTED = re.compile(r'"([^"]+)"')
_NEEDS_LOOK = (Force.UNSETTLED,)
_ASKED_ABOUT = 5


def faults_of(reading: Reading, count_tokens: Callable[[str], int]) -> list[Fault]:
    """Return all faults: those of reading, then those between and inside provisions."""
    faults = list(reading.faults)
    faults += _shared_ids(reading)
    ids = {provision.id for document in reading.documents for provision in document.provisions}
    ids |= reading.unread
    for document in reading.documents:
        for provision in document.provisions:
            place = f"{document.id}: {provision.id}"
            faults += _references(place, provision, ids, reading)
            faults += _quotations(place, provision)
            faults += _dates(place, provision, document)
            faults += _substance(place, provision)
            faults += _lengths(place, provision, count_tokens)
    faults += _shared_questions(reading)
    return faults


def _shared_ids(reading: Reading) -> Iterator[Fault]:
    named = Counter(document.id for document in reading.documents)
    for identifier, times in named.items():
        if times > 1:
            yield Fault(identifier, f"is the id of {times} documents.", "Rename all but one.")
    homes: dict[str, list[str]] = {}
    for document in reading.documents:
        for provision in document.provisions:
            homes.setdefault(provision.id, []).append(document.id)
    for identifier, places in homes.items():
        if len(places) > 1:
            yield Fault(
                f"{' and '.join(dict.fromkeys(places))}: {identifier}",
                f"is the id of {len(places)} provisions.",
                "Rename all but one.",
            )


def _references(
    place: str, provision: Provision, ids: set[str], reading: Reading
) -> Iterator[Fault]:
    for other in provision.near:
        if other not in ids or other == provision.id:
            yield Fault(
                place, f"`near` names `{other}`, which is no other provision.", "Correct the id."
            )
    named = {
        *provision.reported_by,
        *(quote.source for quote in provision.quotes),
        *(key for side in provision.sides for key in side.reported_by),
    }
    for key in sorted(named - reading.sources.keys()):
        yield Fault(
            place, f"names the source `{key}`, which nobody declares.", "Declare it in `sources:`."
        )


def _quotations(place: str, provision: Provision) -> Iterator[Fault]:
    told = " ".join(provision.sentences())
    for quote in provision.quotes:
        if f'"{quote.words}"' not in told:
            yield Fault(
                place,
                f"quotes {quote.words!r}, but no sentence holds it between quotation marks.",
                "Copy the words into a sentence, between straight double quotation marks.",
            )
    marked = {quote.words for quote in provision.quotes}
    for words in _QUOTED.findall(told):
        if words not in marked:
            yield Fault(
                place,
                f"has {words!r} between quotation marks, but not under `quotes`.",
                "Add it with its source, or take the marks away.",
            )


def _dates(place: str, provision: Provision, document: Document) -> Iterator[Fault]:
    spans: list[tuple[str, date | None]] = [
        ("the document's effective_from", document.effective_from),
        ("effective_from", provision.effective_from),
        ("effective_to", provision.effective_to or document.effective_to),
    ]
    stated = [(name, day) for name, day in spans if day is not None]
    for (earlier, first), (later, second) in pairwise(stated):
        if second < first:
            yield Fault(
                place, f"{later} {second} is before {earlier} {first}.", "Put the dates in order."
            )


def _substance(place: str, provision: Provision) -> Iterator[Fault]:
    if provision.basis is Basis.REPORTED and not provision.reported_by:
        yield Fault(place, "is `reported`, by nobody.", "Fill `reported_by`.")
    if provision.force in _NEEDS_LOOK and not provision.look:
        yield Fault(place, "is unsettled and says nowhere to look.", "Fill `look`.")
    if provision.force is Force.CONFLICT and len(provision.sides) < 2:
        yield Fault(place, "is a conflict with fewer than two sides.", "Give each side in `sides`.")
    if len(provision.asks) < _ASKED_ABOUT:
        yield Fault(
            place,
            f"has {len(provision.asks)} questions.",
            f"Give at least {_ASKED_ABOUT}, in different registers.",
        )
    for sentence in provision.sentences():
        if sentence[-1] not in '.?!"' or len(sentence.split()) > 60:
            yield Fault(
                place,
                f"the sentence {sentence[:60]!r}… does not end, or has over 60 words.",
                "End it with a full stop; split it.",
            )


def _lengths(
    place: str, provision: Provision, count_tokens: Callable[[str], int]
) -> Iterator[Fault]:
    tokens = count_tokens(f"{provision.heading}. {' '.join(provision.sentences())}")
    if tokens > LONGEST_PASSAGE:
        yield Fault(
            place,
            f"is {tokens} tokens long; the embedding model would not read it whole.",
            f"Shorten it to {LONGEST_PASSAGE}, or split the provision.",
        )


def _shared_questions(reading: Reading) -> Iterator[Fault]:
    owners: dict[str, str] = {}
    for document in reading.documents:
        for provision in document.provisions:
            for ask in provision.asks:
                key = " ".join(re.findall(r"\w+", ask.lower()))
                first = owners.get(key)
                owners.setdefault(key, provision.id)
                if first is not None:
                    yield Fault(
                        f"{document.id}: {provision.id}",
                        f"asks {ask!r}, which {first} asks too.",
                        "A question leads to one provision: keep it where it fits best.",
                    )
