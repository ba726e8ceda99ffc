"""A named fake: a server on this machine that plays the Register's API and that of the Code.

It gives what a test puts into it, in the shapes that the real one gives, and misbehaves on order.
It listens on loopback only, on a port of its own, and ends with the test.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

CEILING = 10_000
CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Federal Register :: Request Access</title></head>"
    b"<body><h1>Request Access</h1></body></html>"
)


@dataclass
class Trouble:
    """What goes wrong on a path, so many times; then all is well."""

    status: int = 200
    times: int = 1
    retry_after: str | None = None
    body: bytes | None = None
    content_type: str = "text/html"
    cut_off: bool = False


@dataclass
class FakeRegister:
    """What the server holds, and what it was asked; tests change it while it runs."""

    url: str = ""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    sections: dict[tuple[int, str], bytes] = field(default_factory=dict)
    code_day: date = date(2026, 11, 27)
    trouble: dict[str, Trouble] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    ceiling: int = CEILING
    slow: threading.Event | None = None
    """While it is not set, texts wait: for tests that kill in the middle."""
    waiting: threading.Event = field(default_factory=threading.Event)

    def publish(self, number: str, xml: bytes, **told: Any) -> None:
        """Add a document, or a new text or record of one."""
        path = f"/documents/full_text/xml/{number}.xml"
        self.texts[path] = xml
        record: dict[str, Any] = {
            "document_number": number,
            "title": f"Invented document {number}",
            "type": "Notice",
            "publication_date": "2026-04-10",
            "full_text_xml_url": f"{self.url}{path}",
            "html_url": f"https://www.federalregister.gov/documents/2026/04/10/{number}/invented",
            "agencies": [{"raw_name": "BUREAU OF INVENTED EXAMPLES", "name": "Invented Bureau"}],
            "docket_ids": [],
            "corrections": [],
            "page_views": {"count": len(self.asked)},
        }
        self.records[number] = {**record, **told}

    def times_asked(self) -> Counter[str]:
        """Count the requests by path."""
        return Counter(urlsplit(one).path for one in self.asked)


@contextmanager
def served(register: FakeRegister | None = None) -> Iterator[FakeRegister]:
    """Let a fake Register listen while the block runs."""
    register = register or FakeRegister()
    handler = type("Handler", (_Handler,), {"held": register})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    register.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield register
    finally:
        if register.slow is not None:
            register.slow.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    held: FakeRegister
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        held, split = self.held, urlsplit(self.path)
        path = unquote(split.path)
        held.asked.append(self.path)
        held.headers.append(dict(self.headers))
        trouble = held.trouble.get(path)
        if trouble is not None and trouble.times > 0:
            trouble.times -= 1
            self._misbehave(trouble, path)
        elif path in held.texts:
            self._text(held.texts[path])
        elif path == "/api/v1/documents.json":
            self._json(self._search(parse_qs(split.query)))
        elif path.startswith("/api/v1/documents/") and path.endswith(".json"):
            self._documents(path.removeprefix("/api/v1/documents/").removesuffix(".json"))
        elif path == "/api/versioner/v1/titles.json":
            day = held.code_day.isoformat()
            titles = [{"number": n, "up_to_date_as_of": day} for n in range(1, 51)]
            self._json({"titles": titles})
        elif path.startswith("/api/versioner/v1/full/"):
            self._section(path, parse_qs(split.query))
        else:
            self._json({"status": 404, "message": "Record Not Found"}, 404)

    def _documents(self, numbers: str) -> None:
        held, wanted = self.held, numbers.split(",")
        found = [held.records[one] for one in wanted if one in held.records]
        if len(wanted) == 1:
            missing = {"status": 404, "message": "Record Not Found"}
            self._json(found[0] if found else missing, 200 if found else 404)
        elif found:
            self._json({"count": len(found), "results": found})
        else:
            self._json({"count": 0})

    def _search(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """Search as the real server does, with its ceiling and its way of going back to page 1."""
        found = sorted(
            (one for one in self.held.records.values() if _matches(one, query)),
            key=lambda one: (str(one["publication_date"]), str(one["document_number"])),
            reverse=True,
        )
        per_page = int(query.get("per_page", ["20"])[0])
        page = int(query.get("page", ["1"])[0])
        if page * per_page > self.held.ceiling:
            page = 1
        count = min(len(found), self.held.ceiling)
        if not count:
            return {"count": 0, "description": "No documents"}
        results = found[(page - 1) * per_page : page * per_page]
        return {"count": count, "total_pages": -(-count // per_page), "results": results}

    def _section(self, path: str, query: Mapping[str, list[str]]) -> None:
        day, title = path.removeprefix("/api/versioner/v1/full/").split("/")
        key = (int(title.removeprefix("title-").removesuffix(".xml")), query["section"][0])
        if day != self.held.code_day.isoformat() or key not in self.held.sections:
            self._json({"status": 404}, 404)
        else:
            self._send(self.held.sections[key], "application/xml")

    def _text(self, data: bytes) -> None:
        held = self.held
        if held.slow is not None:
            held.waiting.set()
            held.slow.wait(60)
        tag = f'"{sha256(data).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(b"", "application/xml", 304, {"ETag": tag})
        else:
            self._send(data, "application/xml", 200, {"ETag": tag})

    def _misbehave(self, trouble: Trouble, path: str) -> None:
        body = trouble.body
        if trouble.cut_off:
            whole = self.held.texts.get(path, b"{}")
            self.send_response(200)
            self.send_header("Content-Type", "application/xml")
            self.send_header("Content-Length", str(len(whole)))
            self.end_headers()
            self.wfile.write(whole[: len(whole) // 2])
            self.close_connection = True
            return
        headers = {"Retry-After": trouble.retry_after} if trouble.retry_after else {}
        self._send(body or b"", trouble.content_type, trouble.status, headers)

    def _json(self, told: object, status: int = 200) -> None:
        self._send(json.dumps(told).encode(), "application/json", status)

    def _send(
        self,
        data: bytes,
        content_type: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _matches(record: Mapping[str, Any], query: Mapping[str, list[str]]) -> bool:
    """Whether a record is found; conditions that are not played here find everything."""
    everything = json.dumps(record, ensure_ascii=False).lower()
    day = str(record["publication_date"])
    tests: dict[str, Callable[[str], bool]] = {
        "conditions[term]": lambda one: one.strip('"').lower() in everything,
        "conditions[agencies][]": lambda one: one in [a.get("slug") for a in record["agencies"]],
        "conditions[docket_id]": lambda one: one in record["docket_ids"],
        "conditions[citing_document_numbers]": lambda one: one.lower() in everything,
        "conditions[publication_date][gte]": lambda one: day >= one,
        "conditions[publication_date][lte]": lambda one: day <= one,
    }
    return all(
        any(test(value) for value in query[name]) for name, test in tests.items() if name in query
    )
