"""A part of a case by what a message calls it: a member, a market, a layer, a section."""

import re
from dataclasses import dataclass

from assistant.lexicon import Lexicon, any_of
from rules.company import mentioned_key
from rules.country import folded, gazetteer
from rules.proposal import Proposal

_GROUPS = ("members", "markets", "service_providers")
_AROUND = re.compile(
    r"^(?:the|our|my|your|this|that)\s+|\s+(?:layer|section|part|chapter|member|partner|market)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A part of a case: what it is called there, and whose it is, where it has a name."""

    name: str
    paths: re.Pattern[str]
    subject: str | None = None

    def holds(self, path: str) -> bool:
        """Whether a fact belongs to the part."""
        return self.paths.match(path) is not None


class PartsReader:
    """Finds the part of a case that words stand for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = {
            name: (re.compile(any_of(entry["words"])), re.compile(any_of(entry["paths"])))
            for name, entry in lexicon.following["parts_of_case"].items()
        }

    def named(self, words: str, case: Proposal) -> Part | None:
        """Return the part that is meant; None where the case holds nothing of that name."""
        forms = list(dict.fromkeys([words.strip(), _AROUND.sub("", words.strip())]))
        forms.append(_AROUND.sub("", forms[-1]))
        for form in forms:
            if found := _by_name(form, case):
                return found
        for form in forms:
            for name, (pattern, paths) in self._known.items():
                if pattern.fullmatch(form.casefold()):
                    return Part(f"the {name}", paths)
        return None

    @staticmethod
    def may_be_a_name(words: str) -> bool:
        """Whether words are a name: with a capital and no article, or a country."""
        bare = words.strip()
        return bare[:1].isupper() or gazetteer().code(bare) is not None


def names_in(case: Proposal) -> list[str]:
    """Return the names that a case holds, each once."""
    names = (part.name for group in _GROUPS for part in getattr(case, group) or ())
    return list(dict.fromkeys(names))


def _by_name(words: str, case: Proposal) -> Part | None:
    code = gazetteer().code(words)
    for group in _GROUPS:
        for place, part in enumerate(getattr(case, group) or ()):
            same = mentioned_key(part.name) == mentioned_key(words)
            same = same or folded(part.name) == folded(words)
            same = same or (code is not None and gazetteer().code(part.name) == code)
            if same:
                # Facts are told by place where they are missing, by name where they are stated.
                either = rf"(?:{place}|{re.escape(part.name)})"
                return Part(part.name, re.compile(rf"{group}\[{either}\]"), part.name)
    return None
