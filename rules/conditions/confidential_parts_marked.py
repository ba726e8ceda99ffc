"""Which parts are confidential is stated."""

from rules.kit import Branch, Decision, Stated

confidential_parts_marked = Decision(
    branches=(Branch("told", Stated(("confidential_parts",), "It is stated.")),),
    otherwise=None,
    figures=lambda scene: {"parts": list(scene.read("confidential_parts")[1] or ())},
)
