"""The assistant's words as data: cues, patterns, phrases and routes, read and compiled once.

What is English stands in the YAML files of this folder, so that it can be read and corrected
without touching code.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import LexiconError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class FactPattern:
    """A way of telling a fact, and what goes with it."""

    pattern: re.Pattern[str]
    flags: Mapping[str, Any]


@dataclass(frozen=True)
class Lexicon:
    """All word data, compiled."""

    cues: Mapping[str, Any]
    facts: Mapping[str, Any]
    phrases: Mapping[str, Any]
    routes: Mapping[str, Any]
    following: Mapping[str, Any]
    drafting: Mapping[str, Any]
    lookalikes: Mapping[str, Any]
    patterns: Mapping[str, tuple[FactPattern, ...]]
    words: Mapping[str, re.Pattern[str]]
    towns: Mapping[str, str]
    """Countries of towns by their names, beside those of the rules' gazetteer."""
    digest: str


def _towns(lines: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in lines.splitlines():
        code, _, names = line.partition(": ")
        if names and not line.startswith("#"):
            found |= dict.fromkeys(names.split(", "), code)
    return found


def any_of(words: Sequence[str]) -> str:
    """Return one pattern for a list of words or patterns."""
    return "(?:" + "|".join(str(word) for word in words) + ")"


def whole_words(words: Sequence[str]) -> re.Pattern[str]:
    """Compile a list of words or patterns that must stand as words of their own."""
    return re.compile(rf"(?<!\w){any_of(words)}(?!\w)")


_FILES = ("cues", "facts", "phrases", "routes", "following", "drafting", "lookalikes")
"""The files that are held here; every file of the folder counts for the digest."""


@lru_cache(maxsize=1)
def packaged_lexicon() -> Lexicon:
    """Read the lexicon that ships with the assistant.

    Raises:
        LexiconError: A pattern does not compile; it is named.
    """
    raw = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))}
    of_facts = [path.read_bytes() for path in sorted((FOLDER / "facts").glob("*.yaml"))]
    common = (FOLDER / "common_words.txt").read_bytes()
    towns = (FOLDER / "towns.txt").read_bytes()
    whole = hashlib.sha256(b"".join((*raw.values(), *of_facts, common, towns)))
    held = {name: yaml.safe_load(raw[name]) for name in _FILES}
    for part in of_facts:
        held["facts"] |= yaml.safe_load(part)
    # What is said beside a draft is verified as what is said of the case is: as it stands.
    held["phrases"]["case"] |= held["drafting"]["says"]
    held["facts"]["common_words"] = frozenset(common.decode("utf-8").split())
    marks = _marks(held["facts"]["words"])
    patterns = {
        name: tuple(_compiled(name, entry, marks) for entry in entries)
        for name, entries in held["facts"].items()
        if isinstance(entries, list) and entries and isinstance(entries[0], dict)
    }
    return Lexicon(
        cues=held["cues"],
        facts=held["facts"],
        phrases=held["phrases"],
        routes=held["routes"],
        following=held["following"],
        drafting=held["drafting"],
        lookalikes=held["lookalikes"],
        patterns=patterns,
        words={name: re.compile(body) for name, body in marks.items()},
        towns=_towns(towns.decode("utf-8")),
        digest=whole.hexdigest(),
    )


def _marks(words: Mapping[str, Any]) -> dict[str, str]:
    """Return what each name in braces stands for in a fact pattern."""
    marks = {kind: rf"§{kind}\d+(?::us)?§" for kind in "CPMDBGN"} | {"US": r"§C\d+:us§"}
    for name, entries in words.items():
        listed = (
            [word for group in entries.values() for word in group]
            if isinstance(entries, dict)
            else entries
        )
        longest_first = sorted((str(word) for word in listed), key=len, reverse=True)
        marks[name] = rf"(?<![\w-]){any_of(longest_first)}(?!\w)"
    return marks


def filled(pattern: str, marks: Mapping[str, str]) -> str:
    """Put marks and word lists into a pattern."""
    return re.sub(
        r"\{([A-Za-z_]+)\}", lambda m: f"(?:{marks[m[1]]})" if m[1] in marks else m[0], pattern
    )


def _compiled(name: str, entry: Mapping[str, Any], marks: Mapping[str, str]) -> FactPattern:
    body = filled(str(entry["pattern"]), marks)
    try:
        pattern = re.compile(body)
    except re.error as error:
        message = f"assistant/lexicon/facts.yaml, `{name}`: {entry['pattern']!r}: {error}."
        raise LexiconError(message) from error
    return FactPattern(pattern, {key: value for key, value in entry.items() if key != "pattern"})
