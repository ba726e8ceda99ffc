"""Who holds how much of whom, read from a sentence whose parties are known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assistant.facts.beside import About
from assistant.facts.draft import Draft
from assistant.facts.keeping import OwnerKeeper
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.facts.shapes import ARROW, Shape, ShapeReader
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import beside_a_noun, value_of
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence
from rules.company import mentioned_key

WHOLE = Decimal(100)
_NEAR_HALF = 5
_JOINT = re.compile(r"\s*(?:,|;|and|&|,\s*and|as well as|plus|/)\s*(?:by\s+|the\s+)*")
_NEAREST = frozenset({"that one", "this one", "the latter"})
_SUBJECTS = frozenset({"we", "i", "they"})
_PERSONS = frozenset({"she", "he", "him", "her"})
Place = tuple[int, int, Party]


_MARK = re.compile(r"§E(\d+)§")
_PERCENT = re.compile(r"§P(\d+)§")
_IS = re.compile(r"(?:\bis|\bare|\bwas|\bwere|'s|'re|\bbe|\bas)\s+$")


def _in_brackets(text: str, at: int) -> bool:
    """Whether a place stands in brackets: "(cabinet maker for us)"."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _pronoun(clauses: Clauses, mark: re.Match[str]) -> str:
    """Spell a mark that stands for a pronoun again, in as many letters."""
    party = clauses.parties[int(mark[1])]
    if party.kind in {PartyKind.PRONOUN, PartyKind.WE}:
        return "it".ljust(len(mark[0]))
    return mark[0]


@dataclass(frozen=True)
class Share:
    """A part of a company as a sentence tells it; no `value` is the rest."""

    start: int
    end: int
    value: Decimal | None
    number: int | None = None


@dataclass(frozen=True)
class Stake:
    """A holder with the part that it holds; `whom` where the words tell it beside the share."""

    at: int
    end: int
    holder: Party
    share: Share | None = None
    percent: Decimal | None = None
    whom: Party | None = None
    control: bool | None = None
    whom_name: str = ""
    rest: bool = False
    """Whether the holder has what the others leave."""


