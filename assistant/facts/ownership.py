"""Owners and control in the many ways of telling them without a name and a plain percentage."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.facts.draft import MEMBERS_RULE, Draft
from assistant.facts.keeping import OwnerKeeper, settled
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader, names_in
from assistant.facts.text import beside_a_noun, place_of, singular, spelled, value_of
from assistant.lexicon import whole_words
from assistant.mentions import Sentence

_CAP_ROW = re.compile(
    r"§C(?P<country>\d+)(?::us)?§(?P<who>(?: [a-z]+){0,3})[ :=]+"
    r"(?P<share>\d{1,3}(?:\.\d+)?)(?![\d%])"
)


class OwnershipReader:
    """Reads owners by the patterns of the lexicon."""

    def __init__(self, kit: Kit, subjects: SubjectReader, keeper: OwnerKeeper) -> None:
        self._kit = kit
        self._subjects = subjects
        self._keeper = keeper
        facts = kit.facts
        self._no_holding = re.compile(facts["no_holding"])
        self._no_member_owned = re.compile(facts["no_member_owned"])
        self._holder_controls = re.compile(facts["holder_controls"])
        self._no_owners = whole_words(facts["no_owners"])
        self._duty = re.compile(facts["holdings"]["rule_before"])
        self._cap_head = re.compile(facts["cap_table"])

    def cap_table(self, sentence: Sentence, used: set[int]) -> Iterator[tuple[dict[str, Any], int]]:
        """Give the holders of a list with bare numbers, where these add up to the whole."""
        head = self._cap_head.search(sentence.marked)
        rows = list(_CAP_ROW.finditer(sentence.marked, head.end())) if head else []
        if not rows or sum(Decimal(row["share"]) for row in rows) != 100:
            return
        for row in rows:
            number = int(row["country"])
            if number not in used:
                used.add(number)
                holder = f"{spelled(sentence, number)} {row['who'].strip()}".strip()
                country = value_of(sentence, number)
                percent = Decimal(row["share"])
                yield {"name": holder, "country": country, "percent": percent}, row.start()

    def owners(self, sentence: Sentence, used: set[int]) -> Iterator[tuple[dict[str, Any], int]]:
        """Give the owners that a sentence states, each with the place where its stretch begins."""
        held = {number for number in used if sentence.mentions[number].kind == "P"}
        paired = set(held)
        speaks_of_owners = self._kit.words["held"].search(sentence.marked) or self._kit.words[
            "owner"
        ].search(sentence.marked)
        entries = [
            entry
            for entry in self._kit.patterns["ownership"]
            if speaks_of_owners or not entry.flags.get("needs_owner")
        ]
        for entry in entries:
            for match in entry.pattern.finditer(sentence.marked):
                countries = [n for n in sentence.marks(match[0], "C") if n not in used]
                shares = set(sentence.marks(match[0], "P"))
                if not countries or (shares and shares <= paired):
                    continue
                before = sentence.marked[: match.start()]
                if self._duty.search(before):
                    used |= set(countries)
                    continue
                if self._no_member_owned.search(before) or self._holds_nothing(before, match[0]):
                    used |= set(countries)
                    continue
                number = self._holder(match[0], countries)
                percents = [n for n in sentence.marks(match[0], "P") if n not in held]
                if entry.flags.get("each"):
                    used |= set(countries)
                    for one in countries:
                        yield self._equal_owner(sentence, one, entry.flags["each"]), match.start()
                    continue
                owner: dict[str, Any] = {
                    "name": _name_in(sentence, match)
                    or _owner_name(sentence, number, match[0], self._kit.words["owner"]),
                    "country": value_of(sentence, number),
                }
                owner |= self._holding(sentence, percents, entry.flags)
                used |= set(countries) if len(countries) == 1 else {number}
                held |= set(percents)
                yield owner, match.start()

    def _holds_nothing(self, before: str, stretch: str) -> bool:
        negated = self._no_holding.search(before) or self._kit.small["not_holding"].search(stretch)
        return bool(negated)

    def _holding(
        self, sentence: Sentence, percents: list[int], flags: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what a stretch tells of the size of a holding; `_settled` reads the two words."""
        told: dict[str, Any] = {}
        if flags.get("all"):
            told["percent"] = Decimal(100)
        elif len(percents) == 1:
            told["percent"] = value_of(sentence, percents[0])
        elif "percent" in flags:
            told["percent"] = Decimal(flags["percent"])
        elif flags.get("rest") or flags.get("sole"):
            told["percent"] = "rest" if flags.get("rest") else "sole"
        if flags.get("control") or flags.get("parent"):
            told["control"] = True
        return told

    def _equal_owner(self, sentence: Sentence, number: int, percent: int) -> dict[str, Any]:
        name = f"the {beside_a_noun(sentence, number)} owner"
        return {"name": name, "country": value_of(sentence, number), "percent": Decimal(percent)}

    def _holder(self, stretch: str, countries: Sequence[int]) -> int:
        """Return which of a stretch's countries is the holder's.

        A stretch that begins with a country tells of its holder, unless a relative clause begins
        after it: in "a Dutch firm of which a Korean group holds 60 percent" the second holds.
        """
        if not stretch.startswith(f"§C{countries[0]}"):
            return countries[-1]
        after = self._kit.small["relative"].split(stretch, maxsplit=1)[-1]
        later = [number for number in countries[1:] if f"§C{number}" in after]
        return later[0] if later and after != stretch else countries[0]

    def attach(
        self, sentence: Sentence, draft: Draft, owners: Sequence[tuple[dict[str, Any], int]]
    ) -> None:
        """Keep owners with the members whom they own."""
        for owner, place in sorted(owners, key=lambda one: one[0].get("percent") == "rest"):
            if draft.chain is not None and len(owners) == 1:
                if owner.get("percent") in {"sole", "rest"}:
                    owner["percent"] = Decimal(100)
                self._keeper.keep(sentence, draft, draft.chain, owner)
                continue
            name = self._subject(sentence, draft, place)
            held = draft.member(name).setdefault("owners", [])
            if not settled(owner, held, alone=len(owners) == 1):
                continue
            if len(owners) == 1 and self._holder_controls.search(sentence.marked, place):
                owner["control"] = True
            held.append(owner)
            draft.last_owner = (name, owner)
            draft.note(f"members[{name}].owners", dict(owner), sentence.text)
            draft.rules[MEMBERS_RULE] = None
        if not owners and self._no_owners.search(sentence.marked):
            name = self._subject(sentence, draft, len(sentence.marked))
            draft.member(name).setdefault("owners", [])
            draft.note(f"members[{name}].owners", [], sentence.text, negated=True)
            draft.rules[MEMBERS_RULE] = None

    def attach_control(self, sentence: Sentence, draft: Draft, match: re.Match[str]) -> None:
        """Keep from where a member is controlled."""
        name = self._subject(sentence, draft, match.start())
        number = sentence.marks(match[0], "C")[0]
        self._subjects.place(sentence, draft, name, "controlled_from", number)

    def _subject(self, sentence: Sentence, draft: Draft, before: int) -> str:
        """Name the member that an ownership or control fact is about, which stands before it."""
        nearest = max((one for one in draft.seen if one[0] < before), default=None)
        if nearest is not None:
            draft.current = nearest[1]
            return draft.current
        told = self._subjects.subject(sentence, draft, place_of(sentence, before))
        if told is not None:
            draft.current = told
        if draft.current is None:
            org = self._kit.words["org"].search(sentence.marked)
            own = self._kit.own_case.search(sentence.marked)
            named = self._subjects.own(draft)
            draft.current = named if own or not org else f"the {singular(org[0])}"
        draft.member(draft.current)
        return draft.current


def _name_in(sentence: Sentence, match: re.Match[str]) -> str | None:
    """Return the last name that a stretch gives, unless it opens the sentence."""
    low, high = place_of(sentence, match.start()), place_of(sentence, match.end())
    inside = [
        name for start, end, name in names_in(sentence) if low <= start and end <= high and start
    ]
    return inside[-1] if inside else None


def _owner_name(sentence: Sentence, number: int, stretch: str, owner: re.Pattern[str]) -> str:
    """Name a holder in the message's words: "the Guangzhou group", else "the fund"."""
    after = stretch[stretch.index("§", stretch.index(f"§C{number}") + 1) + 1 :]
    beside = re.match(rf"\s+(?:\w+\s+)?({owner.pattern})", after)
    if beside:
        return f"the {beside_a_noun(sentence, number)} {singular(beside[1])}"
    found = [match[0] for match in owner.finditer(stretch)]
    return f"the {singular(found[0])}" if found else "an owner"
