"""Where a text is marked: what is to mend may lie side by side, inside each other, or nowhere."""

from hypothesis import given
from hypothesis import strategies as st

from api.web.check import pieces_of
from assistant.drafting.draft import Lint


def lint(start: int | None, end: int | None) -> Lint:
    told = {"check": "c", "severity": "note", "quote": "q", "reason": "r", "mend": "m"}
    return Lint.model_validate({**told, "start": start, "end": end})


def test_marks_that_lie_over_each_other_are_parted():
    pieces = pieces_of("abcdef", [lint(0, 4), lint(2, 6), lint(None, None)])

    assert [(one.text, one.numbers, one.ends) for one in pieces] == [
        ("ab", (1,), ()),
        ("cd", (1, 2), (1,)),
        ("ef", (2,), (2,)),
    ]


spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@given(st.text(min_size=30, max_size=40), st.lists(spans, max_size=6))
def test_no_letter_is_lost_and_each_mark_holds_its_words(text, chosen):
    pieces = pieces_of(text, [lint(start, end) for start, end in chosen])

    assert "".join(one.text for one in pieces) == text
    for number, (start, end) in enumerate(chosen, start=1):
        assert "".join(one.text for one in pieces if number in one.numbers) == text[start:end]
        if end > start:
            assert sum(number in one.ends for one in pieces) == 1
