"""A message of the longest that is taken is read, whatever is repeated in it.

Patterns that could take the same words in several ways once tried every way there is.
"""

import re

import pytest

from assistant.facts import FactReader
from assistant.facts.draft import Draft
from assistant.facts.kit import Kit
from assistant.facts.roles import RoleReader
from assistant.facts.subjects import SubjectReader
from assistant.lexicon import packaged_lexicon
from assistant.mentions import Sentence
from assistant.reply import LONGEST_MESSAGE
from rules.proposal import Proposal


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "repeated",
    [
        "Alder, ",
        "Alder and ",
        "A & ",
        "1",
        "owns 30 percent of ",
        "a ",
        "China, ",
        "- a\n",
        "x. ",
        "data and ",
        "Alder data, ",
        "not in China but ",
    ],
)
def test_what_is_repeated_is_read_to_its_end(repeated: str) -> None:
    reader = FactReader(packaged_lexicon())
    message = (repeated * LONGEST_MESSAGE)[: LONGEST_MESSAGE - 40] + ". We are based in Texas."

    read = reader.read(message, year=2026, case=Proposal())

    assert "US" in [fact.value for fact in read.facts]


@pytest.mark.parametrize("repeated", ["a ", "data and ", "servers, racks and ", "our own "])
def test_a_longer_message_takes_longer_by_its_length_alone(repeated: str) -> None:
    """Steps are counted, not time: what the role patterns try at a place has an end."""
    roles = RoleReader(Kit(packaged_lexicon()), SubjectReader(Kit(packaged_lexicon())))
    found = re.compile(roles.list).search((repeated * LONGEST_MESSAGE)[:LONGEST_MESSAGE])

    assert found is None or found.end() - found.start() < LONGEST_MESSAGE / 10


def test_what_is_repeated_very_often_is_heard_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FactReader(packaged_lexicon())
    heard: list[str] = []
    hear = FactReader._hear

    def counted(self: FactReader, message: str, sentence: Sentence, draft: Draft) -> None:
        heard.append(sentence.text)
        hear(self, message, sentence, draft)

    monkeypatch.setattr(FactReader, "_hear", counted)
    read = reader.read("- a\n" * 2000 + "We are based in Texas.", year=2026, case=Proposal())

    assert "US" in [fact.value for fact in read.facts]
    assert 0 < len(heard) < 100
