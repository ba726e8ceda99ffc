"""What can go wrong with a language model. None of it reaches a user: the sentence without it does.

* AssistantError
  * ModelSettingsError    the settings name a model that cannot be opened
* ModelFault              one call gave nothing that can be used; `kind` says why
"""

from enum import StrEnum

from assistant.errors import AssistantError


class ModelSettingsError(AssistantError):
    """The settings name a model that cannot be opened."""


class Trouble(StrEnum):
    """Why a call gave nothing that can be used."""

    SLOW = "no answer in time"
    ENDLESS = "an answer without end"
    EMPTY = "an empty answer"
    MALFORMED = "an answer that is not in the form asked for"
    BROKEN_OFF = "an answer that broke off"
    RATE_LIMIT = "too many calls, says the host"
    REFUSED_KEY = "the host refuses the key"
    REFUSED = "the model refused"
    UNREACHABLE = "the host cannot be reached"
    FAILED = "the call failed"
    BUSY = "too many calls are waiting"
    PAUSED = "the model is left alone for a while after several failures"
    SPENT = "the budget of this reply is spent"
    NOT_RECORDED = "no such call was recorded"


class ModelFault(Exception):  # noqa: N818 (a fault of the other side, which is always caught)
    """One call gave nothing that can be used.

    What a host says of its own errors may hold a key or words of a user, so it is never repeated:
    `kind` is all that is told.
    """

    def __init__(self, kind: Trouble) -> None:
        self.kind = kind
        super().__init__(kind.value)
