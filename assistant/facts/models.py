"""The AI models of a package: name, developer, country, and whether the weights are open.

Of the names in a sentence some are models and some who developed them; what is told between one
model and the next is of the first. A sentence without a model goes on about the last one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.text import spelled, value_of
from assistant.mentions import Sentence
from rules.company import mentioned_key
from rules.proposal import ModelsLayer, Proposal

RULE = "models_from_countries_of_concern"
NAMELESS = "the model"
_NAME = re.compile(r"§O(\d+)§")


_ROW_START = re.compile(r"\W*(?:\d{1,2}[.)]\s*)?\W*")
_BY = re.compile(r"\s*,?\s*(?:(?:by|from)\s+|\(\s*)§O")
_COMMA = re.compile(r"\s*,\s*")


class _Found(NamedTuple):
    start: int
    end: int
    number: int
    model: bool


class ModelReader:
    """Reads models."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        words: Mapping[str, str] = kit.facts["models"]
        self._about = re.compile(words["about"])
        self._open = re.compile(words["open"])
        self._closed = re.compile(words["closed"])
        self._developer_before = kit.compiled(rf"{words['developer_before']}$")
        self._developer_after = kit.compiled(rf"^{words['developer_after']}")
        self._model_before = kit.compiled(rf"{words['model_before']}$")
        self._model_after = kit.compiled(rf"^{words['model_after']}")
        self._member_after = kit.compiled(rf"^{words['member_after']}")
        self._as_member = re.compile(words["as_member"])
        self._shape = re.compile(words["shape"])
        self._home_before = kit.compiled(rf"(?P<home>{{C}}){words['home_before']}$")
        self._home_after = kit.compiled(rf"^{words['home_after']}")
        self._country = kit.compiled(words["country"])
        self._may_be = kit.compiled(words["may_be"])
        self._heads_list = re.compile(words["heads_list"])
        self._goes_on = re.compile(words["goes_on"])
        self._all = re.compile(words["all_of_them"])

    def read(self, sentence: Sentence, draft: Draft) -> set[int]:
        """Read the models of a sentence; return the mentions that are of models alone."""
        used: set[int] = set()
        named = sentence.named
        if self._kit.asks(named, len(named)) and not draft.supposed:
            return used
        known = _known(draft)
        found = self._sorted_out(sentence, draft, known)
        models = [one for one in found if one.model]
        draft.model_list = bool(self._heads_list.search(named)) or (
            draft.model_list and bool(models)
        )
        if not models:
            self._go_on(sentence, draft, found, used)
            return self._theirs(sentence, draft, found, used)
        told_of_all = self._all.search(named)
        weights = self._weights(named) if told_of_all else None
        for number, one in enumerate(models):
            start = 0 if number == 0 else one.start
            end = models[number + 1].start if number + 1 < len(models) else len(named)
            if number + 1 < len(models):
                end = self._before_active(sentence, found, one, end)
            told = self._told(sentence, start, end, found, used)
            if weights is not None:
                told["open_weight"] = weights
            self._keep(sentence, draft, self._name(sentence, one.number, known), told)
        return self._theirs(sentence, draft, found, used)

    def _theirs(
        self, sentence: Sentence, draft: Draft, found: list[_Found], used: set[int]
    ) -> set[int]:
        """Return the mentions that tell of no member: a developer may be one as well."""
        makers = [str(value_of(sentence, one.number)) for one in found if not one.model]
        names = [*draft.members, *(one.name for one in draft.case.members or ())]
        members = {mentioned_key(name) for name in names}
        if self._as_member.search(sentence.named) or any(
            mentioned_key(name) in members or name == draft.speaker for name in makers
        ):
            return set()
        return used

    def _sorted_out(
        self, sentence: Sentence, draft: Draft, known: Mapping[str, str]
    ) -> list[_Found]:
        """Tell the models of a sentence from those who developed them; leave out others."""
        named = sentence.named
        found: list[_Found] = []
        listed_before = False
        about = bool(self._about.search(named)) or draft.model is not None
        about = about or bool(self._may_be.search(named))
        for match in _NAME.finditer(named):
            number = int(match[1])
            before, after = named[: match.start()], named[match.end() :]
            key = mentioned_key(str(value_of(sentence, number)))
            is_known = key in known
            shaped = self._shape.search(spelled(sentence, number)) is not None
            listed = not found and draft.model_list and _ROW_START.fullmatch(before) is not None
            by = shaped and _BY.match(after) is not None
            if not (about or is_known or listed or by):
                continue
            beside = bool(
                found
                and found[-1].model
                and re.fullmatch(r"\s*\(", named[found[-1].end : match.start()])
            )
            next_to = bool(
                found
                and found[-1].model
                and listed_before
                and _COMMA.fullmatch(named[found[-1].end : match.start()])
            )
            develops = (
                not is_known
                and not shaped
                and (
                    beside
                    or next_to
                    or self._developer_before.search(before)
                    or self._developer_after.search(after)
                )
            )
            if develops:
                found.append(_Found(match.start(), match.end(), number, model=False))
            elif is_known or listed or self._is_model(before, after, shaped=shaped):
                listed_before = listed
                found.append(_Found(match.start(), match.end(), number, model=True))
        return found

    def _is_model(self, before: str, after: str, *, shaped: bool) -> bool:
        if self._member_after.search(after):
            return False
        return shaped or bool(self._model_before.search(before) or self._model_after.search(after))

    def _before_active(self, sentence: Sentence, found: list[_Found], one: _Found, end: int) -> int:
        """End what is told of a model before the developer of the next: "A built B, C built D"."""
        for other in found:
            if not other.model and one.end < other.start < end:
                after = sentence.named[other.end : end]
                if (
                    self._developer_after.search(sentence.named[other.end :])
                    and "§" not in after.strip()
                ):
                    return other.start
        return end

    def _told(
        self, sentence: Sentence, start: int, end: int, found: list[_Found], used: set[int]
    ) -> dict[str, Any]:
        told: dict[str, Any] = {}
        stretch = sentence.named[start:end]
        weights = self._weights(stretch)
        if weights is not None:
            told["open_weight"] = weights
        makers = [one for one in found if not one.model and start <= one.start < end]
        if len(makers) == 1:
            told["developer"] = str(value_of(sentence, makers[0].number))
        home = self._home(sentence, makers[0], start, end) if len(makers) == 1 else None
        if home is None and not makers and self._speaks_of_model(stretch, found):
            country = self._country.search(stretch)
            home = (
                next((text for text in country.groupdict().values() if text), None)
                if country
                else None
            )
        if home is not None:
            number = sentence.marks(home, "C")[0]
            told["developer_country"] = value_of(sentence, number)
            used.add(number)
        return told

    def _speaks_of_model(self, stretch: str, found: list[_Found]) -> bool:
        return bool(found or self._about.search(stretch) or self._may_be.search(stretch))

    def _home(self, sentence: Sentence, maker: _Found, start: int, end: int) -> str | None:
        behind = self._home_after.search(sentence.named[maker.end : end])
        ahead = self._home_before.search(sentence.named[start : maker.start])
        for match in (behind, ahead):
            if match:
                return next(text for text in match.groupdict().values() if text)
        return None

    def _weights(self, stretch: str) -> bool | None:
        if self._closed.search(stretch):
            return False
        return True if self._open.search(stretch) else None

    def _go_on(self, sentence: Sentence, draft: Draft, found: list[_Found], used: set[int]) -> None:
        """Read what a sentence tells of the model before it, or of one without a name."""
        named = sentence.named
        held = list(_known(draft).values())
        about = self._about.search(named)
        last = draft.model or (held[0] if len(held) == 1 else None)
        if not about and not (last is not None and self._goes_on.search(named)):
            return
        told = self._told(sentence, 0, len(named), found, used)
        others = [one for one in _NAME.finditer(named)]
        if not told or (last is None and len(others) > len(found)):
            return
        if last is None and "open_weight" not in told:
            return
        self._keep(sentence, draft, last or NAMELESS, told)

    def _name(self, sentence: Sentence, number: int, known: Mapping[str, str]) -> str:
        name = str(value_of(sentence, number))
        return known.get(mentioned_key(name), name)

    def _keep(self, sentence: Sentence, draft: Draft, name: str, told: dict[str, Any]) -> None:
        draft.model = name
        if not told:
            return
        layer = draft.layers.get("models")
        if not isinstance(layer, dict):
            layer = draft.layers["models"] = {}
        if "models" not in layer:
            layer["models"] = [] if name == NAMELESS else _held(draft.case)
        models: list[dict[str, Any]] = layer["models"]
        key = mentioned_key(name)
        model = next((one for one in models if mentioned_key(one["name"]) == key), None)
        if model is None:
            model = {"name": name}
            models.append(model)
        for field, value in told.items():
            if model.get(field) != value:
                model[field] = value
                path = f"layers.models.models[{name}].{field}"
                draft.facts = [fact for fact in draft.facts if fact.path != path]
                draft.note(path, value, sentence.text, negated=value is False)
        draft.rules[RULE] = None


def _held(case: Proposal) -> list[dict[str, Any]]:
    layer = case.layers.models if case.layers else None
    models = layer.models if isinstance(layer, ModelsLayer) and layer.models else ()
    return [one.model_dump(exclude_none=True) for one in models]


def _known(draft: Draft) -> dict[str, str]:
    """Return the models that the case or the message tells of, by what makes two names one."""
    return {mentioned_key(name): name for name in _names(draft) if name != NAMELESS}


def _names(draft: Draft) -> Iterator[str]:
    for model in _held(draft.case):
        yield str(model["name"])
    layer = draft.layers.get("models")
    if isinstance(layer, dict):
        for told in layer.get("models", ()):
            yield str(told["name"])
    if draft.model is not None:
        yield draft.model
