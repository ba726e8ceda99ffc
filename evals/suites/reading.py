"""Reading the files of cases: YAML lists, each fault named by file and place, all at once."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from evals.cases import FOLDER
from evals.errors import CaseFault, CaseFileError
from evals.suites.case import ChatCase, DraftCase, Mutant, Paraphrase, RuleCase, TwinPair

CASES = FOLDER / "cases"
SCHEMAS = CASES / "schema"
FORMS: dict[str, type[BaseModel]] = {
    "rules": RuleCase,
    "twins": TwinPair,
    "injection": ChatCase,
    "answers": ChatCase,
    "drafts": DraftCase,
    "paraphrases": Paraphrase,
    "sources": Mutant,
}
"""The form of the cases by the name of their file or folder; a private folder has the same."""

M = TypeVar("M", bound=BaseModel)


def files_of(folder: Path, name: str) -> list[Path]:
    """Return the files of one kind in a folder of cases: `<name>.yaml` and `<name>/*.yaml`."""
    alone = folder / f"{name}.yaml"
    return [*([alone] if alone.exists() else []), *sorted((folder / name).glob("*.yaml"))]


def read_each(paths: Iterable[Path], form: type[M]) -> dict[str, M]:
    """Read files of cases; each has the name of its file and its own as id.

    Raises:
        CaseFileError: A file cannot be read, or an entry is no case; every fault is named.
    """
    cases: dict[str, M] = {}
    faults: list[CaseFault] = []
    for path in paths:
        for number, entry in enumerate(_entries(path, faults), start=1):
            try:
                case = form.model_validate(entry)
            except ValidationError as error:
                faults += [_fault(path, number, one) for one in error.errors(include_url=False)]
                continue
            name = f"{path.stem}: {getattr(case, 'name', None) or getattr(case, 'of', number)}"
            if name in cases:
                faults.append(CaseFault(path.name, number, "name", "is that of another case."))
            cases[name] = case
    if faults:
        raise CaseFileError(faults)
    return cases


def _entries(path: Path, faults: list[CaseFault]) -> list[Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 (a safe loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        faults.append(CaseFault(path.name, line, "", f"cannot be read: {type(error).__name__}."))
        return []
    if not isinstance(content, list) or not content:
        faults.append(CaseFault(path.name, 0, "", "holds no list of cases."))
        return []
    return content


def _fault(path: Path, number: int, one: Any) -> CaseFault:
    place = ".".join(str(piece) for piece in one["loc"])
    return CaseFault(path.name, number, place, f"{one['msg']}.")


def schema_of(name: str) -> str:
    """Return the JSON Schema of one kind of file, as it is committed for editors."""
    entries = FORMS[name].model_json_schema(ref_template="#/$defs/{model}")
    schema = {"type": "array", "$defs": entries.pop("$defs", {}), "items": entries}
    titled = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(titled, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path = SCHEMAS) -> None:
    """Write the schema of every kind of file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in FORMS:
        (folder / f"{name}.schema.json").write_text(schema_of(name), encoding="utf-8")
