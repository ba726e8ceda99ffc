"""The case behind a draft: what is stated at a path, and what the rules say of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any, get_args

from rules.assessment import Assessment, Finding
from rules.catalogue import Catalogue
from rules.country import NONE
from rules.proposal import Proposal, Stated, told


class Standing(StrEnum):
    """Three things that silence and statements may mean."""

    TOLD = "told"
    DENIED = "denied"
    ABSENT = "absent"


@dataclass(frozen=True)
class Case:
    """A proposal on a day, with the findings on it."""

    proposal: Proposal
    assessment: Assessment
    catalogue: Catalogue
    as_of: date

    @cached_property
    def findings(self) -> Mapping[tuple[str, str | None], Finding]:
        """Every finding by its rule and its subject."""
        return {(one.rule, one.subject): one for one in self.assessment.findings}

    def finding(self, rule: str, subject: str | None = None) -> Finding | None:
        """Return what a rule says of a subject; of the whole proposal where it has no subjects."""
        return self.findings.get((rule, subject)) or self.findings.get((rule, None))

    def value(self, path: str) -> Any:
        """Return what stands at a path; None where nothing is stated, `none` where a part is."""
        value: Any = self.proposal
        for piece in pieces(path):
            if isinstance(piece, int):
                value = value[piece] if piece < len(value) else None
            elif value == NONE:
                return NONE
            else:
                value = getattr(value, piece)
            if value is None:
                return None
        return value

    def standing(self, path: str) -> Standing:
        """Return whether something is stated at a path, stated as none, or not stated."""
        value = self.value(path)
        if value is None or (isinstance(value, Stated) and not _says(value)):
            return Standing.ABSENT
        if isinstance(value, str) and told(value) is False:
            # That nobody controls a company is a statement like any other.
            return Standing.TOLD if path.endswith("controlled_from") else Standing.DENIED
        return Standing.DENIED if value == () else Standing.TOLD


def _says(part: Stated) -> bool:
    """Whether anything is stated in a part."""
    held = (getattr(part, field) for field in type(part).model_fields)
    return any(
        value is not None and (not isinstance(value, Stated) or _says(value)) for value in held
    )


@dataclass(frozen=True)
class Subject:
    """The entry of a list that a paragraph is repeated for; `name` is as findings name it."""

    path: str
    part: Any
    name: str
    key: str


_PIECE = re.compile(r"[a-z_]+|\d+")


@lru_cache(maxsize=20_000)
def pieces(path: str) -> tuple[str | int, ...]:
    """Cut a path into the names of fields and the places in lists."""
    return tuple(int(one) if one.isdigit() else one for one in _PIECE.findall(path))


def rooted(path: str, subject: Subject | None) -> str:
    """Put the subject's own path for a leading `it`."""
    if subject is None or not (path == "it" or path.startswith("it.")):
        return path
    return subject.path + path[2:]


def within(path: str, other: str) -> bool:
    """Whether a path is another one, or lies under it."""
    return path == other or path.startswith((f"{other}.", f"{other}["))


def above(path: str) -> Iterator[str]:
    """Give the paths that a path lies under."""
    for mark in re.finditer(r"[.\[]", path):
        yield path[: mark.start()]


def is_path(text: str) -> bool:
    """Whether a text is the path of a field that a proposal may state: "members[0].owners"."""
    if not _PATH.fullmatch(text):
        return False
    models: set[type[Stated]] = {Proposal}
    for name in re.findall(r"[a-z_]+", text):
        held = [model.model_fields[name] for model in models if name in model.model_fields]
        if not held:
            return False
        models = {model for field in held for model in _models_in(field.annotation)}
    return True


_PATH = re.compile(r"[a-z_]+(?:\[\d*\])?(?:\.[a-z_]+(?:\[\d*\])?)*")


def _models_in(annotation: Any) -> Iterator[type[Stated]]:
    """Give the parts of a proposal that a field of this type may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Stated):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
