"""The positions of the hardware layer: what each is worth, and how much of it is of U.S. origin.

A position is a name with a value ("racks: $4m", "the boards come in at 3 million", "$2m of
switches", a row of a table); what follows it up to the next one tells its origin.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from assistant.facts.draft import Draft, Position
from assistant.facts.kit import Kit
from assistant.facts.text import place_of, spelled, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_AMOUNT = r"§[MN]\d+§"
_BARE_SHARE = re.compile(r"\s*[(,:]\s*§P\d+§\s*\)?\s*(?:[,;.]|and|$)")
_BARE = 1000
"""From here on a number in a table without a scale is one of dollars."""


class _Head(NamedTuple):
    start: int
    end: int
    name: tuple[int, int]
    amount: int
    row: bool
    whole: bool


@dataclass(frozen=True)
class _Origin:
    """What a stretch tells of origin: an amount of the U.S. part, or that it is not known."""

    part: Decimal | None = None
    told: bool = False
    approximate: bool = False


@dataclass
class _Heard:
    """What the clauses on a value's origin tell so far."""

    value: Decimal
    home: list[Decimal] = field(default_factory=list)
    abroad: list[tuple[Decimal, bool]] = field(default_factory=list)
    plain: set[str] = field(default_factory=set)
    remainder: str | None = None
    pending: Decimal | None = None
    about: bool = False
    unclear: bool = False

    def nothing_of_origin(self) -> bool:
        """Whether no clause speaks of a place."""
        return not (self.home or self.abroad or self.plain)

    def part(self) -> Decimal | None:
        """Return the U.S. part that comes of what was told, if it is one."""
        if len(self.home) == 1:
            return self.home[0]
        if self.home or len(self.abroad) > 1 or "open" in self.plain:
            return None
        if self.abroad:
            told, generic = self.abroad[0]
            rest_is_home = self.remainder == "home" or (generic and self.remainder is None)
            return self.value - told if rest_is_home else None
        if self.unclear or len(self.plain) != 1:
            return None
        return self.value if self.plain == {"home"} else Decimal(0)


