"""Values that replies and drafts share."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from corpus.citation import OfficialReference
from corpus.document import Basis


class Sent(BaseModel):
    """Base of what goes over the wire: it does not change once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberedCitation(Sent):
    """A citation under its number in the answer.

    `quote` equals the served text of `document` from `start` to `end` (code points, end
    exclusive); `sha256` is the hash of that text.
    """

    n: int
    document: str
    provision: str
    heading: str
    quote: str
    start: int
    end: int
    sha256: str
    basis: Basis
    confidence: str
    reported_by: tuple[str, ...]
    url: str | None
    effective_from: date | None
    official: OfficialReference | None = Field(
        default=None,
        exclude_if=lambda held: held is None,
        description="Where the quote is official words: absent where it is ours.",
    )


class Receipt(Sent):
    """The hashes that make a reply repeatable; `digest` is that of the reply without its ids."""

    corpus: str
    rules: str
    model: str
    settings: str
    digest: str
