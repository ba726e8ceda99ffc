"""The last look at an answer: what does not agree with its support does not leave.

A sentence is told as it stands in its support, or it claims no more, no less and nothing else
than one sentence of it: the same words, numbers, days and places, under the same marks ("must",
"not", "at least" …). None says of the user's case what a finding of the turn does not say; and
every citation must read, letter for letter, as the document that is served.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from heapq import heappop, heappush

from assistant.composing import Drafted, case_phrase
from assistant.lexicon import packaged_lexicon
from assistant.reply import StatementKind
from assistant.verification.comparing import DENIALS, Objection, objected, objections, strange_words
from assistant.verification.places import places_in
from assistant.verification.reading import Reading, names_in, read, sentences_in
from assistant.verification.rewording import parts_of, rewordings
from assistant.verification.support import Ground, Grounds, opening_of
from assistant.verification.verdicts import contradictions, verdicts_in, wrong_lead
from corpus.library import Library
from rules.assessment import Finding, overall_of
from rules.outcome import Overall

__all__ = ["faults", "numbers_in", "places_in", "unsupported", "verified"]

_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")
_LEAST_WORDS = 2
_LEAST_OF_A_PART = 3
_MOST_REWORDINGS = 60
_MOST_CHANGES = 3
_LONGEST = 10_000
_OFFICIAL = frozenset({"official_words", "official_elsewhere", "may_settle"})
"""Phrases that quote an official text."""
_OF_THE_CASE = ("#", "d:", "c:", "b:")

_Unit = tuple[Reading, frozenset[str]]
"""A sentence that a statement may rest on, and the words that may join it."""


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text, without thousands marks."""
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def unsupported(text: str, support: Iterable[str]) -> list[str]:
    """Return the numbers and countries of a sentence that its support does not hold."""
    held = tuple(support)
    strange = sorted(numbers_in(text) - numbers_in(" \n ".join(held)))
    if places := places_in(text):
        strange += sorted(places.difference(*(places_in(one) for one in held)))
    return strange


@dataclass(frozen=True)
class _Turn:
    """What a turn gives its statements to rest on, beside their citations."""

    message: str
    as_of: date
    findings: tuple[Finding, ...]

    @cached_property
    def today(self) -> frozenset[str]:
        return frozenset(read(f"{self.as_of.day} {self.as_of:%B %Y}").words)


_held: list[Grounds] = []


def _grounds(library: Library) -> Grounds:
    """Return what a library's provisions give, kept from one reply to the next."""
    if not _held or _held[0].library is not library:
        _held[:] = [Grounds(library)]
    return _held[0]


def verified(
    drafted: Iterable[Drafted],
    library: Library,
    message: str,
    as_of: date,
    findings: Sequence[Finding] = (),
) -> list[Drafted]:
    """Return the sentences that hold.

    One that does not is left out; one that tells a finding wrongly gives way to the finding's own
    words.

    Raises:
        CitationError: A citation does not read as the served text: the corpus has changed under
            a running process, and nothing may be answered from it.
    """
    kept: list[Drafted] = []
    said: set[str] = set()
    turn = _Turn(message, as_of, tuple(findings))
    for one in drafted:
        for citation in one.citations:
            library.verify(citation)
        held = _corrected(one, turn) if _faults(one, _grounds(library), turn) else one
        key = " ".join(re.findall(r"\w+", held.text.casefold())) if held else ""
        if held and key not in said:
            said.add(key)
            kept.append(held)
    return kept


def faults(
    one: Drafted, library: Library, message: str, as_of: date, findings: Sequence[Finding] = ()
) -> list[Objection]:
    """Return what a sentence claims that nothing it rests on does; empty where it holds."""
    return _faults(one, _grounds(library), _Turn(message, as_of, tuple(findings)))


def _corrected(one: Drafted, turn: _Turn) -> Drafted | None:
    """Return the words of the finding that a verdict meant to tell, if it is one."""
    if one.kind is not StatementKind.VERDICT:
        return None
    cited = {citation.provision for citation in one.citations}
    about = [finding for finding in turn.findings if cited.intersection(finding.provisions)]
    if not about:
        return None
    told = read(one.text).held
    best = max(about, key=lambda finding: len(told & read(finding.because).held))
    return replace(one, text=f"{opening_of(best)} {best.because}", figures=best.because)


