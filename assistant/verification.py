"""The last look at an answer: what does not agree with its support does not leave.

A sentence may name only numbers, days and countries that stand in its citations, in the finding
that it tells, or in the user's own message; and every citation must read, letter for letter, as
the document that is served.
"""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from assistant.composing import Drafted
from assistant.mentions import mentions_in
from corpus.library import Library

_NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")


def numbers_in(text: str) -> set[str]:
    """Return the numbers of a text, without thousands marks."""
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


@lru_cache(maxsize=20_000)
def places_in(text: str) -> frozenset[str]:
    """Return the codes of the countries and names of the blocs that a text names."""
    return frozenset(
        f"{mention.kind}:{mention.value}"
        for mention in mentions_in(text, year=2000)
        if mention.kind in "CB"
    )


def unsupported(text: str, support: Iterable[str]) -> list[str]:
    """Return the numbers and countries of a sentence that its support does not hold."""
    held = tuple(support)
    strange = sorted(numbers_in(text) - numbers_in(" \n ".join(held)))
    if places := places_in(text):
        strange += sorted(places.difference(*(places_in(one) for one in held)))
    return strange


def verified(
    drafted: Iterable[Drafted], library: Library, message: str, as_of: date
) -> list[Drafted]:
    """Return the sentences that hold; a sentence that does not is left out.

    Raises:
        CitationError: A citation does not read as the served text: the corpus has changed under
            a running process, and nothing may be answered from it.
    """
    kept: list[Drafted] = []
    said: set[str] = set()
    for one in drafted:
        for citation in one.citations:
            library.verify(citation)
        support = [
            *(
                f"{citation.provision} {citation.heading} {citation.quote}"
                for citation in one.citations
            ),
            one.figures,
            message,
            f"{as_of:%Y %-d}",
        ]
        key = " ".join(re.findall(r"\w+", one.text.casefold()))
        if key not in said and not unsupported(one.text, support):
            said.add(key)
            kept.append(one)
    return kept
