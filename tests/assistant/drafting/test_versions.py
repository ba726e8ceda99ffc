"""What differs between two drafts, and what stays of people's work when one is made anew."""

import pytest

from assistant.drafting.draft import RowStatus
from assistant.drafting.editing import DraftEdit, RowEdit, Wording, edited, row_edits
from assistant.drafting.versions import Made, difference, regenerated, word_runs
from rules.proposal import Proposal

BASE = {
    "members": [
        {"name": "Ridge Compute", "roles": ["anchor"], "headquarters": "US"},
        {"name": "Fjord Data", "roles": ["data"], "headquarters": "NO"},
    ],
    "layers": {
        "hardware": {
            "items": [{"name": "racks", "value_usd": 100, "us_origin_value_usd": 60}],
        }
    },
    "markets": [{"name": "Kenya"}, {"name": "Chile"}],
}


def changed(**news) -> Proposal:
    return Proposal.model_validate(BASE | news)


def sentence(draft, identifier):
    held = (one for section in draft.sections for one in section.sentences)
    return next(one for one in held if one.id == identifier)


@pytest.fixture
def base(drafted):
    return drafted(BASE, draft_id="a" * 32)


def test_a_draft_does_not_differ_from_itself(base, drafted):
    again = drafted(BASE, draft_id="b" * 32)

    assert difference(base, again).same


def test_a_changed_figure_is_told_sentence_by_sentence_and_word_by_word(base, drafted):
    items = [{"name": "racks", "value_usd": 100, "us_origin_value_usd": 70}]
    found = difference(base, drafted(BASE | {"layers": {"hardware": {"items": items}}}))
    changes = {one.sentence: one for section in found.sections for one in section.sentences}
    lead = changes["hardware_and_us_content.lead"]

    assert lead.kind == "changed"
    assert [run.text.strip() for run in lead.words if run.kind == "removed"] == ["60"]
    assert [run.text.strip() for run in lead.words if run.kind == "added"] == ["70"]
    after = "".join(run.text for run in lead.words if run.kind != "removed")
    assert after == lead.after
    tables = [table for section in found.sections for table in section.tables]
    assert any(row.kind == "changed" for table in tables for row in table.rows)


def test_a_market_that_goes_takes_its_sentences_along(base, drafted):
    found = difference(base, drafted(BASE | {"markets": [{"name": "Kenya"}]}))
    kinds = {one.kind for section in found.sections for one in section.sentences}

    assert "removed" in kinds
    assert "chile" in " ".join(
        one.sentence
        for section in found.sections
        for one in section.sentences
        if one.kind == "removed"
    )


def test_what_only_stands_elsewhere_has_moved(base):
    section = next(one for one in base.sections if len(one.sentences) > 2)
    first, *others = section.sentences
    moved = section.model_copy(update={"sentences": (*others, first)})
    sections = tuple(moved if one is section else one for one in base.sections)
    found = difference(base, base.model_copy(update={"sections": sections}))

    assert [(one.kind, one.sentence) for one in found.sections[0].sentences] == [
        ("moved", first.id)
    ]


def test_sections_that_come_and_go_are_told_whole(base, drafted):
    fewer = drafted(BASE, sections=["target_markets"])
    kinds = {one.section: one.kind for one in difference(base, fewer).sections}

    assert set(kinds.values()) == {"removed"}
    assert "target_markets" not in kinds
    assert {one.kind for one in difference(fewer, base).sections} == {"added"}


def test_word_runs_put_together_give_both_sentences():
    before, after = "Kenya and Chile buy it.", "Kenya, Peru and Chile will buy."
    runs = word_runs(before, after)

    assert "".join(run.text for run in runs if run.kind != "removed") == after
    assert " ".join("".join(run.text for run in runs if run.kind != "added").split()) == before


# -- people's work --------------------------------------------------------------------------------


def test_wording_and_marks_are_put_into_the_sentences_that_they_name(base):
    name = base.sections[0].sentences[0].id
    edit = DraftEdit(sentences=(Wording(sentence=name, text="Our own words.", confidential=True),))
    one = sentence(edited(base, [edit]), name)

    assert (one.text, one.edited, one.confidential) == ("Our own words.", True, True)
    assert sentence(base, name).text != "Our own words."


def test_a_kept_sentence_says_which_facts_under_it_changed(base, drafted):
    name = "hardware_and_us_content.lead"
    before = edited(base, [DraftEdit(sentences=(Wording(sentence=name, text="Sixty."),))])
    items = [{"name": "racks", "value_usd": 100, "us_origin_value_usd": 70}]
    now = changed(layers={"hardware": {"items": items}})
    draft = regenerated(Made(before, changed()), Made(drafted(now), now))
    (kept,) = draft.kept

    assert sentence(draft, name).text == kept.text == "Sixty."
    assert "70 percent" in str(kept.fresh)
    assert [(one.path, one.before, one.after) for one in kept.changed] == [
        ("layers.hardware.items[0].us_origin_value_usd", "60", "70")
    ]


def test_whoever_has_a_name_is_found_again_by_it(base, drafted):
    name = next(
        one.id
        for section in base.sections
        for one in section.sentences
        if "members[1].headquarters" in one.facts and "fjord" in one.id
    )
    before = edited(base, [DraftEdit(sentences=(Wording(sentence=name, text="From Norway."),))])
    turned = changed(members=BASE["members"][::-1])
    draft = regenerated(Made(before, changed()), Made(drafted(turned), turned))

    assert [one.changed for one in draft.kept] == [()]


def test_a_users_sentence_stays_where_no_fact_calls_for_it_any_more(base, drafted):
    name = next(
        one.id
        for section in base.sections
        for one in section.sentences
        if "chile" in one.id and section.id == "target_markets"
    )
    before = edited(base, [DraftEdit(sentences=(Wording(sentence=name, text="Chile is next."),))])
    now = changed(markets=[{"name": "Kenya"}])
    draft = regenerated(Made(before, changed()), Made(drafted(now), now))

    assert sentence(draft, name).text == "Chile is next."
    assert draft.kept[0].fresh is None
    assert sentence(draft, name).citations == ()


def test_a_mark_outlives_two_new_versions(base, drafted):
    name = base.sections[0].sentences[0].id
    held = edited(base, [DraftEdit(sentences=(Wording(sentence=name, confidential=True),))])
    for _ in range(2):
        held = regenerated(Made(held, changed()), Made(drafted(BASE), changed()))

    assert sentence(held, name).confidential
    assert not sentence(held, name).edited


def test_what_people_set_in_the_matrix_outlives_two_new_versions(base, drafted):
    row = base.matrix[0]
    edit = RowEdit(row=row.id, owner="Kim", status=RowStatus.APPROVED)
    held = edited(base, [DraftEdit(rows=(edit,))])
    for _ in range(2):
        held = regenerated(Made(held, changed()), Made(drafted(BASE), changed()))
    (kept,) = (one for one in held.matrix if one.id == row.id)

    assert (kept.owner, kept.status) == ("Kim", RowStatus.APPROVED)
    assert kept.set_by_people == ("owner", "status")
    assert all(one.set_by_people == () for one in held.matrix if one.id != row.id)


def test_row_edits_are_what_leads_from_one_matrix_to_the_other(base):
    row = base.matrix[0]
    edit = DraftEdit(rows=(RowEdit(row=row.id, notes="Ask counsel."),))
    after = edited(base, [edit]).matrix

    assert row_edits(base.matrix, after) == edit.rows
    assert row_edits(base.matrix, base.matrix) == ()
