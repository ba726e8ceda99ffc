"""The AI models of a package: name, developer, country, and whether the weights are open."""

import re
from typing import Any

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import value_of
from assistant.mentions import Sentence
from rules.company import mentioned_key

_NEXT = re.compile(r"(?:,\s*and|,|;|\band)\s+(?=§O\d+§)")
_OPENING = re.compile(r"^\W*(?:and\s+)?(?P<name>§O\d+§)")
RULE = "models_from_countries_of_concern"


class ModelReader:
    """Reads models."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        words = kit.facts["models"]
        self._about = re.compile(words["about"])
        self._open = re.compile(words["open"])
        self._closed = re.compile(words["closed"])
        self._named = kit.compiled(words["named"])
        self._developer = kit.compiled(words["developer"])
        self._country = kit.compiled(words["country"])

    def read(self, sentence: Sentence, draft: Draft, used: set[int]) -> None:
        """Read the model of a sentence."""
        named = sentence.named
        if not self._about.search(named) or self._kit.asks(named, len(named)):
            return
        cuts = [0]
        for cut in _NEXT.finditer(named):
            if "§O" in named[cuts[-1] : cut.start()]:
                cuts.append(cut.start())
        cuts.append(len(named))
        for low, high in zip(cuts, cuts[1:], strict=False):
            self._read_one(sentence, named[low:high], draft, used, first=low == 0)

    def _read_one(
        self, sentence: Sentence, named: str, draft: Draft, used: set[int], *, first: bool
    ) -> None:
        told: dict[str, Any] = {}
        weights = self._closed.search(named) or self._open.search(named)
        if weights:
            told["open_weight"] = not self._closed.search(named)
        country = self._country.search(named)
        where = None
        if country:
            where = next((text for text in country.groupdict().values() if text), None)
        match = self._named.search(named) or (None if first else _OPENING.search(named))
        if match is None and not weights:
            return
        if where is not None:
            number = sentence.marks(where, "C")[0]
            told["developer_country"] = value_of(sentence, number)
        developer = self._developer.search(named)
        if developer:
            who = developer["who"] or developer["who2"]
            told["developer"] = str(value_of(sentence, sentence.marks(who, "O")[0]))
        if not told:
            return
        name = self._name(sentence, draft, match)
        if where is not None:
            used |= set(sentence.marks(where, "C"))
        self._keep(sentence, draft, name, told)

    def _name(self, sentence: Sentence, draft: Draft, match: re.Match[str] | None) -> str:
        if match is not None:
            marked = next(text for text in match.groupdict().values() if text)
            return str(value_of(sentence, sentence.marks(marked, "O")[0]))
        held = draft.layers.get("models")
        if isinstance(held, dict) and held.get("models"):
            return str(held["models"][-1]["name"])
        return "the model"

    def _keep(self, sentence: Sentence, draft: Draft, name: str, told: dict[str, Any]) -> None:
        layer = draft.layers.get("models")
        if not isinstance(layer, dict):
            layer = draft.layers["models"] = {}
        models: list[dict[str, Any]] = layer.setdefault("models", [])
        key = mentioned_key(name)
        model = next((one for one in models if mentioned_key(one["name"]) == key), None)
        if model is None:
            model = {"name": name}
            models.append(model)
        for field, value in told.items():
            if field not in model:
                model[field] = value
                path = f"layers.models.models[{name}].{field}"
                draft.note(path, value, sentence.text, negated=value is False)
        draft.rules[RULE] = None
