"""Facts of a proposal from free text: what is stated, in whose words, and whether it is supposed.

Nothing is guessed: a fact is taken only where a pattern of the lexicon ties a mention to a field
of the Proposal. What is not recognized is left for the rules to ask about.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.lexicon import Lexicon, any_of, filled, whole_words
from assistant.mentions import Mention, Sentence, mentions_in, part_of, sentences_of
from assistant.reply import UnderstoodFact
from rules.proposal import Proposal, Role

LAYER_NAMES = ("hardware", "data", "models", "security", "applications")
_PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")


@dataclass(frozen=True)
class Understanding:
    """What was understood of a message.

    `rules` are the rules that the stated facts bear on; `supposed` tells that the facts were put
    as a supposition, to be assessed and not kept.
    """

    proposal: Proposal
    facts: tuple[UnderstoodFact, ...]
    rules: tuple[str, ...]
    supposed: bool
    own_case: bool
    mentions: tuple[Mention, ...]


@dataclass
class _Draft:
    """Collects what one message states, before it becomes a Proposal."""

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    layers: dict[str, Any] = field(default_factory=dict)
    markets: list[dict[str, Any]] | None = None
    top: dict[str, Any] = field(default_factory=dict)
    facts: list[UnderstoodFact] = field(default_factory=list)
    rules: dict[str, None] = field(default_factory=dict)
    items: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    items_open: bool = False
    share_column: bool = False
    spoken_layers: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    part_only: bool = False
    before: Sentence | None = None
    current: str | None = None
    anchors_counted: bool = False
    anchors_past: bool = False
    seen: list[tuple[int, str]] = field(default_factory=list)

    def note(self, path: str, value: object, quote: str, *, negated: bool = False) -> None:
        self.facts.append(UnderstoodFact(path=path, value=value, quote=quote, negated=negated))


class FactReader:
    """Reads facts with the patterns of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._patterns = lexicon.patterns
        self._words = lexicon.words
        facts, cues = lexicon.facts, lexicon.cues
        marks = {name: pattern.pattern for name, pattern in lexicon.words.items()}
        marks |= {"US": r"§C\d+:us§"}
        self._no_holding = re.compile(facts["no_holding"])
        self._no_member_owned = re.compile(facts["no_member_owned"])
        self._market_negated = re.compile(facts["market_negated"])
        self._no_market = re.compile(any_of(facts["no_market"]))
        self._holder_controls = re.compile(facts["holder_controls"])
        self._no_owners = whole_words(facts["no_owners"])
        self._about_before = re.compile(facts["about_the_rule"][0])
        self._about_after = re.compile(facts["about_the_rule"][1])
        self._approximate = re.compile(rf"{any_of(cues['approximate'])}\s*$")
        self._range = re.compile(r"(\d+(?:\.\d+)?)\s*(?:to|-|–|and)\s*$")
        self._share_column = re.compile(filled(facts["us_share_column"], marks))
        self._item_head = re.compile(
            filled(r"(?P<name>{hardware})\W{0,2}\s*(?:[^\W\d]+\s+){0,3}?({amount})", marks)
        )
        self._supposes = re.compile(any_of(cues["hypothetical"]))
        self._own_case = whole_words(cues["own_case"])
        self._market_before = re.compile(facts["market_before"])
        self._other_measure = re.compile(facts["other_measure"])
        self._compile_layers(facts["layers"], marks)
        self._numbers: dict[str, int] = facts["number_words"]
        self._compile_anchors(facts["anchors"])
        self._not_filed = {part: re.compile(words) for part, words in facts["not_filed"].items()}
        self._asked_only = re.compile(any_of(facts["asked_only"]))
        small = facts["small_words"]
        self._small = {name: whole_words(words) for name, words in small.items()}
        joints = any_of(small["between_places"])
        self._joined = re.compile(rf"(?:\s*{joints}\s*)+(§[CB]\d+(?::us)?§)")
        self._asking = re.compile(rf"(^|[,;:]\s*){any_of(small['asking'])}\b[^,;:]*$")
        self._opens_question = re.compile(rf"^\W*{any_of(small['opens_question'])}\b[^,;:]*$")
        self._after_verb = re.compile(rf"\s+{any_of(small['after_verb'])}\b")
        articles = any_of(small["articles"])
        self._article = re.compile(rf"^the {articles}\s+", re.IGNORECASE)
        self._named_place = [re.compile(form) for form in facts["named_place"]]
        self._paper_places = frozenset(facts["paper_places"])
        self._paper_forms = whole_words(facts["paper_forms"])
        self._apart_before = [re.compile(words) for words in facts["apart_before"]]
        self._apart_after = [re.compile(words) for words in facts["apart_after"]]
        self._cap_head = re.compile(facts["cap_table"])
        self._generic = re.compile(any_of(facts["generic_orgs"]))
        self._calls = re.compile(rf"\s+{any_of(facts['calls'])}\s")
        self._not_names = frozenset(facts["not_names"])
        self._role_words = [
            (role, whole_words(words)) for role, words in facts["words"]["org"].items() if role
        ]

    def _compile_anchors(self, anchors: Mapping[str, Any]) -> None:
        counted = rf"(?<!\w)(?P<number>\d+|{'|'.join(self._numbers)})"
        self._anchor_count = [
            re.compile(pattern.replace("({N})", counted)) for pattern in anchors["count"]
        ]
        self._joint_anchors = re.compile(anchors["joint"])
        self._leading = [
            re.compile(pattern.replace("NAME", _NAMES)) for pattern in anchors["named"]
        ]
        self._no_anchor = re.compile(any_of(anchors["none"]))
        self._one_anchor = re.compile(any_of(anchors["one"]))
        self._past_anchors = re.compile(anchors["past"])
        self._cut_to_one = re.compile(anchors["cut_to_one"])
        self._duty = re.compile(anchors["duty"])

    def _compile_layers(self, layers: Mapping[str, Any], marks: dict[str, str]) -> None:
        self._layers = {name: whole_words(layers[name]) for name in LAYER_NAMES}
        every = any_of([word for name in LAYER_NAMES for word in layers[name]])
        marks["layer"] = every
        self._lacking = [re.compile(filled(layers[k], marks)) for k in ("lacking", "lacking_after")]
        marks["part"] = any_of(["layers?", "parts?", "pieces?", "elements?", "components?"])
        self._lacking_ends = re.compile(filled(layers["lacking_ends"], marks))
        self._part_only = whole_words(layers["partial"])
        self._all_layers = whole_words(layers["all"])
        self._covering = whole_words(layers["covering"])

    def read(self, message: str, *, year: int) -> Understanding:
        """Read one message; days without a year are taken in `year`."""
        mentions = mentions_in(message, year=year)
        draft = _Draft()
        supposed = False
        sentences = sentences_of(message, mentions)
        for sentence in sentences:
            before = len(draft.facts)
            for piece, member in self._by_name(sentence):
                self._read_sentence(piece, draft, member)
            self._anchors(sentence, draft)
            if len(draft.facts) > before and self._only_supposed(sentence.marked):
                supposed = True
        self._settle_items(draft)
        self._settle_layers(draft)
        return Understanding(
            proposal=_proposal(draft),
            facts=tuple(draft.facts),
            rules=tuple(draft.rules),
            supposed=supposed,
            own_case=bool(self._own_case.search(message.lower())),
            mentions=tuple(mentions),
        )

    def _only_supposed(self, marked: str) -> bool:
        """Whether a sentence supposes, or asks about, what it names."""
        return bool(self._supposes.search(marked) or self._asked_only.search(marked.rstrip()))

    def _by_name(self, sentence: Sentence) -> Iterator[tuple[Sentence, str | None]]:
        """Cut a sentence where a name and its place begin: "Alder (Oslo, …), Birch (Bonn, …)"."""
        starts = {m.start - sentence.start for m in sentence.mentions if m.kind == "C"}
        about_owners = bool(self._words["held"].search(sentence.marked))
        cuts: list[tuple[int, str | None]] = [(0, None)]
        if not any(self._words[of].search(sentence.marked) for of in ("market", "rival", "plant")):
            for place, end, name in self._names_in(sentence):
                for form, pattern in enumerate(self._named_place):
                    beside = pattern.match(sentence.text, end)
                    if beside and beside.end() in starts and (form == 0 or about_owners):
                        cuts.append((place, name))
                        break
        for number, (start, member) in enumerate(cuts):
            end = cuts[number + 1][0] if number + 1 < len(cuts) else len(sentence.text)
            if sentence.text[start:end].strip():
                yield part_of(sentence, start, end), member

    def _names_in(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        """Give the company names of a sentence with their places in its text."""
        taken = [(m.start - sentence.start, m.end - sentence.start) for m in sentence.mentions]
        for match in _PROPER.finditer(sentence.text):
            words = [word for word in match[0].split() if not self._is_no_name(word)]
            apart = all(match.end() <= start or match.start() >= stop for start, stop in taken)
            if self._is_a_verb(sentence, match):
                continue
            if words and apart and (len(words) > 1 or not words[0].isupper() or len(words[0]) > 4):
                yield match.start() + match[0].index(words[0]), match.end(), " ".join(words)

    def _is_a_verb(self, sentence: Sentence, match: re.Match[str]) -> bool:
        """Whether a single word opens an imperative: "Register our partner"."""
        opens = not sentence.text[: match.start()].strip(" \"'(-")
        alone = " " not in match[0]
        return opens and alone and bool(self._after_verb.match(sentence.text, match.end()))

    def _read_sentence(self, sentence: Sentence, draft: _Draft, name: str | None) -> None:
        used: set[int] = self._apart(sentence)
        draft.seen.clear()
        if name is not None:
            self._named_with_place(sentence, draft, name, used)
        self._filing(sentence, draft)
        self._hardware(sentence, draft, used)
        owners = [*self._cap_table(sentence, used), *self._owners(sentence, used)]
        control = list(self._found("control", sentence, used))
        self._locations(sentence, draft, used, early=True)
        self._aside(sentence, used)
        self._markets(sentence, draft, used)
        self._members(sentence, draft, used)
        self._attach_owners(sentence, draft, owners)
        for match in control:
            self._attach(sentence, draft, match, "controlled_from")
        self._layers_of(sentence, draft)

    def _apart(self, sentence: Sentence) -> set[int]:
        """Give the countries of which the sentence says that they are not, or no longer, it."""
        apart = set()
        for mark in re.finditer(r"§C(\d+)(?::us)?§", sentence.marked):
            before, after = sentence.marked[: mark.start()], sentence.marked[mark.end() :]
            if any(pattern.search(before) for pattern in self._apart_before) or any(
                pattern.search(after) for pattern in self._apart_after
            ):
                apart.add(int(mark[1]))
        return apart

    def _named_with_place(
        self, sentence: Sentence, draft: _Draft, name: str, used: set[int]
    ) -> None:
        """Read the place that stands beside a member's name."""
        number = sentence.marks(sentence.marked, "C")[0]
        used.add(number)
        draft.current = name
        draft.members.setdefault(name, {"name": name})
        for place in _PLACES:
            if place not in draft.members[name]:
                self._place(sentence, draft, name, place, number)

    def _cap_table(
        self, sentence: Sentence, used: set[int]
    ) -> Iterator[tuple[dict[str, Any], int]]:
        """Give the holders of a list with bare numbers, where these add up to the whole."""
        head = self._cap_head.search(sentence.marked)
        rows = list(_CAP_ROW.finditer(sentence.marked, head.end())) if head else []
        if not rows or sum(Decimal(row["share"]) for row in rows) != 100:
            return
        for row in rows:
            number = int(row["country"])
            if number not in used:
                used.add(number)
                holder = f"{_spelled(sentence, number)} {row['who'].strip()}".strip()
                country = _value(sentence, number)
                percent = Decimal(row["share"])
                yield {"name": holder, "country": country, "percent": percent}, row.start()

    def _found(
        self, name: str, sentence: Sentence, used: set[int], kinds: str = "C"
    ) -> Iterator[re.Match[str]]:
        """Give matches of a group of patterns whose marks no earlier pattern has used."""
        for entry in self._patterns[name]:
            for match in entry.pattern.finditer(sentence.marked):
                marks = {n for kind in kinds for n in sentence.marks(match[0], kind)}
                if marks and not marks & used:
                    used |= marks
                    yield match

    # -- the hardware layer ---------------------------------------------------------------

    def _hardware(self, sentence: Sentence, draft: _Draft, used: set[int]) -> None:
        marked = sentence.marked
        self._items(sentence, draft)
        if self._amounts(sentence, draft, used) or self._no_us_part(sentence, draft, used):
            return
        for name, rest in (("us_share", False), ("other_share", True)):
            for entry in self._patterns[name]:
                if entry.flags.get("needs_us") and not self._speaks_of_origin(marked):
                    continue
                if entry.flags.get("follows") and "us_hardware_content" not in draft.rules:
                    continue
                if entry.flags.get("alone") and len(sentence.marks(marked, "P")) > 1:
                    continue
                for match in entry.pattern.finditer(marked):
                    if self._share(sentence, draft, match, rest=rest):
                        used |= set(sentence.marks(match[0], "C")) | set(
                            sentence.marks(match[0], "P")
                        )
                        return
        self._share_open(sentence, draft, used)

    def _share_open(self, sentence: Sentence, draft: _Draft, used: set[int]) -> None:
        """Touch the rule where the hardware's U.S. share is spoken of and not told by value."""
        for entry in self._patterns["us_open"]:
            found = entry.pattern.search(sentence.marked)
            if found:
                draft.rules["us_hardware_content"] = None
                used |= set(sentence.marks(sentence.marked, "P"))
                used |= set(sentence.marks(found[0], "C"))

    def _amounts(self, sentence: Sentence, draft: _Draft, used: set[int]) -> bool:
        """Read an amount of U.S. origin and the amount that it is a part of."""
        if not self._words["hardware"].search(sentence.marked):
            return False
        for entry in self._patterns["us_value"]:
            match = entry.pattern.search(sentence.marked)
            if match:
                amounts = [_value(sentence, n) for n in sentence.marks(match[0], "[MN]")[:2]]
                if len(amounts) == 2 and not (entry.flags.get("of_which") and _rising(amounts)):
                    whole, part = max(amounts), min(amounts)
                    item = {
                        "name": "the hardware layer",
                        "value_usd": whole,
                        "us_origin_value_usd": part,
                    }
                    self._keep_items(sentence, draft, [item])
                    used |= set(sentence.marks(match[0], "C"))
                    return True
        return False

    def _keep_items(self, sentence: Sentence, draft: _Draft, items: list[dict[str, Any]]) -> None:
        draft.layers["hardware"] = {"items": items}
        for item in items:
            draft.note("layers.hardware.items", item, sentence.text)
        draft.rules["us_hardware_content"] = None

    def _no_us_part(self, sentence: Sentence, draft: _Draft, used: set[int]) -> bool:
        """Read that nothing of the hardware is of U.S. origin."""
        if not self._words["hardware"].search(sentence.marked):
            return False
        for entry in self._patterns["us_none"]:
            match = entry.pattern.search(sentence.marked)
            if match and not self._words["org"].search(match[0]):
                draft.layers["hardware"] = {"us_content_percent": Decimal(0)}
                draft.note(
                    "layers.hardware.us_content_percent", Decimal(0), sentence.text, negated=True
                )
                draft.rules["us_hardware_content"] = None
                used |= set(sentence.marks(match[0], "C"))
                return True
        return False

    def _items(self, sentence: Sentence, draft: _Draft) -> None:
        """Collect items of a list such as "racks $400k (all US), GPUs $900k (none US)"."""
        marked = sentence.marked
        heads = list(self._item_head.finditer(marked))
        before = marked[: heads[0].start()] if heads else marked
        draft.share_column = draft.share_column or bool(self._share_column.search(before))
        for number, head in enumerate(heads):
            end = heads[number + 1].start() if number + 1 < len(heads) else len(marked)
            share = self._origin(sentence, marked[head.end() : end], column=draft.share_column)
            amount = _value(sentence, sentence.marks(head[0], "[MN]")[0])
            if share is None:
                draft.items_open = True
                continue
            item = {
                "name": head["name"],
                "value_usd": amount,
                "us_origin_value_usd": amount * share / 100,
            }
            draft.items.append((item, sentence.text))

    def _origin(self, sentence: Sentence, told: str, *, column: bool) -> Decimal | None:
        """Return the U.S. share that the words after an item's amount tell, if they tell one."""
        percents = sentence.marks(told, "P")
        home = ":us§" in told or bool(self._words["domestic"].search(told))
        abroad = bool(re.search(r"§C\d+§", told) or self._words["foreign"].search(told))
        if sentence.marks(told, "[MN]") or len(percents) > 1 or (home and abroad):
            return None
        if percents:
            share: Decimal = _value(sentence, percents[0])
            if abroad:
                return 100 - share if self._words["foreign"].search(told) else None
            return share if (home or column) and share <= 100 else None
        if not home and not abroad:
            return None
        return Decimal(100 if home and not self._words["none"].search(told) else 0)

    def _settle_items(self, draft: _Draft) -> None:
        """Keep the items of a list where there are two or more and each tells its origin."""
        if len(draft.items) < 2 or draft.items_open:
            return
        share = "layers.hardware.us_content_percent"
        draft.facts = [fact for fact in draft.facts if fact.path != share]
        draft.layers["hardware"] = {"items": [item for item, _ in draft.items]}
        for item, quote in draft.items:
            draft.note("layers.hardware.items", item, quote)
        draft.rules["us_hardware_content"] = None

    def _speaks_of_origin(self, marked: str) -> bool:
        return ":us§" in marked or bool(self._words["domestic"].search(marked))

    def _share(
        self, sentence: Sentence, draft: _Draft, match: re.Match[str], *, rest: bool
    ) -> bool:
        marked = sentence.marked
        numbers = sentence.marks(match[0], "P")
        if len(numbers) != 1:
            return False
        at = marked.index(f"§P{numbers[0]}§")
        before, after = marked[:at], marked[at + len(f"§P{numbers[0]}§") :]
        owned = self._words["owner"].search(match[0]) or self._small["ownership"].search(match[0])
        of_hardware = any(self._words[name].search(marked) for name in ("hardware", "content"))
        about_rule = self._about_before.search(before) or self._about_after.search(after)
        if owned or not of_hardware or about_rule or self._other_measure.search(marked):
            return False
        share = _value(sentence, numbers[0])
        share = 100 - share if rest else share
        if not 0 <= share <= 100 or self._too_vague(before, share):
            return False
        draft.layers["hardware"] = {"us_content_percent": share}
        draft.note("layers.hardware.us_content_percent", share, sentence.text)
        draft.rules["us_hardware_content"] = None
        return True

    def _too_vague(self, before: str, share: Decimal) -> bool:
        """Whether a share may lie on either side of the line: the rules have no tolerance."""
        low = self._range.search(before)
        if low:
            return (Decimal(low[1]) < 51) != (share < 51)
        return bool(self._approximate.search(before.rstrip() + " ")) and abs(share - 51) < 5

    # -- members --------------------------------------------------------------------------

    def _owners(self, sentence: Sentence, used: set[int]) -> Iterator[tuple[dict[str, Any], int]]:
        """Give the owners that a sentence states, each with the place where its stretch begins."""
        held: set[int] = set()
        speaks_of_owners = self._words["held"].search(sentence.marked) or self._words[
            "owner"
        ].search(sentence.marked)
        entries = [
            entry
            for entry in self._patterns["ownership"]
            if speaks_of_owners or not entry.flags.get("needs_owner")
        ]
        for entry in entries:
            for match in entry.pattern.finditer(sentence.marked):
                countries = [n for n in sentence.marks(match[0], "C") if n not in used]
                if not countries:
                    continue
                before = sentence.marked[: match.start()]
                if self._no_member_owned.search(before) or self._holds_nothing(before, match[0]):
                    used |= set(countries)
                    continue
                number = self._holder(match[0], countries)
                percents = [n for n in sentence.marks(match[0], "P") if n not in held]
                if entry.flags.get("each"):
                    used |= set(countries)
                    for one in countries:
                        yield self._equal_owner(sentence, one, entry.flags["each"]), match.start()
                    continue
                owner: dict[str, Any] = {
                    "name": self._holder_name(sentence, match)
                    or _owner_name(sentence, number, match[0], self._words["owner"]),
                    "country": _value(sentence, number),
                }
                owner |= self._holding(sentence, percents, entry.flags)
                used |= set(countries) if len(countries) == 1 else {number}
                held |= set(percents)
                yield owner, match.start()

    def _holds_nothing(self, before: str, stretch: str) -> bool:
        negated = self._no_holding.search(before) or self._small["not_holding"].search(stretch)
        return bool(negated)

    def _holding(
        self, sentence: Sentence, percents: list[int], flags: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what a stretch tells of the size of a holding; `_settled` reads the two words."""
        told: dict[str, Any] = {}
        if flags.get("all"):
            told["percent"] = Decimal(100)
        elif len(percents) == 1:
            told["percent"] = _value(sentence, percents[0])
        elif "percent" in flags:
            told["percent"] = Decimal(flags["percent"])
        elif flags.get("rest") or flags.get("sole"):
            told["percent"] = "rest" if flags.get("rest") else "sole"
        if flags.get("control") or flags.get("parent"):
            told["control"] = True
        return told

    def _equal_owner(self, sentence: Sentence, number: int, percent: int) -> dict[str, Any]:
        name = f"the {_spelled(sentence, number)} owner"
        return {"name": name, "country": _value(sentence, number), "percent": Decimal(percent)}

    def _aside(self, sentence: Sentence, used: set[int]) -> None:
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
            plant, rival = self._words["plant"], self._words["rival"]
            if any(
                words.search(near_before) or re.match(rf"\s*{words.pattern}", near_after)
                for words in (plant, rival)
            ):
                used.add(number)

    def _locations(self, sentence: Sentence, draft: _Draft, used: set[int], *, early: bool) -> None:
        for entry in self._patterns["location"]:
            if bool(entry.flags.get("early")) != early:
                continue
            for match in entry.pattern.finditer(sentence.marked):
                for number in sentence.marks(match[0], "C")[-1:]:
                    if number in used:
                        continue
                    used.add(number)
                    name = self._member_name(sentence, match, draft)
                    for place in entry.flags["places"]:
                        self._place(sentence, draft, name, place, number)
                    for place in entry.flags.get("weak", ()):
                        if place not in draft.members[name]:
                            self._place(sentence, draft, name, place, number)

    def _members(self, sentence: Sentence, draft: _Draft, used: set[int]) -> None:
        self._locations(sentence, draft, used, early=False)
        for entry in self._patterns["nationality"]:
            if entry.flags.get("needs_current") and draft.current is None:
                continue
            for match in entry.pattern.finditer(sentence.marked):
                marks = sentence.marks(match[0], "C")
                number = marks[-1] if entry.flags.get("last") else marks[0]
                if number in used:
                    continue
                used |= set(marks)
                name = self._member_name(sentence, match, draft)
                for place in self._places_meant(sentence, match, number):
                    if place not in draft.members[name]:
                        self._place(sentence, draft, name, place, number)

    def _places_meant(
        self, sentence: Sentence, match: re.Match[str], number: int
    ) -> tuple[str, ...]:
        """Return what plain words of place state: all three, or of a paper place the paper."""
        paper = _value(sentence, number) in self._paper_places
        if paper and self._paper_forms.search(match[0]):
            return ("incorporated_in",)
        return _PLACES

    def _place(self, sentence: Sentence, draft: _Draft, name: str, place: str, number: int) -> None:
        code = _value(sentence, number)
        draft.members[name][place] = code
        draft.note(f"members[{name}].{place}", code, sentence.text)
        draft.rules["members_outside_countries_of_concern"] = None

    def _member_name(self, sentence: Sentence, match: re.Match[str], draft: _Draft) -> str:
        """Name the member that a stretch is about, and make it the current one."""
        name = (
            self._called(sentence, match)
            or self._proper_name(sentence, match.end())
            or self._by_country(sentence, match)
            or self._described(sentence, match, draft)
        )
        if name not in draft.members:
            draft.members[name] = {"name": name}
            roles = [role for role, words in self._role_words if words.search(match[0])]
            if roles:
                draft.members[name]["roles"] = [Role(roles[0])]
        draft.current = name
        draft.seen.append((match.start(), name))
        return name

    def _called(self, sentence: Sentence, match: re.Match[str]) -> str | None:
        """Return the name that follows a description: "a US firm called Quillon"."""
        if not self._calls.match(sentence.marked, match.end()):
            return None
        at = _place(sentence, match.end())
        return next((name for start, _, name in self._names_in(sentence) if start > at), None)

    def _by_country(self, sentence: Sentence, match: re.Match[str]) -> str | None:
        """Return the name of a member that only its country names: "and a Malaysian one"."""
        if not self._small["stands_for"].search(match[0]):
            return None
        return self._article.sub("the ", f"the {_original(sentence, *match.span())}")

    def _described(self, sentence: Sentence, match: re.Match[str], draft: _Draft) -> str:
        """Name a member by the words that describe it: "the Korean chip maker"."""
        own = self._own_case.search(sentence.marked)
        found = list(self._words["org"].finditer(match[0]))
        if own and self._small["first_person"].match(match[0]):
            return "your company"
        if not found:
            inside = self._words["org"].search(sentence.marked)
            if inside is None and draft.current is not None:
                return draft.current
            return "your company" if own else f"the {inside[0] if inside else 'company'}"
        last = found[-1]
        if self._generic.fullmatch(last[0]):
            leading = sentence.marked[: match.start() + last.start()].split()
            if leading[-1:] and leading[-1] in {"our", "my"}:
                return "your company"
            if draft.current is not None and (not leading or leading[-1] in {"the", "this"}):
                return draft.current
        original = _original(sentence, match.start(), match.end())
        name = f"the {_singular(original)}" if last.end() == len(match[0]) else f"the {last[0]}"
        return self._article.sub("the ", name)

    def _proper_name(self, sentence: Sentence, before: int) -> str | None:
        """Return the first name in capitals that the sentence gives before a place, if any.

        `before` is a place in the marked sentence.
        """
        end = _place(sentence, before)
        for start, stop, name in self._names_in(sentence):
            told = sentence.text[:start].lower()
            if stop <= end and not any(pattern.search(told) for pattern in self._apart_before):
                return name
        return None

    def _run_on(self, marked: str, match: re.Match[str]) -> str:
        """Return a match with the places joined to its end: "Kenya, Ghana and Vietnam"."""
        end = match.end()
        while more := self._joined.match(marked, end):
            end = more.end()
        return marked[match.start() : end]

    def _asks(self, marked: str, end: int) -> bool:
        """Whether the words up to `end` ask rather than state."""
        asking = self._asking.search(marked[:end].rstrip("? "))
        if self._opens_question.search(marked[:end]):
            return True
        return marked.rstrip().endswith("?") and asking is not None

    def _holder(self, stretch: str, countries: Sequence[int]) -> int:
        """Return which of a stretch's countries is the holder's.

        A stretch that begins with a country tells of its holder, unless a relative clause begins
        after it: in "a Dutch firm of which a Korean group holds 60 percent" the second holds.
        """
        if not stretch.startswith(f"§C{countries[0]}"):
            return countries[-1]
        after = self._small["relative"].split(stretch, maxsplit=1)[-1]
        later = [number for number in countries[1:] if f"§C{number}" in after]
        return later[0] if later and after != stretch else countries[0]

    def _is_no_name(self, word: str) -> bool:
        return re.split(r"['’]", word.casefold())[0].rstrip(".") in self._not_names

    def _holder_name(self, sentence: Sentence, match: re.Match[str]) -> str | None:
        """Return the name in capitals that an ownership stretch gives its holder, if any."""
        start, end = _place(sentence, match.start()), _place(sentence, match.end())
        taken = [(m.start - sentence.start, m.end - sentence.start) for m in sentence.mentions]
        for found in reversed(list(_PROPER.finditer(sentence.text, max(0, start - 1), end))):
            words = [word for word in found[0].split() if not self._is_no_name(word)]
            apart = all(found.end() <= low or found.start() >= high for low, high in taken)
            if words and apart and found.start() > 0 and not words[0].isupper():
                return " ".join(words)
        return None

    def _subject(self, sentence: Sentence, draft: _Draft, before: int) -> str:
        """Name the member that an ownership or control fact is about, which stands before it."""
        nearest = max((one for one in draft.seen if one[0] < before), default=None)
        if nearest is not None:
            draft.current = nearest[1]
        named = self._proper_name(sentence, before)
        if named is not None and (draft.current is None or draft.current.startswith("the ")):
            draft.current = named
        if draft.current is None:
            org = self._words["org"].search(sentence.marked)
            own = self._own_case.search(sentence.marked)
            draft.current = "your company" if own or not org else f"the {_singular(org[0])}"
        draft.members.setdefault(draft.current, {"name": draft.current})
        return draft.current

    def _attach_owners(
        self, sentence: Sentence, draft: _Draft, owners: Sequence[tuple[dict[str, Any], int]]
    ) -> None:
        for owner, place in sorted(owners, key=lambda one: one[0].get("percent") == "rest"):
            name = self._subject(sentence, draft, place)
            held = draft.members[name].setdefault("owners", [])
            if not _settled(owner, held, alone=len(owners) == 1):
                continue
            if len(owners) == 1 and self._holder_controls.search(sentence.marked, place):
                owner["control"] = True
            held.append(owner)
            draft.note(f"members[{name}].owners", owner, sentence.text)
            draft.rules["members_outside_countries_of_concern"] = None
        if not owners and self._no_owners.search(sentence.marked):
            name = self._subject(sentence, draft, len(sentence.marked))
            draft.members[name].setdefault("owners", [])
            draft.note(f"members[{name}].owners", [], sentence.text, negated=True)
            draft.rules["members_outside_countries_of_concern"] = None

    def _attach(self, sentence: Sentence, draft: _Draft, match: re.Match[str], place: str) -> None:
        name = self._subject(sentence, draft, match.start())
        self._place(sentence, draft, name, place, sentence.marks(match[0], "C")[0])

    # -- anchors, layers, markets, filing ---------------------------------------------------

    def _anchors(self, sentence: Sentence, draft: _Draft) -> None:
        marked = sentence.marked
        leaders = [] if self._no_anchor.search(marked) else self._leaders(sentence)
        if leaders:
            self._keep_leaders(sentence, draft, leaders)
            return
        count = self._anchors_counted(marked)
        if draft.anchors_past and self._cut_to_one.search(marked):
            count = 1
        elif count and self._past_anchors.search(marked):
            draft.anchors_past, count = True, None
        if count is None or (count == 1 and draft.anchors_counted):
            return
        named = "anchor member" if count else "member without the role of anchor"
        role = Role.ANCHOR if count else Role.OTHER
        for number in range(1, max(count, 1) + 1):
            name = f"{named} {number}" if count > 1 else f"the {named}"
            draft.members.setdefault(name, {"name": name})["roles"] = [role]
        draft.anchors_counted = True
        draft.note("members[].roles", f"{count} anchor members", sentence.text, negated=count == 0)
        draft.rules["one_anchor_member"] = None

    def _anchors_counted(self, marked: str) -> int | None:
        """Return how many anchors a sentence tells of, if it tells."""
        if self._no_anchor.search(marked):
            return 0
        count: int | None = None
        for pattern in self._anchor_count:
            match = pattern.search(marked)
            if match and not self._is_asked_for(marked, match.start()):
                word = match["number"]
                count = int(word) if word.isdigit() else self._numbers[word]
        if count is None and self._joint_anchors.search(marked):
            return 2
        one = self._one_anchor.search(marked)
        if count is None and one and not self._asks(marked, len(marked)):
            required = any(self._duty.search(marked[:at]) for at in one.span())
            return None if required else 1
        return count

    def _is_asked_for(self, marked: str, at: int) -> bool:
        """Whether what begins at a place is asked about, or only said to be required."""
        return self._asks(marked, at) or bool(self._duty.search(marked[:at]))

    def _leaders(self, sentence: Sentence) -> list[str]:
        """Return the names of those that a sentence says lead: "Alder heads the team"."""
        if self._asks(sentence.marked, len(sentence.marked)):
            return []
        for pattern in self._leading:
            match = pattern.search(sentence.text)
            if match:
                parts = re.split(r"\s+and\s+|\s*&\s*|,\s+", match["names"])
                known = [name for _, _, name in self._names_in(sentence)]
                names = [name for part in parts for name in known if name in part]
                if names:
                    return names
        return []

    def _keep_leaders(self, sentence: Sentence, draft: _Draft, leaders: Sequence[str]) -> None:
        for name in leaders:
            draft.members.setdefault(name, {"name": name})["roles"] = [Role.ANCHOR]
        draft.current = leaders[0]
        draft.anchors_counted = True
        draft.note("members[].roles", f"{len(leaders)} anchor members", sentence.text)
        draft.rules["one_anchor_member"] = None

    def _layers_of(self, sentence: Sentence, draft: _Draft) -> None:
        marked = sentence.marked
        lacking = set()
        for pattern in self._lacking:
            for match in pattern.finditer(marked):
                if pattern is self._lacking[0] and not self._lacking_ends.search(
                    marked[match.end() :]
                ):
                    continue
                lacking |= {name for name, words in self._layers.items() if words.search(match[0])}
        said_of_layers = self._small["package_parts"].search(marked)
        if lacking and (said_of_layers or not self._words["content"].search(marked)):
            for name in sorted(lacking):
                draft.layers[name] = "none"
                draft.note(f"layers.{name}", "none", sentence.text, negated=True)
            draft.rules["five_layers_covered"] = None
        present = {n for n, words in self._layers.items() if words.search(marked)} - lacking
        draft.part_only = draft.part_only or bool(self._part_only.search(marked))
        if present and not marked.rstrip().endswith("?"):
            draft.spoken_layers.append((tuple(sorted(present)), sentence.text))
        whole = self._all_layers.search(marked) and not self._asks(marked, len(marked))
        if whole or (
            len(present) >= 3
            and (self._covering.search(marked) or _lists_all(present, marked))
            and not self._asks(marked, len(marked))
        ):
            for name in LAYER_NAMES if whole and not lacking else sorted(present):
                draft.layers.setdefault(name, {"description": sentence.text})
                draft.note(f"layers.{name}", "described", sentence.text)
            draft.rules["five_layers_covered"] = None

    def _settle_layers(self, draft: _Draft) -> None:
        """Keep layers that are told as one's own part, with the rest left open."""
        if draft.part_only and draft.spoken_layers and not set(draft.layers) - {"hardware"}:
            for names, quote in draft.spoken_layers:
                for name in names:
                    if name not in draft.layers:
                        draft.layers[name] = {"description": quote}
                        draft.note(f"layers.{name}", "described", quote)
            draft.rules["five_layers_covered"] = None

    def _markets(self, sentence: Sentence, draft: _Draft, used: set[int]) -> None:
        marked = sentence.marked
        if self._no_market.search(marked):
            draft.markets = draft.markets or []
            draft.note("markets", [], sentence.text, negated=True)
            draft.rules["target_market_named"] = None
        self._market_told_before(sentence, draft)
        entries = [
            e
            for e in self._patterns["markets"]
            if not (e.flags.get("bare") and sentence.start)
            and (not e.flags.get("listed") or draft.layers or draft.top)
        ]
        for entry in entries:
            for match in entry.pattern.finditer(marked):
                stretch = self._run_on(marked, match)
                if self._market_negated.search(marked[: match.start()] + match[0].split("§")[0]):
                    used |= set(sentence.marks(stretch, "C"))
                    continue
                for kind in "CBG":
                    for number in sentence.marks(stretch, kind):
                        if number not in used:
                            used.add(number)
                            self._market(sentence, draft, number)

    def _market_told_before(self, sentence: Sentence, draft: _Draft) -> None:
        """Read "That's our market" of the places that the sentence before it names."""
        marked = sentence.marked
        if draft.before is not None and self._market_before.search(marked):
            for kind in "CBG":
                for number in draft.before.marks(draft.before.marked, kind):
                    self._market(draft.before, draft, number)
        draft.before = sentence

    def _market(self, sentence: Sentence, draft: _Draft, number: int) -> None:
        mention = sentence.mentions[number]
        if mention.kind == "C" and mention.value == "US":
            return
        from rules.country import country_name

        name = (
            country_name(str(mention.value), in_sentence=False)
            if mention.kind == "C"
            else str(mention.value)
        )
        draft.markets = draft.markets or []
        if all(market["name"] != name for market in draft.markets):
            draft.markets.append({"name": name})
            draft.note("markets", name, sentence.text)
            draft.rules["target_market_named"] = None

    def _filing(self, sentence: Sentence, draft: _Draft) -> None:
        for entry in self._patterns["filing"]:
            match = entry.pattern.search(sentence.marked)
            if match and "filed_on" not in draft.top and not self._is_no_filing(sentence, match):
                day = _value(sentence, sentence.marks(match[0], "D")[-1])
                draft.top["filed_on"] = day
                draft.note("filed_on", day.isoformat(), sentence.text)
                draft.rules["filed_in_window"] = None

    def _is_no_filing(self, sentence: Sentence, match: re.Match[str]) -> bool:
        """Whether a day is of a filing that was not, or of another's paper."""
        marked, no = sentence.marked, self._not_filed
        return bool(
            no["before"].search(marked[: match.start()])
            or no["inside"].search(match[0])
            or no["after"].search(marked[match.end() :])
        )


def _rising(amounts: Sequence[Decimal]) -> bool:
    return amounts[0] < amounts[1]


def _value(sentence: Sentence, number: int) -> Any:
    return sentence.mentions[number].value


def _settled(owner: dict[str, Any], held: Sequence[dict[str, Any]], *, alone: bool) -> bool:
    """Put a percentage for "the rest" and for a sole owner; tell whether the owner is a new one."""
    told = owner.get("percent")
    if told == "sole":
        del owner["percent"]
        if alone and not held:
            owner["percent"] = Decimal(100)
    elif told == "rest":
        shares = [one["percent"] for one in held if "percent" in one]
        if not shares or len(shares) < len(held) or sum(shares, Decimal(0)) > 100:
            return False
        owner["percent"] = 100 - sum(shares, Decimal(0))
    return not any(
        one.get("percent") == Decimal(100) and one.get("country") == owner.get("country")
        for one in held
    )


def _lists_all(layers: set[str], marked: str) -> bool:
    """Whether a sentence that is no question speaks of every layer."""
    return len(layers) == len(LAYER_NAMES) and not marked.rstrip().endswith("?")


_CAP_ROW = re.compile(
    r"§C(?P<country>\d+)(?::us)?§(?P<who>(?: [a-z]+){0,3})[ :=]+"
    r"(?P<share>\d{1,3}(?:\.\d+)?)(?![\d%])"
)
_NAME = r"[A-Z][\w&'’-]*(?:\s+[A-Z][\w&'’-]*)*"
_NAMES = rf"(?P<names>{_NAME}(?:(?:,\s+|\s+and\s+|\s*&\s*){_NAME})*)"
_MARK = re.compile(r"§[A-Z](\d+)(?::us)?§")
_PROPER = re.compile(r"(?<![\w§])[A-Z][\w&'’-]*(?:\s+(?:[A-Z][\w&'’-]*))*")


def _place(sentence: Sentence, at: int) -> int:
    """Return the place in the sentence's own text of a place in its marked form."""
    return len(_MARK.sub(lambda m: _spelled(sentence, int(m[1])), sentence.marked[:at]))


def _singular(words: str) -> str:
    for plural, single in (("ies", "y"), ("ses", "s"), ("s", "")):
        if words.endswith(plural) and not words.endswith(("ss", "us")):
            return words[: -len(plural)] + single
    return words


def _original(sentence: Sentence, start: int, end: int) -> str:
    """Return the message's own words for a stretch of the marked sentence."""
    words = _MARK.sub(lambda m: _spelled(sentence, int(m[1])), sentence.marked[start:end])
    return " ".join(words.split())


def _spelled(sentence: Sentence, number: int) -> str:
    mention = sentence.mentions[number]
    return sentence.text[mention.start - sentence.start : mention.end - sentence.start]


def _owner_name(sentence: Sentence, number: int, stretch: str, owner: re.Pattern[str]) -> str:
    """Name a holder in the message's words: "the Guangzhou group", else "the fund"."""
    after = stretch[stretch.index("§", stretch.index(f"§C{number}") + 1) + 1 :]
    beside = re.match(rf"\s+(?:\w+\s+)?({owner.pattern})", after)
    if beside:
        return f"the {_spelled(sentence, number)} {_singular(beside[1])}"
    found = [match[0] for match in owner.finditer(stretch)]
    return f"the {_singular(found[0])}" if found else "an owner"


def _proposal(draft: _Draft) -> Proposal:
    content: dict[str, Any] = dict(draft.top)
    if draft.members:
        # Where the anchors were counted, nobody else is one.
        rest: dict[str, Any] = {"roles": []} if draft.anchors_counted else {}
        content["members"] = [rest | member for member in draft.members.values()]
    if draft.layers:
        content["layers"] = draft.layers
    if draft.markets is not None:
        content["markets"] = draft.markets
    return Proposal.model_validate(content)
