"""The checklist: every rule over a case file, on a day, with what is missing and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.routes import Identifier
from api.schemas import GOALS
from api.web.case_form import nearest_field, places_of
from api.web.naming import spoken_value
from api.web.pictures import owners_picture, share_picture, timeline_picture
from api.web.rendering import page
from api.web.views import KIND_WORDS, Finding, outcome_headline
from api.web.visit import DayField, Visited
from assistant.keeping.records import Origin
from assistant.origins import facts_of
from assistant.reply import AssessmentReply, ChangeReply, FindingReply, WhatIfReply
from rules.assessment import general_path
from rules.catalogue import Catalogue
from rules.outcome import Kind, Outcome, Overall
from rules.proposal import Proposal
from rules.what_if import NO_OBSTACLE

router = APIRouter(include_in_schema=False)

OVERALL_WORDS = {
    Overall.OBSTACLE: "An obstacle was found",
    Overall.INCOMPLETE: "No obstacle in what is stated; facts are missing",
    Overall.NO_OBSTACLE_FOUND: "No obstacle was found",
}
_Chosen = BeforeValidator(lambda value: value or None)
"""A field of a form in which nothing was chosen says nothing."""


class ChecklistQuery(BaseModel):
    """What the checklist shows: the day, which outcomes and kinds, and what is to be reached."""

    model_config = ConfigDict(frozen=True)

    as_of: DayField = None
    outcome: Annotated[Outcome | None, _Chosen] = None
    kind: Annotated[Kind | None, _Chosen] = None
    goal: str = Field(default="", max_length=80)

    def shows(self, finding: FindingReply) -> bool:
        """Whether a finding is among those asked for."""
        return self.outcome in (None, finding.outcome) and self.kind in (None, finding.kind)


_ORDER = (Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.JUDGMENT, Outcome.MET, Outcome.NOT_IN_FORCE)


@dataclass(frozen=True)
class Fact:
    """A fact of a case file with the words that it came from."""

    path: str
    value: str
    quote: str | None = None
    turn: int | None = None


def summary_of(case: Proposal, origins: tuple[Origin, ...] = ()) -> tuple[Fact, ...]:
    """List the facts of a case file, each with the turn and the words that it is from."""
    known: Mapping[str, Origin] = {one.path: one for one in origins}
    return tuple(
        Fact(
            path,
            spoken_value(path, value),
            known[path].quote if path in known else None,
            known[path].turn if path in known else None,
        )
        for path, value in facts_of(case)
        if not path.endswith(".name")
    )


@dataclass(frozen=True)
class Missing:
    """A fact that a rule lacks: what it is in words, and the field of the form to state it in."""

    path: str
    words: str
    field: str


def missing_facts(
    finding: FindingReply, *, places: Collection[str], catalogue: Catalogue
) -> tuple[Missing, ...]:
    """Say what a finding lacks, and which of the `places` of the form it can be stated in."""
    wording = catalogue.rule(finding.rule).page.facts
    return tuple(
        Missing(
            path,
            wording[general].why if (general := general_path(path)) in wording else path,
            nearest_field(path, places),
        )
        for path in finding.missing
    )


def _goals(found: AssessmentReply, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Offer what there is to reach: no obstacle at all, or one rule that is not met."""
    broken = dict.fromkeys(one.rule for one in found.findings if one.outcome is Outcome.NOT_MET)
    rules = [name for name in broken if name in GOALS]
    whole = [(NO_OBSTACLE, "No obstacle in any rule")]
    return whole + [(name, catalogue.rule(name).page.title) for name in rules]


@dataclass(frozen=True)
class _Reached:
    """The least changes that reach a goal; where none do, those that come nearest."""

    told: WhatIfReply
    solutions: tuple[tuple[tuple[ChangeReply, ...], tuple[Finding, ...]], ...]

    @classmethod
    def of(cls, told: WhatIfReply) -> "_Reached":
        sets = told.solutions or told.nearest
        return cls(told, tuple((one.changes, tuple(map(Finding, one.findings))) for one in sets))


@router.get("/c/{identifier}/checklist")
def checklist(
    identifier: Identifier, visit: Visited, asked: Annotated[ChecklistQuery, Query()]
) -> Response:
    """Hold the case file of a conversation against every rule; with a goal, say what reaches it.

    Raises:
        UnknownRuleError: There is no such goal.
    """
    whole = visit.assistant.conversations.whole(identifier)
    on = asked.as_of or visit.today
    found = visit.assistant.assess(whole.case, as_of=on)
    counts = {one: sum(each.outcome is one for each in found.findings) for one in _ORDER}
    findings = sorted(
        filter(asked.shows, found.findings),
        key=lambda one: _ORDER.index(one.outcome),
    )
    reached = None
    if asked.goal:
        reached = visit.assistant.what_if(whole.case, as_of=on, goal=asked.goal)
    values: dict[str, Any] = {
        "here": "checklist",
        "conversation": whole,
        "as_of": on,
        "chosen": asked.outcome,
        "overall": OVERALL_WORDS[found.overall],
        "counts": [(outcome_headline(one), one, count) for one, count in counts.items()],
        "kinds": [
            (name, one, sum(each.kind is one for each in found.findings))
            for one, name in KIND_WORDS.items()
        ],
        "chosen_kind": asked.kind,
        "findings": [Finding(one) for one in findings],
        "missing_of": partial(
            missing_facts, places=places_of(whole.case), catalogue=visit.assistant.catalogue
        ),
        "goals": _goals(found, visit.assistant.catalogue),
        "goal": asked.goal,
        "what_if": _Reached.of(reached) if reached else None,
        "question": found.next_question,
        "case": summary_of(whole.case, whole.origins),
        "share": share_picture(whole.case, visit.assistant.catalogue, on),
        "owners": owners_picture(whole.case, visit.assistant.catalogue, on),
        "timeline": timeline_picture(visit.assistant.library, visit.assistant.catalogue, on),
    }
    return page("checklist.html", visit.request, values)
