"""What is open between official texts and the provisions that a draft rests on, in words.

Answers say the same in the same words: that our digest and the official text differ and no person
has looked, and that a later notice may change what is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.drafting.draft import Draft, DraftSentence, ReviewPoint
from assistant.lexicon import packaged_lexicon
from corpus.library import Library
from rules.assessment import listed, spoken_date


@dataclass(frozen=True)
class OpenPoint:
    """Something that a person has to look at before what rests on a provision is relied on.

    `check` is the name of the check that tells it: `official_differs` or `later_notice`.
    """

    check: str
    provision: str
    text: str


def open_points(provisions: Iterable[str], library: Library) -> Iterator[OpenPoint]:
    """Give what is open for each of some provisions."""
    official, kinds_in_words = library.official, packaged_lexicon().phrases["drift_kinds"]
    for name in dict.fromkeys(provisions):
        if differing := official.differing.get(name, ()):
            kinds = listed(list(dict.fromkeys(kinds_in_words[str(one.kind)] for one in differing)))
            told = [_said("differs", kinds=kinds, provision=name)]
            told += [
                _said("official_elsewhere", words=" ".join(cited.quote.split()))
                for cited in library.cite_elsewhere(name)
            ]
            yield OpenPoint("official_differs", name, " ".join(told))
        for notice in official.later_on(name):
            told_as = _said("later_notice", number=notice.number, day=spoken_date(notice.published))
            yield OpenPoint("later_notice", name, told_as)


def open_in(draft: Draft, library: Library) -> Iterator[OpenPoint]:
    """Give what is open for the provisions that a draft cites or answers in its matrix."""
    cited = [one.provision for one in draft.citations]
    yield from open_points([*cited, *(row.provision for row in draft.matrix)], library)


def official_points(
    sentences: Iterable[DraftSentence], cited: Iterable[tuple[int, str]], library: Library
) -> Iterator[ReviewPoint]:
    """Give the review points of a section: each at the first sentence that rests on the provision.

    `cited` are the provisions by the numbers of their citations.
    """
    names = dict(cited)
    first: dict[str, str] = {}
    for sentence in sentences:
        for number in sentence.citations:
            if number in names:
                first.setdefault(names[number], sentence.id)
    for one in open_points(first, library):
        yield ReviewPoint(text=one.text, sentence=first[one.provision], provisions=(one.provision,))


def official_statement(provision: str, library: Library) -> str | None:
    """Return the official words of a provision whose digest differs from them; None otherwise."""
    if provision not in library.official.differing:
        return None
    return _said("official_words", words=" ".join(library.cite(provision).quote.split()))


def _said(phrase: str, **words: str) -> str:
    """Say a phrase as answers do."""
    return str(packaged_lexicon().phrases["case"][phrase]).format(**words)
