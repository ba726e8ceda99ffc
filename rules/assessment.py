"""Every rule over one proposal, on a date: findings, what is missing, what to ask next."""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from rules.catalogue import Catalogue, Rule, placeholders
from rules.country import NONE, country_name, gazetteer
from rules.kit import NO_FIGURES, Scene, StatedFact, Step, Subject, Verdict, decide
from rules.outcome import BINDING, Kind, Outcome, Overall
from rules.proposal import Proposal


class Finding(NamedTuple):
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
    missing: tuple[str, ...]
    proof: tuple[Step, ...]
    figures: Mapping[str, object]
    provisions: tuple[str, ...]
    as_of: date

    @property
    def facts(self) -> tuple[StatedFact, ...]:
        """The stated facts of the proof, each once and in order."""
        facts: dict[str, StatedFact] = {}
        for step in self.proof:
            for node in step.nodes():
                for fact in node.facts:
                    facts.setdefault(fact.path, fact)
        return tuple(facts.values())


class Figures(Mapping[str, object]):
    """What sentences about a finding may need, looked up when they do.

    What the rule computes for its sentences counts first, then the law's own numbers, then what the
    deciding steps found.
    """

    def __init__(self, rule: Rule, scene: Scene, verdict: Verdict, subject: str | None) -> None:
        self._rule = rule
        self._scene = scene
        self._steps = verdict.steps
        self._subject = subject
        self._given: Mapping[str, object] | None = None

    def __getitem__(self, name: str) -> object:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        """Return a figure, or the default where there is none of this name."""
        if name == "subject":
            return self._subject or ""
        if self._given is None:
            figures = self._rule.decision.figures
            self._given = figures(self._scene) if figures else NO_FIGURES
        found = self._given.get(name)
        if found is None:
            found = self._scene.parameters.get(name)
        for step in self._steps if found is None else ():
            found = step.figure(name)
            if found is not None:
                break
        if found is None and name == "missing":
            found = _asked_for(self._rule, _missing_in(self._steps))
        if found is None and name == "as_of":
            found = self._scene.as_of
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        self.get("")
        names = {"subject", "missing", "as_of", *self._scene.parameters, *(self._given or ())}
        names.update(name for step in self._steps for node in step.nodes() for name in node.figures)
        return iter(sorted(name for name in names if self.get(name) is not None))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _missing_in(steps: Iterable[Step]) -> tuple[str, ...]:
    missing: dict[str, None] = {}
    for step in steps:
        for node in step.nodes():
            missing.update(dict.fromkeys(node.missing))
    return tuple(missing)


class Correction(NamedTuple):
    """A fact that was stated in one way and is stated in another now; the later counts."""

    path: str
    before: object
    after: object


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
    """Apply rules (all of them, where none are named) with the law as it stood on a day.

    Facts that are `declined` are not asked for.
    """
    chosen = [catalogue.rule(name) for name in rules] if rules else catalogue.rules.values()
    shared: dict[Hashable, Any] = {}
    found = (one for rule in chosen for one in findings_of(rule, proposal, as_of, shared))
    findings = tuple(_held_back(one) if one.rule in catalogue.suspended else one for one in found)
    ranked = ranked_missing(findings)
    return Assessment(
        overall=overall_of(findings),
        findings=findings,
        missing=tuple(fact for fact, _ in ranked),
        next_question=next_question(ranked, proposal, catalogue, declined),
        as_of=as_of,
    )


def _held_back(finding: Finding) -> Finding:
    """Decide nothing by a rule that disagrees with the text that it is taken from."""
    if finding.outcome is Outcome.NOT_IN_FORCE:
        return finding
    return finding._replace(
        outcome=Outcome.JUDGMENT, because=DISAGREES, branch=None, missing=(), proof=()
    )


DISAGREES = (
    "The number or day of this rule and that of the provision it is taken from disagree, so "
    "nothing is decided here until somebody has looked at both."
)


def is_held_back(finding: Finding) -> bool:
    """Whether nothing is decided by a finding's rule because its text says something else."""
    return finding.because == DISAGREES


