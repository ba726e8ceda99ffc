"""The tools behind the Model Context Protocol, over HTTP and over standard input and output."""

from collections.abc import Callable
from datetime import date

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from starlette.routing import BaseRoute

from api.mcp.tools import Tools, told_plainly
from assistant.answering import Assistant

PATH = "/mcp"

INSTRUCTIONS = """\
Answers, checks and searches for the American AI Exports Program (Executive Order 14320 and the
call for proposals). Verdicts come from rules and sentences from sources: repeat them with their
citations and do not reword an outcome. Ask `answer_question` first, in the user's own words. Not
legal advice, and not a service of the U.S. Government.
"""

_TITLES = {
    "search_provisions": "Search the provisions",
    "read_provision": "Read a provision",
    "check_proposal": "Check a proposal against every rule",
    "ask_missing": "Ask what is missing",
    "answer_question": "Answer a question",
    "outline_section": "Outline a section",
}

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_HERE = TransportSecuritySettings(
    enable_dns_rebinding_protection=True,
    allowed_hosts=[form for host in _LOOPBACK for form in (host, f"{host}:*")],
    allowed_origins=[f"http://{form}" for host in _LOOPBACK for form in (host, f"{host}:*")],
)


def mcp_server(opened: Callable[[], Assistant], today: Callable[[], date]) -> MCPServer:
    """Make a server of the tools; see `Tools`."""
    # At INFO the SDK logs the arguments that a tool refused, which are a user's words.
    server = MCPServer(
        "ai-exports-assistant",
        title="AI Exports Assistant",
        instructions=INSTRUCTIONS,
        version="0.1.0",
        log_level="WARNING",
    )
    tools = Tools(opened, today)
    for name, title in _TITLES.items():
        server.add_tool(
            told_plainly(getattr(tools, name)),
            name=name,
            title=title,
            annotations=ToolAnnotations(
                title=title,
                read_only_hint=True,
                destructive_hint=False,
                idempotent_hint=True,
                open_world_hint=False,
            ),
            structured_output=True,
        )
    return server


def mcp_routes(server: MCPServer) -> list[BaseRoute]:
    """Return the route of a server over HTTP; its `session_manager` has to run beside it."""
    # No tool needs to know the call before, so any process can answer any of them.
    return server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=_HERE
    ).routes
