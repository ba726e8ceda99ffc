"""The rules as a LangChain tool, for those who build an agent of their own.

The agent gets what code decided, with the provisions that each outcome rests on; the whole
assessment, proofs included, comes beside it as the artifact of the tool's message.
"""

import json
from datetime import date
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ConfigDict, Field

from assistant.answering import Assistant
from assistant.reply import AssessmentReply
from rules.proposal import Proposal


class RulesInput(BaseModel):
    """What the tool is called with."""

    model_config = ConfigDict(extra="forbid")

    proposal: Proposal = Field(description="The facts; what is not known is left out.")


_DESCRIPTION = (
    "Holds a proposal to the American AI Exports Program against every rule of the call. Outcomes "
    "are decided by code: repeat them with their provisions, and add none. `unknown` means that a "
    "fact is missing; ask the user for what `next_question` asks."
)


def rules_tool(assistant: Assistant, *, as_of: date) -> BaseTool:
    """Make a tool that holds a proposal against every rule, by the law of a day.

    A call that cannot be read is an error message to the agent, which may mend it.
    """

    def check_proposal(proposal: Proposal) -> tuple[str, AssessmentReply]:
        reply = assistant.assess(proposal, as_of=as_of)
        return json.dumps(_told(reply), ensure_ascii=False), reply

    return StructuredTool.from_function(
        check_proposal,
        name="check_proposal",
        description=_DESCRIPTION,
        args_schema=RulesInput,
        response_format="content_and_artifact",
        handle_validation_error=True,
    )


def _told(reply: AssessmentReply) -> dict[str, Any]:
    """Return what an agent needs of an assessment; proofs are for people."""
    question = reply.next_question
    return {
        "overall": reply.overall,
        "findings": [
            {
                "rule": one.rule,
                "subject": one.subject,
                "outcome": one.outcome,
                "because": one.because,
                "provisions": list(dict.fromkeys(cited.provision for cited in one.citations)),
                "missing": list(one.missing),
            }
            for one in reply.findings
        ],
        "next_question": question.text if question else None,
    }
