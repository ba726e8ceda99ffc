"""Companies and countries that the facts of the case do not hold."""

from collections.abc import Iterator
from functools import lru_cache

from assistant.drafting.draft import Lint, SentenceKind
from assistant.drafting.linting.looking import Looked, finding
from assistant.drafting.linting.pieces import Piece
from assistant.drafting.linting.words import lint_words
from assistant.facts.names import NameReader
from assistant.lexicon import packaged_lexicon
from assistant.mentions import Mention, mentions_in
from assistant.verification import places_in
from corpus.library import Library
from rules.company import company_key, mentioned_key
from rules.country import country_name


@lru_cache(maxsize=1)
def _reader() -> NameReader:
    return NameReader(packaged_lexicon().facts)


_of_corpus: list[tuple[Library, frozenset[str]]] = []


def _corpus_words(library: Library) -> frozenset[str]:
    """Return every word of the provisions, in lower case, kept from one text to the next."""
    if not _of_corpus or _of_corpus[0][0] is not library:
        texts = (
            f"{one.heading} {' '.join(one.sentences())}" for one in library.provisions.values()
        )
        words = frozenset(word for text in texts for word in company_key(text).split())
        _of_corpus[:] = [(library, words)]
    return _of_corpus[0][1]


def strangers(looked: Looked) -> Iterator[Lint]:
    """Find companies that the facts do not name; each is told once."""
    words = lint_words()
    told: set[str] = set()
    for piece in looked.pieces:
        if piece.own or words.placeholder.search(piece.folded):
            continue
        mentions = mentions_in(piece.text, year=looked.as_of.year)
        for one in _reader().mentions(piece.text, mentions, ()):
            key = mentioned_key(str(one.value)) if one.kind == "O" else ""
            if key and key not in told and _is_stranger(one, piece, looked):
                told.add(key)
                name = piece.text[one.start : one.end].rstrip(".")
                span = (one.start, one.start + len(name))
                yield finding("stranger", piece, span, found=name)


def _is_stranger(one: Mention, piece: Piece, looked: Looked) -> bool:
    name = piece.text[one.start : one.end]
    words = lint_words()
    if looked.facts.names(str(one.value)) or words.not_strangers.search(name.casefold()):
        return False
    if name in looked.library.provisions:
        return False
    known = _corpus_words(looked.library)
    if all(word in known for word in company_key(name).split()):
        return False
    has_form = mentioned_key(name) != company_key(name)
    acts = words.acts_as_company.match(piece.folded, one.end) is not None
    named_as_one = words.company_before.search(piece.folded[: one.start]) is not None
    return has_form or acts or named_as_one


def strange_countries(looked: Looked) -> Iterator[Lint]:
    """Find countries that neither the facts nor a cited provision name; each is told once."""
    told: set[str] = set()
    for piece in looked.pieces:
        if piece.own or piece.kind is SentenceKind.SOURCE or _of_the_program(piece):
            continue
        held = looked.facts.places.union(
            *(places_in(_text_of(name, looked.library)) for name in piece.cited), ("C:US",)
        )
        for one in mentions_in(piece.text, year=looked.as_of.year):
            code = f"{one.kind}:{one.value}"
            if one.kind in "CB" and code not in held and code not in told:
                told.add(code)
                name = country_name(str(one.value)) if one.kind == "C" else str(one.value)
                yield finding("strange_country", piece, (one.start, one.end), found=name)


def _of_the_program(piece: Piece) -> bool:
    """Whether a sentence speaks of the rules and not of the case: those name countries too."""
    return lint_words().claim.search(piece.folded) is not None or "of concern" in piece.folded


def _text_of(provision: str, library: Library) -> str:
    return " ".join(library.provision(provision).sentences())
