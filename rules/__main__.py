"""The rules at the terminal: list, show, assess, what-if, diff, check."""

import json
from dataclasses import fields
from datetime import datetime
from typing import Annotated

import typer
from pydantic_core import to_jsonable_python
from rich.console import Console

from corpus.errors import CorpusError
from corpus.library import load_library
from rules.assessment import Assessment, Finding, assess, spoken
from rules.binding import BINDINGS, binding_faults, confirmed, read_bindings, write_bindings
from rules.catalogue import Rule, packaged_catalogue
from rules.coverage import LEDGER, asking, coverage_faults, read_ledger
from rules.difference import difference, difference_data, difference_text, read_proposals
from rules.errors import RulesError
from rules.proof import outcome_words, proof_data, proof_text
from rules.reading import read_proposal
from rules.what_if import NO_OBSTACLE, WhatIf, what_if, what_if_text

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

_DAY = typer.Option(formats=["%Y-%m-%d"], help="The day whose law applies.")


@app.command(name="list")
def list_() -> None:
    """List the rules."""
    for rule in packaged_catalogue().rules.values():
        page = rule.page
        out.print(f"{rule.id:<38} {page.kind:<12} {', '.join(page.provisions):<14} {page.title}")


@app.command()
def show(rule: Annotated[str, typer.Argument(help="An id, such as one_anchor_member.")]) -> None:
    """Show a rule: its numbers, its outcomes, the facts it reads, its examples."""
    _print_rule(packaged_catalogue().rule(rule))


