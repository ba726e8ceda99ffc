"""The tools, called with the SDK's own client, over HTTP and over standard input and output."""

import asyncio
import json
import os
import sys
from contextlib import asynccontextmanager
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from starlette.testclient import TestClient

from api.app import create_app
from api.mcp.server import mcp_server
from assistant.conversation import Conversations
from corpus.citation import Citation
from rules.proposal import Proposal
from tests.api.conftest import TODAY
from tests.api.web.conftest import serving
from tests.conftest import keeping

NAMES = {
    "search_provisions",
    "read_provision",
    "check_proposal",
    "ask_missing",
    "answer_question",
    "outline_section",
}
PROPOSAL = {
    "members": [{"name": "Acme Compute", "roles": ["anchor"], "headquarters": "South Korea"}],
    "layers": {"hardware": {"us_content_percent": 47}},
}


@pytest.fixture(scope="module")
def kept():
    return Conversations()


@pytest.fixture(scope="module")
def address(assistant, kept):
    with serving(create_app(keeping(assistant, kept), today=lambda: TODAY)) as site:
        yield f"{site}/mcp"


@asynccontextmanager
async def over_stdio():
    started = StdioServerParameters(
        command=sys.executable, args=["-m", "api", "mcp"], env=dict(os.environ)
    )
    async with Client(stdio_client(started)) as client:
        yield client


@pytest.fixture(params=["today's protocol", "the protocol with a handshake"])
def call(request, address):
    """Call a tool over HTTP, as clients of either era do."""
    mode = "legacy" if "handshake" in request.param else "auto"

    def called(name, **arguments):
        async def asked():
            async with Client(address, mode=mode) as client:
                return await client.call_tool(name, arguments)

        return asyncio.run(asked())

    return called


@pytest.fixture(scope="module")
def tools(address):
    async def listed():
        async with Client(address) as client:
            return (await client.list_tools()).tools

    return {tool.name: tool for tool in asyncio.run(listed())}


def test_the_tools_are_told_with_what_they_take_and_give(tools):
    assert tools.keys() == NAMES
    for tool in tools.values():
        assert tool.description
        assert tool.title
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)


def test_every_tool_says_that_it_only_reads(tools):
    for tool in tools.values():
        hints = tool.annotations
        assert hints.read_only_hint
        assert hints.idempotent_hint
        assert not hints.destructive_hint
        assert not hints.open_world_hint


