"""Changes to the models that are, or may be, open-weight and from a country of concern."""

from collections.abc import Iterator, Sequence
from functools import partial

from rules.change import Told, Turn, at, put, without_item
from rules.choices import Choice
from rules.least import EACH
from rules.offering.asked import COVERED, MODELS, Draft, made
from rules.offering.offering import Offering
from rules.proposal import Model, Proposal


def remove_model(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Leave out a model that is, or may be, open-weight and from a country of concern."""
    for n, model in _models_in_question(offering):
        path = f"layers.models.models[{n}]"
        yield Draft(
            choice,
            subject=f"{n}",
            slot=path,
            turn=Turn.REMOVE,
            order=-n,
            touches=frozenset({(MODELS, None), (COVERED, None), (EACH + MODELS, path)}),
            edit=partial(_model_dropped, place=n),
            told=Told(choice.says.format(subject=model.name), path, model, None),
        )


def replace_model(offering: Offering, choice: Choice) -> Iterator[Draft]:
    """Replace such a model by another."""
    for n, model in _models_in_question(offering):
        path = f"layers.models.models[{n}]"
        new = made(choice, Model, name=offering.replacement_of(model.name))
        yield Draft(
            choice,
            subject=f"{n}",
            slot=path,
            turn=Turn.ADD,
            touches=frozenset({(MODELS, None), (EACH + MODELS, path)}),
            edit=partial(put, steps=("layers", "models", "models", n), value=new),
            told=Told(choice.says.format(subject=model.name), path, model, new),
        )


def _models_in_question(offering: Offering) -> Iterator[tuple[int, Model]]:
    concern = offering.asked.law(MODELS).get("countries_of_concern", ())
    stated: Sequence[Model] = at(offering.proposal, ("layers", "models", "models")) or ()
    for n, model in enumerate(stated):
        elsewhere = model.developer_country not in {None, *concern}
        if offering.fails(MODELS) and model.open_weight is not False and not elsewhere:
            yield n, model


def _model_dropped(proposal: Proposal, place: int) -> Proposal:
    layer = without_item(at(proposal, ("layers", "models")), "models", place)
    changed: Proposal = put(proposal, ("layers", "models"), layer)
    return changed
