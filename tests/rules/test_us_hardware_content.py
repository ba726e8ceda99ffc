"""The 51 percent line: boundaries, exact sums, and bounds where items are open."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.assessment import findings_of
from rules.catalogue import packaged_catalogue
from rules.outcome import Outcome
from rules.proposal import Proposal

RULE = "us_hardware_content"


def hardware(*items: tuple[Any, Any], **facts: Any) -> dict[str, Any]:
    stated = [
        {
            name: amount
            for name, amount in zip(("value_usd", "us_origin_value_usd"), item, strict=True)
            if amount is not None
        }
        for item in items
    ]
    return {"layers": {"hardware": {"items": stated, **facts} if stated else facts}}


@pytest.mark.parametrize(
    ("origin", "outcome"),
    [
        ("50.99", Outcome.JUDGMENT),
        ("50.99999999999999999999", Outcome.JUDGMENT),
        ("51", Outcome.MET),
        ("51.01", Outcome.MET),
    ],
)
def test_the_line_itself_is_reached_and_nothing_below_it(
    findings: Callable[..., Any], origin: str, outcome: Outcome
) -> None:
    (by_items,) = findings(RULE, hardware(("100", origin)))
    (by_share,) = findings(RULE, hardware(us_content_percent=origin))

    assert by_items.outcome is by_share.outcome is outcome
    assert f"content of {origin} percent" in by_items.because
    assert f"content of {origin} percent" in by_share.because


@pytest.mark.parametrize(
    ("items", "outcome"),
    [
        pytest.param([(0.3, 0.1), (0.3, 0.206)], Outcome.MET, id="floats add up as they are shown"),
        pytest.param(
            [("1", "0.1"), ("1", "0.2"), ("1", "0.7"), ("1", "1.0"), ("1", "0.55")],
            Outcome.MET,
            id="tenths on the line",
        ),
        pytest.param(
            [("100000000000000", "50999999999999.99999999999999999999")],
            Outcome.JUDGMENT,
            id="the last of thirty-four digits decides",
        ),
        pytest.param([("0", "0")], Outcome.JUDGMENT, id="no value at all"),
        pytest.param([("0", None), ("0", "0")], Outcome.JUDGMENT, id="nothing of nothing"),
        pytest.param([(None, "0")], Outcome.JUDGMENT, id="no origin whatever the value"),
        pytest.param([(None, "0"), ("0", "0")], Outcome.JUDGMENT, id="no origin beside no value"),
        pytest.param([(None, "51")], Outcome.UNKNOWN, id="an origin and no value"),
        pytest.param([("900", "100"), (None, "5")], Outcome.JUDGMENT, id="too little at best"),
        pytest.param([("490", "0"), (None, "510")], Outcome.UNKNOWN, id="enough only at best"),
        pytest.param([("491", "0"), (None, "510")], Outcome.JUDGMENT, id="not even at best"),
        pytest.param([("100", "100"), (None, None)], Outcome.UNKNOWN, id="an item unlimited"),
    ],
)
def test_sums_and_bounds(
    findings: Callable[..., Any], items: list[tuple[Any, Any]], outcome: Outcome
) -> None:
    (finding,) = findings(RULE, hardware(*items))

    assert finding.outcome is outcome


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([("900", "900"), ("100", None)], "content of at least 90 percent"),
        ([("900", "100"), ("100", None)], "content of at most 20 percent"),
        ([("500", "400"), ("500", None)], "$110 more would be enough, and $500 is of open origin"),
        ([("500", "0"), (None, None)], "not stated:"),
        ([("500", None), (None, "5")], "not stated:"),
    ],
)
def test_the_sentence_gives_the_bound_that_decides(
    findings: Callable[..., Any], items: list[tuple[Any, Any]], words: str
) -> None:
    (finding,) = findings(RULE, hardware(*items))

    assert words in finding.because


def test_an_item_without_value_is_not_asked_for_its_origin(findings: Callable[..., Any]) -> None:
    (finding,) = findings(RULE, hardware(("0", None), ("10", None)))

    assert finding.missing == ("layers.hardware.items[1].us_origin_value_usd",)


AMOUNT = st.decimals(0, 1_000, places=2) | st.just(0)


@given(
    items=st.lists(
        st.tuples(AMOUNT, AMOUNT).map(lambda pair: (max(pair), min(pair))), min_size=1, max_size=6
    )
)
def test_the_outcome_is_that_of_exact_fractions(items: list[tuple[Any, Any]]) -> None:
    proposal = Proposal.model_validate(hardware(*items))
    (finding,) = findings_of(
        packaged_catalogue().rule(RULE),
        proposal,
        packaged_catalogue().rule(RULE).page.in_force_from,
    )
    value = sum(Fraction(value) for value, _ in items)
    origin = sum(Fraction(origin) for _, origin in items)

    assert (finding.outcome is Outcome.MET) == (value > 0 and origin / value >= Fraction(51, 100))
