"""The tools: each asks the assistant and shows what it says, no more. None changes anything."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, StringConstraints

from api.errors import ApiError, kind_of, problem_of
from api.guards import log_bug
from api.mcp.results import Answer, Checked, Missing, MissingFact, Outline
from api.openai.history import Histories, History
from api.openai.writing import written
from api.schemas import Day, Found, ProvisionView, SearchReply, Visible
from assistant.answering import Assistant
from assistant.drafting.draft import Form
from assistant.drafting.making import Order
from assistant.errors import AssistantError
from assistant.reply import LONGEST_MESSAGE
from assistant.telling import Listener
from corpus.errors import CorpusError
from rules.assessment import missing_words
from rules.errors import RulesError
from rules.proposal import Proposal

_SOURCES = "http://127.0.0.1"

AsOf = Annotated[
    Day | None, Field(description="The day whose law applies, as YYYY-MM-DD; null: today.")
]
Facts = Annotated[
    Proposal, Field(description="The facts of the proposal. What is not known is left out.")
]
Words = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE), Visible]


@dataclass(frozen=True)
class Tools:
    """What language models may call.

    `opened` gives the assistant, or raises why there is none yet; `today` is the server's day.
    """

    opened: Callable[[], Assistant]
    today: Callable[[], date]
    histories: Histories = field(default_factory=Histories)

    def search_provisions(
        self,
        query: Annotated[Words, Field(description="A question, or keywords.")],
        k: Annotated[int, Field(ge=1, le=20, description="Provisions to return.")] = 6,
        as_of: AsOf = None,
    ) -> SearchReply:
        """Find what the sources of the American AI Exports Program say, best first.

        Each hit is one provision with its statement, on what it rests (`basis`) and its address.
        What is not found here is not in the sources: say so rather than guess.
        """
        assistant, day = self.opened(), as_of or self.today()
        found = assistant.search.find(query, k=k, as_of=day)
        items = tuple(Found.of(one, assistant.library) for one in found)
        return SearchReply(q=query, as_of=day, items=items)

    def read_provision(
        self,
        provision: Annotated[
            str, Field(max_length=80, description="Its id, as `CON-2` or `EO-3.b.i.A`.")
        ],
    ) -> ProvisionView:
        """Read one provision whole: its sentences, figures, dates, quotations and reporters."""
        assistant = self.opened()
        return ProvisionView.of(provision, assistant.library, assistant.catalogue)

    def check_proposal(self, proposal: Facts, as_of: AsOf = None) -> Checked:
        """Hold a proposal against every rule of the call; the outcomes are decided by code.

        `unknown` means that a fact is missing, `judgment` that the decision maker weighs it. Never
        tell an outcome that is not among the findings.
        """
        day = as_of or self.today()
        return Checked.of(self.opened().assess(proposal, as_of=day), day)

    def ask_missing(self, proposal: Facts, as_of: AsOf = None) -> Missing:
        """Say which facts a proposal lacks, what to ask the applicant first, and why."""
        assistant, day = self.opened(), as_of or self.today()
        reply = assistant.assess(proposal, as_of=day)
        rules = {
            fact: tuple(dict.fromkeys(one.rule for one in reply.findings if fact in one.missing))
            for fact in reply.missing
        }
        facts = tuple(
            MissingFact(
                fact=fact,
                words=missing_words(fact, proposal, assistant.catalogue),
                rules=asking,
            )
            for fact, asking in rules.items()
        )
        return Missing(as_of=day, next_question=reply.next_question, facts=facts)

    def answer_question(
        self,
        question: Annotated[Words, Field(description="In the user's own words.")],
        earlier: Annotated[
            tuple[Words, ...],
            Field(max_length=50, description="What the user said before, oldest first."),
        ] = (),
        proposal: Annotated[
            Proposal | None, Field(description="Facts that are known from elsewhere.")
        ] = None,
        as_of: AsOf = None,
        confidential: Annotated[
            bool, Field(description="True: the assistant shows none of it to a language model.")
        ] = False,
    ) -> Answer:
        """Answer a question or a situation; every sentence is cited, verdicts come from rules.

        Pass the user's words unchanged: facts are read from them. Repeat the answer with its marks
        and sources. `not_in_sources` and `out_of_scope` are answers too; add nothing to them.
        """
        assistant = self.opened()
        day = as_of or self.today()
        history = History((*earlier, question), proposal, day, confidential=confidential)
        reply = self.histories.answered(assistant, history, Listener())
        told = written(reply, assistant.library, base_url=_SOURCES, first=not earlier)
        return Answer.of(reply, told.text)

    def outline_section(
        self,
        section: Annotated[
            str, Field(max_length=80, description="Its id, as `hardware_and_us_content`.")
        ],
        proposal: Annotated[
            Proposal | None, Field(description="The facts of the proposal, as far as known.")
        ] = None,
        as_of: AsOf = None,
    ) -> Outline:
        """Plan one section of a proposal: what it must contain, on what that rests, what lacks.

        An unknown id is answered with the ids that there are.
        """
        order = Order(
            proposal=proposal or Proposal(),
            as_of=as_of or self.today(),
            draft_id=uuid4().hex,
            form=Form.OUTLINE,
            sections=(section,),
        )
        return Outline.of(self.opened().drafts.made(order))


def told_plainly(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Word what goes wrong in a tool as over HTTP; bugs keep their words to the log."""

    @functools.wraps(tool)
    def asked(*given: Any, **named: Any) -> Any:
        try:
            return tool(*given, **named)
        except (ApiError, AssistantError, CorpusError, RulesError) as error:
            if kind_of(error).status == 500:
                log_bug(error, {"method": "tool", "path": tool.__name__})
            raise ToolError(problem_of(error).detail) from None
        except Exception as error:
            log_bug(error, {"method": "tool", "path": tool.__name__})
            raise ToolError(problem_of(error).detail) from None

    asked.__signature__ = inspect.signature(tool)  # type: ignore[attr-defined]
    return asked
