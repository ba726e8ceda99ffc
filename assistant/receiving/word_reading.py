"""The text of a Word document, block by block; it runs only in the reading process.

Deleted and hidden text is left out, inserted text stands: what a reader of the printed page sees.
"""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from assistant.receiving.archive import refuse_broken

_SKIPPED = {"pPr", "rPr", "del", "moveFrom", "delText", "Fallback", "annotationRef"}
_STRUCTURE = ("p", "tbl", "tr", "tc", "Fallback")
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_AGAIN = "\x02"
"""Stands for the field that shows the number of a footnote once more; text cannot hold it."""

_CITED_AGAIN = re.compile(f"{_AGAIN}([0-9]+)")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def blocks_of(parts: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return headings, paragraphs, list items, tables and footnotes in their order."""
    if "word/document.xml" not in parts:
        refuse_broken("a Word file without its text")
    reading = _Reading(_levels(parts.get("word/styles.xml")))
    try:
        reading.read(parts["word/document.xml"])
        reading.read_footnotes(parts.get("word/footnotes.xml"))
    except etree.XMLSyntaxError:
        refuse_broken("XML that cannot be read")
    return reading.blocks


def _events(content: bytes, *names: str) -> Iterator[tuple[str, Any]]:
    """Give the beginnings and ends of elements of some names, of any namespace."""
    return iter(
        etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in names],
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
    )


def _name(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _value(element: Any, name: str = "val") -> str | None:
    found = (value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] == name)
    return next(found, None)


def _child(element: Any, name: str) -> Any:
    return next((one for one in element if _name(one) == name), None)


def _levels(styles: bytes | None) -> dict[str, tuple[str, int]]:
    """Return what paragraphs of a style are, and of which level headings are."""
    kinds: dict[str, tuple[str, int]] = {}
    if styles is None:
        return kinds
    for event, element in _events(styles, "style"):
        if event != "end":
            continue
        identity, label = _value(element, "styleId"), _child(element, "name")
        name = (_value(label) or "") if label is not None else ""
        heading = _HEADING.fullmatch(name)
        if heading:
            kinds[identity or ""] = ("heading", int(heading.group(1)))
        elif name.lower() == "title":
            kinds[identity or ""] = ("heading", 1)
        elif name.lower().startswith("toc"):
            kinds[identity or ""] = ("contents", 0)
        elif name.lower().startswith("list"):
            kinds[identity or ""] = ("list_item", 0)
    return kinds


@dataclass
class _Grid:
    """A table while it is read."""

    rows: list[list[str]] = field(default_factory=list)


@dataclass
class _Reading:
    kinds: Mapping[str, tuple[str, int]]
    blocks: list[dict[str, Any]] = field(default_factory=list)
    tables: list[_Grid] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    unseen: int = 0
    """How many copies for older programs we are inside of."""

    def read(self, content: bytes) -> None:
        for event, element in _events(content, *_STRUCTURE):
            name = _name(element)
            if event == "start":
                self._begin(name)
            else:
                self._end(name, element)

    def _begin(self, name: str) -> None:
        match name:
            case "Fallback":
                self.unseen += 1
            case "tbl":
                self.tables.append(_Grid())
            case "tr" if self.tables:
                self.tables[-1].rows.append([])
            case "tc" if self.tables and self.tables[-1].rows:
                self.tables[-1].rows[-1].append("")

    def _end(self, name: str, element: Any) -> None:
        match name:
            case "Fallback":
                self.unseen -= 1
            case "p":
                self._paragraph(element)
                element.clear()
            case "tbl" if self.tables:
                self._table(self.tables.pop())
                element.clear()

    def _paragraph(self, element: Any) -> None:
        text = _CITED_AGAIN.sub(r"[^\1]", "".join(self._texts(element)))
        text = text.replace(_AGAIN, "").strip()
        if not text or self.unseen:
            return
        if self.tables:
            self._into_cell(text)
        else:
            kind, level = self._kind(element)
            if kind != "contents":  # it only repeats the headings
                self.blocks.append({"kind": kind, "level": level, "text": text})

    def _into_cell(self, text: str) -> None:
        rows = self.tables[-1].rows
        if rows and rows[-1]:
            rows[-1][-1] = f"{rows[-1][-1]} {' '.join(text.split())}".strip()

    def _table(self, table: _Grid) -> None:
        lines = [" | ".join(row) for row in table.rows if any(row)]
        if not lines or self.unseen:
            return
        if self.tables:
            self._into_cell("; ".join(lines))
        else:
            self.blocks.append({"kind": "table", "level": 0, "text": "\n".join(lines)})

    def _kind(self, element: Any) -> tuple[str, int]:
        properties = _child(element, "pPr")
        if properties is None:
            return "paragraph", 0
        outline, style = _child(properties, "outlineLvl"), _child(properties, "pStyle")
        level = _value(outline) if outline is not None else None
        if level is not None and level.isdigit() and int(level) < 9:
            return "heading", int(level) + 1
        known = self.kinds.get(_value(style) or "") if style is not None else None
        if known is not None:
            return known
        return ("list_item", 0) if _child(properties, "numPr") is not None else ("paragraph", 0)

    def _texts(self, element: Any) -> Iterator[str]:
        for one in element:
            name = _name(one)
            if name == "t":
                yield one.text or ""
            elif name in _BREAKS:
                yield _BREAKS[name]
            elif name == "footnoteReference":
                number = self.notes.setdefault(_value(one, "id") or "", len(self.notes) + 1)
                yield f"[^{number}]"
            elif name == "instrText":
                # What follows is the number of a footnote that was cited before.
                yield _AGAIN if (one.text or "").strip().startswith("NOTEREF") else ""
            elif name not in _SKIPPED and not (name == "r" and _is_hidden(one)):
                yield from self._texts(one)

    def read_footnotes(self, content: bytes | None) -> None:
        """Put the footnotes that are cited behind the text, under their numbers."""
        if content is None or not self.notes:
            return
        found: dict[int, str] = {}
        for event, element in _events(content, "footnote"):
            if event == "end":
                number = self.notes.get(_value(element, "id") or "")
                if number is not None:
                    found[number] = " ".join("".join(self._texts(element)).split())
        for number, text in sorted(found.items()):
            self.blocks.append({"kind": "footnote", "level": 0, "text": f"[^{number}]: {text}"})


def _is_hidden(run: Any) -> bool:
    properties = _child(run, "rPr")
    vanish = None if properties is None else _child(properties, "vanish")
    return vanish is not None and _value(vanish) not in {"0", "false", "off"}
