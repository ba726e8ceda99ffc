"""An invented notice as the text of the call, and an invented amendment to it; nobody issued them.

They stand under numbers that are nobody's, in real Federal Register XML.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corpus.binding.terminal import bind_texts, unbound_faults
from corpus.document import Standing
from corpus.official.followed import Followed, FollowedDocument
from corpus.official.store import TextStore
from corpus.official.sync import Report, sync_files
from corpus.reading import read_corpus

FOLDER = Path(__file__).parent
NOTICE, AMENDMENT = FOLDER / "invented_notice.xml", FOLDER / "invented_amendment.xml"
NUMBER, LATER_NUMBER = "2026-99001", "2026-99002"
EXTENDED = date(2026, 6, 20)

FOLLOWED = Followed(
    register=(
        FollowedDocument(
            number=NUMBER,
            document="call-for-proposals",
            standing=Standing.CALL,
            published=date(2026, 4, 10),
        ),
        FollowedDocument(
            number=LATER_NUMBER,
            document="call-for-proposals",
            standing=Standing.AMENDMENT,
            published=EXTENDED,
        ),
    )
)

Embeds = Callable[[Sequence[str]], Any]


def synced(store: TextStore, path: Path) -> Report:
    """Take a document from a file into the candidate."""
    report = sync_files(store, [path], FOLLOWED)
    assert not report.refused, report.refused
    return report


def bound(store: TextStore, embeds: Embeds) -> list[Any]:
    """Bind the candidate to the corpus as it ships."""
    candidate = store.candidate()
    assert candidate is not None
    return list(bind_texts(store, candidate, read_corpus().documents, embeds))


def promoted(store: TextStore, path: Path, embeds: Embeds) -> TextStore:
    """Sync, bind and promote."""
    synced(store, path)
    bound(store, embeds)
    store.promote(checks=[lambda candidate: unbound_faults(store, candidate)])
    return store


def altered(path: Path, folder: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of a document with other words; each change has to change something."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    copy = folder / path.name
    copy.write_text(text, encoding="utf-8")
    return copy
