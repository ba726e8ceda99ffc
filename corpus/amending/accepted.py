"""Notices that a person accepted: the provisions that speak from their day on, and the new values.

One YAML file a notice, under `accepted/` in the store. It names which provision takes the place of
which; the old one speaks until the day before, so that an answer `as_of` an earlier day is what it
was. `values` and `says` are for the rules, which read them by the same days.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.binding.bound import OfficialPlace
from corpus.document import Document, Provision, ProvisionId
from corpus.errors import AcceptedFileError
from corpus.official.files import write_whole

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
    """Return documents in which the provisions of accepted notices follow those they replace.

    Raises:
        AcceptedFileError: A notice replaces a provision that is in no document.
    """
    held = list(documents)
    for entry in entries:
        homes = {one.id: number for number, doc in enumerate(held) for one in doc.provisions}
        if lacking := sorted(set(entry.replaces) - homes.keys()):
            found = f"replaces {', '.join(lacking)}: no document holds it."
            name = f"{entry.notice}.yaml"
            raise AcceptedFileError(name, [found])
        first = homes[next(iter(entry.replaces))] if entry.replaces else 0
        new = {one.id: one for one in _dated(entry)}
        for number, doc in enumerate(held):
            own = list(_with(doc, entry, new, alone=number == first))
            held[number] = doc.model_copy(update={"provisions": tuple(own)})
    return tuple(held)


def _dated(entry: Accepted) -> Iterator[Provision]:
    for one in entry.provisions:
        starts = one.effective_from or entry.effective_from
        yield one.model_copy(update={"effective_from": starts})


def _with(
    document: Document, entry: Accepted, new: Mapping[str, Provision], *, alone: bool
) -> Iterator[Provision]:
    """Give a document's provisions, each that ends followed by the one that takes its place."""
    last = entry.effective_from - timedelta(days=1)
    for one in document.provisions:
        follower = entry.replaces.get(one.id)
        if follower is None:
            yield one
            continue
        ended = min(one.effective_to, last) if one.effective_to else last
        yield one.model_copy(update={"effective_to": ended})
        yield new[follower]
    if alone:
        followers = set(entry.replaces.values())
        yield from (one for name, one in new.items() if name not in followers)
