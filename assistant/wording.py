"""Plain words for what a reply says in one word: its status, and on what a citation rests."""

from assistant.reply import NumberedCitation, Status
from corpus.document import Basis
from corpus.library import Library
from rules.assessment import listed

STATUS_WORDS = {
    Status.ANSWERED: "Answered",
    Status.PARTIAL: "Answered in part; the sources leave the rest open",
    Status.NEEDS_FACTS: "A fact is missing",
    Status.NOT_IN_SOURCES: "The sources do not say",
    Status.OUT_OF_SCOPE: "Outside what this assistant covers",
    Status.DECLINED: "Declined",
}


def basis_words(citation: NumberedCitation, library: Library) -> str:
    """Say in plain words on what a citation rests."""
    known = [key for key in citation.reported_by if key in library.sources]
    told = listed([source.name for source in library.origins(known)])
    if citation.basis is Basis.OFFICIAL:
        return _official_words(citation)
    if citation.basis is Basis.DIGEST_OF_OFFICIAL:
        return "Our digest of an official text that was read"
    if citation.basis is Basis.REPORTED and told:
        return f"Reported by {told}"
    if citation.basis is Basis.REPORTED:
        return "Reported; the official text was not read"
    return "Our reading of what the gathered sources do and do not say"


def _official_words(citation: NumberedCitation) -> str:
    held = citation.official
    if held is None:
        return "Official text"
    number = f"FR Doc. {held.number}" if held.number else None
    page = f"page {held.page}" if held.page else None
    paragraph = f"paragraph {held.paragraph}" if held.paragraph else None
    where = ", ".join(part for part in (number, page, paragraph) if part)
    differs = "; our digest differs from it and was not reviewed" if held.differs else ""
    return f"Official text{f' ({where})' if where else ''}{differs}"


def document_name(citation: NumberedCitation, library: Library) -> str:
    """Return the short title of a citation's document; its id where the corpus lost it since."""
    if citation.official is not None:
        return citation.official.title
    held = library.documents.get(citation.document)
    return held.document.short_title if held else citation.document