class ItemReader:
    """Reads positions with their values and origins, also across sentences."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        words = kit.facts["items"]
        noun = rf"(?:(?:[\w.]{{1,20}}[+/])?{any_of(words['nouns'])})"
        name = (
            rf"(?P<name>(?<![\w+/-])(?:(?!{any_of(words['no_name'])}(?![\w-]))[a-z\d][\w./'&-]*\s+)"
            rf"{{0,3}}?{noun}(?![\w-])(?:\s+{any_of(words['tails'])}(?!\w))?)"
        )
        link = rf"[\s:=(–—|,-]{{0,4}}(?:{any_of(words['links'])}[\s:]+){{0,6}}"
        self._heads = [
            kit.compiled(rf"{name}{link}(?P<amount>{_AMOUNT})"),
            kit.compiled(rf"(?P<amount>{_AMOUNT})\s+(?:{any_of(words['amount_of'])})\s+{name}"),
        ]
        self._row = re.compile(
            rf"^[\s•*·|>–—-]*(?:\d{{1,2}}[.)]\s+)?(?P<name>[a-z][^:|;=\t§\n,(]{{1,45}}?)\s*"
            rf"(?:[:|=\t–—,(]|\s-\s)\s*(?:{any_of(words['links'])}[\s:=|]+){{0,4}}"
            rf"(?P<amount>{_AMOUNT})"
        )
        # A line with a mark of a list needs none between the name and the value.
        self._listed = re.compile(
            rf"^\s*[•*·>–—-]\s*(?P<name>[a-z][^:|;=\t§\n,(]{{1,45}}?)\s+(?P<amount>{_AMOUNT})"
        )
        self._no_row = re.compile(rf"(?<!\w){any_of(words['no_row'])}(?!\w)")
        self._whole = re.compile(words["whole"])
        self._total = re.compile(words["total"])
        self._none = re.compile(rf"(?<!\w){any_of(words['none_of'])}(?!\w)|n't(?!\w)")
        self._partly = re.compile(rf"(?<!\w){any_of(words['partly'])}(?!\w)")
        self._rest = re.compile(rf"(?<!\w){any_of(words['rest'])}(?!\w)")
        self._half = re.compile(words["half"])
        self._running = re.compile(words["running"])
        self._unclear = re.compile(words["origin_open"])
        self._no_origin = re.compile(rf"(?<!\w){any_of(words['no_origin'])}(?!\w)")
        self._plain_us = re.compile(words["plain_us"])
        self._bare = kit.compiled(words["bare_part"])
        self._goes_on = kit.compiled(words["goes_on"])
        self._cuts = re.compile(words["cuts"])
        self._together = re.compile(words["together"])
        self._column = kit.compiled(words["column"])
        self._part_before = re.compile(
            rf"({_AMOUNT})\s+(?:out\s+)?of\s+(?:(?:the|our|its|that)\s+)?$"
        )
        self._inside = re.compile(r"§[MN]\d+§\s*(?:usd|us|dollars?)?\s*(?:in )?,?\s?$")
        self._each = re.compile(words["each"])
        self._cell = re.compile(words["cell"])
        self._scale = [
            (re.compile(told), Decimal(scale)) for told, scale in words["scales"].items()
        ]
        self._approximate = re.compile(rf"(?<!\w){any_of(kit.cues['approximate'])}\s*$")

    def read(self, sentence: Sentence, draft: Draft) -> bool:
        """Read the positions of a sentence; tell whether the origin of the last one is told."""
        marked = sentence.marked
        if self._is_column_head(marked):
            draft.us_column = True
            draft.us_scale = next(
                (by for told, by in self._scale if told.search(sentence.text.lower())), None
            )
            return False
        if draft.us_column and self._by_cells(sentence, draft):
            return True
        heads = self._found(sentence)
        if not heads:
            return self._go_on(sentence, draft) or self._by_name(sentence, draft)
        read: list[Position] = []
        for number, head in enumerate(heads):
            end = heads[number + 1].start if number + 1 < len(heads) else len(marked)
            same = bool(read) and read[0].part is not None
            read.append(self._position(sentence, head, marked[head.end : end], draft, same=same))
        last = read[-1]
        if last.part is not None and self._together.search(marked[heads[-1].end :]):
            for one in read[:-1]:
                if one.part is None and not one.unclear and last.part in {0, last.value}:
                    one.part = one.value if last.part else Decimal(0)
        told = [one for one in read if one.part is not None or one.unclear]
        kept = [
            one
            for one, head in zip(read, heads, strict=True)
            if not head.row or one in told or draft.us_column
        ]
        draft.items += kept
        return bool(kept) and kept[-1].part is not None

    # -- finding ------------------------------------------------------------------------------

    def _found(self, sentence: Sentence) -> list[_Head]:
        marked = sentence.marked
        found: list[_Head] = []
        matches = [match for pattern in self._heads for match in pattern.finditer(marked)]
        for match in sorted(matches, key=lambda one: one.start()):
            free = not found or match.start() >= found[-1].end
            if self._total.fullmatch(match["name"].strip()) and self._inside.search(
                marked[: match.start("name")] + match[0][len(match["name"]) :][:2]
            ):
                continue
            if free and not self._running.search(marked[: match.start("amount")][-40:]):
                found.append(self._head(match, row=False))
        row = self._row.search(marked) or self._listed.search(marked)
        if (
            row
            and all(row.end() <= one.start or one.end <= row.start() for one in found)
            and not self._no_row.search(row["name"])
        ):
            found.append(self._head(row, row=True))
        return sorted(found, key=lambda one: one.start)

    def _head(self, match: re.Match[str], *, row: bool) -> _Head:
        amount = int(re.sub(r"\D", "", match["amount"]))
        name = match["name"].strip()
        whole = self._whole_name(name)
        return _Head(match.start(), match.end(), match.span("name"), amount, row, whole)

    def _position(
        self, sentence: Sentence, head: _Head, rest: str, draft: Draft, *, same: bool = False
    ) -> Position:
        """Return a position; `same` where a bare share means what it meant in the one before."""
        value: Decimal = value_of(sentence, head.amount)
        low, high = (place_of(sentence, at) for at in head.name)
        name = " ".join(sentence.text[low:high].split()).strip(" -–—:|*•")
        unit = self._unit(sentence, head.amount)
        column = draft.us_column or (same and _BARE_SHARE.match(rest) is not None)
        origin = self._origin(sentence, rest, value, unit, column=column)
        lead = self._part_before.search(sentence.marked[: head.start])
        if lead:
            origin = self._part_ahead(sentence, int(re.sub(r"\D", "", lead[1])), rest, value)
        before = sentence.marked[: head.end - len(f"§M{head.amount}§")]
        return Position(
            name="the hardware layer" if head.whole else name,
            value=value,
            part=origin.part,
            unclear=origin.told and origin.part is None,
            whole=head.whole,
            approximate=origin.approximate or bool(self._approximate.search(before)),
            quote=sentence.text,
            unit=unit,
        )

    def _part_ahead(self, sentence: Sentence, number: int, rest: str, value: Decimal) -> _Origin:
        """Read the part before its whole: "$2m of the $3m for racks is American"."""
        part: Decimal = value_of(sentence, number)
        side = self._side(next((one for one in self._cuts.split(rest) if one.strip()), ""))
        if part > value or side not in {"home", "abroad"}:
            return _Origin(told=side is not None)
        generic = self._kit.words["foreign"].search(rest)
        if side == "abroad" and not generic:
            return _Origin(told=True)
        return _Origin(part if side == "home" else value - part, told=True)

    def _unit(self, sentence: Sentence, number: int) -> Decimal:
        """Return what one of an amount's own number is worth, a million for "7m"; 0 for one."""
        digits = re.search(r"\d[\d,]*(?:\.\d+)?", spelled(sentence, number))
        shown = Decimal(digits[0].replace(",", "")) if digits else Decimal(0)
        unit = Decimal(value_of(sentence, number)) / shown if shown else Decimal(1)
        return unit if unit > 1 else Decimal(0)

    # -- origin -------------------------------------------------------------------------------

    def _origin(
        self,
        sentence: Sentence,
        rest: str,
        value: Decimal,
        unit: Decimal,
        *,
        column: bool = False,
    ) -> _Origin:
        """Return what the words after a value tell of its origin."""
        heard = _Heard(value)
        for clause in self._cuts.split(rest):
            if clause and clause.strip() and not self._running.search(clause):
                self._hear(sentence, clause, unit, heard)
        if column and heard.pending is not None and heard.nothing_of_origin():
            heard.home.append(heard.pending)
        part = heard.part()
        return _Origin(part, part is not None or heard.unclear, heard.about)

    def _hear(self, sentence: Sentence, clause: str, unit: Decimal, heard: "_Heard") -> None:
        """Take in one clause: a number with a side, a number alone, or a side alone."""
        side = self._side(clause)
        told = self._share_of(sentence, clause, heard.value, unit)
        if self._unclear.search(clause):
            heard.unclear = True
            if told is None:
                return
        if self._rest.search(clause):
            heard.remainder = side
            return
        if told == 0 and self._names_home(clause):
            side = "home"
        if told is None and heard.pending is not None and side in {"home", "abroad"}:
            told, heard.pending = heard.pending, None
        heard.about = heard.about or (
            told is not None and self._approximate.search(_before_number(clause)) is not None
        )
        match told, side:
            case Decimal(), "home":
                heard.home.append(told)
            case Decimal(), "abroad":
                heard.abroad.append((told, bool(self._kit.words["foreign"].search(clause))))
            case Decimal(), None:
                heard.pending = told
            case None, str():
                heard.plain.add("open" if self._partly.search(clause) else side)

    def _side(self, clause: str) -> str | None:
        """Tell whether a clause says of U.S. origin, of foreign origin, or neither clearly."""
        home = bool(
            ":us§" in clause
            or self._kit.words["domestic"].search(clause)
            or self._plain_us.search(clause)
        )
        foreign = bool(re.search(r"§C\d+§", clause) or self._kit.words["foreign"].search(clause))
        if not home and not foreign:
            return None
        if (home and foreign) or self._no_origin.search(clause):
            return "open"
        if self._none.search(clause):
            return "abroad" if home else "open"
        return "home" if home else "abroad"

    def _names_home(self, clause: str) -> bool:
        return ":us§" in clause or self._plain_us.search(clause) is not None

    def is_home(self, clause: str) -> bool:
        """Whether a clause says of U.S. origin, and of nothing else."""
        return self._side(clause) == "home"

    def _share_of(
        self, sentence: Sentence, clause: str, value: Decimal, unit: Decimal
    ) -> Decimal | None:
        amounts, percents = sentence.marks(clause, "[MN]"), sentence.marks(clause, "P")
        if len(amounts) == 1 and len(percents) <= 1:
            told: Decimal = value_of(sentence, amounts[0])
            return told if told <= value else None
        if len(percents) == 1 and not amounts:
            share: Decimal = value_of(sentence, percents[0])
            return _of(value, share) if share <= 100 else None
        if amounts or percents:
            return None
        if self._half.search(clause):
            return value / 2
        bare = self._bare.search(clause)
        if bare and unit:
            told = self._number(bare["number"]) * unit
            return told if told <= value else None
        return None

    def _number(self, word: str) -> Decimal:
        forms = self._kit.facts["number_forms"]
        if word[0].isdigit():
            return Decimal(word)
        tens, _, units = word.replace(" ", "-").partition("-")
        known: dict[str, int] = forms["units"] | forms["tens"]
        return Decimal(known.get(tens, 0) + known.get(units, 0))

    # -- in later sentences ---------------------------------------------------------------------

    def _go_on(self, sentence: Sentence, draft: Draft) -> bool:
        """Read the origin of the last position from the sentence after it: "All of it American"."""
        last = draft.items[-1] if draft.items else None
        if self._each.search(sentence.marked):
            return self._of_each(sentence, draft)
        if last is None or last.part is not None or not self._goes_on.search(sentence.marked):
            return False
        origin = self._origin(sentence, sentence.marked, last.value, last.unit)
        last.part = origin.part
        last.approximate = last.approximate or origin.approximate
        if origin.part is not None:
            last.quote = f"{last.quote} {sentence.text}"
            last.unclear = False
        return origin.part is not None

    def _of_each(self, sentence: Sentence, draft: Draft) -> bool:
        """Read "both are American" of the positions that the sentence before told."""
        before = [one for one in draft.items if one.part is None and not one.unclear]
        before = [one for one in before if one.quote == before[-1].quote]
        side = self._side(sentence.marked)
        if side not in {"home", "abroad"} or self._partly.search(sentence.marked):
            return False
        for one in before:
            one.part = one.value if side == "home" else Decimal(0)
        return bool(before)

    def _by_cells(self, sentence: Sentence, draft: Draft) -> bool:
        """Read a row of bare numbers under a head that names a column of U.S. values."""
        cells = [one.strip() for one in re.split(r"[|;\t]|,(?!\d{3})", sentence.text.strip(" |"))]
        if len(cells) != 3 or not re.match(r"[A-Za-z]", cells[0]):
            return False
        told = [self._cell.fullmatch(one) for one in cells[1:]]
        if not told[0] or not told[1] or self._whole_name(cells[0]):
            return False
        value, part = (Decimal(one[1].replace(",", "")) for one in told if one)
        scale = draft.us_scale
        if not scale and value < _BARE:
            return False
        value *= scale or 1
        part = _of(value, part) if cells[2].endswith("%") else part * (scale or 1)
        if part <= value:
            draft.items.append(Position(cells[0], value, sentence.text, part))
        return part <= value

    def _whole_name(self, name: str) -> bool:
        low = name.strip().lower()
        return bool(self._whole.fullmatch(low) or self._total.fullmatch(low))

    def _by_name(self, sentence: Sentence, draft: Draft) -> bool:
        """Read the origins of positions told before: "racks are American, boards Taiwanese"."""
        text = sentence.marked
        places = sorted(
            (match.start(), match.end(), one)
            for one in draft.items
            if one.part is None and not one.whole
            for match in [re.search(rf"(?<!\w){re.escape(one.name.lower())}(?!\w)", text)]
            if match
        )
        group: list[Position] = []
        told = False
        for number, (_, end, one) in enumerate(places):
            stop = places[number + 1][0] if number + 1 < len(places) else len(text)
            group.append(one)
            rest = text[end:stop]
            if re.fullmatch(r"[\s,&]*(?:and|plus)?\s*(?:the |our )?\s*", rest):
                continue
            for each in group:
                origin = self._origin(sentence, rest, each.value, each.unit)
                each.part = origin.part
                each.unclear = origin.part is None
                told = told or origin.part is not None
            group = []
        return told

    def _is_column_head(self, marked: str) -> bool:
        return bool(self._column.search(marked)) and "§M" not in marked and "§N" not in marked


def _of(value: Decimal, share: Decimal) -> Decimal:
    """Return a share of a value; 66.67 percent are two thirds."""
    thirds = round(share * 3)
    if abs(share * 3 - thirds) < Decimal("0.02"):
        share = Decimal(thirds) / 3
    return (value * share / 100).quantize(Decimal("0.01")).normalize() + 0


def _before_number(clause: str) -> str:
    found = re.search(r"§[MNP]\d+§|(?<!\w)(?:half|\d)", clause)
    return clause[: found.start()] if found else ""
