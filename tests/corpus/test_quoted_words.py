"""Quoted words stand letter for letter in the official text that they are quoted from.

The texts lie beside the repository, not in it; without them these tests are skipped.
"""

import re
from pathlib import Path

import pytest

from corpus.document import Provision, Quotation
from corpus.library import load_library

PRIMARY = Path(__file__).parents[3] / "shared" / "primary"
TEXTS = {
    "P1": PRIMARY / "EO14320_whitehouse_text.md",
    "P5": PRIMARY / "RFI_2025-19674_partial_and_extension_abstracts.md",
    "P6": PRIMARY / "RFI_2025-19674_partial_and_extension_abstracts.md",
    "TML-UK": PRIMARY / "TPD_UK_2025-09-18.md",
}
QUOTED = [
    (provision, quote)
    for provision in load_library().provisions.values()
    for quote in provision.quotes
    if quote.source in TEXTS
]


def plain(path: Path) -> str:
    """Return a mirrored text without its HTML tags, markdown escapes and line breaks."""
    text = re.sub(r"<[^>]*>", "", path.read_text("utf-8"))
    return " ".join(re.sub(r"\\([()*_#\[\]])", r"\1", text).split())


@pytest.mark.parametrize(
    ("provision", "quote"), QUOTED, ids=[f"{one.id}: {quote.words}" for one, quote in QUOTED]
)
def test_the_words_are_in_the_text(provision: Provision, quote: Quotation) -> None:
    path = TEXTS[quote.source]
    if not path.exists():
        pytest.skip(f"the official text is not at {path}")

    assert quote.words in plain(path)


def test_the_order_is_quoted() -> None:
    assert len([one for one, _ in QUOTED if one.id.startswith("EO-")]) > 5
