"""Words as the keyword search sees them: folded, stemmed, with identifiers kept whole."""

import hashlib
import re
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W\d_][\w’']*(?:[-.][\w]+)*", re.UNICODE)
_INITIALS = re.compile(r"(?<![\w.-])(?:[a-z]\.\s?){2,}")
_PARTS = re.compile(r"[-.]")
_FILE = (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
_LEXICON: dict[str, Any] = yaml.safe_load(_FILE)
LEXICON_SHA256 = hashlib.sha256(_FILE.encode()).hexdigest()
"""Names the stop words and spellings, because an index is only good for those it was built with."""
STOP_WORDS = frozenset(_LEXICON["stop_words"])
_SAME: dict[str, str] = {
    variant: standard for standard, variants in _LEXICON["same"].items() for variant in variants
}


_STEMMING = threading.Lock()
"""A stemmer holds the word that it works on: two threads at once would mix theirs."""


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of one folded word."""
    with _STEMMING:
        found: str = _stemmer().stemWord(_SAME.get(word, word))
    return found


def fold(text: str) -> str:
    """Lower the case, compose the accents, and give one form to marks that have several."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    # "U.S.C." and "U. S. C." are one abbreviation, as are "H.R." and "HR".
    plain = _INITIALS.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", plain)
    return plain.replace("per cent", "percent")


def words_of(text: str) -> list[str]:
    """Return stems of the words that carry meaning; `con-2` also gives `con` and `2`."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        word = match[0].replace("'s", "").rstrip(".")
        if word.endswith("%"):
            found += [word[:-1], stem("percent")]
            continue
        parts = _PARTS.split(word) if _PARTS.search(word) and not word[0].isdigit() else []
        for item in (word, *parts):
            if item and item not in STOP_WORDS:
                found.append(stem(item))
    return found
