"""All rules: each page paired with the condition of the same name."""

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from rules.conditions import CONDITIONS
from rules.definition import DEFINITIONS, ParameterValue, RuleDefinition, read_definition
from rules.errors import RulePageError, UnknownRuleError
from rules.kit import Decision


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule: what counsel reads and what the machine runs. It is equal only to itself."""

    page: RuleDefinition
    decision: Decision
    later: tuple[tuple[date, "Rule"], ...] = ()
    """What it rests on and says after notices that were accepted, each from its day on."""

    def on(self, day: date) -> "Rule":
        """Return the rule with the page that speaks on a day."""
        spoken = [rule for first, rule in self.later if first <= day]
        return spoken[-1] if spoken else self

    @cached_property
    def cites(self) -> frozenset[str]:
        """Every provision that it rests on, on whatever day."""
        return frozenset(self.page.provisions).union(
            *(rule.page.provisions for _, rule in self.later)
        )

    @property
    def id(self) -> str:
        """The rule's name everywhere: file, API field, eval tag."""
        return self.page.id

    @cached_property
    def outcomes(self) -> Mapping[str, str]:
        """The outcome of each branch."""
        return {name: branch.outcome.value for name, branch in self.page.branches.items()}

    def law_on(self, day: date) -> Mapping[str, ParameterValue]:
        """Return the parameters in force on a day."""
        return _law_on(self, day)


@lru_cache(maxsize=1_000)
def _law_on(rule: Rule, day: date) -> Mapping[str, ParameterValue]:
    return rule.page.parameters_on(day)


@dataclass(frozen=True)
class Catalogue:
    """The rules in the order of `rules.conditions`, which is that of a proposal.

    Those that are `suspended` decide nothing: their numbers and the text do not agree.
    """

    rules: Mapping[str, Rule]
    digest: str
    suspended: frozenset[str] = frozenset()

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
        return tuple(rule for rule in self.rules.values() if provision in rule.cites)


def load_catalogue(folder: Path = DEFINITIONS) -> Catalogue:
    """Read every page and pair it with its condition.

    Raises:
        RulePageError: A page or a condition stands alone, or their branches differ.
    """
    whole = hashlib.sha256()
    paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if alone := sorted(paths.keys() - CONDITIONS.keys()):
        message = f"`{alone[0]}` has a page and no condition. Add it under rules/conditions/."
        raise RulePageError(message)
    if alone := sorted(CONDITIONS.keys() - paths.keys()):
        message = f"{alone} have a condition and no page under rules/definitions/."
        raise RulePageError(message)
    for path in paths.values():
        whole.update(path.read_bytes())
    rules = {name: Rule(read_definition(paths[name]), CONDITIONS[name]) for name in CONDITIONS}
    for rule in rules.values():
        _fits(rule)
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


@lru_cache(maxsize=1_000)
def placeholders(template: str) -> frozenset[str]:
    """Return the names between braces in what a page says."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)
