"""The Federal Register's API and that of the electronic Code, asked politely and never believed.

One request at a time, with a pause between them, a name, limits of time and size, and few tries.
An answer is refused where it is a page for people, another document, cut off, or too large. The API
counts no further than 10,000 results and gives page 1 again beyond them: a search is cut into
spans of days instead, and no page number is trusted.
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import MappingProxyType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from corpus.errors import (
    NotPublishedError,
    RefusedAnswerError,
    RegisterUnreachableError,
)
from corpus.official.register_xml import dashes_as_hyphens

REGISTER = "https://www.federalregister.gov"
CODE = "https://www.ecfr.gov"
USER_AGENT = "ai-exports-assistant (sync of official texts; one request at a time)"
MOST_BYTES = 40_000_000
"""A document of a thousand pages has about eight million."""

FIELDS = (
    "action",
    "agencies",
    "citation",
    "comments_close_on",
    "correction_of",
    "corrections",
    "dates",
    "docket_ids",
    "document_number",
    "effective_on",
    "end_page",
    "executive_order_number",
    "full_text_xml_url",
    "html_url",
    "body_html_url",
    "pdf_url",
    "publication_date",
    "raw_text_url",
    "signing_date",
    "start_page",
    "subtype",
    "title",
    "type",
    "volume",
)
"""What is asked of each document; views and counts of comments change daily, and are not."""

_TRIES = 3
_TIMEOUT_S = 30.0
_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_WAIT_S = 120.0
_FIRST_YEAR = 1994
_HOSTS = ("federalregister.gov", "govinfo.gov", "ecfr.gov")
_CEILING = 10_000
_A_PAGE = 1_000
_KEPT_HEADERS = ("etag", "last-modified", "content-type", "date")

Heard = Callable[[str], None]
"""Hears what is waited for."""


@dataclass(frozen=True)
class Answer:
    """What a server sent; `data` is None where nothing has changed since (status 304)."""

    url: str
    status: int
    data: bytes | None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


class RegisterClient:
    """Asks one server of the Register and one of the Code.

    `pause_s` lies between two requests; the default is none towards this machine itself, and one
    second towards any other.
    """

    def __init__(
        self,
        register: str = REGISTER,
        code: str = CODE,
        *,
        pause_s: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
        heard: Heard = lambda _: None,
    ) -> None:
        self._register, self._code = register.rstrip("/"), code.rstrip("/")
        at_home = urlsplit(register).hostname in {"127.0.0.1", "localhost", "::1"}
        self._pause_s = (0.0 if at_home else 1.0) if pause_s is None else pause_s
        self._own_hosts = {urlsplit(one).netloc for one in (register, code)}
        self._sleep, self._heard = sleep, heard
        self._asked_at: float | None = None
        self._http = httpx.Client(
            headers={"User-Agent": USER_AGENT},
            timeout=httpx.Timeout(_TIMEOUT_S, connect=5.0),
            follow_redirects=True,
            max_redirects=3,
            trust_env=not at_home,
            event_hooks={"request": [self._check_host]},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._http.close()

    # -- documents --------------------------------------------------------------------------------

    def document(self, number: str) -> Mapping[str, Any]:
        """Return what the API tells of a document, by its number; dashes of any kind will do.

        Raises:
            NotPublishedError: There is none of this number.
            RefusedAnswerError: The answer is not about that document.
            RegisterUnreachableError: No answer came.
        """
        wanted = dashes_as_hyphens(number).strip()
        told = self._json(f"/api/v1/documents/{wanted}.json", [("fields[]", one) for one in FIELDS])
        found = dashes_as_hyphens(str(told.get("document_number", "")))
        if found != wanted:
            message = f"Asked for document {wanted}, the answer is about {found or 'none'}."
            raise RefusedAnswerError(message)
        return told

    def documents(self, numbers: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return what the API tells of documents, by number, in one request for up to 100.

        Those that it does not know are missing from the answer.
        """
        wanted = [dashes_as_hyphens(one).strip() for one in numbers]
        if len(wanted) == 1:
            try:
                return {wanted[0]: self.document(wanted[0])}
            except NotPublishedError:
                return {}
        found: dict[str, Mapping[str, Any]] = {}
        for first in range(0, len(wanted), 100):
            some = wanted[first : first + 100]
            path = f"/api/v1/documents/{','.join(some)}.json"
            told = self._json(path, [("fields[]", one) for one in FIELDS])
            for one in _results(told):
                number = dashes_as_hyphens(str(one.get("document_number", "")))
                if number in some:
                    found[number] = one
        return found

    def executive_order(self, number: str, *, signed: date) -> Mapping[str, Any]:
        """Return what the API tells of an Order, by its own number and the day it was signed.

        Raises:
            NotPublishedError: None of this number was published within 60 days.
        """
        conditions = {
            "type[]": "PRESDOCU",
            "presidential_document_type": "executive_order",
            "publication_date[gte]": signed.isoformat(),
            "publication_date[lte]": (signed + timedelta(days=60)).isoformat(),
        }
        for one in self._pages(conditions, _A_PAGE):
            if str(one.get("executive_order_number")) == number:
                return one
        wanted = f"Executive Order {number}"
        raise NotPublishedError(wanted)

    def search(
        self,
        conditions: Mapping[str, str | Sequence[str]],
        *,
        since: date | None = None,
        until: date | None = None,
        per_page: int = _A_PAGE,
    ) -> Iterator[Mapping[str, Any]]:
        """Give every document that a search finds, newest span of days first, each once.

        `conditions` are those of the API without the word around them: `{"term": "…"}`,
        `{"agencies[]": "…"}`, `{"docket_id": "…"}`. Where more are found than the API counts, the
        days are halved until it counts them all.

        Raises:
            RefusedAnswerError: More than 10,000 are found on one day.
        """
        first = since or date(_FIRST_YEAR, 1, 1)
        last = until or datetime.now(UTC).date() + timedelta(days=1)
        seen: set[str] = set()
        for one in self._within(dict(conditions), first, last, per_page):
            number = str(one.get("document_number"))
            if number not in seen:
                seen.add(number)
                yield one

    def _within(
        self, conditions: Mapping[str, str | Sequence[str]], first: date, last: date, per_page: int
    ) -> Iterator[Mapping[str, Any]]:
        days = {
            "publication_date[gte]": first.isoformat(),
            "publication_date[lte]": last.isoformat(),
        }
        asked = {**conditions, **days}
        told = self._page(asked, 1, per_page)
        # The page that would pass the ceiling is not given: less than it counts can be reached.
        if int(told.get("count") or 0) < _CEILING // per_page * per_page:
            yield from self._pages(asked, per_page, told)
        elif first == last:
            message = f"The Register counts 10,000 or more documents on {first}. Narrow the search."
            raise RefusedAnswerError(message)
        else:
            middle = first + (last - first) // 2
            yield from self._within(conditions, middle + timedelta(days=1), last, per_page)
            yield from self._within(conditions, first, middle, per_page)

    def _pages(
        self,
        conditions: Mapping[str, str | Sequence[str]],
        per_page: int,
        told: Mapping[str, Any] | None = None,
    ) -> Iterator[Mapping[str, Any]]:
        """Give the results page by page; a page that holds nothing new is the last."""
        seen: set[str] = set()
        page = 1
        while True:
            told = told if told is not None else self._page(conditions, page, per_page)
            new = [one for one in _results(told) if str(one.get("document_number")) not in seen]
            seen |= {str(one.get("document_number")) for one in new}
            yield from new
            page += 1
            whole = len(seen) >= int(told.get("count") or 0)
            if not new or whole or page * per_page > _CEILING:
                return
            told = None

    def _page(
        self, conditions: Mapping[str, str | Sequence[str]], page: int, per_page: int
    ) -> Mapping[str, Any]:
        asked = [("fields[]", one) for one in FIELDS]
        for name, value in conditions.items():
            bracket = name.find("[")
            inner = name if bracket < 0 else name[:bracket]
            rest = "" if bracket < 0 else name[bracket:]
            values = (value,) if isinstance(value, str) else value
            asked += [(f"conditions[{inner}]{rest}", one) for one in values]
        asked += [("order", "newest"), ("per_page", str(per_page)), ("page", str(page))]
        return self._json("/api/v1/documents.json", asked)

    # -- texts ------------------------------------------------------------------------------------

    def text(self, url: str, *, known: Mapping[str, str] | None = None) -> Answer:
        """Fetch a text; with the headers of an earlier answer, only if it has changed since.

        Raises:
            NotPublishedError: There is nothing at this address.
            RefusedAnswerError: What came is a page for people, or too large.
            RegisterUnreachableError: Nothing came.
        """
        conditions = {}
        if known and known.get("etag"):
            conditions["If-None-Match"] = known["etag"]
        if known and known.get("last-modified"):
            conditions["If-Modified-Since"] = known["last-modified"]
        answer = self._get(url, headers=conditions)
        if answer.data is not None and url.endswith((".xml", ".json")):
            _refuse_page(answer)
        return answer

    def code_day(self, title: int) -> date:
        """Return the last day for which the electronic Code is complete for a title.

        Today's date would be answered with 404.
        """
        told = self._json(f"{self._code}/api/versioner/v1/titles.json", [])
        for one in told.get("titles") or ():
            if one.get("number") == title and one.get("up_to_date_as_of"):
                return date.fromisoformat(one["up_to_date_as_of"])
        wanted = f"Title {title} of the Code of Federal Regulations"
        raise NotPublishedError(wanted)

    def code_section(self, title: int, section: str, *, day: date) -> Answer:
        """Fetch a section of the Code as it stood on a day."""
        part = section.split(".", maxsplit=1)[0]
        url = (
            f"{self._code}/api/versioner/v1/full/{day.isoformat()}/title-{title}.xml"
            f"?part={part}&section={section}"
        )
        answer = self._get(url)
        _refuse_page(answer)
        return answer

    # -- requests ---------------------------------------------------------------------------------

    def _json(self, path: str, asked: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
        url = path if path.startswith("http") else f"{self._register}{path}"
        answer = self._get(url, asked=asked)
        _refuse_page(answer)
        try:
            told = json.loads(answer.data or b"")
        except ValueError:
            told = None
        if not isinstance(told, dict):
            message = f"{url} sent something that is not the JSON expected. Try again later."
            raise RefusedAnswerError(message)
        return told

    def _get(
        self,
        url: str,
        *,
        asked: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        for left in range(_TRIES - 1, -1, -1):
            self._rest()
            try:
                answer = self._once(url, asked, headers or {})
            except httpx.TransportError as error:
                if not left:
                    raise RegisterUnreachableError(
                        url, str(error) or type(error).__name__
                    ) from None
                self._wait(_backoff(left))
                continue
            if answer.status not in _AGAIN:
                return _usable(answer)
            wait = _retry_after(answer, _backoff(left))
            if not left or wait > _LONGEST_WAIT_S:
                asks = f"answered {answer.status}, and asks to wait {wait:.0f} seconds"
                raise RegisterUnreachableError(url, asks)
            self._wait(wait)
        raise AssertionError  # The loop returns or raises.

    def _once(
        self, url: str, asked: Sequence[tuple[str, str]], headers: Mapping[str, str]
    ) -> Answer:
        # The address may have a query of its own, which empty parameters would take away.
        parameters = httpx.QueryParams(list(asked)) if asked else None
        with self._http.stream("GET", url, params=parameters, headers=headers) as response:
            data = bytearray()
            for part in response.iter_bytes():
                data += part
                if len(data) > MOST_BYTES:
                    message = f"{url} sends more than {MOST_BYTES:,} bytes. It was not kept."
                    raise RefusedAnswerError(message)
        kept = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        if "retry-after" in response.headers:
            kept["retry-after"] = response.headers["retry-after"]
        return Answer(url, response.status_code, bytes(data), kept)

    def _check_host(self, request: httpx.Request) -> None:
        netloc, host = request.url.netloc.decode(), request.url.host
        public = any(host == one or host.endswith(f".{one}") for one in _HOSTS)
        if netloc not in self._own_hosts and not (public and request.url.scheme == "https"):
            message = f"The answer leads to `{host}`, which is no server of the publisher."
            raise RefusedAnswerError(message)

    def _rest(self) -> None:
        """Keep the pause between two requests."""
        if self._asked_at is not None:
            left = self._asked_at + self._pause_s - time.monotonic()
            if left > 0:
                self._sleep(left)
        self._asked_at = time.monotonic()

    def _wait(self, seconds: float) -> None:
        self._heard(f"The server asks for patience; trying again in {seconds:.0f} s")
        self._sleep(seconds)


def _results(told: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the results of an answer; where none are found the API leaves the word out."""
    found = told.get("results")
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _usable(answer: Answer) -> Answer:
    if answer.status == 304:
        return Answer(answer.url, 304, None, answer.headers, answer.at)
    if answer.status == 404:
        raise NotPublishedError(answer.url)
    if answer.status != 200:
        message = f"{answer.url} answered with status {answer.status}: {_beginning(answer.data)}"
        raise RefusedAnswerError(message)
    return answer


def _refuse_page(answer: Answer) -> None:
    """Refuse a page for people where data is expected, whatever its status says."""
    beginning = (answer.data or b"")[:2_000].lstrip().lower()
    page = beginning.startswith((b"<!doctype html", b"<html")) or b"request access" in beginning
    if page or "text/html" in answer.headers.get("content-type", ""):
        message = (
            f"{answer.url} sent a page for people instead of data (a check for robots, it seems). "
            "Open the address in a browser, save the file, and run "
            "`python -m corpus sync --from FILE`."
        )
        raise RefusedAnswerError(message)


def _beginning(data: bytes | None) -> str:
    return " ".join((data or b"").decode("utf-8", "replace").split())[:160]


def _backoff(left: int) -> float:
    return float(2 ** (_TRIES - 1 - left)) * (1 + random.random() / 4)  # noqa: S311 (no secret)


def _retry_after(answer: Answer, otherwise: float) -> float:
    told = answer.headers.get("retry-after", "")
    if told.isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return otherwise
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
