"""Official texts at the terminal: sync, bring, promote, roll back, look."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from corpus.document import Standing
from corpus.errors import OfficialTextError
from corpus.official.record import Origin
from corpus.official.store import STORE, Snapshot, TextStore

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

StoreOption = Annotated[
    Path, typer.Option("--store", help="The folder of official texts.", file_okay=False)
]


def commands(app: typer.Typer) -> None:
    """Add the commands for official texts to those of the corpus."""
    for command in (sync, bring, texts, text, promote, rollback, discard):
        app.command()(command)


def sync(  # noqa: PLR0913, PLR0917 (each is an option of the terminal)
    numbers: Annotated[
        list[str] | None,
        typer.Argument(help="Document numbers; all that are followed if none is given."),
    ] = None,
    store: StoreOption = STORE,
    from_: Annotated[
        list[Path] | None,
        typer.Option(
            "--from", help="Read this saved file instead of asking; several may be given."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what is new, and keep nothing.")
    ] = False,
    shorter_too: Annotated[
        bool, typer.Option(help="Take a text that has lost more than half of its length.")
    ] = False,
    register: Annotated[
        str | None, typer.Option(help="Another server that speaks the Register's API.")
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="Another server that speaks the electronic Code's API.")
    ] = None,
) -> None:
    """Fetch the official texts that are followed; what is new waits for `promote`.

    Ends with 1 where a text was refused, 2 where nobody answered.
    """
    from corpus.official.client import CODE, REGISTER, RegisterClient
    from corpus.official.followed import followed
    from corpus.official.sync import Settings, sync_files
    from corpus.official.sync import sync as sync_now

    wanted = followed()
    wanted = wanted.only(tuple(numbers)) if numbers else wanted
    settings = Settings(dry=dry_run, shorter_too=shorter_too)
    held = TextStore(store)
    if from_:
        report = sync_files(held, from_, wanted, settings)
    else:
        with (
            _bar("Asking for official texts") as bar,
            RegisterClient(register or REGISTER, code or register or CODE, heard=bar.say) as client,
        ):
            report = sync_now(held, client, wanted, settings, bar.hear)
    table = _table("text", "what", "published", "words", "title, or why not")
    for line in report.lines:
        version = line.version
        table.add_row(
            line.name,
            line.outcome,
            str(version.record.published or version.record.as_of or "") if version else "",
            f"{version.words:,}" if version else "",
            line.said,
        )
    out.print(table)
    if dry_run:
        out.print("Nothing was kept: this was a dry run.")
    elif report.candidate is None:
        out.print("Nothing is new.")
    else:
        out.print(
            f"{len(report.changed)} new; candidate {report.candidate.digest[:12]}. Look at it with "
            "`python -m corpus texts`, hold our provisions against it with `python -m corpus "
            "bind`, then make it current with `python -m corpus promote`."
        )
    raise typer.Exit(1 if report.refused else 0)


def bring(  # noqa: PLR0913, PLR0917 (each is an option of the terminal)
    file: Annotated[Path, typer.Argument(help="PDF, Word, HTML, Markdown, plain text or XML.")],
    kind: Annotated[str, typer.Option("--as", help="What it is: FAQ, guidance, agency letter.")],
    title: Annotated[str, typer.Option(help="What it is called.")],
    store: StoreOption = STORE,
    issued_by: Annotated[str | None, typer.Option("--by", help="Who issued it.")] = None,
    day: Annotated[
        datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it was issued.")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where it can be read.")] = None,
    standing: Annotated[Standing, typer.Option(help="Its rank.")] = Standing.GUIDANCE,
    document: Annotated[
        str | None, typer.Option(help="The document of ours that it is the text of.")
    ] = None,
) -> None:
    """Keep a text of your own that somebody issued, labelled with what it is."""
    from corpus.official.sync import bring as bring_now

    told: dict[str, Any] = {
        "standing": standing,
        "agencies": (issued_by,) if issued_by else (),
        "published": day.date() if day else None,
        "url": url,
        "corpus_document": document,
    }
    version = bring_now(TextStore(store), file, title=title, kind=kind, told=told)
    out.print(
        f"{version.id}: {version.words:,} words, kept as {kind}. "
        + ("Next: `python -m corpus bind`, then " if document else "")
        + "`python -m corpus promote` makes it current."
    )


def texts(store: StoreOption = STORE) -> None:
    """List the official texts, what is current and what waits; ends with 1 if one was touched."""
    held = TextStore(store)
    current, candidate = held.current(), held.candidate()
    if not current and candidate is None:
        out.print("No official text is kept. `python -m corpus sync` fetches those followed.")
        return
    _print_snapshot("Current", current, None)
    if candidate is not None:
        _print_snapshot("Candidate", candidate, current)
    faults = list(held.faults())
    for fault in faults:
        out.print(fault, markup=False)
    if faults:
        raise typer.Exit(1)
    events = len(held.events())
    out.print(
        f"{events} event{'' if events == 1 else 's'}; the chain of their hashes holds, and every "
        "text is as it came."
    )
    if candidate is not None:
        out.print("Next: `python -m corpus bind`, then `python -m corpus promote`.")


def text(
    name: Annotated[str, typer.Argument(help="The id or the number of a text.")],
    store: StoreOption = STORE,
    version: Annotated[
        int, typer.Option("--version", help="Which version, from 1; the last if not given.")
    ] = 0,
) -> None:
    """Show an official text: paragraph number, page and words, and every version of it."""
    held = TextStore(store)
    versions = held.versions(name)
    if not versions or version > len(versions):
        message = f"There are {len(versions)} versions of `{name}`. `python -m corpus texts` lists."
        raise OfficialTextError(message)
    shown = versions[version - 1]
    for number, one in enumerate(versions, start=1):
        mark = "*" if one is shown else " "
        out.print(f"{mark} {number}  {one.provenance.at:%Y-%m-%d %H:%M} UTC  {one.sha256[:16]}")
    read = held.read(shown)
    out.print(f"\n{read.title}\n{shown.record.citation or ''} {shown.provenance.source}\n")
    for what in ("headings", "tables"):
        for said in read.details.get(what, ()):
            out.print(f"{what.capitalize()}: {said}", markup=False)
    for span in read.spans:
        place = f"¶{span.number}" if span.number else span.piece.kind.value
        if span.piece.label:
            place = f"note {span.piece.label}"
        page = f"p. {span.page}" if span.page is not None else ""
        out.print(f"{place:>10}  {page:<9}  {span.text}", markup=False)


def promote(store: StoreOption = STORE) -> None:
    """Make the candidate current, after every text in it was read again from its bytes."""
    from corpus.binding.terminal import unbound_faults
    from corpus.official.index import index_texts

    held = TextStore(store)
    candidate = held.candidate()
    if candidate is not None:
        with _bar("Indexing official texts") as bar:
            index_texts(held, candidate, hear=bar.count)
    promoted = held.promote(checks=[partial(unbound_faults, held)])
    texts_ = f"{len(promoted)} text{'' if len(promoted) == 1 else 's'}"
    out.print(
        f"Current: {promoted.digest[:12]}, {texts_}. Answers quote the official words from now on; "
        "a server that runs takes them over by itself. What changed: `python -m corpus diff "
        "previous current`; what comes out otherwise: `python -m evals diff previous current`. "
        "Back: `python -m corpus rollback`."
    )


def rollback(store: StoreOption = STORE) -> None:
    """Go back to what was current before."""
    snapshot = TextStore(store).rollback()
    out.print(f"Current: {snapshot.digest[:12] if len(snapshot) else 'no official text'}.")


def discard(store: StoreOption = STORE) -> None:
    """Let go of the candidate; what is current stays."""
    TextStore(store).discard()
    out.print("There is no candidate now.")


def _print_snapshot(title: str, snapshot: Snapshot, before: Snapshot | None) -> None:
    if not len(snapshot):
        out.print(f"[bold]{title}[/bold]  none")
        return
    out.print(f"[bold]{title}[/bold]  {snapshot.digest[:12]}")
    table = _table("id", "what it is", "published", "words", "title", "kept")
    for one in snapshot.versions.values():
        stood = before.versions.get(one.id) if before is not None else one
        new = "" if stood is not None and stood.sha256 == one.sha256 else " (new)"
        table.add_row(
            f"{one.id}{new}",
            f"{one.record.kind}{' (brought)' if one.record.origin is Origin.BROUGHT else ''}",
            str(one.record.published or one.record.as_of or ""),
            f"{one.words:,}",
            one.record.title,
            f"{one.provenance.at:%Y-%m-%d}",
        )
    out.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column == "words" else "left")
    return table


class _Bar:
    """A bar on the terminal; nothing is drawn where there is none."""

    def __init__(self, bar: Progress, title: str) -> None:
        self._bar = bar
        self._task = bar.add_task(title, total=None)

    def count(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)

    def hear(self, done: int, total: int, name: str) -> None:
        self._bar.update(self._task, completed=done, total=total, description=name)

    def say(self, words: str) -> None:
        self._bar.console.print(words, markup=False)


@contextmanager
def _bar(title: str) -> Iterator[_Bar]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        yield _Bar(bar, title)
