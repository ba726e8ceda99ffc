"""What the checks look for and say, read once from `lexicon/lints.yaml`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from assistant.lexicon import FOLDER, any_of


@dataclass(frozen=True)
class PromiseKind:
    """A kind of promise, why it cannot be made, and what to say instead."""

    says: re.Pattern[str]
    why: str
    mend: str


@dataclass(frozen=True)
class LintWords:
    """The lexicon of the checks, compiled."""

    checks: Mapping[str, Mapping[str, str]]
    cited: re.Pattern[str]
    claim: re.Pattern[str]
    not_claims: re.Pattern[str]
    restating: re.Pattern[str]
    promises: tuple[PromiseKind, ...]
    denied: re.Pattern[str]
    placeholder: re.Pattern[str]
    placeholder_mend: str
    not_strangers: re.Pattern[str]
    acts_as_company: re.Pattern[str]
    company_before: re.Pattern[str]
    whole_hardware: re.Pattern[str]
    compared: frozenset[str]
    names: Mapping[str, str]
    raw: Mapping[str, Any]


@lru_cache(maxsize=1)
def lint_words() -> LintWords:
    """Read the lexicon that ships with the assistant."""
    held: dict[str, Any] = yaml.safe_load((FOLDER / "lints.yaml").read_text("utf-8"))
    claims = held["claims"]
    subjects, verbs = any_of(claims["subjects"]), any_of(claims["verbs"])
    return LintWords(
        checks=held["checks"],
        cited=_one_of(held["cited"]),
        claim=re.compile(rf"{claims['opens']}(?P<claim>{subjects}\s+(?:\w+ly\s+)?{verbs})"),
        not_claims=re.compile(claims["not_claims"]),
        restating=_whole(held["restating"]),
        promises=tuple(
            PromiseKind(_whole(kind["says"]), kind["why"], kind["mend"])
            for kind in held["promises"]["kinds"]
        ),
        denied=re.compile(held["promises"]["denied"]),
        placeholder=_one_of(held["placeholders"]["says"]),
        placeholder_mend=held["placeholders"]["mend"],
        not_strangers=_one_of(held["not_strangers"]),
        acts_as_company=re.compile(held["acts_as_company"]),
        company_before=re.compile(held["company_before"]),
        whole_hardware=re.compile(held["whole_hardware"]),
        compared=frozenset(held["compared"]),
        names=held["names"],
        raw=held,
    )


@lru_cache(maxsize=500)
def pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of the lexicon."""
    return re.compile(expression)


def plain(text: str) -> str:
    """Lower the case and straighten the marks, place for place."""
    lowered = "".join(
        mark.lower() if len(mark.lower()) == 1 else mark for mark in text.replace("’", "'")
    )
    return lowered.replace("\u00a0", " ")


def _one_of(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile(any_of(expressions))


def _whole(expressions: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(expressions)}(?!\w)")
