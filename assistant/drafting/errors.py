"""What can go wrong in drafting; a fact that is missing is a placeholder, not an error.

* DraftingError
  * UnknownSectionError    a section id that no page has
  * SectionPageError       a page of a section cannot be used
"""

from collections.abc import Iterable

from assistant.errors import AssistantError


class DraftingError(AssistantError):
    """Base of every error raised by `assistant.drafting`."""


class UnknownSectionError(DraftingError):
    """There is no section of this id; the known ones are named."""

    def __init__(self, section: str, known: Iterable[str]) -> None:
        self.section = section
        self.known = tuple(known)
        super().__init__(
            f"There is no section `{section}`. The sections are "
            f"{', '.join(f'`{one}`' for one in self.known)}; leave them out to draft all."
        )


class SectionPageError(DraftingError):
    """A page of a section cannot be used; every fault is named."""
