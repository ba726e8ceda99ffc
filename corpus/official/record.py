"""What is told about an official text beside its words: number, title, days, addresses."""

import re
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from corpus.document import DocumentId, Standing

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")


class Origin(StrEnum):
    """Where a text comes from, which says how far it is the publisher's own."""

    FEDERAL_REGISTER = "federal-register"
    ECFR = "ecfr"
    BROUGHT = "brought"


class Format(StrEnum):
    """In what form the bytes are."""

    REGISTER_XML = "register-xml"
    REGISTER_TEXT = "register-text"
    ECFR_XML = "ecfr-xml"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    MARKDOWN = "markdown"
    PLAIN_TEXT = "plain-text"


class Record(BaseModel, frozen=True, extra="forbid"):
    """What is known of one document; what nobody told is None or empty.

    For a document of the Federal Register it is a chosen part of what its API tells: that part
    which changes only when the document does. `corpus_document` is the document of ours whose
    provisions this text can settle; `standing` says what kind of text it is.
    """

    id: DocumentId
    origin: Origin
    standing: Standing
    title: str = Field(min_length=1)
    kind: str = Field(description="In the publisher's or bringer's word: notice, rule, FAQ.")
    corpus_document: DocumentId | None = None
    number: str | None = None
    action: str | None = None
    agencies: tuple[str, ...] = ()
    dockets: tuple[str, ...] = ()
    citation: str | None = None
    volume: int | None = None
    start_page: int | None = None
    end_page: int | None = None
    executive_order: str | None = None
    published: date | None = None
    signed: date | None = None
    effective: date | None = None
    comments_close: date | None = None
    as_of: date | None = Field(default=None, description="The day that a text of the eCFR shows.")
    dates: str | None = Field(default=None, description="The notice's own DATES, as printed.")
    corrections: tuple[str, ...] = ()
    correction_of: str | None = None
    url: str | None = Field(default=None, description="The page to read it on.")
    pdf_url: str | None = Field(default=None, description="The official edition, where there is.")


def register_id(number: str) -> str:
    """Return the id of a document of the Federal Register: `fr-2026-06952`."""
    return f"fr-{_id(number)}"


def code_id(title: int, section: str) -> str:
    """Return the id of a section of the Code of Federal Regulations: `cfr-28-202-601`."""
    return f"cfr-{title}-{_id(section)}"


def brought_id(title: str) -> str:
    """Return the id of a text that a user brings, made of its title."""
    return f"brought-{_id(title)[:60].strip('-') or 'text'}"


def _id(words: str) -> str:
    return _NOT_IN_AN_ID.sub("-", words.lower()).strip("-")
