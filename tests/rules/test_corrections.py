"""A fact that was corrected: the later statement counts, and the finding says what changed."""

from datetime import date
from typing import Any

import pytest

from rules.assessment import Correction, assess, with_corrections
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal

MEMBERS = "members_outside_countries_of_concern"


def said(facts: Any, correction: Correction, rule: str = MEMBERS) -> str:
    proposal = Proposal.model_validate(facts)
    found = assess(
        proposal, as_of=date(2026, 5, 1), catalogue=packaged_catalogue(), rules=[rule]
    ).findings
    return with_corrections(found[0], [correction], proposal, packaged_catalogue()).because


def test_the_finding_says_what_changed() -> None:
    facts = {"members": [{"name": "Hana", "headquarters": "CN"}]}
    text = said(facts, Correction("members[0].headquarters", "US", "CN"))

    assert "Hana is located in China" in text
    assert text.endswith(
        "The country of headquarters of Hana was stated as the United States before, "
        "and is China now."
    )


def test_a_finding_that_does_not_read_the_fact_says_nothing_of_it() -> None:
    facts = {"members": [{"name": "Hana", "headquarters": "CN"}]}

    assert "before" not in said(facts, Correction("track", "on_demand", "pre_set"))


@pytest.mark.parametrize(
    ("facts", "correction", "rule", "words"),
    [
        (
            {"layers": {"hardware": {"us_content_percent": 55}}},
            Correction("layers.hardware.us_content_percent", "47", "55"),
            "us_hardware_content",
            "was stated as 47 before, and is 55 now",
        ),
        (
            {"industry_led": True},
            Correction("industry_led", False, True),
            "consortium_is_industry_led",
            "was stated as no before, and is yes now",
        ),
        (
            {"filed_on": "2026-07-01"},
            Correction("filed_on", date(2026, 6, 30), date(2026, 7, 1)),
            "filed_in_window",
            "was stated as 30 June 2026 before, and is 1 July 2026 now",
        ),
    ],
)
def test_values_are_told_as_prose(
    facts: Any, correction: Correction, rule: str, words: str
) -> None:
    assert words in said(facts, correction, rule)
