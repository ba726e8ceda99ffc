"""What changed between two versions of the official texts, and what waits for a person."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.web.rendering import page
from api.web.visit import Visit, Visited
from assistant.changed import Outcome, case_outcomes, stale_rules, touched_provisions
from assistant.settings import Settings
from assistant.wiring import texts_and_rules
from corpus.differing import snapshot_changes, snapshot_named
from corpus.errors import TextStoreError
from corpus.official.store import TextStore
from rules.catalogue import Catalogue

CASES = 100
"""Kept conversations whose case files are assessed on both sides."""

router = APIRouter(include_in_schema=False)
Side = Annotated[str, Query(max_length=64)]


@router.get("/changes")
def changes(visit: Visited, before: Side = "previous", after: Side = "current") -> Response:
    """Show what changed, by span and by meaning, with the rules and case files that it bears on."""
    settings = Settings()
    store = TextStore(settings.texts_folder)
    names = ["nothing", "previous", "current"]
    names += ["candidate"] if store.candidate() is not None else []
    try:
        old, new = snapshot_named(store, before), snapshot_named(store, after)
    except TextStoreError as error:
        problem, old, new = str(error), store.nothing(), store.nothing()
    else:
        problem = ""
    values: dict[str, Any] = {
        "here": "documents",
        "before": before,
        "after": after,
        "names": names,
        "problem": problem,
        "texts": list(store.current().versions.values()),
        "official": visit.assistant.library.official,
        "changes": snapshot_changes(old, new),
        "provisions": (),
        "stale": (),
        "outcomes": (),
    }
    if old.digest != new.digest:
        was, rules_were = texts_and_rules(settings, old)
        now, rules_are = texts_and_rules(settings, new)
        touched = tuple(touched_provisions(was, now, rules_are))
        values |= {
            "provisions": touched,
            "stale": stale_rules(was, now, touched),
            "outcomes": _cases(visit, rules_were, rules_are),
        }
    return page("changes.html", visit.request, values, status=404 if problem else 200)


def _cases(visit: Visit, before: Catalogue, after: Catalogue) -> list[Outcome]:
    kept = visit.assistant.conversations
    return [
        outcome
        for one in kept.listed(limit=CASES).items
        for outcome in case_outcomes(kept.whole(one.id), before, after, visit.today)
    ]
