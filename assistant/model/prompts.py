"""The prompts, from the files of `prompts/`: what is asked, the form of the answer, its length."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from assistant.model.speaking import Asked

FOLDER = Path(__file__).parent / "prompts"


@dataclass(frozen=True)
class Prompt:
    """One thing that a model can be asked."""

    task: str
    system: str
    schema: Mapping[str, Any]
    most_tokens: int

    def asked(self, told: Mapping[str, object]) -> Asked:
        """Return a call that shows the model this and no more.

        The data goes as JSON, so that nothing in it can end it and pose as the prompt.
        """
        user = json.dumps(told, ensure_ascii=False, indent=1)
        return Asked(self.task, self.system, user, self.schema, self.most_tokens)


@lru_cache
def prompt(name: str) -> Prompt:
    """Read a prompt by the name of its file."""
    held: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return Prompt(held["task"], held["system"], held["schema"], int(held["most_tokens"]))


def digest_of_prompts(beside: Sequence[Path]) -> str:
    """Return the hash of all prompts, and of the other files that shape what is done with them."""
    whole = hashlib.sha256()
    for path in (*sorted(FOLDER.glob("*.yaml")), *beside):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:16]
