"""An open-weight model of the package was developed in a country of concern."""

from collections.abc import Mapping

from rules.country import NONE, country_name
from rules.kit import AllOf, AnyOf, Branch, Decision, Fact, Listed, Scene, Some, Word

LISTED = "countries_of_concern"


def _models(scene: Scene) -> Mapping[str, object]:
    """Name the models that are open-weight and from a country of concern."""
    stated = scene.read("layers.models.models")[1] or ()
    return {
        "listed_countries": [country_name(code) for code in scene.parameters[LISTED]],
        "models": [
            model.name
            for model in stated
            if model.open_weight and model.developer_country in scene.parameters[LISTED]
        ],
    }


models_from_countries_of_concern = Decision(
    figures=_models,
    branches=(
        Branch(
            "no_models",
            AnyOf(
                "There is no model to look at.",
                (
                    Word("layers.models", "The models layer is stated as not covered.", NONE),
                    Listed("layers.models.models", "No model is in it.", as_none=True),
                ),
            ),
        ),
        Branch(
            "open_weight",
            Some(
                "layers.models.models",
                "A model is open-weight and from a country of concern.",
                AllOf(
                    "It is open-weight and from a country of concern.",
                    (
                        Fact("open_weight", "It is open-weight.", lambda is_open, _: bool(is_open)),
                        Fact(
                            "developer_country",
                            "It was developed in a country of concern.",
                            lambda code, scene: code in scene.parameters[LISTED],
                        ),
                    ),
                ),
            ),
        ),
    ),
    otherwise="none_found",
)
