"""The sections of a proposal as data: one YAML page each under `assistant/sections/`.

A page holds what counsel and proposal managers may want to change: what the section must contain,
on what it rests, what is asked for, and the sentences themselves with their slots.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from assistant.drafting.errors import SectionPageError, UnknownSectionError
from assistant.drafting.page import SectionPage

__all__ = ["FOLDER", "ORDER", "SectionPage", "Sections", "load_sections", "packaged_sections"]

FOLDER = Path(__file__).parents[1] / "sections"

ORDER = (
    "consortium_and_anchor",
    "members_and_ownership",
    "package_and_layers",
    "hardware_and_us_content",
    "target_markets",
    "competition_and_demand",
    "national_interest",
    "business_and_operating_model",
    "federal_support",
    "compliance",
    "security_posture",
    "cybersecurity",
    "filing_checklist",
)
"""The sections as they stand in a proposal; a section keeps its number when others are left out."""


@dataclass(frozen=True)
class Sections:
    """The pages in the order of a proposal, and the hash by which a receipt names them."""

    pages: Mapping[str, SectionPage]
    digest: str

    def page(self, section: str) -> SectionPage:
        """Return a page.

        Raises:
            UnknownSectionError: There is none of this id.
        """
        if section not in self.pages:
            raise UnknownSectionError(section, self.pages)
        return self.pages[section]

    def chosen(self, sections: Sequence[str] | None) -> tuple[SectionPage, ...]:
        """Return the named pages, or all, in the order of a proposal.

        Raises:
            UnknownSectionError: One of them does not exist.
        """
        named = {self.page(section).id for section in sections or self.pages}
        return tuple(page for name, page in self.pages.items() if name in named)


def load_sections(folder: Path = FOLDER) -> Sections:
    """Read every page.

    Raises:
        SectionPageError: A page is missing, stands alone or cannot be used; all faults are named.
    """
    paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    faults = [f"`{name}.yaml` is missing" for name in ORDER if name not in paths]
    faults += [f"`{name}.yaml` is not in the order of sections" for name in paths.keys() - {*ORDER}]
    whole = hashlib.sha256()
    pages: dict[str, SectionPage] = {}
    for number, name in enumerate(ORDER, start=1):
        if name not in paths:
            continue
        raw = paths[name].read_bytes()
        whole.update(raw)
        try:
            pages[name] = SectionPage.model_validate({"id": name, "number": number, **_loaded(raw)})
        except ValidationError as error:
            faults += [
                f"`{name}.yaml` {'.'.join(map(str, one['loc']))}: {one['msg']}"
                for one in error.errors()
            ]
    if faults:
        message = f"The pages under assistant/sections/ cannot be used: {'; '.join(faults)}."
        raise SectionPageError(message)
    return Sections(pages, whole.hexdigest())


def _loaded(raw: bytes) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(raw.decode("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    return content


@lru_cache(maxsize=1)
def packaged_sections() -> Sections:
    """Return the sections that ship with the assistant, read once."""
    return load_sections()
