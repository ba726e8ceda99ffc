"""Leads: the few words that open a reply promise nothing that the provision does not say."""

import pytest

from assistant.verification import unsupported
from corpus.document import Provision, Questions
from corpus.library import load_library

GROUPS = [
    (provision, group)
    for provision in load_library().provisions.values()
    for group in provision.questions
]
PROVISIONS = tuple(load_library().provisions.values())


def support(provision: Provision) -> list[str]:
    return [provision.id, provision.heading, *provision.sentences()]


def offenders(wrong: list[tuple[Provision, Questions]]) -> list[str]:
    return [f"{provision.id}: {group.lead}" for provision, group in wrong]


def test_no_lead_names_a_number_or_country_that_its_provision_does_not() -> None:
    wrong = [(one, group) for one, group in GROUPS if unsupported(group.lead, support(one))]

    assert offenders(wrong) == []


def test_a_lead_has_one_to_fourteen_words_and_ends() -> None:
    wrong = [
        (one, group)
        for one, group in GROUPS
        if not group.lead.endswith(".") or len(group.lead.split()) > 14
    ]

    assert offenders(wrong) == []


def test_a_lead_is_not_the_first_sentence_again() -> None:
    assert offenders([(one, group) for one, group in GROUPS if group.lead == one.says[0]]) == []


def test_no_lead_stands_over_two_groups_of_one_provision() -> None:
    for provision in PROVISIONS:
        leads = [group.lead for group in provision.questions]

        assert len(leads) == len(set(leads)), provision.id


@pytest.mark.parametrize("provision", [p for p in PROVISIONS if not p.settled], ids=lambda p: p.id)
def test_a_lead_of_an_unsettled_point_does_not_say_yes(provision: Provision) -> None:
    assert [group.lead for group in provision.questions if group.lead == "Yes."] == []
