"""Values that replies and drafts share."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from corpus.citation import Citation


class Sent(BaseModel):
    """Base of what goes over the wire: it does not change once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class _Numbered(Sent):
    n: int


class NumberedCitation(Citation, _Numbered):
    """A citation under its number in the answer.

    `quote` equals the served text of `document` from `start` to `end` (code points, end
    exclusive); `sha256` is the hash of that text.
    """


class ModelUse(Sent):
    """What a language model was asked for a reply, and what it cost.

    `wording`: whether the sentences are the model's, the sources' own, or some of each; `worded`
    counts the model's, `refused` those of its sentences that claimed something else and gave way.
    `seconds` is the time that was waited for it; `cost_usd` is null where no price is set.
    """

    host: str = Field(description="Who received text.")
    name: str
    wording: Literal["deterministic", "model", "mixed"] = "deterministic"
    worded: int = 0
    refused: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    tokens_counted: bool = Field(
        default=True, description="Whether the host counted the tokens; they are estimated if not."
    )
    seconds: float = 0.0
    cost_usd: float | None = None
    trouble: tuple[str, ...] = Field(default=(), description="What went wrong, in a few words.")
    withheld: str | None = Field(
        default=None, description="Why nothing was sent, where something is confidential."
    )


class Receipt(Sent):
    """The hashes that make a reply repeatable; `digest` is that of the reply without its ids.

    `use` stands there only where a language model is set up.
    """

    corpus: str
    rules: str
    model: str
    settings: str
    digest: str
    use: ModelUse | None = Field(default=None, exclude_if=lambda use: use is None)
