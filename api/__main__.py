"""`python -m api`: build the index where it is missing, then serve it on this machine.

`python -m api mcp` offers the tools of `api.mcp` over standard input and output instead.
"""

import contextlib
import errno
import logging
import socket
from collections.abc import Iterator

import typer
import uvicorn
from rich.console import Console

from api.app import create_app, server_today
from api.guards import is_loopback
from api.opening import open_assistant
from assistant.answering import Assistant
from assistant.errors import AssistantError
from assistant.settings import Settings, read_settings
from corpus.errors import CorpusError
from corpus.progress import bar_on
from rules.errors import RulesError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


class CannotServeError(Exception):
    """The server cannot be started as it is set."""


@app.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Serve the page and the API on this machine, until told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if context.invoked_subcommand is None:
        with _told_in_one_line():
            serve(read_settings())


@app.command()
def mcp() -> None:
    """Offer the tools of the Model Context Protocol on standard input and output.

    A program for language models starts this itself and speaks to it; nothing is kept.
    """
    from anyio import run

    from api.mcp.server import mcp_server

    with _told_in_one_line():
        assistant = _opened(read_settings(), keeps=False)
        run(mcp_server(lambda: assistant, server_today).run_stdio_async)


@contextlib.contextmanager
def _told_in_one_line() -> Iterator[None]:
    """Say in one plain line what keeps it from starting."""
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    except (CannotServeError, AssistantError, CorpusError, RulesError) as error:
        err.print(str(error), markup=False)
        raise SystemExit(2) from None


def serve(settings: Settings) -> None:
    """Take the port, open the assistant, say where it is, and answer.

    Raises:
        CannotServeError: The host is not this machine's alone, or the port is taken.
    """
    door = _bound(settings.host, settings.port)
    print("Opening the corpus and its index.", flush=True)
    assistant = _opened(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{settings.port}"
    print(f"Serving on {address} (Ctrl-C stops it). Ask it something:\n")
    print(f"  curl -s {address}/v1/chat -H 'Content-Type: application/json' \\")
    print('    -d \'{"message": "Can a company with a Korean owner be a member?"}\'\n')
    print(f"What else it answers: {address}/openapi.json", flush=True)
    config = uvicorn.Config(
        create_app(assistant),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )
    try:
        uvicorn.Server(config).run(sockets=[door])
    except OSError as error:
        raise _taken(settings.port, error) from error
    finally:
        assistant.conversations.close()


def _bound(host: str, port: int) -> socket.socket:
    """Take the port before anything slow is begun."""
    if not is_loopback(host):
        message = (
            f"HOST={host} would let other machines in, and this version has no keys to tell them "
            "apart. Use HOST=127.0.0.1."
        )
        raise CannotServeError(message)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        door = socket.socket(family, kind, protocol)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(address)
    except OSError as error:
        raise _taken(port, error) from error
    return door


def _taken(port: int, error: OSError) -> CannotServeError:
    free = port + 1 if port < 65535 else port - 1
    if error.errno == errno.EADDRINUSE:
        return CannotServeError(
            f"Port {port} is taken by another program. Choose another: PORT={free} make run"
        )
    return CannotServeError(
        f"Port {port} cannot be used: {error.strerror}. Choose another: PORT=8001 make run"
    )


def _opened(settings: Settings, *, keeps: bool = True) -> Assistant:
    """Open the assistant; where the index has to be built, a bar shows how far it is."""
    with bar_on(err) as hear:
        return open_assistant(settings, hear, keeps=keeps)


if __name__ == "__main__":
    app()
