"""A citation: words in a served document, where they stand, and on what they rest."""

from datetime import date

from pydantic import BaseModel, Field

from corpus.document import Basis


class OfficialReference(BaseModel, frozen=True, extra="forbid"):
    """Where words of an official text stand, and our own statement beside them.

    `words` is the sha256 of the quoted words; `differs` says in what our statement and the official
    words differ, as long as no person has looked at it.
    """

    title: str
    number: str | None
    published: date | None
    page: int | None = Field(description="Page of the Federal Register.")
    paragraph: int | None = Field(description="Number of the paragraph in the text, from 1.")
    section: str
    words: str
    statement: str
    differs: tuple[str, ...] = ()


class Citation(BaseModel, frozen=True):
    """Words of one provision, exact to the character.

    `start` and `end` count Unicode code points of the document's served text, end exclusive;
    `sha256` is the hash of that text in UTF-8, so that a changed document shows. Where official
    words are quoted, `document` is the official text, and our statement stands in `official`.
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
    official: OfficialReference | None = Field(
        default=None,
        exclude_if=lambda held: held is None,
        description="Where the quote is official words: absent where it is ours.",
    )
