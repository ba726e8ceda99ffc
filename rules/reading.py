"""A proposal from a YAML or JSON file; a bad file is refused once, with all its faults.

Scalars of a YAML file are read as the text that stands there, so that `NO` is Norway and not
"false", and 50.99 keeps its digits.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from rules.consistency import CONTRADICTIONS
from rules.errors import ProposalFault, ProposalFileError
from rules.proposal import Proposal

STDIN = "-"


def read_proposal(source: str) -> Proposal:
    """Read a proposal from a file, or from standard input where the name is `-`.

    Raises:
        ProposalFileError: The file cannot be read, or is not a proposal; every fault is named.
    """
    name = "standard input" if source == STDIN else source
    try:
        text = sys.stdin.read() if source == STDIN else Path(source).read_text("utf-8")
    except OSError as error:
        reason = error.strerror or "an error"
        fault = ProposalFault("", reason, "a file that can be read", "Correct the name.")
        raise ProposalFileError(name, [fault]) from error
    except UnicodeDecodeError as error:
        fault = ProposalFault("", "bytes that are not UTF-8", "text", "Save the file as UTF-8.")
        raise ProposalFileError(name, [fault]) from error
    return proposal_from_text(text, name)


def proposal_from_text(text: str, name: str = "the text") -> Proposal:
    """Read a proposal from YAML or JSON.

    Raises:
        ProposalFileError: It is not a proposal; every fault is named.
    """
    content = _content(text, name)
    try:
        return Proposal.model_validate({} if content is None else content)
    except ValidationError as error:
        raise ProposalFileError(name, list(faults_of(error))) from error


def faults_of(error: ValidationError) -> Iterator[ProposalFault]:
    """Turn each fault that pydantic found into one that a writer of the file can mend."""
    found = error.errors(include_url=False)
    parts = [one for one in found if not _says_only_none(one["loc"])]
    for one in parts or found:
        path = field_path(one["loc"])
        yield _fault(path, one)


def field_path(location: Sequence[int | str]) -> str:
    """Write a place as `members[0].headquarters`."""
    path = ""
    for depth, piece in enumerate(location):
        if isinstance(piece, int):
            path += f"[{piece}]"
        elif depth != _CLASS_OF_LAYER or location[0] != "layers":
            path += f".{piece}" if path else piece
    return path


_CLASS_OF_LAYER = 2
"""Where pydantic puts the class that it tried a layer as, which is none of the writer's fields."""


def _says_only_none(location: Sequence[int | str]) -> bool:
    # A layer is a part or `none`; the fault of the part says more than "it is not none".
    return bool(location) and str(location[-1]).startswith("literal[")


_EXPECTED = {
    "date": "a date such as 2026-06-12",
    "decimal": "a number such as 50.99",
    "model_type": "named fields",
    "string": "text",
    "tuple": "a list",
    "bool": "true or false",
}
"""What pydantic's kinds of fault, by the start of their names, mean to a writer of the file."""


def _fault(path: str, one: ErrorDetails) -> ProposalFault:
    kind, found, context = one["type"], shown(one["input"]), one.get("ctx", {})
    if kind == "missing":
        return ProposalFault(path, "nothing", "a value", "Add the field.")
    if kind == "extra_forbidden":
        return ProposalFault(path, found, "no field of this name", "Correct its name or remove it.")
    if kind == "unknown_country":
        expected = f"a country by name or two-letter code{context['near']}"
        return ProposalFault(path, found, expected, "Correct the name.")
    if kind == "origin_above_value":
        found = f"us_origin_value_usd {context['origin']} and value_usd {context['value']}"
        return ProposalFault(path, found, "an origin part within the value", "Correct one of them.")
    if kind in CONTRADICTIONS:
        mend = f"{context['mend'][0].upper()}{context['mend'][1:]}."
        return ProposalFault(path, context["found"], CONTRADICTIONS[kind], mend)
    said = one["msg"].removeprefix("Input should be ")
    fits = (words for start, words in _EXPECTED.items() if kind.startswith(start))
    expected = said if kind in _SAID_WELL else next(fits, said)
    return ProposalFault(path, found, expected, "Correct it, or leave it out if not known.")


_SAID_WELL = {"decimal_max_places", "string_too_long", "string_too_short"}


def shown(value: object) -> str:
    """Show what was found, shortened."""
    if isinstance(value, dict | list | tuple):
        return f"{'a list' if not isinstance(value, dict) else 'fields'} ({len(value)})"
    text = f"`{value}`"
    return text if len(text) <= 60 else f"{text[:57]}…`"


def _content(text: str, name: str) -> Any:
    try:
        if text.lstrip().startswith("{"):
            try:
                return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
            except json.JSONDecodeError:
                pass  # YAML may begin with a brace as well, and says better where it goes wrong.
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 (a safe loader that reads less)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        place = f"line {where.line + 1}" if where else ""
        found = f"a form that cannot be read ({getattr(error, 'problem', None) or error})"
        fault = ProposalFault(place, found, "YAML or JSON", "Correct the form.")
        raise ProposalFileError(name, [fault]) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            message = f"the field `{key}` twice in one place"
            raise ValueError(message)
        seen[key] = value
    return seen


class _PlainLoader(yaml.SafeLoader):
    """Reads every scalar as text, except null."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:null"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _once([(str(key.value), None) for key, _ in node.value])
        return super().construct_mapping(node, deep=deep)
