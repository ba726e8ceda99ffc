"""A sentence as companies, holders, shares and places, with the words between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.facts.beside import About, BesideReader, Folded
from assistant.facts.draft import PLACES
from assistant.facts.kit import Kit
from assistant.facts.text import MARK, beside_a_noun, singular, spelled, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_PARTY = re.compile(r"§E(\d+)§")
_PART = re.compile(
    r";\s|,?\s(?:in\s)?(?=(?:where|while|whereas)(?!\w))"
    r"|,\s(?=(?:namely|whether|but|although|given|because|since|even though)(?!\w))"
    r"|,?\s(?:and|but|so)\s(?=(?:our|my|§E\d+§)\s(?:wants?|plans?|hopes?|aims?|intends?|targets?))"
)


class PartyKind(StrEnum):
    """How somebody is told of."""

    NAME = "name"
    NOUN = "noun"
    PRONOUN = "pronoun"
    WE = "we"


@dataclass(frozen=True)
class Party:
    """Somebody of whom a sentence tells."""

    kind: PartyKind
    name: str
    about: About
    number: int | None = None
    country: int | None = None
    noun: str = ""
    several: bool = False
    of: int | None = None
    """The number of the name of whom the party is the owner: "the founders of Alder"."""
    of_name: str = ""
    member: bool = False
    """Whether a noun stands for one of ours by what it does: "our cloud partner"."""

    @property
    def code(self) -> str | None:
        """The country that is told beside the party."""
        return self.about.country

    @property
    def country_told(self) -> str | None:
        """The country of a noun: "a Korean shareholder"."""
        return self.about.country

    @property
    def is_bare(self) -> bool:
        """Whether the words are no holder's and nothing stands before them: "Israeli firm"."""
        return not self.about.holder and self.about.own in {"", "a", "an"}

    @property
    def indefinite(self) -> bool:
        """Whether the party is "a company", not "the company"."""
        return self.about.own in {"a", "an", "another", "one", "some", ""}


@dataclass(frozen=True)
class Clauses:
    """A sentence in which each party is one mark, `§E3§`."""

    text: str
    parties: tuple[Party, ...]
    taken: frozenset[int]

    def apart_from(self, pattern: re.Pattern[str]) -> "Clauses":
        """Return the sentence without the parts of it in which a pattern is found."""
        if not pattern.search(self.text):
            return self
        cuts = [0, *(one.end() for one in _PART.finditer(self.text)), len(self.text)]
        parts = list(zip(cuts, cuts[1:], strict=False))
        return self.without([one for one in parts if pattern.search(self.text[slice(*one)])])

    def without(self, stretches: Sequence[tuple[int, int]]) -> "Clauses":
        """Return the sentence with blanks where stretches of it stood."""
        text = self.text
        for low, high in stretches:
            text = text[:low] + " " * (high - low) + text[high:]
        left = [self.parties[int(mark[1])] for mark in _PARTY.finditer(text)]
        numbers = {one.number for one in left} | {one.country for one in left}
        return Clauses(text, self.parties, frozenset(self.taken & numbers))

    def places(self) -> list[tuple[int, int, Party]]:
        """Return the parties with their places in the text."""
        return [
            (mark.start(), mark.end(), self.parties[int(mark[1])])
            for mark in _PARTY.finditer(self.text)
        ]


