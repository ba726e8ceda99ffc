"""The checklist: every rule over a case file, on a day, with what is missing and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BeforeValidator

from api.routes import Identifier
from api.web.pictures import owners_picture, share_picture, timeline_picture
from api.web.rendering import page
from api.web.views import Finding, outcome_headline
from api.web.visit import DayField, Visited
from assistant.keeping.records import Origin
from assistant.origins import facts_of
from rules.outcome import Outcome, Overall
from rules.proposal import Proposal

router = APIRouter(include_in_schema=False)

OVERALL_WORDS = {
    Overall.OBSTACLE: "An obstacle was found",
    Overall.INCOMPLETE: "No obstacle in what is stated; facts are missing",
    Overall.NO_OBSTACLE_FOUND: "No obstacle was found",
}
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
            _shown(value),
            known[path].quote if path in known else None,
            known[path].turn if path in known else None,
        )
        for path, value in facts_of(case)
        if not path.endswith(".name")
    )


def _shown(value: object) -> str:
    match value:
        case True:
            return "yes"
        case False:
            return "no"
        case []:
            return "none"
        case list():
            return ", ".join(_shown(one) for one in value)
        case dict():
            return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
        case _:
            return str(value)


@router.get("/c/{identifier}/checklist")
def checklist(
    identifier: Identifier,
    visit: Visited,
    as_of: Annotated[DayField, Query()] = None,
    outcome: Annotated[Outcome | None, BeforeValidator(lambda value: value or None)] = None,
) -> Response:
    """Hold the case file of a conversation against every rule."""
    whole = visit.assistant.conversations.whole(identifier)
    on = as_of or visit.today
    found = visit.assistant.assess(whole.case, as_of=on)
    counts = {one: sum(each.outcome is one for each in found.findings) for one in _ORDER}
    findings = sorted(
        (one for one in found.findings if outcome in (None, one.outcome)),
        key=lambda one: _ORDER.index(one.outcome),
    )
    values: dict[str, Any] = {
        "here": "checklist",
        "conversation": whole,
        "as_of": on,
        "chosen": outcome,
        "overall": OVERALL_WORDS[found.overall],
        "counts": [(outcome_headline(one), one, count) for one, count in counts.items()],
        "findings": [Finding(one) for one in findings],
        "question": found.next_question,
        "case": summary_of(whole.case, whole.origins),
        "share": share_picture(whole.case, visit.assistant.catalogue, on),
        "owners": owners_picture(whole.case, visit.assistant.catalogue, on),
        "timeline": timeline_picture(visit.assistant.library, visit.assistant.catalogue, on),
    }
    return page("checklist.html", visit.request, values)
