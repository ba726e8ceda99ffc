"""What a message states as none: control from abroad, owners from a country, another consortium."""

import re

from assistant.facts.draft import MEMBERS_RULE, Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses
from assistant.facts.seats import SeatReader
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import value_of
from assistant.mentions import Sentence

_OF = re.compile(r"§E(\d+)§")


class DenialReader:
    """Reads denials about members."""

    def __init__(self, kit: Kit, subjects: SubjectReader, seats: SeatReader) -> None:
        self._kit = kit
        self._subjects = subjects
        self._seats = seats
        words = kit.facts["denials"]
        marks = kit.marks | {"E": r"(?:§E\d+§)"}
        self._told = {
            field: [kit.compiled(pattern.replace("{E}", marks["E"])) for pattern in words[field]]
            for field in ("controlled_from", "owners", "other_consortia")
        }
        self._investors = re.compile(words["investors"])
        self._more = re.compile(
            r"(?:\s*(?:,|,?\s(?:or|and|nor))\s*(?:from |in |the )*§C\d+(?::us)?§)+"
        )
        self._whom = kit.compiled(words["whom"].replace("{E}", marks["E"]))

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> set[int]:
        """Keep what a sentence denies; give back the countries that are denied with it."""
        text = clauses.text
        if text.rstrip(" \"')").endswith("?") and not draft.supposed:
            return set()
        used: set[int] = set()
        for field, patterns in self._told.items():
            for pattern in patterns:
                match = pattern.search(text)
                if match is None:
                    continue
                used |= self._deny(sentence, clauses, draft, field, match)
                break
        return used

    def _deny(
        self,
        sentence: Sentence,
        clauses: Clauses,
        draft: Draft,
        field: str,
        match: re.Match[str],
    ) -> set[int]:
        countries = self._countries(sentence, clauses, match)
        name = self._of(clauses, draft, match)
        if name is None or (field == "owners" and not countries):
            return set()
        path = f"members[{name}].{field}"
        if field == "owners":
            # The Proposal has no place for "some, but none from there": it is shown and not kept.
            for number in countries:
                none = f"none from {value_of(sentence, number)}"
                draft.note(path, none, sentence.text, negated=True)
            return set(countries)
        if field == "controlled_from":
            draft.member(name)[field] = "none"
            draft.note(path, "none", sentence.text, negated=True)
            draft.rules[MEMBERS_RULE] = None
        else:
            draft.member(name)[field] = []
            draft.note(path, [], sentence.text, negated=True)
        return set()

    def _countries(self, sentence: Sentence, clauses: Clauses, match: re.Match[str]) -> list[int]:
        more = self._more.match(match.string, match.end())
        found = sentence.marks(match[0] + (more[0] if more else ""), "C")
        for mark in _OF.finditer(match[0]):
            party = clauses.parties[int(mark[1])]
            if party.country is not None and self._investors.search(party.noun):
                found.append(party.country)
        return found

    def _of(self, clauses: Clauses, draft: Draft, match: re.Match[str]) -> str | None:
        """Return whom a denial is about: the company behind it, in it, before it, or the last."""
        behind = self._whom.match(clauses.text, match.end())
        inside = match.groupdict().get("whom")
        for told in (behind["whom"] if behind else None, inside):
            mark = _OF.fullmatch(told) if told else None
            if mark:
                return self._seats.meant(clauses, int(mark[1]), draft)
            if told and told.startswith(("us", "our")):
                return self._subjects.own(draft)
        within = [clauses.parties[int(one[1])] for one in _OF.finditer(match[0])]
        owned = next((one for one in within if one.of is not None), None)
        if owned is not None:
            return owned.of_name
        named = [one for one in within if not one.about.holder]
        if named:
            return self._seats.called(named[-1], draft)
        before = [
            one for _, end, one in clauses.places() if end <= match.start() and not one.about.holder
        ]
        if before:
            return self._seats.called(before[0], draft) or self._subjects.last(draft)
        return self._subjects.last(draft)
