"""Whom a message names that was told of by a noun only: "our Korean partner is Hanbit Data"."""

import re
from functools import lru_cache
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.subjects import names_in
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.proposal import Proposal

_NAMELESS = "the "
"""How a member's name begins that is none."""
_KEPT = 64
"""Patterns of nouns that are kept compiled."""


class NamingReader:
    """Learns the names of members that a message or the case calls by a noun."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["names_member"]
        self._of_last = re.compile(words["of_last"])
        self._ends = re.compile(words["ends"])

        @lru_cache(maxsize=_KEPT)
        def patterns(noun: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
            told = re.escape(noun)
            before = re.compile(words["before"].replace("NOUN", told))
            return before, re.compile(words["behind"].replace("NOUN", told))

        self._patterns = patterns

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Learn which name a sentence gives to a member without one."""
        known = (*draft.members, *(one.name for one in draft.case.members or ()))
        nameless = [name for name in dict.fromkeys(known) if name.startswith(_NAMELESS)]
        if not nameless or sentence.text.rstrip().endswith("?"):
            return
        text = sentence.text.lower()
        for start, end, name in names_in(sentence):
            for called in nameless:
                before, behind = self._patterns(called.removeprefix(_NAMELESS).lower())
                ahead = before.search(text[:start]) or (
                    draft.current == called and self._of_last.search(text[:start])
                )
                if (ahead and self._ends.match(text, end)) or behind.match(text, end):
                    draft.renamed[called] = name


def settled_names(draft: Draft) -> None:
    """Put what a message tells of a member without a name to the name that it gives."""
    for called, name in draft.renamed.items():
        told = draft.members.pop(called, None)
        if told is not None:
            draft.members[name] = told | draft.members.get(name, {}) | {"name": name}
        old, new = f"members[{called}]", f"members[{name}]"
        draft.facts = [
            fact.model_copy(update={"path": fact.path.replace(old, new)}) for fact in draft.facts
        ]


def renamed(case: Proposal, names: tuple[tuple[str, str], ...]) -> Proposal:
    """Return a case in which members without a name have the names that they were given.

    What is told of one under both is one member's; what stands under the name goes before.
    """
    members = case.model_dump(exclude_none=True).get("members")
    if not names or not members:
        return case
    for called, name in names:
        old = next((one for one in members if _same(one["name"], called)), None)
        if old is None:
            continue
        held: dict[str, Any] = next((one for one in members if _same(one["name"], name)), {})
        old |= {**held, "name": name}
        members = [one for one in members if one is not held]
    whole = case.model_dump(exclude_none=True) | {"members": members}
    return Proposal.model_validate(whole)


def _same(one: str, other: str) -> bool:
    return mentioned_key(one) == mentioned_key(other)
