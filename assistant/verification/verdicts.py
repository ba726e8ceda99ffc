"""Whether a statement says of the user's case what no finding of the turn says."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.questions import last_question
from assistant.verification.comparing import Objection
from assistant.verification.reading import Reading, read
from assistant.verification.support import opening_of, openings
from assistant.verification.words import claim_words
from rules.assessment import Finding
from rules.outcome import Outcome

_DENIED = re.compile(r"(?:\bnot|n't|\bnever|\bno|\bcannot|\bnor)(?: \w+){0,2} $")
_LEAD = re.compile(r"(?:yes|no)(?=[,.;:!]|$)", re.IGNORECASE)
_UNDER_A_CONDITION = frozenset({"if", "unless", "when"})
_ALIKE = 0.5
"""The share of a finding's words from which a sentence is about that finding."""


def contradictions(
    text: str, told: Reading, findings: Sequence[Finding], *, verdict: bool
) -> Iterator[Objection]:
    """Compare the outcome that a sentence tells with those of the findings that it is about."""
    about = [one for one in findings if verdict or _is_about(text, told, one)]
    if not about and told.of_the_user:
        about = list(findings)
    if not about:
        return
    wrong_opening = verdict and _opening(text) not in {"", *(opening_of(one) for one in about)}
    if wrong_opening:
        yield Objection("verdict", _opening(text))
    if verdict or any(mark.kind in _UNDER_A_CONDITION for mark in told.marks):
        return
    outcomes = {one.outcome for one in about if one.outcome is not Outcome.NOT_IN_FORCE}
    for word, favourable in verdicts_in(text):
        fitting = Outcome.MET if favourable else Outcome.NOT_MET
        if outcomes and outcomes != {fitting}:
            yield Objection("verdict", word)


def wrong_lead(text: str, message: str, findings: Sequence[Finding]) -> Iterator[Objection]:
    """Compare a flat "Yes" or "No" with the findings that answer what was asked.

    A yes is for the case where the question asks whether it may or does, against it where the
    question asks whether it is barred; where neither is asked, no finding is gainsaid.
    """
    said = _LEAD.match(text)
    told = read(text)
    if said is None or not findings or any(one.kind in _UNDER_A_CONDITION for one in told.marks):
        return
    asked = last_question(message)
    sides = {favourable for _, favourable in verdicts_in(asked)}
    if not sides and any(mark.kind == "permit" for mark in read(asked).marks):
        sides = {True}
    outcomes = {one.outcome for one in findings if one.outcome is not Outcome.NOT_IN_FORCE}
    if len(sides) != 1 or not outcomes:
        return
    favourable = sides.pop() is (said[0].casefold() == "yes")
    if outcomes != {Outcome.MET if favourable else Outcome.NOT_MET}:
        yield Objection("verdict", said[0])


def _is_about(text: str, told: Reading, finding: Finding) -> bool:
    if finding.subject and finding.subject.casefold() in text.casefold():
        return True
    words = read(finding.because).held
    return bool(words) and len(words & told.held) >= _ALIKE * len(words)


def _opening(text: str) -> str:
    return next((one for one in sorted(openings(), key=len) if text.startswith(one)), "")


@lru_cache(maxsize=1)
def _outcome_words() -> re.Pattern[str]:
    held = claim_words().outcomes
    groups = (
        f"(?P<{side}>{'|'.join(sorted((re.escape(w) for w in words), key=len, reverse=True))})"
        for side, words in sorted(held.items(), reverse=True)
    )
    named = "|".join(groups).replace("(?P<for>", "(?P<favourable>")
    return re.compile(rf"(?<![\w-])(?:{named})(?![\w-])")


def verdicts_in(text: str) -> Iterator[tuple[str, bool]]:
    """Give the outcome words of a sentence and whether they favour the case, denials heard."""
    plain = text.casefold().replace("’", "'")
    for match in _outcome_words().finditer(plain):
        denied = _DENIED.search(plain[: match.start()]) is not None
        yield match[0], (match["favourable"] is not None) is not denied
