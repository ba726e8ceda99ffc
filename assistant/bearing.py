"""Which findings bear on what a message asks."""

from collections.abc import Sequence

from assistant.case_parts import names_in
from assistant.facts import Understanding
from assistant.questions import last_question
from assistant.topics import Topic
from rules.assessment import Finding
from rules.catalogue import Catalogue
from rules.outcome import Outcome

MARKET = "target_market_named"
_NO_VERDICT = frozenset({"how_many", "when", "who", "where", "why"})
"""Question words that no verdict answers."""

_SURELY = 0.6
"""Cosine from which a provision is surely what a question is about."""


def relevant(
    findings: Sequence[Finding],
    topics: Sequence[Topic],
    understood: Understanding,
    catalogue: Catalogue,
) -> tuple[Finding, ...]:
    """Keep the findings that bear on what was asked.

    What is decided bears on it, unless its rule's page says that it is only told when asked about.
    What is open does only where the question is about that rule: a company that is mentioned in
    passing is not asked about its owners.
    """
    asked = {found.provision for topic in topics for found in topic.foremost()}
    first = {topic.found[0].provision for topic in topics if topic.found}
    decided = tuple(
        one
        for one in findings
        if one.outcome is not Outcome.UNKNOWN
        and (one.outcome is not Outcome.NOT_IN_FORCE or first.intersection(one.provisions))
        and (asked.intersection(one.provisions[:1]) or _told_unasked(one, understood, catalogue))
    )
    open_ = tuple(
        one
        for one in findings
        if one.outcome is Outcome.UNKNOWN
        and asked.intersection(one.provisions)
        and (not _only_home(one) or first.intersection(one.provisions))
        and (not decided or one.subject is None)
        and (not decided or catalogue.rule(one.rule).page.told_unasked is None)
    )
    sure = bool(topics and topics[0].found) and topics[0].found[0].similarity >= _SURELY
    alone = len(decided) == 1 and not open_ and (sure or not understood.supposed)
    if alone and _in_passing(decided[0], topics):
        return ()
    return decided + open_


def beside(finding: Finding, topics: Sequence[Topic]) -> bool:
    """Whether what a general question asks is surely not what a finding says.

    "At how many percent does a Chinese holding count?" wants a number, and no verdict on a holding.
    """
    asked = [topic for topic in topics if topic.found and topic.answerable]
    if not asked or len(asked) < len(topics):
        return False
    if all(topic.asked.form == "wh" and topic.asked.about in _NO_VERDICT for topic in asked):
        return True
    near = any(
        topic.found[0].provision in finding.provisions or topic.found[0].similarity < _SURELY
        for topic in asked
    )
    return not near


def is_a_question(topic: Topic) -> bool:
    """Whether a message is one question that surely has its provision."""
    sure = topic.lead is not None or (topic.found and topic.found[0].similarity >= _SURELY)
    question = topic.question.strip()
    alone = last_question(question) == question and len(question.splitlines()) == 1
    return bool(sure) and alone and topic.answerable and topic.asked.form != "keywords"


def of_no_one(finding: Finding, topic: Topic) -> bool:
    """Whether a question that tells of no case of its own asks something else than a finding.

    "Is it measured on all five layers?" describes nobody's layers.
    """
    if finding.outcome is Outcome.NOT_MET:
        return False
    return finding.subject is None or topic.found[0].provision not in finding.provisions


def _told_unasked(finding: Finding, understood: Understanding, catalogue: Catalogue) -> bool:
    page = catalogue.rule(finding.rule).page
    if page.told_unasked is None:
        return True
    about = finding.subject is None or finding.subject in names_in(understood.proposal)
    return about and page.is_told_unasked(finding.branch)


def _in_passing(finding: Finding, topics: Sequence[Topic]) -> bool:
    """Whether a market is only mentioned on the way to another question.

    "Does designation let us ship to Kenya without a licence?" names a market and asks of licences.
    """
    named_only = finding.rule == MARKET and finding.outcome is Outcome.MET
    asks = len(topics) == 1 and topics[0].answerable and "?" in topics[0].question
    if not (named_only and asks):
        return False
    return topics[0].found[0].provision not in finding.provisions


def _only_home(finding: Finding) -> bool:
    """Whether every country stated of a finding's subject is the United States."""
    stated = {str(fact.value) for fact in finding.facts if "percent" not in fact.path}
    countries = finding.figures.get("clear_places")
    names = set(countries) if isinstance(countries, list) else set()
    return finding.subject is not None and stated <= {"US"} and names <= {"the United States"}
