"""A message of the longest that is taken is read, whatever is repeated in it.

Patterns that could take the same words in several ways once tried every way there is.
"""

import pytest

from assistant.facts import FactReader
from assistant.lexicon import packaged_lexicon
from assistant.reply import LONGEST_MESSAGE
from rules.proposal import Proposal


@pytest.mark.timeout(120)
@pytest.mark.parametrize("repeated", ["Alder, ", "Alder and ", "A & ", "1", "owns 30 percent of "])
def test_what_is_repeated_is_read_to_its_end(repeated: str) -> None:
    reader = FactReader(packaged_lexicon())
    message = (repeated * LONGEST_MESSAGE)[: LONGEST_MESSAGE - 40] + ". We are based in Texas."

    read = reader.read(message, year=2026, case=Proposal())

    assert "US" in [fact.value for fact in read.facts]
