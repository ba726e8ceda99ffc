"""Drafts of single case files: what is said, what is asked, what is left to reviewers."""

import json
from pathlib import Path

import pytest
import yaml

from assistant.drafting.draft import Form, RowStatus, SentenceKind
from assistant.drafting.errors import UnknownSectionError
from assistant.drafting.wording import is_sentence
from rules.proposal import Proposal
from tests.assistant.drafting.conftest import text_of
from tests.assistant.drafting.printing import printed

GOLDEN = Path(__file__).parent / "golden"


def stated(name: str) -> Proposal:
    return Proposal.model_validate(yaml.safe_load((GOLDEN / f"{name}.yaml").read_text("utf-8")))


def section(draft, name):
    return next(one for one in draft.sections if one.id == name)


def sentence(draft, identifier):
    found = [s for one in draft.sections for s in one.sentences if s.id == identifier]
    return found[0] if found else None


@pytest.mark.parametrize("form", [Form.DRAFT, Form.OUTLINE])
@pytest.mark.parametrize("name", ["rich", "middling", "poor"])
def test_the_drafts_that_counsel_has_read(drafted, name, form):
    """After a change of words: `python -m tests.assistant.drafting.golden`, then read the diff."""
    path = GOLDEN / (f"{name}.md" if form is Form.DRAFT else f"{name}_outline.md")

    assert printed(drafted(stated(name), form=form)) == path.read_text("utf-8")


def test_an_empty_case_is_a_skeleton_of_questions(drafted):
    draft = drafted({})

    kinds = {one.kind for held in draft.sections for one in held.sentences}
    assert kinds == {SentenceKind.PLACEHOLDER}
    assert all(held.sentences for held in draft.sections)


def test_a_rich_case_leaves_nothing_to_ask(drafted):
    draft = drafted(stated("rich"))

    assert draft.missing == ()
    assert "[NEEDED" not in text_of(draft)


def test_sections_are_drafted_alone_and_keep_their_numbers(drafted):
    draft = drafted(stated("rich"), sections=["target_markets", "hardware_and_us_content"])

    assert [(one.number, one.id) for one in draft.sections] == [
        (4, "hardware_and_us_content"),
        (5, "target_markets"),
    ]
    assert {row.section for row in draft.matrix} == {"hardware_and_us_content", "target_markets"}


def test_a_section_reads_the_same_alone_as_in_the_whole(drafted):
    whole = drafted(stated("rich"))
    for held in whole.sections:
        alone = drafted(stated("rich"), sections=[held.id]).sections[0]
        assert [one.text for one in alone.sentences] == [one.text for one in held.sentences]


def test_an_unknown_section_is_refused_with_the_known_ones(drafted):
    with pytest.raises(UnknownSectionError) as error:
        drafted({}, sections=["pricing"])

    assert "hardware_and_us_content" in error.value.known


def test_the_share_is_told_with_the_two_amounts_that_it_comes_from(drafted):
    text = text_of(drafted(stated("rich")), "hardware_and_us_content")

    assert "58.82 percent" in text
    assert "$34,000,000 in all, of which $20,000,000" in text


@pytest.mark.parametrize(
    ("origin", "shown"), [("509999", "50.9999 percent"), ("510000", "51 percent")]
)
def test_a_share_is_never_rounded_across_the_line(drafted, origin, shown):
    items = [{"name": "trays", "value_usd": "1000000", "us_origin_value_usd": origin}]
    text = text_of(drafted({"layers": {"hardware": {"items": items}}}), "hardware_and_us_content")

    assert f"makes up {shown} of" in text


def test_a_layer_below_the_presumption_is_told_as_it_is(drafted):
    draft = drafted(stated("middling"))

    held = section(draft, "hardware_and_us_content")
    lead = sentence(draft, "hardware_and_us_content.lead")
    assert "below the 51 percent" in lead.text
    assert any("does not apply" in point.text for point in held.review)


def test_an_obstacle_is_a_review_point_and_the_text_stays_plain(drafted):
    draft = drafted(stated("poor"))

    held = section(draft, "members_and_ownership")
    assert "has its headquarters in Macau" in text_of(draft, "members_and_ownership")
    assert held.review[0].text.startswith("Obstacle: Porto Data")
    assert held.review[0].sentence == "members_and_ownership.places.porto-data"
    assert "none names a place" not in text_of(draft)


def test_facts_that_can_change_nothing_are_not_asked_for(drafted):
    draft = drafted(stated("poor"))

    asked = {one.fact for one in section(draft, "members_and_ownership").missing}
    assert "members[1].owners" not in asked
    assert "members[0].owners" in asked


