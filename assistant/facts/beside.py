"""What stands beside a company's name: "Alder, a Dutch fund", "the Korean group Alder"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.facts.draft import PLACES
from assistant.facts.kit import Kit
from assistant.facts.text import spelled, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_NAME = re.compile(r"§O(\d+)§")
_COUNTRY = r"§C\d+(?::us)?§"
_DICTATED = 2
"""Words for punctuation from which on a sentence is a dictated one."""
_WINDOW = 90
"""How far before a name the words may begin that describe it."""


@dataclass
class About:
    """What is told of somebody beside the name."""

    country: str | None = None
    places: dict[str, str] = field(default_factory=dict)
    words: str = ""
    form: bool = False
    holder: bool = False
    own: str = ""
    """The possessive or article before the noun: "its", "our"."""
    parent: bool = False


@dataclass(frozen=True)
class Folded:
    """A sentence whose names stand without what is told beside them; `taken` are its mentions."""

    text: str
    told: dict[int, About]
    taken: frozenset[int]


class BesideReader:
    """Takes in what stands beside names, so that a clause can be read without it."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["beside"]
        noun = any_of(sorted(words["nouns"], key=len, reverse=True))
        form = any_of(sorted(words["forms"], key=len, reverse=True))
        org = kit.words["org"].pattern
        self.noun = rf"(?:(?<![\w-])(?:{noun}|{form})(?![\w-])|{org})"
        self.modifier = rf"(?:(?!{any_of(words['no_modifier'])}(?![\w-]))[a-z0-9][\w'&.-]*)"
        self.determiner = rf"(?:{any_of(words['determiners'])}(?![\w-]))"
        self.country = (
            rf"(?:(?:non-)?(?:mainland\s+)?{_COUNTRY}"
            r"(?:-(?:based|headquartered|registered|incorporated))?)"
        )
        mods = rf"(?:{self.modifier}\s+)"
        phrase = (
            rf"(?:(?P<det>{self.determiner})\s+)?{mods}{{0,3}}?(?:(?P<home>{self.country})\s+)?"
            rf"{mods}{{0,3}}?(?P<noun>{self.noun}(?:\s+{self.noun})?)"
        )
        ends = words["ends"]
        lead = rf"(?:{words['lead']}\s+)*"
        within = rf"(?:\s+(?:{words['from']}|{words['based']})\s+(?:the\s+)?(?P<where>{_COUNTRY}))?"
        comma = r"\s*(?:,|\s[–—-]\s|(?=\s(?:which|who)\sis\s))\s*"
        roles = [word for told in kit.facts["roles"]["words"].values() for word in told]
        role = rf"(?:{any_of(roles)})"
        joint = r"(?:\s*,\s*(?:and\s+|but\s+)?|\s+and\s+|\s+but\s+|\s+)"
        self._right: list[tuple[str, re.Pattern[str]]] = [
            (
                "phrase",
                re.compile(
                    rf"{comma}{lead}"
                    r"(?:(?:(?:which|who|that|it|he|she) is|(?:that|it|he|she)'s)\s+)?"
                    rf"{lead}{phrase}{within}"
                    rf"(?!\s*§O){ends}"
                ),
            ),
            (
                "home",
                re.compile(
                    rf"{comma}(?:(?:which|who) is\s+)?{lead}(?:an?\s+)?(?P<home>{_COUNTRY})"
                    rf"(?:\s+too|\s+as well)?{ends}"
                ),
            ),
            (
                "role",
                re.compile(
                    rf"\s*,\s*(?:the |our |a |an )?"
                    rf"(?P<role>{role}(?:\s*(?:,|\+|&|and)\s*{role})*)"
                    rf"(?:\s+{self.noun})?(?=\s*(?:[,.;)]|$))"
                ),
            ),
            (
                "from",
                re.compile(rf"(?:,\s*|\s+){words['from']}\s+(?:the\s+)?(?P<home>{_COUNTRY}){ends}"),
            ),
            (
                "based",
                re.compile(rf"{joint}{words['based']}\s+(?:the\s+)?(?P<home>{_COUNTRY}){ends}"),
            ),
            (
                "hq",
                re.compile(
                    rf"{joint}{words['headquartered']}\s+(?:the\s+)?(?P<home>{_COUNTRY}){ends}"
                ),
            ),
            (
                "inc",
                re.compile(
                    rf"{joint}{words['incorporated']}\s+(?:the\s+)?(?P<home>{_COUNTRY}){ends}"
                ),
            ),
        ]
        self._paren = re.compile(r"\s*\((?P<inside>[^()]*)\)")
        self._inside: list[tuple[str, re.Pattern[str]]] = [
            (
                "based",
                re.compile(
                    rf"\s*{words['based']}\s+(?:the\s+)?(?P<home>{_COUNTRY}|there(?: too"
                    rf"| also| as well)?)\s*"
                ),
            ),
            (
                "hq",
                re.compile(
                    rf"\s*{words['headquartered']}:?\s+(?:the\s+)?(?P<home>{_COUNTRY}|there"
                    rf"(?: too| also| as well)?)\s*"
                ),
            ),
            (
                "inc",
                re.compile(
                    rf"\s*{words['incorporated']}:?\s+(?:the\s+)?(?P<home>{_COUNTRY}|there"
                    rf"(?: too| also| as well)?)\s*"
                ),
            ),
            ("phrase", re.compile(rf"\s*{phrase}{within}\s*")),
            (
                "home",
                re.compile(
                    rf"\s*(?:{words['from']}\s+)?{lead}(?:the\s+)?(?P<home>{_COUNTRY})"
                    r"(?:\s+too|\s+as well|\s+also)?\s*"
                ),
            ),
        ]
        called = words["called"]
        self._left = re.compile(rf"(?<![\w§-]){phrase}(?:{within}{called})?\s*$")
        self._left_comma = re.compile(
            rf"(?<![\w§-])(?=(?:an?|another|one)\s){phrase}{within}(?:\s*,|{called})\s*$"
        )
        self._left_holder = re.compile(
            rf"(?<![\w§-])(?P<det>its|their|our|the|his|her)\s+{mods}{{0,2}}?"
            rf"(?:(?P<home>{self.country})\s+)?{mods}{{0,2}}?(?P<noun>{any_of(words['holders'])})"
            rf"(?P<where>)?\s*,\s*$"
        )
        self._left_open = re.compile(rf"(?<![\w§-]){phrase}\s*\(\s*$")
        self._closes = re.compile(rf"(?:\s*,\s*(?P<home>{_COUNTRY}))?\s*\)")
        self._left_home = re.compile(rf"(?P<home>{_COUNTRY})(?P<of>'s)?(?:-based)?\s+$")
        self._form = re.compile(rf"(?:.*\s)?{form}", re.S)
        self._holder = re.compile(rf"(?:.*\s)?{any_of(words['holders'])}", re.S)
        # "Ann Cole, 40 percent, American;"
        self._ends_there = re.compile(r"\s*(?:[.;)]|$)")
        self._of_owner = re.compile(rf"(?<!\w){any_of(words['owner_told'])}(?!\w)|§P\d+§")
        self._in_list = re.compile(
            rf"\s*,\s*(?:with\s+)?(?P<share>§P\d+§)\s*,\s*(?:an?\s+)?(?P<home>{_COUNTRY})"
            r"(?:\s+(?:citizen|national|resident|person|fund|company|firm|group|investor))?"
            r"(?=\s*(?:[;.)]|$|and(?!\w)|living|,\s*(?:and\s+)?§O))"
        )
        self._based = re.compile(rf"(?<!\w){words['based']}\s")
        self._states = frozenset(kit.cues["states"])
        self._does = re.compile(rf"(?<![\w-]){role}(?![\w-])(?=.*\s)")
        self._spoken = {
            re.compile(rf"\s+{told}(?=\s|$)"): mark for told, mark in words["spoken_marks"].items()
        }
        self._parent = re.compile(
            r"(?:.*\s)?(?:parents?|parent company|mother company|owners?|shareholders?)"
        )
        self._ends = re.compile(ends)
        # "with its founder, Ada Roe, a Canadian": the name stands between commas.
        self._holder_name = re.compile(r"§O\d+§\s*(?:[,.;)]|$|\s(?:holds|owns|has|with|and)\s)")
        self._owners_of = re.compile(
            rf"(?<![\w-]){any_of(words['holders'])}\s+(?:of|in|behind)\s+(?:the\s+)?$"
        )

    def fold(self, sentence: Sentence, used: set[int]) -> Folded:
        """Return a sentence with its names alone, and what was told beside each."""
        named, out, at = self._punctuated(sentence.named), [], 0
        told: dict[int, About] = {}
        taken: set[int] = set()
        for mark in _NAME.finditer(named):
            if mark.start() < at:
                continue
            number = int(mark[1])
            about = About()
            owners_of = self._owners_of.search(named, max(0, mark.start() - _WINDOW), mark.start())
            free = number not in used and owners_of is None
            start = self._before(sentence, named, at, mark.start(), about) if free else mark.start()
            end, shares = (
                self._behind(sentence, named, mark.end(), about) if free else (mark.end(), "")
            )
            numbers = set(sentence.marks(named[start:end], "C"))
            opened = self._left_open.search(named[max(at, start - _WINDOW) : start])
            closes = self._closes.match(named, end) if opened and free else None
            if opened and closes and opened["noun"]:
                # "The fund (Alder, UAE) holds 80": the name stands in brackets behind its noun.
                self._take(sentence, opened, about)
                if closes["home"]:
                    number_of = sentence.marks(closes["home"], "C")[0]
                    about.country = about.country or str(value_of(sentence, number_of))
                start, end = max(at, start - _WINDOW) + opened.start(), closes.end()
                numbers = set(sentence.marks(named[start:end], "C"))
            if numbers & used:
                start, end, about, numbers, shares = mark.start(), mark.end(), About(), set(), ""
            told[number] = about
            taken |= numbers
            out += [named[at:start], mark[0], shares]
            at = end
        return Folded("".join([*out, named[at:]]), told, frozenset(taken))

    def _punctuated(self, text: str) -> str:
        """Put the marks for the words by which they are dictated: "strategic comma Alder comma"."""
        found = [(pattern, mark) for pattern, mark in self._spoken.items() if pattern.search(text)]
        if sum(len(pattern.findall(text)) for pattern, _ in found) < _DICTATED:
            return text
        for pattern, mark in found:
            text = pattern.sub(mark, text)
        return text

    # -- before a name ------------------------------------------------------------------------

    def _before(self, sentence: Sentence, named: str, low: int, start: int, about: About) -> int:
        window = max(low, start - _WINDOW)
        before = named[window:start]
        for pattern in (self._left, self._left_comma, self._left_holder):
            found = pattern.search(before)
            if found is None:
                continue
            apart = pattern is self._left_comma
            if pattern is self._left_holder and not self._holder_name.match(named, start):
                continue
            name = _NAME.match(named, start)
            where = found["home"] or found["where"]
            if apart and not (where and name and self._ends.match(named, name.end())):
                continue
            self._take(sentence, found, about)
            return window + found.start()
        home = self._left_home.search(before)
        if home:
            number = sentence.marks(home["home"], "C")[0]
            based = "-based" in home[0]
            if home["of"] or based or sentence.mentions[number].form == "demonym":
                code = str(value_of(sentence, number))
                about.country = None if based else code
                about.places |= {PLACES[0]: code, PLACES[2]: code} if based else {}
                return window + home.start()
        return start

    # -- behind a name ------------------------------------------------------------------------

    def _behind(self, sentence: Sentence, named: str, end: int, about: About) -> tuple[int, str]:
        shares = ""
        for _ in range(4):
            listed = self._in_list.match(named, end)
            if listed and not shares and about.country is None:
                number = sentence.marks(listed["home"], "C")[0]
                about.country = str(value_of(sentence, number))
                shares, end = f" ({listed['share']})", listed.end()
                continue
            paren = self._paren.match(named, end)
            if paren and not shares:
                read = self._parenthesis(sentence, paren["inside"], about)
                if read is None:
                    break
                shares, end = read, paren.end()
                continue
            found = next(
                (
                    (kind, match)
                    for kind, pattern in self._right
                    if (match := pattern.match(named, end))
                    and self._fits(sentence, kind, match, about)
                ),
                None,
            )
            if found is None:
                break
            self._put(sentence, *found, about)
            end = found[1].end()
        return end, shares

    def _fits(self, sentence: Sentence, kind: str, found: re.Match[str], about: About) -> bool:
        if kind == "phrase":
            return bool(found["det"] or found["home"])
        if kind == "home":
            number = sentence.marks(found["home"], "C")[0]
            told = sentence.mentions[number].form in {"demonym", "city"}
            # "Owner of 40 %: Birch, Hong Kong." tells where an owner is from.
            ends = self._ends_there.match(found.string, found.end())
            owner = ends and self._of_owner.search(found.string, 0, found.start())
            return about.country is None and bool(told or owner)
        return kind == "role" or not (kind == "from" and about.country is not None)

    def _parenthesis(self, sentence: Sentence, inside: str, about: About) -> str | None:
        """Read what stands in brackets behind a name; give back the share that stands there."""
        shares = ""
        any_told = False
        rest: list[str] = []
        for piece in re.split(r"\s*[,;]\s*|\s+and\s+(?=headq|incorp|regis|based)", inside):
            if re.fullmatch(r"\s*(?:with\s+|holds\s+|holding\s+)?§P\d+§\s*", piece):
                shares = f" ({piece.strip()})"
                continue
            found = next(
                (
                    (kind, match)
                    for kind, pattern in self._inside
                    if (match := pattern.fullmatch(piece))
                ),
                None,
            )
            if found is None:
                rest.append(piece)
                continue
            any_told = any_told or found[0] != "phrase" or _is_told(found[1])
            self._put(sentence, *found, about)
        if any("§" in piece for piece in rest) or not (any_told or shares):
            return None
        if PLACES[0] in about.places and about.country == "US":
            # "(Delaware, HQ Portland)": the state alone is where it is registered.
            marks = [spelled(sentence, number) for number in sentence.marks(inside, "C")]
            if not self._states.isdisjoint(marks) and len(marks) > 1:
                about.places.setdefault(PLACES[1], "US")
        return shares

    # -- keeping ------------------------------------------------------------------------------

    def _put(self, sentence: Sentence, kind: str, found: re.Match[str], about: About) -> None:
        if kind == "phrase":
            self._take(sentence, found, about)
            return
        if kind == "role":
            about.words = f"{about.words} {found['role']}".strip()
            return
        marks = sentence.marks(found["home"], "C")
        if not marks and not about.places:
            return
        code = str(value_of(sentence, marks[0])) if marks else list(about.places.values())[-1]
        match kind:
            case "based":
                about.places |= {PLACES[0]: code, PLACES[2]: code}
            case "hq":
                about.places[PLACES[0]] = code
            case "inc":
                about.places[PLACES[1]] = code
            case _:
                about.country = about.country or code

    def _take(self, sentence: Sentence, found: re.Match[str], about: About) -> None:
        groups = found.groupdict()
        about.own = (groups["det"] or about.own).strip()
        noun = found["noun"]
        said = found[0].replace(groups["det"] or "", "", 1) if groups["det"] else found[0]
        about.words = f"{about.words} {said}".strip()
        about.form = about.form or (bool(self._form.fullmatch(noun)) and bool(groups["home"]))
        # "The applications people" do something for us: they are no holders.
        holds = bool(self._holder.fullmatch(noun)) and not self._does.search(said)
        about.holder = about.holder or holds
        about.parent = about.parent or bool(self._parent.fullmatch(noun))
        for name in ("home", "where"):
            if not groups.get(name):
                continue
            code = str(value_of(sentence, sentence.marks(groups[name], "C")[0]))
            seat = name == "where" and self._based.search(found[0])
            if seat and not about.holder:
                about.places |= {PLACES[0]: code, PLACES[2]: code}
            else:
                about.country = about.country or code


def _is_told(phrase: re.Match[str]) -> bool:
    """Whether words in brackets say who somebody is: "(Dutch fund)", "(our hardware guys)"."""
    return bool(phrase["home"] or (phrase["det"] or "").strip() in {"our", "my"})


def names_of(folded: Folded) -> Iterator[tuple[int, int, int]]:
    """Give the numbers of the names of a folded sentence with their places."""
    for mark in _NAME.finditer(folded.text):
        yield int(mark[1]), mark.start(), mark.end()
