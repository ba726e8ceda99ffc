"""What to mend in a draft, or in a text that a user wrote: each finding with its place and reason.

Precision comes first: a check that cries wolf is switched off by those whom it warns. What is
written here from the facts is held to the same checks, except those that read facts out of words:
its figures and names are put in from the case file.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from assistant.drafting.draft import Draft, Lint
from assistant.drafting.linting.case_facts import CaseFacts
from assistant.drafting.linting.consistency import inconsistencies
from assistant.drafting.linting.looking import Budget, Looked
from assistant.drafting.linting.naming import strange_countries, strangers
from assistant.drafting.linting.official import OPEN, open_in_texts
from assistant.drafting.linting.pieces import Layout, Piece, pieces_of_draft, pieces_of_text
from assistant.drafting.linting.program import (
    Provisions,
    restated,
    uncited_claims,
    wrong_facts,
)
from assistant.drafting.linting.wording import budgets, duplicates, placeholders, promises
from assistant.facts import FactReader
from assistant.lexicon import packaged_lexicon
from corpus.library import Library
from rules.country import folded
from rules.proposal import Proposal

__all__ = ["Advice", "Linter"]

_ORDER = ("error", "warning", "note")

Advice = Mapping[str, tuple[str, int]]
"""Our advice on length: for the id of a section its title and its number of words."""


class Linter:
    """Checks drafts and texts; it keeps nothing of them."""

    def __init__(self, library: Library, advice: Advice) -> None:
        self._library = library
        self._advice = advice

    @cached_property
    def _provisions(self) -> Provisions:
        return Provisions(self._library)

    @cached_property
    def _reader(self) -> FactReader:
        return FactReader(packaged_lexicon())

    def of_draft(self, draft: Draft, proposal: Proposal) -> tuple[Lint, ...]:
        """Check a draft against the case that it is about."""
        advised = tuple(
            Budget(one.id, one.title, one.words, one.budget_words) for one in draft.sections
        )
        looked = Looked(
            pieces_of_draft(draft), CaseFacts(proposal), self._library, draft.as_of, advised
        )
        return self._looked(looked)

    def of_text(
        self, text: str, proposal: Proposal, *, as_of: date, layout: Layout | None = None
    ) -> tuple[Lint, ...]:
        """Check a user's own text, section by section as its headings cut it."""
        pieces = pieces_of_text(text, self._library, layout)
        advised = tuple(self._advised(pieces))
        return self._looked(Looked(pieces, CaseFacts(proposal), self._library, as_of, advised))

    def _advised(self, pieces: tuple[Piece, ...]) -> Iterator[Budget]:
        """Give our advice for the sections whose headings are titles of ours."""
        known = {folded(title): (title, words) for title, words in self._advice.values()}
        counts: dict[str, int] = {}
        for piece in pieces:
            counts[piece.section] = counts.get(piece.section, 0) + len(piece.text.split())
        for section, count in counts.items():
            if folded(section) in known:
                title, advised = known[folded(section)]
                yield Budget(section, title, count, advised)

    def _looked(self, looked: Looked) -> tuple[Lint, ...]:
        found = [
            *inconsistencies(looked, self._reader),
            *wrong_facts(looked),
            *promises(looked),
            *open_in_texts(looked),
            *uncited_claims(looked, self._provisions),
            *restated(looked, self._provisions),
            *strangers(looked),
            *strange_countries(looked),
            *duplicates(looked),
            *placeholders(looked),
            *budgets(looked),
        ]
        return tuple(sorted(_once(found), key=lambda one: _ORDER.index(one.severity)))


def _once(found: list[Lint]) -> Iterator[Lint]:
    """Leave out a lesser finding on words that a graver one of the same place is about.

    What is open in the official texts is about the source and not the words: it stands beside.
    """
    told: set[tuple[str | None, int | None, str, str]] = set()
    for one in found:
        beside = one.check if one.check in OPEN else ""
        place = (one.sentence, one.start, one.quote, beside)
        if place not in told:
            told.add(place)
            yield one
