"""The same question typed otherwise: what is right does not change with case, typos or order.

Variants are made by code with a seed from questions of the tuning half, and keep every expectation
of their question; paraphrases are written by hand. Names, figures and ids are never touched, as a
slip in one of them makes another question.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from evals.errors import CaseFault, CaseFileError
from evals.suites.case import ChatCase, Paraphrase
from evals.suites.reading import files_of, read_each

SEED = 20260630
EVERY = 5
"""One question in so many is varied: enough to see a weakness, and soon done."""

_WORD = re.compile(r"\b[a-z]{5,}\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
Change = Callable[[str, Random], str]


def typed_hastily(text: str, random: Random) -> str:
    """Swap two letters inside one or two long words, as fast fingers do."""
    words = [match for match in _WORD.finditer(text) if len(match[0]) > 5]
    for match in sorted(random.sample(words, min(2, len(words))), key=lambda m: -m.start()):
        place = match.start() + random.randrange(1, len(match[0]) - 2)
        text = f"{text[:place]}{text[place + 1]}{text[place]}{text[place + 2 :]}"
    return text


def in_small_letters(text: str, _: Random) -> str:
    """Leave out capitals and the last mark, as in a chat."""
    return text.lower().rstrip("?!. ")


def in_capitals(text: str, _: Random) -> str:
    """Put all in capitals."""
    return text.upper()


def with_courtesy(text: str, random: Random) -> str:
    """Put words around that ask nothing."""
    greetings = ("Hello, ", "Quick question: ", "Sorry to bother you. ", "Good morning. ")
    thanks = (" Thanks!", " Many thanks.", " Thank you in advance.", "")
    return f"{random.choice(greetings)}{text}{random.choice(thanks)}"


def in_other_order(text: str, _: Random) -> str:
    """Put the last sentence first, where there are several."""
    parts = _SENTENCE.split(text)
    return " ".join([parts[-1], *parts[:-1]])


def with_other_marks(text: str, _: Random) -> str:
    """Set curly quotes, double spaces and a space before the question mark."""
    curly = text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    return curly.replace(" ", "  ").replace("?", " ?")


CHANGES: Mapping[str, Change] = {
    "typos": typed_hastily,
    "small letters": in_small_letters,
    "capitals": in_capitals,
    "courtesy": with_courtesy,
    "order": in_other_order,
    "marks": with_other_marks,
}


def variants(
    questions: Mapping[str, ChatCase], folders: Sequence[Path]
) -> Iterator[tuple[str, ChatCase]]:
    """Give the variants of every fifth question, one change a question in turn, and paraphrases."""
    names = list(CHANGES)
    chosen = list(questions.items())[::EVERY]
    for number, (name, case) in enumerate(chosen):
        for change in (names[number % 6], names[(number + 1) % 6]):
            random = Random(f"{SEED} {name} {change}")  # noqa: S311 (the same variants every time)
            text = CHANGES[change](case.turns[0].say, random)
            if text != case.turns[0].say:
                yield f"{change}: {name}", _said_so(case, text, change)
    yield from _paraphrases(questions, folders)


def _paraphrases(
    questions: Mapping[str, ChatCase], folders: Sequence[Path]
) -> Iterator[tuple[str, ChatCase]]:
    for folder in folders:
        paths = files_of(folder, "paraphrases")
        for number, one in enumerate(read_each(paths, Paraphrase).values(), start=1):
            if one.of not in questions:
                fault = CaseFault("paraphrases.yaml", number, "of", "is no question of this run.")
                raise CaseFileError([fault])
            for place, text in enumerate(one.say, start=1):
                case = _said_so(questions[one.of], text, "paraphrase")
                yield f"paraphrase {place}: {one.of}", case


def _said_so(case: ChatCase, text: str, change: str) -> ChatCase:
    turn = case.turns[0].model_copy(update={"say": text})
    return case.model_copy(update={"turns": (turn,), "category": change})
