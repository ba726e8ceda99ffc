"""What is told of the national-security posture."""

from collections.abc import Mapping

from rules.kit import Branch, Decision, Scene, Stated, stated_words

PARTS = {
    "security_posture.export_control": "export control",
    "security_posture.end_use": "end use",
    "security_posture.cybersecurity": "cybersecurity",
    "security_posture.other": "other risk mitigation",
}


def _told(scene: Scene) -> Mapping[str, object]:
    words = stated_words(PARTS)(scene)
    return {
        "told": words["told"],
        "not_told": [part for name, part in PARTS.items() if scene.read(name)[1] is None],
    }


national_security_posture = Decision(
    branches=(Branch("told", Stated(tuple(PARTS), "A part of the posture is stated.", _told)),),
    otherwise=None,
)
