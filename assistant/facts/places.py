"""Where members are: headquarters, incorporation, principal place of business, nationality."""

import re
from collections.abc import Iterator, Sequence

from assistant.facts.draft import PLACES, Draft
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader, names_in
from assistant.facts.text import value_of
from assistant.lexicon import FactPattern, whole_words
from assistant.mentions import Sentence, part_of


class PlaceReader:
    """Reads where members are."""

    def __init__(self, kit: Kit, subjects: SubjectReader) -> None:
        self._kit = kit
        self._subjects = subjects
        facts = kit.facts
        self._named_place = [re.compile(form) for form in facts["named_place"]]
        self._paper_places = frozenset(facts["paper_places"])
        self._paper_forms = whole_words(facts["paper_forms"])
        self._holds_before = re.compile(facts["holdings"]["owner_before"])
        self._holds_after = re.compile(facts["holdings"]["owner_after"])
        self._beside = re.compile(
            r"§O(\d+)§\s*\((?:[^()§]*[,;]\s*)(?:in |based in |hq )?"
            r"§C(\d+)(?::us)?§\s*(?:[,;][^()]*)?\)"
        )
        self._ends = re.compile(facts["named_place_ends"])
        self._based_there = re.compile(facts["based_there"])

    def by_name(self, sentence: Sentence) -> Iterator[tuple[Sentence, str | None]]:
        """Cut a sentence where a name and its place begin: "Alder (Oslo, …), Birch (Bonn, …)"."""
        starts = {m.start - sentence.start for m in sentence.mentions if m.kind == "C"}
        about_owners = bool(self._kit.words["held"].search(sentence.marked))
        cuts: list[tuple[int, str | None]] = [(0, None)]
        if not any(
            self._kit.words[of].search(sentence.marked) for of in ("market", "rival", "plant")
        ):
            for place, end, name in names_in(sentence):
                for form, pattern in enumerate(self._named_place):
                    beside = pattern.match(sentence.text, end)
                    if (
                        beside
                        and beside.end() in starts
                        and (form == 0 or about_owners or self._ends.match(sentence.text, end))
                        and not self._is_holder(sentence, place, beside.end())
                    ):
                        cuts.append((place, name))
                        break
        for number, (start, member) in enumerate(cuts):
            end = cuts[number + 1][0] if number + 1 < len(cuts) else len(sentence.text)
            if sentence.text[start:end].strip():
                yield part_of(sentence, start, end), member

    def _is_holder(self, sentence: Sentence, start: int, place: int) -> bool:
        """Whether a name with its place is that of an owner: "Lantau Partners (Hong Kong) 52 %"."""
        mention = next(one for one in sentence.mentions if one.start - sentence.start == place)
        before = sentence.text[:start].lower()
        after = sentence.text[mention.end - sentence.start :].lower()
        return bool(self._holds_before.search(before) or self._holds_after.match(after))

    def beside_name(self, sentence: Sentence, draft: Draft, name: str, used: set[int]) -> None:
        """Read the place that stands beside a member's name."""
        number = sentence.marks(sentence.marked, "C")[0]
        used.add(number)
        draft.current = name
        draft.member(name)
        self._subjects.nationality(sentence, draft, name, PLACES, number)

    def _there(
        self, sentence: Sentence, draft: Draft, names: Sequence[str], number: int, after: int
    ) -> None:
        """Read "and based there also"."""
        if self._based_there.search(sentence.marked, after):
            for name in names:
                for place in (PLACES[0], PLACES[2]):
                    self._subjects.place(sentence, draft, name, place, number)

    def _about_holders(self, sentence: Sentence) -> bool:
        return bool(sentence.marks(sentence.marked, "P")) and bool(
            self._kit.words["held"].search(sentence.marked)
        )

    def aside(self, sentence: Sentence, used: set[int]) -> None:
        """Set countries aside that a plant, an event or a rival is in: they are no location."""
        marked = sentence.marked
        for number, mention in enumerate(sentence.mentions):
            if mention.kind != "C" or number in used:
                continue
            mark = f"§C{number}"
            at = marked.index(mark)
            end = marked.index("§", at + 1) + 1
            near_before = marked[max(0, at - 22) : at]
            near_after = marked[end : end + 14]
            plant, rival = self._kit.words["plant"], self._kit.words["rival"]
            if any(
                words.search(near_before) or re.match(rf"\s*{words.pattern}", near_after)
                for words in (plant, rival)
            ):
                used.add(number)

    def locations(self, sentence: Sentence, draft: Draft, used: set[int], *, early: bool) -> None:
        """Read where members sit, are incorporated and do their business."""
        for entry in self._kit.patterns["location"]:
            if bool(entry.flags.get("early")) != early:
                continue
            for match in entry.pattern.finditer(sentence.marked):
                for number in sentence.marks(match[0], "C")[-1:]:
                    if number not in used:
                        used.add(number)
                        self._located(sentence, draft, match, entry)

    def _located(
        self, sentence: Sentence, draft: Draft, match: re.Match[str], entry: FactPattern
    ) -> None:
        number = sentence.marks(match[0], "C")[-1]
        everyone = self._subjects.everyone(sentence, draft)
        names = everyone or [self._subjects.member_name(sentence, match, draft)]
        for name in names:
            for place in entry.flags["places"]:
                self._subjects.place(sentence, draft, name, place, number)
            for place in entry.flags.get("weak", ()):
                if place not in draft.members.get(name, {}) and not everyone:
                    self._subjects.imply(sentence, draft, name, place, number)
        if everyone:
            self._there(sentence, draft, everyone, number, match.end())

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read where members are, and of which nation."""
        for beside in self._beside.finditer(sentence.named):
            number = int(beside[2])
            if number not in used and not self._about_holders(sentence):
                used.add(number)
                name = str(value_of(sentence, int(beside[1])))
                self._subjects.nationality(sentence, draft, name, PLACES, number)
        self.locations(sentence, draft, used, early=False)
        for entry in self._kit.patterns["nationality"]:
            if entry.flags.get("needs_current") and draft.current is None:
                continue
            if entry.flags.get("needs_list") and not self._subjects.everyone(sentence, draft):
                continue
            for match in entry.pattern.finditer(sentence.marked):
                marks = sentence.marks(match[0], "C")
                number = marks[-1] if entry.flags.get("last") else marks[0]
                if number in used:
                    continue
                used |= set(marks)
                everyone = self._subjects.everyone(sentence, draft)
                if everyone:
                    for whom in everyone:
                        self._subjects.nationality(sentence, draft, whom, PLACES, number)
                    continue
                name = self._subjects.member_name(sentence, match, draft)
                places = self._places_meant(sentence, match, number)
                self._subjects.nationality(sentence, draft, name, places, number)

    def _places_meant(
        self, sentence: Sentence, match: re.Match[str], number: int
    ) -> tuple[str, ...]:
        """Return what plain words of place state: all three, or of a paper place the paper."""
        paper = value_of(sentence, number) in self._paper_places
        if paper and self._paper_forms.search(match[0]):
            return ("incorporated_in",)
        return PLACES
