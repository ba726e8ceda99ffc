"""Each rule is bound to the text that it was written from, by the hash of every provision it cites.

`rules/bindings.yaml` holds the hashes and the day on which somebody last read the rule against its
provisions. A provision that changes afterwards is named with its rules, until a person confirms
them by name; nothing here confirms all rules at once.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from corpus.document import Provision
from corpus.library import Library
from rules.assessment import listed
from rules.catalogue import Catalogue
from rules.errors import RecordFileError, UnknownRuleError

BINDINGS = Path(__file__).parent / "bindings.yaml"

MEANING = frozenset(
    {
        *("heading", "says", "sides", "advice", "look", "quotes"),
        *("force", "figures", "dates", "effective_from", "effective_to"),
        # How sure a point is belongs to its meaning: a rule may say "one source only reports it".
        *("basis", "confidence", "reported_by"),
    }
)
"""The fields of a provision that a rule rests on; a change in any asks for another look.

The days of effect are taken with the document's where the provision has none of its own.
"""

NO_MEANING = frozenset({"id", "near", "url", "questions", "partly_settled"})
"""Fields that lead a reader to a provision and change nothing of what it says.

`partly_settled` repeats, for the status of an answer, what `confidence` and `sides` say.
"""

_HEAD = """\
# The text that each rule was written from: the sha256 of every provision it cites, as
# `rules/binding.py` takes it, and the day on which somebody last read the rule against them.
# Written by `python -m rules check --reviewed RULE --on DATE`; `python -m rules check` compares.
"""


class Binding(BaseModel):
    """The provisions of one rule as they read on the day of the last look."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviewed: date
    provisions: dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]] = Field(min_length=1)


Bindings = Mapping[str, Binding]

Content = TypeVar("Content")

_BINDINGS: TypeAdapter[dict[str, Binding]] = TypeAdapter(dict[str, Binding])


@dataclass(frozen=True)
class RecordFault:
    """Something that a person has to look at: what it is about, what was found, what to do."""

    about: str
    found: str
    mend: str

    def __str__(self) -> str:
        return f"{self.about}: {self.found}\n  {self.mend}"


def digest_of(library: Library, provision: str) -> str:
    """Return the hash of what a provision says, by `MEANING`.

    Raises:
        UnknownProvisionError: The corpus holds no such provision.
    """
    held = library.provision(provision).model_dump(mode="json", include=set(MEANING))
    for name, day in (
        ("effective_from", library.starts(provision)),
        ("effective_to", library.ends(provision)),
    ):
        held[name] = day and day.isoformat()
    text = json.dumps(held, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def binding_faults(
    catalogue: Catalogue, library: Library, bindings: Bindings
) -> Iterator[RecordFault]:
    """Give every rule that is not bound to the text that the corpus holds now."""
    for name, rule in catalogue.rules.items():
        binding = bindings.get(name)
        if found := _differences(rule.page.provisions, binding, library):
            since = f"since {binding.reviewed}" if binding else "the rule is not bound yet"
            told = "; ".join(f"{provision} {words}" for provision, words in found.items())
            yield RecordFault(name, f"{since}: {told}.", _mend(name, found, library))
    for name in sorted(bindings.keys() - catalogue.rules.keys()):
        mend = f"Remove its entry: `python -m rules check --reviewed {name} --on DATE`."
        yield RecordFault(name, "is bound, and there is no such rule.", mend)


def disagreements(catalogue: Catalogue, library: Library) -> Iterator[str]:
    """Give the rules with a number or a day that the provision it is taken from does not hold.

    A provision that holds no figure at all cannot gainsay one: some values are readings of ours.
    """
    for rule in catalogue.rules.values():
        values = [dated[-1] for dated in rule.page.parameters.values()]
        if any(_gainsaid(one.value, library.provision(one.source)) for one in values):
            yield rule.id


def _gainsaid(value: object, provision: Provision) -> bool:
    figures = {one.value for one in provision.figures}
    days = {one.day for one in provision.dates}
    if isinstance(value, Decimal):
        return bool(figures) and value not in figures
    return isinstance(value, date) and bool(days) and value not in days


def confirmed(
    bindings: Bindings, names: Sequence[str], *, on: date, catalogue: Catalogue, library: Library
) -> dict[str, Binding]:
    """Return the bindings with the present hashes for the named rules, looked at on a day.

    A rule that is gone loses its entry.

    Raises:
        UnknownRuleError: A name is that of no rule and of no entry.
        UnknownProvisionError: A rule cites what the corpus does not hold.
    """
    changed = dict(bindings)
    for name in names:
        if name in catalogue.rules:
            cited = catalogue.rules[name].page.provisions
            changed[name] = Binding(
                reviewed=on, provisions={one: digest_of(library, one) for one in cited}
            )
        elif name in bindings:
            changed.pop(name, None)
        else:
            raise UnknownRuleError(name, tuple(catalogue.rules))
    return changed


def read_bindings(path: Path = BINDINGS) -> dict[str, Binding]:
    """Read the bindings.

    Raises:
        RecordFileError: The file is missing or is not what it must be; every fault is named.
    """
    return read_record(path, _BINDINGS)


def write_bindings(bindings: Bindings, path: Path = BINDINGS) -> None:
    """Write the bindings in the order of the rules' names, so that a change is a few lines."""
    lines = [_HEAD]
    for name, binding in sorted(bindings.items()):
        lines.append(f"\n{name}:\n  reviewed: {binding.reviewed}\n  provisions:\n")
        lines += [f"    {one}: {digest}\n" for one, digest in binding.provisions.items()]
    path.write_text("".join(lines), encoding="utf-8")


def read_record(path: Path, model: TypeAdapter[Content]) -> Content:
    """Read one of the two files of records.

    Raises:
        RecordFileError: The file is missing or is not what it must be; every fault is named.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_OnceLoader)  # noqa: S506 (a safe loader)
        return model.validate_python({} if content is None else content)
    except OSError as error:
        raise RecordFileError(path.name, [error.strerror or "It cannot be read."]) from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise RecordFileError(path.name, faults) from error
    except (yaml.YAMLError, ValueError) as error:  # no YAML, no UTF-8, or a day that does not exist
        raise RecordFileError(path.name, [str(error)]) from error


class _OnceLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, where YAML would drop the first in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                problem = f"`{name}` stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def _differences(cited: Sequence[str], binding: Binding | None, library: Library) -> dict[str, str]:
    """Return what is otherwise than at the last look, by provision."""
    bound = binding.provisions if binding else {}
    found: dict[str, str] = {}
    for provision in cited:
        if provision not in library.provisions:
            found[provision] = "is gone from the corpus"
        elif provision not in bound:
            found[provision] = "is new on the page"
        elif digest_of(library, provision) != bound[provision]:
            found[provision] = "has changed"
    return found | {one: "is gone from the page" for one in bound if one not in cited}


def _mend(rule: str, found: Iterable[str], library: Library) -> str:
    held = [one for one in found if one in library.provisions]
    read = (
        f"Read {listed(held)} again (`python -m corpus show {held[0]}`), mend" if held else "Mend"
    )
    return (
        f"{read} rules/definitions/{rule}.yaml and rules/conditions/{rule}.py where they do not "
        f"fit, then confirm: `python -m rules check --reviewed {rule} --on DATE`."
    )