def with_corrections(
    finding: Finding, corrections: Iterable[Correction], proposal: Proposal, catalogue: Catalogue
) -> Finding:
    """Return a finding that also says which of the facts that its rule reads were corrected."""
    reads = catalogue.rule(finding.rule).decision.reads()
    said = [
        corrected(one, proposal)
        for one in corrections
        if general_path(one.path) in reads
        and finding.subject in {None, *_names_on(one.path, proposal)}
    ]
    return finding._replace(because=" ".join([finding.because, *said])) if said else finding


def corrected(correction: Correction, proposal: Proposal) -> str:
    """Say what a correction changed, in one sentence."""
    words = _field_of(correction.path, proposal)
    before, after = (_told(value) for value in (correction.before, correction.after))
    return f"{words[0].upper()}{words[1:]} was stated as {before} before, and is {after} now."


def missing_words(fact: str, proposal: Proposal, catalogue: Catalogue) -> str:
    """Name a missing fact in a few words, with whose it is: "where it is incorporated (Hana)"."""
    general = general_path(fact)
    wordings = (rule.page.facts.get(general) for rule in catalogue.rules.values())
    words = next((one.why for one in wordings if one is not None), general)
    subject = _subject_of(fact, proposal)
    return words if subject == _NOBODY else f"{words} ({subject})"


def fact_words(fact: StatedFact, proposal: Proposal) -> str:
    """Say a stated fact in a few words: "the country of headquarters of Hana: China"."""
    return f"{_field_of(fact.path, proposal)}: {_told(fact.value)}"


def _field_of(path: str, proposal: Proposal) -> str:
    """Name the field that a path ends with, and whose it is."""
    *_, last = path.split(".")
    field = last.split("[")[0]
    words = _field_words().get(field, field.replace("_", " "))
    subject = _subject_of(path, proposal)
    return words if subject == _NOBODY else f"{words} of {subject}"


