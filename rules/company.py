"""When two spellings name one company."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

from rules.country import folded


@lru_cache(maxsize=50_000)
def company_key(name: str) -> str:
    """Give one form to spellings of a company's name that differ in case, accents or marks."""
    return " ".join(_WORD.findall(folded(name))) or folded(name)


@lru_cache(maxsize=50_000)
def mentioned_key(name: str) -> str:
    """Return `company_key` without the legal forms at its end: how a name is mentioned."""
    words = company_key(name).split()
    while len(words) > 1 and words[-1] in _legal_forms():
        words.pop()
    return " ".join(words)


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1)
def _legal_forms() -> frozenset[str]:
    path = Path(__file__).parent / "legal_forms.yaml"
    return frozenset(yaml.safe_load(path.read_text("utf-8")))
