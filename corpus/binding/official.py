"""The official side of a library: texts, the words that provisions rest on, and what is open.

Without a current text there is nothing here, and a library is as it ships.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from corpus.binding.bound import BoundText, KeptDrift, OfficialPlace, kept, key_of
from corpus.binding.review import Decision, Review, read_review
from corpus.document import Document, Standing
from corpus.official.text import OfficialText, sha256_of

if TYPE_CHECKING:
    from corpus.official.store import Snapshot, TextStore, Version


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True)
class OfficialWords:
    """Words of an official text, in their place."""

    text: OfficialText
    place: OfficialPlace

    @property
    def quote(self) -> str:
        """The words, exactly."""
        return self.text.text[self.place.start : self.place.end]

    @property
    def url(self) -> str | None:
        """A link to the words."""
        return self.text.address_of(self.place.start, self.place.end)


@dataclass(frozen=True)
class LaterNotice:
    """A notice that may change something and that nobody has decided on yet."""

    number: str
    title: str
    published: date
    url: str | None = None
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Official:
    """What official texts add to a library; all mappings are by provision, `texts` by id.

    `differing` are the differences that no person has looked at and the text does not explain;
    `proposed` are words that may settle an unsettled provision; `unbound` are texts that are
    current and were not bound to our provisions yet.
    """

    texts: Mapping[str, OfficialText] = field(default_factory=_nothing)
    words: Mapping[str, OfficialWords] = field(default_factory=_nothing)
    differing: Mapping[str, tuple[KeptDrift, ...]] = field(default_factory=_nothing)
    proposed: Mapping[str, OfficialWords] = field(default_factory=_nothing)
    later: tuple[LaterNotice, ...] = ()
    unbound: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.texts or self.later)

    @cached_property
    def digest(self) -> str:
        """The hash of everything here that shapes an answer."""
        told = {
            "texts": {name: text.sha256 for name, text in self.texts.items()},
            "words": {name: one.place.model_dump() for name, one in self.words.items()},
            "differing": {
                name: [one.digest for one in some] for name, some in self.differing.items()
            },
            "proposed": {name: one.place.model_dump() for name, one in self.proposed.items()},
            "later": [[one.number, *one.provisions] for one in self.later],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def with_words(self, words: Mapping[str, OfficialWords]) -> "Official":
        """Return this with words of more provisions, as far as they read as they were taken."""
        held = {name: one for name, one in words.items() if sha256_of(one.quote) == one.place.words}
        return replace(self, words=MappingProxyType({**self.words, **held})) if held else self

    def later_on(self, provision: str) -> tuple[LaterNotice, ...]:
        """Return the notices that wait for a decision and may change a provision."""
        return tuple(one for one in self.later if provision in one.provisions)


def chosen_words(review: Review, text: str) -> Mapping[str, str | None]:
    """Return the words that persons took for provisions of a text; None where they took none."""
    return {
        name: one.words if one.decision is Decision.ACCEPT else None
        for name, one in review.bindings.items()
        if one.text == text and one.decision is not Decision.POSTPONE
    }


def outcome_of(
    store: "TextStore", version: "Version", documents: Iterable[Document], review: Review
) -> BoundText | None:
    """Return what binding a text came to; None where that was not done since anything changed."""
    document = document_of(version, documents)
    if document is None:
        return None
    key = key_of(version.text_sha256, document, chosen_words(review, version.id))
    return kept(store.root, key)


def document_of(version: "Version", documents: Iterable[Document]) -> Document | None:
    """Return the document of ours whose provisions a text settles.

    An amendment settles none of the document that it amends: it speaks through provisions of its
    own, once a person has accepted it.
    """
    wanted, amends = version.record.corpus_document, version.record.standing is Standing.AMENDMENT
    found = next((one for one in documents if one.id == wanted), None)
    if found is not None and amends and found.standing is not Standing.AMENDMENT:
        return None
    return found


def official_of(
    store: "TextStore",
    documents: Sequence[Document],
    *,
    later: Sequence[LaterNotice] = (),
    snapshot: "Snapshot | None" = None,
) -> Official:
    """Put together what the current texts (or those of a snapshot) and the decisions come to."""
    held = snapshot if snapshot is not None else store.current()
    if not len(held):
        return Official(later=tuple(later))
    review = read_review(store.root)
    words: dict[str, OfficialWords] = {}
    differing: dict[str, tuple[KeptDrift, ...]] = {}
    proposed: dict[str, OfficialWords] = {}
    unbound: list[str] = []
    texts = {text.id: text for text in held.texts()}
    for version in held.versions.values():
        if document_of(version, documents) is None:
            continue
        outcome = outcome_of(store, version, documents, review)
        if outcome is None:
            unbound.append(version.id)
            continue
        text = texts[version.id]
        bound = {name: OfficialWords(text, place) for name, place in outcome.bound()}
        words |= {name: one for name, one in bound.items() if name not in words}
        for name, open_ in _differing(outcome, review):
            if name in bound and words[name] is bound[name]:
                differing[name] = open_
        proposed.update(_proposed(outcome, text, review))
    return Official(
        texts=MappingProxyType(texts),
        words=MappingProxyType(words),
        differing=MappingProxyType(differing),
        proposed=MappingProxyType(proposed),
        later=tuple(later),
        unbound=tuple(unbound),
    )


def _differing(outcome: BoundText, review: Review) -> Iterator[tuple[str, tuple[KeptDrift, ...]]]:
    """Give the differences that are neither explained nor looked at and found to be none."""
    looked_at = {name for name, one in review.drifts.items() if one.decision is Decision.ACCEPT}
    found: dict[str, list[KeptDrift]] = {}
    for one in outcome.drifts:
        if one.explained is None and one.digest not in looked_at:
            found.setdefault(one.provision, []).append(one)
    for name, some in found.items():
        yield name, tuple(some)


def _proposed(
    outcome: BoundText, text: OfficialText, review: Review
) -> Iterator[tuple[str, OfficialWords]]:
    for one in outcome.proposals:
        decided = review.proposals.get(one.provision)
        settled = (
            decided is not None
            and decided.decision is not Decision.POSTPONE
            and one.place.words.startswith(decided.words)
        )
        if not settled:
            yield one.provision, OfficialWords(text, one.place)
