"""What is asked of a model in one call, and what comes back: the narrow door to any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

CHARACTERS_A_TOKEN = 3.5
"""For estimates, where a host does not count; rather too many tokens than too few."""


@dataclass(frozen=True)
class Asked:
    """One call: what is asked, with the JSON Schema of the answer and its greatest length."""

    task: str
    system: str
    user: str
    schema: Mapping[str, Any]
    most_tokens: int

    @property
    def estimate(self) -> int:
        """Tokens that are sent, roughly."""
        return estimated(self.system + self.user)


@dataclass(frozen=True)
class Said:
    """What a model said; `counted` tells that the host counted the tokens and not we."""

    text: str
    input_tokens: int
    output_tokens: int
    counted: bool = True


class Speaker(Protocol):
    """A model that can be asked. `host` is who receives the text."""

    @property
    def host(self) -> str:
        """Who receives what is sent."""
        ...

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def identity(self) -> str:
        """All that shapes its answers, in one line without secrets."""
        ...

    def say(self, asked: Asked, *, seconds: float) -> Said:
        """Answer one call.

        Raises:
            ModelFault: It did not, or not in `seconds`.
        """
        ...


def estimated(text: str) -> int:
    """Return the tokens of a text, roughly."""
    return int(len(text) / CHARACTERS_A_TOKEN) + 1
