"""Every rule over one proposal, on a date: findings, what is missing, what to ask next."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.catalogue import Catalogue, Rule
from rules.kit import Scene, StatedFact, Step, Verdict, decide
from rules.outcome import Kind, Outcome, Overall
from rules.proposal import Proposal


@dataclass(frozen=True)
class Finding:
    """What one rule says of one proposal, or of one of its members or markets.

    `because` is one plain sentence with its figures; `provisions` are what it rests on.
    """

    rule: str
    title: str
    kind: Kind
    outcome: Outcome
    subject: str | None
    because: str
    branch: str | None
    facts: tuple[StatedFact, ...]
    missing: tuple[str, ...]
    proof: tuple[Step, ...]
    figures: dict[str, object]
    provisions: tuple[str, ...]
    as_of: date


@dataclass(frozen=True)
class Question:
    """The missing fact that would settle most, and how to ask for it."""

    fact: str
    text: str
    why: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """All findings over a proposal, and what they add up to."""

    overall: Overall
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    next_question: Question | None
    as_of: date


def assess(
    proposal: Proposal,
    *,
    as_of: date,
    catalogue: Catalogue,
    rules: Iterable[str] | None = None,
    declined: frozenset[str] = frozenset(),
) -> Assessment:
    """Apply rules (all of them, where none are named) with the law as it stood on a day."""
    chosen = [catalogue.rule(name) for name in rules] if rules else catalogue.rules.values()
    findings = tuple(one for rule in chosen for one in findings_of(rule, proposal, as_of))
    ranked = ranked_missing(findings)
    return Assessment(
        overall=overall_of(findings),
        findings=findings,
        missing=tuple(fact for fact, _ in ranked),
        next_question=next_question(ranked, proposal, catalogue, declined),
        as_of=as_of,
    )


def overall_of(findings: Iterable[Finding]) -> Overall:
    """Add findings up: an obstacle outweighs what is open."""
    seen = {(finding.kind in _BINDING, finding.outcome) for finding in findings}
    if (True, Outcome.NOT_MET) in seen:
        return Overall.OBSTACLE
    if any(outcome is Outcome.UNKNOWN for _, outcome in seen):
        return Overall.INCOMPLETE
    return Overall.NO_OBSTACLE_FOUND


_BINDING = (Kind.REQUIREMENT, Kind.EXCLUSION)


def findings_of(rule: Rule, proposal: Proposal, as_of: date) -> Iterator[Finding]:
    """Apply one rule: one finding, or one for each item of the list that it runs over."""
    page = rule.page
    if as_of < page.in_force_from:
        said = f"This rule is in force from {spoken_date(page.in_force_from)}, not on {spoken_date(as_of)}."
        yield _finding(rule, as_of, Outcome.NOT_IN_FORCE, None, said)
        return
    scene = Scene(proposal, "", page.parameters_on(as_of), as_of)
    each = rule.decision.each
    if each is None:
        yield _decided(rule, scene, None)
        return
    path, items = scene.read(each)
    if not items:
        missing = () if items is not None else (path,)
        said = page.nothing_stated or page.unknown
        step = Step(page.title, None, missing=missing)
        yield _finding(rule, as_of, Outcome.UNKNOWN, None, said, steps=(step,))
        return
    for number, item in enumerate(items):
        yield _decided(rule, scene.within(item, f"{path}[{number}]"), item.name)


def _decided(rule: Rule, scene: Scene, subject: str | None) -> Finding:
    verdict: Verdict = decide(rule.decision, scene, rule.outcomes)
    figures: dict[str, object] = {"as_of": scene.as_of, "subject": subject or ""}
    figures |= dict(scene.parameters)
    for step in verdict.steps:
        figures |= step.all_figures()
    if verdict.branch is None:
        outcome, template = Outcome.UNKNOWN, rule.page.unknown
    else:
        branch = rule.page.branches[verdict.branch]
        outcome, template = branch.outcome, branch.says
    figures["missing"] = _asked_for(rule, verdict.steps)
    said = template.format(**{name: spoken(value) for name, value in figures.items()})
    return _finding(
        rule,
        scene.as_of,
        outcome,
        subject,
        said,
        steps=verdict.steps,
        branch=verdict.branch,
        figures=figures,
    )


def _finding(
    rule: Rule,
    as_of: date,
    outcome: Outcome,
    subject: str | None,
    said: str,
    *,
    steps: tuple[Step, ...] = (),
    branch: str | None = None,
    figures: dict[str, object] | None = None,
) -> Finding:
    missing = tuple(dict.fromkeys(fact for step in steps for fact in step.all_missing()))
    return Finding(
        rule=rule.id,
        title=rule.page.title,
        kind=rule.page.kind,
        outcome=outcome,
        subject=subject,
        because=said,
        branch=branch,
        facts=tuple(dict.fromkeys(fact for step in steps for fact in step.all_facts())),
        missing=missing if outcome is Outcome.UNKNOWN else (),
        proof=steps,
        figures=figures or {},
        provisions=rule.page.provisions,
        as_of=as_of,
    )


_INDEX = re.compile(r"\[\d+\]")


def general_path(path: str) -> str:
    """Return a fact's path with `[]` for every place in a list, as rule pages word it."""
    general = _INDEX.sub("[]", path)
    # Owners of owners are asked for with the words for owners.
    return re.sub(r"(?:\.owners\[\])+\.", ".owners[].", general)


def _asked_for(rule: Rule, steps: Sequence[Step]) -> str:
    paths = dict.fromkeys(
        general_path(fact) for step in steps for fact in step.all_missing()
    )
    wording = rule.page.facts
    names = [wording[path].why for path in paths if path in wording]
    return listed(list(dict.fromkeys(names))) or "more facts"


def ranked_missing(findings: Iterable[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    """Rank missing facts by how many open rules each would help to settle."""
    wanted: dict[str, dict[str, None]] = {}
    for finding in findings:
        for fact in finding.missing:
            wanted.setdefault(fact, {})[finding.rule] = None
    counts = Counter({fact: len(rules) for fact, rules in wanted.items()})
    order = sorted(wanted, key=lambda fact: (-counts[fact], list(wanted).index(fact)))
    return [(fact, tuple(wanted[fact])) for fact in order]


def next_question(
    ranked: Sequence[tuple[str, tuple[str, ...]]],
    proposal: Proposal,
    catalogue: Catalogue,
    declined: frozenset[str] = frozenset(),
) -> Question | None:
    """Word the question for the fact that settles most; None when nothing more would change."""
    for fact, rules in ranked:
        if fact in declined:
            continue
        wording = catalogue.rule(rules[0]).page.facts.get(general_path(fact))
        if wording is None:
            continue
        subject = _subject_of(fact, proposal)
        return Question(fact, wording.ask.format(subject=subject), wording.why, rules)
    return None


def _subject_of(path: str, proposal: Proposal) -> str:
    """Return the name that a path leads past last: the member, owner, item or market."""
    value: Any = proposal
    name = ""
    for piece in re.findall(r"[a-z_]+|\[\d+\]", path):
        value = value[int(piece[1:-1])] if piece.startswith("[") else getattr(value, piece, None)
        if value is None:
            break
        name = getattr(value, "name", None) or name
    return name or "it"


def spoken(value: object) -> str:
    """Write a figure as prose shows it."""
    if isinstance(value, date):
        return spoken_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return listed([spoken(item) for item in value])
    return str(value)


def spoken_date(day: date) -> str:
    """Write a day as "30 June 2026"."""
    return f"{day.day} {day:%B %Y}"


def listed(names: Sequence[str]) -> str:
    """Join names as prose does: "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
