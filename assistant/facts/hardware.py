"""The hardware layer: what its items are worth, and how much of that is of U.S. origin."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.facts.draft import Draft, Position
from assistant.facts.items import ItemReader
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.proposal import HardwareLayer

_CONTENT = re.compile(r"(?<!\w)(?:content|origin)(?!\w)")
RULE = "us_hardware_content"
LINE, MARGIN = 51, 5
"""Where a share is about the line of the presumption, "about" leaves it open."""


class HardwareReader:
    """Reads shares and amounts of the hardware layer."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        facts = kit.facts
        self._about_before = re.compile(facts["about_the_rule"][0])
        self._about_after = re.compile(facts["about_the_rule"][1])
        self._approximate = re.compile(rf"{any_of(kit.cues['approximate'])}\s*$")
        self._negates = re.compile(kit.facts["negation_words"])
        self._range = re.compile(r"(\d+(?:\.\d+)?)\s*(?:to|-|–|and)\s*$")
        self._items = ItemReader(kit)
        # "84 percent is imported, the rest is American": what is foreign comes before the rest.
        others = kit.patterns["other_share"]
        self._shares = [
            *((entry, True) for entry in others if entry.flags.get("first")),
            *((entry, False) for entry in kit.patterns["us_share"]),
            *((entry, True) for entry in others),
        ]
        words = facts["items"]
        self._origin_figure = kit.compiled(words["origin_figure"])
        self._value_figure = kit.compiled(words["value_figure"])
        self._instead_of = re.compile(words["instead_of"])
        self._again = re.compile(words["again"])
        self._other_measure = re.compile(facts["other_measure"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read what a sentence tells of the hardware's value and origin."""
        marked = sentence.marked
        if self._corrected(sentence, draft) or self._told_again(sentence, draft):
            return
        items = self._items.read(sentence, draft)
        if items or self._amounts(sentence, draft, used) or self._no_us_part(sentence, draft, used):
            return
        for entry, rest in self._shares:
            if entry.flags.get("needs_us") and not self._speaks_of_origin(marked):
                continue
            if entry.flags.get("follows") and "us_hardware_content" not in draft.rules:
                continue
            if entry.flags.get("alone") and len(sentence.marks(marked, "P")) > 1:
                continue
            for match in entry.pattern.finditer(marked):
                if self._share(sentence, draft, match, rest=rest):
                    used |= set(sentence.marks(match[0], "C")) | set(sentence.marks(match[0], "P"))
                    return
        self._share_open(sentence, draft, used)

    def _share_open(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Touch the rule where the hardware's U.S. share is spoken of and not told by value."""
        for entry in self._kit.patterns["us_open"]:
            found = entry.pattern.search(sentence.marked)
            if found:
                draft.rules["us_hardware_content"] = None
                used |= set(sentence.marks(sentence.marked, "P"))
                used |= set(sentence.marks(found[0], "C"))

    def _amounts(self, sentence: Sentence, draft: Draft, used: set[int]) -> bool:
        """Read an amount of U.S. origin and the amount that it is a part of."""
        if not self._kit.words["hardware"].search(sentence.marked):
            return False
        for entry in self._kit.patterns["us_value"]:
            match = entry.pattern.search(sentence.marked)
            if match:
                amounts = [value_of(sentence, n) for n in sentence.marks(match[0], "[MN]")[:2]]
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

    def _keep_items(self, sentence: Sentence, draft: Draft, items: list[dict[str, Any]]) -> None:
        draft.layers["hardware"] = {"items": items}
        for item in items:
            draft.note("layers.hardware.items", item, sentence.text)
        draft.rules["us_hardware_content"] = None

    def _no_us_part(self, sentence: Sentence, draft: Draft, used: set[int]) -> bool:
        """Read that nothing of the hardware is of U.S. origin."""
        if not self._kit.words["hardware"].search(sentence.marked):
            return False
        entries = [(entry, Decimal(0)) for entry in self._kit.patterns["us_none"]]
        if not sentence.marks(sentence.marked, "[PMN]") and not self._negates.search(
            sentence.marked
        ):
            entries += [(entry, Decimal(100)) for entry in self._kit.patterns["us_all"]]
        for entry, share in entries:
            match = entry.pattern.search(sentence.marked)
            if match and not self._kit.words["org"].search(match[0]):
                draft.layers["hardware"] = {"us_content_percent": share}
                path = "layers.hardware.us_content_percent"
                draft.note(path, share, sentence.text, negated=not share)
                draft.rules["us_hardware_content"] = None
                used |= set(sentence.marks(match[0], "C"))
                return True
        return False

    def _corrected(self, sentence: Sentence, draft: Draft) -> bool:
        """Read a new figure of an item that the case holds: by its name, or of the only one."""
        layer = draft.case.layers.hardware if draft.case.layers else None
        held = layer.items if isinstance(layer, HardwareLayer) and layer.items else ()
        amounts = [
            number
            for number in sentence.marks(sentence.marked, "[MN]")
            if not self._instead_of.search(
                sentence.marked.split(f"§M{number}§")[0].split(f"§N{number}§")[0]
            )
        ]
        if not held or not amounts:
            return False
        text = sentence.text.lower()
        named = [n for n, item in enumerate(held) if item.name and item.name.lower() in text]
        field = self._figure(sentence.marked)
        if field is None or len(amounts) > 1 or len(named) > 1 or (not named and len(held) > 1):
            return False
        number = named[0] if named else 0
        items = [one.model_dump(exclude_none=True) for one in held]
        items[number][field] = value = value_of(sentence, amounts[0])
        draft.layers["hardware"] = {"items": items}
        news = {"name": held[number].name, field: value}
        draft.note("layers.hardware.items", news, sentence.text)
        draft.rules[RULE] = None
        return True

    def _figure(self, marked: str) -> str | None:
        """Tell which figure of an item a sentence speaks of."""
        if self._origin_figure.search(marked):
            return "us_origin_value_usd"
        if self._items.is_home(marked):
            return "us_origin_value_usd"
        return "value_usd" if self._value_figure.search(marked) else None

    def _told_again(self, sentence: Sentence, draft: Draft) -> bool:
        """Read a share that only corrects the one told before: "we hit 51.5 now"."""
        layer = draft.case.layers.hardware if draft.case.layers else None
        if not isinstance(layer, HardwareLayer) or layer.us_content_percent is None:
            return False
        match = self._again.search(sentence.text.lower())
        if match is None or self._kit.small["ownership"].search(sentence.marked):
            return False
        self._keep_share(sentence, draft, Decimal(match["number"]))
        return True

    def _keep_share(self, sentence: Sentence, draft: Draft, share: Decimal) -> None:
        draft.layers["hardware"] = {"us_content_percent": share}
        draft.note("layers.hardware.us_content_percent", share, sentence.text)
        draft.rules[RULE] = None

    def settle(self, draft: Draft) -> None:
        """Keep the positions of a message where one at least tells its origin."""
        positions = _without_totals(draft.items)
        if not any(one.part is not None for one in positions):
            return
        share = "layers.hardware.us_content_percent"
        draft.facts = [fact for fact in draft.facts if fact.path != share]
        near = _near_the_line(positions)
        if not near:
            draft.layers["hardware"] = {"items": [one.told() for one in positions]}
        for one in positions:
            draft.note("layers.hardware.items", one.told(), one.quote, approximate=one.approximate)
        draft.rules[RULE] = None

    def _speaks_of_origin(self, marked: str) -> bool:
        return ":us§" in marked or bool(self._kit.words["domestic"].search(marked))

    def _share(self, sentence: Sentence, draft: Draft, match: re.Match[str], *, rest: bool) -> bool:
        marked = sentence.marked
        numbers = sentence.marks(match[0], "P")
        if len(numbers) != 1:
            return False
        at = marked.index(f"§P{numbers[0]}§")
        before, after = marked[:at], marked[at + len(f"§P{numbers[0]}§") :]
        owned = self._kit.words["owner"].search(match[0]) or self._kit.small["ownership"].search(
            match[0]
        )
        spoken_of = draft.case.layers is not None and draft.case.layers.hardware is not None
        of_hardware = any(self._kit.words[name].search(marked) for name in ("hardware", "content"))
        of_hardware = of_hardware and (
            spoken_of
            or RULE in draft.rules
            or self._kit.words["hardware"].search(marked) is not None
            or self._speaks_of_origin(marked)
            or _CONTENT.search(marked) is not None
        )
        about_rule = self._about_before.search(before) or self._about_after.search(after)
        clause = re.split(r"[.;,]", before)[-1] + re.split(r"[.;,]", match[0])[-1]
        abroad = re.search(r"§C\d+§", clause) and ":us§" not in clause and not rest
        if abroad or owned or not of_hardware or about_rule or self._other_measure.search(marked):
            return False
        share = value_of(sentence, numbers[0])
        share = 100 - share if rest else share
        if not 0 <= share <= 100:
            return False
        if self._too_vague(before, share):
            path = "layers.hardware.us_content_percent"
            draft.note(path, share, sentence.text, approximate=True)
            draft.rules[RULE] = None
            return True
        draft.layers["hardware"] = {"us_content_percent": share}
        about = bool(self._approximate.search(before.rstrip() + " "))
        path = "layers.hardware.us_content_percent"
        draft.note(path, share, sentence.text, approximate=about)
        draft.rules["us_hardware_content"] = None
        return True

    def _too_vague(self, before: str, share: Decimal) -> bool:
        """Whether a share may lie on either side of the line: the rules have no tolerance."""
        low = self._range.search(before)
        if low:
            return (Decimal(low[1]) < 51) != (share < 51)
        return bool(self._approximate.search(before.rstrip() + " ")) and abs(share - 51) < 5


def _without_totals(items: Sequence[Position]) -> list[Position]:
    """Leave out a total of what is also told one by one."""
    single = [one for one in items if not one.whole]
    whole = [one for one in items if one.whole]
    if not whole or (len(single) > 1 and any(one.part is not None for one in single)):
        return single
    return [one for one in whole if one.part is not None][:1] or single


def _near_the_line(items: Sequence[Position]) -> bool:
    """Whether amounts told as "about" leave open on which side of the line the layer lies."""
    value = sum((one.value for one in items), Decimal(0))
    part = sum((one.part or Decimal(0) for one in items), Decimal(0))
    about = any(one.approximate for one in items)
    return about and value > 0 and abs(100 * part / value - LINE) < MARGIN


def _rising(amounts: Sequence[Decimal]) -> bool:
    return amounts[0] < amounts[1]