def test_the_server_says_what_it_is(address):
    async def told():
        async with Client(address) as client:
            return client.server_info.name, client.instructions

    name, instructions = asyncio.run(told())

    assert name == "ai-exports-assistant"
    assert "Not\nlegal advice" in instructions


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("search_provisions", {"query": "page limit", "k": 3}),
        ("read_provision", {"provision": "CON-2"}),
        ("check_proposal", {"proposal": PROPOSAL, "as_of": "2026-06-01"}),
        ("ask_missing", {"proposal": PROPOSAL}),
        ("answer_question", {"question": "Who decides?"}),
        ("outline_section", {"section": "hardware_and_us_content", "proposal": PROPOSAL}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_results_are_structured_as_was_said(call, tools, name, arguments):
    told = call(name, **arguments)

    assert not told.is_error
    Draft202012Validator(tools[name].output_schema).validate(told.structured_content)
    assert json.loads(told.content[0].text) == told.structured_content


def test_a_search_finds_and_a_provision_is_read(call):
    found = call("search_provisions", query="CON-2", k=2).structured_content
    first = found["items"][0]["provision"]
    read = call("read_provision", provision=first).structured_content

    assert len(found["items"]) == 2
    assert first == "CON-2"
    assert read["statement"] == found["items"][0]["statement"]
    assert read["basis"]


def test_a_proposal_is_checked_as_over_the_contract(call, assistant):
    told = call("check_proposal", proposal=PROPOSAL, as_of="2026-06-01").structured_content
    reply = assistant.assess(Proposal.model_validate(PROPOSAL), as_of=date(2026, 6, 1))

    assert told["overall"] == reply.overall
    assert told["receipt"]["digest"] == reply.receipt.digest
    assert [(one["rule"], one["subject"], one["outcome"]) for one in told["findings"]] == [
        (one.rule, one.subject, one.outcome) for one in reply.findings
    ]
    outcomes = {one["rule"]: one["outcome"] for one in told["findings"]}
    assert outcomes["us_hardware_content"] == "judgment"
    assert all(one["provisions"] for one in told["findings"])


def test_what_is_missing_is_asked_in_words(call, assistant):
    told = call("ask_missing", proposal=PROPOSAL).structured_content
    reply = assistant.assess(Proposal.model_validate(PROPOSAL), as_of=TODAY)

    assert [one["fact"] for one in told["facts"]] == list(reply.missing)
    assert told["next_question"]["text"] == reply.next_question.text
    for one in told["facts"]:
        assert one["rules"]
        assert one["words"]


def test_an_answer_has_its_sources_and_they_verify(call, assistant):
    told = call("answer_question", question="Who decides?").structured_content

    assert told["status"] == "answered"
    assert "\n\nSources (as of 21 November 2026):\n\n[1] " in told["text"]
    for one in told["citations"]:
        number = one.pop("n")
        assert f"[{number}]" in told["text"]
        assistant.library.verify(Citation.model_validate(one))


def test_what_was_said_before_is_the_conversation(call):
    earlier = ["Our servers are 47 percent U.S. content. Are we out?"]
    told = call("answer_question", question="Make that 55 percent.", earlier=earlier)
    alone = call("answer_question", question="Make that 55 percent.")

    assert "55 percent" in told.structured_content["text"]
    assert "us_hardware_content" in {one["rule"] for one in told.structured_content["findings"]}
    assert "47" in told.structured_content["text"]
    assert "47" not in alone.structured_content["text"]


def test_an_outline_names_what_the_section_needs(call):
    told = call("outline_section", section="hardware_and_us_content").structured_content

    assert told["must_contain"]
    assert told["missing"]
    assert {one["kind"] for one in told["points"]} >= {"placeholder"}


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("read_provision", {"provision": "CON-99"}, "Nearest: CON-"),
        ("outline_section", {"section": "budget"}, "hardware_and_us_content"),
        ("check_proposal", {"proposal": {"members": 3}}, "proposal.members"),
        ("check_proposal", {}, "Field required"),
        ("answer_question", {"question": " "}, "at least one visible character"),
        ("answer_question", {"question": "x" * 8_001}, "at most 8000"),
        ("search_provisions", {"query": "x", "k": 0}, "greater than or equal to 1"),
        ("search_provisions", {"query": "x", "as_of": "tomorrow"}, "YYYY-MM-DD"),
        ("designate", {}, "Unknown tool"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_call_is_told_to_the_model(call, name, arguments, words):
    told = call(name, **arguments)

    assert told.is_error
    assert words in told.content[0].text


def test_a_bug_keeps_its_words_to_the_log(caplog):
    def broken():
        inside = "words of the inside"
        raise ZeroDivisionError(inside)

    async def called():
        async with Client(mcp_server(broken, lambda: TODAY)) as client:
            return await client.call_tool("read_provision", {"provision": "CON-2"})

    told = asyncio.run(called())

    assert told.is_error
    assert "inside" not in told.content[0].text
    assert "words of the inside" not in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_server_that_is_not_ready_says_so(caplog):
    async def called():
        from api.opening import Opening

        async with Client(mcp_server(Opening().assistant, lambda: TODAY)) as client:
            return await client.call_tool("read_provision", {"provision": "CON-2"})

    told = asyncio.run(called())

    assert told.is_error
    assert "in a few seconds" in told.content[0].text


def test_nothing_is_kept(call, kept):
    call("answer_question", question="We sell to Kenya. Where do we stand?")

    assert kept.listed().total == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 400),
        ({"Host": "127.0.0.1", "Origin": "https://evil.example"}, 403),
        ({"Host": "127.0.0.1", "Origin": "http://127.0.0.1:8000"}, 200),
    ],
    ids=["another host", "a page of another site", "a page of this machine"],
)
def test_pages_of_other_sites_cannot_call(assistant, headers, status):
    accepted = {"Accept": "application/json, text/event-stream"}
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/list",
        "params": {},
    }
    with TestClient(create_app(assistant)) as client:
        reply = client.post("/mcp", json=body, headers=accepted | headers)

    assert reply.status_code == status


@pytest.mark.usefixtures("assistant")  # so that the index is there
def test_the_same_tools_answer_over_standard_input_and_output(address):
    async def asked():
        arguments = {"proposal": PROPOSAL, "as_of": "2026-06-01"}
        async with over_stdio() as near, Client(address) as far:
            names = [{tool.name for tool in (await one.list_tools()).tools} for one in (near, far)]
            told = [await one.call_tool("check_proposal", arguments) for one in (near, far)]
            wrong = await near.call_tool("read_provision", {"provision": "CON-99"})
        return names, told, wrong

    names, told, wrong = asyncio.run(asked())

    assert names == [NAMES, NAMES]
    assert told[0].structured_content == told[1].structured_content
    assert wrong.is_error
