"""Pictures of each page, for the README and for whoever changes the page: `docs/screens/`.

    python -m tests.api.web.screens [folder]

Light, dark, 320 pixels wide, and in print where somebody would print it. Dates and words are fixed;
the outcome is looked at by people, not compared.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from api.app import create_app
from api.opening import warmed
from assistant.conversation import Conversations
from assistant.settings import Settings
from assistant.wiring import build_assistant
from tests.api.web.conftest import CHROMIUM, QUIET, TODAY, serving, visitor_of
from tests.api.web.stubborn import StubbornAssistant
from tests.conftest import keeping

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = Path("docs/screens")
MOST_BYTES = 50_000
"""Of one picture; words must stay readable, and all together must stay small."""

QUALITIES = (70, 55, 40, 30)
MODES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1180, "height": 740}},
    "dark": {"viewport": {"width": 1180, "height": 740}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "print": {"viewport": {"width": 760, "height": 1000}},
}
PRINTED = frozenset({"answer", "checklist", "draft", "provision"})
LIGHT_ONLY = frozenset({"not-found", "trust", "documents", "provision"})
"""Pages whose colours others show as well."""

SITUATION = (
    "We are Prairie Compute, a Delaware corporation based in Omaha, and we lead the consortium. "
    "A fund from Abu Dhabi owns 18 percent of us. Our member Cedar Models is based in Toronto."
)
HARDWARE = (
    "Our servers cost $42m, of which $24m is of U.S. origin. Our target market is Kenya. "
    "May Cedar Models join?"
)
TEXT = (
    "Our proposal will certainly be designated.\n\n"
    "The U.S. content of our hardware is 93 percent. Every member is an American company.\n"
)


@dataclass(frozen=True)
class Scene:
    """A page, and what is done to it before the picture; `path` may name {conversation}."""

    name: str
    path: str
    prepare: Callable[["Page"], object] = lambda _: None


def _source(page: "Page") -> None:
    page.locator(".marker").first.click()
    page.wait_for_selector("#panel mark")
    if page.viewport_size and page.viewport_size["width"] < 500:
        page.locator("#panel").evaluate("one => one.scrollIntoView()")


def _draft(page: "Page") -> None:
    if "/d/" not in page.url:
        page.click("main form button")
    page.wait_for_selector(".sentence")


def _check(page: "Page") -> None:
    page.fill("#text", TEXT)
    page.click("main form button")
    page.wait_for_selector("#found")


def _at(selector: str) -> Callable[["Page"], None]:
    def run(page: "Page") -> None:
        page.locator(selector).first.evaluate("one => one.scrollIntoView()")

    return run


SCENES = (
    Scene("home", "/"),
    Scene("answer", "/c/{conversation}"),
    Scene("source", "/c/{conversation}", _source),
    Scene("case-file", "/c/{conversation}/case", _at("details.section[open]")),
    Scene("checklist", "/c/{conversation}/checklist"),
    Scene(
        "what-if",
        "/c/{conversation}/checklist?as_of=2026-05-01&goal=no_obstacle_found",
        _at("#what-if"),
    ),
    Scene("draft", "/c/{conversation}/draft", _draft),
    Scene("check", "/check?conversation={conversation}", _check),
    Scene("documents", "/documents?q=hardware"),
    Scene("provision", "/provisions/CON-2"),
    Scene("trust", "/trust"),
    Scene("not-found", "/nothing-here"),
)


Taken = tuple[str, bytes]


def pictures(browser: "Browser", site: str, scenes: tuple[Scene, ...]) -> Iterator[Taken]:
    """Take the pictures of a site in every mode; the first window asks what the others show."""
    asking = visitor_of(browser, site)
    asking.go("/")
    asking.ask(SITUATION)
    asking.ask(HARDWARE)
    conversation = asking.page.url.rpartition("/")[2]
    asking.context.close()
    for mode, settings in MODES.items():
        visitor = visitor_of(browser, site, **settings)
        if mode == "print":
            visitor.page.emulate_media(media="print")
        for scene in scenes:
            if mode == "print" and scene.name not in PRINTED:
                continue
            if mode == "dark" and scene.name in LIGHT_ONLY:
                continue
            visitor.go(scene.path.format(conversation=conversation))
            scene.prepare(visitor.page)
            yield f"{scene.name}-{mode}.jpg", _small(visitor.page)
        visitor.context.close()


def _small(page: "Page") -> bytes:
    """Take a picture as sharp as fits."""
    page.evaluate("document.fonts.ready")
    for quality in QUALITIES:
        taken = page.screenshot(type="jpeg", quality=quality)
        if len(taken) <= MOST_BYTES:
            break
    return taken


def starting(browser: "Browser") -> Iterator[Taken]:
    """Take the picture of a server that is not ready yet."""
    ready = Event()

    def build() -> Any:
        ready.wait()
        return StubbornAssistant()

    with serving(create_app(build=build, today=lambda: TODAY)) as site:
        for mode in ("light", "dark"):
            visitor = visitor_of(browser, site, **MODES[mode], java_script_enabled=False)
            visitor.go("/")
            yield f"starting-{mode}.jpg", visitor.page.screenshot(type="jpeg", quality=QUALITIES[0])
            visitor.context.close()
        ready.set()


def main(folder: Path, only: frozenset[str] = frozenset()) -> None:
    """Take all pictures, or those of some scenes, into a folder."""
    import shutil

    from playwright.sync_api import sync_playwright

    assistant = build_assistant(Settings())
    assistant.warm()
    warmed(assistant)
    app = create_app(keeping(assistant, Conversations()), today=lambda: TODAY)
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, serving(app) as site:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        chosen = tuple(one for one in SCENES if not only or one.name in only)
        for name, taken in (*pictures(browser, site, chosen), *starting(browser)):
            (folder / name).write_bytes(taken)
            sys.stdout.write(f"{name} {len(taken) // 1000} kB\n")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, frozenset(sys.argv[2:]))
