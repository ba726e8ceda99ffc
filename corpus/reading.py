"""From the files under `corpus/documents/` to documents, with every fault named at once.

A document is one file, `NAME.yaml`, or one folder, `NAME/`, whose `document.yaml` describes it
and whose other files hold its provisions in the order of their names. Any file may declare
`sources:` of its own beside those of `corpus/sources.yaml`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from corpus.document import Document, Source, Standing

CORPUS = Path(__file__).parent
DOCUMENTS = CORPUS / "documents"
SOURCES = CORPUS / "sources.yaml"
PRECEDENCE = CORPUS / "precedence.yaml"

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Fault:
    """Something wrong in the corpus files: where, what, and how to mend it."""

    place: str
    found: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.found} {self.mend}"


@dataclass(frozen=True)
class Reading:
    """What the files hold, and what is wrong with them."""

    documents: tuple[Document, ...]
    sources: Mapping[str, Source]
    precedence: tuple[Standing, ...]
    faults: tuple[Fault, ...]


@dataclass
class _Tray:
    """Collects while files are read."""

    documents: list[Document] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_corpus(folder: Path = DOCUMENTS) -> Reading:
    """Read every document; what cannot be read is in `faults`, and the rest is still returned."""
    tray = _Tray()
    _read_sources(_load(SOURCES, tray), SOURCES, tray)
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (path / "document.yaml").exists():
            _read_document(path.name, _parts(path, tray), tray)
        elif path.suffix == ".yaml":
            _read_document(path.stem, [(path, _load(path, tray))], tray)
    order = _load(PRECEDENCE, tray)
    precedence = tuple(Standing(name) for name in order) if isinstance(order, list) else ()
    return Reading(tuple(tray.documents), tray.sources, precedence, tuple(tray.faults))


def _parts(folder: Path, tray: _Tray) -> list[tuple[Path, Any]]:
    head = folder / "document.yaml"
    rest = sorted(path for path in folder.glob("*.yaml") if path != head)
    return [(path, _load(path, tray)) for path in (head, *rest)]


def _load(path: Path, tray: _Tray) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        tray.faults.append(
            Fault(_name(path), f"is not YAML: {error}.", "Quote sentences that hold `: ` or ` #`.")
        )
        return None


def _read_document(identifier: str, parts: list[tuple[Path, Any]], tray: _Tray) -> None:
    whole: dict[str, Any] = {"id": identifier, "provisions": []}
    for path, content in parts:
        if not isinstance(content, dict):
            if content is not None:
                tray.faults.append(Fault(_name(path), "holds no mapping.", "Begin with `id:`."))
            continue
        _read_sources(content.pop("sources", []), path, tray)
        whole["provisions"] += content.pop("provisions", None) or []
        whole |= content
    try:
        tray.documents.append(Document.model_validate(whole))
    except ValidationError as error:
        tray.faults.extend(_validation_faults(identifier, whole, error))


def _validation_faults(
    identifier: str, whole: Mapping[str, Any], error: ValidationError
) -> Iterator[Fault]:
    for problem in error.errors():
        place = [str(part) for part in problem["loc"]]
        if len(place) > 1 and place[0] == "provisions":
            provision = whole["provisions"][int(place[1])]
            name = provision.get("id", f"number {place[1]}") if isinstance(provision, dict) else "?"
            place = [name, *place[2:]]
        shown = repr(problem["input"])[:80]
        yield Fault(
            f"{identifier}: {'.'.join(place)}",
            f"{problem['msg']} (found {shown}).",
            "corpus/README.md lists the fields and their values.",
        )


def _read_sources(entries: Any, path: Path, tray: _Tray) -> None:
    for entry in entries or []:
        try:
            source = Source.model_validate(entry)
        except ValidationError as error:
            shown = error.errors()[0]
            tray.faults.append(
                Fault(
                    _name(path), f"source {entry!r}: {shown['msg']}.", "Give key, name, kind, seen."
                )
            )
            continue
        held = tray.sources.setdefault(source.key, source)
        if held != source:
            tray.faults.append(
                Fault(_name(path), f"source `{source.key}` is declared twice.", "Keep one of them.")
            )


def _name(path: Path) -> str:
    return str(path.relative_to(CORPUS.parent)) if path.is_relative_to(CORPUS.parent) else path.name
