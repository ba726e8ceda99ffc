"""Notices that a person accepted: the provisions that speak from their day on, and the new values.

One YAML file a notice, under `accepted/` in the store. It names which provision takes the place of
which; the old one speaks until the day before, so that an answer `as_of` an earlier day is what it
was. `values` and `says` are for the rules, which read them by the same days.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.binding.bound import OfficialPlace
from corpus.document import Document, Provision, ProvisionId, Standing
from corpus.errors import AcceptedFileError
from corpus.official.files import write_whole
from corpus.official.record import register_id

if TYPE_CHECKING:
    from corpus.official.store import Snapshot

FOLDER = "accepted"
Value = Decimal | date | tuple[str, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NewValue(_Entry):
    """A number, day or list of a rule that is another from the notice's day on."""

    rule: str
    parameter: str
    value: Value
    source: ProvisionId


class NewWords(_Entry):
    """What a rule says in one of its branches from the notice's day on."""

    rule: str
    branch: str
    says: Annotated[str, Field(min_length=3)]


class Accepted(_Entry):
    """What a person made of a notice.

    `replaces` leads from each provision that ends to the one that follows it. `official` are the
    words of the notice that a new provision rests on.
    """

    notice: str
    title: str
    effective_from: date
    replaces: dict[ProvisionId, ProvisionId]
    provisions: tuple[Provision, ...] = Field(min_length=1)
    official: dict[ProvisionId, OfficialPlace] = Field(default_factory=dict)
    values: tuple[NewValue, ...] = ()
    says: tuple[NewWords, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Accepted":
        names = {one.id for one in self.provisions}
        if lacking := sorted(set(self.replaces.values()) - names):
            message = f"`replaces` names {lacking}, which are not under `provisions`"
            raise ValueError(message)
        if lacking := sorted({one.source for one in self.values} - names):
            message = f"`values` rest on {lacking}, which are not under `provisions`"
            raise ValueError(message)
        if any("TODO" in sentence for one in self.provisions for sentence in one.says):
            message = "a sentence still holds TODO: write it, then accept"
            raise ValueError(message)
        return self


def accepted_in(root: Path) -> tuple[Accepted, ...]:
    """Read what was accepted, in the order of the days from which it speaks.

    Raises:
        AcceptedFileError: A file is not what it must be; every fault is named.
    """
    found = [read_accepted(path) for path in sorted((root / FOLDER).glob("*.yaml"))]
    return tuple(sorted(found, key=lambda one: (one.effective_from, one.notice)))


def accepted_with(root: Path, snapshot: "Snapshot | None") -> tuple[Accepted, ...]:
    """Return what was accepted; of a snapshot, only of the notices that are in it."""
    entries = accepted_in(root)
    if snapshot is None:
        return entries
    return tuple(one for one in entries if register_id(one.notice) in snapshot)


def read_accepted(path: Path) -> Accepted:
    """Read one file.

    Raises:
        AcceptedFileError: It is not what it must be; every fault is named.
    """
    try:
        told: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Accepted.model_validate(told or {})
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise AcceptedFileError(path.name, faults) from error
    except (yaml.YAMLError, OSError, ValueError) as error:
        raise AcceptedFileError(path.name, [str(error)]) from error


def write_accepted(root: Path, entry: Accepted) -> Path:
    """Keep what a person made of a notice, whole or not at all."""
    path = root / FOLDER / f"{entry.notice}.yaml"
    write_whole(path, as_yaml(entry).encode())
    return path


def as_yaml(entry: Accepted) -> str:
    """Return an entry as the YAML that counsel reads."""
    told = entry.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)


def amended(documents: Sequence[Document], entries: Iterable[Accepted]) -> tuple[Document, ...]:
    """Return documents with one more for each accepted notice; what it replaces ends before it.

    The text of every other document stays as it is, and so does what cites it.

    Raises:
        AcceptedFileError: A notice replaces a provision that is in no document.
    """
    held = list(documents)
    for entry in entries:
        known = {one.id for doc in held for one in doc.provisions}
        if lacking := sorted(set(entry.replaces) - known):
            found = f"replaces {', '.join(lacking)}: no document holds it."
            name = f"{entry.notice}.yaml"
            raise AcceptedFileError(name, [found])
        held = [_ended(doc, entry) for doc in held]
        held.append(_document(entry))
    return tuple(held)


def _document(entry: Accepted) -> Document:
    day = f"{entry.effective_from.day} {entry.effective_from:%B %Y}"
    return Document(
        id=f"accepted-{entry.notice.lower()}",
        title=entry.title,
        short_title=f"the notice of {day}",
        standing=Standing.AMENDMENT,
        citation=f"FR Doc. {entry.notice}",
        published=entry.effective_from,
        status=f"Accepted by a person; it speaks from {day} on.",
        effective_from=entry.effective_from,
        text_held="What a person made of the notice.",
        provisions=tuple(_dated(entry)),
    )


def _dated(entry: Accepted) -> Iterator[Provision]:
    for one in entry.provisions:
        starts = one.effective_from or entry.effective_from
        yield one.model_copy(update={"effective_from": starts})


def _ended(document: Document, entry: Accepted) -> Document:
    """Let the provisions that are replaced speak until the day before the notice."""
    if not any(one.id in entry.replaces for one in document.provisions):
        return document
    last = entry.effective_from - timedelta(days=1)
    provisions = tuple(
        one.model_copy(
            update={"effective_to": min(one.effective_to, last) if one.effective_to else last}
        )
        if one.id in entry.replaces
        else one
        for one in document.provisions
    )
    return document.model_copy(update={"provisions": provisions})
