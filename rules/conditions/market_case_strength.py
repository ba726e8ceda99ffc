"""What is told of demand and of U.S. influence in a target market."""

from rules.kit import Branch, Decision, Each, Stated, stated_words

PARTS = {"demand": "demand", "us_influence": "U.S. influence"}

market_case_strength = Decision(
    each=Each("markets"),
    branches=(
        Branch(
            "told",
            Stated(tuple(PARTS), "Demand or U.S. influence is stated.", stated_words(PARTS)),
        ),
    ),
    otherwise=None,
)
