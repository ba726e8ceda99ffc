"""Stretches of a sentence: from its marked form back to the message's own words."""

import re
from typing import Any

from assistant.mentions import Sentence
from rules.country import gazetteer

MARK = re.compile(r"§[A-Z](\d+)(?::us)?§")


def value_of(sentence: Sentence, number: int) -> Any:
    """Return what a mention stands for."""
    return sentence.mentions[number].value


def spelled(sentence: Sentence, number: int) -> str:
    """Return a mention in the message's words."""
    mention = sentence.mentions[number]
    return sentence.text[mention.start - sentence.start : mention.end - sentence.start]


def beside_a_noun(sentence: Sentence, number: int) -> str:
    """Return a country's mention as it stands before a noun: "American" where it is "Americans"."""
    told = spelled(sentence, number)
    entry = gazetteer().countries.get(str(value_of(sentence, number)))
    several = entry is not None and told in entry.demonyms and told[:-1] in entry.demonyms
    return told[:-1] if several and told.endswith("s") else told


def place_of(sentence: Sentence, at: int, *, named: bool = False) -> int:
    """Return the place in the sentence's own text of a place in its marked form."""
    marked = sentence.named if named else sentence.marked
    return len(MARK.sub(lambda m: spelled(sentence, int(m[1])), marked[:at]))


def original(sentence: Sentence, start: int, end: int, *, named: bool = False) -> str:
    """Return the message's own words for a stretch of the marked sentence."""
    low = place_of(sentence, start, named=named)
    return " ".join(sentence.text[low : place_of(sentence, end, named=named)].split())


def singular(words: str) -> str:
    """Return words whose last one is one thing and not several."""
    for plural, single in (("ies", "y"), ("ses", "s"), ("s", "")):
        if words.endswith(plural) and not words.endswith(("ss", "us")):
            return words[: -len(plural)] + single
    return words
