"""Messages to begin with, from `examples.yaml`."""

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from corpus.document import Sentence


class Example(BaseModel):
    """One message to begin with, and whom it serves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: str = Field(alias="for")
    title: str
    message: Sentence


_FILE = Path(__file__).with_name("examples.yaml")
EXAMPLES = TypeAdapter(tuple[Example, ...]).validate_python(
    yaml.safe_load(_FILE.read_text(encoding="utf-8"))
)
