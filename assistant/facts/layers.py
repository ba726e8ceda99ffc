"""Which of the five layers are covered, and which are lacking."""

import re
from collections.abc import Mapping
from typing import Any

from assistant.facts.draft import LAYER_NAMES, Draft
from assistant.facts.kit import Kit
from assistant.lexicon import any_of, filled, whole_words
from assistant.mentions import Sentence


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
        self._lacking_ends = re.compile(filled(layers["lacking_ends"], marks))
        self._part_only = whole_words(layers["partial"])
        self._all_layers = whole_words(layers["all"])
        self._covering = whole_words(layers["covering"])

    def read(self, sentence: Sentence, draft: Draft) -> None:
        """Read which layers a sentence tells to be there, or lacking."""
        marked = sentence.marked
        lacking = set()
        for pattern in self._lacking:
            for match in pattern.finditer(marked):
                if pattern is self._lacking[0] and not self._lacking_ends.search(
                    marked[match.end() :]
                ):
                    continue
                lacking |= {name for name, words in self._layers.items() if words.search(match[0])}
        said_of_layers = self._kit.small["package_parts"].search(marked)
        if lacking and (said_of_layers or not self._kit.words["content"].search(marked)):
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

    def settle(self, draft: Draft) -> None:
        """Keep layers that are told as one's own part, with the rest left open."""
        if draft.part_only and draft.spoken_layers and not set(draft.layers) - {"hardware"}:
            for names, quote in draft.spoken_layers:
                for name in names:
                    if name not in draft.layers:
                        draft.layers[name] = {"description": quote}
                        draft.note(f"layers.{name}", quote, quote)
            draft.rules["five_layers_covered"] = None


def _lists_all(layers: set[str], marked: str) -> bool:
    """Whether a sentence that is no question speaks of every layer."""
    return len(layers) == len(LAYER_NAMES) and not marked.rstrip().endswith("?")
