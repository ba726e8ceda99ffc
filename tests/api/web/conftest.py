"""A real browser before a real server: the page as somebody opens it.

The server listens on loopback and is stopped at the end. The browser is the system's Chromium, or
else the one that Playwright brings; where there is neither, these tests say that they skip.
"""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from api.app import create_app
from api.opening import warmed
from assistant.conversation import Conversations
from tests.conftest import keeping

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Page

TODAY = date(2026, 11, 21)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDTHS = {"wide": 1280, "narrow": 320}
PATIENCE_MS = 60_000
"""How long a step may take; machines that build are slow, and nothing here measures time."""


@contextmanager
def serving(app: "FastAPI") -> Iterator[str]:
    """Serve an application on a free port; give its address."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [held]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + PATIENCE_MS / 1_000
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        assert server.started
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="session")
def site(assistant: Any) -> Iterator[str]:
    """The address of a server with conversations of its own; what it answers with is loaded."""
    assistant.warm()
    warmed(assistant)
    with serving(create_app(keeping(assistant, Conversations()), today=lambda: TODAY)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    from playwright.sync_api import Error, sync_playwright

    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        try:
            opened = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        except Error as missing:
            pytest.skip(f"NO BROWSER: the page was not tested. {str(missing).splitlines()[0]}")
        yield opened
        opened.close()


@dataclass
class Visitor:
    """A browser window that notes what must not happen."""

    site: str
    context: "BrowserContext"
    page: "Page"
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(f"{self.site}{path}")

    def ask(self, message: str) -> None:
        """Write a message and wait for its answer."""
        before = self.page.locator(".turn .answer__headline").count()
        self.page.fill("#message", message)
        self.page.keyboard.press("Control+Enter")
        self.page.locator(".turn .answer__headline").nth(before).wait_for()
        self.page.locator("#working").wait_for(state="detached")

    def violations(self) -> list[str]:
        """Return what axe finds wrong with the page as it is, by WCAG 2.2 A and AA."""
        script = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
        session = self.context.new_cdp_session(self.page)
        # Through the debugger, so that the policy of the page need not be loosened.
        session.send("Runtime.evaluate", {"expression": script})
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        told = session.send(
            "Runtime.evaluate",
            {
                "expression": f"axe.run(document, {{runOnly: {tags}}}).then(r => JSON.stringify("
                "r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | '))))",
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        session.detach()
        import json

        found: list[str] = json.loads(told["result"]["value"])
        return found


def visitor_of(browser: "Browser", site: str, **settings: Any) -> Visitor:
    """Open a window; `settings` are those of a browser context."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
    context.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(site, context, context.new_page())
    page = visitor.page
    page.on("pageerror", lambda error: visitor.errors.append(str(error)))
    page.on(
        "console",
        lambda told: (
            visitor.errors.append(f"{told.text} {told.location.get('url')}")
            if told.type == "error"
            else None
        ),
    )
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith((site, "data:")) else visitor.elsewhere.append(asked.url)
        ),
    )
    return visitor


@pytest.fixture
def visitor(browser: "Browser", site: str) -> Iterator[Visitor]:
    """A window on the site; at its end nothing may have gone wrong in it, or left the host."""
    opened = visitor_of(browser, site)
    yield opened
    opened.context.close()
    assert opened.errors == []
    assert opened.elsewhere == []


@pytest.fixture
def plain_visitor(browser: "Browser", site: str) -> Iterator[Visitor]:
    """A window without JavaScript."""
    opened = visitor_of(browser, site, java_script_enabled=False)
    yield opened
    opened.context.close()
    assert opened.elsewhere == []
