"""What is told of the cybersecurity architecture and of its standards."""

from collections.abc import Mapping

from rules.country import NONE
from rules.kit import AnyOf, Branch, Decision, Scene, Stated, Word, stated_words

PARTS = {
    "layers.security.description": "the security layer",
    "layers.security.standards": "standards",
    "security_posture.cybersecurity": "the cybersecurity posture",
}


def _told(scene: Scene) -> Mapping[str, object]:
    standards = scene.read("layers.security.standards")[1] or ()
    return {**stated_words(PARTS)(scene), "standards": list(standards)}


cybersecurity_architecture = Decision(
    figures=_told,
    branches=(
        Branch(
            "told",
            AnyOf(
                "Something is stated of architecture or standards.",
                (
                    Stated(tuple(PARTS), "A part is stated."),
                    Word("layers.security", "The layer is stated as not covered.", NONE),
                ),
            ),
        ),
    ),
    otherwise=None,
)
