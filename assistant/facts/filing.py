"""When a proposal was, or will be, filed."""

import re

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.mentions import PART_OF_MONTH, Sentence


class FilingReader:
    """Reads days of filing."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._again = re.compile(kit.facts["day_again"])
        self._replaced = re.compile(kit.facts["day_replaced"])
        self._approximate = re.compile(kit.facts["about_a_day"])
        self._not_filed = {
            part: re.compile(words) for part, words in kit.facts["not_filed"].items()
        }

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read the day of filing."""
        for entry in self._kit.patterns["filing"]:
            match = entry.pattern.search(sentence.named)
            told = match and (entry.flags.get("date") or not self._is_no_filing(sentence, match))
            if match and told and "filed_on" not in draft.top:
                number = sentence.marks(match[0], "D")[-1]
                day = value_of(sentence, number)
                before = sentence.named.split(f"§D{number}§")[0]
                part = sentence.mentions[number].form == PART_OF_MONTH
                about = part or self._approximate.search(before) is not None
                if part or not about:
                    draft.top["filed_on"] = day
                draft.note("filed_on", day.isoformat(), sentence.text, approximate=about)
                draft.rules["filed_in_window"] = None
        self._day_again(sentence, draft)

    def _day_again(self, sentence: Sentence, draft: Draft) -> None:
        """Read a day that corrects the one told before: "it says July 1, not June 29"."""
        marked = sentence.marked
        if draft.case.filed_on is None or "filed_on" in draft.top or not self._again.search(marked):
            return
        days = [
            number
            for number in sentence.marks(marked, "D")
            if not self._replaced.search(marked.split(f"§D{number}§")[0])
        ]
        if len(days) == 1 and not marked.rstrip().endswith("?"):
            day = value_of(sentence, days[0])
            draft.top["filed_on"] = day
            draft.note("filed_on", day.isoformat(), sentence.text)
            draft.rules["filed_in_window"] = None

    def _is_no_filing(self, sentence: Sentence, match: re.Match[str]) -> bool:
        """Whether a day is of a filing that was not, or of another's paper."""
        marked, no = sentence.named, self._not_filed
        return bool(
            no["before"].search(marked[: match.start()])
            or no["inside"].search(match[0])
            or no["after"].search(marked[match.end() :])
        )
