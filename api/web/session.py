"""Who sends a form: a cookie for the browser, and a token in each form that only our pages hold.

A page of another site can make a browser post here, with the cookie; it cannot read the token.
"""

import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Form, Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.responses import Response

from api.errors import StaleFormError, TooManyRequestsError

COOKIE = "session"
FORMS_A_MINUTE = 120
"""Forms that one browser may send in a minute: fields save themselves; more is no person."""

_SECRET = secrets.token_bytes(32)
_limiter = MovingWindowRateLimiter(MemoryStorage())
_rate = RateLimitItemPerMinute(FORMS_A_MINUTE)


def session_of(request: Request) -> str:
    """Return the browser's session; a new one where it sends none that we could have given."""
    held = request.cookies.get(COOKIE, "")
    if len(held) == 43 and held.replace("-", "").replace("_", "").isalnum():
        return held
    made = getattr(request.state, "new_session", None) or secrets.token_urlsafe(32)
    request.state.new_session = made
    return made


def token_of(session: str) -> str:
    """Return the token that forms of a session carry."""
    return hmac.new(_SECRET, session.encode(), hashlib.sha256).hexdigest()


def keep(session: str, request: Request, response: Response) -> None:
    """Give the browser its session, if it is new."""
    if getattr(request.state, "new_session", None) == session:
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, session, httponly=True, samesite="strict", secure=secure, path="/"
        )


def checked(
    request: Request,
    token: Annotated[str, Form(max_length=64)] = "",
    message: Annotated[str, Form()] = "",
) -> None:
    """Let a form pass that one of our pages sent, and not too many of them.

    A message that was written stays at hand, so that a page that refuses it can give it back.

    Raises:
        StaleFormError: The token is not that of the session.
        TooManyRequestsError: The browser sends more than a person would.
    """
    request.state.written = message
    session = session_of(request)
    if not hmac.compare_digest(token, token_of(session)):
        raise StaleFormError
    if not _limiter.hit(_rate, session):
        raise TooManyRequestsError(FORMS_A_MINUTE)


OurForm = Depends(checked)
