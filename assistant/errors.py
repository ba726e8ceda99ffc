"""What can go wrong in the assistant. That the sources do not answer is a status, not an error.

* AssistantError
  * UnknownConversationError    a conversation id that this process does not hold
  * LexiconError                a data file of the assistant cannot be used
"""


class AssistantError(Exception):
    """Base of every error raised by `assistant`."""


class UnknownConversationError(AssistantError):
    """No conversation of this id is held."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        super().__init__(
            f"There is no conversation `{conversation}`. Send `conversation_id: null` to start; "
            "conversations are kept while the server runs."
        )


class LexiconError(AssistantError):
    """A data file of the assistant cannot be used."""
