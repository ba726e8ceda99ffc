"""What has to hold of every reply, whatever was asked: the gates of citations, and its own sense.

A citation passes three gates, told apart: it *exists* (its words stand where it says), it is *in
context* (it speaks on the day, and a sentence cites a few and not everything), and it *supports*
what is said with it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from assistant.composing import Drafted
from assistant.reply import ChatReply, NumberedCitation, Statement, StatementKind
from assistant.verification import faults, unsupported
from corpus.citation import Citation
from corpus.errors import CorpusError
from corpus.library import Library

MOST_OF_A_SENTENCE = 4
"""More citations than this under one sentence tell a reader nothing."""

_MARKER = re.compile(r"\[(\d+)\]")


class Fault(NamedTuple):
    """One thing that is wrong with a reply: the check that found it, and its words."""

    check: str
    says: str


def gate_faults(
    reply: ChatReply, said: Sequence[str], as_of: date, library: Library | None
) -> Iterator[Fault]:
    """Give what is wrong with a reply in itself; `said` are the user's messages so far.

    Without a library the answers come from a corpus that is not at hand, and citations are only
    held against the reply itself.
    """
    if reply.as_of != as_of:
        yield Fault("date", f"speaks as of {reply.as_of}, asked as of {as_of}")
    numbered = {one.n: one for one in reply.citations}
    yield from _markers(reply, numbered)
    yield from _findings(reply, as_of)
    yield from _quotes(reply, said)
    for one in reply.statements:
        if len(one.citations) > MOST_OF_A_SENTENCE:
            yield Fault("in_context", f"{len(one.citations)} citations under {one.text[:50]!r}")
        if one.kind is StatementKind.SOURCE and not one.citations:
            yield Fault("exists", f"no citation under {one.text[:60]!r}")
    if library is not None:
        yield from _cited(reply, as_of, library)
        yield from _supported(reply, said, numbered, library)


def _markers(reply: ChatReply, numbered: Mapping[int, object]) -> Iterator[Fault]:
    used = {n for one in reply.statements for n in one.citations}
    shown = {int(n) for n in _MARKER.findall(reply.answer)}
    for n in sorted((used | shown) - numbered.keys()):
        yield Fault("exists", f"[{n}] names no citation")
    if used != shown:
        yield Fault("exists", "the markers of the answer are not those of its sentences")


def _findings(reply: ChatReply, as_of: date) -> Iterator[Fault]:
    told: dict[tuple[str, str | None], str] = {}
    for one in reply.findings:
        if told.setdefault((one.rule, one.subject), one.outcome) != one.outcome:
            yield Fault("contradiction", f"{one.rule} has two outcomes")
        if one.as_of != as_of:
            yield Fault("date", f"{one.rule} is decided as of {one.as_of}, not {as_of}")


def _quotes(reply: ChatReply, said: Sequence[str]) -> Iterator[Fault]:
    heard = " \n ".join([*said, reply.understood_as or ""])
    for one in reply.facts:
        if one.source == "message" and one.quote and one.quote not in heard:
            yield Fault("quote", f"{one.path} is read from words that were not said")


def _cited(reply: ChatReply, as_of: date, library: Library) -> Iterator[Fault]:
    in_findings = [one for finding in reply.findings for one in finding.citations]
    for one in (*reply.citations, *in_findings):
        try:
            library.verify(_citation(one))
        except CorpusError as error:
            yield Fault("exists", str(error)[:160])
            continue
        if not library.speaks(one.provision, as_of):
            yield Fault("in_context", f"{one.provision} does not speak on {as_of}")


def _citation(one: NumberedCitation) -> Citation:
    return Citation.model_validate(one.model_dump(exclude={"n"}))


def _supported(
    reply: ChatReply,
    said: Sequence[str],
    numbered: Mapping[int, NumberedCitation],
    library: Library,
) -> Iterator[Fault]:
    grounds = [*said, *_told(reply)]
    for one in reply.statements:
        cited = [numbered[n] for n in one.citations if n in numbered]
        if any(each.provision not in library.provisions for each in cited):
            continue  # told by the first gate
        if one.kind is StatementKind.SOURCE and cited:
            objections = faults(_drafted(one, cited), library, said[-1], reply.as_of)
        else:
            objections = []
        for objection in objections[:1]:
            yield Fault("supports", f"{one.text[:70]!r}: {objection.kind} {objection.what}")
        if strange := unsupported(one.text, [*grounds, *_words_of(cited, library)]):
            yield Fault("supports", f"{one.text[:70]!r} brings in {', '.join(strange)}")
        elif one.kind is StatementKind.VERDICT and not _tells(one, reply):
            yield Fault("supports", f"{one.text[:70]!r} tells no finding of the reply")


def _drafted(one: Statement, cited: Sequence[NumberedCitation]) -> Drafted:
    return Drafted(one.text, one.kind, tuple(_citation(each) for each in cited))


def _told(reply: ChatReply) -> Iterator[str]:
    yield f"{reply.as_of.day} {reply.as_of:%B %Y}"
    yield reply.case.model_dump_json()
    for one in reply.findings:
        yield f"{one.because} {one.title} {one.facts}"
    if reply.next_question:
        yield reply.next_question.text


def _words_of(cited: Sequence[NumberedCitation], library: Library) -> Iterator[str]:
    for one in cited:
        held = library.provision(one.provision)
        document = library.document_of(one.provision)
        yield f"{held.heading} {' '.join(held.sentences())} {document.title}"
        yield from (f"{figure.value} {figure.unit}" for figure in held.figures)
        yield from (f"{fact.day.day} {fact.day:%B %Y}" for fact in held.dates)
        keys = [*held.reported_by, *(key for side in held.sides for key in side.reported_by)]
        yield from (source.name for source in library.origins(keys))
        yield document.short_title
        yield from (group.lead for group in held.questions)


def _tells(one: Statement, reply: ChatReply) -> bool:
    """Whether a verdict is the sentence of a finding that the reply shows, or about the whole."""
    words = set(re.findall(r"\w+", one.text.casefold()))
    for finding in reply.findings:
        because = set(re.findall(r"\w+", finding.because.casefold()))
        title = set(re.findall(r"\w+", finding.title.casefold()))
        if len(because & words) >= 0.6 * len(because) or len(title & words) >= 0.6 * len(title):
            return True
    return not reply.findings or len(reply.findings) > 1
