"""All rules: each page paired with the condition of the same name."""

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from rules.conditions import CONDITIONS
from rules.definition import DEFINITIONS, RuleDefinition, read_definition
from rules.errors import RulePageError, UnknownRuleError
from rules.kit import Decision


@dataclass(frozen=True)
class Rule:
    """A rule: what counsel reads and what the machine runs."""

    page: RuleDefinition
    decision: Decision

    @property
    def id(self) -> str:
        """The rule's name everywhere: file, API field, eval tag."""
        return self.page.id

    @cached_property
    def outcomes(self) -> Mapping[str, str]:
        """The outcome of each branch."""
        return {name: branch.outcome.value for name, branch in self.page.branches.items()}


@dataclass(frozen=True)
class Catalogue:
    """The rules in the order of their names."""

    rules: Mapping[str, Rule]
    digest: str

    def rule(self, identifier: str) -> Rule:
        """Return a rule.

        Raises:
            UnknownRuleError: There is none of this id.
        """
        if identifier not in self.rules:
            raise UnknownRuleError(identifier, tuple(self.rules))
        return self.rules[identifier]

    def citing(self, provision: str) -> tuple[Rule, ...]:
        """Return the rules that rest on a provision."""
        return tuple(rule for rule in self.rules.values() if provision in rule.page.provisions)


def load_catalogue(folder: Path = DEFINITIONS) -> Catalogue:
    """Read every page and pair it with its condition.

    Raises:
        RulePageError: A page or a condition stands alone, or their branches differ.
    """
    whole = hashlib.sha256()
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.yaml")):
        whole.update(path.read_bytes())
        page = read_definition(path)
        if page.id not in CONDITIONS:
            message = f"`{page.id}` has a page and no condition. Add it under rules/conditions/."
            raise RulePageError(message)
        rules[page.id] = Rule(page, CONDITIONS[page.id])
        _fits(rules[page.id])
    if alone := CONDITIONS.keys() - rules.keys():
        message = f"{sorted(alone)} have a condition and no page under rules/definitions/."
        raise RulePageError(message)
    return Catalogue(rules, whole.hexdigest())


@lru_cache(maxsize=1)
def packaged_catalogue() -> Catalogue:
    """Return the catalogue that ships with the project, read once."""
    return load_catalogue()


def _fits(rule: Rule) -> None:
    named, written = set(rule.decision.names()), set(rule.page.branches)
    if named != written:
        message = (
            f"`{rule.id}`: the condition has the branches {sorted(named)}, "
            f"the page {sorted(written)}. Give both the same."
        )
        raise RulePageError(message)


def placeholders(template: str) -> set[str]:
    """Return the names between braces in what a page says."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}
