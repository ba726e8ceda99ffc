"""From the files under `corpus/documents/` to documents, with every fault named at once.

A document is one file, `NAME.yaml`, or one folder, `NAME/`, whose `document.yaml` describes it
and whose other files hold its provisions in the order of their names. Any file may declare
`sources:` of its own beside those of `corpus/sources.yaml`.
"""

import re
from collections import Counter
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

_Loader: type[yaml.SafeLoader] = type(
    "_Loader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {}
)
_ID = re.compile(r"^[-\s{]*id:\s*['\"]?([^'\",}\s]+)", re.MULTILINE)


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Iterator[Any]:
    """Refuse a key that stands twice; YAML would keep the second and drop the first in silence."""
    keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
    twice = [key for key, times in keys.items() if times > 1]
    if twice:
        raise yaml.constructor.ConstructorError(
            None, None, f"`{twice[0]}` stands twice in one mapping", node.start_mark
        )
    yield from loader.construct_yaml_map(node)


def _day(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    """Leave a day that does not exist as it is written, for the model to refuse by its place."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError:
        return node.value


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


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
    """What the files hold, and what is wrong with them.

    `unread` are the ids in documents that could not be read, so that one broken line does not
    make every reference to its document a fault.
    """

    documents: tuple[Document, ...]
    sources: Mapping[str, Source]
    precedence: tuple[Standing, ...]
    faults: tuple[Fault, ...]
    unread: frozenset[str] = frozenset()


@dataclass
class _Tray:
    """Collects while files are read."""

    documents: list[Document] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_corpus(folder: Path = DOCUMENTS) -> Reading:
    """Read every document; what cannot be read is in `faults`, and the rest is still returned."""
    tray = _Tray()
    _read_sources(_load(SOURCES, tray), SOURCES, tray)
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            _read_document(path.name, _parts(path, tray), tray)
        elif path.suffix == ".yaml":
            _read_document(path.stem, [(path, _load(path, tray))], tray)
        else:
            tray.faults.append(
                Fault(_name(path), "is no document.", "Name it `….yaml`, or take it away.")
            )
    order = _load(PRECEDENCE, tray)
    precedence = tuple(Standing(name) for name in order) if isinstance(order, list) else ()
    return Reading(
        tuple(tray.documents),
        tray.sources,
        precedence,
        tuple(tray.faults),
        frozenset(tray.unread),
    )


def _parts(folder: Path, tray: _Tray) -> list[tuple[Path, Any]]:
    head = folder / "document.yaml"
    rest = sorted(path for path in folder.glob("*.yaml") if path != head)
    return [(path, _load(path, tray)) for path in (head, *rest)]


def _load(path: Path, tray: _Tray) -> Any:
    """Return what a file holds, or `None` and a fault where it holds nothing readable."""
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
    except FileNotFoundError:
        found, mend = "is missing.", "A folder under `documents/` needs it: add it."
    except UnicodeDecodeError as error:
        found, mend = f"is not UTF-8: {error}.", "Save it as UTF-8."
    except yaml.YAMLError as error:
        tray.unread.update(_ID.findall(text))
        found, mend = f"is not YAML: {error}.", "Quote sentences that hold `: ` or ` #`."
    else:
        if content is not None:
            return content
        found, mend = "is empty.", "Fill it, or take it away."
    tray.faults.append(Fault(_name(path), found, mend))
    return None


def _read_document(identifier: str, parts: list[tuple[Path, Any]], tray: _Tray) -> None:
    whole: dict[str, Any] = {"id": identifier, "provisions": []}
    for path, content in parts:
        if not isinstance(content, dict):
            if content is not None:
                mend = "Begin with `title:`, or `provisions:` in a part of a document."
                tray.faults.append(Fault(_name(path), "holds no mapping.", mend))
            continue
        _read_sources(content.pop("sources", None), path, tray)
        whole["provisions"] += _listed(content.pop("provisions", None))
        whole |= content
    if isinstance(parts[0][1], dict):
        try:
            tray.documents.append(Document.model_validate(whole))
        except ValidationError as error:
            tray.faults.extend(_validation_faults(identifier, whole, error))
        else:
            return
    # Without its head the rest of a document says nothing that could be checked.
    tray.unread.update(str(one.get("id")) for one in whole["provisions"] if isinstance(one, dict))


def _listed(entries: Any) -> list[Any]:
    """Return a list as it is; anything else as an item that the model will refuse by its place."""
    if entries is None:
        return []
    return entries if isinstance(entries, list) else [entries]


def _validation_faults(
    identifier: str, whole: Mapping[str, Any], error: ValidationError
) -> Iterator[Fault]:
    for problem in error.errors():
        place = [str(part) for part in problem["loc"]]
        if len(place) > 1 and place[0] == "provisions":
            provision = whole["provisions"][int(place[1])]
            named = isinstance(provision, dict) and isinstance(provision.get("id"), str)
            name = provision["id"] if named else f"provision number {int(place[1]) + 1}"
            place = [name, *place[2:]]
        found = "" if problem["type"] == "missing" else f" (found {problem['input']!r:.80})"
        yield Fault(
            f"{identifier}: {'.'.join(place)}",
            f"{problem['msg']}{found}.",
            "corpus/README.md lists the fields and their values.",
        )


def _read_sources(entries: Any, path: Path, tray: _Tray) -> None:
    for entry in _listed(entries):
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
    known = path.is_relative_to(CORPUS.parent)
    return str(path.relative_to(CORPUS.parent)) if known else f"{path.parent.name}/{path.name}"
