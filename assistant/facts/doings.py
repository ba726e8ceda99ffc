"""What members do, read from a sentence whose parties are known."""

import re
from collections.abc import Iterator

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.facts.roles import RoleReader
from assistant.facts.seats import SeatReader
from assistant.mentions import Sentence


class DoingReader:
    """Reads roles from passives, from purposes, and from how a name is introduced."""

    def __init__(self, kit: Kit, roles: RoleReader, seats: SeatReader) -> None:
        self._kit = kit
        self._roles = roles
        self._seats = seats
        words = kit.facts["doings"]
        self._not = re.compile(words["not"])
        self._with = re.compile(r"(?<!\w)(?:with|to|by|from|at|than|beside|for)\s+$")
        what = rf"(?<![\w-])(?P<what>{roles.list}){words['tail']}"
        who = r"(?P<who>§E\d+§(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+|\s*&\s*)§E\d+§)*)"
        ends = (
            r"(?=\s*(?:[,.;:)(!?–—]|$)|\s(?:and|for|in|to|with|from|on|but|who|which|that"
            r"|while|as)(?!\w))"
        )
        of = r"(?:\s+(?:of|for|in)\s+[^,.;:§]{1,40}?)?"
        aux = kit.facts["clauses"]["aux"]
        often = rf"(?:\s+(?:{aux}|also|all|both|only|then|would|will|to))*"
        joining = rf"(?:\s*,)?(?:'d|'s|\s+(?:{words['joining']}))*"
        self._alone = re.compile(
            rf"\W*(?:(?:their |its )?roles?\s*(?:=|:|is|are)?\s*)?(?P<what>{roles.list})"
            rf"(?:\s+only)?\W*"
        )
        self._told = [
            re.compile(rf"{what}{of}{often}\s+{words['done']}\s+by\s+(?:the\s+)?{who}"),
            re.compile(rf"{what}{of}\s+{words['comes']}\s+(?:the\s+)?{who}{ends}"),
            re.compile(
                rf"{who}\s*,?(?:\s+(?:which|who|that))?{often}(?:\s+|(?='))(?:{aux})(?:\s+(?:both|all"
                rf"|our|the|a|an|to be|one of (?:our|the)|only|also))*"
                rf"\s+{what}(?:\s+{words['company']})*{ends}"
            ),
            re.compile(rf"(?P<who>§E\d+§){joining}\s+for\s+(?:the\s+|our\s+)?{what}{ends}"),
            re.compile(
                rf"(?<!\w)for\s+(?:the\s+|our\s+)?{what}\s*,?\s+(?:we|there)\s+(?:have|use"
                rf"|use|chose|picked|took|hired|count on|rely on|is)\s+{who}"
            ),
        ]

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read the roles of a sentence."""
        text = clauses.text
        asks = text.rstrip(" \"')").endswith("?") and self._kit.asks(text, len(text))
        if asks and not draft.supposed:
            return
        for pattern in self._told:
            for match in pattern.finditer(text):
                if self._not.search(text[: match.start()]) or self._with.search(
                    text[: match.start()]
                ):
                    continue
                for name in self._names(clauses, match["who"], draft):
                    self._roles.keep(sentence, draft, name, match["what"])
        alone = self._alone.fullmatch(text)
        if alone and draft.current in {
            *draft.members,
            *(one.name for one in draft.case.members or ()),
        }:
            self._roles.keep(sentence, draft, str(draft.current), alone["what"])
        self._introduced(sentence, clauses, draft)

    def _introduced(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read "our security house Basalt" and "Calder, hardware, incorporated in …"."""
        for party in clauses.parties:
            about = party.about
            plain = party.kind is PartyKind.NAME and bool(about.words) and not about.holder
            ours = about.own not in {"its", "their", "his", "her"}
            if plain and ours and not self._is_owner(party, draft):
                self._roles.keep(sentence, draft, party.name, about.words)

    @staticmethod
    def _is_owner(party: Party, draft: Draft) -> bool:
        held = draft.owner_named(party.name) is not None
        return held and party.name not in draft.members

    def _names(self, clauses: Clauses, marks: str, draft: Draft) -> Iterator[str]:
        for number in re.findall(r"§E(\d+)§", marks):
            party = clauses.parties[int(number)]
            if party.kind is PartyKind.NOUN and (party.indefinite or party.about.holder):
                continue
            name = self._seats.called(party, draft)
            if name is not None and not (
                party.kind is PartyKind.NAME and self._is_owner(party, draft)
            ):
                yield name
