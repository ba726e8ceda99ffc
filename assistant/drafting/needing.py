"""What is missing, in words: the question, why it is asked, and which rule or provision asks."""

from collections.abc import Iterable, Sequence

from assistant.drafting.case import Case, Standing, Subject, rooted
from assistant.drafting.draft import Needed
from assistant.drafting.filling import Filler
from assistant.drafting.page import Need, SectionPage
from assistant.drafting.wording import words
from rules.assessment import general_path, missing_words, next_question, ranked_missing
from rules.catalogue import Rule


class Asking:
    """Words what a case does not state."""

    def __init__(self, filler: Filler) -> None:
        self._filler = filler
        self._case: Case = filler.case

    def ranked(self, rules: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
        """Return the missing facts of some rules, those first that settle most."""
        named = set(rules)
        return ranked_missing(one for one in self._case.assessment.findings if one.rule in named)

    def open(self, need: Need, subject: Subject | None) -> str | None:
        """Return the path of a need that is not stated; None where it is, or is not asked."""
        if not self._filler.holds(need.when, subject):
            return None
        path = rooted(need.fact, subject)
        return path if self._case.standing(path) is Standing.ABSENT else None

    def placeholder(
        self, need: Need, path: str, subject: Subject | None, page: SectionPage
    ) -> tuple[str, Needed]:
        """Word the placeholder for a need of a section."""
        told = self._filler.filled(need.words, subject)
        named = (
            told.text if told else missing_words(path, self._case.proposal, self._case.catalogue)
        )
        rule = self._case.catalogue.rule(need.rule) if need.rule else None
        provisions = need.provisions or (rule.page.provisions[:1] if rule else ())
        question, why = self._wording(path, rule, page, subject)
        needed = Needed(
            fact=path,
            question=question,
            why=why or named,
            rules=(rule.id,) if rule else (),
            provisions=provisions,
        )
        return named, needed

    def named(self, path: str) -> str:
        """Name a missing fact in the words of a rule."""
        return missing_words(path, self._case.proposal, self._case.catalogue)

    def of_rules(self, path: str, rules: Sequence[str]) -> Needed:
        """Word a missing fact that rules name."""
        asking = [self._case.catalogue.rule(name) for name in rules]
        question, why = self._asked(path, asking[0])
        provisions = dict.fromkeys(rule.page.provisions[0] for rule in asking)
        return Needed(
            fact=path,
            question=question,
            why=why,
            rules=tuple(rules),
            provisions=tuple(provisions),
        )

    def _wording(
        self, path: str, rule: Rule | None, page: SectionPage, subject: Subject | None
    ) -> tuple[str, str]:
        general = general_path(path)
        if rule is not None and general in rule.page.facts:
            return self._asked(path, rule)
        held = page.facts[general]
        asked = self._filler.filled(held.ask, subject)
        return (asked.text if asked else held.ask), held.why

    def _asked(self, path: str, rule: Rule) -> tuple[str, str]:
        ranked = [(path, (rule.id,))]
        question = next_question(ranked, self._case.proposal, self._case.catalogue)
        return (question.text, question.why) if question else ("", "")


def bracketed(named: str, needed: Needed, *, question: bool = False) -> str:
    """Write a placeholder, with its question where a plan is written."""
    asked_by = "rule" if needed.rules else "provision"
    template = words()["needed"][f"{asked_by}_with_question" if question else asked_by]
    return str(template).format(
        words=named,
        question=needed.question,
        rule=", ".join(needed.rules),
        provision=", ".join(needed.provisions),
    )
