"""What a text and a document of ours came to when they were bound: kept, and read at each start.

Binding takes the embedding model and some seconds; its outcome is data under `bindings/` in the
store, named by the hash of all that it was made from. Where text, digest or method have changed
since, there is no such file, and answers rest on our digest as before.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.binding import drift as drifting
from corpus.binding.outline import Outline, Stretch, outline_of
from corpus.document import Document, Provision
from corpus.official.files import write_whole
from corpus.official.text import OfficialText, sha256_of

if TYPE_CHECKING:
    from corpus.binding.matching import Embeds, Match, Place

FOLDER = "bindings"
_METHOD = "4"
"""Raised with each change of how provisions are matched, so that old outcomes are not used."""
_WORDS = (Path(__file__).parent / "marks.yaml").read_bytes()


class Kept(BaseModel):
    """Base of what is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class OfficialPlace(Kept):
    """Words of an official text, with where they stand; `words` is their hash."""

    start: int
    end: int
    words: str
    paragraph: int | None
    page: int | None
    section: str = ""

    @property
    def stretch(self) -> Stretch:
        """The offsets."""
        return Stretch(self.start, self.end)


class Candidate(Kept):
    """A place that a provision may rest on; `score` ranks it, the others say what speaks for it."""

    place: OfficialPlace
    score: float
    meaning: float
    shared: float


class BoundProvision(Kept):
    """A provision with its candidates, the first of which it rests on where `how` says so."""

    provision: str
    how: str | None
    candidates: tuple[Candidate, ...] = ()
    absent: tuple[str, ...] = ()


class KeptDrift(Kept):
    """A difference, as `drift.Drift`; `elsewhere` are official words in another paragraph."""

    provision: str
    kind: drifting.DriftKind
    ours: str
    official: str
    explained: str | None
    digest: str
    elsewhere: OfficialPlace | None = None


class KeptProposal(Kept):
    """Words that may settle an unsettled provision."""

    provision: str
    place: OfficialPlace
    question: str
    label: str


class KeptEntry(Kept):
    """Words with force that no provision covers."""

    place: OfficialPlace
    kind: str
    suggested: str


class BoundText(Kept):
    """All that binding one text to one document came to."""

    text: str
    text_sha256: str
    document: str
    provisions: tuple[BoundProvision, ...]
    drifts: tuple[KeptDrift, ...]
    proposals: tuple[KeptProposal, ...]
    ledger: tuple[KeptEntry, ...]

    def bound(self) -> Iterator[tuple[str, OfficialPlace]]:
        """Give the provisions that are bound, with their words."""
        for one in self.provisions:
            if one.how not in {None, "silence"}:
                yield one.provision, one.candidates[0].place


Heard = Callable[[int, int], None]


