"""The compliance matrix: every provision that asks something, against the proposal."""

from collections.abc import Iterator, Sequence

from assistant.drafting.case import Case
from assistant.drafting.confidentiality import Confidential
from assistant.drafting.draft import DraftSection, MatrixRow, RowStatus, SentenceKind
from assistant.drafting.official import official_statement
from assistant.drafting.page import SectionPage
from assistant.drafting.section import Sections
from assistant.drafting.wording import slug, words
from corpus.document import Force
from corpus.library import Library
from rules.assessment import Finding
from rules.outcome import Outcome

ASKING = (Force.MUST, Force.MUST_NOT, Force.PRESUMPTION, Force.FACTOR)
"""The forces by which a provision asks something of a proposal."""

_OWN_TEXT = (SentenceKind.APPLICANT, SentenceKind.ARGUMENT)


def matrix_of(
    case: Case,
    library: Library,
    sections: Sections,
    written: Sequence[DraftSection],
    confidential: Confidential,
) -> tuple[MatrixRow, ...]:
    """Give a row for each provision that the sections answer, and for each finding on it."""
    by_id = {section.id: section for section in written}
    begun = {section.id for section in written if _begun(section)}
    rows: dict[str, MatrixRow] = {}
    for page in sections.pages.values():
        if page.id not in by_id:
            continue
        for provision, rule in _asked(page, sections, case, library):
            for finding in _findings(case, rule):
                row = _row(library, by_id[page.id], provision, finding, confidential)
                status = _status(finding, begun=page.id in begun)
                row = row.model_copy(update={"status": status})
                rows.setdefault(row.id, row)
    return tuple(rows.values())


def _asked(
    page: SectionPage, sections: Sections, case: Case, library: Library
) -> Iterator[tuple[str, str | None]]:
    """Give the provisions that a page answers, each with the rules that decide on it."""
    own = [rule for rule in page.rules if _home(rule, sections) == page.id]
    named = list(page.provisions)
    for rule in own:
        named += case.catalogue.rule(rule).page.provisions
    for provision in dict.fromkeys(named):
        citing = [one.id for one in case.catalogue.citing(provision)]
        deciding = [rule for rule in citing if rule in own]
        asks = library.provision(provision).force in ASKING
        if asks and deciding:
            yield from ((provision, rule) for rule in deciding)
        elif asks and not citing and _first(provision, sections) == page.id:
            yield provision, None
        # A rule whose provisions ask nothing still has a row, under the first of them.
        for rule in () if asks else deciding:
            provisions = case.catalogue.rule(rule).page.provisions
            asking = any(library.provision(one).force in ASKING for one in provisions)
            if not asking and provision == provisions[0]:
                yield provision, rule


def _home(rule: str, sections: Sections) -> str | None:
    """Return the first section that answers a rule."""
    return next((page.id for page in sections.pages.values() if rule in page.rules), None)


def _first(provision: str, sections: Sections) -> str | None:
    """Return the first section that rests on a provision."""
    return next((page.id for page in sections.pages.values() if provision in page.provisions), None)


def _findings(case: Case, rule: str | None) -> Sequence[Finding | None]:
    if rule is None:
        return [None]
    return [one for one in case.assessment.findings if one.rule == rule]


def _row(
    library: Library,
    section: DraftSection,
    provision: str,
    finding: Finding | None,
    confidential: Confidential,
) -> MatrixRow:
    held = library.provision(provision)
    parts = [provision]
    if finding is not None:
        parts += [finding.rule, *([slug(finding.subject)] if finding.subject else [])]
    return MatrixRow(
        id=".".join(parts),
        provision=provision,
        statement=official_statement(provision, library) or held.says[0],
        force=held.force.value,
        basis=held.basis.value,
        section=section.id,
        rule=finding.rule if finding else None,
        subject=finding.subject if finding else None,
        outcome=finding.outcome if finding else None,
        because=finding.because if finding else "",
        response_location=str(words()["location"]).format(
            number=section.number, title=section.title
        ),
        confidential=finding is not None
        and confidential.covers(section.id, [one.path for one in finding.facts]),
    )


def _begun(section: DraftSection) -> bool:
    """Whether a section has text of the applicants."""
    return any(one.kind in _OWN_TEXT for one in section.sentences)


def _status(finding: Finding | None, *, begun: bool) -> RowStatus:
    if finding is not None and finding.outcome is Outcome.NOT_IN_FORCE:
        return RowStatus.NOT_APPLICABLE
    return RowStatus.IN_PROGRESS if begun else RowStatus.NOT_STARTED
