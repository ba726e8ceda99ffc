"""Run all suites and compare runs; measure retrieval, questions, conversations, times, mutants."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from assistant.errors import AssistantError
from corpus.errors import CorpusError
from evals.cases import Half, queries, questions
from evals.errors import EvalsError

if TYPE_CHECKING:
    from assistant.answering import Assistant

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help=__doc__,
    # A traceback with locals would print held-out questions.
    pretty_exceptions_show_locals=False,
)
out = Console(highlight=False, soft_wrap=True, markup=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)

_JSON = typer.Option("--json", help="Print JSON.")
_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
)


class Halves(StrEnum):
    """Which halves to ask."""

    TUNING = "tuning"
    HELD_OUT = "held_out"
    BOTH = "both"


_BROKEN = 4


@app.command()
def run(  # noqa: PLR0913, PLR0917 (each is an option of the terminal)
    suite: Annotated[
        list[str] | None, typer.Option(help="A suite; may be given several times. All otherwise.")
    ] = None,
    out_folder: Annotated[
        Path, typer.Option("--out", help="Where answers, results and reports are written.")
    ] = Path("var/evals"),
    base_url: Annotated[
        str | None, typer.Option(help="A server that speaks the contract, instead of this process.")
    ] = None,
    cases: Annotated[
        Path | None, typer.Option(help="A folder with cases of your own, beside the packaged ones.")
    ] = None,
    trials: Annotated[
        bool, typer.Option(help="Also try cheats, planted bugs and changed sources.")
    ] = True,
    against: Annotated[
        Path | None, typer.Option(help="The folder of a run to hold this one against.")
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Write what fails now as the new baseline.")
    ] = False,
) -> None:
    """Ask everything, then score it: 0 ship, 1 rules, 2 answers, 3 inconclusive, 4 broken."""
    from evals.suites.command import Asked, evaluated
    from evals.suites.output import markdown

    asked = Asked(suite or (), out_folder, base_url, cases, trials, accept, against)
    try:
        with Progress(*_COLUMNS, console=err, transient=True) as bar:
            tasks: dict[str, TaskID] = {}

            def heard(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = bar.add_task(f"Asking, {name}", total=total)
                bar.update(tasks[name], completed=done)

            told = evaluated(asked, _assistant, heard)
    except (EvalsError, CorpusError, AssistantError, OSError) as error:
        err.print(f"Broken run: {error}")
        raise typer.Exit(_BROKEN) from None
    out.print(markdown(told))
    out.print(f"Report: {out_folder / 'report.html'}")
    raise typer.Exit(int(told.verdict.code))


@app.command()
def compare(
    before: Annotated[Path, typer.Argument(help="The folder of a run.")],
    after: Annotated[Path, typer.Argument(help="The folder of another.")],
) -> None:
    """Compare two runs case by case; ends with 2 where more than chance fails newly."""
    from evals.suites.command import compared
    from evals.suites.statistics import SURE

    try:
        change, lines = compared(before, after)
    except EvalsError as error:
        err.print(str(error))
        raise typer.Exit(_BROKEN) from None
    worse, better = len(change.newly_failing), len(change.newly_passing)
    out.print(
        f"{change.cases} cases in both: {worse} newly failing, {better} newly passing, "
        f"{change.failing_still} failing still, {change.passing_still} right still.\n"
        f"Exact McNemar: p = {change.p:.4f}. The smallest drop that could have been told from "
        f"chance is {change.least_drop} newly failing cases."
    )
    for line in lines:
        out.print(line)
    raise typer.Exit(0 if worse <= better else 2 if change.p < SURE else 3)


@app.command()
def schemas() -> None:
    """Write the JSON Schemas of the files of cases, which editors read."""
    from evals.suites.reading import write_schemas

    write_schemas()


@app.command()
def retrieval(as_json: Annotated[bool, _JSON] = False) -> None:
    """Measure recall of dense, BM25 and fused search; ends with 1 under the floor."""
    from evals.floors import packaged_floors
    from evals.report import recall_data, recall_table
    from evals.retrieval_suite import fused_at_5, placed, recalls

    floor = packaged_floors().retrieval.fused_recall_at_5
    cases = {half: queries(half) for half in Half}
    assistant = _assistant()
    rows = [row for half in Half for row in recalls(half, placed(assistant.search, cases[half]))]
    held = fused_at_5(rows, Half.HELD_OUT)
    if as_json:
        print(json.dumps(recall_data(rows, floor=floor, held=held), indent=2))
    else:
        out.print(recall_table(rows))
        sign = "at or above" if held >= floor else "UNDER"
        out.print(f"\nFused recall@5, held-out: {held:.3f}, {sign} the floor of {floor:.3f}.")
    raise typer.Exit(0 if held >= floor else 1)


@app.command(name="questions")
def questions_(
    half: Annotated[Halves, typer.Option(help="Which half to ask.")] = Halves.BOTH,
    show: Annotated[
        bool,
        typer.Option(
            "--show",
            help="Print what failed, with answers and reasons. Of the tuning half, unless "
            "`--half held_out` is asked for by name.",
        ),
    ] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Ask every question and score the answers. Prints aggregates; ends with 0."""
    from evals.answer_suite import reported, scored
    from evals.report import answers_data, answers_table, failing

    halves = list(Half) if half is Halves.BOTH else [Half(half)]
    cases = {name: asked for name in halves if (asked := questions(name))}
    for name in [one for one in halves if one not in cases]:
        err.print(
            f"The {name} half has no questions: the last were read, and joined the tuning half."
        )
    halves = list(cases)
    assistant = _assistant()
    reports, shown = [], []
    for name in halves:
        with _bar(f"Asking, {name}", len(cases[name])) as heard:
            found = scored(assistant, cases[name], heard)
        reports.append(reported(name, found))
        if show and (name is Half.TUNING or half is Halves.HELD_OUT):
            shown += list(failing(found))
    if as_json:
        print(json.dumps(answers_data(reports), indent=2))
    else:
        out.print(answers_table(reports))
    for line in shown:
        (err if as_json else out).print(line)