@lru_cache(maxsize=1)
def _field_words() -> Mapping[str, str]:
    path = Path(__file__).parent / "field_words.yaml"
    words: Mapping[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return words


def _told(value: object) -> str:
    """Write a stated value as prose shows it: a country by its name, a list by its parts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value in gazetteer().countries:
        return country_name(value)
    if isinstance(value, dict):
        return spoken([name for name in value.values() if isinstance(name, str)])
    if isinstance(value, tuple | list):
        return listed([_told(item) for item in value]) if value else NONE
    return spoken(value)


def overall_of(findings: Iterable[Finding]) -> Overall:
    """Add findings up: an obstacle outweighs what is open."""
    seen = {(finding.kind in BINDING, finding.outcome) for finding in findings}
    if (True, Outcome.NOT_MET) in seen:
        return Overall.OBSTACLE
    if any(outcome is Outcome.UNKNOWN for _, outcome in seen):
        return Overall.INCOMPLETE
    return Overall.NO_OBSTACLE_FOUND


def findings_of(
    rule: Rule, proposal: Proposal, as_of: date, shared: dict[Hashable, Any] | None = None
) -> Iterator[Finding]:
    """Apply one rule: one finding, or one for each subject that it runs over.

    `shared` holds what several rules of one assessment of the same proposal work out once.
    """
    rule = rule.on(as_of)
    page = rule.page
    if as_of < page.in_force_from:
        start, day = spoken_date(page.in_force_from), spoken_date(as_of)
        said = f"This rule is in force from {start}, not on {day}."
        yield _finding(rule, as_of, Outcome.NOT_IN_FORCE, said)
        return
    scene = Scene(
        proposal, "", rule.law_on(as_of), as_of, proposal, {} if shared is None else shared
    )
    each = rule.decision.each
    if each is None:
        yield _decided(rule, scene, None)
        return
    subjects = each.find(scene)
    if isinstance(subjects, Step):
        said = page.nothing_stated or "Open until it is stated whom this rule applies to."
        run = _Run(Verdict(None, (subjects,)))
        yield _finding(rule, as_of, Outcome.UNKNOWN, said, run)
        return
    if not subjects:
        said = page.nobody or "The proposal is stated to have nobody to whom this rule applies."
        yield _finding(rule, as_of, Outcome.NOT_IN_FORCE, said)
    for subject in subjects:
        yield _decided(rule, subject.scene, subject)


def _decided(rule: Rule, scene: Scene, subject: Subject | None) -> Finding:
    if subject is not None and subject.open is not None:
        verdict = Verdict(None, (subject.open,))
    else:
        verdict = decide(rule.decision, scene, rule.outcomes)
    name = None if subject is None else subject.name
    figures = Figures(rule, scene, verdict, name)
    if verdict.branch is None:
        outcome, template = Outcome.UNKNOWN, _fitting(rule.page.unknown, figures)
    else:
        branch = rule.page.branches[verdict.branch]
        outcome, template = branch.outcome, branch.says
    said = template.format(**{one: spoken(figures[one]) for one in placeholders(template)})
    return _finding(rule, scene.as_of, outcome, said, _Run(verdict, name, figures))


class _Run(NamedTuple):
    """What a decision, run for one subject, leaves for its finding."""

    verdict: Verdict = Verdict(None, ())
    subject: str | None = None
    figures: Mapping[str, object] = NO_FIGURES


_NOT_RUN = _Run()


def _finding(
    rule: Rule, as_of: date, outcome: Outcome, because: str, run: _Run = _NOT_RUN
) -> Finding:
    page = rule.page
    return Finding(
        rule=page.id,
        title=page.title,
        kind=page.kind,
        outcome=outcome,
        subject=run.subject,
        because=because,
        branch=run.verdict.branch,
        missing=_missing_in(run.verdict.steps) if outcome is Outcome.UNKNOWN else (),
        proof=run.verdict.steps,
        figures=run.figures,
        provisions=page.provisions,
        as_of=as_of,
    )


def _fitting(templates: Sequence[str], figures: Mapping[str, object]) -> str:
    """Return the first template whose figures are all at hand; the last, where none is."""
    for template in templates:
        if all(figures.get(name) for name in placeholders(template)):
            return template
    return templates[-1]


_PLACE = re.compile(r"\[[^\]]*\]")


def general_path(path: str) -> str:
    """Return a fact's path with `[]` for every place or name in a list, as rule pages word it."""
    general = _PLACE.sub("[]", path)
    # Owners of owners are asked for with the words for owners.
    return re.sub(r"(?:\.owners\[\])+\.", ".owners[].", general)


def _asked_for(rule: Rule, missing: Iterable[str]) -> str:
    paths = dict.fromkeys(general_path(fact) for fact in missing)
    wording = rule.page.facts
    names = [wording[path].why for path in paths if path in wording]
    return listed(list(dict.fromkeys(names))) or "more facts"


def ranked_missing(findings: Iterable[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    """Rank missing facts by how many open rules each would help to settle.

    Of facts that bear on as many rules, those of requirements and exclusions come first.
    """
    wanted: dict[str, dict[str, bool]] = {}
    for finding in findings:
        for fact in finding.missing:
            wanted.setdefault(fact, {})[finding.rule] = finding.kind in BINDING
    order = sorted(wanted, key=lambda fact: (-len(wanted[fact]), -sum(wanted[fact].values())))
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


def _names_on(path: str, proposal: Proposal) -> Iterator[str]:
    """Give the names of all that a path leads past: the member, and its owners."""
    for match in _PLACE.finditer(path):
        yield _subject_of(path[: match.end()], proposal)


def _subject_of(path: str, proposal: Proposal) -> str:
    """Return the name that a path leads past last: the member, owner, item or market."""
    value: Any = proposal
    name = group = ""
    for piece in re.findall(r"[a-z_]+|\[\d+\]", path):
        if not piece.startswith("["):
            group, value = piece, getattr(value, piece, None)
        else:
            place = int(piece[1:-1])
            # A missing fact may be a further entry of a list.
            value = value[place] if place < len(value) else None
            # Owners and hardware items may have no name of their own.
            unnamed = f"{group.removesuffix('s')} {place + 1}" + (f" of {name}" if name else "")
            name = getattr(value, "name", None) or unnamed
        if value is None:
            break
    return name or _NOBODY


_NOBODY = "it"


def spoken(value: object) -> str:
    """Write a figure as prose shows it."""
    if isinstance(value, str):
        return value
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