def test_a_listed_owner_without_weight_keeps_the_text_from_saying_that_there_is_none(drafted):
    places = dict.fromkeys(("headquarters", "incorporated_in", "principal_place_of_business"), "US")
    owners = [{"name": "Silent Fund", "country": "CN", "percent": 0}]
    draft = drafted({"members": [{"name": "Alder", **places, "owners": owners}]})

    assert "names no place or owner" not in text_of(draft)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("the ministry opened a tender", "The ministry opened a tender."),
        ("  Two tenders\n are open!  ", "Two tenders are open!"),
        ("<b>Two</b> tenders are [open](x)", "<b>Two</b> tenders are [open](x)."),
    ],
)
def test_the_applicants_own_words_are_tidied_and_nothing_else(drafted, words, told):
    market = {"name": "Kenya", "demand": words, "competitors": [{"name": "Rival"}]}
    draft = drafted({"markets": [market]})

    assert sentence(draft, "competition_and_demand.demand.kenya").text == told


def test_words_that_are_no_sentence_are_led_in(drafted):
    draft = drafted({"markets": [{"name": "Kenya", "demand": "open tender"}]})

    told = sentence(draft, "competition_and_demand.demand.kenya").text
    assert told == "Demand in Kenya is shown by the following: open tender."


STAND = (
    "Advice on sowing dates goes to growers by text message",
    "Ministries pay per pupil and year",
    "five ministries signed a memorandum on shared procurement",
    "The ministry that runs the clinics has asked for a quote",
    "Each hospital signs an end-use statement and names its administrators",
    "Growers use the advice in the sowing season",
)
DO_NOT_STAND = (
    "Yield maps and soil tests that growers share under a licence they can withdraw",
    "Tutoring for grades 6 to 12 and lesson planning for teachers.",
    "Zero-trust network access, confidential computing for weights, an operations centre in Leeds.",
    "a memorandum signed in May by five ministries",
    "day-to-day operations run by a partner in Nairobi",
    "joint standards work with the health regulator",
    "open tender",
)


@pytest.mark.parametrize("words", [*STAND, *DO_NOT_STAND])
def test_words_stand_as_a_sentence_where_they_have_a_verb_of_their_own(words):
    assert is_sentence(words) is (words in STAND)


@pytest.mark.parametrize(
    ("name", "country", "told"),
    [
        ("Pension Service of Korea", "KR", "Pension Service of Korea (55 percent)"),
        ("Treasury of Vietnam", "VN", "Treasury of Vietnam (55 percent)"),
        ("Chilean Copper", "CL", "Chilean Copper of Chile (55 percent)"),
        ("Bank of Korea", "SG", "Bank of Korea of Singapore (55 percent)"),
    ],
)
def test_a_country_is_not_said_twice_of_an_owner(drafted, name, country, told):
    owner = {"name": name, "country": country, "percent": 55}
    draft = drafted({"members": [{"name": "Acme", "owners": [owner]}]})

    assert f"Its stated owner is {told}." in text_of(draft, "members_and_ownership")


def test_a_question_about_a_request_names_it(drafted):
    one = {"agency": "Department of State", "tool": "advocacy"}
    alone = text_of(drafted({"support_requested": [one]}), "federal_support")
    twice = text_of(drafted({"support_requested": [one, one]}), "federal_support")

    assert "what the advocacy from the Department of State is for" in alone
    assert "what request 1 is for" in twice
    assert "what request 2 is for" in twice


def test_the_same_words_for_two_markets_stay_two_sentences(drafted):
    told = {"demand": "A tender is open there.", "competitors": [{"name": "Rival"}]}
    draft = drafted({"markets": [{"name": "Kenya", **told}, {"name": "Chile", **told}]})

    assert sentence(draft, "competition_and_demand.demand.kenya") is not None
    assert "Chile" in sentence(draft, "competition_and_demand.demand.chile").text


def test_a_name_that_ends_with_a_full_stop_ends_the_sentence(drafted):
    draft = drafted({"submitted_by": "Alder Inc."})

    assert "submitted by Alder Inc.\n" in text_of(draft, "consortium_and_anchor")


def test_what_is_missing_comes_in_the_order_of_the_rules(drafted):
    from datetime import date

    from rules.assessment import assess
    from rules.catalogue import packaged_catalogue

    proposal = stated("poor")
    missing = [one.fact for one in drafted(proposal).missing]
    ranked = assess(proposal, as_of=date(2026, 6, 12), catalogue=packaged_catalogue()).missing

    assert missing[: len(ranked)] == list(ranked)
    assert "markets[0].buyers" in missing[len(ranked) :]


