"""What members do, read from a sentence whose parties are known."""

import re
from collections.abc import Iterator

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.facts.roles import RoleReader
from assistant.facts.seats import SeatReader
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.proposal import Role


class DoingReader:
    """Reads roles from passives, from purposes, and from how a name is introduced."""

    def __init__(self, kit: Kit, roles: RoleReader, seats: SeatReader) -> None:
        self._kit = kit
        self._roles = roles
        self._seats = seats
        words = kit.facts["doings"]
        self._not = re.compile(words["not"])
        self._with = re.compile(r"(?<!\w)(?:with|to|by|from|(?<!§ )at|than|beside|for)\s+$")
        what = rf"(?<![\w-])(?P<what>{roles.list}){words['tail']}"
        who = r"(?P<who>§E\d+§(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+|\s*&\s*)§E\d+§){0,12})"
        ends = (
            r"(?=\s*(?:[,.;:)(!?–—]|$)|\s(?:and|for|in|to|with|from|on|but|who|which|that"
            r"|while|as)(?!\w))"
        )
        of = r"(?:\s+(?:of|for|in)\s+[^,.;:§]{1,40}?)?"
        aux = kit.facts["clauses"]["aux"]
        often = rf"(?:\s+(?:{aux}|also|all|both|only|then|would|will|to))*"
        joining = rf"(?:\s*,)?(?:'d|'s|\s+(?:{words['joining']}))*"
        verbs = any_of(kit.facts["roles"]["verbs"])
        self._noun_is = re.compile(
            r"(?<!§ )§E(?P<noun>\d+)§\s*(?:is|will be|would be|:|=)\s*§E(?P<name>\d+)§"
        )
        self._us = re.compile(r"(?<!by )(?<!from )(?<!with )(?<!to )(?<!: )(?<!= )§E\d+§$")
        self._fronted = re.compile(
            r"^\W*(?:(?:besides|apart from|in addition to|as well as|next to|beyond|beside) being"
            rf"|as)"
            rf"\s+(?:the\s+|our\s+|an?\s+)?{what},\s*{who}"
        )
        self._from = re.compile(r"(?:from|by|with)\s+(?:the\s+)?§E\d+§")
        self._from_too = re.compile(
            rf"(?:,|;|(?<!\w)and|(?<=layers):)\s*(?:and\s+)?(?:the\s+|our\s+)?{what}\s+(?:from|by|with)\s+"
            rf"(?:the\s+)?{who}{ends}"
        )
        self._leads = re.compile(words["leads"])
        self._verb = re.compile(rf"§E\d+§\s+(?:(?:will|would|also|only)\s+)*(?:{verbs})\s")
        self._without_verb = re.compile(
            rf"(?:,|;|\band\b|\bwhile\b)\s*(?:and\s+|while\s+)?(?P<who>§E\d+§)\s*,?\s*(?:(?:the|our|for|on|in)\s+)*"
            rf"{what}{ends}"
        )
        self._alone = re.compile(
            rf"\W*(?P<head>(?:their |its )?roles?\s*(?:=|:|is|are)?\s*)?(?P<what>{roles.list})"
            rf"(?:\s+only)?\W*"
        )
        self._given = re.compile(rf"(?<!\w)our\s+{words['lead_noun']}\s*,?\s*(?P<who>§E\d+§)")
        self._bracket = re.compile(rf"\(\s*(?:so\s*:?\s*|role:?\s*)?{what}\s*\)(?=\s*(?:[.,;]|$))")
        self._told = [
            re.compile(rf"{what}{of}{often}\s+{words['done']}\s+by\s+(?:the\s+)?{who}"),
            re.compile(
                rf"{what}{of}(?:\s+(?:itself|themselves|too|also))?\s+{words['comes']}\s+(?:the\s+)?{who}{ends}"
            ),
            re.compile(
                rf"{who}\s*,?(?:\s+(?:which|who|that))?{often}(?:\s+|(?='))(?:{aux})(?:\s+(?:both|all"
                rf"|our|the|a|an|to be|one of (?:our|the)|only|also))*"
                rf"\s+{what}(?:\s+{words['company']})*{ends}"
            ),
            re.compile(rf"(?P<who>§E\d+§){joining}\s+for\s+(?:the\s+|our\s+)?{what}{ends}"),
            re.compile(
                rf"(?<!\w)(?:for|as|on)\s+(?:the\s+|our\s+|an?\s+)?{what}\s*,?\s+(?:§E\d+§|there)"
                rf"{words['takes']}\s+(?:the\s+)?{who}{ends}"
            ),
            re.compile(
                rf"§E\d+§{words['takes']}\s+(?:the\s+)?{who}\s+(?:for|as|to do|to handle|to run"
                rf"|to supply|to provide|on)\s+(?:the\s+|our\s+|an?\s+)?"
                rf"(?:[a-z§][\w§:-]*\s+){{0,3}}?{what}{ends}"
            ),
            re.compile(
                rf"(?<!\w)(?P<what>(?:(?:two|three|both|joint|co-?)\s*)?anchors(?: members?"
                rf"| companies)?)\s*(?:[,:(–—-]|\s(?:are|namely|being)\s)+\s*(?:the\s+)?{who}"
            ),
            re.compile(
                r"(?<!\w)(?:our|the|as|with)\s+(?:(?:only|sole|lead|future|u\.?s\.?|american)\s+)*"
                r"(?P<what>anchor)(?: member| company| partner)?(?:\s*,\s*(?:which|who)[^,;.]*,"
                r"\s*is|\s*,|\s+is)?\s+(?P<who>§E\d+§)(?=\s*(?:[,.;:()]|$)|\s+(?:has|have|is|was|will|would"
                r"|and|filed|files|submit\w*|sent|owns?|with|from|of|in|which|who)(?!\w))"
            ),
            # The consortium lead, Alder, …
            re.compile(
                rf"(?<!\w)(?<!is )(?<!are )(?<!be )(?<!was )(?<!as )(?:the|our|with)\s+"
                rf"(?P<what>{words['lead_noun']})\s*"
                r"(?:,|:|=|–|—|\(|(?:is|will be|would be)(?!\w))?\s*(?:called\s+|named\s+)?"
                r"(?P<who>§E\d+§)"
                r"(?!\s*(?:'s|and\s+§E))"
            ),
            # Alder, the applications people, …
            re.compile(
                rf"(?P<who>§E\d+§)\s*[,(]\s*(?:(?:the|our|an?)\s+(?:[\w-]+\s+)?)?{what}\s+{words['company']}"
                rf"(?=\s*[,.;)]|\s+(?:of|in|for|from)(?!\w))"
            ),
            # 2) Alder, storage and networking
            re.compile(
                r"^\W*(?:\(?\d{1,2}[.)]\s*|[•*-]\s+)(?P<who>§E\d+§)(?:\s*\([^()]*\))?\s*,\s*"
                rf"(?:the\s+|our\s+)?(?P<what>{roles.list}|lead(?:er)?){ends}"
            ),
            # Alder, incorporated in Spain, role cloud.
            re.compile(
                r"^\W*(?:[\w' ]{1,40}[:.–—-]\s*)?"
                r"(?P<who>§E\d+§)[^.;§]*(?:§[CE]\d+(?::us)?§[^.;§]*)*[,(]\s*"
                r"(?:(?:in|with|has|and) )*(?:the |its |their )?"
                rf"(?:roles?|functions?|jobs?|tasks?)\s*(?:=|:|is|are|of|as|–|-)*\s*(?:the\s+)?{what}{ends}"
            ),
            # Alder wears three hats: data, models and security.
            re.compile(
                rf"(?P<who>§E\d+§)[^.;:§]{{0,40}}\s(?:hats?|roles?|jobs?|functions?|tasks?|things|parts?)"
                rf"\s*(?::|–|—|,|\s-\s)\s*(?:the\s+)?{what}{ends}"
            ),
            # Alder, incorporated in Spain, hardware.
            re.compile(
                r"^\W*(?:(?:and|now|then|next|also|first|second|third)\s+|(?:member|partner|company|firm)"
                r"\s*(?:no\.?\s*)?\d+\s*[-:–—.]\s*)*(?P<who>§E\d+§)\s*[,:–—(-]"
                rf"[^.;§]*(?:§[CE]\d+(?::us)?§[^.;§]*)*,\s*{what}\s*[.!?)]*$"
            ),
            re.compile(
                rf"{who}\s*,?{often}\s+(?:(?:is|are|as|be|act as|down as|remain|stay)\s+)*"
                rf"(?:(?:the|our|all|both|two|joint|joined|co-?|equal)\s+)*(?P<what>anchors?)"
                rf"(?: members?| companies| partners)?(?:{ends}|(?=\s+of\s))"
            ),
            re.compile(
                rf"{who}(?:\s*,?\s*(?:headquartered|based|incorporated|registered|located|which|who)"
                rf"[^;.]{{0,70}}?)?\s*,?{often}(?:\s+(?:is|are|going|set|supposed|meant|to))*\s+(?P<what>leads?"
                rf"|heads?|leading|heading|anchors?|anchoring)\s+(?:(?:our|the|this|whole)\s+)*"
                rf"(?:consortium|bid|team|group|alliance|proposal|thing|package|project|us)(?!\w)"
            ),
        ]

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read the roles of a sentence."""
        text = clauses.text
        asks = text.rstrip(" \"')").endswith("?") and self._kit.asks(text, len(text))
        if asks and not draft.supposed:
            # "Why would our anchor Alder …?" has told who the anchor is.
            for match in self._given.finditer(text):
                for name in self._names(clauses, match["who"], draft):
                    self._roles.add(draft, name, Role.ANCHOR, sentence)
            self._introduced(sentence, clauses, draft)
            return
        for pattern in self._told if clauses.parties else ():
            for match in pattern.finditer(text):
                if self._is_told(clauses, match):
                    for name in self._names(clauses, match["who"], draft):
                        self._keep(sentence, draft, name, match["what"])
        self._in_brackets(sentence, clauses, draft)
        self._gapped(sentence, clauses, draft)
        alone = self._alone.fullmatch(text)
        known = {*draft.members, *(one.name for one in draft.case.members or ())}
        if alone and draft.current and (alone["head"] or draft.current in known):
            self._roles.keep(sentence, draft, str(draft.current), alone["what"])
        self._introduced(sentence, clauses, draft)

    def _is_told(self, clauses: Clauses, match: re.Match[str]) -> bool:
        """Whether a role is told of somebody: not denied, and of no object."""
        before = clauses.text[: match.start()]
        if self._not.search(before) or self._with.search(before):
            return False
        ends_in_us = self._us.search(clauses.text[: match.end("who")]) is not None
        return not (ends_in_us and self._is_us(clauses, match))

    def _in_brackets(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read "Alder makes network gear (hardware)." of whom the sentence is about."""
        for match in self._bracket.finditer(clauses.text):
            about = self._seats.topic(clauses, draft)
            if about is not None and not self._not.search(clauses.text[: match.start()]):
                self._roles.keep(sentence, draft, about, match["what"])

    @staticmethod
    def _is_us(clauses: Clauses, match: re.Match[str]) -> bool:
        """Whether the words before a role are an object: "Alder joins us as anchor"."""
        mark = re.fullmatch(r"§E(\d+)§", match["who"])
        party = clauses.parties[int(mark[1])] if mark else None
        return party is not None and party.kind is PartyKind.WE and party.noun == "us"

    def _keep(self, sentence: Sentence, draft: Draft, name: str, what: str) -> None:
        if self._leads.fullmatch(what.strip()):
            self._roles.add(draft, name, Role.ANCHOR, sentence)
        else:
            self._roles.keep(sentence, draft, name, what)

    def _gapped(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read a verb that is left out: "Alder does the data work, Birch the security"."""
        text = clauses.text
        fronted = self._fronted.match(text)
        if fronted:
            for name in self._names(clauses, fronted["who"], draft):
                self._keep(sentence, draft, name, fronted["what"])
        first, given = self._verb.search(text), self._from.search(text)
        found = [
            *(self._without_verb.finditer(text, first.end()) if first else ()),
            *(self._from_too.finditer(text) if given else ()),
        ]
        for match in found:
            if self._not.search(text[: match.start()]):
                continue
            for name in self._names(clauses, match["who"], draft):
                self._roles.keep(sentence, draft, name, match["what"])

    def _introduced(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Read "our security house Basalt" and "Calder, hardware, incorporated in …"."""
        for party in clauses.parties:
            about = party.about
            plain = party.kind is PartyKind.NAME and bool(about.words) and not about.holder
            ours = about.own not in {"its", "their", "his", "her"}
            if plain and ours and not self._is_owner(party, draft):
                self._roles.keep(sentence, draft, party.name, about.words)

        for match in self._noun_is.finditer(clauses.text):
            noun, named = (clauses.parties[int(match[name])] for name in ("noun", "name"))
            fits = noun.kind is PartyKind.NOUN and not noun.about.holder
            if fits and named.kind is PartyKind.NAME and noun.about.own in {"our", "the", "my", ""}:
                for role in self._roles.called(noun.about.words):
                    self._roles.add(draft, named.name, role, sentence)

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
