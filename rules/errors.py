"""What can go wrong with the rules. A proposal that breaks a rule is a finding, not an error.

* RulesError
  * RulePageError        a page under `rules/definitions/` cannot be used
  * UnknownRuleError     no rule has this id
  * ProposalFileError    a proposal file cannot be read
  * ProposalFilesError   some of several proposal files cannot be read
  * RecordFileError      `rules/bindings.yaml` or `rules/ledger.yaml` cannot be read
  * AmendedRuleError     an accepted notice changes what no rule has
"""

from collections.abc import Sequence
from dataclasses import dataclass


class RulesError(Exception):
    """Base of every error raised by `rules`."""


class RulePageError(RulesError):
    """A rule's page and its condition do not fit together, or the page is wrong."""


class UnknownRuleError(RulesError):
    """No rule has this id."""

    def __init__(self, rule: str, known: Sequence[str]) -> None:
        self.rule = rule
        self.known = tuple(known)
        super().__init__(f"There is no rule `{rule}`. The rules are: {', '.join(known)}.")


@dataclass(frozen=True)
class ProposalFault:
    """One thing that is wrong with a proposal file, and how to mend it."""

    path: str
    found: str
    expected: str
    mend: str

    def __str__(self) -> str:
        place = self.path or "the file"
        return f"{place}: found {self.found}; expected {self.expected}. {self.mend}"


class ProposalFileError(RulesError):
    """A proposal file cannot be read; every fault is in `faults`."""

    def __init__(self, name: str, faults: Sequence[ProposalFault]) -> None:
        self.name = name
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        super().__init__(f"`{name}` is not a proposal that can be read: {count}.\n{lines}")


class ProposalFilesError(RulesError):
    """Some of several proposal files cannot be read; what is wrong with each is in `errors`."""

    def __init__(self, errors: Sequence[ProposalFileError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class RecordFileError(RulesError):
    """The file of bindings or the ledger cannot be read; every fault is in `faults`."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        self.name = name
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"`rules/{name}` cannot be used. Mend it:\n{lines}")


class AmendedRuleError(RulesError):
    """An accepted notice changes what no rule has."""

    def __init__(self, notice: str, found: str) -> None:
        super().__init__(
            f"`accepted/{notice}.yaml` in the store of official texts cannot be used: {found}. "
            "Mend it, then accept it again."
        )
