"""From a case file to a draft: the pages of the sections, filled with what is stated.

Nothing here knows what a section says. A sentence is a pattern of its page with its slots filled, a
sentence of the corpus, or a placeholder for what is not stated; the same case on the same day
gives the same draft.
"""

from collections.abc import Sequence
from datetime import date

from assistant.drafting.case import Case
from assistant.drafting.confidentiality import Confidential
from assistant.drafting.draft import Draft, DraftSection, Form, Needed
from assistant.drafting.filling import Filler
from assistant.drafting.matrix import matrix_of
from assistant.drafting.needing import Asking
from assistant.drafting.page import SectionPage
from assistant.drafting.section import Sections
from assistant.drafting.sentences import Writer
from assistant.drafting.wording import words
from assistant.recording import Numbering, digest_of
from assistant.sent import Receipt
from corpus.library import Library
from rules.assessment import assess
from rules.catalogue import Catalogue
from rules.proposal import Proposal


class Drafter:
    """Writes outlines and drafts; built once, it keeps nothing of a case."""

    def __init__(self, library: Library, catalogue: Catalogue, sections: Sections) -> None:
        self._library = library
        self._catalogue = catalogue
        self.sections = sections

    def draft(  # noqa: PLR0913 (each is a choice of the caller, and all but the case are named)
        self,
        proposal: Proposal,
        *,
        as_of: date,
        draft_id: str,
        form: Form = Form.DRAFT,
        sections: Sequence[str] | None = None,
        brevity: bool = False,
        version: int = 1,
        follows: str | None = None,
        settings_digest: str = "",
    ) -> Draft:
        """Write the named sections, or all; `brevity` leaves out the sentences that can be spared.

        Raises:
            UnknownSectionError: There is no section of a name; the known ones are named.
        """
        pages = self.sections.chosen(sections)
        assessment = assess(proposal, as_of=as_of, catalogue=self._catalogue)
        case = Case(proposal, assessment, self._catalogue, as_of)
        filler = Filler(case)
        numbering = Numbering()
        confidential = Confidential(proposal.confidential_parts or (), self.sections.pages.values())
        writer = Writer(self._library, filler, numbering, confidential, brevity=brevity)
        written = tuple(
            writer.outlined(page) if form is Form.OUTLINE else writer.drafted(page)
            for page in pages
        )
        title = filler.first(tuple(words()["title"]), None)
        body = {
            "form": form,
            "brief": brevity,
            "as_of": as_of,
            "title": title.text if title else "",
            "sections": written,
            "citations": tuple(numbering.citations),
            "matrix": matrix_of(case, self._library, self.sections, written, confidential),
            "missing": _ranked(pages, written, Asking(filler)),
        }
        receipt = Receipt(
            corpus=self._library.digest,
            rules=self._catalogue.digest,
            model="none",
            settings=f"{settings_digest}:{self.sections.digest[:16]}",
            digest=digest_of(body),
        )
        return Draft(draft_id=draft_id, version=version, follows=follows, receipt=receipt, **body)


def _ranked(
    pages: Sequence[SectionPage], written: Sequence[DraftSection], asking: Asking
) -> tuple[Needed, ...]:
    """Return what is missing: first what settles most rules, then what the sections ask beside."""
    rules = {rule for page in pages for rule in page.rules}
    ranked: dict[str, Needed] = {}
    placed = {one.fact: one for section in written for one in section.missing}
    for fact, asked_by in asking.ranked(rules):
        ranked[fact] = asking.of_rules(fact, asked_by)
    asked = {one.question for one in ranked.values()}
    for fact, needed in placed.items():
        if needed.question not in asked:
            ranked.setdefault(fact, needed)
    return tuple(ranked.values())
