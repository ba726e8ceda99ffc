"""A later notice that may change what we hold, and why we think so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from corpus.official.record import Record

_FILE = Path(__file__).parent / "watch.yaml"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_DOCKET = re.compile(r"(?:Docket\s*(?:No\.?|Number|ID)?:?\s*)?([A-Z0-9]+(?:-[A-Z0-9]+)+)", re.I)
_TWICE = re.compile(r"^([A-Z]+)-\1-")


@dataclass(frozen=True)
class WatchWords:
    """The words of `watch.yaml`."""

    program: tuple[str, ...]
    orders: tuple[str, ...]
    agencies: tuple[str, ...]
    topics: tuple[str, ...]
    kinds: Mapping[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def watch_words() -> WatchWords:
    """Return the packaged words."""
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    kinds = {
        name: re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)", re.IGNORECASE)
        for name, some in told["kinds"].items()
    }
    lists = {name: tuple(told[name]) for name in ("program", "orders", "agencies", "topics")}
    return WatchWords(**lists, kinds=kinds)


class Found(BaseModel):
    """A document that a search gave: a chosen part of what the API tells of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    document_number: str
    title: str = ""
    action: str | None = None
    abstract: str | None = None
    dates: str | None = None
    publication_date: date
    html_url: str | None = None
    full_text_xml_url: str | None = None
    docket_ids: tuple[str, ...] = ()
    agency_names: tuple[str, ...] = ()
    correction_of: str | None = None

    @property
    def said(self) -> str:
        """What is told of it beside its text."""
        parts = (self.title, self.action, self.dates, self.abstract)
        return " \n".join(part for part in parts if part)


class Notice(BaseModel):
    """A later notice that waits for a decision, or on which one was made.

    `of` are the ids of the official texts that it seems to concern; `touches` the provisions that
    it may change; `read` says whether its whole text was at hand or only what the API tells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    title: str
    kind: str
    published: date
    url: str | None = None
    of: tuple[str, ...]
    reasons: tuple[str, ...]
    touches: tuple[str, ...] = ()
    read: bool = False


def queries(record: Record) -> Iterator[Mapping[str, str]]:
    """Give the searches that can find what changes a document, each as conditions of the API.

    They are asked from the day of its publication on.
    """
    words = watch_words()
    if record.number:
        yield {"citing_document_numbers": record.number}
        yield {"term": f'"{record.number}"'}
    if record.citation:
        yield {"term": f'"{record.citation}"'}
    for docket in dict.fromkeys(form for one in record.dockets for form in docket_forms(one)):
        yield {"docket_id": docket}
        yield {"term": f'"{docket}"'}
    for name in (*words.program, *words.orders, *words.topics):
        yield {"term": f'"{name}"'}
    for agency in words.agencies:
        yield {"agencies[]": agency}


def docket_forms(docket: str) -> Iterator[str]:
    """Give a docket's number as printed and as Regulations.gov has it.

    `Docket No. 251023-0165` is `251023-0165`; `ITA-ITA-2025-0070`, a misprint that occurs, is
    `ITA-2025-0070`.
    """
    for match in _DOCKET.finditer(_DASHES.sub("-", docket)):
        yield match[1]
        if _TWICE.match(match[1]):
            yield _TWICE.sub(r"\1-", match[1])


def judged(
    found: Found, tracked: Iterable[Record], text: str = ""
) -> tuple[str, tuple[str, ...], tuple[str, ...]] | None:
    """Return what a document does, to which of ours, and why we think so; None if it does not.

    That it comes from the same agency is no reason by itself.
    """
    said = _DASHES.sub("-", f"{found.said}\n{text}")
    of: dict[str, None] = {}
    reasons: dict[str, None] = {}
    for record in tracked:
        if record.number == found.document_number:
            return None
        why = list(_reasons(record, found, said))
        if why and not _earlier(found, record):
            of[record.id] = None
            reasons.update(dict.fromkeys(why))
    named = _named(said)
    if not of and not named:
        return None
    if not of:
        near = [one for one in tracked if not _earlier(found, one)]
        of = dict.fromkeys(one.id for one in near)
    reasons.update(dict.fromkeys(named))
    opening = found.said + "\n" + text[:3_000]
    kind = next(
        (name for name, pattern in watch_words().kinds.items() if pattern.search(opening)),
        "mention",
    )
    return kind, tuple(of), tuple(reasons)


def _reasons(record: Record, found: Found, said: str) -> Iterator[str]:
    if record.number and found.correction_of and record.number in found.correction_of:
        yield f"The register says that it corrects FR Doc. {record.number}."
    if record.number and _holds(said, record.number):
        yield f"It cites FR Doc. {record.number}."
    if record.citation and _holds(said, record.citation):
        yield f"It cites {record.citation}."
    ours = {form.upper() for one in record.dockets for form in docket_forms(one)}
    theirs = {form.upper() for one in found.docket_ids for form in docket_forms(one)}
    for docket in sorted(ours):
        if docket in theirs or _holds(said.upper(), docket):
            yield f"It has the docket {docket}."


def _named(said: str) -> Iterator[str] | list[str]:
    words = watch_words()
    flat = " ".join(said.split())
    names = [one for one in words.program if one.casefold() in flat.casefold()]
    orders = [one for one in words.orders if _holds(flat, one)]
    return [f"It names {name}." for name in (*names, *orders[:1])]


def _holds(text: str, words: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


def _earlier(found: Found, record: Record) -> bool:
    return record.published is not None and found.publication_date < record.published
