"""Every rule over one proposal, on a date: findings, what is missing, what to ask next."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rules.catalogue import Catalogue, Rule, placeholders
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
        start, day = spoken_date(page.in_force_from), spoken_date(as_of)
        said = f"This rule is in force from {start}, not on {day}."
        yield _finding(rule, as_of, Outcome.NOT_IN_FORCE, said)
        return
    scene = Scene(proposal, "", page.parameters_on(as_of), as_of)
    each = rule.decision.each
    if each is None:
        yield _decided(rule, scene, None)
        return
    path, items = scene.read(each)
    if items is None:
        said = page.nothing_stated or f"Open until the {path} are stated."
        step = Step(page.title, None, missing=(path,))
        yield _finding(rule, as_of, Outcome.UNKNOWN, said, Verdict(None, (step,)))
        return
    if not items:
        said = f"The proposal is stated to have no {path}, so this rule has nothing to apply to."
        yield _finding(rule, as_of, Outcome.NOT_IN_FORCE, said)
        return
    for number, item in enumerate(items):
        yield _decided(rule, scene.within(item, f"{path}[{number}]"), item.name)


def _decided(rule: Rule, scene: Scene, subject: str | None) -> Finding:
    verdict: Verdict = decide(rule.decision, scene, rule.outcomes)
    figures: dict[str, object] = {"as_of": scene.as_of, "subject": subject or ""}
    figures |= dict(scene.parameters)
    if rule.decision.figures:
        figures |= dict(rule.decision.figures(scene))
    for step in verdict.steps:
        figures |= step.all_figures()
    figures["missing"] = _asked_for(rule, verdict.steps)
    if verdict.branch is None:
        outcome, template = Outcome.UNKNOWN, _fitting(rule.page.unknown, figures)
    else:
        branch = rule.page.branches[verdict.branch]
        outcome, template = branch.outcome, branch.says
    said = template.format(**{name: spoken(value) for name, value in figures.items()})
    finding = _finding(rule, scene.as_of, outcome, said, verdict)
    return replace(finding, subject=subject, figures=figures)


_NOTHING_RUN = Verdict(None, ())


def _finding(
    rule: Rule, as_of: date, outcome: Outcome, because: str, verdict: Verdict = _NOTHING_RUN
) -> Finding:
    steps = verdict.steps
    missing = tuple(dict.fromkeys(fact for step in steps for fact in step.all_missing()))
    return Finding(
        rule=rule.id,
        title=rule.page.title,
        kind=rule.page.kind,
        outcome=outcome,
        subject=None,
        because=because,
        branch=verdict.branch,
        facts=tuple(dict.fromkeys(fact for step in steps for fact in step.all_facts())),
        missing=missing if outcome is Outcome.UNKNOWN else (),
        proof=steps,
        figures={},
        provisions=rule.page.provisions,
        as_of=as_of,
    )


def _fitting(templates: Sequence[str], figures: Mapping[str, object]) -> str:
    """Return the first template whose figures are all at hand; the last, where none is."""
    for template in templates:
        if all(figures.get(name) for name in placeholders(template)):
            return template
    return templates[-1]


_INDEX = re.compile(r"\[\d+\]")


def general_path(path: str) -> str:
    """Return a fact's path with `[]` for every place in a list, as rule pages word it."""
    general = _INDEX.sub("[]", path)
    # Owners of owners are asked for with the words for owners.
    return re.sub(r"(?:\.owners\[\])+\.", ".owners[].", general)


def _asked_for(rule: Rule, steps: Sequence[Step]) -> str:
    paths = dict.fromkeys(general_path(fact) for step in steps for fact in step.all_missing())
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
    order = sorted(wanted, key=lambda fact: -counts[fact])
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
    name = group = ""
    for piece in re.findall(r"[a-z_]+|\[\d+\]", path):
        if not piece.startswith("["):
            group, value = piece, getattr(value, piece, None)
        else:
            place = int(piece[1:-1])
            value = value[place]
            # Owners and hardware items may have no name of their own.
            unnamed = f"{group.removesuffix('s')} {place + 1}" + (f" of {name}" if name else "")
            name = getattr(value, "name", None) or unnamed
        if value is None:
            break
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
