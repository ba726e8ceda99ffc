"""Whether, and to what extent, the hardware is made in the United States is described."""

from rules.country import NONE
from rules.kit import AnyOf, Branch, Decision, Told, Word

hardware_manufacture_described = Decision(
    branches=(
        Branch(
            "not_described",
            AnyOf(
                "Nothing is described.",
                (
                    Word("layers.hardware", "The hardware layer is stated as not covered.", NONE),
                    Told("layers.hardware.manufacture", "It is stated as none.", as_none=True),
                ),
            ),
        ),
    ),
    otherwise="described",
)
