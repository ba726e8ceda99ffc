"""What a message takes back: a market, a member or an owner told before."""

import re
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.country import country_name, folded
from rules.proposal import Proposal


class DropReader:
    """Reads what is taken back of what the case holds."""

    def __init__(self, kit: Kit) -> None:
        self._drops = [kit.compiled(pattern) for pattern in kit.facts["drops"]]
        fields = kit.facts["drops_fields"]
        self._fields = [
            (path, re.compile(fields["before"].replace("FIELD", any_of(told))))
            for path, told in fields["fields"].items()
        ]
        self._replaced = kit.compiled(kit.facts["drops_replaced"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read what a sentence takes back."""
        if sentence.text.rstrip().endswith("?") or draft.supposed:
            return
        for path, pattern in self._fields:
            if pattern.search(sentence.named) and getattr(draft.case, path) is not None:
                draft.dropped[path] = None
        for pattern in self._drops:
            for match in pattern.finditer(sentence.named):
                number = sentence.marks(match["what"], "[CBO]")[0]
                path = self._path(sentence, draft, number)
                if path is not None:
                    draft.dropped[path] = None
                if path is not None or sentence.mentions[number].kind != "O":
                    # What is dropped is no new market, also where the case has it no more.
                    used.add(number)

    def replaced(self, sentence: Sentence, draft: Draft) -> None:
        """Read the market that another stands for: "the country is Cyprus, not Malta".

        Only where the sentence has told a market does it take one back: "Alder is Dutch, not
        German" is no word on markets.
        """
        told = {folded(one["name"]) for one in draft.markets or ()}
        if draft.supposed or sentence.text.rstrip().endswith("?"):
            return
        for match in self._replaced.finditer(sentence.named):
            number = sentence.marks(match["what"], "[CB]")[0]
            path = self._path(sentence, draft, number)
            others = {
                folded(_name_of(one.kind, str(one.value)))
                for place, one in enumerate(sentence.mentions)
                if one.kind in "CB" and place != number
            }
            if path is not None and others & told:
                draft.dropped[path] = None

    def _path(self, sentence: Sentence, draft: Draft, number: int) -> str | None:
        mention = sentence.mentions[number]
        value = str(value_of(sentence, number))
        if mention.kind != "O":
            name = _name_of(mention.kind, value)
            held = [
                one.name for one in draft.case.markets or () if folded(one.name) == folded(name)
            ]
            return f"markets[{held[0]}]" if held else None
        members = draft.case.members or ()
        if any(mentioned_key(one.name) == mentioned_key(value) for one in members):
            return f"members[{value}]"
        holder = draft.held_by(value)
        return f"members[{holder}].owners[{value}]" if holder else None


def _name_of(kind: str, value: str) -> str:
    return country_name(value, in_sentence=False) if kind == "C" else value


def taken_out(case: Proposal, dropped: tuple[str, ...]) -> Proposal:
    """Return a case without what a message takes back."""
    if not dropped:
        return case
    whole = case.model_dump(exclude_none=True)
    for path in dropped:
        kind, _, rest = path.partition("[")
        if not rest:
            whole.pop(kind, None)
            continue
        name, _, below = rest.partition("]")
        owner = below.partition("[")[2].rstrip("]")
        if not owner:
            whole[kind] = [one for one in whole.get(kind, ()) if not _same(one, name)]
            continue
        for member in whole.get(kind, ()):
            if _same(member, name):
                held = member.get("owners") or ()
                member["owners"] = [one for one in held if not _same(one, owner)]
    return Proposal.model_validate(whole)


def _same(item: dict[str, Any], name: str) -> bool:
    return mentioned_key(item.get("name") or "") == mentioned_key(name)
