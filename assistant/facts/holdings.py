"""Who holds how much of whom: pairs each percentage with its holder, and finds who is held."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.keeping import OwnerKeeper
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader, names_in
from assistant.facts.text import beside_a_noun, place_of, singular, value_of
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence

_NEAR_HALF = 5
_JOINT = re.compile(r"\s*(,|and|&|, and)\s*")
_EACH = re.compile(r"[\s:,–—-]*(each|all|both|are|is|\s)*[\s:,]*(\S+\s*)?")
_LABEL = re.compile(r"\s*[:=–—-]\s*")


@dataclass(frozen=True)
class Holder:
    """Somebody who may hold a part: the stretch of the marked sentence, a name or a noun."""

    start: int
    end: int
    name: str
    named: bool
    country: int | None


Pair = tuple[Holder, int | None, int]
"""A holder, the number of its percentage (-1 for the whole), and the place of that."""


class HoldingReader:
    """Reads holdings with percentages, and holders with names."""

    def __init__(self, kit: Kit, subjects: SubjectReader, keeper: OwnerKeeper) -> None:
        self._kit = kit
        self._subjects = subjects
        self._keeper = keeper
        words = kit.facts["holdings"]
        self._cue = whole_words(words["cue"])
        self._not_cue = re.compile(words["not_cue"])
        determiner = any_of(words["determiners"])
        noun = rf"(?<![\w-]){any_of(words['nouns'])}(?!\w)"
        self._noun = re.compile(noun)
        country = r"§C(?:\d+)(?::us)?§"
        gap = rf"(?:(?!{any_of(words['gap_not'])}\b)[\w-]+\s+)"
        join = rf"(?:,?\s*{any_of(words['joins'])}(?!\w))"
        beside = (
            rf"(?:\s*\((?:[^()§]{{0,30}}){country}(?:[^()§]{{0,20}}\))?"
            rf"|,\s+(?:an?\s+)?(?:[\w-]+\s+){{0,2}}?{country}(?:\s+(?!and\b|with\b|holds?\b|owns?\b)[\w-]+){{0,2}}"
            rf"|,?\s+(?:of|from|in|based in|located in|out of|registered in)"
            rf"\s+(?:the\s+)?{country})"
        )
        kin = any_of(words["kin"])
        self._kin = re.compile(rf"§O\d+§\s+({kin})")
        self._holder = re.compile(
            rf"(?:{country}(?:-based)?\s+{gap}{{0,3}})?§O\d+§(?:'s(?=\s))?(?:\s+{kin})?{beside}?"
            rf"|(?:{determiner}\s+)*{gap}{{0,2}}?{noun}{join}{{1,5}}\s*{country}(?:\s+{noun})?"
            rf"|(?:{determiner}\s+)*{country}(?:-based)?\s+{gap}{{0,3}}?{noun}(?:\s+{noun})?"
            rf"(?:,?\s+(?:of|from|in)\s+{country})?"
            rf"|(?<![\w-]){determiner}\s+{gap}{{0,2}}?{noun}"
            rf"|(?:(?<=^)|(?<=[,;:] )|(?<=and )){noun}(?=\s+{any_of(words['strong'])}\s)"
            rf"|(?<!\w)me(?: and my {noun})?(?!\w)"
            rf"|{country}(?=\s*(?:§P|,|\.|;|\)|$|and\b|{any_of(words['strong'])}\s))"
        )
        adverbs = rf"(?:{any_of(words['adverbs'])}\s+)"
        strong = any_of(words["strong"])
        self._before_strong = re.compile(rf"[^.;§]{{0,45}}?(?<![\w]){strong}\s*{adverbs}*")
        self._before_weak = re.compile(rf"\s*,?\s*\(?{adverbs}*")
        self._passive = re.compile(words["passive"])
        self._follow, self._follow_of, self._of_whom, self._owned_by = (
            kit.compiled(words[name].replace("{det}", determiner))
            for name in ("follow", "follow_of", "of_whom", "owned_by")
        )
        self._sold = re.compile(words["sold"])
        self._chained = re.compile(words["chained"])
        self._control_no = re.compile(words["control_no"])
        self._control_yes = re.compile(words["control_yes"])
        self._generic = re.compile(any_of([*kit.facts["generic_orgs"], "group", "partner"]))
        self._of_before = kit.compiled(words["of_before"])
        self._partly = re.compile(words["partly"])
        self._duty = re.compile(words["duty"])
        self._nobody = re.compile(words["nobody"])
        self._vague = re.compile(words["vague"])
        self._roughly = re.compile(words["roughly"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> bool:
        """Read the holdings of a sentence; tell whether there are any."""
        named = sentence.named
        cue = bool(self._cue.search(named))
        known = any(draft.held_by(name) is not None for _, _, name in names_in(sentence))
        draft.chain = None
        speaks = (cue or known or draft.about_owners) and not self._not_cue.search(named)
        draft.about_owners = cue
        if self._sold.search(named):
            return self._dropped(sentence, draft, used)
        if not speaks:
            return False
        holders = list(self._holders(sentence, used))
        found = list(self._pairs(sentence, holders, used))
        paired = [holder for holder, _, _ in found]
        found += [one for one in self._without_share(sentence, holders) if one[0] not in paired]
        self._begin_chain(named, draft, [holder for holder, _, _ in found])
        kept = False
        taken = [holder for holder, _, _ in found]
        for pair in sorted(found, key=lambda one: one[0].start):
            for whom in self._whom(sentence, draft, pair, taken):
                self._keep(sentence, draft, whom, pair)
                kept = True
        for holder in taken:
            used |= set(sentence.marks(named[holder.start : holder.end], "[CO]"))
        if kept:
            used |= {number for _, number, _ in found if number is not None}
        self._control(sentence, draft, found, holders)
        return kept

    def _begin_chain(self, named: str, draft: Draft, found: Sequence[Holder]) -> None:
        """Remember of whom a further owner is told: "… Ltd, which in turn is owned by …"."""
        last = max((one for one in found if one.named), key=lambda one: one.end, default=None)
        chained = last is not None and self._chained.search(named[last.end :][:25])
        draft.chain = last.name if last is not None and chained else None

    # -- holders and shares -------------------------------------------------------------------

    def _holders(self, sentence: Sentence, used: set[int]) -> Iterator[Holder]:
        for match in self._holder.finditer(sentence.named):
            countries = [n for n in sentence.marks(match[0], "C") if n not in used]
            names = [n for n in sentence.marks(match[0], "O") if n not in used]
            if sentence.marks(match[0], "C") and not countries and not names:
                continue
            country = countries[-1] if countries else None
            if names:
                name = str(value_of(sentence, names[0]))
                kin = self._kin.search(match[0])
                if kin:
                    told = f"the {name} {kin[1]}"
                    yield Holder(match.start(), match.end(), told, named=False, country=country)
                    continue
                yield Holder(match.start(), match.end(), name, named=True, country=country)
                continue
            noun = self._noun.search(match[0])
            if noun and country is None and self._generic.fullmatch(singular(noun[0])):
                continue
            word = singular(noun[0]) if noun else "owner"
            told = (
                f"the {beside_a_noun(sentence, country)} {word}"
                if country is not None
                else f"the {word}"
            )
            yield Holder(match.start(), match.end(), told, named=False, country=country)

    def _pairs(
        self, sentence: Sentence, holders: Sequence[Holder], used: set[int]
    ) -> Iterator[Pair]:
        """Give each holder with the number of its percentage and the place of that."""
        free = list(holders)
        for match in re.finditer(r"§P(\d+)§", sentence.named):
            number = int(match[1])
            if number in used or self._duty.search(sentence.named[: match.start()]):
                continue
            holder = self._holder_of(sentence.named, match, free)
            if holder is not None:
                free.remove(holder)
                yield holder, number, match.start()

    def _holder_of(
        self, named: str, share: re.Match[str], holders: Sequence[Holder]
    ) -> Holder | None:
        before = [one for one in holders if one.end <= share.start()]
        after = [one for one in holders if one.start >= share.end()]
        behind = named[share.end() :]
        if not self._passive.search(behind) and before:
            last = before[-1]
            gap = named[last.end : share.start()]
            label = (
                after
                and _LABEL.fullmatch(gap)
                and self._follow.fullmatch(named[share.end() : after[0].start])
            )
            if "§P" not in gap and not label and self._before_strong.fullmatch(gap):
                return last
            if (
                "§P" not in gap
                and self._before_weak.fullmatch(gap)
                and (last.country is not None or last.named)
            ):
                return last
        for one in after[:2]:
            gap = named[share.end() : one.start]
            if "§P" in gap:
                break
            if self._follow.fullmatch(gap) or self._follow_of.fullmatch(gap):
                return one
        return None

    def _without_share(self, sentence: Sentence, holders: Sequence[Holder]) -> Iterator[Pair]:
        """Give a named holder whose country is not told: "wholly owned by Harbour Gate Ltd"."""
        for match in self._owned_by.finditer(sentence.named):
            for one in holders:
                if one.start == match.end() and one.named:
                    partly = self._partly.search(sentence.named[: match.start()])
                    whole = match["all"] or match["all_after"] or not partly
                    yield one, -1 if whole else None, match.start()

    # -- who is held --------------------------------------------------------------------------

    def _whom(
        self, sentence: Sentence, draft: Draft, pair: Pair, taken: Sequence[Holder]
    ) -> list[str]:
        holder, _, at = pair
        told = self._told_of(sentence, draft, pair)
        if told is not None:
            return [told]
        start = min(at, holder.start)
        chained = self._chain(sentence.named, holder, start, taken)
        if chained is not None:
            return [chained.name]
        several = self._several(sentence, start)
        return several or [self._around(sentence, draft, pair, taken)]

    def _told_of(self, sentence: Sentence, draft: Draft, pair: Pair) -> str | None:
        """Return whom the words beside the share or the holder name: "60 percent of Alder"."""
        holder, percent, _ = pair
        mark = re.search(rf"§P{percent}§", sentence.named) if percent is not None else None
        for told in (
            self._of_whom.match(sentence.named, mark.end()) if mark else None,
            self._of_before.search(sentence.named[: holder.start]),
        ):
            if told:
                whom = self._spelled_out(sentence, draft, told)
                if whom != holder.name:
                    return whom
        return None

    def _around(self, sentence: Sentence, draft: Draft, pair: Pair, taken: Sequence[Holder]) -> str:
        """Return whom the sentence speaks of before the holders, else the one spoken of last."""
        holder, _, at = pair
        place = place_of(sentence, min([one.start for one in taken] + [at]), named=True)
        stretches = [
            (place_of(sentence, one.start, named=True), place_of(sentence, one.end, named=True))
            for one in taken
        ]
        others = [
            one
            for one in self._subjects.references(sentence, draft)
            if all(one[1] <= low or one[0] >= high for low, high in stretches)
        ]
        before = [name for _, end, name in others if end <= place and name != holder.name]
        if before:
            return before[-1]
        later = [name for start, _, name in others if start > place]
        nobody = draft.current is None and draft.row is None and not draft.case.members
        if nobody and later:
            return later[0]
        owner_of = draft.held_by(holder.name) if holder.named else None
        if owner_of is None and draft.last_owner is not None and draft.row is None:
            owner_of = draft.last_owner[0]
        return owner_of or self._subjects.last(draft)

    def _spelled_out(self, sentence: Sentence, draft: Draft, told: re.Match[str]) -> str:
        words = told["whom"]
        at = place_of(sentence, told.start("whom"), named=True)
        end = place_of(sentence, told.end("whom"), named=True)
        named = self._subjects.references(sentence, draft)
        # "our partner Alder": the name stands right behind the words that lead to it.
        within = [name for start, _, name in named if at <= start <= end + 1]
        if within:
            return within[0]
        numbers = sentence.marks(words, "O")
        if numbers:
            return str(value_of(sentence, numbers[0]))
        # A pronoun means the company that the same sentence spoke of last.
        before = [name for _, stop, name in named if stop <= at]
        return before[-1] if before else self._subjects.last(draft)

    def _chain(self, named: str, holder: Holder, at: int, taken: Sequence[Holder]) -> Holder | None:
        """Return the holder before, of whom this one holds: "… Ltd, which is owned by …"."""
        before = [one for one in taken if one.end <= at and one is not holder]
        if before and self._chained.search(named[before[-1].end : at]):
            return before[-1]
        return None

    def _several(self, sentence: Sentence, at: int) -> list[str]:
        """Return the names listed before a holding: "Alder, Birch and Cedar: each"."""
        place = place_of(sentence, at, named=True)
        listed: list[str] = []
        end = 0
        for start, stop, name in names_in(sentence):
            if stop > place:
                break
            joined = listed and _JOINT.fullmatch(sentence.text[end:start])
            listed = [*listed, name] if joined else [name]
            end = stop
        together = len(listed) > 1 and _EACH.fullmatch(sentence.text[end:place])
        return listed if together else []

    # -- keeping ------------------------------------------------------------------------------

    def _keep(self, sentence: Sentence, draft: Draft, whom: str, pair: Pair) -> None:
        holder, percent, _ = pair
        owner: dict[str, Any] = {"name": holder.name}
        if holder.country is not None:
            owner["country"] = value_of(sentence, holder.country)
        if percent == -1:
            owner["percent"] = Decimal(100)
        elif percent is not None:
            share = value_of(sentence, percent)
            mark = re.search(rf"§P{percent}§", sentence.named)
            before = sentence.named[: mark.start()] if mark else ""
            vague = self._vague.search(before)
            near = self._roughly.search(before) and abs(share - 50) < _NEAR_HALF
            if share <= 100 and not vague and not near:
                owner["percent"] = share
            elif share <= 100:
                told = owner | {"percent": share}
                draft.note(f"members[{whom}].owners", told, sentence.text, approximate=True)
        self._keeper.keep(sentence, draft, whom, owner)

    def _control(
        self,
        sentence: Sentence,
        draft: Draft,
        found: Sequence[Pair],
        holders: Sequence[Holder],
    ) -> None:
        """Read whether a holder controls: the last one before the words."""
        for pattern, value in ((self._control_no, False), (self._control_yes, True)):
            match = pattern.search(sentence.named)
            if match is None or (value and self._nobody.search(sentence.named[: match.start()])):
                continue
            nearest = [one for one in holders if one.end <= match.start()][-1:]
            held = [one for one, _, _ in found if one.end <= match.start()]
            same = [one for one in held if nearest and _same(one, nearest[0], sentence)]
            if nearest and not same and found and value:
                continue
            name = same[-1].name if same else held[-1].name if held else None
            self._keeper.control(sentence, draft, name, value=value)
            return

    def _dropped(self, sentence: Sentence, draft: Draft, used: set[int]) -> bool:
        """Take back the holder who sold."""
        match = self._sold.search(sentence.named)
        place = place_of(sentence, match.start(), named=True) if match else 0
        names = [name for _, end, name in names_in(sentence) if end <= place]
        if not names:
            return False
        member = draft.held_by(names[-1])
        if member is not None:
            draft.dropped[f"members[{member}].owners[{names[-1]}]"] = None
        used |= {
            n for n, m in enumerate(sentence.mentions) if m.kind == "O" and m.value == names[-1]
        }
        return True


def _same(one: Holder, other: Holder, sentence: Sentence) -> bool:
    """Whether two stretches mean one holder: "a Chinese group … the Chinese side"."""
    if one is other or one.name == other.name:
        return True
    if one.country is None or other.country is None:
        return other.country is None and not other.named
    return bool(value_of(sentence, one.country) == value_of(sentence, other.country))
