"""A rule that disagrees with the text that it is taken from decides nothing."""

from dataclasses import replace
from datetime import date

import pytest

from assistant.wiring import in_step
from corpus.library import load_library
from rules.assessment import DISAGREES, assess
from rules.binding import disagreements
from rules.catalogue import packaged_catalogue
from rules.outcome import Outcome
from rules.proposal import Proposal

AS_OF = date(2026, 6, 1)
REACHED = Proposal.model_validate({"layers": {"hardware": {"us_content_percent": 60}}})


def test_rules_and_texts_agree_as_they_ship():
    library = load_library()

    assert list(disagreements(packaged_catalogue(), library)) == []
    assert in_step(packaged_catalogue(), library).suspended == frozenset()


def test_another_figure_in_the_text_suspends_the_rule():
    library = load_library()
    served = library.documents["call-for-proposals"]
    changed = tuple(
        one.model_copy(
            update={
                "figures": tuple(f.model_copy(update={"value": f.value + 2}) for f in one.figures)
            }
        )
        for one in served.document.provisions
    )
    document = served.document.model_copy(update={"provisions": changed})
    other = replace(
        library,
        documents={**library.documents, document.id: replace(served, document=document)},
    )

    assert "us_hardware_content" in set(disagreements(packaged_catalogue(), other))


@pytest.mark.parametrize(
    ("suspended", "outcome"), [((), Outcome.MET), (("us_hardware_content",), Outcome.JUDGMENT)]
)
def test_a_suspended_rule_leaves_it_to_people(suspended, outcome):
    catalogue = replace(packaged_catalogue(), suspended=frozenset(suspended))
    (finding,) = assess(
        REACHED, as_of=AS_OF, catalogue=catalogue, rules=["us_hardware_content"]
    ).findings

    assert finding.outcome is outcome
    assert (finding.because == DISAGREES) is bool(suspended)


def test_a_rule_that_is_not_in_force_says_so_even_when_suspended():
    catalogue = replace(packaged_catalogue(), suspended=frozenset({"us_hardware_content"}))
    (finding,) = assess(
        REACHED, as_of=date(2026, 1, 1), catalogue=catalogue, rules=["us_hardware_content"]
    ).findings

    assert finding.outcome is Outcome.NOT_IN_FORCE
