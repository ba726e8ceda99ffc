"""Export controls, outbound investment and end-user policies are each addressed."""

from collections.abc import Mapping

from rules.kit import AnyOf, Branch, Decision, Scene, Told
from rules.proposal import told

MATTERS = {
    "export_controls": "export controls",
    "outbound_investment": "outbound investment",
    "end_users": "end-user policies",
}


def _matters(scene: Scene) -> Mapping[str, object]:
    """Name the matters that are told, and those that are stated as none."""
    found = {words: told(scene.read(f"compliance.{name}")[1]) for name, words in MATTERS.items()}
    return {
        "told": [words for words, truth in found.items() if truth],
        "lacking": [words for words, truth in found.items() if truth is False],
    }


compliance_addressed = Decision(
    figures=_matters,
    branches=(
        Branch(
            "lacking",
            AnyOf(
                "One of the three is stated as not addressed.",
                tuple(
                    Told(f"compliance.{name}", f"Nothing is said of {words}.", as_none=True)
                    for name, words in MATTERS.items()
                ),
            ),
        ),
    ),
    otherwise="addressed",
)