def bind(  # noqa: PLR0913 (what is bound, and three choices)
    text: OfficialText,
    document: Document,
    *,
    embeds: "Embeds",
    unsettled: Iterable[Provision] = (),
    chosen: Mapping[str, str | None] = MappingProxyType({}),
    heard: Heard = lambda _done, _total: None,
) -> BoundText:
    """Hold a document's provisions against an official text.

    `unsettled` are the provisions of other documents that this text might settle too. `chosen` are
    the words that a person took for a provision, by their hash, None where the person took none;
    a hash that is none of the candidates' counts no longer, for the words have changed.
    """
    # Imported here: what only reads outcomes need not wait for numpy.
    from corpus.binding import ledger, proposing
    from corpus.binding.matching import Matcher
    from corpus.binding.qualifying import Bound, qualifications

    outline = outline_of(text)
    matcher = Matcher(outline, embeds)
    asked = [*proposing.open_provisions(document.provisions), *unsettled]
    names = {one.id for one in asked}
    settled = [one for one in document.provisions if one.id not in names]
    provisions: list[BoundProvision] = []
    drifts: list[drifting.Drift] = []
    held: list[Bound] = []
    for done, one in enumerate(settled, start=1):
        match = matcher.match(one)
        kept = _provision(match, outline, chosen)
        provisions.append(kept)
        if kept.how not in {None, "silence"}:
            place = next(
                found
                for found in match.candidates
                if found.stretch == kept.candidates[0].place.stretch
            )
            drifts += drifting.drifts_of(one, outline, place)
            held.append(Bound(one, place.stretch, outline.units[place.unit]))
        heard(done, len(settled))
    kept_ones = [one for one in provisions if one.how not in {None, "silence"}]
    covered = [one.candidates[0].place.stretch for one in kept_ones]
    names = {one.provision for one in kept_ones}
    told = {one.id: one for one in document.provisions if one.id in names}
    drifts = [
        one if one.explained else replace(one, explained=drifting.told_by(one, told))
        for one in (*drifts, *qualifications(held, document.provisions, matcher))
    ]
    entries = tuple(ledger.uncovered(outline, covered))
    proposals = proposing.proposals_for(entries, asked, matcher)
    return BoundText(
        text=text.id,
        text_sha256=text.sha256,
        document=document.id,
        provisions=tuple(provisions),
        drifts=tuple(_drift(one, outline) for one in drifts),
        proposals=tuple(
            KeptProposal(
                provision=one.provision,
                place=_official(one.stretch, outline),
                question=one.question,
                label=one.label,
            )
            for one in proposals
        ),
        ledger=tuple(
            KeptEntry(
                place=_official(one.stretch, outline), kind=one.kind.value, suggested=one.suggested
            )
            for one in entries
        ),
    )


def _provision(
    match: "Match", outline: Outline, chosen: Mapping[str, str | None]
) -> BoundProvision:
    candidates = tuple(_candidate(one, outline) for one in match.candidates)
    how = match.how
    if match.provision in chosen:
        words = chosen[match.provision]
        mine = [one for one in candidates if words and one.place.words.startswith(words)]
        if words is None:
            how = None
        elif mine:
            how = "person"
            candidates = (mine[0], *(one for one in candidates if one != mine[0]))
    return BoundProvision(
        provision=match.provision, how=how, candidates=candidates, absent=match.absent
    )


def _candidate(place: "Place", outline: Outline) -> Candidate:
    return Candidate(
        place=_official(place.stretch, outline),
        score=round(place.evidence.score, 3),
        meaning=round(place.evidence.meaning, 3),
        shared=round(place.evidence.words, 3),
    )


def _official(stretch: Stretch, outline: Outline) -> OfficialPlace:
    unit = outline.at(stretch)
    return OfficialPlace(
        start=stretch.start,
        end=stretch.end,
        words=sha256_of(outline.words(stretch)),
        paragraph=unit.paragraph,
        page=outline.text.page_at(stretch.start),
        section=" > ".join(unit.path),
    )


def _drift(found: drifting.Drift, outline: Outline) -> KeptDrift:
    return KeptDrift(
        provision=found.provision,
        kind=found.kind,
        ours=found.ours,
        official=found.official,
        explained=found.explained,
        digest=found.digest,
        elsewhere=_official(found.elsewhere, outline) if found.elsewhere else None,
    )


# -- keeping ----------------------------------------------------------------------------------


def key_of(
    text_sha256: str,
    document: Document,
    chosen: Mapping[str, str | None] = MappingProxyType({}),
) -> str:
    """Return the name of an outcome: the hash of all that it is made from."""
    provisions = [
        one.model_dump(mode="json", exclude={"basis", "confidence"}) for one in document.provisions
    ]
    told = json.dumps([_METHOD, text_sha256, provisions, dict(chosen)], sort_keys=True)
    return hashlib.sha256(told.encode() + _WORDS).hexdigest()


def keep(root: Path, key: str, outcome: BoundText) -> Path:
    """Keep an outcome, whole or not at all."""
    path = root / FOLDER / f"{key}.json"
    write_whole(path, outcome.model_dump_json(indent=1).encode())
    return path


def kept(root: Path, key: str) -> BoundText | None:
    """Return an outcome; None where it was not made, or its file is damaged."""
    path = root / FOLDER / f"{key}.json"
    try:
        return BoundText.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
