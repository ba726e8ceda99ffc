"""Other words for a sentence that say the same, by `alike` of `lexicon/claims.yaml`.

A sentence that is not told as its support tells it may still say the same: "the proposal is
submitted by the anchor member". Each rewording keeps what is claimed, so that a sentence holds
where one of its rewordings does, and the comparison itself stays as strict as it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from assistant.lexicon import FOLDER
from assistant.verification.words import claim_words

_SLOT = re.compile(r"\{(\w+)\}")
_MOST_TURNS = 4
_JOINT = re.compile(r"(?:;|,? (?:and|but)|, (?:while|though|although|which)) ")


class _Line(NamedTuple):
    """One way of saying something, and another that says the same."""

    said: re.Pattern[str]
    instead: str


class _Alike(NamedTuple):
    same: tuple[_Line, ...]
    follows: tuple[_Line, ...]
    verb: re.Pattern[str]
    own_subject: re.Pattern[str]
    pronoun: re.Pattern[str]
    hangs_on: re.Pattern[str]
    condition: re.Pattern[str]


@lru_cache(maxsize=1)
def _alike() -> _Alike:
    held: dict[str, Any] = yaml.safe_load((FOLDER / "claims.yaml").read_text("utf-8"))["alike"]
    slots: dict[str, str] = held["slots"]
    sentences = (
        _line(way, first, slots, whole=True) for first, *ways in held["sentences"] for way in ways
    )
    phrases = (
        _line(way, first, slots, whole=False) for first, *ways in held["phrases"] for way in ways
    )
    follows = (
        _line(one["said"], other, slots, whole=True)
        for one in held["follows"]
        for other in one["from"]
    )
    return _Alike(
        same=(*phrases, *sentences),
        follows=tuple(follows),
        verb=_any_of(held["verbs"]),
        own_subject=re.compile(rf"(?:{'|'.join(held['own_subject'])})\b", re.IGNORECASE),
        hangs_on=re.compile(rf"(?:{'|'.join(held['hangs_on'])})\b", re.IGNORECASE),
        pronoun=re.compile(rf"(?:{'|'.join(held['pronouns'])})\b", re.IGNORECASE),
        condition=_any_of(held["conditions"]),
    )


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def _line(one: str, two: str, slots: dict[str, str], *, whole: bool) -> _Line:
    """Compile a line; where a slot holds what the other way has none for, it must stay empty."""
    pieces = _SLOT.split(one)
    pattern = "".join(
        f"(?P<{piece}>{slots.get(piece, '.+?')})" if number % 2 else re.escape(piece)
        for number, piece in enumerate(pieces)
    )
    edges = (r"^", r"$") if whole else (r"(?<!\w)", r"(?!\w)")
    return _Line(re.compile(f"{edges[0]}{pattern}{edges[1]}", re.IGNORECASE), two)


@lru_cache(maxsize=20_000)
def rewordings(sentence: str) -> tuple[str, ...]:
    """Give what a sentence may be told from, one change at a time."""
    known = _alike()
    return tuple(_turned(sentence, (*known.follows, *known.same)))


@lru_cache(maxsize=20_000)
def standard(sentence: str) -> str:
    """Return a sentence in the words that are compared, where it has others that say the same."""
    for _ in range(_MOST_TURNS):
        turned = next(_turned(sentence, _alike().same), None)
        if turned is None:
            break
        sentence = turned
    return sentence


def _turned(sentence: str, lines: Sequence[_Line]) -> Iterator[str]:
    plain = _begun_small(sentence.strip().rstrip("."))
    for line in lines:
        for match in line.said.finditer(plain):
            new = f"{plain[: match.start()]}{_filled(line.instead, match)}{plain[match.end() :]}"
            yield re.sub(r"\s+", " ", new).strip() + "."


def _filled(pattern: str, match: re.Match[str]) -> str:
    found = match.groupdict()
    return _SLOT.sub(lambda slot: found.get(slot[1]) or "", pattern)


def _begun_small(sentence: str) -> str:
    """Take the capital from a plain first word, which may stand further on in other words."""
    first = re.match(r"\w+", sentence)
    plain = first is not None and first[0].casefold() in claim_words().neutral
    return f"{sentence[:1].lower()}{sentence[1:]}" if plain else sentence


def parts_of(sentence: str) -> tuple[str, ...]:
    """Cut a sentence into the statements that it joins, each with its subject; else nothing.

    What stands under a condition is not cut: each part would claim more than the whole.
    """
    known = _alike()
    plain = sentence.strip().rstrip(".")
    if known.condition.search(plain):
        return ()
    for joint in _JOINT.finditer(plain):
        first, second = plain[: joint.start()], plain[joint.end() :]
        verb = known.verb.search(first)
        if verb is None or not known.verb.search(second) or known.hangs_on.match(second):
            continue
        subject = first[: verb.start()].strip()
        if joint[0] == ", which ":
            subject = " ".join(first.split()[-3:])
            second = f"{subject} {second}"
        elif pronoun := known.pronoun.match(second):
            second = f"{subject}{second[pronoun.end() :]}"
        elif not known.own_subject.match(second):
            second = f"{subject} {second}"
        return f"{first}.", f"{second[:1].upper()}{second[1:]}."
    return ()
