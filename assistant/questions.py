"""How a message asks: its parts, and for each the form that an answer has to fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.lexicon import Lexicon, any_of, whole_words

Form = Literal["wh", "polar", "keywords"]


@dataclass(frozen=True)
class Asked:
    """The form of a question.

    `about` is the question word of a wh-question (`who`, `when` …) or the frame of a
    yes-or-no question (`permission`, `obligation` …); `negated` is its parity of negation.
    """

    form: Form
    about: str
    negated: bool


class QuestionReader:
    """Reads the form of questions with the cues of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        cues = lexicon.cues
        self._wh = {name: whole_words(words) for name, words in cues["wh"].items()}
        self._frames = {name: whole_words(words) for name, words in cues["frame"].items()}
        words = any_of([word for word in cues["negation"] if word != "n't"])
        self._negation = re.compile(rf"n't\b|(?<!\w){words}(?!\w)")
        self._polar_anywhere = re.compile(
            rf"(?:^|[,;:.]\s*|\b(?:so|and|then|but|or)\s+){any_of(cues['polar_start'])}\b"
        )
        self._tail = re.compile(rf"\b{any_of(cues['polar_tail'])}\W*$")
        self._wh_start = re.compile(
            r"(?:^|[,;:.]\s*|\b(?:and|so|but)\s+)(?:\w+\W+){0,2}?(?:"
            + any_of([word for words in cues["wh"].values() for word in words])
            + r")\b"
        )

    def form(self, question: str) -> Asked:
        """Return the form of one question."""
        text = question.lower().replace("’", "'").strip()
        negated = len(self._negation.findall(text)) % 2 == 1
        wh, polar = self._wh_start.search(text), self._polar_anywhere.search(text)
        if wh and (not polar or wh.start() <= polar.start()):
            return Asked("wh", self._word(text), negated)
        if polar or self._tail.search(text) or text.endswith("?"):
            return Asked("polar", self._first(self._frames, text), negated)
        if wh or len(text.split()) > 7:
            return Asked("wh", self._word(text), negated)
        return Asked("keywords", "", negated)

    def _word(self, text: str) -> str:
        found = {
            name: match.start() for name, words in self._wh.items() if (match := words.search(text))
        }
        return (
            min(found, key=lambda name: (found[name], list(self._wh).index(name)))
            if found
            else "what"
        )

    @staticmethod
    def _first(named: Mapping[str, re.Pattern[str]], text: str) -> str:
        for name, words in named.items():
            if words.search(text):
                return name
        return "identity"


def is_yes_or_no(lead: str) -> bool:
    """Whether opening words are a yes or a no, and so hang on how the question was put."""
    return re.match(r"(yes|no|not)\b", lead.lower()) is not None


def fits(asked: Asked, indexed: Asked, lead: str) -> bool:
    """Whether the lead written for an indexed question also opens the reply to the one asked."""
    yes_or_no = is_yes_or_no(lead)
    if asked.form == "polar":
        same = (
            indexed.form == "polar"
            and asked.about == indexed.about
            and asked.negated == indexed.negated
        )
        return same or (indexed.form == "polar" and not yes_or_no)
    if yes_or_no:
        return False
    if asked.form == "keywords" or indexed.form == "keywords":
        return True
    return indexed.form == "wh" and asked.about == indexed.about


_LEAST_SAID = 4
_LEAST_ASKED = 2
"""Words of a part: "who decides?" asks enough, "is it" does not."""


class PartReader:
    """Cuts messages into the questions that they ask."""

    def __init__(self, lexicon: Lexicon) -> None:
        cues = lexicon.cues
        joints, starts = any_of(cues["part_joints"]), any_of(cues["part_starts"])
        self._split = re.compile(
            rf"(?<=[?])\s+|(?:,|;)?\s+{joints}\s+(?={starts}\b)|;\s+(?={starts}\b)", re.IGNORECASE
        )
        self._wh_start = whole_words([word for words in cues["wh"].values() for word in words])
        self._indirectly = whole_words(cues["asks_indirectly"])
        opening = any_of(["and ", "but ", "so ", "also ", "or "])
        self._interrogative = re.compile(
            rf"\W*(?:{cues['part_preamble']})?{opening}?(?:if [^?]*,? )?"
            rf"{any_of(cues['interrogatives'])}(?!\w)",
            re.IGNORECASE,
        )

    def parts(self, message: str, most: int = 4) -> list[str]:
        """Cut a message; what it states stays with a question beside it."""
        numbered = self._numbered(message)
        return numbered[:most] if numbered else self._joined(message, most)

    def asks(self, message: str) -> bool:
        """Whether any sentence of a message asks or bids something."""
        if "?" in message or self._indirectly.search(message.casefold()):
            return True
        sentences = _SENTENCE_END.split(message)
        return any(self._interrogative.match(sentence) for sentence in sentences)

    def _numbered(self, message: str) -> list[str]:
        """Cut at "(1)", "b)" or "Q2"; an item that asks nothing goes on from the words before."""
        head, *items = [piece.strip(" ,;") for piece in _ENUMERATOR.split(message)]
        if len(items) < 2 or not message.rstrip().endswith("?"):
            return []
        asks = [self._interrogative.match(item) is not None for item in items]
        if not any(asks) and not self._interrogative.search(head):
            return []
        return [item if own else f"{head} {item}" for item, own in zip(items, asks, strict=True)]

    def _joined(self, message: str, most: int) -> list[str]:
        pieces = [piece.strip() for piece in self._split.split(message) if piece and piece.strip()]
        parts: list[str] = []
        waiting = ""
        for piece in pieces:
            opening = " ".join(piece.casefold().split()[:2])
            shortest = _LEAST_ASKED if self._wh_start.search(opening) else _LEAST_SAID
            long_enough = len(piece.split()) >= shortest
            asks = self._interrogative.match(piece) or (piece.endswith("?") and not parts)
            if long_enough and asks:
                parts.append(f"{waiting} {piece}".strip())
                waiting = ""
            elif parts and not piece.endswith("?"):
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                waiting = f"{waiting} {piece}".strip()
        if waiting and parts:
            parts[-1] = f"{parts[-1]} {waiting}"
        return parts[:most] if parts else [message.strip()]


_ENUMERATOR = re.compile(r"(?:(?<=\s)|^)(?:\(?(?:[1-9]|[a-e])[).]|[qQ][1-9][.:)]?)\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


def last_question(part: str) -> str:
    """Return the sentence of a part that asks: the last that ends in a question mark, if any."""
    sentences = _SENTENCE_END.split(part)
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    return asking[-1] if asking else part
