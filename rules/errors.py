"""What can go wrong with the rules. A proposal that breaks a rule is a finding, not an error.

* RulesError
  * RulePageError        a page under `rules/definitions/` cannot be used
  * UnknownRuleError     no rule has this id
  * ProposalFileError    a proposal file cannot be read
"""

from collections.abc import Sequence


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


class ProposalFileError(RulesError):
    """A proposal file cannot be read; the message names every field that is wrong."""
