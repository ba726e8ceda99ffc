"""What a message supposes, apart from what it states.

"X is American; if we added a Chinese supplier, would it hurt?" states one thing and supposes
another. A supposition reaches from its word to the end of the sentence, and on to sentences that
speak of what it brought in; after "suppose" it lasts until the message turns back to what is.
"""

import re
from collections.abc import Iterator

from assistant.facts.kit import Kit
from assistant.lexicon import any_of, whole_words
from assistant.mentions import Sentence, part_of
from rules.company import mentioned_key


class SceneReader:
    """Cuts sentences where a supposition begins, and knows how long one lasts."""

    def __init__(self, kit: Kit) -> None:
        words = kit.facts["scenes"]
        self._supposes = re.compile(any_of(kit.cues["hypothetical"]))
        self._asked_only = re.compile(any_of(kit.facts["asked_only"]))
        self._begins = kit.compiled(words["begins"])
        self._labels = re.compile(words["labels"])
        self._question = re.compile(words["question"])
        self._premise = re.compile(words["premise"])
        self._whether = re.compile(words["whether"])
        self._asks = re.compile(words["asks"])
        self._opens = whole_words(words["opens"])
        self._back = re.compile(any_of(words["back"]))
        self._points = re.compile(words["points"])

    def pieces(self, sentence: Sentence) -> Iterator[Sentence]:
        """Give the statement and the supposition of a sentence apart."""
        text = sentence.text.lower().replace("’", "'")
        for match in self._begins.finditer(text):
            at = match.start("cue")
            left = text[: match.start()]
            if len(left.split()) < _SHORTEST or self._whether.search(text[:at]):
                continue
            if not self._asks.search(left) and not self._supposes.search(left):
                yield part_of(sentence, 0, match.start())
                yield part_of(sentence, at, len(sentence.text))
                return
        at = 0
        for cut in [*self._labels.finditer(text), None]:
            end = cut.start() if cut else len(sentence.text)
            if sentence.text[at:end].strip():
                whole = at == 0 and end == len(sentence.text)
                piece = sentence if whole else part_of(sentence, at, end)
                yield from self._question_behind(piece)
            at = cut.end() if cut else end

    def _question_behind(self, sentence: Sentence) -> Iterator[Sentence]:
        """Give a statement apart from the question behind it: "Alder, of Oslo: can they join?"."""
        text = sentence.text.lower()
        if not text.rstrip(" \"')").endswith("?") or self._asks.search(text[:_OPENING]):
            yield sentence
            return
        for match in self._question.finditer(text):
            behind = [one for one in sentence.mentions if one.start - sentence.start >= match.end()]
            before = [one for one in sentence.mentions if one.end - sentence.start <= match.start()]
            if before and not behind and not self._premise.search(text):
                yield part_of(sentence, 0, match.start())
                yield part_of(sentence, match.end(), len(sentence.text))
                return
        yield sentence

    def scene(self) -> "Scene":
        """Begin to listen to a message."""
        return Scene(self)

    def marks(self, sentence: Sentence) -> bool:
        """Whether a sentence says itself that it supposes, or only asks about what it names."""
        marked = sentence.marked
        if self._supposes.search(marked) or self._asked_only.search(marked.rstrip()):
            return True
        text = sentence.text.lower()
        inner = next(
            (
                one
                for one in self._begins.finditer(text)
                if not self._whether.search(text[: one.start("cue")])
            ),
            None,
        )
        if inner is None:
            return False
        before = text[: inner.start()]
        return len(before.split()) < _SHORTEST or self._asks.search(before) is not None

    def opens(self, sentence: Sentence) -> bool:
        """Whether a supposition begins that lasts until the message turns back."""
        return self._opens.search(sentence.marked) is not None

    def turns_back(self, sentence: Sentence) -> bool:
        """Whether a sentence speaks of what is again."""
        return self._back.search(sentence.marked) is not None

    def points(self, sentence: Sentence) -> bool:
        """Whether a sentence speaks of the one before: "It would be owned by …"."""
        return self._points.search(sentence.marked) is not None


class Scene:
    """Tells of each sentence of a message, in order, whether it belongs to a supposition."""

    def __init__(self, words: SceneReader) -> None:
        self._words = words
        self._lasting = False
        self._before = False
        self._stated: set[str] = set()
        self._brought: set[str] = set()

    def supposes(self, sentence: Sentence) -> bool:
        """Whether the next sentence of the message supposes what it tells."""
        names = {mentioned_key(str(one.value)) for one in sentence.mentions if one.kind == "O"}
        found = self._words.marks(sentence)
        if not found and (self._lasting or self._before):
            back = self._words.turns_back(sentence)
            goes_on = self._lasting or self._words.points(sentence)
            found = not back and (goes_on or bool(names & self._brought))
            self._lasting = self._lasting and not back
        elif found:
            self._lasting = self._lasting or self._words.opens(sentence)
        elif names & self._brought:
            found = True
        if found:
            self._brought |= names - self._stated
        else:
            self._stated |= names
        self._before = found
        return found


_OPENING = 25
"""Letters of a sentence in which it shows that it asks."""
_SHORTEST = 3
"""Words that a statement before a supposition has at least."""
