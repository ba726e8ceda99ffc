"""A part of a case by what a message calls it: a member, a market, a layer, a section."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.lexicon import Lexicon, any_of
from rules.company import mentioned_key
from rules.country import country_name, folded, gazetteer
from rules.proposal import Proposal

_LEAST_OF_A_NAME = 3
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


def stated_facts(case: Proposal) -> Iterator[tuple[str, object]]:
    """Give what a case states, path and value, in the order of the Proposal.

    Owners are one fact of the company that they hold, in words; parts of which nothing but the
    name is stated come together.
    """
    yield from _below("", case.model_dump(exclude_none=True))


def _below(path: str, held: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in held.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from _below(here, value)
        elif name == "owners":
            yield here, tuple(_owner_words(one) for one in value)
        elif _of_parts(value):
            bare = tuple(one["name"] for one in value if not set(one) - {"name", "kind"})
            if bare:
                yield here, bare
            for place, one in enumerate(value):
                rest = {key: told for key, told in one.items() if key not in {"name", "kind"}}
                yield from _below(f"{here}[{place}]", rest)
        elif name != "name" and (name != "roles" or value):
            yield here, value


def _of_parts(value: object) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value)


def _owner_words(owner: Mapping[str, Any]) -> str:
    country, percent = owner.get("country"), owner.get("percent")
    said = [country_name(country)] if country else []
    said += [f"{percent} percent"] if percent is not None else []
    said += ["control"] if owner.get("control") else []
    said += [f"owned by {_owner_words(one)}" for one in owner.get("owners") or ()]
    name = owner.get("name") or "an owner without a name"
    return f"{name} ({', '.join(said)})" if said else str(name)


def names_in(case: Proposal) -> list[str]:
    """Return the names that a case holds, each once."""
    names = (part.name for group in _GROUPS for part in getattr(case, group) or ())
    return list(dict.fromkeys(names))


def named_in(text: str, case: Proposal) -> tuple[str, ...]:
    """Return the companies and markets of a case that a text names, by all or the first of it."""
    words = set(re.findall(r"[^\W_]+", folded(text)))
    names = [part.name for group in _GROUPS for part in getattr(case, group) or ()]
    heads: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        head = re.findall(r"[^\W_]+", folded(name))[:1]
        if head and len(head[0]) >= _LEAST_OF_A_NAME:
            heads.setdefault(head[0], []).append(name)
    found = [name for name in dict.fromkeys(names) if folded(name) in folded(text)]
    found += [held[0] for head, held in heads.items() if head in words and len(held) == 1]
    return tuple(dict.fromkeys(found))


def _by_name(words: str, case: Proposal) -> Part | None:
    held = [
        (group, place, part.name)
        for group in _GROUPS
        for place, part in enumerate(getattr(case, group) or ())
    ]
    same = [one for one in held if _names_the_same(words, one[2])]
    # "Hana" for Hana Chips, where only one begins so.
    same = same or _only_one([one for one in held if _begins(one[2], words)])
    for group, place, name in same[:1]:
        # Facts are told by place where they are missing, by name where they are stated.
        either = rf"(?:{place}|{re.escape(name)})"
        return Part(name, re.compile(rf"{group}\[{either}\]"), name)
    return None


def _names_the_same(words: str, name: str) -> bool:
    code = gazetteer().code(words)
    return (
        mentioned_key(name) == mentioned_key(words)
        or folded(name) == folded(words)
        or (code is not None and gazetteer().code(name) == code)
    )


def _begins(name: str, words: str) -> bool:
    told, whole = folded(words).split(), folded(name).split()
    return bool(told) and whole[: len(told)] == told


def _only_one(found: list[tuple[str, int, str]]) -> list[tuple[str, int, str]]:
    return found if len({name for _, _, name in found}) == 1 else []
