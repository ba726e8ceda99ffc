"""The page in a real browser: journeys, keyboard, widths, and what axe says of each state."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.api.web.conftest import WIDTHS, Visitor, visitor_of

SITUATION = (
    "We are Juniper Racks, a Delaware corporation based in Boise, and we are the anchor. "
    "A fund from Shanghai owns 30 percent of us."
)
HOSTILE = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"


def test_counsel_asks_reads_the_source_and_goes_back(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask(SITUATION)
    page = visitor.page
    conversation = page.url

    assert "/c/" in conversation
    assert page.inner_text("#announcement").startswith("Answer ready")
    page.locator(".marker").first.click()
    page.wait_for_selector("#panel mark")
    assert page.evaluate("document.activeElement.id") == "panel"
    assert "/sources/" in page.url
    page.go_back()
    page.wait_for_url(conversation)
    assert page.locator(".turn").count() == 1


def test_a_conversation_goes_on_and_is_found_again(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask("Who decides on a proposal?")
    visitor.ask("And who says so?")

    assert visitor.page.locator(".turn").count() == 2
    visitor.page.reload()
    assert visitor.page.locator(".turn").count() == 2
    assert visitor.page.locator("#conversations a[aria-current]").count() == 1


def test_the_last_message_is_changed_and_its_turn_goes(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask("Who decides on a proposal?")
    visitor.ask("We are Acme Compute, based in Texas, and we are the anchor.")
    page = visitor.page
    conversation = page.url
    assert page.locator(".change:visible").count() == 1
    page.click(".change:visible")
    page.wait_for_selector("#changing .strip")
    assert page.input_value("#message").startswith("We are Acme Compute, based in Texas")
    page.fill("#message", "We are Acme Compute, based in Ohio, and we are the anchor.")
    page.keyboard.press("Control+Enter")
    page.locator(".turn .message", has_text="based in Ohio").wait_for()
    page.wait_for_selector("#working", state="detached")

    for _ in range(2):
        told = page.locator(".turn .message").all_inner_texts()
        assert [("Texas" in one, "Ohio" in one) for one in told] == [(False, False), (False, True)]
        page.goto(conversation)
    assert page.locator("#changing .strip").count() == 0


def test_the_only_message_is_changed_and_the_next_goes_on(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask("Who decides on a proposal?")
    page = visitor.page
    before = page.url
    page.click(".change:visible")
    page.fill("#message", "Who may lead a consortium?")
    page.keyboard.press("Control+Enter")
    page.locator(".turn .message", has_text="Who may lead").wait_for()
    page.wait_for_selector("#working", state="detached")
    visitor.ask("And who says so?")

    assert page.url.partition("?")[0] != before
    assert page.locator(".turn").count() == 2
    page.reload()
    assert page.locator(".turn").count() == 2


def test_the_keyboard_alone_is_enough(visitor: Visitor) -> None:
    visitor.go("/")
    page = visitor.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    for _ in range(30):
        if page.evaluate("document.activeElement.id") == "message":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("How many target markets must we name?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn:not(.turn--working) .marker")
    assert page.input_value("#message") == ""


def test_it_works_without_scripts(plain_visitor: Visitor) -> None:
    plain_visitor.go("/")
    page = plain_visitor.page
    page.fill("#message", "How many target markets must we name?")
    page.click("#send")
    page.wait_for_selector(".turn .marker")
    page.locator(".marker").first.click()

    page.wait_for_selector("#panel mark")


def test_a_script_in_a_message_does_nothing(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask(f"We are {HOSTILE} Inc., based in Texas.")
    visitor.page.goto(f"{visitor.page.url}/checklist")

    assert visitor.page.evaluate("window.hurt") is None


def hostile_case() -> dict[str, object]:
    """A case file with a script wherever text can stand."""
    return {
        "title": HOSTILE,
        "submitted_by": HOSTILE,
        "members": [
            {
                "name": HOSTILE,
                "roles": ["anchor"],
                "headquarters": "US",
                "owners": [{"name": f"{HOSTILE} Fund", "country": "CN", "percent": 20}],
            }
        ],
        "layers": {
            "hardware": {
                "description": HOSTILE,
                "items": [{"name": HOSTILE, "value_usd": 10, "us_origin_value_usd": 5}],
            }
        },
        "markets": [{"name": "Kenya", "demand": HOSTILE, "competitors": [{"name": HOSTILE}]}],
        "confidential_parts": [HOSTILE],
    }


def test_a_script_in_a_file_or_a_name_does_nothing(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/c/new/case")
    page.set_input_files(
        "#file",
        {
            "name": "<img src=x onerror='window.hurt = 1'>.json",
            "mimeType": "application/json",
            "buffer": json.dumps(hostile_case()).encode(),
        },
    )
    page.click("text=Bring it")
    page.wait_for_selector(".strip--good")
    conversation = page.url.partition("/case")[0].removeprefix(visitor.site)
    for path in ("", "/case", "/checklist", "/checklist?goal=no_obstacle_found", "/delete"):
        visitor.go(conversation + path)
        assert page.evaluate("window.hurt") is None, path
    visitor.go(f"{conversation}/draft")
    page.click("text=Make the draft")
    page.wait_for_selector(".sentence")
    page.click("text=New version from the case file")
    page.click("text=what is different")
    page.wait_for_selector("h1")
    assert page.evaluate("window.hurt") is None
    visitor.go(f"/conversations?q={quote(HOSTILE)}")
    visitor.go(f"/documents?q={quote(HOSTILE)}")
    visitor.go("/check")
    page.set_input_files(
        "#file",
        {"name": f"{HOSTILE}.md", "mimeType": "text/markdown", "buffer": HOSTILE.encode() * 3},
    )
    page.click("main form button")
    page.wait_for_selector("#found")

    assert page.evaluate("window.hurt") is None
    assert page.locator("script:not([src]), img[src=x]").count() == 0


def tabbed(visitor: Visitor, selector: str, most: int = 400) -> None:
    """Go to an element with the Tab key alone."""
    for _ in range(most):
        if visitor.page.evaluate("one => document.activeElement.matches(one)", selector):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(selector)


def test_the_keyboard_goes_from_a_question_to_a_file(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/")
    tabbed(visitor, "#message")
    page.keyboard.type(SITUATION)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".turn:not(.turn--working) .marker")
    tabbed(visitor, ".marker")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark")
    assert page.evaluate("document.activeElement.id") == "panel"
    tabbed(visitor, ".panel__close")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel mark", state="detached")
    tabbed(visitor, "a[href$='/draft']")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Draft a proposal')")
    tabbed(visitor, "main form .usa-button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sentence")
    tabbed(visitor, "a[href$='.docx']")
    with page.expect_download() as told:
        page.keyboard.press("Enter")
    assert told.value.suggested_filename.endswith(".docx")
    tabbed(visitor, ".sentence--applicant > summary")
    page.keyboard.press("Enter")
    tabbed(visitor, ".sentence__edit textarea")
    page.keyboard.press("Control+A")
    page.keyboard.type("We lead, and we say so ourselves.")
    page.get_by_text("Saved.").first.wait_for()
    page.reload()

    assert "We lead, and we say so ourselves." in page.inner_text("main")


def test_a_draft_is_worded_and_its_matrix_filled_without_scripts(plain_visitor: Visitor) -> None:
    page = plain_visitor.page
    plain_visitor.go("/")
    page.fill("#message", SITUATION)
    page.click("#send")
    page.wait_for_selector(".turn .marker")
    page.click("nav >> text=Case file")
    page.click("summary:has-text('Target markets')")
    page.click("text=Add a market")
    page.fill("input[name='markets[0].name']", "Kenya")
    page.click(".case__save button")
    page.wait_for_selector(".strip--good")
    page.click("nav >> text=Draft")
    page.click("text=Make the draft")
    own = page.locator("#target_markets .sentence--applicant").first
    own.locator("summary").click()
    own.locator("textarea").fill("Kenya alone is our market.")
    own.locator("noscript button, button").first.click()
    page.wait_for_selector("text=Kenya alone is our market. >> nth=0")
    row = page.locator(".matrix form").first
    row.locator("[name=owner]").fill("Ines")
    row.locator("[name=due]").fill("2026-12-24")
    row.locator("button").click()

    assert page.locator(".matrix [name=owner]").first.input_value() == "Ines"
    assert page.locator(".matrix [name=due]").first.input_value() == "2026-12-24"


def test_a_drafter_goes_from_facts_to_a_file(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask(SITUATION)
    page = visitor.page
    page.click("text=Case file")
    page.click("text=Target markets")
    page.click("text=Add a market")
    page.fill("input[name='markets[0].name']", "Kenya")
    page.click(".case__save button")
    page.wait_for_selector(".strip--good")
    page.click("nav >> text=Draft")
    page.click("text=Make the draft")
    page.wait_for_selector(".sentence")
    assert "Kenya" in page.inner_text("#target_markets")
    own = page.locator("#target_markets .sentence--applicant").first
    own.locator("summary").click()
    own.locator("textarea").fill("Kenya comes first, and it is our only market.")
    own.locator(".saved").get_by_text("Saved").wait_for()
    with page.expect_download() as told:
        page.click("text=Word >> nth=0")
    assert told.value.suggested_filename.endswith(".docx")
    page.click("text=New version from the case file")
    page.wait_for_selector("text=version 2")
    assert "our only market" in page.inner_text("#target_markets")
    page.click("text=what is different")
    page.wait_for_selector("text=Version 1 and version 2")


def test_an_engineer_reads_what_a_rule_rests_on(visitor: Visitor) -> None:
    visitor.go("/")
    visitor.ask(SITUATION)
    page = visitor.page
    page.click("nav >> text=Checklist")
    page.select_option("#outcome", label="Not met (1)")
    page.click("main form button")
    finding = page.locator(".finding").first
    finding.locator("summary").click()
    assert finding.locator(".proof li").count() >= 1
    finding.locator("a").first.click()
    page.wait_for_selector("h1")
    assert "/provisions/" in page.url


# 400 percent of 1280 by 1024 pixels leaves a window of 320 by 256.
WINDOWS = {
    "wide, light": {"viewport": {"width": WIDTHS["wide"], "height": 800}},
    "wide, dark": {"viewport": {"width": WIDTHS["wide"], "height": 800}, "color_scheme": "dark"},
    "narrow, light": {"viewport": {"width": WIDTHS["narrow"], "height": 800}},
    "narrow, dark": {
        "viewport": {"width": WIDTHS["narrow"], "height": 800},
        "color_scheme": "dark",
    },
    "400 percent": {"viewport": {"width": 320, "height": 256}, "reduced_motion": "reduce"},
    "forced colours": {
        "viewport": {"width": WIDTHS["wide"], "height": 800},
        "forced_colors": "active",
    },
}
TEXT = "Our proposal will certainly be designated. Our U.S. content is 93 percent."


class Looker:
    """Looks at states of pages in one window, and keeps what is wrong with each."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.found: dict[str, list[str]] = {}

    def look(self, state: str) -> None:
        """Hear what axe says of the page as it is, and whether it scrolls sideways."""
        wrong = self.visitor.violations()
        if self.visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append("the page scrolls sideways")
        if wrong:
            self.found[state] = wrong

    def go(self, state: str, path: str) -> None:
        """Open a page and look at it."""
        self.visitor.go(path)
        self.look(state)

    def refused(self, state: str) -> None:
        """Look at a page that refuses something, which the browser notes as an error."""
        self.look(state)
        self.visitor.errors.clear()


