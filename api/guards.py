"""What every request passes before a route sees it: host, size, and a net for bugs."""

import ipaddress
import logging
import traceback
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import (
    LONGEST_BODY,
    LONGEST_FORM,
    ApiError,
    BodyTooLargeError,
    UnexpectedError,
    UnknownHostError,
)
from api.refusing import refusal

log = logging.getLogger("api")

_TEST_HOST = "testserver"
"""The name that Starlette's test client gives; no name server knows it."""


def is_loopback(host: str) -> bool:
    """Whether a host, as a name or an address without port, can only be this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


class LoopbackHosts:
    """Lets only requests in that name this machine.

    A page on another site can make its own name resolve to 127.0.0.1 (DNS rebinding); the Host
    header still carries that name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http":
            host = Headers(scope=scope).get("host", "")
            name = host if host.endswith("]") else host.rsplit(":", 1)[0]
            if name != _TEST_HOST and not is_loopback(name):
                await _refuse(UnknownHostError(host), scope, receive, send)
                return
        await self.app(scope, receive, send)


class BodyLimit:
    """Reads a body whole before a route does, and refuses one that is too long.

    It counts what arrives, so that a chunked body is held to the limit as one of stated length is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        longest = LONGEST_FORM if is_form else LONGEST_BODY
        stated = headers.get("content-length", "0")
        body = bytearray()
        more = True
        too_large = stated.isdecimal() and int(stated) > longest
        while more and not too_large:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            too_large = len(body) > longest
        if too_large:
            # The rest of the body is not read, so the connection cannot be used again.
            closing = {"Connection": "close"}
            await _refuse(BodyTooLargeError(longest), scope, receive, send, closing)
            return
        await self.app(scope, _replaying(bytes(body), receive), send)


def _replaying(body: bytes, receive: Receive) -> Receive:
    """Give the body once, then whatever the connection says."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


class NoSniffing:
    """Tells browsers to take every response for what it says it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the header to its response."""

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self.app(scope, receive, send_with_header)


class Net:
    """Turns a bug into a problem without internals, and puts its traceback into the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for what nobody caught."""
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            log_bug(error, scope)
            if begun:
                raise
            await _refuse(UnexpectedError(), scope, receive, send)


def log_bug(error: BaseException, scope: Scope) -> None:
    """Log where a bug is and of what class; its message may hold words of a request."""
    chain: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        frames = "".join(traceback.format_tb(cause.__traceback__))
        chain.append(f"{frames}{type(cause).__qualname__}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    told = "\ncaused by\n".join(chain)
    log.error("%s %s failed\n%s", scope.get("method"), scope.get("path"), told)


async def _refuse(
    error: ApiError,
    scope: Scope,
    receive: Receive,
    send: Send,
    headers: dict[str, str] | None = None,
) -> None:
    response = refusal(error, cast("str", scope["path"]), headers)
    await response(scope, receive, send)
