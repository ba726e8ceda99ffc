"""A bar on the terminal for the building of an index."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def bar_on(console: Console) -> Iterator[Callable[[int, int], None]]:
    """Give what hears (passages done, passages in all); a bar comes up when it is first called.

    Where the console is no terminal, nothing is drawn.
    """
    columns = (
        TextColumn("Building the index, once for each state of the corpus"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task("passages", total=None)
    with ExitStack() as begun:

        def hear(done: int, total: int) -> None:
            if not bar.live.is_started:
                begun.enter_context(bar)
            bar.update(task, completed=done, total=total)

        yield hear
