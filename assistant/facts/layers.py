"""Which of the five layers are covered, and which are lacking."""

import re
from collections.abc import Mapping
from typing import Any

from assistant.facts.draft import LAYER_NAMES, Draft
from assistant.facts.kit import Kit
from assistant.facts.text import original, value_of
from assistant.lexicon import any_of, filled, whole_words
from assistant.mentions import Sentence

_ROW = re.compile(
    r"\W*(?:the |a |our )?§O\d+§\s*(?:[,(–—-]?\s*(?:based|from|of|in|an?|the|§C\d|\().*)?\W*"
)
_SHORTEST = 4
"""Letters of words that tell what covers a layer."""
_LIST = 2
"""Labelled lines of layers from which on they are a list of what covers each."""


class LayerReader:
    """Reads layers that are told to be there, or not."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._compile(kit.facts["layers"], dict(kit.marks))

    def _compile(self, layers: Mapping[str, Any], marks: dict[str, str]) -> None:
        self._layers = {name: whole_words(layers[name]) for name in LAYER_NAMES}
        every = any_of([word for name in LAYER_NAMES for word in layers[name]])
        marks["layer"] = every
        self._lacking = [re.compile(filled(layers[k], marks)) for k in ("lacking", "lacking_after")]
        marks["part"] = any_of(["layers?", "parts?", "pieces?", "elements?", "components?"])
        self._uncovered = [
            re.compile(filled(layers[k], marks)) for k in ("uncovered", "so_is", "neither")
        ]
        self._told = [re.compile(filled(pattern, marks)) for pattern in layers["told"]]
        self._not_told = re.compile(layers["not_told"])
        self._by = re.compile(filled(layers["by"], marks))
        self._lacking_ends = re.compile(filled(layers["lacking_ends"], marks))
        self._only = {name: re.compile(any_of(words)) for name, words in layers["names"].items()}
        self._head = re.compile(layers["head"])
        self._tail = re.compile(layers["tail"])
        self._nothing = re.compile(layers["nothing"])
        self._no_value = re.compile(layers["no_value"])
        self._trailing = re.compile(r"[\s,;]+(?:and|plus|while|but)$")
        self._part_only = whole_words(layers["partial"])
        self._all_layers = whole_words(layers["all"])
        self._covering = whole_words(layers["covering"])

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read which layers a sentence tells to be there, or lacking."""
        marked = sentence.marked
        lacking = self._lacking_of(marked)
        if not lacking:
            self._told_one(sentence, draft)
        said_of_layers = self._kit.small["package_parts"].search(marked)
        of_content = self._kit.words["content"].search(marked) is not None
        if lacking and (said_of_layers or not of_content or len(lacking) > 1):
            for name in sorted(lacking):
                draft.layers[name] = "none"
                draft.note(f"layers.{name}", "none", sentence.text, negated=True)
            draft.rules["five_layers_covered"] = None
        present = {n for n, words in self._layers.items() if words.search(marked)} - lacking
        draft.part_only = draft.part_only or bool(self._part_only.search(marked))
        if present and not marked.rstrip().endswith("?"):
            draft.spoken_layers.append((tuple(sorted(present)), sentence.text))
        whole = self._all_layers.search(marked) and not self._kit.asks(marked, len(marked))
        if whole or (
            len(present) >= 3
            and (self._covering.search(marked) or _lists_all(present, marked))
            and not self._kit.asks(marked, len(marked))
        ):
            told_by_roles = any(quote == sentence.text for _, quote, _ in draft.roles.values())
            for name in LAYER_NAMES if whole and not lacking else sorted(present):
                draft.layers.setdefault(name, {"description": sentence.text})
                if not told_by_roles:
                    draft.note(f"layers.{name}", sentence.text, sentence.text)
            draft.rules["five_layers_covered"] = None

    def by_clauses(self, sentence: Sentence, draft: Draft) -> bool:
        """Read "for hardware we bring …, for data …" and "… for the model layer, …"."""
        named = sentence.named
        if named.rstrip().endswith("?") and not draft.supposed:
            return False
        heads = list(self._head.finditer(named))
        told = False
        for number, head in enumerate(heads):
            end = heads[number + 1].start() if number + 1 < len(heads) else len(named)
            told = self._clause(sentence, draft, head, head.end(), end) or told
        for match in self._tail.finditer(named):
            told = self._clause(sentence, draft, match, *match.span("value")) or told
        return told

    def _clause(
        self, sentence: Sentence, draft: Draft, match: re.Match[str], start: int, end: int
    ) -> bool:
        words = match["layer"].strip()
        layer = next((n for n, one in self._only.items() if one.fullmatch(words)), None)
        value = sentence.named[start:end]
        if layer is None or self._no_value.search(value) or _ROW.fullmatch(value):
            return False
        if self._nothing.match(value):
            draft.layers[layer] = "none"
            draft.note(f"layers.{layer}", "none", sentence.text, negated=True)
            draft.rules["five_layers_covered"] = None
            return True
        if self._not_told.search(value):
            return False
        if layer == "models" and _models_named(draft):
            return False
        text = original(sentence, start, end, named=True).strip(" .,;-–—")
        text = self._trailing.sub("", text)
        if len(text) < _SHORTEST:
            return False
        self._keep(draft, layer, text, self._providers(sentence, value), sentence.text)
        return True

    def _lacking_of(self, marked: str) -> set[str]:
        """Return the layers of which a sentence says that they are lacking."""
        found: list[str] = []
        for pattern in self._lacking:
            for match in pattern.finditer(marked):
                if pattern is not self._lacking[0] or self._lacking_ends.search(
                    marked[match.end() :]
                ):
                    found.append(match[0])
        found += [match["what"] for one in self._uncovered for match in one.finditer(marked)]
        return {name for name, words in self._layers.items() for of in found if words.search(of)}

    def _told_one(self, sentence: Sentence, draft: Draft) -> None:
        """Read what covers one layer: "the data layer is handled by …", "- data: …"."""
        named = sentence.named
        if named.rstrip().endswith("?") and not draft.supposed:
            return
        for number, pattern in enumerate(self._told):
            match = pattern.search(named)
            if match is None or self._not_told.search(match["value"]):
                continue
            words = match["layer"].strip()
            layer = next((n for n, one in self._only.items() if one.fullmatch(words)), None)
            if layer is None:
                continue
            if words == "model" and _models_named(draft):
                return  # "Model: Tapir, …" tells one model, and no text of the layer.
            text = original(sentence, *match.span("value"), named=True).strip(" .,-–—")
            row = number == len(self._told) - 1
            if row and _ROW.fullmatch(match["value"]):
                return  # Only a name: what a member does is told by its role.
            if row:
                draft.layer_rows.append(
                    (layer, text, self._providers(sentence, match["value"]), sentence.text)
                )
            else:
                names = re.match(r"\W*(?:the |our )?((?:§O\d+§(?:, | and )?)+)", match["value"])
                by = names and (
                    number == 1
                    or re.search(r"(?:by|with|through|from)\s*$", named[: match.start("value")])
                )
                who = sentence.marks(names[1], "O") if names and by else []
                providers = [str(value_of(sentence, one)) for one in who] or None
                self._keep(draft, layer, text, providers, sentence.text)
            return

    def _providers(self, sentence: Sentence, marked: str) -> list[str] | None:
        match = self._by.search(marked)
        if match is None:
            return None
        return [str(value_of(sentence, number)) for number in sentence.marks(match["names"], "O")]

    def _keep(
        self, draft: Draft, layer: str, text: str, providers: list[str] | None, quote: str
    ) -> None:
        held = draft.layers.setdefault(layer, {})
        if not isinstance(held, dict):
            return
        if "description" not in held:
            held["description"] = text
            draft.note(f"layers.{layer}", text, quote)
        if providers and layer != "models" and "providers" not in held:
            held["providers"] = providers
            draft.note(f"layers.{layer}.providers", providers, quote)
        draft.rules["five_layers_covered"] = None

    def settle(self, draft: Draft) -> None:
        """Keep layers that are told as one's own part, with the rest left open."""
        rows, draft.layer_rows = draft.layer_rows, []
        before = draft.case.layers is not None or bool(draft.layers)
        listed = before or len({layer for layer, *_ in rows}) >= _LIST
        for layer, text, providers, quote in rows:
            if listed or layer == "models":
                self._keep(draft, layer, text, providers, quote)
        if draft.part_only and draft.spoken_layers and not set(draft.layers) - {"hardware"}:
            for names, quote in draft.spoken_layers:
                for name in names:
                    if name not in draft.layers:
                        draft.layers[name] = {"description": quote}
                        draft.note(f"layers.{name}", quote, quote)
            draft.rules["five_layers_covered"] = None


def _models_named(draft: Draft) -> bool:
    """Whether the message tells models one by one."""
    told = draft.layers.get("models")
    return isinstance(told, dict) and bool(told.get("models"))


def _lists_all(layers: set[str], marked: str) -> bool:
    """Whether a sentence that is no question speaks of every layer."""
    return len(layers) == len(LAYER_NAMES) and not marked.rstrip().endswith("?")
