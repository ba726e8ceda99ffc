"""How many members are the anchor, and who."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.facts.draft import Draft, roles_of
from assistant.facts.kit import Kit
from assistant.facts.subjects import names_in
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.proposal import Role

# A comma stands inside a name's run of words only, and there are so many of them at most: where two
# parts of a pattern could take the same comma, a long list of names is tried in every way there is.
_NAME = r"[A-Z][\w&'’.-]*(?:,?\s+[A-Z][\w&'’.-]*){0,40}"
_NAMES = rf"(?P<names>{_NAME}(?:(?:\s+and\s+|\s+&\s*){_NAME}){{0,8}})"


class AnchorReader:
    """Reads who leads, and how many do."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._numbers: dict[str, int] = kit.facts["number_words"]
        self._compile(kit.facts["anchors"])

    def _compile(self, anchors: Mapping[str, Any]) -> None:
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
        self._given_up = re.compile(anchors["given_up"])

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read how many anchors a sentence tells of, and who they are."""
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
        if count and self._given_up.search(marked):
            return
        named = sum(Role.ANCHOR in roles for roles, *_ in draft.roles.values())
        if count and named >= count:
            return
        called = "anchor member" if count else "member without the role of anchor"
        role = Role.ANCHOR if count else Role.OTHER
        for number in range(1, max(count, 1) + 1):
            name = f"{called} {number}" if count > 1 else f"the {called}"
            draft.member(name)["roles"] = [role]
            draft.note(f"members[{name}].roles", [role], sentence.text, negated=count == 0)
        draft.anchors_counted = True
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
        if count is None and one and not self._kit.asks(marked, len(marked)):
            required = any(self._duty.search(marked[:at]) for at in one.span())
            return None if required else 1
        return count

    def _is_asked_for(self, marked: str, at: int) -> bool:
        """Whether what begins at a place is asked about, or only said to be required."""
        return self._kit.asks(marked, at) or bool(self._duty.search(marked[:at]))

    def _leaders(self, sentence: Sentence) -> list[str]:
        """Return the names of those that a sentence says lead: "Alder heads the team"."""
        if self._kit.asks(sentence.marked, len(sentence.marked)):
            return []
        for pattern in self._leading:
            match = pattern.search(sentence.text)
            if match:
                parts = re.split(r"\s+and\s+|\s*&\s*|,\s+", match["names"])
                known = [name for _, _, name in names_in(sentence)]
                names = [name for part in parts for name in known if name in part]
                if names:
                    return names
        return []

    def _keep_leaders(self, sentence: Sentence, draft: Draft, leaders: Sequence[str]) -> None:
        for name in leaders:
            held = roles_of(draft.member(name))
            roles = held if Role.ANCHOR in held else [Role.ANCHOR, *held]
            draft.member(name)["roles"] = roles
            draft.note(f"members[{name}].roles", roles, sentence.text)
        draft.current = leaders[0]
        draft.anchors_counted = True
        draft.rules["one_anchor_member"] = None
