"""What holds of every draft: over generated case files from empty to complete."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.drafting.draft import Form, SentenceKind
from assistant.drafting.writing import Drafter
from corpus.citation import Citation
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from tests.assistant.drafting.conftest import IN_THE_WINDOW
from tests.assistant.drafting.tracing import NUMBERS, computed, strange_words

FORMS = ["cases", "outlines"]


@pytest.fixture(params=FORMS)
def drafts(request):
    """Every generated case file with its draft, then with its outline."""
    return request.getfixturevalue(request.param)


def sentences(draft):
    return [(section, one) for section in draft.sections for one in section.sentences]


def test_every_sentence_rests_on_what_its_kind_names(drafts):
    for _, draft in drafts:
        for _, one in sentences(draft):
            rests_on = (bool(one.citations), bool(one.facts), one.needed is not None)
            assert (
                rests_on
                == {
                    SentenceKind.SOURCE: (True, False, False),
                    SentenceKind.APPLICANT: (False, True, False),
                    SentenceKind.ARGUMENT: (True, True, False),
                    SentenceKind.PLACEHOLDER: (False, False, True),
                }[one.kind]
            ), one


def test_every_citation_reads_as_the_served_text(drafts, library):
    for _, draft in drafts:
        for one in draft.citations:
            library.verify(Citation.model_validate(one.model_dump(exclude={"n"})))
        numbers = {one.n for one in draft.citations}
        assert {n for _, one in sentences(draft) for n in one.citations} == numbers


def test_a_source_says_what_it_cites(drafts):
    for _, draft in drafts:
        quotes = {one.n: one.quote for one in draft.citations}
        for _, one in sentences(draft):
            if one.kind is SentenceKind.SOURCE:
                assert one.text in {quotes[n] for n in one.citations}


def test_every_word_comes_from_the_facts_that_are_named_or_from_the_page(drafts):
    for proposal, draft in drafts:
        for section, one in sentences(draft):
            if one.kind not in {SentenceKind.APPLICANT, SentenceKind.ARGUMENT}:
                continue
            text = one.text
            for name in one.computed:
                text = computed(name, proposal, text)

            assert strange_words(text, one.facts, section.id, proposal) == [], one


def test_every_word_of_a_table_comes_from_the_facts_of_its_row(cases):
    for proposal, draft in cases:
        for section in draft.sections:
            for table in section.tables:
                for row, facts in zip(table.rows, table.facts, strict=True):
                    text = " | ".join(row)
                    for name in table.computed:
                        text = computed(name, proposal, text)
                    assert strange_words(text, facts, section.id, proposal) == [], row


def test_every_count_is_the_length_of_its_list(cases):
    lengths = {"member_count": 0, "other_count": -1, "none_controlled": 0}
    for proposal, draft in cases:
        for _, one in sentences(draft):
            for name in lengths.keys() & set(one.computed):
                number = len(proposal.members or ()) + lengths[name]
                assert NUMBERS[number] in one.text.casefold()


def test_a_placeholder_names_the_fact_and_who_asks_for_it(drafts, library):
    rules = packaged_catalogue().rules
    for _, draft in drafts:
        for section, one in sentences(draft):
            if one.needed is None:
                continue
            assert one.needed in section.missing
            assert one.needed.question
            assert one.needed.why
            assert one.needed.rules or one.needed.provisions
            assert set(one.needed.rules) <= rules.keys()
            assert all(library.provision(name) for name in one.needed.provisions)
            asked_by = (*one.needed.rules, *one.needed.provisions)
            assert one.text.startswith("[NEEDED: ")
            assert all(name in one.text for name in asked_by)


def test_nothing_is_said_twice_and_every_id_is_used_once(drafts):
    for _, draft in drafts:
        said = Counter(one.text.casefold() for _, one in sentences(draft))
        ids = Counter(one.id for _, one in sentences(draft))
        assert [text for text, times in said.items() if times > 1] == []
        assert [name for name, times in ids.items() if times > 1] == []


def test_different_case_files_give_different_drafts(cases):
    texts = {}
    for proposal, draft in cases:
        texts.setdefault(proposal.model_dump_json(), draft.model_dump_json())

    assert len(set(texts.values())) == len(texts)


def test_a_case_file_gives_the_same_bytes_again(cases, drafted):
    for proposal, draft in cases[::10]:
        assert drafted(proposal).model_dump_json() == draft.model_dump_json()


def test_no_sentence_is_left_with_a_gap_or_a_doubled_mark(drafts):
    wrong = re.compile(r"[{}|]|\.\.(?!\.)| ,| \.(?!\w)|\s\s|, and and | of of ")
    for proposal, draft in drafts:
        own = proposal.model_dump_json()
        for _, one in sentences(draft):
            found = wrong.search(one.text)
            assert found is None or found[0].strip() in own, one.text


def test_every_matrix_row_is_one_of_its_own_and_stands_in_a_section(drafts, library):
    for _, draft in drafts:
        ids = Counter(row.id for row in draft.matrix)
        known = {section.id for section in draft.sections}
        assert [name for name, times in ids.items() if times > 1] == []
        assert {row.section for row in draft.matrix} <= known
        assert all(library.provision(row.provision) for row in draft.matrix)


def test_what_breaks_a_rule_is_a_review_point(cases):
    for _, draft in cases:
        broken = {row.because for row in draft.matrix if row.outcome == "not_met"}
        points = " ".join(point.text for s in draft.sections for point in s.review)
        assert all(because in points for because in broken)


def test_the_fuller_the_case_the_fuller_the_draft(cases):
    words = [sum(section.words for section in draft.sections) for _, draft in cases]

    assert words[0] == 0
    assert sum(words[-20:]) > 4 * sum(words[20:40])


LETTERS = st.characters(blacklist_categories=("Cs",))
WORDS = st.text(LETTERS, min_size=1, max_size=60).filter(lambda text: text.strip() != "")


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_whatever_users_write_stays_text(name, demand, layer):
    given_case = {
        "members": [{"name": name, "roles": ["anchor"]}],
        "submitted_by": name,
        "markets": [{"name": "Kenya", "demand": demand}],
        "layers": {"hardware": {"description": layer}},
    }
    for form in Form:
        draft = made(given_case, form)
        ids = [one.id for _, one in sentences(draft)]

        assert len(ids) == len(set(ids))
        assert all(one.text.strip() for _, one in sentences(draft))


_DRAFTERS: list[Drafter] = []


def made(given_case, form):
    if not _DRAFTERS:
        from assistant.drafting.section import packaged_sections
        from corpus.library import load_library

        _DRAFTERS.append(Drafter(load_library(), packaged_catalogue(), packaged_sections()))
    proposal = Proposal.model_validate(given_case)
    return _DRAFTERS[0].draft(proposal, as_of=IN_THE_WINDOW, draft_id="d-1", form=form)
