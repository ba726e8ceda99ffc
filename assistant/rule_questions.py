"""Questions whether what was told is enough: "does it pass?", "is the market part done?".

They are questions to the rules and not to the sources. Which rules are meant is told by the words
for a rule, by the name of a part of the case, or by nothing: then by the reply before.
"""

import re
from dataclasses import dataclass
from typing import Any

from assistant.case_parts import named_in
from assistant.following import Before
from assistant.lexicon import Lexicon, any_of, whole_words
from rules.proposal import Proposal

_LONGEST = 24


@dataclass(frozen=True)
class RuleQuestion:
    """Rules that a message asks to be applied, and for whom.

    Nobody named means everybody; no rule, every one that runs for those who are named.
    """

    rules: tuple[str, ...]
    subjects: tuple[str, ...]


class RuleQuestionReader:
    """Finds the rules that a message wants applied to what was told."""

    def __init__(self, lexicon: Lexicon) -> None:
        words: dict[str, Any] = lexicon.following["rule_questions"]
        self._rules = {rule: whole_words(listed) for rule, listed in words["rules"].items()}
        self._judges = whole_words(words["judges"])
        self._own = whole_words(words["own"])
        self._pronoun = whole_words(words["pronouns"])
        self._plural = whole_words(words["plural"])
        self._general = whole_words(words["general"])
        self._small = re.compile(rf"(?:\W|\b(?:{any_of(words['small'])})\b)*", re.IGNORECASE)

    def asked(self, message: str, case: Proposal, before: Before | None) -> RuleQuestion | None:
        """Return the rules that are asked for; None where the message asks something else."""
        clauses = [one.strip() for one in _SENTENCE.split(message) if one.strip()]
        asking = [one for one in clauses if one.endswith("?")] or clauses[-1:]
        for clause in asking:
            text = " ".join(clause.casefold().replace("’", "'").split())
            if len(text.split()) > _LONGEST or not self._judges.search(text):
                continue
            subjects = named_in(text, case)
            if not self._of_the_case(text, subjects):
                continue
            rules = [rule for rule, words in self._rules.items() if words.search(text)]
            if not rules and not subjects:
                rules = self._rules_before(before)
            of_one = self._pronoun.search(text) and not self._plural.search(text)
            if not subjects and before is not None and of_one:
                last = before.reply.spoken_of
                subjects = (last,) if last is not None else ()
            return RuleQuestion(tuple(rules), subjects) if rules or subjects else None
        return None

    def judges(self, message: str) -> bool:
        """Whether a message asks for a judgment in a word or two: "Green?"."""
        last = _SENTENCE.split(message.strip())[-1].casefold()
        left = self._judges.sub(" ", last)
        return last.endswith("?") and left != last and self._small.fullmatch(left) is not None

    def _of_the_case(self, text: str, subjects: tuple[str, ...]) -> bool:
        """Whether a question is about what was told: by a name, by "we" or "it", or by ellipsis."""
        if self._general.search(text):
            return False
        if subjects or self._own.search(text):
            return True
        left = self._judges.sub(" ", text)
        for words in self._rules.values():
            left = words.sub(" ", left)
        return self._small.fullmatch(left) is not None

    @staticmethod
    def _rules_before(before: Before | None) -> list[str]:
        """Return the rules that the reply before told of, else all of its findings."""
        if before is None:
            return []
        told = {
            statement.citations[0] for statement in before.reply.statements if statement.citations
        }
        first = {one.provision for one in before.reply.citations if one.n in told}
        findings = before.reply.findings
        spoken = [one.rule for one in findings if first & {c.provision for c in one.citations[:1]}]
        return list(dict.fromkeys(spoken or [one.rule for one in findings]))


_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
