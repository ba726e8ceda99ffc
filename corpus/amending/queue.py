"""The review queue: later notices that were found, and what persons decided on them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from corpus.amending.notice import Notice
from corpus.binding.official import LaterNotice
from corpus.binding.review import Decision, ReviewedNotice, read_review, write_review
from corpus.errors import TextStoreError
from corpus.official.files import write_whole

FOLDER = "watch"


@dataclass(frozen=True)
class Queued:
    """A notice in the queue; without a decision, it waits for one."""

    notice: Notice
    decided: ReviewedNotice | None

    @property
    def pending(self) -> bool:
        """Whether answers that it touches have to say so: also while it is postponed."""
        return self.decided is None or self.decided.decision is Decision.POSTPONE

    def due(self, today: date) -> bool:
        """Whether a person is asked to decide now."""
        if self.decided is None:
            return True
        until = self.decided.until
        return self.pending and (until is None or until <= today)


def queued(root: Path) -> tuple[Queued, ...]:
    """Return all notices that were ever found, oldest first."""
    decided = read_review(root).notices
    found = [_read(path) for path in sorted((root / FOLDER).glob("*.json"))]
    found.sort(key=lambda one: (one.published, one.number))
    return tuple(Queued(one, decided.get(one.number)) for one in found)


def enqueue(root: Path, notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Put notices into the queue; those that are there already are left as they are."""
    known = {one.notice.number for one in queued(root)}
    new = tuple(one for one in notices if one.number not in known)
    for one in new:
        write_whole(root / FOLDER / f"{one.number}.json", one.model_dump_json(indent=1).encode())
    return new


def decide(root: Path, number: str, decided: ReviewedNotice) -> Notice:
    """Keep a decision on a notice.

    Raises:
        TextStoreError: It is not in the queue.
    """
    notice = one_of(root, number)
    review = read_review(root)
    write_review(root, review.with_("notices", notice.number, decided))
    return notice


def one_of(root: Path, number: str) -> Notice:
    """Return a notice of the queue.

    Raises:
        TextStoreError: It is not there.
    """
    known = queued(root)
    for one in known:
        if one.notice.number == number:
            return one.notice
    names = ", ".join(one.notice.number for one in known) or "nothing"
    message = f"`{number}` is not in the review queue, which holds {names}."
    raise TextStoreError(message)


def later_notices(entries: Sequence[Queued]) -> Iterator[LaterNotice]:
    """Give the notices that answers have to name."""
    for one in entries:
        if one.pending and one.notice.touches:
            notice = one.notice
            yield LaterNotice(
                number=notice.number,
                title=notice.title,
                published=notice.published,
                url=notice.url,
                provisions=notice.touches,
            )


def _read(path: Path) -> Notice:
    try:
        return Notice.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        message = (
            f"`{FOLDER}/{path.name}` in the store cannot be read. Remove it, then run "
            "`python -m corpus watch` again."
        )
        raise TextStoreError(message) from None