def _faults(one: Drafted, grounds: Grounds, turn: _Turn) -> list[Objection]:
    cited = {citation.provision for citation in one.citations}
    about = [finding for finding in turn.findings if cited.intersection(finding.provisions)]
    if wrong := list(wrong_lead(one.text, turn.message, about)):
        return wrong
    if one.citations and _as_it_stands(one, grounds, turn):
        return []
    if one.phrase is not None:
        return [] if _in_its_phrase(one, turn) else [Objection("phrase", one.phrase)]
    if not one.citations:
        return [Objection("citation", "none")]
    given = tuple(grounds.of(citation.provision) for citation in one.citations)
    text = one.text
    for citation in one.citations:
        text = text.replace(citation.provision, " ")
    found: list[Objection] = []
    for piece in sentences_in(text):
        found += _piece_faults(piece, one, given, turn)
    return found


def _as_it_stands(one: Drafted, grounds: Grounds, turn: _Turn) -> bool:
    """Whether a sentence is word for word one that may be told with its citations."""
    if one.kind is StatementKind.VERDICT and turn.findings:
        cited = {citation.provision for citation in one.citations}
        return any(
            one.text == f"{opening_of(finding)} {finding.because}"
            and cited.issubset(finding.provisions)
            for finding in turn.findings
        )
    if any(one.text == citation.quote for citation in one.citations):
        return True
    given = [grounds.of(citation.provision) for citation in one.citations]
    if any(one.text in ground.texts or one.text in ground.introduced for ground in given):
        return True
    if one.kind is StatementKind.NEXT_STEP and one.text.endswith("?"):
        return one.text == one.figures
    return one.kind is StatementKind.CAVEAT and (
        _tells_a_finding(one, turn) or _names_what_was_not_understood(one.text, turn.message)
    )


def _in_its_phrase(one: Drafted, turn: _Turn) -> bool:
    """Whether a sentence about the case is its phrase, and does not gainsay the findings.

    What stands in it are words of the rules; how the case stands as a whole has to be what the
    findings of the turn add up to.
    """
    phrase = one.phrase or ""
    told = case_phrase(packaged_lexicon().phrases, phrase).format(**one.words)
    whole = phrase in {outcome.value for outcome in Overall}
    if phrase in _OFFICIAL and not _letter_for_letter(one):
        return False
    return one.text == told and (not whole or phrase == overall_of(turn.findings).value)


def _letter_for_letter(one: Drafted) -> bool:
    """Whether the words put between quotation marks are those of a citation, white space apart."""
    words = " ".join(one.words.get("words", "").split())
    quotes = (citation for citation in one.citations if citation.official is not None)
    return bool(words) and any(words in " ".join(held.quote.split()) for held in quotes)


def _tells_a_finding(one: Drafted, turn: _Turn) -> bool:
    return any(
        one.text == finding.because
        and any(citation.provision in finding.provisions for citation in one.citations)
        for finding in turn.findings
    )


def _names_what_was_not_understood(text: str, message: str) -> bool:
    before, _, after = packaged_lexicon().phrases["not_understood"].partition("{countries}")
    if not (text.startswith(before) and text.endswith(after)):
        return False
    named = text[len(before) : len(text) - len(after)]
    places = set(read(named).words)
    return bool(places) and places <= read(message).held and all(p[1] == ":" for p in places)


def _piece_faults(
    piece: str, one: Drafted, given: Sequence[Ground], turn: _Turn
) -> list[Objection]:
    told = read(piece)
    verdict = one.kind is StatementKind.VERDICT
    found = list(contradictions(piece, told, turn.findings, verdict=verdict))
    if found:
        return found
    units = list(_units(one, given, turn))
    least = _least_against(told, units, turn.today)
    if least and one.kind is not StatementKind.VERDICT:
        units += [(unit, frozenset()) for ground in given for unit in ground.in_standard_words]
        least = [] if _says_the_same(piece, least, units, turn.today) else least
    says_of_the_case = told.of_the_user and not _of_the_case(piece, told, one, given, turn)
    return [] if says_of_the_case else least


def _says_the_same(
    piece: str, least: list[Objection], units: Sequence[_Unit], today: frozenset[str]
) -> bool:
    """Whether a sentence holds in other words, or in parts that each hold in some words."""
    if _holds_in_other_words(piece, least, units, today):
        return True
    parts = parts_of(piece)
    return bool(parts) and all(_part_holds(part, units, today) for part in parts)


