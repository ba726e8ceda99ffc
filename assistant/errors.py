"""What can go wrong in the assistant. That the sources do not answer is a status, not an error.

* AssistantError
  * UnknownConversationError    a conversation id that is not kept
  * UnknownReplyError           a reply id that is not kept
  * UnknownDraftError           a draft id that is not kept
  * UnknownSentenceError        a sentence id that a draft does not have
  * ConversationBusyError       another turn of the conversation came first
  * StorageError                the database cannot be opened, read or written
  * SettingsError               the environment holds settings that cannot be used
  * LexiconError                a data file of the assistant cannot be used
"""


class AssistantError(Exception):
    """Base of every error raised by `assistant`."""


class UnknownConversationError(AssistantError):
    """No conversation of this id is held."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        super().__init__(
            f"There is no conversation `{conversation}`. Send `conversation_id: null` to start one."
        )


class UnknownReplyError(AssistantError):
    """No kept conversation has a reply of this id."""

    def __init__(self, reply: str) -> None:
        self.reply = reply
        super().__init__(
            f"There is no reply `{reply}`. Its id stands in the reply as `reply_id`; "
            "a reply goes when its conversation is deleted."
        )


class UnknownDraftError(AssistantError):
    """No draft of this id is kept."""

    def __init__(self, draft: str) -> None:
        self.draft = draft
        super().__init__(
            f"There is no draft `{draft}`. Its id stands in the draft as `draft_id`; a draft goes "
            "when it is deleted, or with its conversation."
        )


class UnknownSentenceError(AssistantError):
    """A draft has no sentence of this id; nothing was changed."""

    def __init__(self, sentence: str, draft: str) -> None:
        self.sentence = sentence
        self.draft = draft
        super().__init__(
            f"Draft `{draft}` has no sentence `{sentence}`; nothing was changed. The ids stand in "
            "the draft under `sections[].sentences[].id`."
        )


class ConversationBusyError(AssistantError):
    """Another turn of the same conversation came first; nothing of this one was recorded."""

    def __init__(self, conversation: str) -> None:
        self.conversation = conversation
        super().__init__(
            f"Another message of conversation `{conversation}` is being answered. "
            "Nothing of this one was recorded: wait for that answer and send it again."
        )


class StorageError(AssistantError):
    """The database cannot be opened, read or written.

    What the database itself says may hold words of a user, so it is never repeated.
    """


class SettingsError(AssistantError):
    """The environment, or the file `.env`, holds settings that cannot be used."""


class LexiconError(AssistantError):
    """A data file of the assistant cannot be used."""