@app.command(name="conversations")
def conversations_(
    half: Annotated[Halves, typer.Option(help="Which half to put.")] = Halves.BOTH,
    show: Annotated[
        int, typer.Option("--show", help="Print as many lines of what failed, tuning half only.")
    ] = 0,
    file: Annotated[str, typer.Option(help="Put one file alone, by its name: tuning_second.")] = "",
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Hold every conversation and score facts, outcomes and refusals; ends with 1 under a floor."""
    from evals.conversations import (
        failing_turns,
        files_of,
        lines_of,
        read_conversations,
        report_data,
        reported_turns,
        run,
    )
    from evals.floors import packaged_floors

    halves = list(Half) if half is Halves.BOTH else [Half(half)]
    paths = {
        name: [path for path in files_of(name) if file in {"", path.stem, path.name}]
        for name in halves
    }
    assistant = _assistant()
    reports, shown = [], []
    for name, of_half in paths.items():
        everything = []
        for path in of_half:
            cases = read_conversations(path)
            with _bar(f"Talking, {path.stem}", len(cases)) as heard:
                found = run(assistant, cases, heard)
            turns = [turn for of_case in found for turn in of_case]
            everything += turns
            if len(of_half) > 1:
                reports.append(reported_turns(path.name, turns))
            if name is Half.TUNING:
                shown += list(failing_turns(cases, found))
        if of_half:
            reports.append(reported_turns(name, everything))
    shown = shown[:show]
    if as_json:
        data = {report.half: report_data(report) for report in reports}
        print(json.dumps(data, indent=2))
    else:
        for report in reports:
            out.print("\n".join(lines_of(report)))
    for line in shown:
        (err if as_json else out).print(line)
    floors = packaged_floors().conversations
    under = any(
        report.precision < floors.precision or report.recall < floors.recall
        for report in reports
        if report.half == Half.TUNING
    )
    raise typer.Exit(1 if under else 0)


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(help="nothing, previous, current, candidate, or a digest.")
    ],
    after: Annotated[str, typer.Argument(help="The other side, named in the same way.")],
    ask: Annotated[
        int, typer.Option(help="How many questions of the tuning half to ask; 0 asks all.", min=0)
    ] = 0,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Say what a change of official texts changes: rules, answers, conversations, drafts.

    Both sides are put the questions of the tuning half, and the kept conversations. Ends with 1
    where an outcome differs.
    """
    from assistant.changed import changed_markdown
    from evals.text_changes import changed_between

    with _bar("Asking both sides", ask or len(questions(Half.TUNING))) as heard:
        found = changed_between(before, after, ask, heard)
    if as_json:
        print(json.dumps(found.data(), indent=2, default=str))
    else:
        out.print(changed_markdown(found))
    raise typer.Exit(1 if found.outcomes else 0)


@app.command()
def bench(
    rounds: Annotated[int, typer.Option(help="Rounds of each figure.", min=3, max=50)] = 3,
    build: Annotated[
        bool, typer.Option(help="Also start once without an index, which takes a while.")
    ] = True,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Measure latency, cold start and memory. Reports only: ends with 0 however slow."""
    from evals.bench import machine, measured
    from evals.report import bench_data, bench_table, machine_line

    asked = [case.question for case in questions(Half.TUNING)]
    where = machine()
    figures = measured(asked, rounds=rounds, build=build, heard=err.print)
    if as_json:
        print(json.dumps(bench_data(figures, where), indent=2))
        return
    out.print(bench_table(figures))
    out.print(f"\n{machine_line(where)} {len(asked)} questions, each once a round.")


@app.command()
def soak(
    minutes: Annotated[float, typer.Option(help="How long.", min=0.01, max=120)] = 5.0,
    at_once: Annotated[int, typer.Option(help="Conversations at once.", min=1, max=10)] = 10,
) -> None:
    """Hold conversations at once over HTTP; ends with 1 on an error or a fact that leaks.

    Half of the time nobody pauses, half of it everybody thinks for 1 to 3 seconds. The asking
    itself takes time of the same cores.
    """
    from evals.bench import machine
    from evals.report import machine_line
    from evals.serving import serving
    from evals.soak import CLOSED, PEOPLE, held

    found = []
    with (
        serving() as server,
        Progress(TextColumn("{task.completed} turns"), TimeElapsedColumn(), console=err) as bar,
    ):
        for load in (PEOPLE, CLOSED):
            task = bar.add_task("", total=None)
            one = held(
                server.ask,
                seconds=minutes * 30,
                at_once=at_once,
                load=load,
                heard=partial(bar.advance, task),
            )
            found.append(one)
            out.print(f"{at_once} at once for {minutes / 2:g} minutes, {load.name}. {one.line}")
            for line in [*one.errors, *one.leaks][:20]:
                out.print(line)
    out.print(machine_line(machine()))
    raise typer.Exit(0 if all(one.passed for one in found) else 1)


@app.command(name="bench-pages")
def bench_pages(
    visits: Annotated[int, typer.Option(help="Visits to each page.", min=5, max=1_000)] = 40,
) -> None:
    """Measure the pages of a server of its own. Reports only: ends with 0 however slow."""
    from evals.bench import machine
    from evals.page_bench import pages_measured, weight
    from evals.report import machine_line
    from evals.serving import serving

    where = machine()
    try:
        with serving() as server:
            for page in pages_measured(server, visits=visits, heard=err.print):
                out.print(page.line)
            out.print(f"\n{weight(server).line}")
    except EvalsError as error:
        err.print(str(error))
        raise typer.Exit(_BROKEN) from None
    out.print(f"{machine_line(where)} {visits} visits a page.")


@app.command(name="bench-texts")
def bench_texts(
    rounds: Annotated[int, typer.Option(help="Rounds of each figure.", min=1, max=20)] = 3,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Measure reading, indexing and syncing official texts. Reports only: ends with 0."""
    from evals.bench import machine
    from evals.report import bench_data, bench_table, machine_line
    from evals.texts_bench import texts_measured

    where = machine()
    figures = list(texts_measured(rounds=rounds, heard=err.print))
    if as_json:
        print(json.dumps(bench_data(figures, where), indent=2))
        return
    out.print(bench_table(figures))
    out.print(f"\n{machine_line(where)}")


@app.command(name="bench-rules")
def bench_rules(
    rounds: Annotated[int, typer.Option(help="Rounds of each figure.", min=3, max=50)] = 5,
    repeated: Annotated[
        int, typer.Option(help="Assessments over which memory is watched.", min=1_000)
    ] = 100_000,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Measure the rules by themselves. Reports only: ends with 0 however slow."""
    from evals.bench import machine
    from evals.report import bench_data, bench_table, machine_line
    from evals.rules_bench import rules_measured

    where = machine()
    figures = list(rules_measured(rounds=rounds, repeated=repeated, heard=err.print))
    if as_json:
        print(json.dumps(bench_data(figures, where), indent=2))
        return
    out.print(bench_table(figures))
    out.print(f"\n{machine_line(where)}")


@app.command()
def hostile(
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="A kind by its name. All otherwise.")
    ] = None,
) -> None:
    """Let scripted models lie in every way; ends with 1 where one changes more than words."""
    from evals.hostile.kinds import KINDS
    from evals.hostile.trial import conversations, table, tried, verdict_on

    chosen = [one for one in KINDS if not kinds or one.name in kinds]
    if not chosen:
        err.print(f"No kind is called so. They are: {', '.join(one.name for one in KINDS)}.")
        raise typer.Exit(_BROKEN)
    assistant = _assistant()
    with _bar("Lying", len(chosen)) as heard:
        tallies = list(tried(assistant, chosen, heard=heard))
    out.print(table(tallies))
    wrong = verdict_on(tallies)
    turns, lies = sum(one.turns for one in tallies), sum(one.lies for one in tallies)
    out.print(
        f"\n{len(tallies)} kinds over {len(conversations())} conversations: {turns:,} turns, "
        f"{lies:,} different lies, {len(wrong)} faults."
    )
    for line in wrong:
        out.print(line)
    raise typer.Exit(1 if wrong else 0)


@app.command()
def mutate(
    as_json: Annotated[bool, _JSON] = False,
    accept: Annotated[bool, typer.Option(help="Keep the score for the reports of runs.")] = False,
) -> None:
    """Put errors into the rules; ends with 1 where examples and cases notice too few."""
    from evals.mutation.last_score import keep
    from evals.mutation.report import mutation_data, mutation_lines, reported, tally_lines
    from evals.mutation.review import hold_up, read_entries
    from evals.mutation.running import packaged_bench
    from rules.catalogue import packaged_catalogue

    entries = read_entries()
    tried = packaged_bench()
    with _bar("Mutating", tried.files) as heard:
        judged = list(tried.judged(heard))
    report = reported(judged, entries)
    if as_json:
        print(json.dumps(mutation_data(report), indent=2))
    else:
        for line in (*tally_lines(report), *mutation_lines(report)):
            out.print(line)
    hold_up([one.mutant for one in judged if not one.killed], entries)
    if accept:
        keep(report, packaged_catalogue().digest)
    raise typer.Exit(0 if report.passed else 1)


def _assistant() -> "Assistant":
    from assistant.settings import Settings
    from assistant.wiring import build_assistant

    with Progress(*_COLUMNS, console=err, transient=True) as bar:
        task = bar.add_task("Opening the index", total=None)
        return build_assistant(
            Settings(), lambda done, total: bar.update(task, completed=done, total=total)
        )


@contextmanager
def _bar(title: str, total: int) -> Iterator[Callable[[], None]]:
    with Progress(*_COLUMNS, console=err, transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


def main() -> None:
    """Run, and turn an error of ours into one plain message."""
    try:
        app()
    except (EvalsError, CorpusError, AssistantError) as error:
        err.print(str(error))
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