def test_ids_stay_when_a_fact_is_added(drafted):
    before = stated("middling")
    after = before.model_copy(update={"industry_led": True, "filed_on": None})

    ids = {one.id for held in drafted(before).sections for one in held.sentences}
    left = ids - {one.id for held in drafted(after).sections for one in held.sentences}
    assert left == {"consortium_and_anchor.industry.industry_led"}


def test_a_short_draft_leaves_out_only_what_can_be_spared(drafted, sections):
    spared = {
        f"{page.id}.{slot.id}"
        for page in sections.pages.values()
        for slot in page.slots
        if any(say.optional for say in slot.say)
    }
    whole = {one.id for held in drafted(stated("rich")).sections for one in held.sentences}
    short = drafted(stated("rich"), brevity=True)

    left_out = whole - {one.id for held in short.sections for one in held.sentences}
    assert left_out
    assert left_out <= spared


def test_before_the_call_no_sentence_rests_on_it(drafted, library):
    from datetime import date

    draft = drafted(stated("rich"), as_of=date(2026, 3, 1))

    assert all(library.speaks(one.provision, date(2026, 3, 1)) for one in draft.citations)
    statuses = {row.status for row in draft.matrix if row.rule}
    assert statuses == {RowStatus.NOT_APPLICABLE}


# -- confidential parts -------------------------------------------------------------------------


def marked(draft) -> set[str]:
    return {one.id for held in draft.sections for one in held.sentences if one.confidential}


@pytest.mark.parametrize(
    ("part", "section", "wanted", "not_wanted"),
    [
        ("ownership", "members_and_ownership", "owners.tern-ai", "work.tern-ai"),
        ("members[3].owners", "members_and_ownership", "owners.tern-ai", "owners.cascade-compute"),
        ("prices of the hardware", "hardware_and_us_content", "amounts", "manufacture"),
        ("layers.hardware.items", "hardware_and_us_content", "lead", "manufacture"),
        ("Target markets", "target_markets", "lead", "nothing"),
        ("the section on cybersecurity", "cybersecurity", "standards", "nothing"),
    ],
)
def test_a_confidential_part_is_found_by_path_words_or_title(
    drafted, part, section, wanted, not_wanted
):
    proposal = stated("rich").model_copy(update={"confidential_parts": (part,)})
    found = marked(drafted(proposal))

    assert f"{section}.{wanted}" in found
    assert f"{section}.{not_wanted}" not in found
    assert "security_posture.other" not in found


def test_a_share_is_as_confidential_as_the_values_behind_it(drafted):
    proposal = stated("rich").model_copy(update={"confidential_parts": ("prices",)})
    draft = drafted(proposal)

    assert "national_interest.lead" in marked(draft)
    held = section(draft, "hardware_and_us_content")
    assert [one.confidential for one in held.tables] == [True]
    rows = [row for row in draft.matrix if row.rule == "us_hardware_content"]
    assert all(row.confidential for row in rows)


def test_a_part_that_matches_nothing_is_told_to_the_reviewers(drafted):
    draft = drafted({"confidential_parts": ["the annex on staffing"]})

    points = section(draft, "filing_checklist").review
    assert any("annex on staffing" in point.text for point in points)


# -- the matrix -----------------------------------------------------------------------------------


def test_each_member_and_each_market_has_a_row_of_its_own(drafted):
    rows = drafted(stated("middling")).matrix

    screen = "members_outside_countries_of_concern"
    members = [row.subject for row in rows if (row.provision, row.rule) == ("ELI-9", screen)]
    markets = [row.subject for row in rows if row.provision == "MKT-4"]
    assert members == ["brightgrid", "Ito Keisoku K.K.", "Verdure S.A."]
    assert markets == ["Chile", "ASEAN"]


def test_a_row_says_where_the_answer_stands_and_how_far_it_is(drafted):
    rows = {row.id: row for row in drafted(stated("middling")).matrix}

    row = rows["CON-2.us_hardware_content"]
    assert row.response_location == "Section 4, Hardware and U.S. content"
    assert (row.force, row.outcome, row.status) == ("presumption", "judgment", "in_progress")
    assert rows["MKT-4.national_interest_explained.chile"].status is RowStatus.NOT_STARTED


def test_every_rule_has_a_row(drafted, sections):
    from rules.catalogue import packaged_catalogue

    rules = {row.rule for row in drafted(stated("rich")).matrix}

    assert rules - {None} == set(packaged_catalogue().rules)


def test_a_draft_is_plain_data_that_reads_back(drafted):
    draft = drafted(stated("rich"))

    assert type(draft).model_validate(json.loads(draft.model_dump_json())) == draft
