"""What changed between two versions of the official texts, and what waits for a person."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from api.web.rendering import page
from api.web.visit import Visit, Visited
from assistant.answering import Assistant
from assistant.change_reports import ChangeReport, kept_report, side_of
from assistant.changed import (
    Outcome,
    conversation_outcomes,
    draft_outcomes,
    stale_rules,
    touched_provisions,
)
from assistant.errors import UnknownConversationError, UnknownReplyError
from assistant.settings import Settings
from assistant.wiring import assistant_over, texts_and_rules
from corpus.differing import snapshot_changes, snapshot_named
from corpus.errors import IndexUnusableError, TextStoreError
from corpus.official.store import Snapshot, TextStore

KEPT = 40
"""Kept conversations, and kept drafts, that are compared: the newest."""
SECONDS = 4.0
"""How long a page may compare; what is left then is said."""
SHOWN = 200
"""Questions of the last comparison that are shown."""

router = APIRouter(include_in_schema=False)
Side = Annotated[str, Query(max_length=64)]


@dataclass
class Compared:
    """What came of comparing what is kept; `conversations` and `drafts` of how many were compared.

    `problem` says why nothing was compared, where nothing could be.
    """

    outcomes: tuple[Outcome, ...] = ()
    conversations: int = 0
    of_conversations: int = 0
    drafts: int = 0
    more: bool = False
    problem: str = ""


@router.get("/changes")
def changes(visit: Visited, before: Side = "previous", after: Side = "current") -> Response:
    """Show what changed, by span and by meaning, and what comes out otherwise with it."""
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
    differ = old.digest != new.digest
    values: dict[str, Any] = {
        "here": "documents",
        "following": visit.request.app.state.opening.texts,
        "before": before,
        "after": after,
        "names": names,
        "problem": problem,
        "differ": differ,
        "texts": list(store.current().versions.values()),
        "official": visit.assistant.library.official,
        "changes": snapshot_changes(old, new),
        "provisions": (),
        "stale": (),
        "report": None,
        "holds": False,
        "kept": Compared(),
        "shown": SHOWN,
    }
    if differ:
        was, rules_were = texts_and_rules(settings, old)
        now, rules_are = texts_and_rules(settings, new)
        touched = tuple(touched_provisions(was, now, rules_are))
        report = kept_report(settings.texts_folder, old, new)
        sides = (
            side_of(old, was.digest, rules_were.digest),
            side_of(new, now.digest, rules_are.digest),
        )
        values |= {
            "provisions": touched,
            "stale": stale_rules(was, now, touched),
            "report": report,
            "holds": isinstance(report, ChangeReport) and report.holds(*sides),
            "kept": _compared(visit, settings, old, new),
        }
    return page("changes.html", visit.request, values, status=404 if problem else 200)


def _compared(visit: Visit, settings: Settings, old: Snapshot, new: Snapshot) -> Compared:
    """Compare the newest of what is kept, as long as a page may take."""
    try:
        before, after = (assistant_over(visit.assistant, settings, one) for one in (old, new))
    except IndexUnusableError:
        return Compared(problem="The search index of one of the two sides was not built yet.")
    return _kept(visit.assistant, before, after, visit.today)


def _kept(live: Assistant, before: Assistant, after: Assistant, today: date) -> Compared:
    until, store = monotonic() + SECONDS, live.conversations
    listed = store.listed(limit=KEPT)
    found: list[Outcome] = []
    told = Compared(of_conversations=listed.total)
    for summary in listed.items:
        if monotonic() > until:
            break
        with suppress(UnknownConversationError, UnknownReplyError):  # Deleted meanwhile.
            whole = store.whole(summary.id)
            found += conversation_outcomes(before, after, store, whole, today)
        told.conversations += 1
    drafts = store.newest_drafts(KEPT + 1)
    for draft in drafts[:KEPT]:
        if monotonic() > until:
            break
        found += draft_outcomes(before, after, draft)
        told.drafts += 1
    told.more = told.conversations < listed.total or told.drafts < len(drafts)
    told.outcomes = tuple(found)
    return told
