"""The search index of each official text: its paragraphs, footnotes and tables, in passages.

An index belongs to one text as it is worded. A text that has not changed keeps its index; of one
that has, only the passages that are new are embedded.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.embedding import Embedder, made_by, packaged_model
from corpus.index import PassageIndex, build_passages, digest_of, open_passages
from corpus.official.store import Snapshot, TextStore
from corpus.official.text import OfficialText, Span, SpanKind
from corpus.passage import FAR_FUTURE, FAR_PAST, Passage

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_TOKENS = 220
"""In a passage; the embedding model reads no more than 256."""

_INDEXED = frozenset({SpanKind.PARAGRAPH, SpanKind.FOOTNOTE, SpanKind.TABLE})
_SENTENCE_ENDS = (". ", "; ", "? ", "! ", ".\n", "\n")

Heard = Callable[[int, int], None]
"""Hears (passages done, passages in all)."""


def index_texts(
    store: TextStore,
    snapshot: Snapshot,
    embedder: Embedder | None = None,
    hear: Heard = lambda *_: None,
) -> tuple[Path, ...]:
    """Build the index of each text of a snapshot that has none; return their folders.

    One text is held at a time. Where the processor is made for it, its passages are embedded in
    half precision, which is enough to find them. A text without a paragraph has no index.
    """
    embedder = (embedder or Embedder()).in_half()
    return tuple(
        build_passages(_folder(store), passages, embedder, hear)
        for text in snapshot.texts()
        if (passages := passages_of(text))
    )


def open_text_index(store: TextStore, text: OfficialText, embedder: Embedder) -> PassageIndex:
    """Open the index of a text; the `provision` of a hit is `s17` for the text's `spans[17]`.

    Raises:
        IndexUnusableError: It has not been built, or fails its self-check.
    """
    passages = passages_of(text)
    half = made_by(embedder.sha256, half=True)
    held = half if _manifest(store, passages, half).exists() else embedder.sha256
    return open_passages(_folder(store), passages, held)


def has_index(store: TextStore, text: OfficialText, embedder: Embedder) -> bool:
    """Whether the index of a text as it is worded is there; one without a paragraph needs none."""
    passages = passages_of(text)
    made = (made_by(embedder.sha256, half=half) for half in (True, False))
    return not passages or any(_manifest(store, passages, one).exists() for one in made)


def _manifest(store: TextStore, passages: Sequence[Passage], made: str) -> Path:
    return _folder(store) / digest_of(passages, made) / "manifest.json"


def span_of(text: OfficialText, provision: str) -> Span:
    """Return the span that a hit is in."""
    return text.spans[int(provision.removeprefix("s"))]


def passages_of(text: OfficialText) -> tuple[Passage, ...]:
    """Return the passages of a text, in order: each a span, or whole sentences of a long one."""
    held = [(place, span) for place, span in enumerate(text.spans) if span.piece.kind in _INDEXED]
    return tuple(
        Passage(f"s{place}#{number}", f"s{place}", "statement", words, FAR_PAST, FAR_FUTURE)
        for (place, _), parts in zip(held, _cut([span.text for _, span in held]), strict=True)
        for number, words in enumerate(parts)
    )


def _cut(texts: Sequence[str]) -> Iterator[list[str]]:
    """Cut texts that are too long for one passage, at the ends of sentences where there are any."""
    tokenizer = _tokenizer()
    for first in range(0, len(texts), 256):
        some = texts[first : first + 256]
        encoded = tokenizer.encode_batch(some, add_special_tokens=False)
        for text, tokens in zip(some, encoded, strict=True):
            yield list(_parts(text, [begin for begin, _ in tokens.offsets]))


def _parts(text: str, begins: Sequence[int]) -> Iterator[str]:
    at = token = 0
    while len(begins) - token > MOST_TOKENS:
        limit = begins[token + MOST_TOKENS]
        middle = begins[token + MOST_TOKENS // 2]
        cut = max(text.rfind(end, middle, limit) + len(end) for end in _SENTENCE_ENDS)
        if cut <= middle:
            cut = max(text.rfind(" ", middle, limit) + 1, middle + 1)
        yield text[at:cut].strip()
        at = cut
        while token < len(begins) and begins[token] < at:
            token += 1
    if rest := text[at:].strip():
        yield rest


@lru_cache(maxsize=1)
def _tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_model() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _folder(store: TextStore) -> Path:
    return store.root / "index"
