"""Facts of a proposal from free text: what is stated, in whose words, and whether it is supposed.

Nothing is guessed: a fact is taken only where a pattern of the lexicon ties a mention to a field
of the Proposal. What is not recognized is left for the rules to ask about.
"""

from assistant.facts.draft import Understanding
from assistant.facts.dropping import taken_out
from assistant.facts.naming import renamed
from assistant.facts.reader import FactReader

__all__ = ["FactReader", "Understanding", "renamed", "taken_out"]
