"""States that a page has beside its usual one: starting, stopped, failed, cut off, very long."""

from collections.abc import Callable, Iterator
from threading import Event
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.api.web.conftest import TODAY, WIDTHS, Visitor, serving, visitor_of
from tests.api.web.stubborn import SENTENCES, StubbornAssistant

HTML = {"accept": "text/html"}
Opens = Callable[..., Visitor]


@pytest.fixture(scope="module")
def stubborn() -> Iterator[SimpleNamespace]:
    """A server whose assistant waits, breaks and talks at length."""
    assistant = StubbornAssistant()
    with serving(create_app(assistant, today=lambda: TODAY)) as address:
        yield SimpleNamespace(site=address, assistant=assistant)


@pytest.fixture
def opens(browser) -> Iterator[Opens]:
    """Open windows that are closed at the end of a test."""
    opened: list[Visitor] = []

    def run(site: str, **settings) -> Visitor:
        opened.append(visitor_of(browser, site, **settings))
        return opened[-1]

    yield run
    for one in opened:
        one.context.close()


def sent(visitor: Visitor, message: str) -> None:
    visitor.page.fill("#message", message)
    visitor.page.keyboard.press("Control+Enter")


def test_a_page_waits_for_the_index_by_itself(opens):
    ready = Event()

    def build() -> StubbornAssistant:
        assert ready.wait(120)
        return StubbornAssistant()

    with serving(create_app(build=build, today=lambda: TODAY)) as site:
        visitor = opens(site, java_script_enabled=False)
        page = visitor.page
        page.goto(f"{site}/documents")
        assert page.inner_text("h1") == "The assistant is starting"
        ready.set()
        page.locator("h1", has_text="Documents").wait_for()
        assert page.url == f"{site}/documents"


def test_while_it_starts_a_page_loads_itself_again_and_a_part_does_not():
    with TestClient(create_app(build=Event().wait, today=lambda: TODAY)) as client:
        opened = client.get("/c/x?change=1", headers=HTML)
        part = client.get("/documents", headers=HTML | {"hx-request": "true"})

    assert (opened.status_code, opened.headers["refresh"]) == (503, "3")
    assert 'href="/c/x?change=1"' in opened.text
    assert part.status_code == 503
    assert "<html" not in part.text


def test_a_stopped_answer_gives_the_message_back(stubborn, opens):
    visitor = opens(stubborn.site)
    page = visitor.page
    visitor.go("/")
    sent(visitor, "wait")
    page.wait_for_selector("#working")
    assert page.input_value("#message") == ""
    assert page.locator("#send").is_disabled()
    assert visitor.violations() == []
    page.click("#stop")

    page.get_by_text("Stopped. Nothing was kept").first.wait_for()
    assert page.input_value("#message") == "wait"
    assert page.locator(".turn").count() == 0
    assert page.url == f"{stubborn.site}/"
    assert page.locator("#send").is_enabled()
    assert stubborn.assistant.left.wait(60)
    assert visitor.violations() == []
    visitor.ask("And now this.")
    assert page.locator("#note").is_hidden()


def test_an_answer_that_breaks_is_said_and_can_be_sent_again(stubborn, opens):
    visitor = opens(stubborn.site)
    page = visitor.page
    visitor.go("/")
    sent(visitor, "break")
    page.wait_for_selector(".turn--failed")

    assert "Nothing was kept" in page.inner_text(".turn--failed")
    assert "words of the inside" not in page.content()
    assert page.input_value("#message") == "break"
    assert page.url == f"{stubborn.site}/"
    assert visitor.violations() == []
    page.click("text=Try again")
    page.locator(".turn--failed").nth(1).wait_for()
    assert page.input_value("#message") == "break"


def test_a_server_that_is_gone_is_told_and_nothing_is_lost(stubborn, opens):
    visitor = opens(stubborn.site)
    page = visitor.page
    visitor.go("/")
    visitor.context.set_offline(True)
    page.wait_for_selector("#offline:not([hidden])")
    sent(visitor, "Is anybody there?")
    page.wait_for_selector("#send:not([disabled])")
    assert page.input_value("#message") == "Is anybody there?"
    assert visitor.violations() == []
    visitor.context.set_offline(False)
    page.wait_for_selector("#offline", state="hidden")
    page.keyboard.press("Control+Enter")

    page.wait_for_selector(".turn .answer__headline")


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_long_answer_stays_in_its_place(stubborn, opens, width):
    visitor = opens(stubborn.site, viewport={"width": width, "height": 600})
    page = visitor.page
    visitor.go("/")
    visitor.ask("long")

    assert page.locator(".says").count() == SENTENCES + 1
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    # One reads from its beginning, not from its end.
    assert page.locator(".turn .answer__headline").is_visible()
    assert page.evaluate(
        "document.querySelector('.turn').getBoundingClientRect().top > -20 && "
        "document.querySelector('.turn').getBoundingClientRect().top < innerHeight"
    )
    assert visitor.violations() == []


def test_a_refused_form_is_told_where_the_answer_would_stand(stubborn, opens):
    visitor = opens(stubborn.site)
    page = visitor.page
    visitor.go("/")
    page.evaluate("document.querySelector('#composer [name=token]').value = '0'.repeat(64)")
    sent(visitor, "Who decides?")
    page.wait_for_selector("#thread .problem")

    assert page.locator("#thread h1").count() == 0
    assert page.input_value("#message") == "Who decides?"
    assert visitor.violations() == []
