"""Where members are, read from a sentence whose parties are known."""

import re
from collections.abc import Iterator

from assistant.facts.draft import PLACES, Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Clauses, Party, PartyKind
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import spelled, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence

_BASED = (PLACES[0], PLACES[2])
Place = tuple[int, int, Party]


class SeatReader:
    """Reads headquarters, incorporation, principal place of business and nationality by clauses."""

    def __init__(self, kit: Kit, subjects: SubjectReader) -> None:
        self._kit = kit
        self._subjects = subjects
        words = kit.facts["clauses"]
        seats: dict[str, list[str]] = words["seats"]
        self._fields: list[tuple[tuple[str, ...], re.Pattern[str]]] = [
            (_BASED if name == "based" else (name,), re.compile(any_of(told)))
            for name, told in seats.items()
        ]
        every = sorted((word for told in seats.values() for word in told), key=len, reverse=True)
        cue = rf"(?<![\w-]){any_of(every)}(?![\w-])"
        place = r"(?:§C\d+(?::us)?§(?:,\s*§C\d+(?::us)?§)?)"
        joint = (
            r"\s*(?:,|and|&|/|as well as|,\s*and|plus|\+)\s*(?:(?:also|both|the|its"
            r"|their|our|is|are|doing|does|all|most of|with|having|has|having)\s+)*"
        )
        self._seat = re.compile(
            rf"(?P<cues>{cue}(?:{joint}{cue})*)(?:\s+(?:of|for)\s+(?:the\s+)?§E(?P<of>\d+)§)?"
            rf"{words['towards']}(?P<place>{place}|there"
            rf"(?!\w)|same)(?!\s+(?:holds?|owns?|have|has|investors?|owners?|side|fund)(?!\w))"
        )
        self._cue = re.compile(cue)
        # "Oslo is also its principal place of business."
        self._turned = re.compile(
            rf"(?P<place>{place})\s+(?:is|serves as|remains)\s+"
            r"(?:(?:also|both|as|its|their|our|the)\s+)+"
            rf"(?P<cue>{cue})(?=\s*(?:[.,;!)]|$|and\b))"
        )
        # "Penang headquarters, Malaysian incorporation", "Ireland-incorporated"
        self._place_first = re.compile(
            rf"(?<!in )(?<!from )(?P<place>§C\d+(?::us)?§)[\s-]+(?P<cue>{words['behind_place']})"
            r"(?=\s*(?:[.,;:!)]|$|and(?!\w)))"
        )
        self._without_verb = re.compile(
            r"\s*(?:,|;|and|while|,\s*and|but)\s+(?:our |the )?§E(?P<who>\d+)§\s*,?\s+"
            rf"(?:in|from|at)\s+(?P<place>{place})"
        )
        self._plants = re.compile(words["beside_plants"])
        self._not = re.compile(
            r"(?<!\w)(?:not|n't|no|never|neither|nor|nobody|formerly|previously|used to be"
            r"|until \w+|no longer)(?!\w)[^§;.]*$"
        )
        aux, lead = words["aux"], kit.facts["beside"]["lead"]
        listed = r"§E\d+§(?:(?:,\s*|\s+and\s+|,\s*and\s+|\s*&\s*)§E\d+§){0,12}"
        said = (
            rf"(?P<who>{listed})(?:\s*,?\s*(?:{words['aside']})(?!\w))?(?:\s*,)?(?:'|\s+)?"
            rf"(?:which\s+|who\s+)?(?:{aux})\s+(?:"
            rf"(?:{lead}|all|both|a hundred percent|100 percent|fully|purely|entirely|very much"
            rf"|in fact|really)\s+)*"
        )
        self._is_party = re.compile(rf"{said}(?P<what>§E\d+§)")
        self._is_people = re.compile(
            rf"{said}(?P<home>§C\d+(?::us)?§)(?=\s*(?:[.,;:!?)–—]|-(?!\w)|$|\s(?:and|but|so"
            rf"|too|as well|by|though|while)(?!\w)))"
        )
        self._from = re.compile(
            rf"(?P<who>§E\d+§)(?:'s|\s+{aux}|\s+comes?)\s+(?:{lead}\s+)*(?:from|out of"
            rf"|in)\s+(?:the\s+)?(?P<home>§C\d+(?::us)?§)(?=\s*(?:[.,;:!?)]|$|\s(?:and|but"
            rf"|so|too)(?!\w)))"
        )
        # "The Norwegian firm is Alder"
        self._noun_is_name = re.compile(
            r"^\W*§E(?P<noun>\d+)§\s*(?:is|would be|will be|=|:)\s*(?:called |named )?"
            r"§E(?P<name>\d+)§"
        )
        self._gives_name = re.compile(
            r"(?:\s+(?:that\s+|which\s+|whom\s+)?§E\d+§(?:\s+[a-z]+){1,4})?"
            r"\s*(?:,|:|=|–|—|-|(?:is|are|would be|will be)(?:\s+(?:called|named))?)\s*(?:the )?"
        )
        # "Alder - security - Oslo - 51% Birch"
        self._of_row = re.compile(
            r"[^:]*?\s[-–—|/]+\s(?:[^§]*?\s[-–—|/]+\s)?(?P<home>§C\d+(?::us)?§)(?=\s*(?:\s[-–—|/]|$))"
        )
        # "the integrator (Ohio, privately held)"
        self._in_brackets = re.compile(
            r"§E(?P<who>\d+)§\s*\(\s*(?P<based>(?:based|located|sits?) )?"
            r"(?:in |from |of )?(?:the )?"
            r"(?P<home>§C\d+(?::us)?§)\s*(?=[,;)])"
        )
        self._fragment = re.compile(
            rf"(?:^\W*|[,;]\s*|(?<=\s)and\s+|\bbut\s+)(?:{lead}\s+)*(?P<what>§E\d+§)"
            r"(?=\s*(?:[.,;:!)–—]|$|\s(?:and|but|so)(?!\w)))"
        )
        self._all_are = re.compile(
            r"(?:members|companies|partners|firms)\s+are\s+(?:(?:all|each|both)\s+)?"
            r"(?P<what>§E\d+§)"
        )
        self._by = re.compile(
            r"(?<!\w)(?:by|from|with|than|against|to|for|like|unlike|called|via|through)\s+"
            r"(?:the\s+)?$"
        )
        self._states = frozenset(kit.cues["states"])
        self._is_called = re.compile(r"(?<!\w)(?:is|are|was)\s+(?:called|named)\s+(?:the\s+)?$")
        self._asked = re.compile(r"(?<!\w)(?:must|should|shall|may|can|could|need)\s+$")
        self._official = re.compile(kit.facts["names"]["officials"])
        self._outsiders = re.compile(kit.facts["beside"]["outsiders"])
        self._predicated = re.compile(r"(?:(?<!\w)(?:is|are|was|be|as|remains|becomes)|'s|=)\s+$")
        # "The firm we chose is incorporated in …" is about the firm.
        self._in_relative = re.compile(r"§E\d+§\s+(?:that\s+|which\s+|whom\s+)?$")
        self._relative = re.compile(r"\s*,?\s*\(?(?:which|who|that|whose)(?!\w)[^§;.]*")
        self._follows = re.compile(r"\s*,\s*(?:(?:and|with|its|a|the|whose)\s+)*")
        self._bracket = re.compile(r"^\s*\([^()]*\)")
        self._opens_with_seat = re.compile(
            rf"^\W*(?:(?:both|being|originally|legally|though|although|while|a company)\s+)*"
            rf"(?:{cue})[^§;.:]*(?:§C\d+(?::us)?§[^§;.:]*)+(?=,\s*(?:the\s+)?§E)"
        )
        self._ordinal = re.compile(
            r"^\W*(?:the (?:first|second|third|fourth|fifth|last|other|next|latter)(?: one)?"
            r"|another(?: one)?|one)\s*,[^§]*§C\d+(?::us)?§[^§]*,\s*(?:is"
            r"|:)\s*(?:the )?§E(?P<who>\d+)§"
        )
        self._states_that = re.compile(kit.facts["states_that"])
        self._copula = re.compile(rf"(?:\s|')?(?:{aux})\s+(?:{lead}\s+)*$")

    def read(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> set[int]:
        """Keep the places of a sentence; give back the mentions that tell of them."""
        text = clauses.text
        used: set[int] = set()
        if self._asks(text, draft):
            return used
        for fields, names, number in (
            *self._seats(sentence, clauses, draft),
            *self._nations(sentence, clauses, draft),
        ):
            used.add(number)
            for name in names:
                self._put(sentence, draft, name, fields, number)
        return used

    def _put(
        self, sentence: Sentence, draft: Draft, name: str, fields: tuple[str, ...], number: int
    ) -> None:
        """Keep what the words state, and beside a seat what goes without saying."""
        if fields == PLACES:
            self._subjects.nationality(sentence, draft, name, PLACES, number)
            return
        for field in fields:
            self._subjects.place(sentence, draft, name, field, number)
        if fields == PLACES[:1] and name in draft.members:
            code = str(value_of(sentence, number))
            draft.members[name].setdefault(PLACES[2], code)

    def told_beside(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> set[int]:
        """Keep what stands beside the names of members; give back the mentions."""
        for _, _, party in clauses.places():
            about = party.about
            if party.kind is not PartyKind.NAME or self._name(party, draft) is None:
                continue
            owner = draft.owner_named(party.name)
            if owner is not None and set(draft.members.get(party.name, {})) <= {"name"}:
                if about.country or about.places:
                    owner.setdefault("country", about.country or next(iter(about.places.values())))
                continue
            if about.holder and not about.places:
                continue
            for field, code in about.places.items():
                self._put(sentence, draft, party.name, (field,), _number(sentence, code))
            if about.country is not None:
                state = self._is_state(sentence, party, about.country, draft)
                fields = PLACES[1:2] if about.form or state else PLACES
                self._put(sentence, draft, party.name, fields, _number(sentence, about.country))
        return set(clauses.taken)

    def _is_state(self, sentence: Sentence, party: Party, code: str, draft: Draft) -> bool:
        """Whether a U.S. state alone stands beside a name whose seat is told as well."""
        seat = PLACES[0] in draft.members.get(party.name, {}) or PLACES[0] in party.about.places
        return code == "US" and seat and spelled(sentence, _number(sentence, code)) in self._states

    # -- sentences ----------------------------------------------------------------------------

    def _asks(self, text: str, draft: Draft) -> bool:
        return (
            not draft.supposed
            and text.rstrip(" \"')").endswith("?")
            and self._kit.asks(text, len(text))
            and not self._states_that.search(text)
        )

    def _seats(
        self, sentence: Sentence, clauses: Clauses, draft: Draft
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        text = clauses.text
        for match in (*self._turned.finditer(text), *self._place_first.finditer(text)):
            home = sentence.marks(match["place"], "C")[-1]
            whose = self._subject(clauses, draft, match.start())
            if whose is not None:
                yield tuple(self._told_by(match["cue"])), [whose], home
        last: int | None = None
        for match in self._seat.finditer(text):
            before = text[: match.start()]
            if self._not.search(before[-60:]) or self._is_plant(text, match):
                continue
            marks = sentence.marks(match["place"], "C")
            number = marks[-1] if marks else last
            if number is None:
                self._there(sentence, clauses, draft, match)
                continue
            last = number
            everyone = self._subjects.everyone(sentence, draft)
            fronted = self._fronted(clauses, draft, match.start())
            name = None if everyone else fronted or self._subject(clauses, draft, match.start())
            if match["of"] is not None:
                name = self._name(clauses.parties[int(match["of"])], draft) or name
            if name is None and not everyone:
                continue
            fields = self._told_by(match["cues"])
            yield from self._gapped(sentence, clauses, draft, match.end(), fields)
            # "Headquartered and based" says "based"; "on paper" alone is the registration.
            yield tuple(fields), everyone or [str(name)], number

    def _told_by(self, cues: str) -> list[str]:
        """Return the places that words of place tell of."""
        found: list[str] = []
        for cue in self._cue.finditer(cues):
            found += next(
                (list(told) for told, words in self._fields if words.fullmatch(cue[0])), []
            )
        return list(dict.fromkeys(found))

    def _gapped(
        self, sentence: Sentence, clauses: Clauses, draft: Draft, at: int, fields: list[str]
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        """Read "Alder sits in Oslo and Birch in Bonn": the verb is not said again."""
        while following := self._without_verb.match(clauses.text, at):
            name = self._name(clauses.parties[int(following["who"])], draft)
            if name is not None and fields:
                number = sentence.marks(following["place"], "C")[-1]
                yield tuple(fields), [name], number
            at = following.end()

    def _there(
        self, sentence: Sentence, clauses: Clauses, draft: Draft, match: re.Match[str]
    ) -> None:
        """Read "it is headquartered there too" of the place that the message told last."""
        name = self._subject(clauses, draft, match.start())
        told = draft.members.get(name or "", {})
        codes = {told[place] for place in PLACES if place in told}
        if name is None or len(codes) != 1:
            return
        code = codes.pop()
        for cue in self._cue.finditer(match["cues"]):
            for fields, words in self._fields:
                for field in fields if words.fullmatch(cue[0]) else ():
                    told[field] = code
                    draft.note(f"members[{name}].{field}", code, sentence.text)

    def _fronted(self, clauses: Clauses, draft: Draft, at: int) -> str | None:
        """Return of whom a sentence speaks that begins so: "Incorporated in Spain, Alder …"."""
        behind = self._ordinal.match(clauses.text)
        if behind is not None and at < behind.end():
            return self._name(clauses.parties[int(behind["who"])], draft)
        head = self._opens_with_seat.match(clauses.text)
        if head is None or at > head.end():
            return None
        first = next((one for one in clauses.places() if one[0] >= head.end() - 1), None)
        if first is None or not clauses.text[: first[0]].rstrip().endswith(","):
            return None
        party = first[2]
        return self._name(party, draft) if party.kind in {PartyKind.NAME, PartyKind.WE} else None

    def _is_plant(self, text: str, match: re.Match[str]) -> bool:
        near = re.split(r"[,;.§]", text[: match.start()])[-1]
        return bool(self._plants.search(near))

    def _nations(
        self, sentence: Sentence, clauses: Clauses, draft: Draft
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        text = clauses.text
        for match in self._is_party.finditer(text):
            what = clauses.parties[int(re.sub(r"\D", "", match["what"]))]
            if what.kind is not PartyKind.NOUN or what.country is None:
                continue
            if what.about.holder and not self._tells_of_owner(clauses, match["who"], draft):
                continue
            if what.about.own in {"the", "our", "its", "their", "my"}:
                continue
            names = self._all(clauses, match["who"], draft)
            if names:
                if what.about.form or not what.about.places:
                    yield (PLACES[1:2] if what.about.form else PLACES), names, what.country
                for code in dict.fromkeys(what.about.places.values()):
                    yield tuple(what.about.places), names, _number(sentence, code)
        yield from self._fragments(clauses, draft)
        yield from self._people(sentence, clauses, draft)
        yield from self._by_layout(sentence, clauses, draft)

    def of_owners(self, sentence: Sentence, clauses: Clauses, draft: Draft) -> None:
        """Keep of which nation the owners are that a sentence has told: "Birch is a Dutch fund"."""
        for match in self._is_party.finditer(clauses.text):
            what = clauses.parties[int(re.sub(r"\D", "", match["what"]))]
            told = what.kind is PartyKind.NOUN and what.country is not None and what.about.holder
            if told and self._tells_of_owner(clauses, match["who"], draft):
                for name in self._all(clauses, match["who"], draft):
                    self._put(sentence, draft, name, PLACES, int(str(what.country)))

    @staticmethod
    def _tells_of_owner(clauses: Clauses, marks: str, draft: Draft) -> bool:
        """Whether who is called a fund is known as an owner: "Birch is a Luxembourg fund"."""
        parties = [clauses.parties[int(one)] for one in re.findall(r"§E(\d+)§", marks)]
        return all(
            one.kind is PartyKind.NAME
            and (draft.owner_named(one.name) is not None or draft.held_by(one.name) is not None)
            for one in parties
        )

    def _by_layout(
        self, sentence: Sentence, clauses: Clauses, draft: Draft
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        """Read "the Norwegian firm is Alder", rows with dashes, and a noun with its place."""
        text = clauses.text
        named = self._noun_is_name.match(text)
        noun = clauses.parties[int(named["noun"])] if named else None
        if named and noun and noun.country is not None and not noun.about.holder:
            party = clauses.parties[int(named["name"])]
            name = self._name(party, draft) if party.kind is PartyKind.NAME else None
            if name is not None:
                yield (PLACES[1:2] if noun.about.form else PLACES), [name], noun.country
        row = self._of_row.match(text) if draft.row is not None else None
        if row is not None:
            yield PLACES, [str(draft.row)], sentence.marks(row["home"], "C")[0]
        for match in self._in_brackets.finditer(text):
            party = clauses.parties[int(match["who"])]
            name = self._name(party, draft) if party.member else None
            if name is not None:
                number = sentence.marks(match["home"], "C")[0]
                yield (_BASED if match["based"] else PLACES), [name], number

    def _people(
        self, sentence: Sentence, clauses: Clauses, draft: Draft
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        """Read "all our members are Dutch firms", "Alder is Dutch" and "Alder is from Oslo"."""
        text = clauses.text
        for match in self._all_are.finditer(text):
            what = clauses.parties[int(re.sub(r"\D", "", match["what"]))]
            everyone = [one.name for one in draft.case.members or ()] or list(draft.members)
            if what.country is not None and what.is_bare:
                yield PLACES, everyone or [what.name], what.country
        for pattern in (self._is_people, self._from):
            for match in pattern.finditer(text):
                number = sentence.marks(match["home"], "C")[0]
                mention = sentence.mentions[number]
                asked = self._asked.search(text[: match.start()])
                names = [] if asked else self._all(clauses, match["who"], draft)
                if names and (
                    pattern is self._from or mention.form == "demonym" or mention.value == "US"
                ):
                    yield PLACES, names, number

    def _fragments(
        self, clauses: Clauses, draft: Draft
    ) -> Iterator[tuple[tuple[str, ...], list[str], int]]:
        """Read what is said of the company spoken of last without a verb: "Israeli firm."."""
        nouns = [one for _, _, one in clauses.places() if one.kind is PartyKind.NOUN]
        match = self._fragment.search(clauses.text)
        if match is None or len(nouns) != 1 or (draft.current is None and draft.row is None):
            return
        what = clauses.parties[int(re.sub(r"\D", "", match["what"]))]
        if what is nouns[0] and what.country is not None and what.is_bare:
            fields = PLACES[1:2] if what.about.form else PLACES
            yield fields, [self._subjects.last(draft)], what.country

    def _all(self, clauses: Clauses, marks: str, draft: Draft) -> list[str]:
        parties = [clauses.parties[int(one)] for one in re.findall(r"§E(\d+)§", marks)]
        if parties[-1].kind is PartyKind.PRONOUN:
            place = next(one for one in clauses.places() if one[2] is parties[-1])
            meant = self._meant(clauses, place, draft)
            return [meant] if meant is not None else []
        if parties[-1].kind is PartyKind.WE:
            parties = parties[-1:]
        if any(
            one.kind is PartyKind.NOUN and (one.indefinite or one.about.holder) for one in parties
        ):
            return []
        names = [self._name(one, draft) for one in parties]
        return [name for name in names if name is not None]

    # -- subjects -----------------------------------------------------------------------------

    def _subject(self, clauses: Clauses, draft: Draft, at: int) -> str | None:
        """Return whom what begins at a place is said of."""
        text = clauses.text
        before = [one for one in clauses.places() if one[1] <= at]
        if before and self._goes_on(text, before[-1], at):
            return self._name(before[-1][2], draft)
        if self._is_owners_seat(text, before, at):
            return None
        subject = self._subject_before(text, before)
        if subject is not None:
            pronoun = subject[2].kind is PartyKind.PRONOUN
            return (
                self._meant(clauses, subject, draft) if pronoun else self._name(subject[2], draft)
            )
        if before and all(one[2].kind is PartyKind.NAME for one in before) and not draft.current:
            return self._name(before[0][2], draft)
        if draft.row is not None or draft.current is not None or draft.case.members:
            return self._subjects.last(draft)
        return self._after(clauses, draft, at)

    def _goes_on(self, text: str, last: Place, at: int) -> bool:
        """Whether words go on about the company before them: "Alder, which is …"."""
        behind = self._bracket.sub("", text[last[1] : at], count=1)
        if self._relative.fullmatch(behind):
            return True
        named = last[2].kind is PartyKind.NAME and not last[2].about.holder
        return named and self._follows.fullmatch(text[last[1] : at]) is not None

    @staticmethod
    def _is_owners_seat(text: str, before: list[Place], at: int) -> bool:
        """Whether a place is that of somebody's owner: "Alder's parent sits in Oslo"."""
        if not before or before[-1][2].kind is not PartyKind.NOUN:
            return False
        gap = text[before[-1][1] : at]
        return before[-1][2].about.holder and not re.search(r"[,;]|(?<!\w)(?:and|but)(?!\w)", gap)

    def _subject_before(self, text: str, before: list[Place]) -> Place | None:
        """Return the last party before a place that can be its subject."""
        if len(before) > 1 and self._is_apposed(text, before[-2], before[-1]):
            return before[-2]
        named = [one for one in before if one[2].kind in {PartyKind.NAME, PartyKind.WE}]
        for one in reversed(before):
            said = one[2].kind is PartyKind.NOUN and self._predicated.search(text[: one[0]])
            if self._is_told_of(text, one) and not (said and named and named[0][0] < one[0]):
                return one
        return None

    @staticmethod
    def _is_apposed(text: str, named: Place, noun: Place) -> bool:
        """Whether a noun only describes the name before it: "Alder, a firm registered in …"."""
        party = noun[2]
        described = party.kind is PartyKind.NOUN and party.about.own in {"a", "an"}
        told = named[2].kind is PartyKind.NAME and not party.about.holder
        return described and told and text[named[1] : noun[0]].strip() == ","

    def _meant(self, clauses: Clauses, place: Place, draft: Draft) -> str | None:
        """Return whom a pronoun means: the one name before it, else the one spoken of last.

        In speech a name stands right before its pronoun: "the chip firm they are in Oslo".
        """
        person = self._subjects.person(place[2].noun, draft)
        if person is not None:
            return person
        near = next((one for one in clauses.places() if one[1] == place[0] - 1), None)
        if near is not None and near[2].kind is not PartyKind.PRONOUN and not near[2].about.holder:
            return self._name(near[2], draft)
        told = [
            one
            for _, end, one in clauses.places()
            if end <= place[0]
            and draft.owner_named(one.name) is None
            and not one.about.holder
            and (one.kind is PartyKind.NAME or (one.kind is PartyKind.NOUN and not one.indefinite))
        ]
        named = [one for one in told if one.kind is PartyKind.NAME or one.member]
        nobody = draft.current is None and draft.row is None
        if len({one.name for one in told}) == 1 or (nobody and named):
            return self._name((named or told)[0], draft)
        return self._name(place[2], draft)

    def topic(self, clauses: Clauses, draft: Draft) -> str | None:
        """Return whom a sentence is about: its first subject, or the only one that it names."""
        named: list[str] = []
        for place in clauses.places():
            party = place[2]
            if party.kind is PartyKind.PRONOUN and not named:
                return None
            told = self._name(party, draft) if party.kind is not PartyKind.WE else None
            stranger = party.kind is PartyKind.NOUN and not party.member
            if told is None or (stranger and told not in draft.members):
                continue
            if draft.owner_named(told) is not None and told not in draft.members:
                continue
            if self._is_told_of(clauses.text, place):
                return self._name_of_noun(clauses, place, draft) or told
            named.append(told)
        return named[0] if len(set(named)) == 1 else None

    def _name_of_noun(self, clauses: Clauses, place: Place, draft: Draft) -> str | None:
        """Return the name that a sentence gives to a noun: "the member is called Alder"."""
        if place[2].kind is not PartyKind.NOUN:
            return None
        after = next(
            (
                one
                for one in clauses.places()
                if one[0] >= place[1] and one[2].kind is not PartyKind.WE
            ),
            None,
        )
        if after is None or after[2].kind is not PartyKind.NAME:
            return None
        gap = clauses.text[place[1] : after[0]]
        return self._name(after[2], draft) if self._gives_name.fullmatch(gap) else None

    def together(self, clauses: Clauses, draft: Draft) -> list[str]:
        """Return the companies that a sentence names, where it names several and no holder."""
        told = [
            self._name(one, draft)
            for _, _, one in clauses.places()
            if (one.kind is PartyKind.NAME or one.member)
            and not one.about.holder
            and draft.owner_named(one.name) is None
        ]
        names = list(dict.fromkeys(one for one in told if one is not None))
        return names if len(names) > 1 else []

    def only_name(self, clauses: Clauses, draft: Draft) -> str | None:
        """Return the one company that a sentence names, wherever it stands in it."""
        named = {
            told
            for _, _, one in clauses.places()
            if (one.kind is PartyKind.NAME or one.member)
            and not one.about.holder
            and draft.owner_named(one.name) is None
            and (told := self._name(one, draft)) is not None
        }
        return named.pop() if len(named) == 1 else None

    def _is_told_of(self, text: str, place: Place) -> bool:
        start, _, party = place
        lead = text[:start]
        if party.kind is PartyKind.NOUN and (party.indefinite or party.about.holder):
            return False
        if party.kind is PartyKind.WE and self._in_relative.search(lead):
            return False
        return not self._by.search(lead) or self._is_called.search(lead) is not None

    def _after(self, clauses: Clauses, draft: Draft, at: int) -> str | None:
        later = [one for one in clauses.places() if one[0] >= at]
        named = [one for _, _, one in later if one.kind in {PartyKind.NAME, PartyKind.WE}]
        if len(named) == 1:
            return self._name(named[0], draft)
        own = self._kit.own_case.search(clauses.text)
        return self._subjects.own(draft) if own and not named else None

    def meant(self, clauses: Clauses, number: int, draft: Draft) -> str | None:
        """Return how the case calls a party of a sentence; a pronoun means the name before it."""
        place = next(one for one in clauses.places() if one[2] is clauses.parties[number])
        if place[2].kind is PartyKind.PRONOUN:
            return self._meant(clauses, place, draft)
        return self._name(place[2], draft)

    def called(self, party: Party, draft: Draft) -> str | None:
        """Return how the case calls a party, if it may be a member."""
        return self._name(party, draft)

    def _name(self, party: Party, draft: Draft) -> str | None:
        match party.kind:
            case PartyKind.PRONOUN:
                two = self._subjects.one_of_two(party.noun, draft)
                two = two or self._subjects.person(party.noun, draft)
                known = draft.current or draft.row or draft.case.members
                if two is not None:
                    return two
                return self._subjects.last(draft) if known else None
            case PartyKind.WE:
                return self._subjects.own(draft)
            case PartyKind.NAME:
                stranger = party.name in self._strangers(draft)
                return None if stranger or self._official.match(party.name) else party.name
            case _:
                if party.about.own in {"its", "their", "his", "her"}:
                    return None
                outside = self._outsiders.fullmatch(party.noun) and not party.member
                return None if outside else self._subjects.known(party, draft)

    # -- keeping ------------------------------------------------------------------------------

    def _strangers(self, draft: Draft) -> set[str]:
        """Return whom the message names as somebody else: rivals, developers of models."""
        told = {
            one.get("name")
            for market in draft.markets or ()
            for one in market.get("competitors") or ()
        }
        models = draft.layers.get("models")
        if isinstance(models, dict):
            for one in models.get("models") or ():
                told |= {one.get("name"), one.get("developer")}
        return {str(one) for one in told if one}


def _number(sentence: Sentence, code: str) -> int:
    """Return the number of the mention of a country."""
    return next(
        n for n, one in enumerate(sentence.mentions) if one.kind == "C" and one.value == code
    )
