"""The hardware layer: what its items are worth, and how much of that is of U.S. origin."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import place_of, value_of
from assistant.lexicon import any_of
from assistant.mentions import Sentence
from rules.proposal import HardwareLayer

RULE = "us_hardware_content"


class HardwareReader:
    """Reads shares and amounts of the hardware layer."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        facts = kit.facts
        self._about_before = re.compile(facts["about_the_rule"][0])
        self._about_after = re.compile(facts["about_the_rule"][1])
        self._approximate = re.compile(rf"{any_of(kit.cues['approximate'])}\s*$")
        self._range = re.compile(r"(\d+(?:\.\d+)?)\s*(?:to|-|–|and)\s*$")
        self._share_column = kit.compiled(facts["us_share_column"])
        words = facts["items"]
        self._item_head = kit.compiled(words["head"])
        self._whole_layer = kit.compiled(words["whole"])
        self._origin_open = re.compile(words["origin_open"])
        self._origin_figure = kit.compiled(words["origin_figure"])
        self._value_figure = kit.compiled(words["value_figure"])
        self._again = re.compile(words["again"])
        self._other_measure = re.compile(facts["other_measure"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read what a sentence tells of the hardware's value and origin."""
        marked = sentence.marked
        if self._corrected(sentence, draft) or self._told_again(sentence, draft):
            return
        items = self._items(sentence, draft)
        if items or self._amounts(sentence, draft, used) or self._no_us_part(sentence, draft, used):
            return
        for name, rest in (("us_share", False), ("other_share", True)):
            for entry in self._kit.patterns[name]:
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
        for entry in self._kit.patterns["us_none"]:
            match = entry.pattern.search(sentence.marked)
            if match and not self._kit.words["org"].search(match[0]):
                draft.layers["hardware"] = {"us_content_percent": Decimal(0)}
                draft.note(
                    "layers.hardware.us_content_percent", Decimal(0), sentence.text, negated=True
                )
                draft.rules["us_hardware_content"] = None
                used |= set(sentence.marks(match[0], "C"))
                return True
        return False

    def _items(self, sentence: Sentence, draft: Draft) -> bool:
        """Collect items of a list such as "racks $400k (all US), GPUs $900k (none US)"."""
        marked = sentence.marked
        heads = [one for one in self._item_head.finditer(marked) if self._is_item(one["name"])]
        before = marked[: heads[0].start()] if heads else marked
        draft.share_column = draft.share_column or bool(self._share_column.search(before))
        for number, head in enumerate(heads):
            end = heads[number + 1].start() if number + 1 < len(heads) else len(marked)
            rest = marked[head.end() : end]
            amount = value_of(sentence, sentence.marks(head[0], "[MN]")[-1])
            low = place_of(sentence, head.start("name"))
            name = sentence.text[low : low + len(head["name"])].strip()
            item = {"name": name, "value_usd": amount}
            part = self._part(sentence, rest)
            if part is not None and part <= amount:
                item["us_origin_value_usd"] = part
            else:
                share = self._origin(sentence, rest, column=draft.share_column)
                if share is not None:
                    item["us_origin_value_usd"] = amount * share / 100
                elif not self._origin_open.search(rest):
                    draft.items_open = True
            draft.items.append((item, sentence.text))
        return bool(heads) and "us_origin_value_usd" in draft.items[-1][0]

    def _is_item(self, name: str) -> bool:
        """Whether a name is that of one position and not of the whole layer."""
        return not self._whole_layer.fullmatch(name.strip())

    def _part(self, sentence: Sentence, rest: str) -> Decimal | None:
        """Return the one amount of U.S. origin that the words after an item's value tell."""
        amounts = sentence.marks(rest, "[MN]")
        told = ":us§" in rest or bool(self._kit.words["domestic"].search(rest))
        if len(amounts) != 1 or not told or self._kit.small["not_holding"].search(rest):
            return None
        value: Decimal = value_of(sentence, amounts[0])
        return value

    def _corrected(self, sentence: Sentence, draft: Draft) -> bool:
        """Read a new figure of an item that the case holds."""
        layer = draft.case.layers.hardware if draft.case.layers else None
        held = layer.items if isinstance(layer, HardwareLayer) and layer.items else ()
        text = sentence.text.lower()
        amounts = sentence.marks(sentence.marked, "[MN]")
        for number, item in enumerate(held):
            if not item.name or item.name.lower() not in text or not amounts:
                continue
            if self._origin_figure.search(sentence.marked):
                field = "us_origin_value_usd"
            elif self._value_figure.search(sentence.marked):
                field = "value_usd"
            else:
                continue
            value = value_of(sentence, amounts[0])
            items = [one.model_dump(exclude_none=True) for one in held]
            items[number][field] = value
            draft.layers["hardware"] = {"items": items}
            draft.note("layers.hardware.items", {"name": item.name, field: value}, sentence.text)
            draft.rules[RULE] = None
            return True
        return False

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

    def _origin(self, sentence: Sentence, told: str, *, column: bool) -> Decimal | None:
        """Return the U.S. share that the words after an item's amount tell, if they tell one."""
        percents = sentence.marks(told, "P")
        home = ":us§" in told or bool(self._kit.words["domestic"].search(told))
        abroad = bool(re.search(r"§C\d+§", told) or self._kit.words["foreign"].search(told))
        if sentence.marks(told, "[MN]") or len(percents) > 1 or (home and abroad):
            return None
        if percents:
            share: Decimal = value_of(sentence, percents[0])
            if abroad:
                return 100 - share if self._kit.words["foreign"].search(told) else None
            return share if (home or column) and share <= 100 else None
        if not home and not abroad:
            return None
        return Decimal(100 if home and not self._kit.words["none"].search(told) else 0)

    def settle(self, draft: Draft) -> None:
        """Keep the items of a list where one at least tells its origin, and none is unclear."""
        told = [item for item, _ in draft.items if "us_origin_value_usd" in item]
        alone = len(draft.items) == 1 and " " not in str(draft.items[0][0]["name"])
        if not told or draft.items_open or alone:
            self._settle_one(draft, alone=alone and bool(told))
            return
        share = "layers.hardware.us_content_percent"
        draft.facts = [fact for fact in draft.facts if fact.path != share]
        draft.layers["hardware"] = {"items": [item for item, _ in draft.items]}
        for item, quote in draft.items:
            draft.note("layers.hardware.items", item, quote)
        draft.rules[RULE] = None

    def _settle_one(self, draft: Draft, *, alone: bool) -> None:
        if alone and "hardware" not in draft.layers:
            item, quote = draft.items[0]
            draft.layers["hardware"] = {"items": [item]}
            draft.note("layers.hardware.items", item, quote)
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
        of_hardware = any(self._kit.words[name].search(marked) for name in ("hardware", "content"))
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
        draft.note("layers.hardware.us_content_percent", share, sentence.text)
        draft.rules["us_hardware_content"] = None
        return True

    def _too_vague(self, before: str, share: Decimal) -> bool:
        """Whether a share may lie on either side of the line: the rules have no tolerance."""
        low = self._range.search(before)
        if low:
            return (Decimal(low[1]) < 51) != (share < 51)
        return bool(self._approximate.search(before.rstrip() + " ")) and abs(share - 51) < 5


def _rising(amounts: Sequence[Decimal]) -> bool:
    return amounts[0] < amounts[1]
