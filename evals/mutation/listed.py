"""The lists in YAML that people keep for the mutation test."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from evals.mutation.errors import MutationError

Item = TypeVar("Item", bound=BaseModel)


def read_list(path: Path, items: TypeAdapter[tuple[Item, ...]]) -> tuple[Item, ...]:
    """Read a file that holds a list of entries, in the form that `items` says.

    Raises:
        MutationError: The file cannot be read, or is not of this form.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
        return items.validate_python(content)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        message = f"`{path.name}` cannot be used: {error}"
        raise MutationError(message) from error
