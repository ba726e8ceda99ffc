"""What applicants can choose: the reader of `rules/choices.yaml`, which counsel reads and corrects.

A value there is a stand-in. It is read as the type of the fact that it states, so that a page with
a value that no proposal could hold is refused when it is read.
"""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rules.conditions import CONDITIONS
from rules.errors import RulePageError
from rules.outcome import Kind
from rules.proposal import Proposal

CHOICES = Path(__file__).parent / "choices.yaml"

ChoiceKind = Literal[
    "state",
    "add_member",
    "anchor",
    "submitter",
    "role",
    "remove_member",
    "replace_member",
    "remove_provider",
    "replace_provider",
    "cover",
    "share",
    "raise",
    "source",
    "add_market",
    "remove_market",
    "remove_model",
    "replace_model",
    "file",
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Part):
    """One thing that applicants can choose; `says` has braces for names and amounts."""

    id: str
    kind: ChoiceKind
    rules: tuple[str, ...] = Field(min_length=1)
    says: str
    path: str = ""
    value: Any = None
    where: Literal["untold", "other", "absent"] = "untold"
    filing: bool = False
    each: str = ""
    one: str = ""
    several: str = ""

    @cached_property
    def stand_in(self) -> Any:
        """The value of a `state` choice as the type that a proposal holds at its path."""
        nested: Any = self.value
        for piece in reversed(self.path.split(".")):
            name, listed = piece.removesuffix("[]"), piece.endswith("[]")
            if listed and name == "markets":
                nested = nested | {"name": "a market"}
            nested = {name: [nested] if listed else nested}
        found: Any = Proposal.model_validate(nested)
        for piece in self.path.split("."):
            found = getattr(found, piece.removesuffix("[]"))
            found = found[0] if piece.endswith("[]") else found
        return found


class OpenFacts(_Part):
    """Missing facts of a rule that are no choice, by the last step of their paths."""

    facts: tuple[str, ...]
    says: str


class Reasons(_Part):
    """Why no choice reaches a rule."""

    by_branch: dict[str, dict[str, str]]
    never_met: dict[Kind, str]
    not_yet: str
    facts: str
    together: str
    otherwise: str


class Choices(_Part):
    """Everything that `rules/choices.yaml` says."""

    choices: tuple[Choice, ...]
    nobody: dict[str, tuple[str, ...]]
    open: dict[str, OpenFacts]
    impossible: Reasons


def read_choices(path: Path = CHOICES) -> Choices:
    """Read the choices.

    Raises:
        RulePageError: The file is not what it must be; every fault is named.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    listed = [{"id": name, **choice} for name, choice in content.pop("choices", {}).items()]
    try:
        read = Choices.model_validate({"choices": listed, **content})
    except ValidationError as error:
        found = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
    else:
        found = list(_faults(read))
    if found:
        message = f"`rules/{path.name}` cannot be used: {'; '.join(found)}."
        raise RulePageError(message)
    return read


@lru_cache(maxsize=1)
def packaged_choices() -> Choices:
    """Return the choices that ship with the rules, read once."""
    return read_choices()


def _faults(read: Choices) -> Iterator[str]:
    """Give what is wrong beyond the form: unknown rules, values that no proposal can hold."""
    named = [*read.nobody, *read.open, *read.impossible.by_branch]
    named += [rule for choice in read.choices for rule in choice.rules]
    for name in dict.fromkeys(named):
        if name not in CONDITIONS:
            yield f"there is no rule `{name}`"
    for choice in read.choices:
        yield from _faults_of(choice)
    for kind in Kind:
        if kind not in read.impossible.never_met:
            yield f"impossible.never_met says nothing of the kind `{kind}`"
    for rule, branches in (*read.nobody.items(), *read.impossible.by_branch.items()):
        known = CONDITIONS[rule].names() if rule in CONDITIONS else ()
        for branch in branches:
            if branch not in known:
                yield f"`{rule}` has no branch `{branch}`"


def _faults_of(choice: Choice) -> Iterator[str]:
    if (choice.kind == "state") != bool(choice.path):
        yield f"{choice.id}: a path belongs to a choice of the kind `state`, and to no other"
    elif choice.kind == "state":
        try:
            _ = choice.stand_in
        except (ValidationError, AttributeError, TypeError) as error:
            yield f"{choice.id}: the value cannot stand at `{choice.path}` ({error})"
