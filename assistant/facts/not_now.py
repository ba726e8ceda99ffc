"""What tells of no owner of today: what was, what is planned, what others say, what is denied.

"Until 2023 a fund held 22 percent of Alder", "Birch will buy 30 percent", "people say that Alder
belongs to Birch". Such a clause is taken out before owners are read; whom it is about is still
whom the next sentence goes on about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.facts.text import value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_MARK = re.compile(r"§([A-Z])(\d+)(?::us)?§")
_QUOTED = re.compile(r"[.!?][\"'”’](?=\s)")
_OF = re.compile(
    r"(?<!subsidiary )(?<!part )(?<!daughter )(?<!\w)(?:of|in|behind)\s+(?:the\s+)?§E(\d+)§"
)


@dataclass(frozen=True)
class Apart:
    """A sentence without its clauses that tell of no owner of today.

    `numbers` are the mentions of those clauses, `about` whose owners they speak of.
    """

    clauses: Clauses
    numbers: frozenset[int] = frozenset()
    about: Party | None = None


class NotNowReader:
    """Finds clauses that tell of no owner of today."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["not_now"]
        marks = {"{E}": r"§E\d+§", "{P}": r"§P\d+§"}

        def compiled(told: str) -> re.Pattern[str]:
            for name, mark in marks.items():
                told = told.replace(name, mark)
            return re.compile(told)

        self._holding = compiled(words["holding"])
        self._was, self._planned, self._told, self._denied = (
            compiled(any_of(words[name])) for name in ("was", "planned", "told", "denied")
        )
        self._untrue = compiled(words["untrue"])
        self._takes_back = compiled(words["takes_back"])
        self._ends = compiled(words["ends"])
        self._today = compiled(words["today"])

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> Apart:
        """Return a sentence without what is to be passed over; what is supposed may be planned."""
        text = clauses.text
        numbers = set(self._hearsay(sentence))
        about = self._about(clauses, text, draft) if numbers else None
        stretches = self._with_mentions(clauses, numbers)
        for low, high in () if draft.supposed else self._clauses(text):
            stretch = text[low:high]
            if not self._speaks_of_holding(clauses, stretch) or not any(
                one.search(stretch) for one in (self._was, self._planned, self._denied)
            ):
                continue
            stretches.append((low, high))
            for kind, mark in _MARK.findall(stretch):
                if kind == "E":
                    numbers |= self._told_with(sentence, clauses, clauses.parties[int(mark)])
                else:
                    numbers.add(int(mark))
            about = self._about(clauses, stretch, draft) or about
        if not stretches and not numbers:
            return Apart(clauses)
        return Apart(clauses.without(stretches), frozenset(numbers), about)

    def _speaks_of_holding(self, clauses: Clauses, stretch: str) -> bool:
        parties = [clauses.parties[int(n)] for kind, n in _MARK.findall(stretch) if kind == "E"]
        held = any(one.about.holder for one in parties)
        return held or self._holding.search(stretch) is not None

    @staticmethod
    def _with_mentions(clauses: Clauses, numbers: set[int]) -> list[tuple[int, int]]:
        """Return the stretch of a sentence in which mentions stand, if they stand in it."""
        places = [
            (low, high)
            for low, high, one in clauses.places()
            if numbers & {one.number, one.country}
        ]
        places += [
            one.span()
            for one in _MARK.finditer(clauses.text)
            if one[1] != "E" and int(one[2]) in numbers
        ]
        return [(min(places)[0], max(high for _, high in places))] if places else []

    def takes_back(self, sentence: Sentence) -> bool:
        """Whether a sentence says of the one before it that it is not so: "That's a lie."."""
        return self._takes_back.match(sentence.marked) is not None

    def _hearsay(self, sentence: Sentence) -> Iterator[int]:
        """Give the mentions of what others tell, or of what the sentence calls untrue."""
        text = sentence.named
        told, untrue = self._told.search(text), self._untrue.search(text)
        stretches = [(told.end(), self._turn(text, told.end()))] if told else []
        stretches += [(0, untrue.start())] if untrue else []
        for low, high in stretches:
            if self._holding.search(text, low, high):
                yield from (int(mark) for kind, mark in _MARK.findall(text[low:high]))

    @staticmethod
    def _told_with(sentence: Sentence, clauses: Clauses, party: Party) -> set[int]:
        """Return the mentions of a party: its name, its country, what stands beside it."""
        homes = {party.about.country, *party.about.places.values()}
        beside = {n for n in clauses.taken if value_of(sentence, n) in homes}
        return beside | {n for n in (party.number, party.country) if n is not None}

    def _turn(self, text: str, at: int) -> int:
        """Return where words turn to what is so, or a quotation ends."""
        quoted = _QUOTED.search(text, at)
        if quoted:
            return quoted.end()
        for cut in self._ends.finditer(text, at):
            if self._today.match(text, cut.end()):
                return cut.start()
        return len(text)

    def _clauses(self, text: str) -> list[tuple[int, int]]:
        """Cut a sentence into clauses; one without a company goes with the next."""
        cuts = [0, *(one.end() for one in self._ends.finditer(text)), len(text)]
        found: list[tuple[int, int]] = []
        start = 0
        for low, high in zip(cuts, cuts[1:], strict=False):
            if "§" not in text[low:high] and high < len(text) and start == low:
                continue
            found.append((start, high))
            start = high
        return found

    @staticmethod
    def _about(clauses: Clauses, stretch: str, draft: Draft) -> Party | None:
        """Return whose owners a clause speaks of: who is known, else who stands behind "of"."""
        parties = [clauses.parties[int(n)] for kind, n in _MARK.findall(stretch) if kind == "E"]
        members = {one.name for one in draft.case.members or ()} | set(draft.members)
        named = [one for one in parties if one.kind is not PartyKind.PRONOUN]
        known = [one for one in named if one.name in members]
        # "It used to be a subsidiary of Birch": whom it is about was told before.
        if known or (parties and parties[0].kind is PartyKind.PRONOUN):
            return known[0] if known else None
        behind = _OF.search(stretch)
        if behind:
            party = clauses.parties[int(behind[1])]
            return None if party.kind is PartyKind.PRONOUN else party
        fitting = [one for one in named if not one.about.holder]
        return fitting[0] if len(fitting) == 1 else None
