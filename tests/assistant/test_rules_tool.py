"""The rules as a LangChain tool, and the example of the README."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from assistant.rules_tool import rules_tool
from rules.proposal import Proposal

DAY = date(2026, 6, 1)
FACTS = {"layers": {"hardware": {"us_content_percent": 47}}}
README = Path(__file__).parents[2] / "assistant" / "README.md"


@pytest.fixture(scope="module")
def tool(assistant):
    return rules_tool(assistant, as_of=DAY)


def called(tool, arguments):
    call = {"name": tool.name, "args": arguments, "id": "1", "type": "tool_call"}
    return tool.invoke(call)


def test_it_is_a_tool_that_an_agent_can_be_told_of(tool):
    told = convert_to_openai_tool(tool)["function"]

    assert isinstance(tool, BaseTool)
    assert told["name"] == "check_proposal"
    assert "members" in json.dumps(told["parameters"])


def test_it_says_what_the_rules_say(tool, assistant):
    message = called(tool, {"proposal": FACTS})
    reply = assistant.assess(Proposal.model_validate(FACTS), as_of=DAY)
    told = json.loads(message.content)

    assert isinstance(message, ToolMessage)
    assert message.artifact == reply
    assert told["overall"] == reply.overall
    assert [one["outcome"] for one in told["findings"]] == [one.outcome for one in reply.findings]
    assert told["next_question"] == reply.next_question.text
    outcomes = {one["rule"]: one for one in told["findings"]}
    assert outcomes["us_hardware_content"]["outcome"] == "judgment"
    assert "CON-2" in outcomes["us_hardware_content"]["provisions"]


def test_it_keeps_to_its_day(assistant):
    filed = {"proposal": {"filed_on": "2026-06-12"}}
    early = rules_tool(assistant, as_of=date(2026, 1, 2))

    outcomes = {one["outcome"] for one in json.loads(called(early, filed).content)["findings"]}
    assert outcomes == {"not_in_force"}


@pytest.mark.parametrize(
    "arguments",
    [{"proposal": {"members": 3}}, {}, {"proposal": {}, "as_of": "2026-06-01"}],
    ids=["no list", "nothing", "a day of the agent's"],
)
def test_a_call_that_cannot_be_read_is_told_to_the_agent(tool, arguments):
    message = called(tool, arguments)

    assert message.status == "error"
    assert "alidation" in message.content


def test_the_example_of_the_readme_runs(capsys):
    examples = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), flags=re.S)

    assert len(examples) == 1
    exec(compile(examples[0], str(README), "exec"), {})  # noqa: S102 (our own README)
    told = capsys.readouterr().out
    assert "CON-2" in told
    assert "us_hardware_content" in told
