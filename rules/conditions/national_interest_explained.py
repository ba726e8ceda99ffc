"""Why the offer advances U.S. national interests in a target market is explained."""

from rules.kit import Branch, Decision, Each, Told

national_interest_explained = Decision(
    each=Each("markets"),
    branches=(
        Branch(
            "not_explained",
            Told("national_interest", "It is stated as none.", as_none=True),
        ),
    ),
    otherwise="explained",
)
