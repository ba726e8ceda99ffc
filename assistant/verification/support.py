"""What a statement may rest on: for each provision the sentences that tell it, read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.composing import Composer
from assistant.lexicon import packaged_lexicon
from assistant.verification.reading import Reading, clauses_in, read, sentences_in
from assistant.verification.rewording import standard
from corpus.document import Provision
from corpus.library import Library
from rules.assessment import Finding, is_held_back, listed


@dataclass(frozen=True)
class Ground:
    """What one provision gives: texts that may be told as they stand, and what they claim.

    `introduced` are texts with words before them that are only told whole.
    """

    texts: frozenset[str]
    introduced: frozenset[str]
    heading: str

    @cached_property
    def _pieces(self) -> tuple[str, ...]:
        pieces = dict.fromkeys(piece for text in sorted(self.texts) for piece in clauses_in(text))
        return (*pieces, *sentences_in(self.heading))

    @cached_property
    def units(self) -> tuple[Reading, ...]:
        """Each sentence as the claims that it makes."""
        return tuple(read(piece) for piece in self._pieces)

    @cached_property
    def in_standard_words(self) -> tuple[Reading, ...]:
        """The sentences that can be put in other words, put so."""
        turned = ((piece, standard(piece)) for piece in self._pieces)
        return tuple(read(other) for piece, other in turned if other != piece)

    @cached_property
    def held(self) -> frozenset[str]:
        """All its words."""
        return frozenset(word for unit in self.units for word in unit.held)


class Grounds:
    """The ground that each provision of a library gives, worked out at first use."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._composer = Composer(library, packaged_lexicon())
        self._held: dict[str, Ground] = {}

    def of(self, provision: str) -> Ground:
        """Return the ground that a provision gives."""
        if provision not in self._held:
            held = self.library.provision(provision)
            nearest = packaged_lexicon().phrases["not_found"]["nearest"]
            self._held[provision] = Ground(
                texts=frozenset(self._texts(held)),
                introduced=frozenset({f"{nearest} {held.says[0]}"}),
                heading=held.heading,
            )
        return self._held[provision]

    def _texts(self, provision: Provision) -> Iterator[str]:
        yield from provision.sentences()
        for group in provision.questions:
            yield group.lead
        for figure in provision.figures:
            yield f"{figure.value} {figure.unit} of the {figure.of}."
        for fact in provision.dates:
            yield f"{fact.what} on {fact.day.day} {fact.day:%B %Y}."
        yield self._composer.basis(provision.id).text
        yield from self._phrased(provision)

    def _phrased(self, provision: Provision) -> Iterator[str]:
        """Give what the lexicon says around a provision, in the words of its files."""
        lexicon = packaged_lexicon()
        phrases = lexicon.phrases
        for side in provision.sides:
            origins = self.library.origins(side.reported_by)
            who = listed([source.name for source in origins][:2])
            yield phrases["side" if who else "side_unnamed"].format(who=who, says=side.says)
        if provision.id == "GDE-TEXT":
            yield phrases["not_found"]["opening"]
        for entry in lexicon.routes["routes"].values():
            for said in entry["says"]:
                if said["cites"] == provision.id:
                    yield said["text"]


def opening_of(finding: Finding) -> str:
    """Return the words that open a finding's sentence."""
    words: dict[str, Any] = packaged_lexicon().phrases["verdict"]
    kind = "held_back" if is_held_back(finding) else finding.kind.value
    named = words.get(kind, {}).get(finding.outcome.value)
    return str(named or words["default"][finding.outcome.value])


def openings() -> frozenset[str]:
    """Return all the words that may open a finding's sentence."""
    words: dict[str, Any] = packaged_lexicon().phrases["verdict"]
    return frozenset(word for said in words.values() for word in said.values())
