"""Sentences about owners whose shape alone tells who holds and who is held.

"Alder is 30 percent owned by Birch", "Birch is the sole owner of Alder", "Alder has a 15 percent
holder, Birch", "Birch has 20 percent but controls Alder", "Alder <- 100 % Birch <- 30 % Cedar".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.facts.beside import About
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.lexicon import any_of

_E = r"§E\d+§"
ARROW = re.compile(r"\s*(?:<-{1,2}|<=|←|⇐|<{1,2}(?!\w))\s*")
_TO = re.compile(r"\s*(?:-{1,2}>|=>|→|⇒)\s*")
_MARK = re.compile(r"§E(\d+)§")
_APPOSED = 2
"""The place of the pattern whose noun has to tell a country."""
_ROWS = 2
"""Rows of owners from which on they are a table."""
_GAP = re.compile(
    r"[\s,:(–—-]*(?:(?:namely|called|named|are|is|being|as follows)[\s:,(]*)*(?:the\s+)*"
)


@dataclass(frozen=True)
class Shape:
    """Who holds a part of whom: marks by their places; `share` is where the part is told."""

    at: int
    end: int
    holder: Party
    whom: Party | None
    share: tuple[int, int] | None = None
    whole: bool = False
    control: bool | None = None
    whom_name: str = ""


def _first_span(match: re.Match[str], *names: str) -> tuple[int, int] | None:
    """Return where the first of some groups stands that took part in a match."""
    groups = match.groupdict()
    return next((match.span(one) for one in names if groups.get(one)), None)


class ShapeReader:
    """Finds the shapes in a sentence whose parties are marks."""

    def __init__(self, words: dict[str, str], holders: Sequence[str]) -> None:
        adverb, by, aux, stake = (words[name] for name in ("adverb", "by", "aux", "stake"))
        few = rf"(?:{adverb}(?!\w)[\s,]*)*"
        holder = any_of(sorted(holders, key=len, reverse=True))
        spoken = any_of(sorted(words["words_of_share"], key=len, reverse=True))
        share = rf"(?P<share>§P\d+§|(?<![\w-]){spoken}(?![\w-]))"
        aside = rf"(?:\s*\([^()§]*\))?(?:\s*,?\s*(?:{words['aside']})(?!\w),?)*"
        self._told = [
            # Alder is 30 percent owned by Birch. Alder is owned to 30 percent by Birch.
            re.compile(
                rf"§E(?P<whom>\d+)§(?:'s)?{aside}\s*,?\s*(?:{words['relative']}\s+)*"
                rf"{aux}{aside}\s+{few}(?:to\s+)?{share}[\s-]*(?:of it\s+)?"
                rf"(?:in the hands of|(?:owned|held|controlled)\s+{few}{by})\s+(?:the\s+)?"
                rf"§E(?P<holder>\d+)§"
            ),
            re.compile(
                rf"§E(?P<whom>\d+)§{aside}\s*,?\s*(?:{words['relative']}\s+)*(?:{aux}\s+)?{few}"
                rf"(?:owned|held|belongs?)\s+(?:to\s+|with\s+|at\s+)?{few}{share}\s+{by}\s+(?:the\s+)?"
                rf"§E(?P<holder>\d+)§"
            ),
            # Alder has a 15 percent holder, Birch.
            re.compile(
                rf"(?:§E(?P<whom>\d+)§{aside}\s+(?:has|have|with|got|counts?)\s+|(?<!\w)(?:our|its)\s+)"
                rf"{few}{share}[\s-]+(?:[a-z]+\s+)?{holder}\s*(?:,|:|\(|–|—|-|called|named|in)?\s*"
                rf"(?:the\s+)?§E(?P<holder>\d+)§"
            ),
        ]
        self._apposed = re.compile(
            rf"(?:§E(?P<whom>\d+)§{aside}\s+(?:has|have|with|got|counts?)\s+|(?<!\w)(?:our|its)\s+)"
            rf"{few}{share}[\s-]+§E(?P<noun>\d+)§"
            r"(?:\s*(?:,|:|\(|–|—|-|called|named|in the form of)\s*|\s+)(?:the\s+)?"
            r"§E(?P<holder>\d+)§"
        )
        self._with_share = re.compile(
            rf"(?:§E(?P<whom>\d+)§{aside}\s+(?:has|have|had|with|got|counts?|includes?)\s+|(?<!\w)(?:our|its"
            rf"|there is|there are|with|plus|and)\s+|^\W*){few}{share}[\s-]+§E(?P<holder>\d+)§"
            rf"(?:\s+(?:in|of|at|behind)\s+(?:the\s+)?§E(?P<whom2>\d+)§)?"
        )
        tail = share.replace("?P<share>", "?P<share2>")
        self._with_noun = [
            # Alder has Birch as a shareholder with 20 percent.
            re.compile(
                rf"§E(?P<whom>\d+)§{aside}\s+(?:has|have|counts?|includes?|lists?|names?|got)\s+{few}"
                rf"§E(?P<holder>\d+)§\s*,?\s*(?:as|among|in the role of)\s+{few}§E(?P<noun>\d+)§"
                rf"(?:\s*[,(]?\s*(?:with|at|holding|for)?\s*{few}{tail})?"
            ),
            # The owner of Alder, Birch, is from Oslo.
            re.compile(
                r"(?<!§)§E(?P<noun>\d+)§(?P<whom>)\s*(?:,|is|:|=)\s*(?:now |today )?(?:the )?"
                r"§E(?P<holder>\d+)§"
            ),
            # Alder has a Dutch parent, Birch.
            re.compile(
                rf"(?:§E(?P<whom>\d+)§{aside}\s+(?:has|have|with|got)\s+|(?<!\w)(?:our|its)\s+){few}"
                r"§E(?P<noun>\d+)§\s*(?:(?P<named>,\s*(?:that is|namely|which is))|,|:|\(|–|—|-"
                r"|called|named)\s*(?:called |named )?(?:the\s+)?§E(?P<holder>\d+)§(?:\s*[,(]?"
                r"\s*(?:with|at|holding|who holds|which holds|which has)?"
                rf"\s*{few}{tail})?(?!\s*(?:,|and|&)\s*§E)"
            ),
        ]
        # Alder has a Dutch parent Birch: the noun is told beside the name.
        self._has_owner = re.compile(
            rf"§E(?P<whom>\d+)§{aside}\s+(?:has|have|got|counts?)\s+{few}§E(?P<holder>\d+)§"
            rf"(?:\s*[,(]?\s*(?:with|at|holding|who holds|which holds)?\s*{few}{tail})?"
        )
        leads = r"(?:with|at|holding|of|who holds|which holds|who has|which has)\s+"
        held = rf"(?:\s*(?:[,(]\s*(?:an?\s+)?(?:{leads})?|\s{leads}){few}"
        # Alder's largest shareholder, with 20 percent, is Birch. The only owner of Alder is Birch.
        self._relation = [
            re.compile(
                rf"(?:§E(?P<whom>\d+)§'s?\s+(?P<kind>(?:[a-z-]+\s+){{0,3}}))?§E(?P<noun>\d+)§"
                rf"(?:\s+(?:of|in|behind)\s+(?:the\s+)?§E(?P<whom2>\d+)§)?"
                rf"{held}{share}\)?\s*,?)?{aside}"
                rf"\s*{words['named_as']}\s*(?:the\s+)?§E(?P<holder>\d+)§{held}{tail}\)?)?"
            ),
            re.compile(
                rf"(?P<told>(?:[a-z]+\s+){{0,3}}{holder})\s+(?:of|in|behind)\s+(?:the\s+)?"
                rf"§E(?P<whom>\d+)§{held}{share}\)?\s*,?)?{aside}\s*{words['named_as']}\s*"
                rf"(?:the\s+)?§E(?P<holder>\d+)§{held}{tail}\)?)?"
            ),
            # Its majority owner is Birch.
            re.compile(
                rf"(?:(?<!\w)(?P<own>its|our|my|their|the|his|her|whose)\s+|^\W*)(?P<told>(?:[a-z]+\s+){{0,3}}?{holder})"
                rf"{held}{share}\)?\s*,?)?{aside}\s*{words['named_as']}\s*(?:the\s+)?"
                rf"§E(?P<holder>\d+)§(?!\s*,\s*§C){held}{tail}\)?)?"
            ),
            # Birch is the sole owner of Alder.
            re.compile(
                rf"§E(?P<holder>\d+)§{aside}\s*,?\s+(?:{words['relative']}\s+)?(?:{aux}|as)\s+{few}"
                rf"(?P<kind>(?:[a-z-]+\s+){{0,3}})§E(?P<noun>\d+)§"
                rf"(?:\s+(?:of|in|behind)\s+(?:the\s+)?§E(?P<whom>\d+)§)?"
                rf"{held}{tail}\)?)?"
            ),
        ]
        # Alder was bought by Birch.
        self._taken = re.compile(
            rf"§E(?P<whom>\d+)§{aside}(?:\s+(?:that|which|who)\s[^§,;.]{{1,40}}?)?\s*,?\s*"
            rf"(?:{words['relative']}\s+)?{aux}\s+(?P<how>(?:{adverb}|{words['whole']}|\s)*){words['taken']}\s+(?:[a-z]+\s+){{0,3}}?by\s+"
            r"(?:the\s+)?§E(?P<holder>\d+)§"
        )
        # Control of Alder rests with Birch.
        self._control_with = re.compile(
            rf"(?<!\w)control\s+(?:of|over)\s+(?:the\s+)?§E(?P<whom>\d+)§\s+{words['control_with']}"
            r"\s+(?:the\s+)?§E(?P<holder>\d+)§(?:\s*,?\s*(?:through|via|by|with|who holds"
            rf"|which holds|thanks to|because of)\s+(?:(?:its|his|her|their|a|an)\s+)?{tail})?"
        )
        # Alder (owned by Birch)
        self._in_brackets = re.compile(
            rf"§E(?P<whom>\d+)§\s*\(\s*(?:which is\s+|also\s+)?"
            rf"(?P<part>(?:{words['partly']}[-\s]+)?)"
            rf"(?:{few}(?:{share}[\s-]+)?(?:owned|held)\s+(?:to\s+)?(?:{tail}\s+)?{few}by"
            rf"|{share.replace('?P<share>', '?P<share3>')}\s+by)\s+(?:the\s+)?§E(?P<holder>\d+)§"
        )
        # A note: "22 % Birch", "75 % Birch, 25 % Cedar" and no more.
        part = rf"{share.replace('?P<share>', '')}\s*(?:by|to|with|is|=|:|-|held by|owned by)?\s*"
        self._note = re.compile(
            rf"\W*(?:the\s+)?{part}(?:the\s+)?§E\d+§(?:\s*(?:,|;|and|&|\+|/|plus)+\s*{part}"
            r"(?:the\s+)?§E\d+§)*\W*"
        )
        self._part = re.compile(rf"{share}[^§]*§E(?P<holder>\d+)§")
        self._wholly = re.compile(rf"(?<!\w){words['whole']}(?!\w)")
        # Birch bought a majority of Alder.
        self._majority = re.compile(
            rf"§E(?P<holder>\d+)§{aside}\s*,?\s*(?:{words['relative']}\s+)?"
            rf"(?:{words['active']})\s+(?:{words['majority']}|the majority|a majority|control)"
            r"(?:\s+(?:stake|share|interest))?"
            r"\s+(?:of|in|over)\s+(?:the\s+)?(?:shares (?:of|in)\s+)?§E(?P<whom>\d+)§"
        )
        self._plain = [
            # Behind Alder stands Birch with 20 percent. Alder is in the hands of Birch.
            re.compile(
                rf"(?<!\w)behind §E(?P<whom>\d+)§\s+(?:stands?|is|are|sits?|there is)\s+{few}"
                rf"§E(?P<holder>\d+)§(?:\s*,?\s*(?:with|at|holding|who holds)?\s*{few}{tail})?"
            ),
            re.compile(
                rf"(?:{tail}\)?\s+(?:stake |share |interest )?(?:in|of)\s+)?§E(?P<whom>\d+)§"
                rf"{aside}\s+(?:{words['relative']}\s+)*{aux}\s+(?P<how>{words['whole']}\s+)?"
                rf"{few}in (?:the )?hands of\s+(?:the\s+)?§E(?P<holder>\d+)§"
            ),
        ]
        self._noun = re.compile(r"\s*(?:is|are|remains?|was|being|as|,)\s+")
        self._of = re.compile(r"\s*(?:of|in|behind|for)\s+(?:the\s+)?$")
        self._sole = re.compile(r"(?<!\w)(?:sole|only|single|one hundred percent|100 ?%)(?!\w)")
        self._most = re.compile(r"(?<!\w)(?:majority|controlling)(?!\w)")
        self._controls = re.compile(
            r"(?:but|and|yet|while|still|it|they|which|nevertheless|however|,)\s+"
            r"(?:(?:it|they|also|still|in fact|nevertheless|effectively|alone)\s+)*"
            r"(?:§E\d+§\s+)?(?:controls?|runs|directs|dominates?|has (?:the )?control (?:of|over))"
            r"\s+(?:the\s+)?§E(?P<whom>\d+)§"
        )
        self._share = re.compile(share)
        self._stake = re.compile(rf"\s*{stake}")
        self._lists = re.compile(words["lists"])
        self._table = re.compile(
            r"(?:^\W*|[.;:,!]\s+|(?<!\w)(?:so|then|now|and|ok)\s+)"
            r"(?:(?:cap ?table|owners(?:hip)?|shareholders?|shareholding|equity)"
            r"(?: split| structure)?\s+(?:of|in|at|for)\s+)?§E(?P<whom>\d+)§\s*(?:[:=–—]|\s-\s)"
            r"\s*(?:owned by|owners?:?|held by|shareholders?:?)?\s*(?P<rows>.*)$",
            re.S,
        )
        self._row = re.compile(
            rf"(?:{share}\s*(?:by|to|with|is|=|:|-)?\s*(?:the\s+)?(?P<after>{_E})"
            rf"|(?P<before>{_E})\s*[:=(–-]?\s*{share.replace('?P<share>', '?P<share2>')}\)?)"
        )
        self._between = re.compile(r"[\s,;/+&.–—-]*(?:and|plus)?[\s,;/+&.–—-]*")

    def find(self, clauses: Clauses) -> Iterator[Shape]:
        """Give the shapes of a sentence."""
        if ARROW.search(clauses.text):
            yield from self._chain(clauses)
            return
        if _TO.search(clauses.text):
            yield from self._chain_down(clauses)
            return
        if self._note.fullmatch(clauses.text):
            for match in self._part.finditer(clauses.text):
                holder = clauses.parties[int(match["holder"])]
                yield Shape(match.start(), match.end(), holder, None, match.span("share"))
            return
        yield from self._related(clauses)
        yield from self._with_told_share(clauses)
        yield from self._by_role(clauses)
        yield from self._owners_had(clauses)
        for match in self._majority.finditer(clauses.text):
            holder, whom = (clauses.parties[int(match[name])] for name in ("holder", "whom"))
            yield Shape(match.start(), match.end(), holder, whom, control=True)
        yield from self._rows(clauses)
        yield from self._owners_by_noun(clauses)
        yield from self._controlling(clauses)

    def _related(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Alder's largest shareholder is Birch" and "Alder was bought by Birch"."""
        for pattern in self._relation:
            for match in pattern.finditer(clauses.text):
                found = self._relation_of(clauses, match)
                if found is not None:
                    yield found
        for place, (_, _, party) in enumerate(clauses.places()):
            # "Its parent, Birch, …": the noun is told beside the name.
            own = party.about.own in {"its", "their", "whose"} and party.about.parent
            if own and party.kind is PartyKind.NAME and place == 0:
                at, end, _ = clauses.places()[0]
                yield Shape(at, end, party, None)
        for match in self._in_brackets.finditer(clauses.text):
            span = _first_span(match, "share", "share2", "share3")
            whole = span is None and not match["part"]
            yield self._of_two(clauses, match, span=span, whole=whole)
        for match in self._control_with.finditer(clauses.text):
            yield self._of_two(clauses, match, span=_first_span(match, "share2"), control=True)
        for match in self._taken.finditer(clauses.text):
            taken = clauses.parties[int(match["whom"])]
            if taken.kind is PartyKind.NAME or not taken.about.holder:
                yield self._of_two(clauses, match, whole=bool(self._wholly.search(match["how"])))

    @staticmethod
    def _of_two(
        clauses: Clauses,
        match: re.Match[str],
        *,
        span: tuple[int, int] | None = None,
        whole: bool = False,
        control: bool | None = None,
    ) -> Shape:
        whom, holder = (clauses.parties[int(match[name])] for name in ("whom", "holder"))
        return Shape(match.start(), match.end(), holder, whom, span, whole, control)

    def _relation_of(self, clauses: Clauses, match: re.Match[str]) -> Shape | None:
        """Return the owner that a noun for one names, as "its largest shareholder is Birch"."""
        groups = match.groupdict()
        holder = clauses.parties[int(match["holder"])]
        noun = clauses.parties[int(groups["noun"])] if groups.get("noun") else None
        if holder.kind in {PartyKind.PRONOUN, PartyKind.WE}:
            return None
        if noun is not None and not self._is_owner(noun, holder):
            return None
        kind = groups.get("kind") or ""
        told = f"{kind}{noun.about.words}" if noun is not None else match["told"]
        if not self._lists.search(told) or told.endswith("s"):
            return None
        of = groups.get("whom") or groups.get("whom2")
        whom = clauses.parties[int(of)] if of else None
        if groups.get("own") in {"our", "my"}:
            whom = Party(PartyKind.WE, "", About())
        name = noun.of_name if noun is not None else ""
        inside = match.start() > 0 and match.string[: match.start()].strip() != ""
        unsaid = whom is None and not name and noun is not None and noun.indefinite and inside
        if unsaid or whom is holder or (whom is not None and whom.about.holder):
            return None
        span = _first_span(match, "share", "share2")
        whole = span is None and bool(self._sole.search(told))
        most = True if self._most.search(told) else None
        return Shape(match.start(), match.end(), holder, whom, span, whole, most, name)

    def _is_owner(self, noun: Party, holder: Party) -> bool:
        """Whether a noun says of a holder that it owns: "its largest shareholder"."""
        own = noun.kind is PartyKind.NOUN and self._lists.search(noun.noun) and noun is not holder
        return bool(own) and noun.country is None and not noun.several

    def _with_told_share(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Alder is 30 percent owned by Birch" and "Alder has a 15 percent holder"."""
        for pattern in self._told:
            for match in pattern.finditer(clauses.text):
                whom = clauses.parties[int(match["whom"])] if match["whom"] else None
                holder = clauses.parties[int(match["holder"])]
                if holder is not whom and not (whom and whom.about.holder):
                    yield Shape(match.start(), match.end(), holder, whom, match.span("share"))
        for match in self._apposed.finditer(clauses.text):
            noun, holder = (clauses.parties[int(match[name])] for name in ("noun", "holder"))
            if noun.about.holder and holder.kind is PartyKind.NAME:
                whom = clauses.parties[int(match["whom"])] if match["whom"] else None
                holder.about.country = holder.about.country or noun.country_told
                yield Shape(match.start(), match.end(), holder, whom, match.span("share"))
        for match in self._with_share.finditer(clauses.text):
            holder = clauses.parties[int(match["holder"])]
            told = match["whom"] or match["whom2"]
            named = holder.kind is PartyKind.NAME and not match["whom2"]
            if holder.about.holder and (holder.country is not None or named):
                whom = clauses.parties[int(told)] if told else None
                name, share = holder.of_name, match.span("share")
                yield Shape(match.start(), match.end(), holder, whom, share, whom_name=name)

    def _owners_had(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Alder has a Dutch parent, Birch"."""
        for match in self._has_owner.finditer(clauses.text):
            owned, holder = (clauses.parties[int(match[name])] for name in ("whom", "holder"))
            if holder.kind is PartyKind.NAME and holder.about.holder and not owned.about.holder:
                share = match.span("share2") if match["share2"] else None
                yield Shape(match.start(), match.end(), holder, owned, share)

    def is_table(self, clauses: Clauses) -> bool:
        """Whether a sentence is a table of owners."""
        return next(self._rows(clauses), None) is not None

    def listed(self, clauses: Clauses) -> tuple[int, int, Party] | None:
        """Return the noun that a list of owners without shares follows: "has two owners, …"."""
        places = clauses.places()
        for one, following in zip(places, places[1:], strict=False):
            noun = one[2]
            if noun.kind is not PartyKind.NOUN or not noun.about.holder or noun.country is not None:
                continue
            gap = clauses.text[one[1] : following[0]]
            joined = _GAP.fullmatch(gap) and gap.strip()
            if (
                joined
                and following[2].kind is PartyKind.NAME
                and self._lists.search(noun.about.words)
            ):
                return one
        return None

    def _by_role(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Alder has Birch as a shareholder" and "behind Alder stands Birch"."""
        for number, pattern in enumerate((*self._with_noun, *self._plain)):
            for match in pattern.finditer(clauses.text):
                groups = match.groupdict()
                holder = clauses.parties[int(match["holder"])]
                noun = clauses.parties[int(groups["noun"])] if groups.get("noun") else None
                if noun is not None:
                    told = holder.kind is PartyKind.NOUN and holder.country is not None
                    named = holder.kind is PartyKind.NAME or (number == 0 and told)
                    if not noun.about.holder or not named:
                        continue
                    if number == 1 and not noun.of_name:
                        continue
                    plain = noun.country is None and not groups.get("named")
                    if number == _APPOSED and (plain or noun.several):
                        continue
                    holder.about.country = holder.about.country or noun.country_told
                whom = clauses.parties[int(match["whom"])] if match["whom"] else None
                span = match.span("share2") if groups.get("share2") else None
                whole = bool(groups.get("how")) and span is None
                name = noun.of_name if noun is not None else ""
                yield Shape(match.start(), match.end(), holder, whom, span, whole, None, name)

    def row(self, clauses: Clauses) -> Shape | None:
        """Return the owner that a line of a list tells: "- Birch (Norway): 40 %"."""
        match = self._row.fullmatch(clauses.text.strip(" \t-–—*•·.,;|"))
        if match is None:
            return None
        mark = _MARK.fullmatch(match["after"] or match["before"])
        if mark is None:
            return None
        holder = clauses.parties[int(mark[1])]
        at = clauses.text.index(mark[0])
        share = self._share.search(clauses.text)
        span = share.span("share") if share else None
        return Shape(min(at, span[0]) if span else at, len(clauses.text), holder, None, span)

    def _rows(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Alder: 40 % Birch, 60 % Cedar", where nothing else stands there."""
        table = self._table.search(clauses.text)
        if table is None:
            return
        rows = list(self._row.finditer(clauses.text, table.start("rows")))
        at = table.start("rows")
        for row in rows:
            if not self._between.fullmatch(clauses.text[at : row.start()]):
                return
            at = row.end()
        if len(rows) < _ROWS or clauses.text[at:].strip(" .,;)"):
            return
        whom = clauses.parties[int(table["whom"])]
        for row in rows:
            group = "share" if row["after"] else "share2"
            mark = _MARK.fullmatch(row["after"] or row["before"])
            if mark:
                holder = clauses.parties[int(mark[1])]
                yield Shape(row.start(), row.end(), holder, whom, row.span(group))

    def _chain(self, clauses: Clauses) -> Iterator[Shape]:
        """Read a chain with arrows; a share stands in the part of its holder."""
        text, at, parts = clauses.text, 0, []
        for arrow in [*ARROW.finditer(text), None]:
            end = arrow.start() if arrow else len(text)
            parts.append((at, end))
            at = arrow.end() if arrow else end
        last: Party | None = None
        for low, high in parts:
            marks = list(_MARK.finditer(text, low, high))
            if not marks:
                last = None
                continue
            # The first part names the company last: "please check: Alder <- …".
            mark = marks[-1] if last is None else marks[0]
            party = clauses.parties[int(mark[1])]
            if last is not None:
                share = self._share.search(text, low, high)
                span = share.span("share") if share else None
                yield Shape(low, mark.end(), party, last, span)
            last = party

    def _chain_down(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Birch (UK) -> 100 % -> Alder": each holds the next."""
        last: tuple[int, Party] | None = None
        share: tuple[int, int] | None = None
        at = 0
        for arrow in [*_TO.finditer(clauses.text), None]:
            end = arrow.start() if arrow else len(clauses.text)
            mark = next(_MARK.finditer(clauses.text, at, end), None)
            told = self._share.search(clauses.text, at, end)
            if mark is not None:
                party = clauses.parties[int(mark[1])]
                if last is not None and (share or told):
                    span = share or (told.span("share") if told else None)
                    yield Shape(last[0], mark.end(), last[1], party, span)
                last, share = (mark.start(), party), told.span("share") if told else None
            elif told is not None:
                share = told.span("share")
            at = arrow.end() if arrow else end

    def _owners_by_noun(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Birch is the sole owner of Alder"."""
        text, places = clauses.text, clauses.places()
        for one, noun in zip(places, places[1:], strict=False):
            party = noun[2]
            if not party.about.holder or party.kind is not PartyKind.NOUN:
                continue
            if not self._noun.fullmatch(text[one[1] : noun[0]]) or one[2].about.holder:
                continue
            whom = self._whom(clauses, noun)
            if (whom is None and not party.of_name) or one[2].kind is PartyKind.PRONOUN:
                continue
            whole = bool(self._sole.search(party.about.words))
            control = True if self._most.search(party.about.words) else None
            yield Shape(one[0], noun[1], one[2], whom, None, whole, control, party.of_name)

    def _whom(self, clauses: Clauses, noun: tuple[int, int, Party]) -> Party | None:
        after = [one for one in clauses.places() if one[0] >= noun[1]][:1]
        if after and self._of.fullmatch(clauses.text[noun[1] : after[0][0]]):
            return after[0][2]
        return None

    def _controlling(self, clauses: Clauses) -> Iterator[Shape]:
        """Read "Birch holds 20 percent but controls Alder"."""
        for match in self._controls.finditer(clauses.text):
            whom = clauses.parties[int(match["whom"])]
            before = [one for one in clauses.places() if one[1] <= match.start()]
            shares = list(self._share.finditer(clauses.text, 0, match.start()))
            if not before or not shares or before[0][2].kind is PartyKind.PRONOUN:
                continue
            holders = [one for one in before if one[1] <= shares[-1].start()]
            if holders and holders[-1][2] is not whom:
                span = shares[-1].span("share")
                yield Shape(holders[-1][0], match.end(), holders[-1][2], whom, span, control=True)
