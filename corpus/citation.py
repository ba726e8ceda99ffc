"""A citation: words in a served document, where they stand, and on what they rest."""

from datetime import date

from pydantic import BaseModel, Field

from corpus.document import Basis


class Citation(BaseModel, frozen=True):
    """Words of one provision, exact to the character.

    `start` and `end` count Unicode code points of the document's served text, end exclusive;
    `sha256` is the hash of that text in UTF-8, so that a changed document shows.
    """

    document: str
    provision: str
    heading: str
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    sha256: str
    basis: Basis
    confidence: str
    reported_by: tuple[str, ...]
    url: str | None
    effective_from: date | None
