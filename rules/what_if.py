"""What would have to change for a proposal to reach a goal: the least sets of choices.

A change is a choice that applicants can make (`rules/choices.yaml`). Facts that are no choice are
never changed: where one is missing it is asked for, beside the choice that does without it.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product
from math import prod

from rules.assessment import Finding, findings_of, general_path, next_question, spoken
from rules.catalogue import Catalogue, placeholders
from rules.change import Change, Key, changed, made
from rules.choices import Choices, packaged_choices
from rules.errors import UnknownRuleError
from rules.least import (
    EACH,
    MOST_WORK,
    STEPS_A_FINDING,
    Ended,
    Group,
    Least,
    Picked,
    groups_of,
    least_sets,
)
from rules.offering import KEPT, Asked, Offer, offered
from rules.outcome import BINDING, Outcome, Overall
from rules.proposal import Proposal

NO_OBSTACLE = Overall.NO_OBSTACLE_FOUND.value
"""The goal that is no rule."""

NO_BREACH = "nothing_not_met"
"""A goal for a conversation: what breaks a rule is mended, and what is not stated stays open."""

_WHOLE = (NO_OBSTACLE, NO_BREACH)
"""The goals over all rules."""

MOST_SETS = 20
"""Sets that are listed; of more, only the number is given."""


@dataclass(frozen=True)
class MadeChange:
    """A choice as it is made: what it says, where, and the values before and after.

    `after` is a stand-in wherever only the applicants can say what will stand there.
    """

    choice: str
    text: str
    path: str
    before: object
    after: object
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Solution:
    """One least set of changes, and what the rules that it bears on say after it."""

    changes: tuple[MadeChange, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class OpenFact:
    """Missing facts that are no choice, and that alone could settle a finding."""

    rule: str
    subject: str | None
    facts: tuple[str, ...]
    questions: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Impossible:
    """A finding that no choice settles, and why."""

    rule: str
    subject: str | None
    because: str


@dataclass(frozen=True)
class WhatIf:
    """The least sets of changes that reach a goal, all of one size.

    `others` counts the sets beyond those listed; None where not all of them were found.
    Where no set reaches the goal, `nearest` holds the least sets that settle everything else.
    `more_than` is given where the search was stopped: more changes than that are needed.
    """

    goal: str
    as_of: date
    reached_already: bool
    solutions: tuple[Solution, ...]
    nearest: tuple[Solution, ...]
    others: int | None
    more_than: int | None
    open: tuple[OpenFact, ...]
    impossible: tuple[Impossible, ...]


def goals(catalogue: Catalogue) -> tuple[str, ...]:
    """Return every goal: no obstacle found, or a rule."""
    return (NO_OBSTACLE, *catalogue.rules)


def what_if(
    proposal: Proposal,
    *,
    as_of: date,
    goal: str,
    catalogue: Catalogue,
    choices: Choices | None = None,
) -> WhatIf:
    """Find the least sets of changes by which a proposal reaches a goal.

    A goal that is a rule is reached where each of its findings is met, or where it has nobody to
    apply to; `no_obstacle_found` where the assessment as a whole says so; `nothing_not_met` where
    no requirement and no exclusion is broken.

    Raises:
        UnknownRuleError: The goal is neither a rule nor one of these.
    """
    if goal not in (*goals(catalogue), NO_BREACH):
        raise UnknownRuleError(goal, goals(catalogue))
    return _Case(proposal, as_of, goal, catalogue, choices or packaged_choices()).answer()


class _Case:
    """One proposal, one day, one goal."""

    def __init__(
        self, proposal: Proposal, as_of: date, goal: str, catalogue: Catalogue, choices: Choices
    ) -> None:
        self.proposal = proposal
        self.as_of = as_of
        self.goal = goal
        self.catalogue = catalogue
        self.choices = choices
        whole = goal in _WHOLE
        self.rules = tuple(catalogue.rules) if whole else (goal,)
        self.findings = self._findings(proposal, self.rules)
        self.standing = {
            (one.rule, one.subject): one for one in self.findings if not self._fits(one)
        }
        self.asked = Asked(
            proposal,
            as_of,
            catalogue,
            choices,
            None if whole else goal,
            frozenset(self.standing),
        )
        self.worked = 0
        self.offer = Offer((), {})
        self._known: dict[tuple[str, Picked], frozenset[Key]] = {}
        self._after: dict[Picked, Proposal] = {}

    def answer(self) -> WhatIf:
        never = self._never()
        if not self.standing or never is not None:
            return self._answered((), [] if never is None else [never])
        self.offer = offered(self.asked)
        groups = groups_of(self.offer.changes, self.standing)
        least: dict[Group, Least] = {}
        impossible: list[Impossible] = []
        # Small ones first; what they leave of the work is shared by those to come.
        for number, group in enumerate(sorted(groups, key=lambda one: len(one.changes))):
            most = self.worked + (MOST_WORK - self.worked) // (len(groups) - number)
            least[group], barred = self._settled(group, most)
            impossible += [Impossible(*key, why) for key, why in barred]
        return self._answered([least[group] for group in groups], impossible)

    def _answered(self, least: Sequence[Least], impossible: Sequence[Impossible]) -> WhatIf:
        undecided = any(one.ended is Ended.UNDECIDED for one in least)
        whole = [one for one in least if one.sets and one.size]
        sets = [] if undecided or not whole else self._together(whole)
        counted = not undecided and all(one.ended is Ended.FOUND for one in whole)
        count = prod(len(one.sets) for one in whole) if sets else 0
        order = list(self.catalogue.rules)
        return WhatIf(
            goal=self.goal,
            as_of=self.as_of,
            reached_already=not self.standing,
            solutions=() if impossible else tuple(sets),
            nearest=tuple(sets) if impossible else (),
            others=count - len(sets) if counted else None,
            more_than=sum(one.size for one in least) if undecided else None,
            open=tuple(self._open()),
            impossible=tuple(
                sorted(impossible, key=lambda one: (order.index(one.rule), one.subject or ""))
            ),
        )

    def _together(self, least: Sequence[Least]) -> list[Solution]:
        """Make the least sets of the whole out of those of its groups."""
        rank = {change: n for n, change in enumerate(self.offer.changes)}
        found = []
        for parts in islice(product(*(one.sets for one in least)), MOST_SETS):
            changes = sorted((change for part in parts for change in part), key=rank.__getitem__)
            found.append(self._solution(changes))
        return found

    def _solution(self, changes: Sequence[Change]) -> Solution:
        after, told = made(self.proposal, changes)
        told_of = {one.change: one.told for one in told}
        touched: dict[str, set[str | None]] = {}
        for change in changes:
            for rule, subject in change.touches:
                # Rules come by their names; what stands beside them is of the search alone.
                touched.setdefault(rule, set()).add(subject)
        if self.goal not in _WHOLE:
            touched.setdefault(self.goal, set())
        concerned = [rule for rule in self.catalogue.rules if rule in touched]
        findings: list[Finding] = []
        for rule in concerned:
            said = self._findings(after, (rule,))
            about = [one for one in said if self._key(one)[1] in touched[rule]]
            # Where what it was about is gone, all that the rule still says is shown.
            findings += about if len(about) == len(touched[rule]) and rule != self.goal else said
        return Solution(
            changes=tuple(
                MadeChange(change.choice, *told_of[change], change.rules) for change in changes
            ),
            findings=tuple(findings),
        )

    # -- what stands in the way -------------------------------------------------------------------

    def _findings(self, proposal: Proposal, rules: Iterable[str]) -> tuple[Finding, ...]:
        return tuple(
            one
            for name in rules
            for one in findings_of(self.catalogue.rule(name), proposal, self.as_of, {})
        )

    def _fits(self, finding: Finding) -> bool:
        """Whether a finding does not stand in the way of the goal."""
        if self.goal in _WHOLE:
            barred = finding.outcome is Outcome.NOT_MET and finding.kind in BINDING
            may_be_open = self.goal == NO_BREACH or finding.outcome is not Outcome.UNKNOWN
            return not barred and may_be_open
        if finding.outcome is Outcome.NOT_IN_FORCE:
            in_force = self.as_of >= self.catalogue.rule(finding.rule).page.in_force_from
            nobody = self.choices.nobody.get(finding.rule, ())
            return finding.branch in nobody if finding.branch else in_force
        return finding.outcome is Outcome.MET

    def _key(self, finding: Finding) -> Key:
        subject = finding.subject
        return finding.rule, self.offer.original.get(subject, subject) if subject else None

    def failing(self, rule: str, changes: Picked) -> frozenset[Key]:
        """Return the findings of a rule that stand in the way after changes that all touch it."""
        known = self._known.get((rule, changes))
        if known is None:
            after = self._after.get(changes)
            if after is None:
                after = self._after[changes] = changed(self.proposal, changes)
            known = self._emptied(after) if rule == KEPT else self._failing(rule, after)
            self._known[rule, changes] = known
        return known

    def _failing(self, rule: str, after: Proposal) -> frozenset[Key]:
        if rule not in self.rules:
            return frozenset()
        found = self._findings(after, (rule,))
        self.worked += STEPS_A_FINDING * len(found)
        return frozenset(self._key(one) for one in found if not self._fits(one))

    def _emptied(self, after: Proposal) -> frozenset[Key]:
        lists = ("members", "markets")
        return frozenset(
            (KEPT, name)
            for name in lists
            if getattr(self.proposal, name) and not getattr(after, name)
        )

    def mending(self, key: Key) -> bool:
        """Whether only what is added can settle it."""
        return key[0] == KEPT

    # -- where no choice helps --------------------------------------------------------------------

    def _never(self) -> Impossible | None:
        """Say why a goal cannot be met by anything: a factor, or a rule that is not in force."""
        if self.goal in _WHOLE or not self.standing:
            return None
        page = self.catalogue.rule(self.goal).page
        reasons = self.choices.impossible
        if self.as_of < page.in_force_from:
            return Impossible(self.goal, None, reasons.not_yet)
        if any(branch.outcome is Outcome.MET for branch in page.branches.values()):
            return None
        return Impossible(self.goal, None, reasons.never_met[page.kind])

    def _settled(self, group: Group, most: int) -> tuple[Least, list[tuple[Key, str]]]:
        """Return the least sets of a group, and what of it no choice settles, with the reason."""
        least = least_sets(group, self, most=most)
        if least.ended is not Ended.NONE:
            return least, []
        standing = sorted(group.keys & self.standing.keys(), key=lambda key: (key[0], key[1] or ""))
        barred: list[tuple[Key, str]] = []
        for key in standing:
            kept = (key[0], EACH + key[0], KEPT)
            others = {
                one for one in group.keys if one[0] not in kept or (one[0] == key[0] and one != key)
            }
            if least_sets(group, self, most=most, ignored=others).ended is Ended.NONE:
                barred.append((key, self._why(self.standing[key])))
        least = least_sets(group, self, most=most, ignored=[key for key, _ in barred])
        if least.ended is Ended.NONE:
            rest = [key for key in standing if key not in dict(barred)]
            together = self.choices.impossible.together
            return Least(Ended.FOUND, 0, ((),)), [*barred, *((key, together) for key in rest)]
        return least, barred

    def _why(self, finding: Finding) -> str:
        reasons = self.choices.impossible
        said = reasons.by_branch.get(finding.rule, {}).get(finding.branch or "")
        if said is not None:
            return _filled(said, finding)
        if finding.outcome is Outcome.UNKNOWN and self._facts_of(finding):
            return reasons.facts
        return reasons.otherwise

    # -- facts that are no choice -----------------------------------------------------------------

    def _facts_of(self, finding: Finding) -> tuple[str, ...]:
        """Return the missing facts of a finding that are no choice."""
        known = self.choices.open.get(finding.rule)
        if known is None:
            return ()
        return tuple(
            path for path in finding.missing if general_path(path).rsplit(".", 1)[-1] in known.facts
        )

    def _open(self) -> Iterator[OpenFact]:
        for finding in self.standing.values():
            facts = self._facts_of(finding)
            if facts:
                asked = (
                    next_question([(one, (finding.rule,))], self.proposal, self.catalogue)
                    for one in facts
                )
                text = _filled(self.choices.open[finding.rule].says, finding)
                yield OpenFact(
                    finding.rule,
                    finding.subject,
                    facts,
                    tuple(dict.fromkeys(one.text for one in asked if one is not None)),
                    text,
                )


def _filled(template: str, finding: Finding) -> str:
    figures = {"subject": finding.subject or "it", **finding.figures}
    return template.format(**{name: spoken(figures[name]) for name in placeholders(template)})


def what_if_text(found: WhatIf) -> str:
    """Write what was found as lines for a terminal."""
    return "\n".join(_lines(found))


def _lines(found: WhatIf) -> Iterator[str]:
    goal = found.goal.replace("_", " ")
    day = spoken(found.as_of)
    if found.reached_already:
        yield f"Reached already on {day}: {goal}."
        return
    yield f"Goal on {day}: {goal}."
    yield from _sets(found)
    for fact in found.open:
        yield f"\nOpen, and no choice: {fact.rule}" + (f" ({fact.subject})" if fact.subject else "")
        yield from (f"  {question}" for question in fact.questions)
        yield f"  {fact.text}"
    for barred in found.impossible:
        about = f" ({barred.subject})" if barred.subject else ""
        yield f"\nNo choice settles {barred.rule}{about}.\n  {barred.because}"


def _sets(found: WhatIf) -> Iterator[str]:
    sets: Collection[Solution] = found.solutions or found.nearest
    if found.more_than is not None:
        yield f"More than {found.more_than} changes are needed, if any suffice."
    elif not sets:
        yield "No choice of the applicants reaches it."
    elif found.nearest:
        yield "No choice of the applicants reaches it; the least that settles everything else:"
    for number, one in enumerate(sets, start=1):
        count = len(one.changes)
        yield f"\nSet {number} of {count} change{'' if count == 1 else 's'}"
        yield from (f"  - {change.text}" for change in one.changes)
    if found.others is None:
        yield "\nMore sets of this size were not counted."
    elif found.others:
        yield f"\n{found.others} more sets of this size are not listed."
