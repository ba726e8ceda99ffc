"""Looking for later notices: by search, then by reading what was found.

Nothing is changed but the queue: a person decides. What is found and concerns none of ours, or is
held already, is passed over.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from corpus.amending.notice import Found, Notice, judged, queries
from corpus.binding.marks import Marks, marks_of
from corpus.document import Document, Provision
from corpus.official.record import Record
from corpus.official.text import OfficialText

if TYPE_CHECKING:
    from corpus.binding.matching import Embeds

Search = Callable[[Mapping[str, str], date | None], Iterable[Mapping[str, Any]]]
"""Conditions of the API and a day to search from, to documents as the API tells them."""
Fetch = Callable[[Found], OfficialText | None]
"""What was found to its whole text, None where that cannot be had."""
Heard = Callable[[int, int], None]

_NUMBER = re.compile(r"\b(?:[CR]\d-)?20\d\d-\d{4,6}\b")
_TOUCHES = 0.55
"""A notice whose words are nearer than this to a provision may change it."""


def known_numbers(documents: Iterable[Document]) -> frozenset[str]:
    """Return the numbers of the documents that ours are about: those need no watching for."""
    return frozenset(
        number
        for one in documents
        for told in (one.citation, one.url)
        if told
        for number in _NUMBER.findall(told)
    )


def watched(  # noqa: PLR0913 (two doors out, three lists, one listener)
    tracked: Sequence[Record],
    documents: Sequence[Document],
    search: Search,
    fetch: Fetch,
    *,
    known: frozenset[str] = frozenset(),
    embeds: "Embeds | None" = None,
    heard: Heard = lambda _done, _total: None,
) -> Iterator[Notice]:
    """Give the notices that may change what we hold, oldest first.

    `known` are numbers that are passed over. Without `embeds`, which provisions a notice touches
    is told by its figures, days and phrases alone.
    """
    asked: dict[tuple[tuple[str, str], ...], date | None] = {}
    for record in tracked:
        for conditions in queries(record):
            key = tuple(sorted(conditions.items()))
            days = [day for day in (asked.get(key, record.published), record.published) if day]
            asked[key] = min(days, default=None)
    found: dict[str, Found] = {}
    for done, (key, since) in enumerate(asked.items(), start=1):
        for told in search(dict(key), since):
            one = _found(told)
            if one is not None and one.document_number not in known:
                found.setdefault(one.document_number, one)
        heard(done, len(asked))
    ours = {one.number for one in tracked}
    for one in sorted(found.values(), key=lambda one: (one.publication_date, one.document_number)):
        if one.document_number not in ours:
            yield from _noticed(one, tracked, documents, fetch, embeds)


def _found(told: Mapping[str, Any]) -> Found | None:
    try:
        return Found.model_validate({key: one for key, one in told.items() if one is not None})
    except ValidationError:
        return None


def _noticed(
    one: Found,
    tracked: Sequence[Record],
    documents: Sequence[Document],
    fetch: Fetch,
    embeds: "Embeds | None",
) -> Iterator[Notice]:
    first = judged(one, tracked)
    text = fetch(one) if first is not None or _may_concern(one) else None
    verdict = judged(one, tracked, text.text if text else "")
    if verdict is None:
        return
    kind, of, reasons = verdict
    homes = {record.corpus_document for record in tracked if record.id in of}
    about = [document for document in documents if document.id in homes]
    words = text.text if text is not None else one.said
    yield Notice(
        number=one.document_number,
        title=one.title,
        kind=kind,
        published=one.publication_date,
        url=one.html_url,
        of=of,
        reasons=reasons,
        touches=tuple(touched(words, about, embeds)),
        read=text is not None,
    )


def _may_concern(one: Found) -> bool:
    """Whether what is told of a document leaves open that its text names ours."""
    return not one.abstract


def touched(
    words: str, documents: Iterable[Document], embeds: "Embeds | None" = None
) -> Iterator[str]:
    """Give the provisions that a notice may change.

    Those that share a figure, day or key phrase with it, or that say nearly what one of its
    sentences says; all of them where it says nothing by which they could be told apart.
    """
    provisions = [one for document in documents for one in document.provisions]
    sentences = _sentences(words)
    marks = [marks_of(one) for one in sentences]
    found = [one.id for one in provisions if _shares(one, words, marks)]
    if embeds is not None and provisions and sentences:
        rows = embeds(sentences)
        ours = embeds([f"{one.heading}. {' '.join(one.says)}" for one in provisions])
        nearest = (ours @ rows.T).max(axis=1)
        found += [one.id for one, near in zip(provisions, nearest, strict=True) if near >= _TOUCHES]
    yield from dict.fromkeys(found or [one.id for one in provisions])


def _sentences(words: str) -> list[str]:
    from corpus.binding.outline import sentences_of

    return [
        part[one.start : one.end]
        for part in words.split("\n")
        for one in sentences_of(part)
        if len(part.split()) > 2
    ]


def _shares(provision: Provision, words: str, marks: Sequence[Marks]) -> bool:
    from corpus.binding.matching import plain

    text = plain(words)
    if any(
        len(quote.words.split()) > 2 and plain(quote.words) in text for quote in provision.quotes
    ):
        return True
    ours = marks_of(" ".join(provision.sentences()))
    figures = {one for one in ours.figures if one.unit not in {"count", "days"}}
    return any(
        figures & one.figures
        or any(
            day.year and day.fits(other) and other.year for day in ours.days for other in one.days
        )
        for one in marks
    )
