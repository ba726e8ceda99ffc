"""Templates to pages: what every page gets, and the headers that every page carries."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.opening import Opening
from api.web.assets import assets
from api.web.naming import spoken_path, spoken_value
from api.web.session import keep, session_of, token_of
from rules.assessment import spoken

_TEMPLATES = Path(__file__).parent / "templates"

# No script or style stands in a page, none comes from elsewhere, and nothing frames a page.
CONTENT_SECURITY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Return the templates: everything is escaped, and a missing value is an error."""
    found = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["asset"] = assets.address
    found.filters["day"] = _day
    found.filters["spoken_path"] = spoken_path
    found.globals["spoken_value"] = spoken_value
    return found


def fragment(template: str, request: Request, values: Mapping[str, Any]) -> str:
    """Write a part of a page."""
    opening: Opening = request.app.state.opening
    told = {"token": token_of(session_of(request)), "text_goes_to": opening.text_goes_to}
    return templates().get_template(template).render(told | dict(values))


def page(
    template: str, request: Request, values: Mapping[str, Any], *, status: int = 200
) -> HTMLResponse:
    """Write a page, with its headers and the browser's session."""
    path = request.url.path
    text = fragment(template, request, {"path": path, "here": "", **values})
    response = HTMLResponse(text, status_code=status, headers=HEADERS)
    keep(session_of(request), request, response)
    return response


def wants_part(request: Request) -> bool:
    """Whether a script of the page asks for a part of it, and not a browser for the whole."""
    asked = request.headers.get("hx-request") == "true"
    restoring = request.headers.get("hx-history-restore-request") == "true"
    return asked and not restoring


def _day(value: date | None) -> str:
    return spoken(value) if value else ""