class PartyReader:
    """Finds the parties of a folded sentence."""

    def __init__(self, kit: Kit, beside: BesideReader) -> None:
        words = kit.facts["clauses"]
        nouns = kit.facts["beside"]
        self._beside = beside
        mods = rf"(?:{beside.modifier}\s+)"
        within = (
            r"(?:,?\s+(?:(?:who|which) (?:is|are) )?(?:(?:all|both|based|located|resident"
            r"|living|sitting) )*"
            r"(?:from|of|in|out of)\s+(?:the\s+)?(?P<{0}>§C\d+(?::us)?§)"
            r"|,?\s+(?:all|both|each|every one|themselves|who are|also)\s+(?:of them\s+)?"
            r"(?P<{0}b>§C\d+(?::us)?§)"
            r"(?:\s+(?:nationals?|citizens?|residents?|persons?|people|ones))?(?=\s*"
            r"(?:[.,;:)]|$|and\s))"
            r"|\s*,\s*(?:an?|the|(?:who|which) is an?|(?:who|which) is)\s+(?P<{0}c>§C\d+(?::us)?§)"
            r"(?:\s+(?:national|citizen|resident|person|company|firm|fund|group|individual))?"
            r"(?=\s*(?:[.,;:)]|$|(?:and|with|holds|owns|has)\s)))?"
        )
        holders = any_of(sorted(nouns["holders"], key=len, reverse=True))
        people = (
            r"(?:\s*[,(]\s*(?:(?:all|both|each|every one|who are|which is|of them|an?|the)\s+){0,4}"
            r"(?P<home5>§C\d+(?::us)?§)(?:\s+(?:nationals?|citizens?|residents?|persons?|people"
            r"|compan(?:y|ies)|firms?|funds?|group))?\s*(?=[,)])[,)]?)?"
        )
        self._find = re.compile(
            rf"(?<![\w§-])(?:(?:the|its|our|two|three|four|all)\s+){{0,2}}{mods}{{0,2}}?"
            rf"(?:(?P<home6>{beside.country})\s+)?(?P<noun5>{holders})\s+(?:of|in|behind)\s+(?:the\s+)?§O(?P<of>\d+)§(?!\s*'s){people}"
            r"|§O(?P<name>\d+)§"
            rf"|(?<!\w)(?P<pronoun>{any_of(words['pronouns'])})(?![\w-])(?!'(?!s\b))"
            rf"|(?<!\w)(?P<its>it|they)(?='s|'re|'ll|'d|'ve)"
            rf"|(?<![\w:])(?P<we>{any_of(words['we'])})(?![\w-])"
            rf"|(?:(?<=^)|(?<=[.;:] ))(?P<noun4>{beside.noun})(?=\s+(?:is|are|has|have|would"
            rf"|will|was)\b)"
            rf"|(?<![\w§-])(?:(?P<det>{beside.determiner})\s+)?{mods}{{0,3}}?"
            rf"(?P<home>{beside.country})\s+"
            rf"{mods}{{0,2}}?(?P<noun>{beside.noun}(?:\s+{beside.noun})?){within.format('where')}"
            rf"|(?<![\w§-])(?P<det2>{beside.determiner})\s+{mods}{{0,3}}?"
            rf"(?P<noun2>{beside.noun}(?:\s+{beside.noun})?){within.format('where2')}"
            rf"|(?<![\w§-])(?P<noun3>(?:(?:private|outside|individual|institutional|local"
            rf"|several) )*{holders})(?![\w-]){within.format('where3')}"
        )
        self._apposed = re.compile(
            r"§E(?P<owners>\d+)§\s*[,(]\s*§E(?P<people>\d+)§\s*(?:[,)]|(?=\s(?:own|hold|keep|have)))"
        )
        self._header = re.compile(words["header"])
        self._seat_noun = re.compile(
            r"(?<!\w)(?:head|main|corporate|home|registered|executive|principal) offices?(?!\w)"
        )
        self._of_place = re.compile(words["of_place"])
        self._heads = re.compile(
            r"\s*(?:(?:today|now|currently)\s+)?(?:is|are|include|namely|:|=|–|—)(?!\w)"
            r"(?!\s+(?:(?:all|both|mostly|mainly|also|each)\s+)*§C)"
        )
        self._no_party = re.compile(words["no_party_before"])
        self._based = re.compile(r"(?<!\w)(?:based|located)\s")
        self._relational = re.compile(any_of(nouns["relational"]))
        roles = [word for told in kit.facts["roles"]["words"].values() for word in told]
        self._role = re.compile(rf"(?<![\w-]){any_of(roles)}(?![\w-])")
        self._own = frozenset(nouns["own"])
        self._spoken_for = re.compile(any_of(nouns["spoken_for"]))
        self._named = re.compile(nouns["named"])
        self._said_of = re.compile(
            r"(?:(?<!\w)(?:is|are|was|be|being|as|becomes?|remains?|stays?)|'s|[,(:=–—-])"
            r"(?:\s+(?:just|only|also|now|still|both))*\s*$"
        )
        self._holders = re.compile(rf"(?:.*\s)?{holders}", re.S)
        self._form = re.compile(rf"(?:.*\s)?{any_of(nouns['forms'])}", re.S)

    def read(self, sentence: Sentence, folded: Folded) -> Clauses:
        """Return a sentence with a mark for each party."""
        parties: list[Party] = []
        taken: set[int] = set(folded.taken)

        def marked(found: re.Match[str]) -> str:
            if found["noun5"] and self._heads.match(found.string, found.end()):
                number = int(found["of"])
                about = folded.told.get(number, About())
                name = str(value_of(sentence, number))
                parties.append(Party(PartyKind.NAME, name, about, number))
                told = found[0][: found[0].index(f"§O{number}§")]
                return f"{told}§E{len(parties) - 1}§"
            party = self._party(sentence, folded, found)
            if party is None:
                return found[0]
            parties.append(party)
            return f"§E{len(parties) - 1}§"

        text = self._apposed.sub(
            lambda found: self._joined(parties, found), self._find.sub(marked, folded.text)
        )
        return Clauses(text, tuple(parties), frozenset(taken))

    @staticmethod
    def _joined(parties: list[Party], found: re.Match[str]) -> str:
        """Join owners with who they are: "the founders of Alder, two sisters from Lagos,"."""
        owners, people = parties[int(found["owners"])], parties[int(found["people"])]
        if owners.of is None or owners.country is not None or not people.about.holder:
            return found[0]
        if people.country is None or people.kind is not PartyKind.NOUN:
            return found[0]
        about = replace(owners.about, country=people.about.country)
        name = f"{people.name.rpartition(' ')[0]} {singular(owners.noun)}"
        parties[int(found["owners"])] = replace(
            owners, about=about, country=people.country, name=name
        )
        return f"§E{found['owners']}§"

    def _party(self, sentence: Sentence, folded: Folded, found: re.Match[str]) -> Party | None:
        if found["name"]:
            number = int(found["name"])
            about = folded.told.get(number, About())
            return Party(PartyKind.NAME, str(value_of(sentence, number)), about, number)
        if found["noun5"]:
            return self._owners_of(sentence, found)
        if found["pronoun"] or found["its"]:
            return Party(PartyKind.PRONOUN, "", About(), noun=found["pronoun"] or "")
        if found["we"]:
            return Party(PartyKind.WE, "", About(), noun=found["we"])
        noun = found["noun"] or found["noun2"] or found["noun3"] or found["noun4"]
        return None if self._is_no_party(found, noun) else self._by_noun(sentence, found, noun)

    def _is_no_party(self, found: re.Match[str], noun: str) -> bool:
        """Whether a noun stands for nobody: a seat, what somebody does, the head of a list."""
        told = found.start() + found[0].index(noun) + len(noun)
        does = noun.startswith("business") and self._no_party.search(found.string[:told])
        some = (found["det"] or found["det2"] or "").strip() in {"a", "an", "another"}
        opens = self._heads.match(found.string, found.end()) and self._header.fullmatch(noun)
        heads = opens and not some
        relational = self._relational.fullmatch(noun) and not self._is_member(found, noun)
        of_place = self._of_place.match(found.string, told)
        return bool(self._seat_noun.search(found[0]) or does or heads or relational or of_place)

    def _is_member(self, found: re.Match[str], noun: str) -> bool:
        """Whether a noun with what it does stands for a member: "our cloud member has …"."""
        det = (found["det"] or found["det2"] or "").strip()
        # "Our anchor is Alder" names it; "our anchor has its seat in …" tells of it.
        named = self._relational.fullmatch(noun) and self._named.match(found.string, found.end())
        if named:
            return False
        does = self._role.search(found[0][: found[0].rindex(noun) + len(noun)])
        said = self._said_of.search(found.string[: found.start()])
        return det in self._own and bool(does) and not said

    def _by_noun(self, sentence: Sentence, found: re.Match[str], noun: str) -> Party:
        det = (found["det"] or found["det2"] or "").strip()
        names = ("home", *(f"where{n}{b}" for n in ("", "2", "3") for b in ("", "b", "c")))
        home = next((found[name] for name in names if found[name]), None)
        place = sentence.marks(home, "C")[0] if home else None
        about = About(
            country=str(value_of(sentence, place)) if place is not None else None,
            words=found[0],
            own="the" if found["noun4"] or (not det and self._spoken_for.fullmatch(noun)) else det,
            holder=self._is_holder(found, noun),
            form=bool(self._form.fullmatch(noun)) and place is not None,
        )
        named = found["where"] or found["where2"] or found["where3"]
        if named and self._based.search(found[0]):
            code = str(value_of(sentence, sentence.marks(named, "C")[0]))
            about.places = {PLACES[0]: code, PLACES[2]: code}
        one = singular(noun)
        people = beside_a_noun(sentence, place).removeprefix("the ") if place is not None else ""
        name = " ".join(f"the {people} {one}".split())
        if not about.holder and det in {"our", "my", "the", "their", "this", "that", ""}:
            name = self._described(sentence, found, det, noun)
        several, member = one != noun, self._is_member(found, noun)
        return Party(PartyKind.NOUN, name, about, None, place, noun, several, member=member)

    def _is_holder(self, found: re.Match[str], noun: str) -> bool:
        """Whether a noun is a holder's, and neither a member's nor that of whom we speak for."""
        if self._is_member(found, noun) or self._spoken_for.fullmatch(noun):
            return False
        return bool(self._holders.fullmatch(noun))

    @staticmethod
    def _owners_of(sentence: Sentence, found: re.Match[str]) -> Party:
        """Return the owners of somebody as one party: "the founders of Alder"."""
        told = found["home5"] or found["home6"]
        home = sentence.marks(told, "C")[0] if told else None
        noun = found["noun5"]
        about = About(holder=True, own="the", words=found[0])
        people = ""
        if home is not None:
            about.country = str(value_of(sentence, home))
            people = beside_a_noun(sentence, home)
        name = " ".join(f"the {people} {singular(noun)}".split())
        several = singular(noun) != noun
        return Party(
            PartyKind.NOUN,
            name,
            about,
            None,
            home,
            noun,
            several=several,
            of=int(found["of"]),
            of_name=str(value_of(sentence, int(found["of"]))),
        )

    def _described(self, sentence: Sentence, found: re.Match[str], det: str, noun: str) -> str:
        """Return what a member without a name is called: "the cloud partner"."""
        words = found[0][: found[0].rindex(noun) + len(noun)].removeprefix(det)
        told = MARK.sub(lambda mark: spelled(sentence, int(mark[1])), words)
        return f"the {singular(' '.join(told.split()).removeprefix('the '))}"
