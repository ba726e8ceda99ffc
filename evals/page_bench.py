"""How long a server takes over each page, and how much a first visit fetches.

It talks HTTP as a browser does and reads nothing of the server but what it sends.
"""

import gzip
import http.client
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from assistant.reply import ChatRequest
from evals.errors import ServingError
from evals.measures import percentile
from evals.serving import Served

TARGET_MS = 50
"""What 95 of 100 visits to a page should stay under."""

SCRIPTS_KB = 60
"""What all scripts of a page should stay under, compressed."""

WARMING = 3
_HOST = "127.0.0.1"
_PATIENCE_S = 120
_TOLD = (
    "We are Larkspur Grid, a Delaware corporation based in Tulsa, and we are the anchor. "
    "Our member Vendel is headquartered in Oslo, and a fund from Doha owns 20 percent of it.",
    "Our servers cost $80m, of which $45m is of U.S. origin. Our target market is Ghana.",
    "Which facts are still missing?",
)
_ASSETS = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


class Answer(NamedTuple):
    """What a server sent: `sent` is what went over the wire, `text` what it says."""

    sent: bytes
    text: str
    ms: float


@dataclass(frozen=True)
class PageFigure:
    """The times of one page, and the bytes of its HTML."""

    name: str
    times_ms: tuple[float, ...]
    html_bytes: int

    @property
    def line(self) -> str:
        """The figures on a line, with whether the slow visits stay within the target."""
        middle, slow = percentile(self.times_ms, 50), percentile(self.times_ms, 95)
        held = "within" if slow < TARGET_MS else "OVER"
        size = self.html_bytes / 1_000
        return f"{self.name:<24} p50 {middle:6.1f} ms  p95 {slow:6.1f} ms  {size:6.1f} kB  {held}"


@dataclass(frozen=True)
class Weight:
    """What a first visit fetches beside the page, as it goes over the wire."""

    requests: int
    scripts_kb: float
    styles_kb: float
    others_kb: float

    @property
    def line(self) -> str:
        """The weights on a line."""
        return (
            f"A first visit: {self.requests} requests with the page; scripts "
            f"{self.scripts_kb:.1f} kB of {SCRIPTS_KB}, styles {self.styles_kb:.1f} kB, "
            f"other files {self.others_kb:.1f} kB, compressed where the server does."
        )


def pages_measured(
    server: Served, *, visits: int, heard: Callable[[str], object]
) -> Iterator[PageFigure]:
    """Visit each page of a conversation with a draft, one after another.

    Raises:
        ServingError: A page is not served.
    """
    line = http.client.HTTPConnection(_HOST, server.port, timeout=_PATIENCE_S)
    try:
        for name, path in _pages(server, line).items():
            heard(f"{name} …")
            taken = [_get(line, path) for _ in range(WARMING + visits)][WARMING:]
            size = len(gzip.compress(taken[0].sent))
            yield PageFigure(name, tuple(one.ms for one in taken), size)
    finally:
        line.close()


def weight(server: Served) -> Weight:
    """Fetch the first page with all that it names.

    Raises:
        ServingError: Something that it names is not served.
    """
    line = http.client.HTTPConnection(_HOST, server.port, timeout=_PATIENCE_S)
    try:
        named = list(dict.fromkeys(_ASSETS.findall(_get(line, "/").text)))
        sizes = {path: len(_get(line, path).sent) / 1_000 for path in named}
    finally:
        line.close()
    scripts = sum(size for path, size in sizes.items() if path.endswith(".js"))
    styles = sum(size for path, size in sizes.items() if path.endswith(".css"))
    return Weight(len(named) + 1, scripts, styles, sum(sizes.values()) - scripts - styles)


def _pages(server: Served, line: http.client.HTTPConnection) -> dict[str, str]:
    talk: str | None = None
    for message in _TOLD:
        reply = server.ask(ChatRequest(message=message, conversation_id=talk)).reply
        talk = reply.conversation_id
    draft = _made(line, "/v1/drafts", {"conversation_id": talk})["draft_id"]
    return {
        "home": "/",
        "conversation": f"/c/{talk}",
        "source": f"/c/{talk}/sources/{reply.reply_id}/1",
        "case file": f"/c/{talk}/case",
        "checklist": f"/c/{talk}/checklist",
        "draft": f"/d/{draft}",
        "documents": "/documents",
        "documents, searched": "/documents?q=hardware",
        "provision": "/provisions/CON-2",
        "check a text": "/check",
        "trust": "/trust",
    }


def _made(line: http.client.HTTPConnection, path: str, body: dict[str, object]) -> dict[str, str]:
    line.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
    response = line.getresponse()
    text = response.read().decode()
    if response.status != http.HTTPStatus.OK:
        raise ServingError(text)
    made: dict[str, str] = json.loads(text)
    return made


def _get(line: http.client.HTTPConnection, path: str) -> Answer:
    begun = time.perf_counter()
    line.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    response = line.getresponse()
    sent = response.read()
    taken = 1_000 * (time.perf_counter() - begun)
    if response.status != http.HTTPStatus.OK:
        message = f"`{path}` was answered with {response.status}."
        raise ServingError(message)
    packed = response.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(sent) if packed else sent).decode("utf-8", "replace")
    return Answer(sent, text, taken)
