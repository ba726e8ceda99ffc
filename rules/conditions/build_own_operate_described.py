"""Who will build, own and operate the data centers and associated infrastructure is described."""

from collections.abc import Mapping

from rules.kit import AnyOf, Branch, Decision, Listed, Scene

PARTS = {"build": "builders", "own": "owners", "operate": "operators"}


def _named(scene: Scene) -> Mapping[str, object]:
    """Name who does what, and for which of it nobody is stated."""
    stated = {verb: scene.read(f"business_model.{verb}")[1] for verb in PARTS}
    figures: dict[str, object] = {PARTS[verb]: list(names or ()) for verb, names in stated.items()}
    figures["nobody"] = [verb for verb, names in stated.items() if names == ()]
    return figures


build_own_operate_described = Decision(
    figures=_named,
    branches=(
        Branch(
            "nobody",
            AnyOf(
                "One of the three is stated with nobody.",
                tuple(
                    Listed(f"business_model.{verb}", f"Nobody is to {verb} it.", as_none=True)
                    for verb in PARTS
                ),
            ),
        ),
    ),
    otherwise="described",
)
