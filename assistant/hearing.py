"""What a message tells, in the light of the conversation, and the case file that comes of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.case_answers import Told as CaseTold
from assistant.case_file import merged, replaced
from assistant.case_parts import named_in
from assistant.facts import FactReader, Understanding, renamed, taken_out
from assistant.following import Before, ContextReader, Followed, without
from assistant.keeping.records import Conversation, Told
from assistant.model.confirming import ConfirmationReader, stated_by
from assistant.recording import facts_given
from assistant.reply import ChatRequest, ProposedFact, UnderstoodFact
from rules.assessment import Correction
from rules.proposal import Proposal


@dataclass(frozen=True)
class Heard:
    """A message as it stands by itself, and the case.

    `told` is the case before what the message states was put in, `assessed` with it, and `sure`
    with what it states without a doubt; `case` is
    what is kept: what was only supposed, or asked about companies in general, is not in it.
    """

    message: str
    followed: Followed
    understood: Understanding
    facts: tuple[UnderstoodFact, ...]
    told: Proposal
    assessed: Proposal
    sure: Proposal
    case: Proposal
    corrections: tuple[Correction, ...]
    before: Before | None
    declined: frozenset[str]

    def with_read(self, facts: Sequence[ProposedFact]) -> "Heard":
        """Return the same with facts that a language model read and the message plainly says."""
        states = stated_by(facts)
        read = tuple(
            UnderstoodFact(path=one.path, value=one.value, source="model", quote=one.quote)
            for one in facts
        )
        understood = replace(
            self.understood,
            proposal=merged(self.understood.proposal, states).case,
            stated=merged(self.understood.stated, states).case,
            sure=merged(self.understood.sure, states).case,
            facts=self.understood.facts + read,
        )
        return replace(
            self,
            understood=understood,
            facts=self.facts + read,
            assessed=merged(self.assessed, states).case,
            sure=merged(self.sure, states).case,
            case=merged(self.case, states).case,
        )

    @property
    def leaned_on(self) -> str | None:
        """The message from which the next one goes on, where this one tells nothing of its own."""
        goes_on = self.followed.alone and self.before is not None
        return self.before.message if goes_on and self.before is not None else None

    def spoken_of(self, subjects: Sequence[str]) -> str | None:
        """Return the company that a pronoun of the next message means.

        It is the one whose facts the message tells last, else the only one that the reply's
        findings are about, else the one that was meant before.
        """
        groups = (self.case.members, self.case.service_providers)
        known = {part.name for group in groups for part in group or ()}
        paths = (
            re.match(r"(?:members|service_providers)\[([^\]]+)\]", one.path) for one in self.facts
        )
        told = [match[1] for match in paths if match and match[1] in known]
        named = [name for name in named_in(self.message, self.case) if name in known]
        about = list(dict.fromkeys(name for name in subjects if name in known))
        held = self.before.reply.spoken_of if self.before is not None else None
        for names in (told[-1:], named, about):
            if len(names) == 1:
                return names[0]
        return held if held in known else None

    def of_case(self, as_of: date) -> CaseTold:
        """Return the case with what has been said of it, to be asked about."""
        about = frozenset(named_in(self.message, self.case))
        return CaseTold(self.case, as_of, self.before, self.declined, about)


@dataclass(frozen=True)
class Hearer:
    """Hears messages: in their context first, then the facts that they state."""

    context: ContextReader
    facts: FactReader
    confirmations: ConfirmationReader

    def hear(self, request: ChatRequest, conversation: Conversation, *, year: int) -> Heard:
        """Understand a message and put what it states into the case file."""
        told = request.proposal or Proposal()
        put_in = replaced if request.replaces_case else merged
        given = put_in(conversation.case, told)
        before = _before(conversation.last)
        followed = self.context.follow(request.message, given.case, before, year=year)
        # A "yes" to what a language model read is the user's own word.
        last = conversation.last.reply if conversation.last is not None else None
        said_yes = self.confirmations.confirmed(request.message, last)
        if said_yes != Proposal():
            followed = replace(followed, news=merged(followed.news, said_yes).case)
        remaining = without(given.case, followed.dropped)
        answered = merged(remaining, followed.news)
        # What is taken out, or only asked about, states nothing.
        message = "" if followed.alone else followed.message
        said = tuple(one.quote for one in conversation.origins if one.quote)
        understood = self.facts.read(message, year=year, case=answered.case, said=said)
        named = renamed(answered.case, understood.renamed)
        left = taken_out(named, understood.dropped)
        news = merged(left, understood.proposal)
        # A general question is about nobody's case.
        asks = followed.message.rstrip().endswith("?")
        general = asks and not understood.own_case and not _specific(understood.proposal)
        states = not (general or followed.supposes)
        held = given.case if followed.dropped and followed.supposes else left
        kept = merged(held, understood.stated if states else Proposal())
        return Heard(
            message=followed.message,
            followed=followed,
            understood=understood,
            facts=understood.facts + facts_given(request.proposal),
            told=left,
            assessed=news.case,
            sure=merged(left, understood.sure).case,
            case=kept.case,
            corrections=(*given.corrections, *answered.corrections, *kept.corrections),
            before=before,
            declined=_declined(conversation.last, followed),
        )


def _specific(told: Proposal) -> bool:
    """Whether what is told is somebody's: a company by its name, or more than who and where."""
    named = any(not part.name.casefold().startswith(_NAMELESS) for part in told.members or ())
    return named or bool(told.model_fields_set - {"members", "markets"})


_NAMELESS = ("the ", "your ")
"""How companies are called that a message gives no name; see `assistant.facts`."""


def _before(last: Told | None) -> Before | None:
    if last is None:
        return None
    reply = last.reply
    return Before(reply.leaned_on or reply.understood_as or last.request.message, reply)


def _declined(last: Told | None, followed: Followed) -> frozenset[str]:
    known = frozenset(last.reply.declined) if last is not None else frozenset()
    return known | {followed.declined} if followed.declined else known
