"""Counting tokens as the embedding model does, without loading the model."""

from collections.abc import Callable
from pathlib import Path


def token_counter(model_folder: Path) -> Callable[[str], int]:
    """Return a function from text to its number of tokens, special tokens included."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model_folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(text: str) -> int:
        return len(tokenizer.encode(text).ids)

    return count
