"""What comes out otherwise on another day, and why.

The same facts are assessed on two days. Where an outcome differs, the law and the day are put back
one by one: the fewest changes that alone lead from the old outcome to the new one are its reasons.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from rules.assessment import Finding, findings_of, overall_of, spoken
from rules.catalogue import Catalogue, Rule
from rules.definition import DatedValue, ParameterValue, RuleDefinition
from rules.errors import ProposalFileError, ProposalFilesError
from rules.outcome import Outcome, Overall
from rules.proposal import Proposal
from rules.reading import read_proposal


class ChangeKind(StrEnum):
    """What may differ between two days."""

    PARAMETER = "parameter"
    IN_FORCE = "in_force"
    DAY = "day"


@dataclass(frozen=True)
class Change:
    """Something that differs between the two days for one rule.

    Of a parameter `name` is its name, and `since` the day from which its new value counts. Of a
    rule that came into force `since` is its first day. Of the day itself `since` is the later day,
    `name` the parameter at whose day the outcome turns and `new` that day; where no parameter
    tells, `name` is empty and `new` is None.
    """

    kind: ChangeKind
    rule: str
    name: str
    old: ParameterValue | None
    new: ParameterValue | None
    since: date
    provisions: tuple[str, ...]


@dataclass(frozen=True)
class OutcomeChange:
    """A rule that comes out otherwise for a proposal, or for one of its members or markets.

    An outcome is None where the rule finds nothing to say of the subject on that day.
    """

    rule: str
    title: str
    subject: str | None
    old: Outcome | None
    new: Outcome | None
    because: str
    why: tuple[Change, ...]


@dataclass(frozen=True)
class FileDifference:
    """What differs for one proposal."""

    name: str
    old_overall: Overall
    new_overall: Overall
    outcomes: tuple[OutcomeChange, ...]


@dataclass(frozen=True)
class Difference:
    """What changed in the law of the rules between two days, and for each proposal."""

    earlier: date
    later: date
    law: tuple[Change, ...]
    files: tuple[FileDifference, ...]


def read_proposals(sources: Sequence[str]) -> dict[str, Proposal]:
    """Read proposals by the names of their files; a file that is named twice is read once.

    Raises:
        ProposalFilesError: Some cannot be read; every fault of every file is named.
    """
    proposals: dict[str, Proposal] = {}
    errors: list[ProposalFileError] = []
    for source in dict.fromkeys(sources):
        try:
            proposals[source] = read_proposal(source)
        except ProposalFileError as error:
            errors.append(error)
    if errors:
        raise ProposalFilesError(errors)
    return proposals


def difference(
    proposals: Mapping[str, Proposal], *, earlier: date, later: date, catalogue: Catalogue
) -> Difference:
    """Assess proposals on two days, the earlier one first, and compare."""
    rules = tuple(catalogue.rules.values())
    return Difference(
        earlier,
        later,
        tuple(change for rule in rules for change in _law(rule.page, earlier, later)),
        tuple(_of_file(name, one, rules, earlier, later) for name, one in proposals.items()),
    )


def _law(page: RuleDefinition, earlier: date, later: date) -> Iterator[Change]:
    """Give the dated values and the effective date that differ between two days."""
    starts = earlier < page.in_force_from <= later
    if starts:
        yield Change(
            ChangeKind.IN_FORCE, page.id, "", None, None, page.in_force_from, page.provisions
        )
    before, after = _values(page, earlier), _values(page, later)
    for name, value in after.items():
        old = before.get(name)
        # The first values of a rule come with the rule.
        if (old is None and starts) or (old is not None and old.value == value.value):
            continue
        yield Change(
            ChangeKind.PARAMETER,
            page.id,
            name,
            old.value if old else None,
            value.value,
            value.from_,
            (value.source,),
        )


def _values(page: RuleDefinition, day: date) -> dict[str, DatedValue]:
    return {
        name: [value for value in values if value.from_ <= day][-1]
        for name, values in page.parameters.items()
        if values and values[0].from_ <= day
    }


_Subject = tuple[str | None, int]
"""Who a finding is about; counted, as a proposal may name two of one name."""


def _of_file(
    name: str, proposal: Proposal, rules: Sequence[Rule], earlier: date, later: date
) -> FileDifference:
    old_findings: list[Finding] = []
    new_findings: list[Finding] = []
    outcomes: list[OutcomeChange] = []
    for rule in rules:
        before = tuple(findings_of(rule, proposal, earlier))
        after = tuple(findings_of(rule, proposal, later))
        old_findings += before
        new_findings += after
        outcomes += _of_rule(_Pair(rule, proposal, earlier, later), before, after)
    return FileDifference(name, overall_of(old_findings), overall_of(new_findings), tuple(outcomes))


@dataclass(frozen=True)
class _Pair:
    """One rule over one proposal on two days, and on the days and laws in between."""

    rule: Rule
    proposal: Proposal
    earlier: date
    later: date

    def changes(self) -> tuple[Change, ...]:
        """Return what differs for the rule, the day itself last."""
        page = self.rule.page
        law = tuple(_law(page, self.earlier, self.later))
        if any(change.kind is ChangeKind.IN_FORCE for change in law):
            return law[:1]
        return (*law, self._day())

    def _day(self, name: str = "", mark: DatedValue | None = None) -> Change:
        new, source = (mark.value, (mark.source,)) if mark else (None, ())
        return Change(ChangeKind.DAY, self.rule.id, name, None, new, self.later, source)

    def outcome(
        self, changed: Iterable[Change], subject: _Subject, as_of: date | None = None
    ) -> Outcome | None:
        """Return the outcome where only some of the changes have happened."""
        happened = tuple(changed)
        by_day = any(change.kind is ChangeKind.DAY for change in happened)
        law = _values(self.rule.page, self.earlier)
        after = _values(self.rule.page, self.later)
        law |= {one.name: after[one.name] for one in happened if one.name in after}
        page = self.rule.page.model_copy(
            update={
                "in_force_from": date.min,
                "parameters": {
                    name: (value.model_copy(update={"from_": date.min}),)
                    for name, value in law.items()
                },
            }
        )
        day = as_of or (self.later if by_day else self.earlier)
        findings = findings_of(Rule(page, self.rule.decision), self.proposal, day)
        return _outcome(_by_subject(findings), subject)

    def why(self, subject: _Subject, new: Outcome | None) -> tuple[Change, ...]:
        """Return the fewest changes that alone lead to the new outcome.

        Where several such sets are equally small, each would do and all are returned.
        """
        changes = self.changes()
        if changes[0].kind is ChangeKind.IN_FORCE:
            return changes
        sets = (
            [
                chosen
                for chosen in combinations(changes, size)
                if self.outcome(chosen, subject) is new
            ]
            for size in range(1, len(changes) + 1)
        )
        fewest = next(filter(None, sets))  # all changes together are the later day
        reasons = dict.fromkeys(change for chosen in fewest for change in chosen)
        return tuple(told for reason in reasons for told in self._told(reason, subject))

    def _told(self, reason: Change, subject: _Subject) -> Sequence[Change]:
        """Return a reason; for the day itself, the days of the law at which the outcome turns."""
        if reason.kind is not ChangeKind.DAY:
            return (reason,)
        turns = [
            self._day(name, value)
            for name, value in _values(self.rule.page, self.later).items()
            if isinstance(value.value, date) and self._turns_at(value.value, subject)
        ]
        return turns or (reason,)

    def _turns_at(self, mark: date, subject: _Subject) -> bool:
        """Whether the outcome changes on a day, or on the day after it, with the later law."""
        days = (mark - timedelta(days=1), mark, mark + timedelta(days=1))
        within = [day for day in days if self.earlier <= day <= self.later]
        return len({self.outcome(self.changes(), subject, day) for day in within}) > 1


def _of_rule(
    pair: _Pair, before: Sequence[Finding], after: Sequence[Finding]
) -> Iterator[OutcomeChange]:
    old, new = _by_subject(before), _by_subject(after)
    every = dict.fromkeys((*old, *new))
    # A finding without a subject speaks of all of them.
    named = [subject for subject in every if subject[0] is not None]
    for subject in named or every:
        was, now = _outcome(old, subject), _outcome(new, subject)
        if was is not now:
            said = new.get(subject, new.get(_WHOLE))
            yield OutcomeChange(
                pair.rule.id,
                pair.rule.page.title,
                subject[0],
                was,
                now,
                said.because if said else "",
                pair.why(subject, now),
            )


_WHOLE: _Subject = (None, 0)


def _by_subject(findings: Iterable[Finding]) -> dict[_Subject, Finding]:
    seen: Counter[str | None] = Counter()
    found: dict[_Subject, Finding] = {}
    for finding in findings:
        found[finding.subject, seen[finding.subject]] = finding
        seen[finding.subject] += 1
    return found


def _outcome(found: Mapping[_Subject, Finding], subject: _Subject) -> Outcome | None:
    finding = found.get(subject, found.get(_WHOLE))
    return finding.outcome if finding else None


def difference_text(found: Difference) -> str:
    """Write a difference as plain text: the law first, then each file."""
    days = f"between {spoken(found.earlier)} and {spoken(found.later)}"
    if not found.law and not any(one.outcomes for one in found.files):
        files = "the file" if len(found.files) == 1 else f"any of the {len(found.files)} files"
        return f"Nothing changed {days}: no parameter, no effective date and no outcome of {files}."
    if found.law:
        lines = [f"Changed in the rules {days}:"]
        lines += [f"  {change.rule}: {change_words(change)}" for change in found.law]
    else:
        lines = [f"No parameter and no effective date of a rule changed {days}."]
    for one in found.files:
        lines += ["", *_file_lines(one)]
    return "\n".join(lines)


def _file_lines(one: FileDifference) -> Iterator[str]:
    count = len(one.outcomes)
    told = "1 outcome differs" if count == 1 else f"{count or 'no'} outcomes differ"
    old, new = (each.replace("_", " ") for each in (one.old_overall, one.new_overall))
    yield f"{one.name}: {told}; overall {f'still {new}' if old == new else f'{old} → {new}'}"
    for outcome in one.outcomes:
        subject = f" ({outcome.subject})" if outcome.subject else ""
        yield f"  {outcome.rule}{subject}: {_words(outcome.old)} → {_words(outcome.new)}"
        if outcome.because:
            yield f"    {outcome.because}"
        for change in outcome.why:
            yield f"    why: {change_words(change)}"


def _words(outcome: Outcome | None) -> str:
    return outcome.replace("_", " ") if outcome else "no finding"


def change_words(change: Change) -> str:
    """Say what changed, with its provision."""
    rests = f"({', '.join(change.provisions)})"
    if change.kind is ChangeKind.IN_FORCE:
        return f"in force from {spoken(change.since)} {rests}"
    if change.kind is ChangeKind.DAY:
        if change.new is None:
            return f"the day itself, now {spoken(change.since)}"
        return f"the day itself: it turns at `{change.name}`, {spoken(change.new)} {rests}"
    old = "not set" if change.old is None else _listed(change.old)
    since = spoken(change.since)
    return f"`{change.name}` was {old} and is {_listed(change.new)} from {since} {rests}"


def _listed(value: ParameterValue | None) -> str:
    return spoken(value) or "an empty list"


def difference_data(found: Difference) -> dict[str, object]:
    """Return a difference as data that JSON can hold."""
    return {
        "from": found.earlier.isoformat(),
        "to": found.later.isoformat(),
        "law": [_change_data(change) for change in found.law],
        "files": [
            {
                "file": one.name,
                "overall": {"from": one.old_overall.value, "to": one.new_overall.value},
                "outcomes": [_outcome_data(outcome) for outcome in one.outcomes],
            }
            for one in found.files
        ],
    }


def _outcome_data(outcome: OutcomeChange) -> dict[str, object]:
    return {
        "rule": outcome.rule,
        "title": outcome.title,
        "subject": outcome.subject,
        "from": outcome.old.value if outcome.old else None,
        "to": outcome.new.value if outcome.new else None,
        "because": outcome.because,
        "why": [_change_data(change) for change in outcome.why],
    }


def _change_data(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind.value,
        "rule": change.rule,
        "name": change.name or None,
        "from": _plain(change.old),
        "to": _plain(change.new),
        "since": change.since.isoformat(),
        "provisions": list(change.provisions),
        "says": change_words(change),
    }


def _plain(value: ParameterValue | None) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if value is not None else None
