"""What members do: anchor, hardware, data, and so on."""

import re
from collections.abc import Sequence

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.subjects import SubjectReader
from assistant.facts.text import place_of, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.proposal import ModelsLayer, Role

_SMALL_WORDS = 5
"""Small words before what somebody does ("all of our own"), at most."""
_LISTED = 12
"""Things in one list of what somebody does, beside the first, at most."""
_APPOSED = re.compile(r",\s*(?:an?\s+)?$")


class RoleReader:
    """Reads roles from lists of members, from what members do, and from how they are called."""

    def __init__(self, kit: Kit, subjects: SubjectReader) -> None:
        self._subjects = subjects
        words = kit.facts["roles"]
        self._each = [
            (Role(name), re.compile(rf"(?<![\w-]){any_of(told)}(?![\w-])"))
            for name, told in words["words"].items()
        ]
        one = any_of([word for told in words["words"].values() for word in told])
        small = rf"(?:{any_of(words['small'])}\s+)"
        phrase = rf"(?:{small}{{0,{_SMALL_WORDS}}}(?<![\w-]){one}(?![\w-])(?:\s*\([^()]*\))?)"
        self.list = self._list = rf"{phrase}(?:{words['joint']}{phrase}){{0,{_LISTED}}}"
        subject = r"(?:§O\d+§|(?<!\w)(?:us|we|ourselves)(?!\w))"
        self._row = re.compile(
            rf"(?P<who>{subject})(?:\s*\([^()]*\))?\s*(?:=|–|—|:|\s-\s)\s*"
            rf"(?P<what>{self._list})(?:\s+(?:too|also|as well|only|mainly))?"
            r"(?=\s*(?:[,.;)\n–—]|-\s|$))"
        )
        # "The anchor is Alder, Birch is the cloud member" names one anchor and no list.
        speaks = rf"(?!,?\s+(?:{any_of(words['speaks_on'])})(?!\w))"
        names = rf"§O\d+§(?:(?:\s*,\s*|\s+and\s+|\s*&\s*)§O\d+§{speaks})*"
        self._heads = [
            (
                Role(name),
                re.compile(
                    rf"(?<![\w-]){any_of(told)}(?:\s+{any_of(words['called'])})?"
                    rf"\s*(?:[:=–—]|\s-\s|{any_of(words['being'])}\s)"
                    rf"\s*(?:the )?(?P<names>{names})(?!\s*[:=])"
                ),
            )
            for name, told in words["words"].items()
        ]
        self._beside = re.compile(r"§O(\d+)§\s*\((?P<inside>[^()]*)\)")
        self._whole = re.compile(rf"\s*{self._list}(?:\s+(?:{any_of(words['called'])}))?\s*")
        self._rest_of_row = re.compile(rf"\W*(?P<what>{self._list})\W*")
        self._does = re.compile(
            rf"(?<!\w)(?:{any_of(words['verbs'])})\s+(?P<what>{self._list})(?!\w)"
        )
        self._acts = [
            (Role(name), re.compile(rf"(?<!\w){any_of(told)}(?!\w)"))
            for name, told in words["acts"].items()
        ]
        self._no_longer = re.compile(
            rf"§O(?P<who>\d+)§\s*(?:{any_of(words['no_longer'])})\s+(?:(?:the|our|an?)\s+)?"
            rf"(?P<what>{self._list})"
        )
        self._not = re.compile(words["not"])
        self._not_after = re.compile(words["not_after"])
        self._only = re.compile(words["only"])
        org = kit.facts["words"]["org"]
        self._called = [
            (Role(name), kit.compiled(rf"(?<![\w-]){any_of(told)}(?!\w)"))
            for name, told in org.items()
            if name
        ]

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read the roles that a sentence tells."""
        if sentence.named.rstrip().endswith("?") and not draft.supposed:
            return
        self._labelled(sentence, draft)
        rows = list(self._row.finditer(sentence.named))
        for row in rows:
            numbers = sentence.marks(row["who"], "O")
            who = str(value_of(sentence, numbers[0])) if numbers else self._subjects.own(draft)
            self._keep(sentence, draft, who, row["what"])
        whole = self._rest_of_row.fullmatch(sentence.named)
        self._lost(sentence, draft)
        if not rows and whole and draft.row is not None:
            self._keep(sentence, draft, draft.row, whole["what"])
        else:
            self._doings(sentence, draft)
            self._actions(sentence, draft)
        if not rows and not (whole and draft.row is not None):
            self._descriptions(sentence, draft)

    def _lost(self, sentence: Sentence, draft: Draft) -> None:
        """Read what somebody is no longer: "Alder isn't the anchor any more"."""
        for match in self._no_longer.finditer(sentence.named):
            name = str(value_of(sentence, int(match["who"])))
            for role, pattern in self._each:
                if pattern.search(match["what"]):
                    draft.roles_lost.setdefault(name, set()).add(role)
                    draft.current = name

    def _labelled(self, sentence: Sentence, draft: Draft) -> None:
        """Read "anchor: Alder" and "Alder (anchor, Oslo)"."""
        for role, pattern in self._heads:
            if role is Role.MODELS and "models" in draft.layers:
                continue
            for head in pattern.finditer(sentence.named):
                for number in sentence.marks(head["names"], "O"):
                    self.add(draft, str(value_of(sentence, number)), role, sentence)
        for beside in self._beside.finditer(sentence.named):
            name = str(value_of(sentence, int(beside[1])))
            for piece in re.split(r"[,;]", beside["inside"]):
                if self._whole.fullmatch(piece):
                    self._keep(sentence, draft, name, piece)

    def _actions(self, sentence: Sentence, draft: Draft) -> None:
        """Read verbs that are a role themselves: "we clean and annotate datasets"."""
        for role, act in self._acts:
            for match in act.finditer(sentence.named):
                if self._not.search(sentence.named[: match.start()]):
                    continue
                at = place_of(sentence, match.start(), named=True)
                name = self._subjects.subject(sentence, draft, at)
                if name is not None:
                    self.add(draft, name, role, sentence)

    def _doings(self, sentence: Sentence, draft: Draft) -> None:
        for match in self._does.finditer(sentence.named):
            before, after = sentence.named[: match.start()], sentence.named[match.end() :]
            if self._not.search(before) or self._not_after.search(after):
                continue
            at = place_of(sentence, match.start(), named=True)
            name = self._subjects.subject(sentence, draft, at)
            if name is not None:
                self._keep(sentence, draft, name, match["what"])

    def _descriptions(self, sentence: Sentence, draft: Draft) -> None:
        """Read "our hardware partner Orchid Photonics" and "Alder, a cloud provider"."""
        references = self._subjects.references(sentence, draft)
        for role, words in self._called:
            for match in words.finditer(sentence.named):
                if self._not.search(sentence.named[: match.start()]):
                    continue
                start = place_of(sentence, match.start(), named=True)
                end = place_of(sentence, match.end(), named=True)
                name = self._described(sentence, draft, references, start, end)
                if name is not None:
                    self.add(draft, name, role, sentence)

    def _described(
        self,
        sentence: Sentence,
        draft: Draft,
        references: Sequence[tuple[int, int, str]],
        start: int,
        end: int,
    ) -> str | None:
        for low, high, name in references:
            if low <= start and end <= high:
                return name if name in draft.members else None
            if 0 <= low - end <= 2:
                return name
        said = self._subjects.said_of(sentence, draft, start)
        before = {name for _, high, name in references if high <= start}
        if said is None and len(before) == 1 and _APPOSED.search(sentence.text[:start]):
            return before.pop()
        return said

    def called(self, words: str) -> list[Role]:
        """Return the roles of a company that is called so: "board maker"."""
        return [role for role, told in self._called if told.search(words)]

    def keep(self, sentence: Sentence, draft: Draft, name: str, words: str) -> None:
        """Keep the roles that some words name."""
        self._keep(sentence, draft, name, words)

    def _keep(self, sentence: Sentence, draft: Draft, name: str, words: str) -> None:
        rest = words
        for role, pattern in self._each:
            found = pattern.search(rest)
            if found:
                self.add(draft, name, role, sentence)
                rest = pattern.sub(" ", rest)

    def add(self, draft: Draft, name: str, role: Role, sentence: Sentence) -> None:
        """Put a role to those that a message tells of a member."""
        told, _, only = draft.roles.get(name, ([], "", False))
        only = only or bool(self._only.search(sentence.named))
        if role not in told:
            draft.roles[name] = ([*told, role], sentence.text, only)
        draft.current = draft.current or name

    def told_anchor(self, draft: Draft, sentence: Sentence) -> bool:
        """Whether a sentence has told by name who the anchor is."""
        found = any(
            Role.ANCHOR in roles and quote in sentence.text
            for roles, quote, _ in draft.roles.values()
        )
        draft.anchors_counted = draft.anchors_counted or found
        return found

    @staticmethod
    def _settle_lost(draft: Draft) -> None:
        """Leave a member of the case the roles that it did not lose."""
        for known in draft.case.members or ():
            lost = draft.roles_lost.get(known.name)
            left = [role for role in known.roles or () if role not in (lost or ())]
            if lost and known.name not in draft.roles and len(left) < len(known.roles or ()):
                draft.member(known.name)["roles"] = left
                draft.told += 1

    @staticmethod
    def _is_model(draft: Draft, name: str) -> bool:
        """Whether a name is that of a model that the message or the case tells of."""
        layer = draft.layers.get("models")
        told = layer.get("models") or () if isinstance(layer, dict) else ()
        before = draft.case.layers.models if draft.case.layers else None
        held = (before.models or ()) if isinstance(before, ModelsLayer) else ()
        names = [*(str(one["name"]) for one in told), *(one.name for one in held)]
        return any(mentioned_key(one) == mentioned_key(name) for one in names)

    def settle(self, draft: Draft) -> None:
        """Keep the roles of the message, beside those told before unless it says "only"."""
        rivals = draft.rivals_told()
        self._settle_lost(draft)
        for name, (roles, quote, only) in draft.roles.items():
            provides = any(
                words == quote and name in (providers or ())
                for _, _, providers, words in draft.layer_rows
            )
            listed = len({row[0] for row in draft.layer_rows}) > 1
            if name in rivals or self._is_model(draft, name) or (provides and listed):
                continue
            known = next(
                (
                    one
                    for one in draft.case.members or ()
                    if mentioned_key(one.name) == mentioned_key(name)
                ),
                None,
            )
            before = list(known.roles or ()) if known is not None and not only else []
            before = [role for role in before if role not in draft.roles_lost.get(name, ())]
            whole = [*before, *(role for role in roles if role not in before)]
            member = draft.member(name)
            held = [Role(one) for one in member.get("roles", ())]
            member["roles"] = [*held, *(role for role in whole if role not in held)]
            draft.notes_first(f"members[{name}].roles", [str(one) for one in roles], quote)
            draft.rules["service_providers_outside_compelled_access"] = None
            if Role.ANCHOR in roles:
                draft.rules |= dict.fromkeys(
                    ("one_anchor_member", "anchor_submits", "anchor_is_us_company")
                )