@pytest.fixture(params=WINDOWS.values(), ids=WINDOWS)
def looker(browser, site, request) -> Iterator[Looker]:
    """A window of one kind; at its end nothing may have been wrong with what was seen in it."""
    visitor = visitor_of(browser, site, **request.param)
    looking = Looker(visitor)
    yield looking
    visitor.context.close()
    assert looking.found == {}
    assert visitor.errors == []
    assert visitor.elsewhere == []


def test_no_state_of_a_page_is_closed_to_anybody(looker: Looker) -> None:
    visitor, page = looker.visitor, looker.visitor.page
    looker.go("empty", "/")
    visitor.ask(SITUATION)
    looker.look("answered")
    for fold in page.locator(".turn details > summary").all():
        if fold.is_visible():
            fold.click()
    looker.look("unfolded")
    page.locator(".marker").first.click()
    page.wait_for_selector("#panel mark")
    looker.look("source")
    conversation = page.url.partition("/sources")[0].removeprefix(visitor.site)
    for state, path in {
        "case file, new": "/c/new/case",
        "checklist": f"{conversation}/checklist",
        "checklist, nothing so": f"{conversation}/checklist?outcome=not_in_force&kind=factor",
        "what-if": f"{conversation}/checklist?goal=no_obstacle_found&as_of=2026-05-01",
        "delete": f"{conversation}/delete",
        "documents": "/documents?q=hardware",
        "documents, nothing found": "/documents?q=",
        "document": "/documents/call-for-proposals",
        "provision": "/provisions/CON-2",
        "trust": "/trust",
        "conversations": "/conversations?q=juniper",
        "conversations, none": "/conversations?q=quaggaquagga",
        "check": "/check",
    }.items():
        looker.go(state, path)
    page.fill("#text", TEXT)
    page.click("main form button")
    page.wait_for_selector("#lint-1")
    looker.look("checked")
    visitor.go(conversation)
    page.click(".change:visible")
    page.wait_for_selector("#changing .strip")
    looker.look("changing")
    visitor.go("/nothing-here")
    looker.refused("not found")


