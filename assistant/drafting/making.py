"""A draft as it leaves: written, with what people wrote before it kept, checked and sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.drafting.draft import Draft, Form, Lint
from assistant.drafting.linting import Linter
from assistant.drafting.linting.pieces import Layout
from assistant.drafting.section import Sections
from assistant.drafting.versions import Made, regenerated
from assistant.drafting.writing import Drafter
from assistant.keeping.records import KeptDraft
from assistant.model.port import NO_AIDE, Aide
from assistant.model.wording import draft_with, wordings_kept
from assistant.recording import digest_of
from rules.proposal import Proposal

_NOT_SEALED = {"draft_id", "version", "follows", "receipt"}


@dataclass(frozen=True)
class Order:
    """What is to be drafted. A draft `before` is followed: what people wrote in it is kept.

    The `aide` may put arguments into other words that claim the same.
    """

    proposal: Proposal
    as_of: date
    draft_id: str
    form: Form = Form.DRAFT
    sections: Sequence[str] | None = None
    brevity: bool = False
    before: KeptDraft | None = None
    aide: Aide = NO_AIDE


@dataclass(frozen=True)
class DraftMaker:
    """Makes drafts and checks texts; it keeps nothing."""

    drafter: Drafter
    linter: Linter
    settings_digest: str

    @property
    def sections(self) -> Sections:
        """The sections that can be drafted."""
        return self.drafter.sections

    def made(self, order: Order) -> Draft:
        """Write a draft.

        Raises:
            UnknownSectionError: There is no section of a name; the known ones are named.
        """
        before = order.before
        fresh = self.drafter.draft(
            order.proposal,
            as_of=order.as_of,
            draft_id=order.draft_id,
            form=order.form,
            sections=order.sections,
            brevity=order.brevity,
            version=1 if before is None else before.made.version + 1,
            follows=None if before is None else before.made.draft_id,
            settings_digest=self.settings_digest,
        )
        if before is not None:
            fresh = draft_with(fresh, wordings_kept(before.made, fresh))
        fresh = order.aide.worded_draft(fresh, order.proposal, _set_by_people(before))
        if before is not None:
            now = Made(fresh, order.proposal)
            fresh = regenerated(Made(before.draft, before.proposal), now)
        return self._sealed(self._checked(fresh, order.proposal))

    def as_it_stands(self, kept: KeptDraft) -> Draft:
        """Return a kept draft with the changes made to it, checked anew; its receipt stays."""
        return self._checked(kept.draft, kept.proposal) if kept.edits else kept.made

    def checked_text(
        self, text: str, proposal: Proposal, *, as_of: date, layout: Layout | None = None
    ) -> tuple[Lint, ...]:
        """Check a user's own text against a case."""
        return self.linter.of_text(text, proposal, as_of=as_of, layout=layout)

    def _checked(self, draft: Draft, proposal: Proposal) -> Draft:
        return draft.model_copy(update={"lints": self.linter.of_draft(draft, proposal)})

    def _sealed(self, draft: Draft) -> Draft:
        body = {name: value for name, value in draft if name not in _NOT_SEALED}
        receipt = draft.receipt.model_copy(update={"digest": digest_of(body)})
        return draft.model_copy(update={"receipt": receipt})


def _set_by_people(before: KeptDraft | None) -> frozenset[str]:
    """Return the ids of sentences that people worded, or marked confidential, in a draft before."""
    if before is None:
        return frozenset()
    return frozenset(
        one.id
        for section in before.draft.sections
        for one in section.sentences
        if one.edited or one.confidential
    )
