"""What has been written of a section so far, with what it takes to write on."""

from assistant.drafting.case import Subject, above, pieces
from assistant.drafting.draft import DraftSentence, Needed
from assistant.drafting.page import SectionPage
from assistant.drafting.wording import slug


class SectionText:
    """The sentences and open questions of a section while it is written.

    `asks` says that placeholders are to carry their questions.
    """

    def __init__(self, page: SectionPage, *, asks: bool = False) -> None:
        self.page = page
        self.asks = asks
        self.sentences: list[DraftSentence] = []
        self.missing: list[Needed] = []
        self.paragraph = 0
        self._ids: set[str] = set()
        self._facts: set[str] = set()
        self._above: set[str] = set()

    def miss(self, needed: Needed) -> None:
        """Note that a placeholder stands for a fact."""
        self.missing.append(needed)
        self._facts.add(needed.fact)
        self._above.update(above(needed.fact))

    def misses(self, fact: str) -> bool:
        """Whether a placeholder stands for exactly this fact."""
        return fact in self._facts

    def covers(self, fact: str) -> bool:
        """Whether a placeholder stands for a fact, for a part of it, or for all that it is in."""
        return fact in self._facts | self._above or not self._facts.isdisjoint(above(fact))

    def new_id(self, slot: str, subject: Subject | None, needed: Needed | None) -> str:
        """Return the id of a sentence: section, slot and subject, and the fact that is missing."""
        parts = [self.page.id, slot, *((subject.key,) if subject else ())]
        if needed is not None:
            last = pieces(needed.fact)[-1]
            named = subject is not None or slot != OPEN
            parts.append(str(last) if named and isinstance(last, str) else slug(needed.fact))
        wanted = found = ".".join(parts)
        number = 2
        while found in self._ids:
            found = f"{wanted}-{number}"
            number += 1
        self._ids.add(found)
        return found


OPEN = "open"
"""The slot of placeholders that no sentence of the page asks for."""
