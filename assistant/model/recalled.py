"""A recorded reply instead of a model: so that a reply can be made again, and asks nobody.

What the model gave is taken from the record and goes through the same checks once more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.composing import Drafted
from assistant.drafting.draft import Draft
from assistant.hearing import Heard
from assistant.model.port import NO_AIDE, Aide, Holds
from assistant.model.reading import is_plainly_said
from assistant.model.sameness import is_plain, is_same, may_stand_for
from assistant.model.wording import draft_with, may_be_worded, sealed_by
from assistant.reply import ChatReply, ProposedFact
from assistant.sent import ModelUse
from rules.proposal import Proposal


@dataclass(frozen=True)
class RecalledAide:
    """Does what a model did when the reply was recorded."""

    reply: ChatReply

    def made_whole(self, heard: Heard) -> str | None:
        """Return the question that the reply was given to."""
        whole, before = self.reply.understood_as, heard.before
        if whole is None or before is None or whole == heard.message:
            return None
        return whole if may_stand_for(whole, heard.message, before.message) else None

    def read(self, heard: Heard, *, year: int) -> tuple[ProposedFact, ...]:
        """Return the facts that were asked about."""
        return tuple(
            one.model_copy(update={"taken": one.taken and is_plainly_said(one, heard, year=year)})
            for one in self.reply.proposed_facts
        )

    def worded(
        self,
        drafted: Sequence[Drafted],
        heard: Heard,
        holds: Holds,
    ) -> tuple[Drafted, ...]:
        """Put the recorded wordings in the place of the sentences that they stood for."""
        wordings = {
            one.instead_of: one.text for one in self.reply.statements if one.instead_of is not None
        }
        return tuple(self._one(one, wordings.get(one.text), holds) for one in drafted)

    def _one(self, drafted: Drafted, text: str | None, holds: Holds) -> Drafted:
        if text is None or not may_be_worded(drafted):
            return drafted
        other = replace(drafted, text=text, instead_of=drafted.text)
        same = is_plain(text, drafted.text) and is_same(text, drafted.text)
        return other if same and holds(other) else drafted

    def worded_draft(self, draft: Draft, case: Proposal, kept_back: Collection[str] = ()) -> Draft:
        """Put the recorded wordings into a draft."""
        recorded = self.reply.draft
        if recorded is None:
            return draft
        before = {
            one.id: (one.instead_of, one.text)
            for section in recorded.sections
            for one in section.sentences
            if one.instead_of is not None
        }
        now = {one.id: one.text for section in draft.sections for one in section.sentences}
        wordings = {name: text for name, (old, text) in before.items() if now.get(name) == old}
        receipt = recorded.receipt
        if receipt.use is None:
            return draft
        return sealed_by(draft_with(draft, wordings), receipt.model, receipt.use)

    @property
    def digest(self) -> str:
        """The model of then."""
        return self.reply.receipt.model

    @property
    def use(self) -> ModelUse | None:
        """What it cost then."""
        return self.reply.receipt.use


def recalled(recorded: str) -> Aide:
    """Return who does what was done for a recorded reply, which is JSON; "" where there is none."""
    if not recorded:
        return NO_AIDE
    reply = ChatReply.model_validate_json(recorded)
    return NO_AIDE if reply.receipt.use is None else RecalledAide(reply)