def test_no_state_of_a_case_file_or_a_draft_is_closed_to_anybody(looker: Looker) -> None:
    visitor, page = looker.visitor, looker.visitor.page
    visitor.go("/")
    visitor.ask(SITUATION)
    conversation = page.url.removeprefix(visitor.site)
    looker.go("case file", f"{conversation}/case")
    page.locator("[name='members[0].headquarters']").fill("Nowhereland")
    page.click(".case__save button")
    page.wait_for_selector(".strip--bad")
    looker.refused("case file with faults")
    looker.go("draft to make", f"{conversation}/draft")
    page.click("text=Make the draft")
    page.wait_for_selector(".sentence")
    page.locator(".sentence > summary").first.click()
    looker.look("draft")
    made = page.url.removeprefix(visitor.site)
    page.set_input_files("#matrix-file", {"name": "m.xlsx", "mimeType": "", "buffer": b"PK"})
    page.click("#matrix .case__files button")
    page.wait_for_selector("#matrix", state="detached")
    looker.refused("matrix refused")
    visitor.go(made)
    page.click("text=New version from the case file")
    page.click("text=what is different")
    page.wait_for_selector("h1:has-text('and version')")
    looker.look("difference")
    looker.go("draft to delete", f"{made}/delete")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_answer_prints_with_the_words_of_its_sources(browser, site, scripts) -> None:
    visitor = visitor_of(browser, site, java_script_enabled=scripts, color_scheme="dark")
    page = visitor.page
    visitor.go("/")
    page.fill("#message", "How many target markets must we name?")
    page.click("#send")
    page.wait_for_selector(".turn .marker")
    page.emulate_media(media="print")

    assert page.locator(".sources q").first.is_visible()
    for hidden in (".bar", ".side", "#composer", "#panel", ".answer__foot .quiet"):
        assert not page.locator(hidden).first.is_visible(), hidden
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor") if scripts else None
    assert ground in (None, "rgb(255, 255, 255)")
    assert page.locator(".foot").is_visible()
    visitor.context.close()


def test_nothing_moves_for_who_wants_it_still(browser, site) -> None:
    visitor = visitor_of(browser, site, reduced_motion="reduce")
    visitor.go("/")
    moving = visitor.page.evaluate(
        "[...document.querySelectorAll('*')].filter(one => {"
        " const s = getComputedStyle(one);"
        " return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0.01 })"
        ".map(one => one.outerHTML.slice(0, 80))"
    )
    visitor.context.close()

    assert moving == []
