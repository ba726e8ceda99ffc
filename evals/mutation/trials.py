"""What judges a mutant: the examples on rule pages, and the cases in `evals/rules/cases.yaml`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, TypeAdapter

from evals.mutation.errors import MutationError, WrongTrialsError
from evals.mutation.listed import read_list
from rules.assessment import findings_of
from rules.catalogue import Catalogue, Rule
from rules.definition import Example
from rules.outcome import Outcome
from rules.proposal import Proposal

CASES = Path(__file__).parents[1] / "rules" / "cases.yaml"


class Found(NamedTuple):
    """How a rule came out for one subject; the branch counts only where a case names it."""

    subject: str | None
    outcome: Outcome
    branch: str | None


class RuleCase(Example):
    """An example that stands here and not on the rule's page; `reason` tells what it guards.

    Where two branches have one outcome, `branch` tells which is meant, as `expect` does outcomes.
    """

    rule: str
    branch: str | dict[str, str] | None = None
    reason: Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class Trial:
    """Facts, a day, and how the rule comes out on them for each subject."""

    name: str
    given: Proposal
    as_of: date
    found: tuple[Found, ...]
    by_branch: bool

    def fails(self, rule: Rule) -> bool:
        """Whether a rule comes out otherwise."""
        found = run(rule, self.given, self.as_of)
        return found != self.found if self.by_branch else _outcomes(found) != _outcomes(self.found)


def read_cases(path: Path = CASES) -> tuple[RuleCase, ...]:
    """Read the cases.

    Raises:
        MutationError: The file cannot be read, is not of this form, or has a name twice.
    """
    cases = read_list(path, TypeAdapter(tuple[RuleCase, ...]))
    names = [case.name for case in cases]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        message = f"`{path.name}` has these names twice: {', '.join(twice)}. Give each its own."
        raise MutationError(message)
    return cases


def run(rule: Rule, given: Proposal, as_of: date) -> tuple[Found, ...]:
    """Run a rule: what it finds, in order."""
    findings = findings_of(rule, given, as_of)
    return tuple(Found(one.subject, one.outcome, one.branch) for one in findings)


def comes_out(example: Example, found: Sequence[Found]) -> bool:
    """Whether a rule came out as an example says, and by the branches that a case names."""
    branch = example.branch if isinstance(example, RuleCase) else None
    named = {one.subject: one.branch for one in found}
    return _as_told(example.expect, [(one.subject, one.outcome) for one in found]) and (
        branch is None or _as_told(branch, list(named.items()))
    )


def _as_told(told: object, found: Sequence[tuple[str | None, object]]) -> bool:
    if isinstance(told, dict):
        return sorted(found, key=str) == sorted(told.items(), key=str)
    return [value for _, value in found] == [told]


def _outcomes(found: Iterable[Found]) -> list[tuple[str | None, Outcome]]:
    return [(one.subject, one.outcome) for one in found]


def trials_of(catalogue: Catalogue, cases: Iterable[RuleCase]) -> Mapping[str, tuple[Trial, ...]]:
    """Return the trials of each rule, with what comes out on the rules as they are.

    Raises:
        WrongTrialsError: An example or a case says otherwise, or names no rule.
    """
    found: dict[str, list[Trial]] = {rule: [] for rule in catalogue.rules}
    faults: list[str] = []
    for rule_id, example in _all(catalogue, cases):
        name = f"{rule_id}: {example.name}"
        if rule_id not in catalogue.rules:
            faults.append(f"{name}: there is no rule of this id.")
            continue
        try:
            came = run(catalogue.rules[rule_id], example.given, example.as_of)
        except Exception as error:  # whatever is wrong, it is told with the name of the trial
            faults.append(f"{name}: {type(error).__name__}: {error}.")
            continue
        if not comes_out(example, came):
            faults.append(f"{name}: came out as {_said(came)}.")
        by_branch = isinstance(example, RuleCase) and example.branch is not None
        trial = Trial(example.name, example.given, example.as_of, came, by_branch)
        found[rule_id].append(trial)
    if faults:
        raise WrongTrialsError(faults)
    return {rule: tuple(trials) for rule, trials in found.items()}


def _all(catalogue: Catalogue, cases: Iterable[RuleCase]) -> Iterator[tuple[str, Example]]:
    for rule in catalogue.rules.values():
        yield from ((rule.id, example) for example in rule.page.examples)
    yield from ((case.rule, case) for case in cases)


def _said(found: Iterable[Found]) -> str:
    return ", ".join(
        " ".join(filter(None, [one.subject, str(one.outcome), one.branch and f"({one.branch})"]))
        for one in found
    )