@app.command(name="assess")
def assess_(
    file: Annotated[str, typer.Argument(help="A proposal in YAML or JSON; - reads stdin.")],
    as_of: Annotated[datetime, _DAY],
    proof: Annotated[bool, typer.Option("--proof", help="Print each proof.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Assess a proposal. An obstacle is a finding, not an error: the exit code is 0."""
    assessed = assess(read_proposal(file), as_of=as_of.date(), catalogue=packaged_catalogue())
    if as_json:
        print(json.dumps(assessment_data(assessed, proof=proof), indent=2, ensure_ascii=False))
        return
    for finding in assessed.findings:
        _print_finding(finding, proof=proof)
    out.print(f"Overall on {spoken(assessed.as_of)}: {assessed.overall.replace('_', ' ')}")
    if (question := assessed.next_question) is not None:
        out.print(f"Next question: {question.text}")
        out.print(f"  {question.fact} bears on {spoken(question.rules)}")


@app.command(name="what-if")
def what_if_(
    file: Annotated[str, typer.Argument(help="A proposal in YAML or JSON; - reads stdin.")],
    as_of: Annotated[datetime, _DAY],
    goal: Annotated[str, typer.Option(help="A rule, or no_obstacle_found.")] = NO_OBSTACLE,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say by which least changes a proposal reaches a goal. Facts that are no choice stay."""
    found = what_if(
        read_proposal(file), as_of=as_of.date(), goal=goal, catalogue=packaged_catalogue()
    )
    if as_json:
        print(json.dumps(_what_if_data(found), indent=2, ensure_ascii=False))
    else:
        out.print(what_if_text(found))


@app.command()
def diff(
    files: Annotated[list[str], typer.Argument(help="Proposals in YAML or JSON; - reads stdin.")],
    earlier: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="One day.")],
    later: Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="A later day.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say what comes out otherwise on a later day, and which change of the law made it so."""
    if earlier > later:
        message = "--from is after --to. Give the earlier day first."
        raise typer.BadParameter(message)
    found = difference(
        read_proposals(files),
        earlier=earlier.date(),
        later=later.date(),
        catalogue=packaged_catalogue(),
    )
    if as_json:
        print(json.dumps(difference_data(found), indent=2, ensure_ascii=False))
    else:
        out.print(difference_text(found))


@app.command()
def check(
    rules: Annotated[
        list[str] | None, typer.Argument(help="With --reviewed: the rules that were read.")
    ] = None,
    reviewed: Annotated[
        bool, typer.Option("--reviewed", help="Record that the named rules fit the text of today.")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="With --reviewed: the day on which they were read."
        ),
    ] = None,
) -> None:
    """Compare the rules with the corpus; name each that needs a look, with exit code 1."""
    if reviewed != bool(rules) or reviewed != bool(on):
        message = "Confirm rules by name and day: check --reviewed RULE… --on DATE."
        raise typer.BadParameter(message)
    catalogue, library, bindings = packaged_catalogue(), load_library(), read_bindings(BINDINGS)
    if rules and on:
        bindings = confirmed(bindings, rules, on=on.date(), catalogue=catalogue, library=library)
        write_bindings(bindings, BINDINGS)
        out.print(f"Recorded as read on {spoken(on.date())}: {spoken(tuple(rules))}.")
    ledger = read_ledger(LEDGER)
    unbound = tuple(binding_faults(catalogue, library, bindings))
    uncovered = tuple(coverage_faults(catalogue, library, ledger))
    for fault in (*unbound, *uncovered):
        out.print(str(fault))
    if not unbound:
        count = len(catalogue.rules)
        out.print(f"{count} rules: every rule is bound to the text that it was written from.")
    if not uncovered:
        whole = len(asking(library))
        out.print(
            f"{whole} provisions that ask for something: {whole - len(ledger)} cited by a rule, "
            f"{len(ledger)} in the ledger with a reason."
        )
    raise typer.Exit(1 if unbound or uncovered else 0)


def assessment_data(assessed: Assessment, *, proof: bool) -> dict[str, object]:
    """Return an assessment as data that JSON can hold."""
    question = assessed.next_question
    return {
        "as_of": assessed.as_of.isoformat(),
        "overall": assessed.overall.value,
        "findings": [_finding_data(finding, proof=proof) for finding in assessed.findings],
        "missing": list(assessed.missing),
        "next_question": question
        and {"fact": question.fact, "text": question.text, "rules": list(question.rules)},
    }


def _what_if_data(found: WhatIf) -> dict[str, object]:
    """Return an answer to what-if as data that JSON can hold."""
    data: dict[str, object] = to_jsonable_python(
        {field.name: getattr(found, field.name) for field in fields(found)}
        | {"solutions": [], "nearest": []}
    )
    for name, sets in (("solutions", found.solutions), ("nearest", found.nearest)):
        data[name] = [
            {
                "changes": [to_jsonable_python(change) for change in one.changes],
                "findings": [_finding_data(finding, proof=False) for finding in one.findings],
            }
            for one in sets
        ]
    return data


def _finding_data(finding: Finding, *, proof: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "rule": finding.rule,
        "title": finding.title,
        "kind": finding.kind.value,
        "outcome": finding.outcome.value,
        "subject": finding.subject,
        "because": finding.because,
        "facts": {fact.path: spoken(fact.value) for fact in finding.facts},
        "missing": list(finding.missing),
        "provisions": list(finding.provisions),
    }
    if proof:
        data["proof"] = proof_data(finding)["steps"]
    return data


def _print_finding(finding: Finding, *, proof: bool) -> None:
    subject = f" ({finding.subject})" if finding.subject else ""
    out.print(f"{outcome_words(finding).upper():<14}{finding.title}{subject}")
    out.print(f"  {finding.because}")
    if finding.missing:
        out.print(f"  missing: {', '.join(finding.missing)}")
    out.print(f"  {finding.rule} ({finding.kind}), rests on {', '.join(finding.provisions)}")
    if proof:
        for line in proof_text(finding).splitlines()[1:]:
            out.print(f"  {line}")
    out.print()


def _print_rule(rule: Rule) -> None:
    page = rule.page
    out.print(f"{rule.id}: {page.title}")
    out.print(f"{page.kind}, rests on {', '.join(page.provisions)}, from {page.in_force_from}\n")
    for name, values in page.parameters.items():
        for value in values:
            out.print(f"  {name} = {spoken(value.value)} from {value.from_} ({value.source})")
    out.print("\nOutcomes, the first that holds:")
    for name in rule.decision.names():
        branch = page.branches[name]
        out.print(f"  {branch.outcome:<10} {name}: {branch.says}")
    for template in page.unknown:
        out.print(f"  {'unknown':<10} {template}")
    out.print("\nFacts that it reads:")
    for fact in sorted(rule.decision.reads()):
        out.print(f"  {fact}")
    out.print(f"\n{len(page.examples)} examples, each a test:")
    for example in page.examples:
        expected = example.expect
        words = expected if isinstance(expected, str) else spoken(tuple(expected.values()))
        out.print(f"  {words:<14} {example.name}")


def main() -> None:
    """Run, and turn an error of the rules into one plain message."""
    try:
        app()
    except (RulesError, CorpusError) as error:
        err.print(str(error))
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
