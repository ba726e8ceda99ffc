"""A "yes" to what a language model read in the message before: then the user has told it."""

import re
from collections.abc import Sequence

from assistant.case_file import merged
from assistant.lexicon import Lexicon, any_of
from assistant.reply import ChatReply, ProposedFact
from rules.proposal import Proposal


class ConfirmationReader:
    """Reads whether a message says yes, and nothing else."""

    def __init__(self, lexicon: Lexicon) -> None:
        said = any_of(lexicon.following["affirms"])
        self._yes = re.compile(rf"(?:\W*{said}\W*)+", re.IGNORECASE)

    def confirmed(self, message: str, before: ChatReply | None) -> Proposal:
        """Return what a "yes" takes in; nothing where it is none, or nothing was asked so."""
        asked = [one for one in before.proposed_facts if not one.taken] if before else []
        if not asked:
            return Proposal()
        plain = " ".join(message.casefold().replace("’", "'").split())
        return stated_by(asked) if self._yes.fullmatch(plain) else Proposal()


def stated_by(facts: Sequence[ProposedFact]) -> Proposal:
    """Return what proposed facts state together."""
    whole = Proposal()
    for fact in facts:
        whole = merged(whole, Proposal.model_validate(fact.proposal)).case
    return whole
