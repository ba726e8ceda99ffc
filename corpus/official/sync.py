"""From the publisher to the store: what is new, what has changed, what was refused and why.

A text is kept only after it was read and found to be the one that was asked for. The candidate is
made in one step at the end, so that a sync that is broken off changes nothing.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from corpus.document import Standing
from corpus.errors import (
    NotPublishedError,
    OfficialTextError,
    RefusedAnswerError,
    RegisterUnreachableError,
)
from corpus.official.client import Answer, RegisterClient
from corpus.official.followed import Followed, FollowedDocument, FollowedSection
from corpus.official.provenance import Provenance
from corpus.official.reading import format_of, read_text
from corpus.official.record import Format, Origin, Record, brought_id, code_id, register_id
from corpus.official.register_xml import dashes_as_hyphens, document_number, documents_apart
from corpus.official.store import Snapshot, TextStore, Version, version_of
from corpus.official.text import OfficialText

TOOL = "corpus.official 1"
"""Named in the provenance of what it fetched; raised when the reading of texts changes."""

_SHRUNK = 0.5
_NOT_TOLD = Record(
    id="not-told",
    origin=Origin.FEDERAL_REGISTER,
    standing=Standing.GUIDANCE,
    title="not told",
    kind="not told",
)
_ORDER = re.compile(r"Executive Order (\d+)")

Heard = Callable[[int, int, str], None]
"""Hears (texts done, texts in all, which is next)."""


class Outcome(StrEnum):
    """What became of one text that was asked for."""

    NEW = "new"
    CHANGED = "changed"
    TOLD_ANEW = "told anew"
    """The words are the same; what is told about them is not."""
    UNCHANGED = "unchanged"
    NOT_PUBLISHED = "not published"
    REFUSED = "refused"


@dataclass(frozen=True)
class Synced:
    """One line of the report. `before` is the version that stood, `version` the one that came."""

    name: str
    outcome: Outcome
    said: str
    version: Version | None = None
    before: Version | None = None


@dataclass(frozen=True)
class Report:
    """What a sync found; `candidate` is None where nothing is new, or in a dry run."""

    lines: tuple[Synced, ...]
    candidate: Snapshot | None

    @property
    def changed(self) -> tuple[Synced, ...]:
        """What is new in any way."""
        new = {Outcome.NEW, Outcome.CHANGED, Outcome.TOLD_ANEW}
        return tuple(one for one in self.lines if one.outcome in new)

    @property
    def refused(self) -> tuple[Synced, ...]:
        """What was not kept."""
        return tuple(one for one in self.lines if one.outcome is Outcome.REFUSED)


@dataclass(frozen=True)
class Settings:
    """How to sync: `dry` keeps nothing, `shorter_too` takes a text of less than half its length."""

    dry: bool = False
    shorter_too: bool = False


def sync(
    store: TextStore,
    client: RegisterClient,
    wanted: Followed,
    settings: Settings = Settings(),
    heard: Heard = lambda *_: None,
) -> Report:
    """Fetch what is followed; make a candidate of what is new.

    Raises:
        RegisterUnreachableError: No answer came; nothing was changed.
        TextStoreError: Another command is changing the store, or it is damaged.
    """
    with store.changing():
        standing = store.candidate() or store.current()
        errand = _Errand(store, client, standing.versions, settings)
        total = len(wanted.register_) + len(wanted.code)
        lines = []
        for done, line in enumerate(errand.run(wanted), start=1):
            heard(done, total, line.name)
            lines.append(line)
        return _proposed(store, lines, settings)


def sync_files(
    store: TextStore,
    paths: Sequence[Path],
    wanted: Followed,
    settings: Settings = Settings(),
) -> Report:
    """Take documents of the Register from files, as a browser saves them.

    A text (.xml, .txt) says its own number; the record (.json) of the same number, where it is
    given too, tells its title, days and pages. A file may hold a whole issue, as govinfo.gov offers
    it: then the documents in it that are followed are taken.

    Raises:
        TextStoreError: Another command is changing the store, or it is damaged.
        OfficialTextError: A record cannot be read.
    """
    told: dict[str, Mapping[str, Any]] = {}
    texts: list[Path] = []
    for path in paths:
        if path.suffix.lower() == ".json":
            told |= {_number(one): one for one in _records_in(path)}
        else:
            texts.append(path)
    with store.changing():
        standing = store.candidate() or store.current()
        errand = _Errand(store, None, standing.versions, settings)
        lines = [line for path in texts for line in errand.from_file(path, wanted, told)]
        return _proposed(store, lines, settings)


def bring(
    store: TextStore, path: Path, *, title: str, kind: str, told: Mapping[str, Any]
) -> Version:
    """Keep a text that a user brings, labelled with what it is, and make it part of the candidate.

    `told` may name further fields of the record: `published`, `url`, `agencies`, `standing`,
    `corpus_document`, `number`.

    Raises:
        OfficialTextError: It cannot be read.
        TextStoreError: Another command is changing the store.
    """
    data = _bytes_of(path)
    fields = {"standing": Standing.GUIDANCE, "id": brought_id(title), **told}
    record = Record.model_validate(
        {"origin": Origin.BROUGHT, "title": title, "kind": kind, **fields}
    )
    return store.add(
        data,
        format_=format_of(path.name, data),
        record=record,
        provenance=Provenance(source=path.name, at=store.now(), tool=TOOL),
    )


def _proposed(store: TextStore, lines: Sequence[Synced], settings: Settings) -> Report:
    report = Report(tuple(lines), None)
    versions = [one.version for one in report.changed if one.version is not None]
    if settings.dry or not versions:
        return report
    return Report(report.lines, store.propose(versions))


class _Found(NamedTuple):
    """A document in a file."""

    number: str
    data: bytes
    format: Format
    text: OfficialText


def _documents_in(path: Path) -> Iterator[_Found]:
    """Read the documents of the Register in a file.

    Raises:
        OfficialTextError: It cannot be read, or does not say which document it is.
    """
    data = _bytes_of(path)
    format_ = format_of(path.name, data)
    if format_ is Format.PLAIN_TEXT:
        format_ = Format.REGISTER_TEXT
    if format_ is Format.REGISTER_XML:
        found = list(documents_apart(data))
    else:
        found = [(data, read_text(data, format_, _NOT_TOLD))]
    for alone, text in found:
        number = document_number(text)
        if number is not None:
            yield _Found(number, alone, format_, text)
    if not found or (len(found) == 1 and document_number(found[0][1]) is None):
        message = (
            f"`{path.name}` does not say its FR Doc. number. Expected a document of the Federal "
            "Register; for other texts there is `python -m corpus bring`."
        )
        raise OfficialTextError(message)


class _Errand:
    """One sync: knows what stands, asks for each text, compares."""

    def __init__(
        self,
        store: TextStore,
        client: RegisterClient | None,
        standing: Mapping[str, Version],
        settings: Settings,
    ) -> None:
        self._store, self._client = store, client
        self._standing, self._settings = standing, settings

    def run(self, wanted: Followed) -> Iterator[Synced]:
        client = self._client
        assert client is not None  # noqa: S101 (only a sync from files has none)
        numbers = [one.number for one in wanted.register_ if one.number]
        told = client.documents(numbers) if numbers else {}
        for listed in wanted.register_:
            yield self._guarded(listed.name, partial(self._document, client, listed, told))
        for section in wanted.code:
            yield self._guarded(section.name, partial(self._section, client, section))

    def _guarded(self, name: str, fetch: Callable[[], Synced]) -> Synced:
        """Let one text be refused without the others; where nobody answers, stop."""
        try:
            return fetch()
        except RegisterUnreachableError:
            raise
        except NotPublishedError as error:
            return Synced(name, Outcome.NOT_PUBLISHED, str(error))
        except (RefusedAnswerError, OfficialTextError) as error:
            return Synced(name, Outcome.REFUSED, str(error))

    def _document(
        self,
        client: RegisterClient,
        listed: FollowedDocument,
        told: Mapping[str, Mapping[str, Any]],
    ) -> Synced:
        number = dashes_as_hyphens(listed.number or "")
        if not number and listed.executive_order and listed.signed:
            found = client.executive_order(listed.executive_order, signed=listed.signed)
        elif number in told:
            found = told[number]
        else:
            raise NotPublishedError(listed.name)
        record = record_of(found, listed)
        url, format_ = _address(found, listed.name)
        known = self._standing.get(record.id)
        if known is not None and known.provenance.source != url:
            known = None
        answer = client.text(url, known=known.provenance.headers if known else None)
        return self._compared(listed.name, record, format_, answer, known)

    def _section(self, client: RegisterClient, section: FollowedSection) -> Synced:
        day = client.code_day(section.title)
        answer = client.code_section(section.title, section.section, day=day)
        record = Record(
            id=code_id(section.title, section.section),
            origin=Origin.ECFR,
            standing=Standing.NEIGHBOURING_LAW,
            title=section.name,
            kind="section of the electronic Code",
            corpus_document=section.document,
            number=section.name,
            as_of=day,
            url=f"https://www.ecfr.gov/current/title-{section.title}/section-{section.section}",
        )
        return self._compared(section.name, record, Format.ECFR_XML, answer)

    def from_file(
        self, path: Path, wanted: Followed, told: Mapping[str, Mapping[str, Any]]
    ) -> Iterator[Synced]:
        """Take the documents in a file; of a whole issue those that are followed."""
        try:
            found = list(_documents_in(path))
        except OfficialTextError as error:
            yield Synced(path.name, Outcome.REFUSED, str(error))
            return
        listed = {one.number: one for one in wanted.register_}
        if len(found) > 1:
            found = [one for one in found if one.number in listed]
        if not found:
            message = "The file holds a whole issue, and no document of it is followed."
            yield Synced(path.name, Outcome.REFUSED, message)
        for one in found:
            known = listed.get(one.number) or FollowedDocument(number=one.number)
            yield self._guarded(one.number, partial(self._from_file, path, one, known, told))

    def _from_file(
        self,
        path: Path,
        found: "_Found",
        listed: FollowedDocument,
        told: Mapping[str, Mapping[str, Any]],
    ) -> Synced:
        number = found.number
        if number in told:
            record = record_of(told[number], listed)
        else:
            record = _printed_record(found.text, number, listed)
        answer = Answer(path.name, 200, found.data, {}, self._store.now())
        return self._compared(number, record, found.format, answer)

    def _compared(
        self,
        name: str,
        record: Record,
        format_: Format,
        answer: Answer,
        known: Version | None = None,
    ) -> Synced:
        """Read what came, see that it is what was asked for, and say what is new in it."""
        data, headers = answer.data, answer.headers
        if data is None:
            if known is None:
                message = f"{answer.url} tells of no change to somebody who holds nothing."
                raise RefusedAnswerError(message)
            data, format_ = self._store.data(known.sha256), known.format
            headers = known.provenance.headers
        text = read_text(data, format_, record)
        _check_identity(text, format_)
        provenance = Provenance(
            source=answer.url, at=answer.at, status=answer.status, headers=headers, tool=TOOL
        )
        version = version_of(data, text, format_, provenance)
        outcome = self._outcome(version)
        if not self._settings.dry and outcome is not Outcome.UNCHANGED:
            self._store.keep(version, data)
        return Synced(name, outcome, record.title, version, self._standing.get(record.id))

    def _outcome(self, version: Version) -> Outcome:
        before = self._standing.get(version.id)
        if before is None:
            return Outcome.NEW
        if version.text_sha256 == before.text_sha256:
            same = _settled(version.record) == _settled(before.record)
            return Outcome.UNCHANGED if same else Outcome.TOLD_ANEW
        if version.size < before.size * _SHRUNK and not self._settings.shorter_too:
            message = (
                f"The text has {version.size:,} bytes, the version kept has {before.size:,}. Look "
                "at it; if it is right, sync again with `--shorter-too`."
            )
            raise RefusedAnswerError(message)
        return Outcome.CHANGED


def _check_identity(text: OfficialText, format_: Format) -> None:
    """Refuse a document that says that it is another one; HTML does not say."""
    record = text.record
    if record is None or record.origin is not Origin.FEDERAL_REGISTER or format_ is Format.HTML:
        return
    printed = document_number(text)
    if printed != record.number:
        said = f"FR Doc. {printed}" if printed else "no FR Doc. number"
        message = f"Asked for FR Doc. {record.number}, and the text that came says {said}."
        raise RefusedAnswerError(message)


def _printed_record(text: OfficialText, number: str, listed: FollowedDocument) -> Record:
    """Return what a document says about itself, and the list of followed texts about it."""
    printed = text.details
    return Record(
        id=register_id(number),
        origin=Origin.FEDERAL_REGISTER,
        standing=listed.standing,
        title=replace(text, record=None).title or f"FR Doc. {number}",
        kind=text.kind,
        corpus_document=listed.document,
        number=number,
        agencies=printed.get("agency", ()),
        dockets=printed.get("docket", ()),
        executive_order=_order_of(printed) or listed.executive_order,
        published=listed.published,
        signed=listed.signed,
        start_page=next((span.page for span in text.spans if span.page is not None), None),
        url=f"https://www.federalregister.gov/d/{number}",
    )


def _settled(record: Record) -> Record:
    """Leave out the day of the electronic Code, which moves on without any change of a section."""
    return record.model_copy(update={"as_of": None})


# -- what the API tells ----------------------------------------------------------------------------


def record_of(told: Mapping[str, Any], listed: FollowedDocument | None = None) -> Record:
    """Return the record of a document from what the API tells of it.

    Raises:
        RefusedAnswerError: It tells no number or title, or another day or Order than is listed.
    """
    number = _number(told)
    title = str(told.get("title") or "").strip()
    if not number or not title:
        message = "The answer of the Register tells no document number, or no title."
        raise RefusedAnswerError(message)
    listed = listed or FollowedDocument(number=number)
    subtype, kind = told.get("subtype"), told.get("type")
    try:
        record = Record(
            id=register_id(number),
            origin=Origin.FEDERAL_REGISTER,
            standing=listed.standing,
            title=" ".join(title.split()),
            kind=str(subtype or kind or "document").lower().replace(" ", "-"),
            corpus_document=listed.document,
            number=number,
            action=told.get("action"),
            agencies=tuple(
                str(one.get("name") or one.get("raw_name"))
                for one in told.get("agencies") or ()
                if one.get("name") or one.get("raw_name")
            ),
            dockets=tuple(told.get("docket_ids") or ()),
            citation=told.get("citation"),
            volume=told.get("volume"),
            start_page=told.get("start_page") or None,
            end_page=told.get("end_page") or None,
            executive_order=_text_or_none(told.get("executive_order_number")),
            published=told.get("publication_date"),
            signed=told.get("signing_date"),
            effective=told.get("effective_on"),
            comments_close=told.get("comments_close_on"),
            dates=told.get("dates"),
            corrections=tuple(_last_part(one) for one in told.get("corrections") or ()),
            correction_of=_last_part(told["correction_of"]) if told.get("correction_of") else None,
            url=told.get("html_url"),
            pdf_url=told.get("pdf_url"),
        )
    except (ValidationError, AttributeError, TypeError) as error:
        message = f"The answer of the Register about {number} is not of the form expected: {error}"
        raise RefusedAnswerError(message) from None
    _check_listed(record, listed)
    return record


def _check_listed(record: Record, listed: FollowedDocument) -> None:
    for what, wanted, found in (
        ("published", listed.published, record.published),
        ("the Order", listed.executive_order, record.executive_order),
    ):
        if wanted is not None and found is not None and wanted != found:
            message = (
                f"FR Doc. {record.number}: {what} {found} by the Register, {wanted} by the list of "
                "followed texts. Correct the one that is wrong in `corpus/official/followed.yaml`."
            )
            raise RefusedAnswerError(message)


def _address(told: Mapping[str, Any], name: str) -> tuple[str, Format]:
    """Return the best text that the API offers: XML, else plain text, else HTML."""
    for field, format_ in (
        ("full_text_xml_url", Format.REGISTER_XML),
        ("raw_text_url", Format.REGISTER_TEXT),
        ("body_html_url", Format.HTML),
    ):
        if url := told.get(field):
            return str(url), format_
    message = f"The Register offers no text of {name} yet, only its record. Try again later."
    raise RefusedAnswerError(message)


def _number(told: Mapping[str, Any]) -> str:
    return dashes_as_hyphens(str(told.get("document_number") or "")).strip()


def _last_part(link: object) -> str:
    """Return the number at the end of a link of the API to another document."""
    return dashes_as_hyphens(str(link)).split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def _text_or_none(value: object) -> str | None:
    return None if value in (None, "") else str(value)


# -- files -----------------------------------------------------------------------------------------


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"`{path}` cannot be read ({error.strerror}). Give the file that was saved."
        raise OfficialTextError(message) from None


def _records_in(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        told = json.loads(_bytes_of(path))
    except ValueError:
        told = None
    found = told.get("results", [told]) if isinstance(told, dict) else told
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        message = f"`{path.name}` is no record of the Register's API."
        raise OfficialTextError(message)
    yield from found


def _order_of(details: Mapping[str, tuple[str, ...]]) -> str | None:
    for line in details.get("order_line", ()):
        if found := _ORDER.search(line):
            return found[1]
    return None
