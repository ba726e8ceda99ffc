"""Days as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.receiving.days import EARLIEST, LATEST, day_of, day_of_number

JUNE_30 = date(2026, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-30",
        "2026/6/30",
        "2026-06-30T00:00:00",
        "2026-06-30 00:00",
        "30 June 2026",
        "30th of June 2026",
        "30-Jun-2026",
        "June 30, 2026",
        "Jun. 30th, 2026",
        " jun 30 2026 ",
        "6/30/2026",
        "30/6/26",
        "30.06.2026",
    ],
)
def test_common_forms_are_read(text):
    assert day_of(text) == JUNE_30


@pytest.mark.parametrize(
    "text",
    ["6/12/2026", "next week", "June 2026", "2026-02-30", "30 Ju 2026", "0206-06-30", "TBD", "12"],
)
def test_what_names_no_day_or_two_is_not_guessed(text):
    assert day_of(text) is None


def test_a_number_is_the_day_that_excel_means():
    assert day_of_number(46_203) == JUNE_30
    assert day_of_number(7) is None
    assert day_of_number(float("nan")) is None


@given(st.dates(EARLIEST, LATEST))
def test_every_day_is_read_as_we_write_it(day):
    assert day_of(day.isoformat()) == day
    assert day_of(f"{day:%d %B %Y}") == day
    assert day_of(f"{day:%b %d, %Y}") == day
