"""Results as tables for the terminal and as data for JSON.

Only `failing` tells a question; everything else is aggregate.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.table import Table

from evals.answer_suite import AnswerReport, Scored, Share
from evals.bench import Figure, Machine
from evals.cases import QuestionKind
from evals.retrieval_suite import Recall

# -- retrieval --------------------------------------------------------------------------------


def recall_table(rows: Sequence[Recall]) -> Table:
    """Set recall as a table, the halves one under the other."""
    table = _table("half", "search", "kind", "queries", "recall@1", "recall@5", words=3)
    for place, row in enumerate(rows):
        if place and rows[place - 1].half is not row.half:
            table.add_section()
        table.add_row(
            row.half,
            row.method,
            row.kind or "all",
            str(row.queries),
            f"{row.at_1:.3f}",
            f"{row.at_5:.3f}",
        )
    return table


def recall_data(rows: Iterable[Recall], *, floor: float, held: float) -> dict[str, object]:
    """Return recall as data."""
    return {
        "rows": [asdict(row) | {"kind": row.kind or "all"} for row in rows],
        "floor": {"fused_recall_at_5": floor, "held_out": held, "passed": held >= floor},
    }


# -- questions --------------------------------------------------------------------------------


def answers_table(reports: Sequence[AnswerReport]) -> Table:
    """Set right answers by kind as a table, the halves side by side."""
    table = _table("kind", *(str(report.half) for report in reports), words=1)
    for kind in QuestionKind:
        shares = [report.kinds.get(kind) for report in reports]
        if any(shares):
            table.add_row(kind, *(_share(one) for one in shares))
    table.add_section()
    table.add_row("all", *(_share(report.all) for report in reports))
    table.add_section()
    for wrong in sorted({name for report in reports for name in report.wrong}):
        table.add_row(f"wrong: {wrong}", *(str(report.wrong.get(wrong, 0)) for report in reports))
    table.add_section()
    table.add_row("words, median", *(f"{report.median_words:g}" for report in reports))
    table.add_row("words, longest", *(str(report.longest_words) for report in reports))
    table.add_row("over the usual length", *(str(report.over_length) for report in reports))
    return table


def answers_data(reports: Iterable[AnswerReport]) -> dict[str, object]:
    """Return the figures as data."""
    return {
        report.half: {
            "all": _share_data(report.all),
            "kinds": {kind: _share_data(share) for kind, share in report.kinds.items()},
            "wrong": report.wrong,
            "median_words": report.median_words,
            "longest_words": report.longest_words,
            "over_length": report.over_length,
        }
        for report in reports
    }


def failing(found: Iterable[Scored]) -> Iterator[str]:
    """Tell each question that was answered wrongly, its answer and the reasons."""
    for one in found:
        if one.right:
            continue
        yield f"\n{one.case.id} ({one.case.kind}): {one.case.question}"
        yield f"  answer: {one.said.answer if one.said else '-'}"
        yield from (f"  {failure.wrong}: {failure.says}" for failure in one.failures)
        yield f"  why: {one.case.why}"


def _share(share: Share | None) -> str:
    return "-" if share is None else f"{share.right}/{share.total}  {share.share:.1%}"


def _share_data(share: Share) -> dict[str, float]:
    return asdict(share) | {"share": share.share}


# -- bench ------------------------------------------------------------------------------------


def bench_table(figures: Iterable[Figure]) -> Table:
    """Set figures as a table."""
    table = _table("measured", "unit", "median", "range", "rounds", "target", "ratio", words=2)
    for one in figures:
        table.add_row(
            one.name,
            one.unit,
            _number(one.median),
            f"{_number(min(one.rounds))} to {_number(max(one.rounds))}",
            str(len(one.rounds)),
            _number(one.target),
            "-" if one.ratio is None else f"{one.ratio:.2f}",
        )
    return table


def bench_data(figures: Iterable[Figure], where: Machine) -> dict[str, object]:
    """Return figures as data."""
    return {
        "machine": asdict(where),
        "figures": [asdict(one) | {"median": one.median, "ratio": one.ratio} for one in figures],
    }


def machine_line(where: Machine) -> str:
    """Say where it was measured."""
    cores = "1 core" if where.cores == 1 else f"{where.cores} cores"
    load = "" if where.load is None else f", load average {where.load:.1f} at the start"
    return f"{cores}, {where.system}, Python {where.python}{load}."


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"


def _table(*names: str, words: int) -> Table:
    """Return an empty table whose first columns hold words and whose others hold numbers."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for place, name in enumerate(names):
        table.add_column(name, justify="left" if place < words else "right", no_wrap=True)
    return table
