"""What the corpus asks for and no rule decides: each such provision has its reason in the ledger.

`rules/ledger.yaml` holds one sentence for every provision that demands, forbids, presumes or
weighs something and that no rule cites, so that a gap in the rules is a decision and no oversight.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import TypeAdapter

from corpus.document import Force
from corpus.library import Library
from rules.assessment import spoken
from rules.binding import RecordFault, read_record
from rules.catalogue import Catalogue

LEDGER = Path(__file__).parent / "ledger.yaml"

ASKING = (Force.MUST, Force.MUST_NOT, Force.PRESUMPTION, Force.FACTOR)
"""What a rule could decide. Permissions, effects, statements and open points need none."""

Ledger = Mapping[str, str]

_NAMED = re.compile(r"`(\w+)`")
"""A rule that a reason names."""

_LEDGER: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


def read_ledger(path: Path = LEDGER) -> dict[str, str]:
    """Read the reasons, by provision.

    Raises:
        RecordFileError: The file is missing or is not what it must be; every fault is named.
    """
    return read_record(path, _LEDGER)


def asking(library: Library) -> tuple[str, ...]:
    """Return the provisions that a rule could decide, in the order of the corpus."""
    return tuple(name for name, held in library.provisions.items() if held.force in ASKING)


def coverage_faults(
    catalogue: Catalogue, library: Library, ledger: Ledger
) -> Iterator[RecordFault]:
    """Give every provision without a rule or a reason, and every reason that has become stale."""
    for name in asking(library):
        if name not in ledger and not catalogue.citing(name):
            held = library.provision(name)
            found = f"no rule cites it, and its force is {held.force} ({held.heading})."
            mend = "Write a rule that cites it, or say in rules/ledger.yaml why there is none."
            yield RecordFault(name, found, mend)
    for name, reason in ledger.items():
        if stale := _stale(name, catalogue, library):
            yield RecordFault(name, stale, "Remove it from rules/ledger.yaml.")
        elif unknown := [rule for rule in _NAMED.findall(reason) if rule not in catalogue.rules]:
            found = f"its reason names {spoken(unknown)}, which is no rule."
            yield RecordFault(name, found, "Correct it in rules/ledger.yaml.")
        elif not _is_sentence(reason):
            mend = "Say in rules/ledger.yaml, in a whole sentence, why it has no rule."
            yield RecordFault(name, f"its reason is no sentence ({reason!r}).", mend)


def _stale(name: str, catalogue: Catalogue, library: Library) -> str | None:
    if name not in library.provisions:
        return "stands in the ledger, and no document holds it."
    if rules := catalogue.citing(name):
        return f"stands in the ledger, and is cited by {spoken([rule.id for rule in rules])}."
    force = library.provision(name).force
    return None if force in ASKING else f"stands in the ledger, and its force is {force}."


def _is_sentence(reason: str) -> bool:
    return len(reason.split()) >= 3 and reason[0].isupper() and reason.endswith(".")
