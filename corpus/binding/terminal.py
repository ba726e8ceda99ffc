"""Binding and the decisions on it at the terminal: bind, review."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from corpus.binding.bound import BoundText, OfficialPlace, bind, keep, key_of
from corpus.binding.official import chosen_words, document_of, outcome_of
from corpus.binding.proposing import open_provisions
from corpus.binding.review import (
    Decision,
    Label,
    Review,
    ReviewedDrift,
    ReviewedEntry,
    ReviewedWords,
    read_review,
    write_review,
)
from corpus.document import Document, Provision, Standing
from corpus.errors import TextStoreError
from corpus.official.store import STORE, Snapshot, TextStore, Version
from corpus.official.terminal import StoreOption
from corpus.progress import bar_on
from corpus.reading import read_corpus

if TYPE_CHECKING:
    from corpus.binding.matching import Embeds

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

DayOption = Annotated[
    datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the decision.")
]
_SHOWN = 110


def commands(app: typer.Typer) -> None:
    """Add the commands of binding to those of the corpus."""
    app.command(name="bind")(bind_)
    app.command()(review)


def bind_texts(
    store: TextStore, snapshot: Snapshot, documents: Sequence[Document], embeds: "Embeds"
) -> Iterator[tuple[Version, BoundText]]:
    """Bind every text of a snapshot that is the text of a document of ours, and keep the outcomes.

    What was bound before and has not changed since is read.
    """
    review_ = read_review(store.root)
    for version in snapshot.versions.values():
        document = document_of(version, documents)
        if document is None:
            continue
        outcome = outcome_of(store, version, documents, review_)
        if outcome is None:
            chosen = chosen_words(review_, version.id)
            calls = version.record.standing is Standing.CALL
            with bar_on(err) as hear:
                outcome = bind(
                    store.read(version),
                    document,
                    embeds=embeds,
                    unsettled=_unsettled(documents) if calls else (),
                    chosen=chosen,
                    heard=hear,
                )
            keep(store.root, key_of(version.text_sha256, document, chosen), outcome)
        yield version, outcome


def _unsettled(documents: Iterable[Document]) -> Iterator[Provision]:
    for one in documents:
        if one.standing is Standing.COMPILATION:
            yield from open_provisions(one.provisions)


def unbound_faults(store: TextStore, candidate: Snapshot) -> Iterator[str]:
    """Give the texts of a candidate that were not bound to our provisions: a check of `promote`."""
    documents = read_corpus().documents
    review_ = read_review(store.root)
    for version in candidate.versions.values():
        ours = document_of(version, documents)
        if ours is not None and outcome_of(store, version, documents, review_) is None:
            yield f"`{version.id}` is not bound to `{ours.id}`: run `python -m corpus bind`."


def bind_(
    store: StoreOption = STORE,
    current: Annotated[
        bool, typer.Option("--current", help="Bind what is current, not the candidate.")
    ] = False,
    details: Annotated[
        bool, typer.Option("--all", help="Show everything, not only what waits for a person.")
    ] = False,
) -> None:
    """Match our provisions to the official words, and show what waits for a person.

    Ends with 1 where our digest and a text differ and no person has looked at it.
    """
    from corpus.embedding import Embedder

    held = TextStore(store)
    snapshot = held.current() if current else held.candidate() or held.current()
    if not len(snapshot):
        out.print("No official text is kept. `python -m corpus sync` fetches those followed.")
        return
    documents = read_corpus().documents
    open_ = 0
    for version, outcome in bind_texts(held, snapshot, documents, Embedder().embed):
        open_ += _print_outcome(held, version, outcome, details=details)
    _print_next(differ=bool(open_), waits=held.candidate() is not None and not current)
    raise typer.Exit(1 if open_ else 0)


def _print_next(*, differ: bool, waits: bool) -> None:
    """Say what a person can do with what was shown; DIGITS are those that each line begins with."""
    if differ:
        out.print(
            "\nDifferences: read both sides, then `python -m corpus review drift DIGITS accept "
            "--on DAY` where there is none, reject where our digest is wrong. Until then answers "
            "quote the official words and say so.",
            markup=False,
        )
    out.print(
        "\nThe rest may wait: `python -m corpus review binding PROVISION accept --words DIGITS "
        "--on DAY` takes words for a provision; proposals and paragraphs are decided on in the "
        "same way (`python -m corpus review --help`).",
        markup=False,
    )
    if waits:
        out.print("Next: `python -m corpus promote` makes these texts current.", markup=False)


def review(  # noqa: PLR0913, PLR0917 (each is an option of the terminal)
    part: Annotated[str, typer.Argument(help="binding, drift, proposal or paragraph.")],
    name: Annotated[str, typer.Argument(help="A provision, or the first digits that were shown.")],
    decision: Annotated[
        str, typer.Argument(help="accept, reject or postpone; for a paragraph its label.")
    ],
    on: DayOption,
    words: Annotated[
        str, typer.Option(help="Which candidate: the first digits that were shown.")
    ] = "",
    note: Annotated[str, typer.Option(help="Why.")] = "",
    store: StoreOption = STORE,
) -> None:
    """Keep a decision of a person on official texts in `reviewed.yaml`."""
    held = TextStore(store)
    kept = read_review(held.root)
    decided = _decided(held, kept, part, name, decision, words=words, on=on.date(), note=note)
    with held.changing():
        write_review(held.root, decided)
    out.print(f"Kept: {part} {name}, {decision}. Run `python -m corpus bind` to see what is left.")


def _decided(  # noqa: PLR0913 (each is a part of one decision)
    store: TextStore,
    kept: Review,
    part: str,
    name: str,
    decision: str,
    *,
    words: str,
    on: date,
    note: str,
) -> Review:
    found = list(_outcomes(store))
    if part == "paragraph":
        ids = [one.place.words for _, outcome in found for one in outcome.ledger]
        entry = ReviewedEntry(label=Label(decision), on=on, note=note)
        return kept.with_("ledger", _one(ids, name, "paragraph"), entry)
    if part == "drift":
        drifts = {one.digest: one for _, outcome in found for one in outcome.drifts}
        digest = _one(list(drifts), name, "difference")
        return kept.with_(
            "drifts",
            digest,
            ReviewedDrift(
                provision=drifts[digest].provision, decision=Decision(decision), on=on, note=note
            ),
        )
    places = {
        place.words: outcome.text
        for _, outcome in found
        for place in _places_of(part, name, outcome)
    }
    chosen = _one(list(places), words, f"candidate of {name}") if len(places) != 1 else [*places][0]
    entry_ = ReviewedWords(
        text=places[chosen], words=chosen, decision=Decision(decision), on=on, note=note
    )
    return kept.with_("bindings" if part == "binding" else "proposals", name, entry_)


def _places_of(part: str, name: str, outcome: BoundText) -> Iterator[OfficialPlace]:
    if part == "binding":
        for bound in outcome.provisions:
            if bound.provision == name:
                yield from (candidate.place for candidate in bound.candidates)
    elif part == "proposal":
        yield from (one.place for one in outcome.proposals if one.provision == name)
    else:
        message = f"`{part}` cannot be decided on. Say binding, drift, proposal or paragraph."
        raise TextStoreError(message)


def _outcomes(store: TextStore) -> Iterator[tuple[Version, BoundText]]:
    documents, kept = read_corpus().documents, read_review(store.root)
    for snapshot in (store.candidate(), store.current()):
        for version in snapshot.versions.values() if snapshot is not None else ():
            outcome = outcome_of(store, version, documents, kept)
            if outcome is not None:
                yield version, outcome


def _one(known: Sequence[str], beginning: str, what: str) -> str:
    found = sorted({one for one in known if beginning and one.startswith(beginning)})
    if len(found) != 1:
        message = (
            f"`{beginning}` names {len(found)} of {len(set(known))}, expected one {what}. "
            "`python -m corpus bind --all` shows the digits."
        )
        raise TextStoreError(message)
    return found[0]


# -- what is shown ----------------------------------------------------------------------------


def _print_outcome(store: TextStore, version: Version, outcome: BoundText, *, details: bool) -> int:
    kept = read_review(store.root)
    text = store.read(version)
    bound = dict(outcome.bound())
    silent = [one for one in outcome.provisions if one.how == "silence"]
    left = [one for one in outcome.provisions if one.how is None]
    looked_at = {n for n, one in kept.drifts.items() if one.decision is Decision.ACCEPT}
    drifts = [d for d in outcome.drifts if d.explained is None and d.digest not in looked_at]
    entries = [one for one in outcome.ledger if one.place.words not in kept.ledger]
    proposals = [
        one
        for one in outcome.proposals
        if one.provision not in kept.proposals
        or not one.place.words.startswith(kept.proposals[one.provision].words)
    ]
    out.print(
        f"\n[bold]{version.id}[/bold]  {version.record.title}, held against {outcome.document}\n"
        f"{len(bound)} provisions bound, {len(silent)} about silence confirmed, {len(left)} left; "
        f"{len(drifts)} differences not looked at, {len(outcome.drifts) - len(drifts)} explained; "
        f"{len(proposals)} proposals; {len(entries)} paragraphs without a provision."
    )

    def words(place: OfficialPlace) -> str:
        flat = " ".join(text.text[place.start : place.end].split())
        return flat if len(flat) <= _SHOWN or details else f"{flat[: _SHOWN - 1]}…"

    if details:
        _print(
            "Bound",
            ("provision", "by", "¶", "page", "official words"),
            [
                (one.provision, one.how, p.paragraph, p.page, words(p))
                for one in outcome.provisions
                if one.provision in bound
                for p in [bound[one.provision]]
            ],
        )
    _print(
        "Left to a person, with the nearest places",
        ("provision", "words", "likeness", "¶", "official words"),
        [
            (
                one.provision,
                c.place.words[:8],
                f"{c.meaning:.2f}",
                c.place.paragraph,
                words(c.place),
            )
            for one in left
            for c in one.candidates
        ],
    )
    _print(
        "Differences",
        ("drift", "provision", "in", "ours", "official", "explained"),
        [
            (d.digest[:8], d.provision, d.kind.value, d.ours, d.official, d.explained or "")
            for d in (outcome.drifts if details else drifts)
        ],
    )
    _print(
        "May be settled now",
        ("provision", "words", "¶", "nearest question", "official words"),
        [
            (
                one.provision,
                one.place.words[:8],
                one.place.paragraph,
                one.question,
                words(one.place),
            )
            for one in proposals
        ],
    )
    _print(
        "Without a provision",
        ("words", "¶", "page", "suggested", "official words"),
        [
            (
                one.place.words[:8],
                one.place.paragraph,
                one.place.page,
                one.suggested,
                words(one.place),
            )
            for one in entries
        ],
    )
    return len(drifts)


def _print(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if not rows:
        return
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    out.print(table, markup=False)
