"""Two versions of the official texts, put the same questions and the same conversations."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

from assistant.change_reports import keep_report, report_of
from assistant.changed import Changed, changed
from assistant.settings import Settings
from assistant.wiring import build_assistant, open_conversations
from corpus.differing import snapshot_changes, snapshot_named
from corpus.official.store import TextStore
from evals.cases import Half, questions


def changed_between(
    before: str, after: str, ask: int = 0, heard: Callable[[], None] = lambda: None
) -> Changed:
    """Compare two snapshots of the store by name, in texts and in outcomes.

    `ask` bounds how many questions are asked; 0 asks all. Kept conversations and drafts are read,
    and none is written. What came of the questions is kept in the store, for the page of changes.

    Raises:
        TextStoreError: There is no snapshot of such a name.
    """
    settings = Settings()
    store = TextStore(settings.texts_folder)
    sides = [snapshot_named(store, name) for name in (before, after)]
    kept = open_conversations(settings)
    first, second = (build_assistant(settings, conversations=kept, snapshot=one) for one in sides)

    def asked() -> Iterator[str]:
        cases = questions(Half.TUNING)
        for case in islice(cases, ask or len(cases)):
            yield case.question
            heard()

    now = datetime.now(UTC)
    found = changed(first, second, snapshot_changes(*sides), asked(), now.date())
    compared = ((sides[0], first), (sides[1], second))
    keep_report(store.root, report_of(now, compared, found.asked, found.outcomes))
    return found
