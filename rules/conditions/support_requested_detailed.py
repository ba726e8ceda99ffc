"""The Federal incentives and support that are requested are detailed."""

from collections.abc import Mapping

from rules.kit import Branch, Decision, Listed, Scene, Some, Told
from rules.proposal import told


def _requested(scene: Scene) -> Mapping[str, object]:
    """Say what is requested of whom."""
    stated = scene.read("support_requested")[1] or ()
    words = [
        " ".join([*one.tool.split(), *([f"({one.agency})"] if one.agency else [])])
        for one in stated
        if told(one.tool)
    ]
    return {"requested": words}


support_requested_detailed = Decision(
    figures=_requested,
    branches=(
        Branch(
            "none_requested", Listed("support_requested", "No support is asked for.", as_none=True)
        ),
        Branch(
            "vague",
            Some(
                "support_requested",
                "A request does not say what is asked for.",
                Told("tool", "What is asked for is stated as none.", as_none=True),
            ),
        ),
    ),
    otherwise="detailed",
)
