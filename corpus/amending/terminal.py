"""Later notices at the terminal: look for them, show the queue, draft, accept, reject, postpone."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from corpus.amending.accepted import amended, as_yaml, read_accepted, write_accepted
from corpus.amending.notice import Found, Notice
from corpus.amending.queue import Queued, decide, enqueue, one_of, queued
from corpus.binding.review import Decision, ReviewedNotice
from corpus.errors import CorpusError, RegisterError
from corpus.official.files import write_whole
from corpus.official.record import Format, Record, register_id
from corpus.official.store import STORE, TextStore
from corpus.official.terminal import StoreOption
from corpus.official.text import OfficialText
from corpus.progress import bar_on
from corpus.reading import read_corpus

if TYPE_CHECKING:
    from corpus.official.client import RegisterClient

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

app = typer.Typer(
    add_completion=False,
    invoke_without_command=True,
    help="Look for later notices, and decide on them. Without a command: search.",
)
Number = Annotated[str, typer.Argument(help="The number of a notice in the queue.")]
DayOption = Annotated[
    datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the decision.")
]
SIDES = "nothing, previous, current, candidate, or the digest of a snapshot."
Note = Annotated[str, typer.Option(help="Why.")]


def commands(parent: typer.Typer) -> None:
    """Add `watch` and `diff` to the commands of the corpus."""
    parent.add_typer(app, name="watch")
    parent.command()(diff)


def diff(
    before: Annotated[str, typer.Argument(help=SIDES)],
    after: Annotated[str, typer.Argument(help="The other side, named in the same way.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not Markdown.")] = False,
    store: StoreOption = STORE,
) -> None:
    """Say what changed between two versions of the official texts, by span and by meaning.

    Which rules, answers, conversations and drafts change with it: `python -m evals diff`.
    """
    from corpus.differing import as_data, as_markdown, snapshot_changes, snapshot_named

    held = TextStore(store)
    changes = snapshot_changes(snapshot_named(held, before), snapshot_named(held, after))
    print(json.dumps(as_data(changes), indent=2) if as_json else as_markdown(changes))
    if changes:
        more = f"What comes out otherwise with it: `python -m evals diff {before} {after}`."
        err.print(more, markup=False)


@app.callback()
def watch(
    context: typer.Context,
    store: StoreOption = STORE,
    register: Annotated[
        str | None, typer.Option(help="Another server that speaks the Register's API.")
    ] = None,
) -> None:
    """Search for later notices that may change what is held; what is found waits for a person.

    Ends with 1 where a notice waits.
    """
    if context.invoked_subcommand is not None:
        return
    from corpus.amending.watching import known_numbers, watched
    from corpus.embedding import Embedder
    from corpus.official.client import REGISTER, RegisterClient

    held = TextStore(store)
    documents = read_corpus().documents
    tracked = tracked_records(held)
    known = known_numbers(documents) | {one.number for one in tracked if one.number}
    with (
        RegisterClient(
            register or REGISTER, heard=lambda words: err.print(words, markup=False)
        ) as client,
        bar_on(err) as hear,
    ):
        found = watched(
            tracked,
            documents,
            lambda conditions, since: client.search(conditions, since=since),
            lambda one: whole_text(client, one),
            known=frozenset(known),
            embeds=Embedder().embed,
            heard=hear,
        )
        new = enqueue(held.root, found)
    out.print(f"{len(new)} new in the review queue.")
    held_now = queued(held.root)
    due = [one.notice.number for one in held_now if one.due(datetime.now(UTC).date())]
    if held_now:
        _show(held_now)
    if not due:
        out.print("Nothing waits for a decision.")
        return
    out.print(
        f"\n{len(due)} wait{'s' if len(due) == 1 else ''} for a decision. Read each; then reject "
        f"it (`python -m corpus watch reject {due[0]} --on DAY`), postpone it, or fetch it "
        f"(`python -m corpus sync {due[0]}`), bind and promote it, and accept it.",
        markup=False,
    )
    raise typer.Exit(1)


@app.command(name="list")
def list_(store: StoreOption = STORE) -> None:
    """Show the review queue."""
    found = queued(store)
    if found:
        _show(found)
    else:
        out.print("The review queue is empty. `python -m corpus watch` looks for later notices.")


@app.command()
def draft(
    number: Number,
    store: StoreOption = STORE,
    only: Annotated[
        list[str] | None, typer.Option(help="A provision to follow; all touched otherwise.")
    ] = None,
) -> None:
    """Draft what a notice makes of our provisions, for a person to write out and accept.

    The notice's own text has to be in the store: `python -m corpus sync NUMBER` fetches it.
    """
    from corpus.amending.succession import drafted
    from corpus.embedding import Embedder

    held = TextStore(store)
    notice = one_of(held.root, number)
    snapshot = held.candidate() or held.current()
    text = snapshot.text(register_id(number))
    entry = drafted(notice, text, read_corpus().documents, Embedder().embed, only=tuple(only or ()))
    path = held.root / "watch" / f"{number}.draft.yaml"
    write_whole(path, as_yaml(entry).encode())
    out.print(
        f"{path}: {len(entry.provisions)} provision{'' if len(entry.provisions) == 1 else 's'}. "
        "Write out every sentence that is marked TODO, then "
        f"`python -m corpus watch accept {number} --entry {path} --on DAY`."
    )


@app.command()
def accept(
    number: Number,
    entry: Annotated[Path, typer.Option(help="What the notice makes of our provisions, in YAML.")],
    on: DayOption,
    note: Note = "",
    store: StoreOption = STORE,
) -> None:
    """Accept a notice: its provisions speak from its day on, the old ones until the day before."""
    accept_notice(TextStore(store), number, entry, on=on.date(), note=note)
    out.print(f"Accepted: {number}. Answers as of earlier days stay as they are.")


@app.command()
def reject(number: Number, on: DayOption, note: Note = "", store: StoreOption = STORE) -> None:
    """Reject a notice: it changes nothing that is held, and no answer names it."""
    _decide(store, number, ReviewedNotice(decision=Decision.REJECT, on=on.date(), note=note))


@app.command()
def postpone(
    number: Number,
    on: DayOption,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Ask again from then on.")],
    note: Note = "",
    store: StoreOption = STORE,
) -> None:
    """Leave a notice for later; answers that it touches go on naming it."""
    decided = ReviewedNotice(
        decision=Decision.POSTPONE, on=on.date(), note=note, until=until.date()
    )
    _decide(store, number, decided)


def accept_notice(store: TextStore, number: str, path: Path, *, on: date, note: str = "") -> None:
    """Keep what a person made of a notice, after it was tried on the corpus.

    Raises:
        AcceptedFileError: The entry is not what it must be, or replaces what is not there.
        TextStoreError: The notice is not in the queue.
    """
    notice = one_of(store.root, number)
    entry = read_accepted(path)
    if entry.notice != notice.number:
        from corpus.errors import AcceptedFileError

        found = f"notice: is {entry.notice}, expected {notice.number}"
        raise AcceptedFileError(path.name, [found])
    amended(read_corpus().documents, [entry])
    with store.changing():
        write_accepted(store.root, entry)
        decide(store.root, number, ReviewedNotice(decision=Decision.ACCEPT, on=on, note=note))


def tracked_records(store: TextStore) -> tuple[Record, ...]:
    """Return the documents whose later notices are looked for: those that are kept, or followed."""
    from corpus.official.followed import followed
    from corpus.official.record import Origin

    held = [
        one.record
        for one in store.current().versions.values()
        if one.record.origin is Origin.FEDERAL_REGISTER and one.record.corpus_document
    ]
    numbers = {one.number for one in held}
    listed = (
        Record(
            id=register_id(one.number),
            origin=Origin.FEDERAL_REGISTER,
            standing=one.standing,
            title=one.name,
            kind="followed",
            corpus_document=one.document,
            number=one.number,
            published=one.published,
        )
        for one in followed().register_
        if one.number and one.number not in numbers
    )
    return (*held, *listed)


def whole_text(client: "RegisterClient", one: Found) -> OfficialText | None:
    """Fetch the text of a document that was found; None where it cannot be had."""
    from corpus.official.reading import read_text
    from corpus.official.sync import record_of

    if one.full_text_xml_url is None:
        return None
    try:
        told: Mapping[str, Any] = client.document(one.document_number)
        answer = client.text(one.full_text_xml_url)
        return read_text(answer.data or b"", Format.REGISTER_XML, record_of(told))
    except (RegisterError, CorpusError):
        return None


def _decide(store: Path, number: str, decided: ReviewedNotice) -> None:
    held = TextStore(store)
    with held.changing():
        notice = decide(held.root, number, decided)
    out.print(f"{decided.decision.value.capitalize()}: {notice.number}, {notice.title}.")


def _show(entries: Iterable[Queued]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("number", "published", "does", "decided", "title", "why", "touches"):
        table.add_column(column, overflow="fold")
    for one in entries:
        notice: Notice = one.notice
        touches = ", ".join(notice.touches[:8]) + (" …" if len(notice.touches) > 8 else "")
        decided = one.decided.decision.value if one.decided else "waits"
        table.add_row(
            notice.number,
            str(notice.published),
            notice.kind,
            decided,
            notice.title,
            " ".join(notice.reasons),
            touches,
        )
    out.print(table, markup=False)