def _part_holds(part: str, units: Sequence[_Unit], today: frozenset[str]) -> bool:
    told = read(part)
    if len(told.words) < _LEAST_OF_A_PART:
        return False
    least = _least_against(told, units, today)
    return not least or _says_the_same(part, least, units, today)


def _holds_in_other_words(
    piece: str, least: list[Objection], units: Sequence[_Unit], today: frozenset[str]
) -> bool:
    """Put a sentence in other words, and those again, the most promising first."""
    seen, waiting = {piece}, [(len(least), 0, piece)]
    while waiting and len(seen) < _MOST_REWORDINGS:
        _, changes, best = heappop(waiting)
        for other in rewordings(best):
            if other in seen or changes >= _MOST_CHANGES:
                continue
            seen.add(other)
            against = _least_against(read(other), units, today)
            if not against:
                return True
            heappush(waiting, (len(against), changes + 1, other))
    return False


def _least_against(told: Reading, units: Sequence[_Unit], today: frozenset[str]) -> list[Objection]:
    """Return what speaks against the sentence that supports another best; empty if one does."""
    if len(told.words) < _LEAST_WORDS:
        fits = any(told == unit for unit, _ in units)
        return [] if fits else [Objection("word", "too few to compare")]
    missing = []
    tells_today = not today.isdisjoint(told.words)
    for unit, free in units:
        # The day of today joins a sentence; it takes the place of no day that the sentence gives.
        joining = free | today if tells_today and not _replaces_a_day(told, unit) else free
        missing.append((strange_words(told, unit.held | joining), unit, joining))
    holding = [(unit, free) for strange, unit, free in missing if not strange]
    if not holding:
        fewest = min((strange for strange, _, _ in missing), key=len, default=[])
        return objected(fewest) or [Objection("support", "none")]
    several = sum(mark.kind in DENIALS for mark in told.marks) > 1
    supported, denied = _LONGEST, _LONGEST
    least: list[Objection] = []
    for unit, free in holding:
        against = objections(told, unit, free)
        if not against:
            supported = min(supported, len(unit.words))
            continue
        least = min(least or against, against, key=len)
        if unit.held.issuperset(told.words) and any(_denies(one, several) for one in against):
            denied = min(denied, len(unit.words))
    # The sentence that is nearest in length is the one that was meant.
    return [] if supported < denied else least


def _replaces_a_day(told: Reading, unit: Reading) -> bool:
    days = [word for word in unit.words if word.startswith("d:")]
    return bool(days) and not told.held.issuperset(days)


def _denies(objection: Objection, several: bool) -> bool:
    """Whether a denial is left out; or put in, where `several` could stand in for each other.

    A longer sentence holds the denials of its other clauses as well.
    """
    kinds = {"mark missing", "mark"} if several else {"mark missing"}
    return objection.kind in kinds and objection.what in DENIALS


def _units(one: Drafted, given: Sequence[Ground], turn: _Turn) -> Iterator[_Unit]:
    """Give the sentences that a statement may rest on, each with the words that may join it."""
    cited = {citation.provision for citation in one.citations}
    loose = frozenset[str]()
    if one.figures and one.figures[-1] not in ".?!":
        loose = read(one.figures).held
    for finding in turn.findings:
        if cited.intersection(finding.provisions):
            yield read(f"{opening_of(finding)} {finding.because}"), loose
    if one.kind is StatementKind.VERDICT and turn.findings:
        return
    for ground in given:
        for unit in ground.units:
            yield unit, loose
    if one.figures and not loose:
        for piece in sentences_in(one.figures):
            yield read(piece), loose


def _of_the_case(
    piece: str, told: Reading, one: Drafted, given: Sequence[Ground], turn: _Turn
) -> list[Objection]:
    """Return what a sentence says of the user's case that the user did not say.

    It may repeat figures, days, places and names of the message; no outcome, and no duty.
    """
    message = read(turn.message)
    facts = message.held | read(one.figures).held | turn.today
    words = facts.union(names_in(turn.message), *(ground.held for ground in given))
    found = [word for word in told.words if word.startswith(_OF_THE_CASE) and word not in facts]
    found += [word for word in told.words if word not in words]
    found += [mark.kind for mark in told.marks if mark.kind not in {"also", "and_"}]
    found += [mark.kind for mark in message.marks if mark.kind in {"deny", "none", "no"}]
    found += [word for word, _ in verdicts_in(piece)]
    return [Objection("case", word) for word in found]
