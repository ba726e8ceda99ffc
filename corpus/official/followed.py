"""Which texts are followed: the list that counsel keeps in `followed.yaml`."""

from datetime import date
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from corpus.document import DocumentId, Standing
from corpus.errors import CorpusError

_PACKAGED = Path(__file__).with_name("followed.yaml")


class FollowedDocument(BaseModel):
    """A document of the Federal Register, by its number or by that of an Order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str | None = None
    document: DocumentId | None = None
    standing: Standing = Standing.GUIDANCE
    published: date | None = None
    signed: date | None = None
    executive_order: str | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if self.number is None and (self.executive_order is None or self.signed is None):
            message = "give a `number`, or an `executive_order` with the day it was `signed`"
            raise ValueError(message)
        return self

    @property
    def name(self) -> str:
        """How it is spoken of."""
        return self.number or f"E.O. {self.executive_order}"


class FollowedSection(BaseModel):
    """A section of the Code of Federal Regulations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: int = Field(ge=1, le=50)
    section: str
    document: DocumentId | None = None

    @property
    def name(self) -> str:
        """How it is cited."""
        return f"{self.title} CFR {self.section}"


class Followed(BaseModel):
    """Everything that is followed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    register_: tuple[FollowedDocument, ...] = Field(default=(), alias="register")
    code: tuple[FollowedSection, ...] = ()

    def only(self, numbers: tuple[str, ...]) -> "Followed":
        """Return the documents of these numbers; one that is not listed is followed for once."""
        listed = {name: one for one in self.register_ for name in (one.number, one.executive_order)}
        wanted = [listed.get(one) or FollowedDocument(number=one) for one in numbers]
        return Followed(register=tuple(wanted))


def followed(path: Path = _PACKAGED) -> Followed:
    """Read the list.

    Raises:
        CorpusError: It is not as it should be.
    """
    try:
        return Followed.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = f"`{path.name}`, the list of followed texts, cannot be read: {error}"
        raise CorpusError(message) from None
