"""Each of the five layers is described."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.country import NONE
from rules.kit import Branch, Decision, Scene, StatedFact, Step, Truth
from rules.proposal import told

LAYERS = {
    "hardware": "hardware",
    "data": "data pipelines and labeling",
    "models": "AI models and systems",
    "security": "security and cybersecurity",
    "applications": "applications",
}


@dataclass(frozen=True)
class LayerLacking:
    """At least one layer is stated as not covered."""

    says: str

    def run(self, scene: Scene) -> Step:
        """Decide it over the five layers."""
        lacking, open_, covered = [], [], []
        facts, missing = [], []
        for name, words in LAYERS.items():
            path, layer = scene.read(f"layers.{name}")
            truth = described(layer)
            if truth is True:
                covered.append(words)
                facts.append(StatedFact(path, "described"))
            elif truth is False:
                lacking.append(words)
                facts.append(StatedFact(path, NONE))
            else:
                open_.append(words)
                missing.append(path if layer is None else f"{path}.description")
        figures = {
            "lacking": lacking,
            "not_stated": open_,
            "covered": covered,
            "covered_count": len(covered),
        }
        truth = True if lacking else (None if open_ else False)
        return Step(
            self.says, truth, tuple(facts), tuple(missing) if truth is None else (), (), figures
        )

    def reads(self) -> frozenset[str]:
        """Return the facts that it reads."""
        return frozenset(f"layers.{name}{part}" for name in LAYERS for part in ("", ".description"))


def described(layer: object) -> Truth:
    """Whether a layer is described: anything stated of it; None where nothing is.

    A description that is empty, or `none`, states that there is nothing.
    """
    if layer is None:
        return None
    if layer == NONE:
        return False
    description = getattr(layer, "description", None)
    if told(description) is False:
        return False
    stated = [getattr(layer, name) for name in type(layer).model_fields]  # type: ignore[attr-defined]  # every layer is a pydantic model
    return True if any(_says_something(value) for value in stated) else None


def _says_something(value: object) -> bool:
    if isinstance(value, str):
        return told(value) is True
    if isinstance(value, Sequence):
        return len(value) > 0
    return value is not None


five_layers_covered = Decision(
    branches=(Branch("layer_lacking", LayerLacking("A layer is not covered.")),),
    otherwise="all_five",
)
