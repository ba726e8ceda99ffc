"""The page of changes in a real browser: light and dark, wide and narrow, without any script."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from api.app import create_app
from api.web import changes
from assistant.change_reports import ChangeReport, keep_report, side_of
from assistant.changed import Outcome
from assistant.conversation import Conversations
from assistant.drafting.making import Order
from assistant.reply import ChatRequest
from assistant.settings import Settings
from assistant.wiring import texts_and_rules
from corpus.official.store import TextStore
from tests.api.web.conftest import TODAY, WIDTHS, serving, visitor_of
from tests.conftest import keeping
from tests.corpus.binding.conftest import embeds, two_versions  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def place(assistant, two_versions, tmp_path_factory) -> Iterator[str]:  # noqa: F811
    """The address of a server over two versions of a text, with all that the page can show."""
    root = tmp_path_factory.mktemp("changes") / "texts"
    shutil.copytree(two_versions.root, root)
    held = keeping(assistant, Conversations())
    share = "Our servers are 55 percent U.S. content by value."
    reply = held.answer(ChatRequest(message=share), today=TODAY)
    draft = held.drafts.made(Order(reply.case, as_of=date(2026, 6, 12), draft_id="d" * 32))
    held.conversations.keep_draft(draft, reply.case)
    sides = []
    for one in TextStore(root).promoted():
        library, rules = texts_and_rules(Settings(texts_folder=root), one)
        sides.append(side_of(one, library.digest, rules.digest))
    outcome = Outcome("question", "What is the line?", "answer", "51 percent", "45 percent")
    made = datetime(2026, 11, 20, tzinfo=UTC)
    report = ChangeReport(made=made, before=sides[0], after=sides[1], asked=7, outcomes=(outcome,))
    keep_report(root, report)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EXPORTS_TEXTS_FOLDER", str(root))
        patch.setattr(changes, "SECONDS", 600.0)
        with serving(create_app(held, today=lambda: TODAY)) as address:
            yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values())
def test_changes_are_read_without_a_script_and_in_both_schemes(browser, place, scheme, width):
    opened = visitor_of(
        browser,
        place,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    opened.go("/changes?before=previous&after=current")
    page = opened.page
    assert page.locator("#kept").inner_text().startswith("Kept conversations")
    assert "Compared on 20 November 2026: 7 questions" in page.locator("main").inner_text()
    for what in ("Case file:", "Conversation:", "Draft:", "What is the line?"):
        assert page.locator("h3", has_text=what).count() >= 1
    assert opened.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    opened.context.close()
    assert opened.errors == []
    assert opened.elsewhere == []
    plain = visitor_of(browser, place, java_script_enabled=False)
    plain.go("/changes")
    plain.page.select_option("#before", "current")
    plain.page.click("main form button")
    plain.page.wait_for_url("**/changes?before=current&after=current")
    assert "Nothing differs." in plain.page.locator("main").inner_text()
    plain.context.close()
