"""Of whom a phrase speaks: by name, by description, or by a word that stands for the last one."""

import re
from collections.abc import Iterator, Sequence

from assistant.facts.draft import MEMBERS_RULE, PLACES, Draft
from assistant.facts.kit import Kit
from assistant.facts.parties import Party
from assistant.facts.text import original, place_of, singular, value_of
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.proposal import Role

OWN = "your company"
"""The speaker's company, until its name is told."""
_BEFORE = 300
"""Letters before a name that may tell that its company speaks."""


def names_in(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Give the company names of a sentence with their places in its text."""
    for mention in sentence.mentions:
        if mention.kind == "O":
            yield mention.start - sentence.start, mention.end - sentence.start, str(mention.value)


class SubjectReader:
    """Finds the member that a stretch is about."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        facts = kit.facts
        articles = any_of(facts["small_words"]["articles"])
        self._article = re.compile(rf"^the {articles}\s+", re.IGNORECASE)
        self._generic = re.compile(any_of(facts["generic_orgs"]))
        self._calls = re.compile(rf"\s+{any_of(facts['calls'])}\s")
        self._role_words = [
            (role, whole_words(words)) for role, words in facts["words"]["org"].items() if role
        ]
        told = facts["subjects"]
        self._roles = [
            (Role(role), re.compile(rf"(?<![\w-]){any_of(words)}(?![\w-])"))
            for role, words in facts["roles"]["words"].items()
        ]
        self._persons = frozenset(facts["subjects"]["persons"])
        self._of_two: dict[str, int] = facts["subjects"]["of_two"]
        self._predicate = kit.compiled(told["predicate"])
        self._speaker = [re.compile(words, re.IGNORECASE) for words in facts["names"]["speaker"]]
        self._speaks = re.compile(facts["names"]["speaks"], re.IGNORECASE)
        self._client = [re.compile(words, re.IGNORECASE) for words in facts["names"]["client"]]
        self._pronoun = re.compile(
            rf"^\W*(?:{any_of(told['openers'])}\W+)?{any_of(told['pronouns'])}\b"
        )
        self._same_pronoun = re.compile(rf"(?<!\w){any_of(told['pronouns'])}(?!\w)")
        self._we = whole_words(told["we"])
        self._described = kit.compiled(told["described"])
        self._blocked_before = kit.compiled(told["blocked_before"])
        self._leading = re.compile(told["leading"], re.IGNORECASE)
        self._pointing = frozenset(told["pointing"])
        self._possessives: list[str] = told["possessives"]
        self._member_label = re.compile(told["member_label"])
        self._row = re.compile(told["row"])
        roles = any_of([word for words in facts["roles"]["words"].values() for word in words])
        self._noun_row = re.compile(told["noun_row"].replace("{roles}", roles))
        self._indefinite = re.compile(told["indefinite"])
        self._copula = re.compile(told["copula"])
        self._everyone = [kit.compiled(pattern) for pattern in facts["all_members"]]
        self._several = re.compile(told["several"])

    # -- who speaks ---------------------------------------------------------------------------

    def hear_speaker(self, sentence: Sentence, draft: Draft) -> None:
        """Learn the name of the speaker's, or of the client's, company."""
        for start, end, name in names_in(sentence):
            before = sentence.text[max(0, start - _BEFORE) : start]
            if any(pattern.search(before) for pattern in self._speaker):
                draft.speaker = name
                draft.current = name
            elif self._speaks.match(sentence.text[end:]) and not before.strip(" \"'").endswith(
                "with"
            ):
                draft.speaker = draft.current = name
            elif any(pattern.search(before) for pattern in self._client):
                draft.current = name

    def speaker_in(self, said: Sequence[str], names: Sequence[str]) -> str | None:
        """Return whose company spoke before, as far as its words say so: "we are Alder"."""
        found: str | None = None
        for text in said:
            for name in names:
                for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                    before, after = text[: match.start()], text[match.end() :]
                    ours = any(pattern.search(before) for pattern in self._speaker)
                    if ours or self._speaks.match(after):
                        found = name
        return found

    def begin_row(self, message: str, sentence: Sentence, draft: Draft) -> None:
        """Learn whom a row of a list is about; a row ends with its line."""
        if "\n" in message[max(0, sentence.start - 3) : sentence.start] or not sentence.start:
            draft.row = None
        if draft.owner_list is not None and "§P" in sentence.named:
            return
        head = self._member_label.match(sentence.named)
        if head:
            draft.current = str(value_of(sentence, int(head[1])))
        row = self._row.match(sentence.named)
        if row:
            draft.row = draft.current = str(value_of(sentence, int(row[1])))
        told = self._noun_row.match(sentence.named) if row is None else None
        if told:
            draft.row = draft.current = f"the {told['noun']}"

    def own(self, draft: Draft) -> str:
        """Return the speaker's company: of a case with one member that one."""
        held = [member.name for member in draft.case.members or ()]
        if draft.speaker is None and draft.speaker_before is not None:
            return draft.speaker_before
        if draft.speaker is None and len(held) == 1 and set(draft.members) <= set(held):
            return held[0]
        return draft.speaker or OWN

    def known(self, party: Party, draft: Draft) -> str:
        """Return how a company told of by a noun is known: "the partner" after "our cloud partner".

        It is the one member that does what the noun says, or the one so called without a name;
        else its own words.
        """
        names = {*draft.members, *(one.name for one in draft.case.members or ())}
        if party.name in names or party.about.own not in self._pointing | set(self._possessives):
            return party.name
        if party.member:
            does = {role for role, words in self._roles if words.search(party.name)}
            held = {name: set(told) for name, (told, *_) in draft.roles.items()}
            held |= {one.name: set(one.roles) for one in draft.case.members or () if one.roles}
            same = [name for name, roles in held.items() if roles & does]
        else:
            end = f" {singular(party.noun)}"
            same = [name for name in names if name.startswith("the ") and name.endswith(end)]
        return same[0] if len(same) == 1 else party.name

    # -- references ---------------------------------------------------------------------------

    def references(self, sentence: Sentence, draft: Draft) -> list[tuple[int, int, str]]:
        """Give whom a sentence names, describes or means, with the places in its text."""
        found = [
            (start, end, name)
            for start, end, name in names_in(sentence)
            if name == draft.speaker
            or not self._blocked_before.search(sentence.text[:start].lower())
        ]
        for match in self._described.finditer(sentence.named):
            start = place_of(sentence, match.start(), named=True)
            end = place_of(sentence, match.end(), named=True)
            after = next((one for one in found if 0 <= one[0] - end <= 3), None)
            before = sentence.text[:start].lower()
            if after is None and not self._blocked_before.search(before):
                words = original(sentence, match.start(), match.end(), named=True)
                found.append((start, end, self._by_description(words, match[0], draft)))
        for match in self._we.finditer(sentence.named):
            at = place_of(sentence, match.start(), named=True)
            if all(not start <= at < end for start, end, _ in found):
                found.append((at, at + len(match[0]), self.own(draft)))
        return self._without_predicates(sentence, sorted(found))

    def _without_predicates(
        self, sentence: Sentence, found: list[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        """Leave out what is only said of the one before: "Alder, a Dutch chip maker"."""
        kept: list[tuple[int, int, str]] = []
        end = 0
        for one in found:
            gap = sentence.text[end : one[0]].lower()
            told = kept and one[2].startswith("the ") and self._predicate.fullmatch(gap)
            if not told or self._lists(sentence, kept[-1], gap):
                kept.append(one)
            end = one[1]
        return kept

    def _lists(self, sentence: Sentence, before: tuple[int, int, str], gap: str) -> bool:
        """Whether what follows is the next of a list: "an American cloud, a Dutch lab"."""
        words = sentence.text[before[0] : before[1]].lower()
        first = next(
            (one for one in sentence.mentions if one.start - sentence.start == before[0]), None
        )
        indefinite = self._indefinite.match(words) or (first is not None and first.kind == "C")
        return bool(indefinite) and not self._copula.search(gap)

    def _by_description(self, words: str, marked: str, draft: Draft) -> str:
        told = self._leading.sub("", words.strip())
        told = singular(re.sub(r"['’]s$", "", told.strip()))
        if self._generic.fullmatch(told):
            own = marked.strip().startswith(tuple(self._possessives))
            return self.own(draft) if own else self.last(draft)
        return f"the {told}"

    def last(self, draft: Draft) -> str:
        """Return whom "it" and "the company" mean."""
        if draft.row is not None:
            return draft.row
        if draft.current is not None:
            return draft.current
        if draft.speaker is None and draft.case.members and len(draft.case.members) == 1:
            return draft.case.members[0].name
        return draft.speaker or OWN

    def person(self, pronoun: str, draft: Draft) -> str | None:
        """Return whom "he" and "she" mean: the owner told last, else the name told last."""
        if pronoun not in self._persons:
            return None
        if draft.last_owner is not None:
            return str(draft.last_owner[1]["name"])
        known = {one.name for one in draft.case.members or ()} | set(draft.members)
        return draft.last_name if draft.last_name not in known else None

    def one_of_two(self, pronoun: str, draft: Draft) -> str | None:
        """Return whom "the former" and "the latter" mean, where just two companies were told."""
        place = self._of_two.get(pronoun)
        told = draft.named_together or [one.name for one in draft.case.members or ()]
        return told[place] if place is not None and len(told) == len(self._of_two) else None

    def only_one(self, sentence: Sentence, draft: Draft) -> str | None:
        """Return the one company that a sentence speaks of, if it speaks of one."""
        names = {name for _, _, name in self.references(sentence, draft)}
        return names.pop() if len(names) == 1 else None

    def subject(self, sentence: Sentence, draft: Draft, at: int) -> str | None:
        """Return whom what stands at a place of a sentence's text is about, if that is told."""
        before = [one for one in self.references(sentence, draft) if one[1] <= at]
        pronouns = [m.end() for m in self._same_pronoun.finditer(sentence.text[:at].lower())]
        if before and not (
            pronouns
            and pronouns[-1] > before[-1][1]
            and draft.current is not None
            and len(before) == 1
            and before[-1][0] > pronouns[0]
        ):
            return before[-1][2]
        if draft.row is not None or draft.current is not None:
            return self.last(draft)
        if pronouns and draft.case.members:
            return self.last(draft)
        return None

    def everyone(self, sentence: Sentence, draft: Draft) -> list[str]:
        """Return all members that are known, where a sentence speaks of all."""
        if not any(pattern.search(sentence.named) for pattern in self._everyone):
            return self._listed(sentence)
        here = list(dict.fromkeys(name for _, _, name in names_in(sentence)))
        if len(here) > 1:
            return here
        return [member.name for member in draft.case.members or ()] or list(draft.members)

    def _listed(self, sentence: Sentence) -> list[str]:
        """Return the names of which a sentence says one thing: "Alder and Birch are Dutch"."""
        match = self._several.search(sentence.named)
        if match is None:
            return []
        return [str(value_of(sentence, number)) for number in sentence.marks(match["names"], "O")]

    # -- naming -------------------------------------------------------------------------------

    def member_name(self, sentence: Sentence, match: re.Match[str], draft: Draft) -> str:
        """Name the member that a stretch is about, and make it the current one."""
        name = (
            self._called(sentence, match)
            or self._near(sentence, match, draft)
            or self._by_country(sentence, match)
            or self._spoken_of(sentence, match, draft)
            or self._in_words(sentence, match, draft)
        )
        if name not in draft.members:
            roles = [role for role, words in self._role_words if words.search(match[0])]
            known = any(
                mentioned_key(one.name) == mentioned_key(name) for one in draft.case.members or ()
            )
            if roles and not known:
                draft.member(name)["roles"] = [Role(roles[0])]
        draft.member(name)
        draft.current = name
        draft.seen.append((match.start(), name))
        return name

    def _called(self, sentence: Sentence, match: re.Match[str]) -> str | None:
        """Return the name that follows a description: "a US firm called Quillon"."""
        if not self._calls.match(sentence.marked, match.end()):
            return None
        at = place_of(sentence, match.end())
        return next((name for start, _, name in names_in(sentence) if start > at), None)

    def _near(self, sentence: Sentence, match: re.Match[str], draft: Draft) -> str | None:
        """Return the last name before a stretch, or in it, unless another is described there."""
        start, end = place_of(sentence, match.start()), place_of(sentence, match.end())
        before = [
            one
            for one in names_in(sentence)
            if one[1] <= end
            and not self._kit.told_apart(sentence.text[: one[0]].lower())
            and not self._blocked_before.search(sentence.text[: one[0]].lower())
        ]
        if not before:
            if draft.row is not None:
                return draft.row
            return None
        _, stop, name = before[-1]
        if stop > start:
            return name
        between = sentence.text[stop:start].lower()
        describes = bool(self._kit.words["org"].search(match[0]))
        if describes and not self._predicate.fullmatch(between):
            return None
        return name

    def _spoken_of(self, sentence: Sentence, match: re.Match[str], draft: Draft) -> str | None:
        """Return whom a stretch that describes nobody itself is about."""
        if self._kit.words["org"].search(match[0]):
            return None
        start = place_of(sentence, match.start())
        before = [one for one in self.references(sentence, draft) if one[1] <= start]
        if before:
            return before[-1][2]
        return draft.row

    def _by_country(self, sentence: Sentence, match: re.Match[str]) -> str | None:
        """Return the name of a member that only its country names: "and a Malaysian one"."""
        if not self._kit.small["stands_for"].search(match[0]):
            return None
        return self._article.sub("the ", f"the {original(sentence, *match.span())}")

    def _in_words(self, sentence: Sentence, match: re.Match[str], draft: Draft) -> str:
        """Name a member by the words that describe it: "the Korean chip maker"."""
        own = self._kit.own_case.search(sentence.marked)
        found = list(self._kit.words["org"].finditer(match[0]))
        if own and self._kit.small["first_person"].match(match[0]):
            return self.own(draft)
        predicate = self._predicate_of(sentence, match, draft)
        if predicate is not None:
            return predicate
        if not found:
            return self._unspoken(sentence, draft)
        last = found[-1]
        leading = sentence.marked[: match.start() + last.start()].split()[-1:]
        if self._generic.fullmatch(last[0]) and leading and leading[0] in self._possessives:
            return self.own(draft)
        same = not leading or leading[0] in self._pointing
        if self._generic.fullmatch(last[0]) and same and draft.current is not None:
            return draft.current
        words = original(sentence, match.start(), match.end())
        name = f"the {singular(words)}" if last.end() == len(match[0]) else f"the {last[0]}"
        return self._article.sub("the ", name)

    def _unspoken(self, sentence: Sentence, draft: Draft) -> str:
        """Name whom a sentence is about that describes nobody where it tells of a place."""
        inside = self._kit.words["org"].search(sentence.marked)
        if inside is None and draft.current is not None:
            return draft.current
        if inside is None and self._pronoun.search(sentence.marked):
            return self.last(draft)
        if self._kit.own_case.search(sentence.marked):
            return self.own(draft)
        return f"the {singular(inside[0]) if inside else 'company'}"

    def _predicate_of(self, sentence: Sentence, match: re.Match[str], draft: Draft) -> str | None:
        """Return whom a description is said of: "our cloud partner is a Singapore firm"."""
        return self.said_of(sentence, draft, place_of(sentence, match.start()))

    def said_of(self, sentence: Sentence, draft: Draft, at: int) -> str | None:
        """Return of whom the words at a place of a sentence's text are said."""
        before = [one for one in self.references(sentence, draft) if one[1] <= at]
        gap = sentence.text[before[-1][1] : at].lower() if before else ""
        if before and self._predicate.fullmatch(gap):
            return None if self._lists(sentence, before[-1], gap) else before[-1][2]
        if before:
            return None
        if draft.row is not None and self._predicate.fullmatch(sentence.text[:at].lower()):
            return draft.row
        pronoun = self._pronoun.search(sentence.text.lower())
        known = draft.current or draft.case.members
        if (
            pronoun
            and known
            and self._predicate.fullmatch(sentence.text[pronoun.end() : at].lower())
        ):
            return self.last(draft)
        return None

    # -- places -------------------------------------------------------------------------------

    def place(self, sentence: Sentence, draft: Draft, name: str, place: str, number: int) -> None:
        """Keep where a member, or an owner that is no member, is."""
        if self.imply(sentence, draft, name, place, number):
            code = value_of(sentence, number)
            draft.note(f"members[{name}].{place}", code, sentence.text)

    def imply(self, sentence: Sentence, draft: Draft, name: str, place: str, number: int) -> bool:
        """Keep a place that the words imply; tell whether it is that of a member."""
        code = value_of(sentence, number)
        owner = draft.owner_named(name)
        draft.told += 1
        held = draft.held_by(name)
        if held is not None and not self._is_member(name, draft):
            news = {"name": name, "country": code}
            told = draft.member(held).setdefault("owners", [])
            same = next((one for one in told if one.get("name") == name), None)
            if same is None:
                told.append(news)
            elif same.get("country") == code:
                return False
            else:
                same["country"] = code
            draft.note(f"members[{held}].owners", dict(news), sentence.text)
            return False
        if owner is not None and set(draft.members.get(name, {})) <= {"name"}:
            draft.members.pop(name, None)
            if owner.get("country") != code:
                owner["country"] = code
                whom = draft.owned_by(owner)
                news = {"name": owner["name"], "country": code}
                draft.note(f"members[{whom}].owners", news, sentence.text)
            return False
        draft.member(name)[place] = code
        draft.rules[MEMBERS_RULE] = None
        return True

    @staticmethod
    def _is_member(name: str, draft: Draft) -> bool:
        key = mentioned_key(name)
        known = any(mentioned_key(one.name) == key for one in draft.case.members or ())
        return known or set(draft.members.get(name, {})) > {"name"}

    def nationality(
        self, sentence: Sentence, draft: Draft, name: str, places: tuple[str, ...], number: int
    ) -> None:
        """Keep what a plain "Korean" tells: the seat in so many words, the rest by implication."""
        for place in places:
            if place not in draft.members.get(name, {}):
                told = place == PLACES[0] or len(places) == 1
                keep = self.place if told else self.imply
                keep(sentence, draft, name, place, number)
