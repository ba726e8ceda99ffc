"""Reasonable efforts to reach the presumed share, where the presumption does not hold."""

from rules.conditions.us_hardware_content import PresumedShare
from rules.country import NONE
from rules.kit import Branch, Decision, Stated, Word

us_content_reasonable_efforts = Decision(
    branches=(
        Branch("no_hardware", Word("layers.hardware", "There is no hardware layer.", NONE)),
        Branch(
            "presumption_holds",
            PresumedShare("The U.S.-origin share is at least the presumed share."),
        ),
        Branch(
            "efforts_told", Stated(("layers.hardware.us_content_efforts",), "Efforts are stated.")
        ),
    ),
    otherwise=None,
)
