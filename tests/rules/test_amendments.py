"""The law changes by a line on a page; the day of the assessment alone picks the line."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from rules.assessment import findings_of
from rules.catalogue import Catalogue, load_catalogue, packaged_catalogue
from rules.definition import DEFINITIONS
from rules.errors import RulePageError
from rules.outcome import Outcome
from rules.proposal import Proposal

RULE = "members_outside_countries_of_concern"
FIRST_LIST = "    - {from: 2026-04-01, value: [CN, HK, MO], source: ELI-9}\n"
LATER_LIST = "    - {from: 2026-09-01, value: [CN, HK, MO, RU], source: ELI-9}\n"
PLACES = ("headquarters", "incorporated_in", "principal_place_of_business")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return Path(copytree(DEFINITIONS, tmp_path / "definitions"))


def amend(pages: Path, rule: str, old: str, new: str) -> None:
    page = pages / f"{rule}.yaml"
    text = page.read_text("utf-8")
    assert text.count(old) == 1
    page.write_text(text.replace(old, new), "utf-8")


def outcome(catalogue: Catalogue, facts: object, as_of: date, rule: str = RULE) -> Outcome:
    proposal = Proposal.model_validate(facts)
    (finding,) = findings_of(catalogue.rule(rule), proposal, as_of)
    return finding.outcome


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (date(2026, 6, 1), Outcome.MET),
        (date(2026, 8, 31), Outcome.MET),
        (date(2026, 9, 1), Outcome.NOT_MET),
        (date(2026, 10, 1), Outcome.NOT_MET),
    ],
    ids=str,
)
def test_a_country_added_later_counts_from_its_day(
    pages: Path, as_of: date, expected: Outcome
) -> None:
    amend(pages, RULE, FIRST_LIST, FIRST_LIST + LATER_LIST)
    volga = {"name": "Volga", **dict.fromkeys(PLACES, "RU"), "owners": []}

    assert outcome(load_catalogue(pages), {"members": [volga]}, as_of) is expected


def test_a_line_that_is_raised_later_counts_from_its_day(pages: Path) -> None:
    line = "    - {from: 2026-04-01, value: 51, source: CON-2}\n"
    later = "    - {from: 2027-01-01, value: 60, source: CON-2}\n"
    amend(pages, "us_hardware_content", line, line + later)
    catalogue = load_catalogue(pages)
    facts = {"layers": {"hardware": {"us_content_percent": 55}}}

    rule = "us_hardware_content"
    assert outcome(catalogue, facts, date(2026, 12, 31), rule) is Outcome.MET
    assert outcome(catalogue, facts, date(2027, 1, 1), rule) is Outcome.JUDGMENT


def test_an_amended_page_changes_the_digest(pages: Path) -> None:
    assert load_catalogue(pages).digest == packaged_catalogue().digest

    amend(pages, RULE, FIRST_LIST, FIRST_LIST + LATER_LIST)

    assert load_catalogue(pages).digest != packaged_catalogue().digest


def test_values_out_of_order_are_refused(pages: Path) -> None:
    amend(pages, RULE, FIRST_LIST, LATER_LIST + FIRST_LIST)

    with pytest.raises(RulePageError, match="not in the order of their days"):
        load_catalogue(pages)


def test_a_page_without_its_condition_is_refused(pages: Path) -> None:
    (pages / "one_anchor_member.yaml").rename(pages / "two_anchor_members.yaml")

    with pytest.raises(RulePageError, match="`two_anchor_members` has a page and no condition"):
        load_catalogue(pages)


def test_a_condition_without_its_page_is_refused(pages: Path) -> None:
    (pages / "one_anchor_member.yaml").unlink()

    with pytest.raises(RulePageError, match="one_anchor_member"):
        load_catalogue(pages)


def test_a_branch_that_the_condition_lacks_is_refused(pages: Path) -> None:
    amend(pages, "one_anchor_member", "  no_anchor:\n", "  nobody:\n")

    with pytest.raises(RulePageError, match="Give both the same"):
        load_catalogue(pages)
