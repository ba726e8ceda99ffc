"""A finding's proof, as indented text for reading and as nested data for machines."""

from collections.abc import Iterator

from rules.assessment import Finding, spoken
from rules.country import NONE
from rules.kit import Step, Truth

_WORDS = {True: "yes", False: "no", None: "open"}


def proof_text(finding: Finding) -> str:
    """Write a finding's proof: the outcome, and below it what was asked and on which facts."""
    subject = f" ({finding.subject})" if finding.subject else ""
    head = f"{finding.rule}{subject}: {outcome_words(finding)}"
    return "\n".join([head, *(line for step in finding.proof for line in _lines(step, 1))])


def proof_data(finding: Finding) -> dict[str, object]:
    """Return a finding's proof as nested data that JSON can hold."""
    return {
        "rule": finding.rule,
        "subject": finding.subject,
        "outcome": finding.outcome.value,
        "as_of": finding.as_of.isoformat(),
        "provisions": list(finding.provisions),
        "steps": [step_data(step) for step in finding.proof],
    }


def step_data(step: Step) -> dict[str, object]:
    """Return one node of a proof, with the nodes below it."""
    return {
        "says": step.says,
        "truth": step.truth,
        "facts": {fact.path: spoken(fact.value) for fact in step.facts},
        "missing": list(step.missing),
        "because": [step_data(below) for below in step.because],
    }


def outcome_words(finding: Finding) -> str:
    """Say an outcome in words, as it stands in the README."""
    return finding.outcome.value.replace("_", " ")


def _lines(step: Step, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{step.says} {_answer(step.truth)}"
    for fact in step.facts:
        yield f"{indent}  {fact.path} = {spoken(fact.value) or NONE}"
    for path in step.missing:
        yield f"{indent}  {path} is not stated"
    for below in step.because:
        yield from _lines(below, depth + 1)


def _answer(truth: Truth) -> str:
    return f"[{_WORDS[truth]}]"
