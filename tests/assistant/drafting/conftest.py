"""What the tests of drafting share: the drafter over what ships with the project."""

from collections.abc import Callable
from datetime import date

import pytest

from assistant.drafting.draft import Draft, Form
from assistant.drafting.section import Sections, packaged_sections
from assistant.drafting.writing import Drafter
from corpus.library import Library, load_library
from evals.generated_proposals import generated_proposals
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal

IN_THE_WINDOW = date(2026, 6, 12)
GENERATED = 200


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def sections() -> Sections:
    return packaged_sections()


@pytest.fixture(scope="session")
def drafter(library: Library, sections: Sections) -> Drafter:
    return Drafter(library, packaged_catalogue(), sections)


@pytest.fixture(scope="session")
def drafted(drafter: Drafter) -> Callable[..., Draft]:
    """Draft plain data, in the window of the call."""

    def draft(given: dict[str, object] | Proposal, **choices) -> Draft:
        proposal = Proposal.model_validate(given) if isinstance(given, dict) else given
        return drafter.draft(proposal, **{"as_of": IN_THE_WINDOW, "draft_id": "d-1"} | choices)

    return draft


@pytest.fixture(scope="session")
def cases(drafted: Callable[..., Draft]) -> list[tuple[Proposal, Draft]]:
    """Generated case files from empty to complete, each with its draft."""
    return [(one, drafted(one)) for one in generated_proposals(GENERATED)]


@pytest.fixture(scope="session")
def outlines(drafted: Callable[..., Draft]) -> list[tuple[Proposal, Draft]]:
    """The same case files, each with its outline."""
    return [(one, drafted(one, form=Form.OUTLINE)) for one in generated_proposals(GENERATED)]


def text_of(draft: Draft, section: str | None = None) -> str:
    """The sentences of a draft, or of one of its sections, one a line."""
    return "\n".join(
        one.text for held in draft.sections if section in {None, held.id} for one in held.sentences
    )