class StakeReader:
    """Reads owners by clauses."""

    def __init__(  # noqa: PLR0915 (each statement compiles one pattern)
        self, kit: Kit, subjects: SubjectReader, keeper: OwnerKeeper
    ) -> None:
        self._kit = kit
        self._subjects = subjects
        self._keeper = keeper
        words = kit.facts["clauses"]
        self._cue = whole_words(kit.facts["holdings"]["cue"])
        self._has_part = re.compile(words["has_part"])
        self._not = re.compile(words["not_holding"])
        self._no_member_owned = re.compile(kit.facts["no_member_owned"])
        self._context = re.compile(kit.facts["business"]["context"])
        self._duty = re.compile(words["duty"])
        self._no_holder = re.compile(words["no_holder"])
        self._vague = re.compile(words["vague"])
        self._roughly = re.compile(words["roughly"])
        self._parts = {
            str(told): Decimal(str(part)) for told, part in words["words_of_share"].items()
        }
        spoken = any_of(sorted(self._parts, key=len, reverse=True))
        self._shapes = ShapeReader(words, kit.facts["beside"]["holders"])
        self._in_hands = re.compile(rf"§P\d+§{words['in_hands']}")
        self._controls_alone = re.compile(words["controls_alone"])
        self._denied = re.compile(r"(?<!\w)(?:not|no|never|nor|without)(?!\w)|n't(?!\w)")
        self._rest_before = re.compile(rf"(?<![\w-]){words['rest']}\s+(?:is |are |being )?$")
        self._possessive = re.compile(r"§E(\d+)§(?:'s|’s|')\s+(?:\w+\s+)?$")
        self._states_that = re.compile(kit.facts["states_that"])
        self._in_ratio = re.compile(
            r"(?<!\w)(?:owned|held|split|shared|divided)\s+(?P<ratio>\d{1,2}\s*[/:-]\s*\d{1,2}"
            r"(?:\s*[/:-]\s*\d{1,2})?)\s+(?:by|between|among)\s+(?:the\s+)?(?=§E)"
        )
        self._moves = re.compile(words["moves"])
        self._instead = re.compile(words["instead"])
        self._list_head = re.compile(words["list_head"])
        self._more_hands = re.compile(
            r",?\s*(?:and\s+)?(?P<share>§P\d+§|\d{1,2}(?:\.\d+)?)\s+in\s+§C(?P<home>\d+)(?::us)?§"
            r"(?:\s+hands)?(?=\s*(?:[,.;]|and(?!\w)|$))"
        )
        part = r"§P\d+§[\s-]+(?:owned by |by |from )?§C\d+(?::us)?§(?:[- ]owned)?"
        self._in_bracket = re.compile(
            rf"§E(?P<whom>\d+)§\s*\((?P<parts>{part}(?:\s*[,;/&+]\s*(?:and\s+)?{part})*)\)"
        )
        self._people_part = re.compile(r"§P(?P<share>\d+)§[^§]*§C(?P<home>\d+)(?::us)?§")
        self._of_nobody = re.compile(words["of_nobody"])
        self._each_before = re.compile(words["each_before"])
        self._says = re.compile(words["says"])
        self._share_behind = re.compile(
            r"\s*\((?:[^()§]*§C(?P<home>\d+)(?::us)?§[^()§]*[,;])?"
            r"\s*(?:with |for |at )?§P(?P<share>\d+)§\)"
        )
        self._in_turn = re.compile(words["in_turn"])
        self._table_head = re.compile(words["table_head"])
        self._table_row = re.compile(
            r"\W*§E(?P<holder>\d+)§[\s|,;:-]+(?P<share>§P\d+§|\d{1,3}(?:\.\d+)?)"
            r"(?:[\s|,;:-]+(?P<home>§C\d+(?::us)?§))?\W*"
        )
        self._each_member = re.compile(words["each_member"])
        self._each_of_them = re.compile(words["each_of_them"])
        self._share = re.compile(
            rf"§P(?P<mark>\d+)§|(?<![\w-])(?P<rest>{words['rest']})|(?<![\w-])"
            rf"(?P<word>{spoken}|all(?= of §E))(?![\w-])"
        )
        self._bare = re.compile(
            r"(?:(?<=§)|(?<=holds)|(?<=owns)|(?<=with)|(?<=has)|(?<=hold)|(?<=own)|(?<=at)) "
            r"(?P<bare>\d{1,2}(?:\.\d+)?)(?![\w.]*[\d%])"
        )
        self._header = re.compile(
            rf"(?<!\w){words['header']}(?:\s+(?:of|in|at|behind|for)\s+(?P<whom>§E\d+§|it|us"
            rf"|them))?"
            rf"(?:\s+(?:today|now|currently|(?:is|are|looks?|reads?|shows?)(?: like this"
            rf"| as follows)?))*\s*(?:[:=–—-]|are|is|include|(?=§))"
        )
        adverb, stake, by = words["adverb"], words["stake"], words["by"]
        few = rf"(?:{adverb}(?!\w)[\s,]*)*"
        self._left = re.compile(
            rf"(?:'s|[\s,(:=–—-]|(?:{words['relative']}|{adverb}|{stake}|{words['majority']}"
            rf"|will|would|then|has|§D\d+§)(?!\w))*"
            rf"(?<!\w){words['active']}(?!\w)(?:[\s,(:=–—-]|(?:{adverb}|{stake}"
            rf"|{words['majority']}|stake|interest|worth)(?!\w))*"
        )
        self._left_weak = re.compile(rf"\s*[,(:=–—-]?\s*{few}")
        self._of_whom = re.compile(
            rf"\s*-?(?:(?:{stake}|{few})\s*)*(?:of|in)\s+§E(?P<whom>\d+)§(?:'s?)?(?:\s+{stake})?"
        )
        self._right = re.compile(
            rf"\s*-?(?:{stake})?(?:[\s,]|(?:which|that|and|each|then)\s)*"
            rf"(?:(?:{words['aux']}|{adverb}|{words['passive']}|come|comes|coming)[\s,]+)*"
            rf"(?:{words['passive']}|{by}|-\s*(?:owned|held) by)\s+(?:the\s+)?"
        )
        self._right_weak = re.compile(rf"\s*[(:=–—-]?\s*(?:{few}|(?:is|are|for)\s+)")
        self._passive = re.compile(
            rf"(?:(?<=\s)|(?<=[,(:§-])|^)(?P<how>(?:{words['whole']}[-\s]+)?)(?P<part>"
            rf"(?:{words['partly']}[-\s]+)?)(?P<verb>owned|held|controlled|belong(?:s|ed|ing)?)"
            rf"\s+(?P<how2>(?:{words['whole']}\s+)?)(?:(?P<equal>{words['equally']})\s+"
            rf"|{adverb}\s+)*{by}\s+(?:the\s+)?(?=§E)"
        )
        self._subsidiary = re.compile(
            rf"{words['subsidiary']}\s+of\s+(?:the\s+)?§E(?P<holder>\d+)§"
        )
        self._parent = re.compile(
            r"(?<!\w)(?:its|our|their|whose|the|my|ultimate|a|an|§E(?P<whom2>\d+)§'s)\s+"
            r"(?:ultimate |direct |current )?(?P<how>(?:only |sole |single )?)(?:main "
            r"|majority |largest |biggest )?"
            r"(?:parent|mother|owner|shareholder|stockholder|holding|(?<=sole )member|"
            r"(?<=only )member|investor|backer)(?: company| firm)?(?:\s+of\s+§E(?P<whom>\d+)§)?\s*"
            r"(?:,\s*(?:holding|with|owning)\s+(?:all |§P\d+§)[^,§]*,\s*)?"
            r"(?:is|was|are|:|=|,|–|—|being|called|named)\s*(?:the )?§E(?P<holder>\d+)§"
        )
        self._venture = re.compile(rf"(?<!\w){words['venture']}(?!\w)")
        self._ratio = re.compile(words["ratio"])
        self._equally = re.compile(words["equally"])
        self._between = re.compile(
            r"(?<!\w)(?:between|of|by|among|amongst|with)\s+(?=(?:the\s+)?§E)"
        )
        self._each = re.compile(r"(?<!\w)(?:each|apiece)(?!\w)")
        self._relative = re.compile(rf"\s*,?\s*\(?(?:and\s+)?{words['relative']}(?!\w)[^§;.]*")
        self._share_beside = re.compile(
            r"§P(?P<one>\d+)§\s*(?:by|with|to|for|is|:|=|-)?\s*(?:the\s+)?§E\d+§"
            r"|§E\d+§\s*[(:=,-]?\s*(?:with\s+)?§P(?P<other>\d+)§"
        )
        self._sells = re.compile(words["sells"])
        self._controlling = re.compile(words["controlling"])
        self._new_holder = re.compile(r"§P\d+§\W*(?:and|while|but)?\s*(?:the\s+)?$")
        self._of_each = re.compile(
            r"\s*[:,–—-]?\s*(?:(?:are|is|were|all|both|each)\s+)*(?:each|all|both|are)(?:\s+"
            r"(?:of them|is|are))*\s*"
        )
        self._we_words = re.compile(r"(?<!\w)(?:our|us|my)(?!\w)")
        self._control_no = re.compile(kit.facts["holdings"]["control_no"])
        self._control_yes = re.compile(kit.facts["holdings"]["control_yes"])
        self._nobody = re.compile(kit.facts["holdings"]["nobody"])
        self._majority = re.compile(rf"(?<!\w){words['majority']}(?!\w)")

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> set[int]:
        """Keep the owners of a sentence; give back the mentions that tell of them."""
        text = clauses.text
        speaks = (
            bool(self._cue.search(text) or self._has_part.search(text))
            or draft.about_owners
            or bool(self._venture.search(text) or self._subsidiary.search(text))
            or any(one.about.holder for one in clauses.parties)
            or bool(ARROW.search(text) or self._in_hands.search(text))
            or self._shapes.is_table(clauses)
            or next(self._shapes.find(clauses), None) is not None
            or bool(self._in_ratio.search(text))
            or self._is_whole(sentence, text)
            or bool(self._in_bracket.search(text))
        )
        if self._in_table(sentence, clauses, draft):
            return {n for _, _, one in clauses.places() for n in (one.number,) if n is not None} | {
                *sentence.marks(text, "C")
            }
        if self._share_again(sentence, text, draft) or self._moved(sentence, clauses, draft):
            return set()
        if self._in_list(sentence, clauses, draft):
            return {
                n
                for _, _, one in clauses.places()
                for n in (one.number, one.country)
                if n is not None
            }
        if not speaks or self._asks(text, draft):
            if not speaks and not self._asks(text, draft):
                self._control_alone(sentence, clauses, draft)
            return set()
        if self._each_holds(sentence, text, draft):
            return set()
        return self._read_stakes(sentence, clauses, draft)

    def _read_stakes(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> set[int]:
        """Keep who holds how much of whom, and who controls; give back the mentions kept."""
        draft.listed_owners = []
        stakes = list(self._stakes(sentence, clauses))
        used: set[int] = set()
        for stake in sorted(stakes, key=lambda one: one.at):
            for whom in self._whoms(clauses, stake, stakes, draft):
                if self._keep(sentence, draft, whom, stake, clauses.text):
                    used |= self._numbers(stake)
        if stakes:
            draft.about_owners = True
            self._control(sentence, clauses, draft, stakes)
        else:
            self._control_alone(sentence, clauses, draft)
        return used

    def _is_whole(self, sentence: Sentence, text: str) -> bool:
        """Whether shares with their holders make up a whole: "51 % Birch, 49 % Cedar"."""
        beside = [int(one["one"] or one["other"]) for one in self._share_beside.finditer(text)]
        return len(beside) > 1 and sum(value_of(sentence, one) for one in beside) == WHOLE

    def _asks(self, text: str, draft: Draft) -> bool:
        return (
            not draft.supposed
            and text.rstrip(" \"')").endswith("?")
            and self._kit.asks(text, len(text))
            and not self._states_that.search(text)
        )

    @staticmethod
    def _numbers(stake: Stake) -> set[int]:
        found = {stake.holder.number, stake.holder.country}
        if stake.share is not None:
            found.add(stake.share.number)
        return {number for number in found if number is not None}

    # -- holders and shares -------------------------------------------------------------------

    def _stakes(self, sentence: Sentence, clauses: Clauses) -> Iterator[Stake]:
        text, places = clauses.text, clauses.places()
        venture = list(self._joint_venture(clauses))
        if venture:
            yield from venture
            return
        shares = list(self._shares(sentence, text))
        told = [*self._by_ratio(clauses), *self._by_shape(sentence, clauses, shares)]
        shaped = list(told)
        for sure in (True, False):
            for share in shares:
                if any(one.share is share for one in told):
                    continue
                if any(one.at <= share.start and share.end <= one.end for one in shaped):
                    continue
                free = [one for one in places if all(one[2] is not stake.holder for stake in told)]
                told += self._pair(text, share, free, told, sure=sure)
        yield from self._with_rest(told)
        yield from self._without_share(sentence, clauses, told)

    def _by_ratio(self, clauses: Clauses) -> Iterator[Stake]:
        """Read "owned 80/20 by Birch and Cedar"."""
        match = self._in_ratio.search(clauses.text)
        if match is None:
            return
        listed = self._listed_after(clauses.text, match.end(), clauses.places())
        parts = [Decimal(one) for one in re.findall(r"\d+", match["ratio"])]
        if len(parts) == len(listed) and sum(parts) == WHOLE:
            for one, part in zip(listed, parts, strict=True):
                yield Stake(match.start(), listed[-1][1], one[2], percent=part)

    def _by_shape(
        self, sentence: Sentence, clauses: Clauses, shares: Sequence[Share]
    ) -> Iterator[Stake]:
        """Give the stakes that the shape of the sentence alone tells."""
        seen: list[Party] = []
        for match in self._in_hands.finditer(clauses.text):
            whom = clauses.parties[int(match["whom"])] if match["whom"] else None
            share = next((each for each in shares if each.start == match.start()), None)
            if share is None:
                continue
            holder = self._holder_from(sentence, int(match["home"]))
            yield Stake(match.start(), match.end(), holder, share, share.value, whom)
            # "…, 29 in Danish, and 20 in Chinese": the hands are not said again.
            for more in self._more_hands.finditer(clauses.text, match.end()):
                mark = _PERCENT.fullmatch(more["share"])
                part = value_of(sentence, int(mark[1])) if mark else Decimal(more["share"])
                holder = self._holder_from(sentence, int(more["home"]))
                yield Stake(match.start(), more.end(), holder, None, part, whom)
        for match in self._in_bracket.finditer(clauses.text):
            whom = clauses.parties[int(match["whom"])]
            for part in self._people_part.finditer(match["parts"]):
                holder = self._holder_from(sentence, int(part["home"]))
                share_of = value_of(sentence, int(part["share"]))
                yield Stake(match.start(), match.end(), holder, None, share_of, whom)
        for one in self._shapes.find(clauses):
            share = self._share_at(one, shares)
            if one.holder in seen or (one.share is not None and share is None):
                continue
            seen.append(one.holder)
            percent = share.value if share is not None else WHOLE if one.whole else None
            yield Stake(
                one.at, one.end, one.holder, share, percent, one.whom, one.control, one.whom_name
            )

    @staticmethod
    def _holder_from(sentence: Sentence, number: int) -> Party:
        """Return a holder of whom only the country is told."""
        people = beside_a_noun(sentence, number)
        about = About(country=str(value_of(sentence, number)), own="the", holder=True)
        return Party(PartyKind.NOUN, f"the {people} holder", about, None, number, "holder")

    @staticmethod
    def _share_at(shape: Shape, shares: Sequence[Share]) -> Share | None:
        if shape.share is None:
            return None
        low, high = shape.share
        return next((one for one in shares if one.start < high and low < one.end), None)

    def _share_again(self, sentence: Sentence, text: str, draft: Draft) -> bool:
        """Read a share that replaces one of the case: "it is 25 percent, not 20"."""
        match = self._instead.search(text)
        if (
            match is None
            or self._cue.search(text)
            or any(one for one in sentence.marks(text, "[MNC]"))
        ):
            return False
        marks = {name: match[name] for name in ("new", "old")}
        told = {
            name: value_of(sentence, int(number[1]))
            if (number := _PERCENT.match(mark))
            else Decimal(mark)
            for name, mark in marks.items()
        }
        held = [
            (member.name, owner.name)
            for member in draft.case.members or ()
            for owner in member.owners or ()
            if owner.percent == told["old"] and owner.name
        ]
        if len(held) != 1:
            return False
        owner = {"name": held[0][1], "percent": told["new"]}
        self._keeper.keep(sentence, draft, held[0][0], owner)
        return True

    def _moved(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> bool:
        """Read the new size of a stake that the case holds: "if Birch went up to 60 percent"."""
        match = self._moves.search(clauses.text)
        if match is None:
            return False
        party = clauses.parties[int(match["who"])] if match["who"] else None
        held = [
            (member.name, owner.name)
            for member in draft.case.members or ()
            for owner in member.owners or ()
            if owner.name and owner.percent is not None
        ]
        if party is not None and party.kind is PartyKind.NAME:
            key = mentioned_key(party.name)
            held = [one for one in held if mentioned_key(one[1]) == key]
        elif len(held) != 1:
            return False
        if len(held) != 1:
            return False
        mark = _PERCENT.fullmatch(match["share"])
        share = value_of(sentence, int(mark[1])) if mark else Decimal(match["share"])
        self._keeper.keep(sentence, draft, held[0][0], {"name": held[0][1], "percent": share})
        return True

    def _in_list(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> bool:
        """Read a line of a list of owners that a heading opened."""
        text = clauses.text
        if self._list_head.fullmatch(text.strip()):
            whom = next((one for _, _, one in clauses.places()), None)
            draft.owner_list = self._name(whom, draft) if whom else self._subjects.last(draft)
            return True
        row = self._shapes.row(clauses) if draft.owner_list is not None else None
        share = self._share_at(row, list(self._shares(sentence, text))) if row else None
        if row is None or share is None or draft.owner_list is None:
            draft.owner_list = None
            return False
        stake = Stake(row.at, row.end, row.holder, share, share.value)
        self._keep(sentence, draft, draft.owner_list, stake, text)
        return True

    def _in_table(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> bool:
        """Read a row of a table of owners, "Birch  45  Oslo", below its heading."""
        text = clauses.text.strip()
        if self._table_head.fullmatch(sentence.named.strip()):
            draft.owner_table = self._subjects.last(draft)
            return True
        row = self._table_row.fullmatch(text) if draft.owner_table is not None else None
        if row is None or draft.owner_table is None:
            draft.owner_table = None
            return False
        owner: dict[str, Any] = {"name": clauses.parties[int(row["holder"])].name}
        mark = _PERCENT.fullmatch(row["share"])
        owner["percent"] = value_of(sentence, int(mark[1])) if mark else Decimal(row["share"])
        if row["home"]:
            owner["country"] = value_of(sentence, sentence.marks(row["home"], "C")[0])
        self._keeper.keep(sentence, draft, draft.owner_table, owner)
        return True

    def _each_holds(self, sentence: Sentence, text: str, draft: Draft) -> bool:
        """Read "each holds a quarter" of the owners that the sentence before lists."""
        match = self._each_of_them.match(text)
        if match is None or not draft.listed_owners:
            return False
        shares = list(self._shares(sentence, text))
        equal = self._equally.search(text)
        if len(shares) != 1 and not equal:
            return False
        count = len(draft.listed_owners)
        each = WHOLE / count if equal or not shares else shares[0].value
        if each is None or each * count > WHOLE:
            return False
        for whom, owner in draft.listed_owners:
            self._keeper.keep(sentence, draft, whom, owner | {"percent": each})
        return True

    def _shares(self, sentence: Sentence, text: str) -> Iterator[Share]:
        found: list[Share] = []
        for match in self._share.finditer(text):
            if self._is_other(text, match):
                continue
            value: Decimal | None = None
            if match["mark"]:
                value = value_of(sentence, int(match["mark"]))
            elif match["word"]:
                value = self._parts.get(match["word"], WHOLE)
            number = int(match["mark"]) if match["mark"] else None
            found.append(Share(match.start(), match.end(), value, number))
        bare = [
            Share(m.start("bare"), m.end(), Decimal(m["bare"])) for m in self._bare.finditer(text)
        ]
        sums = sum((one.value or Decimal(0) for one in (*found, *bare)), Decimal(0))
        rest = any(one.value is None for one in found)
        listed = self._header.search(text) or self._cue.search(text)
        if bare and listed and (sums == WHOLE or (rest and sums < WHOLE)):
            found += bare
        yield from sorted(found, key=lambda one: one.start)

    def _is_other(self, text: str, match: re.Match[str]) -> bool:
        """Whether a share is one of something else, or asked for by a rule."""
        plain = re.sub(r"\([^()]*\)", " ", text[: match.start()])
        before = re.split(r"[:;.,]", plain)[-1][-30:]
        behind = re.split(r"[:;.,]", text[match.end() :])[0][:30]
        return bool(self._duty.search(before) or self._not.search(f"{before} | {behind}"))

    def _pair(
        self, text: str, share: Share, places: Sequence[Place], told: Sequence[Stake], *, sure: bool
    ) -> list[Stake]:
        """Return the holders of one share: those whom the words beside it name."""
        before = [one for one in places if one[1] <= share.start][-1:]
        after = [one for one in places if one[0] >= share.end][:2]
        whom: Party | None = None
        behind = self._of_whom.match(text, share.end)
        at = share.end
        if behind and after and after[0][0] < behind.end():
            whom, after, at = after[0][2], after[1:], behind.end()
        left = self._left if sure else self._left_weak
        right = self._right if sure else self._right_weak
        by_left = bool(before) and bool(left.fullmatch(text[before[0][1] : share.start]))
        by_right = bool(after) and bool(right.fullmatch(text[at : after[0][0]]))
        if not sure and by_left and by_right:
            backwards = any(one.share is not None and one.at == one.share.start for one in told)
            gap = text[before[0][1] : share.start].strip()
            label = gap in {":", "=", "–", "-"} and not text[: before[0][0]].strip()
            by_left = not backwards and not label and gap in {"", ":", "=", "("}
            by_right = not by_left
        if not sure and not told and not self._header.search(text) and share.number is None:
            return []
        if by_left:
            holders = (
                self._listed_before(text, before[0], places)
                if self._is_each(text, share, before[0])
                else [before[0]]
            )
            return [Stake(one[0], share.end, one[2], share, share.value, whom) for one in holders]
        if by_right:
            return [Stake(share.start, after[0][1], after[0][2], share, share.value, whom)]
        return []

    def _is_each(self, text: str, share: Share, holder: Place) -> bool:
        near = text[holder[1] : share.end + 8]
        return bool(self._each.search(near))

    def _listed_before(self, text: str, last: Place, places: Sequence[Place]) -> list[Place]:
        listed = [last]
        for one in reversed([one for one in places if one[1] <= last[0]]):
            if not _JOINT.fullmatch(text[one[1] : listed[0][0]]):
                break
            listed.insert(0, one)
        # "My two partners, Ada Roe and Bo Lind": the noun is told by the names behind it.
        apposed = len(listed) > 2 and listed[0][2].kind is PartyKind.NOUN and listed[0][2].several
        return listed[1:] if apposed else listed

    def _with_rest(self, told: Sequence[Stake]) -> Iterator[Stake]:
        """Give the holders, the one of the rest with what is left over."""
        known = [one.percent for one in told if one.percent is not None]
        for one in told:
            if one.share is None or one.share.value is not None:
                yield one
            elif known and sum(known, Decimal(0)) < WHOLE:
                left = WHOLE - sum(known, Decimal(0))
                yield Stake(one.at, one.end, one.holder, one.share, left, one.whom)
            elif not known:
                yield replace(one, rest=True)

    # -- holders without a share --------------------------------------------------------------

    def _left_over(self, sentence: Sentence, text: str) -> Decimal | None:
        """Return what the shares of a sentence leave of the whole."""
        shares = [value_of(sentence, number) for number in sentence.marks(text, "P")]
        told = sum(shares, Decimal(0))
        return WHOLE - told if 0 < told < WHOLE else None

    def _without_share(
        self, sentence: Sentence, clauses: Clauses, told: Sequence[Stake]
    ) -> Iterator[Stake]:
        text, places = clauses.text, clauses.places()
        held = [stake.holder for stake in told]
        for match in self._passive.finditer(text):
            listed = self._listed_after(text, match.end(), places)
            shared = re.search(r"§P\d+§[\s-]*$", text[: match.start()])
            if not listed or any(one[2] in held for one in listed) or self._is_thing(text, match):
                continue
            first = listed[0][2]
            several = first.kind is PartyKind.NOUN and (first.several or first.noun == "people")
            no_holder = self._no_holder.search(first.about.words)
            if no_holder or (told and several and first.code is None):
                continue
            controlled = match["verb"] == "controlled"
            percent: Decimal | None = None
            if match["equal"] and len(listed) in {2, 4, 5}:
                percent = WHOLE / len(listed)
            elif shared is None and len(listed) == 1 and not controlled:
                percent = self._of_one(sentence, text, match, listed[0])
            rest = bool(percent == WHOLE and self._rest_before.search(text[: match.start()]))
            if rest:
                percent = self._left_over(sentence, text)
            most = True if controlled or "majority" in match["part"] else None
            for one in listed:
                held.append(one[2])
                yield Stake(match.start(), one[1], one[2], percent=percent, control=most, rest=rest)
        for stake in self._listed(clauses, held):
            held.append(stake.holder)
            yield stake
        yield from self._parents(clauses, held)

    def _of_one(
        self, sentence: Sentence, text: str, match: re.Match[str], holder: Place
    ) -> Decimal | None:
        """Return what one holder has: what stands in brackets behind it, else the whole."""
        behind = self._share_behind.match(text, holder[1])
        if behind is None:
            return WHOLE if match["how"] or match["how2"] or not match["part"] else None
        about = holder[2].about
        if behind["home"] and about.country is None:
            about.country = str(value_of(sentence, int(behind["home"])))
        share: Decimal = value_of(sentence, int(behind["share"]))
        return share

    def _listed(self, clauses: Clauses, held: Sequence[Party]) -> Iterator[Stake]:
        """Give the owners of a list without shares: "has two owners, Birch and Cedar"."""
        noun = self._shapes.listed(clauses)
        if noun is None:
            return
        for one in self._listed_after(clauses.text, noun[1], clauses.places(), first=True):
            if one[2] not in held and one[2].kind is PartyKind.NAME:
                yield Stake(noun[0], one[1], one[2], whom_name=noun[2].of_name)

    def _parents(self, clauses: Clauses, held: Sequence[Party]) -> Iterator[Stake]:
        """Give the parent of a subsidiary: "the parent of Alder is Birch"."""
        text = clauses.text
        for pattern in (self._subsidiary, self._parent):
            for match in pattern.finditer(text):
                holder = clauses.parties[int(match["holder"])]
                told = pattern is self._subsidiary and holder.country is not None
                if holder in held or not (holder.kind is PartyKind.NAME or told):
                    continue
                before = text[: match.start()]
                if told and "§E" not in before and self._of_nobody.search(before):
                    continue
                groups = match.groupdict()
                whole = bool(groups.get("how"))
                told_of = groups.get("whom") or groups.get("whom2")
                whom = clauses.parties[int(told_of)] if told_of else None
                share = WHOLE if whole else None
                # Whose subsidiary it is, controls it: of a holder without a name that is all told.
                most = True if told and holder.kind is PartyKind.NOUN else None
                yield Stake(
                    match.start(), match.end(), holder, percent=share, whom=whom, control=most
                )

    def _is_thing(self, text: str, match: re.Match[str]) -> bool:
        """Whether what is owned is no company."""
        before = text[: match.start()]
        return bool(self._no_member_owned.search(before) or self._context.search(text))

    def _listed_after(
        self, text: str, at: int, places: Sequence[Place], *, first: bool = False
    ) -> list[Place]:
        listed: list[Place] = []
        for one in places:
            if one[0] < at:
                continue
            gap = text[at if not listed else listed[-1][1] : one[0]]
            begins = one[2].kind is PartyKind.WE and one[2].noun in _SUBJECTS
            if (
                begins
                or (not listed and not first and gap.strip())
                or (listed and not _JOINT.fullmatch(gap))
            ):
                break
            listed.append(one)
        # "owned by Alder and Birch makes racks": the last one begins a clause of its own.
        return listed

    def _joint_venture(self, clauses: Clauses) -> Iterator[Stake]:
        text = clauses.text
        venture = self._venture.search(text)
        between = self._between.search(text, venture.end()) if venture else None
        if venture is None or between is None:
            return
        listed = self._listed_after(text, between.end(), clauses.places())
        if len(listed) < 2:
            return
        last = listed[-1][1]
        ratio = self._ratio.search(text, 0)
        parts: list[Decimal | None] = [None] * len(listed)
        if ratio:
            told = [Decimal(one) for one in ratio.groups() if one]
            if len(told) == len(listed) and sum(told) == WHOLE:
                parts = list(told)
        elif self._equally.search(text) and len(listed) in {2, 4, 5}:
            parts = [WHOLE / len(listed)] * len(listed)
        if not any(parts) and "§P" in text:
            return
        for one, part in zip(listed, parts, strict=True):
            yield Stake(venture.start(), last, one[2], percent=part)

    # -- who is held --------------------------------------------------------------------------

    def _whoms(
        self, clauses: Clauses, stake: Stake, stakes: Sequence[Stake], draft: Draft
    ) -> list[str]:
        """Return all who are held: of a list that is told to be held each, every one."""
        places = clauses.places()
        if stake.whom is None and draft.named_together and self._each_member.match(clauses.text):
            return list(draft.named_together)
        before = [one for one in places if one[1] <= stake.at]
        gap = clauses.text[before[-1][1] : stake.at] if before else ""
        if stake.whom is None and self._each_before.search(gap):
            named = [self._name(one[2], draft) for one in before if self._is_one_of_ours(one)]
            ours = list(dict.fromkeys(one for one in named if one))
            if len(ours) > 1:
                return ours
        if before and stake.whom is None and self._of_each.fullmatch(gap):
            listed = self._listed_before(clauses.text, before[-1], places)
            if len(listed) > 1:
                return [name for one in listed if (name := self._name(one[2], draft))]
        whom = self._whom(clauses, stake, stakes, draft)
        held = draft.held_by(whom) if whom is not None else None
        if held is not None and self._sells.search(clauses.text):
            # "Birch sells its stake to Cedar": what Birch has is a part of Alder.
            whom = held
        return [] if whom is None else [whom]

    @staticmethod
    def _is_one_of_ours(place: Place) -> bool:
        party = place[2]
        return (party.kind is PartyKind.NAME or party.member) and not party.about.holder

    def _whom(
        self, clauses: Clauses, stake: Stake, stakes: Sequence[Stake], draft: Draft
    ) -> str | None:
        if stake.whom is not None:
            return self._told_whom(clauses, stake, stake.whom, draft)
        text, places = clauses.text, clauses.places()
        at = min([stake.at, *(start for start, _, one in places if one is stake.holder)])
        before = [one for one in places if one[1] <= at]
        last = before[-1] if before else None
        apart = last is not None and last[2] is not stake.holder
        if last is not None and apart and self._relative.fullmatch(text[last[1] : at]):
            return self._name(last[2], draft)
        if last is not None and last[2].kind is PartyKind.PRONOUN:
            return self._subjects_meant(clauses, last, draft)
        first = min(
            min([one.at, *(start for start, _, party in places if party is one.holder)])
            for one in stakes
        )
        if last is None and draft.last_owner is None and self._in_turn.match(text):
            return self._last_of_case(draft)
        chain = self._chain(clauses, at, first, stakes)
        if chain is not None:
            return self._name(chain, draft)
        return self._headed(clauses, draft) or self._spoken_of(clauses, stake, stakes, draft, first)

    @staticmethod
    def _last_of_case(draft: Draft) -> str | None:
        """Return the owner that the case told last, of whom "which in turn …" goes on."""
        told = [one for one in draft.case.members or () if one.owners]
        owners = told[-1].owners if told else None
        name = None
        while owners:
            name, owners = owners[-1].name, owners[-1].owners
        return name

    def _told_whom(self, clauses: Clauses, stake: Stake, whom: Party, draft: Draft) -> str | None:
        """Return whom the words beside the share tell."""
        if whom.kind is not PartyKind.PRONOUN:
            return self._name(whom, draft)
        place = next(one for one in clauses.places() if one[2] is whom)
        name = self._subjects_meant(clauses, place, draft)
        return name if name != stake.holder.name else self._subjects.last(draft)

    def _headed(self, clauses: Clauses, draft: Draft) -> str | None:
        """Return of whom a heading says that a list of owners follows."""
        header = self._header.search(clauses.text)
        owner = self._possessive.search(clauses.text[: header.start()]) if header else None
        if owner is not None:
            return self._name(clauses.parties[int(owner[1])], draft)
        if header is None or not header["whom"]:
            return None
        mark = _MARK.fullmatch(header["whom"])
        if mark is None:
            return self._subjects.last(draft)
        return self._name(clauses.parties[int(mark[1])], draft)

    def _spoken_of(
        self,
        clauses: Clauses,
        stake: Stake,
        stakes: Sequence[Stake],
        draft: Draft,
        first: int,
    ) -> str | None:
        """Return whom the sentence speaks of before its holders, else the one spoken of last."""
        text, places = clauses.text, clauses.places()
        held = {id(one.holder) for one in stakes}
        others = [
            one[2]
            for one in places
            if one[1] <= first
            and id(one[2]) not in held
            and not one[2].about.holder
            and not _in_brackets(text, one[0])
            and not (one[2].kind is PartyKind.WE and self._says.match(text, one[1]))
            and not (
                one[2].kind is PartyKind.NOUN
                and one[2].indefinite
                and self._is_predicate(text, one)
            )
            and not (one[2].kind is PartyKind.NOUN and self._is_of_name(text, one, places))
        ]
        named = [
            one
            for one in others
            if one.kind is not PartyKind.NOUN or not one.indefinite or one.country is not None
        ]
        if named and named[-1].kind is PartyKind.PRONOUN:
            place = next(one for one in places if one[2] is named[-1])
            return self._subjects_meant(clauses, place, draft)
        if named:
            return self._name(named[-1], draft)
        if self._we_words.search(text) and draft.current is None and draft.row is None:
            return self._subjects.own(draft)
        explicit = next((one.whom for one in stakes if one.whom is not None), None)
        if explicit is not None:
            return self._name(explicit, draft)
        later = {
            name
            for at, _, one in places
            if at >= first
            and id(one) not in held
            and not one.about.holder
            and (one.kind is PartyKind.NAME or one.member)
            and (name := self._name(one, draft)) is not None
        }
        if len(later) == 1 and draft.current is None and draft.row is None:
            return later.pop()
        name = self._subjects.last(draft)
        return name if name != stake.holder.name else None

    def _subjects_meant(self, clauses: Clauses, pronoun: Place, draft: Draft) -> str | None:
        """Return whom a pronoun means: the one company told before it, else the last one."""
        before = [one for _, end, one in clauses.places() if end <= pronoun[0]]
        if pronoun[2].noun in _NEAREST and before and before[-1].kind is PartyKind.NAME:
            return before[-1].name
        two = self._subjects.one_of_two(pronoun[2].noun, draft)
        if two is not None and not before:
            return two
        if pronoun[2].noun in _PERSONS:
            return self._subjects.last(draft)
        told = [
            one
            for _, end, one in clauses.places()
            if end <= pronoun[0]
            and draft.owner_named(one.name) is None
            and not one.about.holder
            and (one.kind is PartyKind.NAME or (one.kind is PartyKind.NOUN and not one.indefinite))
        ]
        named = [one for one in told if one.kind is PartyKind.NAME or one.member]
        nobody = draft.current is None and draft.row is None
        if len({one.name for one in told}) == 1 or (nobody and named):
            return self._name((named or told)[0], draft)
        return self._subjects.last(draft)

    def _is_of_name(self, text: str, place: Place, places: Sequence[Place]) -> bool:
        """Whether a noun is said of a name before it: "Alder is our cloud provider"."""
        named = any(one[1] <= place[0] and one[2].kind is PartyKind.NAME for one in places)
        return named and self._is_predicate(text, place)

    def _is_predicate(self, text: str, place: Place) -> bool:
        return bool(_IS.search(text[: place[0]]))

    def _chain(
        self, clauses: Clauses, at: int, first: int, stakes: Sequence[Stake]
    ) -> Party | None:
        """Return the holder of whom a further stake is told: "… Ltd, itself owned by …"."""
        if at == first:
            return None
        inner = [one for one in clauses.places() if first <= one[0] and one[1] <= at]
        for _, end, party in reversed(inner):
            held = any(one.holder is party for one in stakes)
            led = self._relative.match(clauses.text, end, at)
            if held and led and not self._new_holder.search(clauses.text, led.end(), at):
                return party
        return None

    def _name(self, party: Party, draft: Draft) -> str | None:
        match party.kind:
            case PartyKind.PRONOUN:
                person = self._subjects.person(party.noun, draft)
                two = self._subjects.one_of_two(party.noun, draft)
                return person or two or self._subjects.last(draft)
            case PartyKind.WE:
                return self._subjects.own(draft)
            case PartyKind.NOUN if not party.about.holder:
                return self._subjects.known(party, draft)
            case _:
                return party.name

    # -- keeping ------------------------------------------------------------------------------

    def _keep(self, sentence: Sentence, draft: Draft, whom: str, stake: Stake, text: str) -> bool:
        """Keep a holder of somebody; tell whether there is anything to keep."""
        name = self._name(stake.holder, draft)
        told_of = stake.whom_name or stake.holder.of_name
        if told_of and stake.whom is None:
            whom = told_of
        if name is None or mentioned_key(name) == mentioned_key(whom):
            return False
        if stake.rest and stake.percent is None:
            left = self._left_of(draft, whom, name)
            if left is None:
                return False
            stake = replace(stake, percent=left)
        owner, vague = self._owner(stake, name, text)
        if vague is not None:
            path = f"members[{whom}].owners"
            told = owner | {"percent": vague}
            draft.note(path, told, sentence.text, approximate=True)
        self._keeper.keep(sentence, draft, whom, owner)
        if stake.percent is None:
            draft.listed_owners.append((whom, {"name": owner["name"]}))
        if whom in draft.members:
            draft.current = whom
        return True

    @staticmethod
    def _left_of(draft: Draft, whom: str, name: str) -> Decimal | None:
        """Return what the other owners that the message told of leave to this one."""
        held = draft.owner_named(whom) or draft.members.get(whom, {})
        others = [one for one in held.get("owners", ()) if one["name"] != name]
        shares = [one["percent"] for one in others if "percent" in one]
        told = sum(shares, Decimal(0))
        return WHOLE - told if shares and len(shares) == len(others) and told < WHOLE else None

    def _owner(self, stake: Stake, name: str, text: str) -> tuple[dict[str, Any], Decimal | None]:
        """Return an owner with what is told, and a share that is too vague to be kept."""
        owner: dict[str, Any] = {"name": name}
        if stake.holder.code is not None:
            owner["country"] = stake.holder.code
        elif stake.holder.about.places:
            owner["country"] = next(iter(stake.holder.about.places.values()))
        before = text[: stake.share.start] if stake.share else ""
        if stake.control is not None:
            owner["control"] = stake.control
        elif self._controlling.search(before):
            owner["control"] = True
        if stake.percent is not None and stake.percent <= WHOLE:
            near = self._roughly.search(before) and abs(stake.percent - 50) < _NEAR_HALF
            if self._vague.search(before):
                pass
            elif near:
                return owner, stake.percent
            else:
                owner["percent"] = stake.percent
        return owner, None

    def _control_alone(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read "Birch controls it, obviously" of an owner that is known already."""
        for match in self._controls_alone.finditer(clauses.text):
            party = clauses.parties[int(match["who"])]
            name = self._owner_meant(clauses, party, match, draft) or self._name(party, draft)
            value = not self._denied.search(match[0])
            owner = draft.owner_named(name) if name else None
            if name is None:
                continue
            if owner is not None:
                self._keeper.control(sentence, draft, name, value=value)
                continue
            whom = draft.held_by(name)
            if whom is not None:
                told = {"name": name, "control": value}
                self._keeper.keep(sentence, draft, whom, told)

    def _owner_meant(
        self, clauses: Clauses, party: Party, match: re.Match[str], draft: Draft
    ) -> str | None:
        """Return whom "it" means in "it does not control Alder": the one owner of Alder."""
        if party.kind is not PartyKind.PRONOUN:
            return None
        marks = [clauses.parties[int(one[1])] for one in _MARK.finditer(match[0])][1:]
        key = mentioned_key(self._name(marks[0], draft) or "") if marks else ""
        held = [
            owner.name
            for member in draft.case.members or ()
            if mentioned_key(member.name) == key
            for owner in member.owners or ()
        ]
        return held[0] if len(held) == 1 else None

    def _control(
        self, sentence: Sentence, clauses: Clauses, draft: Draft, stakes: Sequence[Stake]
    ) -> None:
        """Read whether a holder controls: the last one before the words."""
        text = _MARK.sub(lambda mark: _pronoun(clauses, mark), clauses.text)
        for pattern, value in ((self._control_no, False), (self._control_yes, True)):
            match = pattern.search(text)
            if match is None or (value and self._nobody.search(text[: match.start()])):
                continue
            before = [one for _, end, one in clauses.places() if end <= match.start()]
            held = [one for one in before if any(stake.holder is one for stake in stakes)]
            if held:
                self._keeper.control(sentence, draft, self._name(held[-1], draft), value=value)
            return
