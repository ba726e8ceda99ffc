"""The proposal is for the track that the call covers."""

from rules.kit import Branch, Decision, Fact

call_covers_track = Decision(
    branches=(
        Branch(
            "on_demand",
            Fact(
                "track", "It is an on-demand package.", lambda track, _: bool(track == "on_demand")
            ),
        ),
    ),
    otherwise="pre_set",
)
