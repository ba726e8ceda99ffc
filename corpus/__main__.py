"""The corpus at the terminal: check, show, search, list, build; and the official texts."""

import json
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from corpus.amending.terminal import commands as amending_commands
from corpus.binding.terminal import commands as binding_commands
from corpus.document import Provision
from corpus.errors import CorpusError
from corpus.library import Library, load_library
from corpus.official.terminal import commands
from corpus.progress import bar_on

if TYPE_CHECKING:
    from corpus.search import Search

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
INDEX_ROOT = Path("var/index")
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@app.command()
def check() -> None:
    """Find every fault of the corpus at once, and say how to mend each."""
    from corpus.checking import faults_of
    from corpus.embedding import packaged_model
    from corpus.reading import read_corpus
    from corpus.tokens import token_counter

    reading = read_corpus()
    faults = faults_of(reading, token_counter(packaged_model()))
    for fault in faults:
        out.print(str(fault), markup=False)
    provisions = [p for document in reading.documents for p in document.provisions]
    asks = sum(len(provision.asks) for provision in provisions)
    out.print(
        f"{len(reading.documents)} documents, {len(provisions)} provisions, {asks} questions: "
        f"{len(faults) or 'no'} fault{'s' if len(faults) > 1 else ''}."
    )
    raise typer.Exit(1 if faults else 0)


@app.command(name="list")
def list_() -> None:
    """List documents, and the provisions of each."""
    library = load_library()
    for served in library.documents.values():
        document = served.document
        out.print(f"\n[bold]{document.id}[/bold]  {document.title}")
        for provision in document.provisions:
            out.print(f"  {provision.id:<18} {provision.force:<12} {provision.heading}")


@app.command()
def show(provision: Annotated[str, typer.Argument(help="An id, such as CON-2.")]) -> None:
    """Show a provision with all that is known of it."""
    library = load_library()
    _print_provision(library, library.provision(provision))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question, or keywords.")],
    k: Annotated[int, typer.Option(help="How many provisions.", min=1, max=50)] = 8,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Search the provisions, best first."""
    day: date | None = as_of.date() if as_of else None
    searcher = opened_search(load_library())
    found = searcher.find(query, k=k, as_of=day)
    if as_json:
        print(json.dumps([asdict(item) for item in found], indent=2))
        return
    for item in found:
        heading = searcher.library.provision(item.provision).heading
        out.print(f"{item.score:6.2f}  {item.similarity:.2f}  {item.provision:<18} {heading}")


@app.command()
def build() -> None:
    """Build the index of the corpus, unless it is there."""
    library = load_library()
    out.print(f"Index: {built_index(library, INDEX_ROOT).name}")


commands(app)
binding_commands(app)
amending_commands(app)


def built_index(library: Library, root: Path) -> Path:
    """Build the index under `root` with a progress bar on the terminal; return its folder."""
    from corpus.embedding import Embedder
    from corpus.index import build_index

    with bar_on(err) as hear:
        return build_index(root, library, Embedder(), hear)


def opened_search(library: Library, root: Path = INDEX_ROOT) -> "Search":
    """Open the index under `root`, building it first where it is missing."""
    from corpus.embedding import Embedder
    from corpus.index import open_index
    from corpus.search import Search, SearchSettings

    built_index(library, root)
    embedder = Embedder()
    return Search(library, open_index(root, library, embedder), embedder, SearchSettings.packaged())


def _print_provision(library: Library, provision: Provision) -> None:
    document = library.document_of(provision.id)
    out.print(f"[bold]{provision.id}[/bold]  {provision.heading}")
    out.print(f"{document.title} ({document.citation or document.standing})\n")
    for sentence in provision.sentences():
        out.print(f"  {sentence}", markup=False)
    told = ", ".join(library.sources[key].name for key in provision.reported_by) or "-"
    starts, ends = library.starts(provision.id), library.ends(provision.id)
    rows = {
        "force": provision.force.value,
        "basis": f"{provision.basis} ({provision.confidence})",
        "told by": told,
        "in effect": f"{starts or 'always'} to {ends or 'open'}",
        "see also": ", ".join(provision.near) or "-",
        "official text": provision.url or document.url or "-",
    }
    out.print()
    for name, value in rows.items():
        out.print(f"  {name:<14} {value}", markup=False)
    out.print(f"\n  {len(provision.asks)} indexed questions:")
    for group in provision.questions:
        out.print(f"  > {group.lead}", markup=False)
        for ask in group.asks:
            out.print(f"      {ask}", markup=False)


def main() -> None:
    """Run, and turn an error of the corpus into one plain line."""
    try:
        app()
    except CorpusError as error:
        err.print(str(error), markup=False)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
