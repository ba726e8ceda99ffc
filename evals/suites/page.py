"""The upper part of the page: verdict, figures, flips side by side, coverage, and the trials."""

from collections import Counter
from collections.abc import Iterator, Mapping
from html import escape

from evals.suites.baseline import Side
from evals.suites.case import RuleCase
from evals.suites.cheats import Tried
from evals.suites.output import Told
from evals.suites.running import SuiteResult
from evals.suites.statistics import wilson
from rules.outcome import Outcome

_MOST_FLIPS = 12


def page_body(told: Told) -> str:
    """Return the body of the page, above the list of cases."""
    parts = (
        _head,
        _verdict,
        _tiles,
        _suites,
        _flips,
        _categories,
        _rule_coverage,
        _cheats,
        _planted,
        _sources,
        _provenance,
    )
    return "\n".join(line for part in parts for line in part(told))


def _head(told: Told) -> Iterator[str]:
    yield "<h1>Evaluation of the American AI Exports assistant</h1>"
    hashes = ", ".join(f"{name} {value[:12]}" for name, value in told.run.hashes.items())
    yield f'<p class="soft mono">{escape(hashes)}</p>'


def _verdict(told: Told) -> Iterator[str]:
    verdict = told.verdict
    reasons = "".join(f"<li>{escape(one)}</li>" for one in verdict.reasons[:8])
    yield f'<div class="card verdict c{int(verdict.code)}"><b>{escape(verdict.words)}</b>'
    yield f"<ul>{reasons}</ul></div>"


def _tiles(told: Told) -> Iterator[str]:
    results = told.run.results
    chats = [one for one in results if one.tier == "answers"]
    yield '<div class="tiles">'
    if (rules := told.run.result("rules")) is not None:
        yield _tile("rule answers right", f"{rules.passed} of {len(rules.scores)}")
    if chats:
        right, total = sum(one.passed for one in chats), sum(len(one.scores) for one in chats)
        yield _tile("answer cases right", f"{right} of {total}")
        harmful = sum(one.harmful for one in chats)
        yield _tile("with something false", str(harmful))
    if told.caught:
        found = sum(one.by is not None for one in told.caught)
        yield _tile("planted bugs caught", f"{found} of {len(told.caught)}")
    if told.cheats:
        yield _tile(
            "cheats that fail", f"{sum(o.caught for o in told.cheats)} of {len(told.cheats)}"
        )
    if told.followed:
        held = sum(one.held for one in told.followed)
        yield _tile("changed sources followed", f"{held} of {len(told.followed)}")
    yield "</div>"


def _tile(name: str, figure: str) -> str:
    return f'<div class="tile"><span>{name}</span><b>{figure}</b></div>'


# -- figures ----------------------------------------------------------------------------------


def _suites(told: Told) -> Iterator[str]:
    yield "<h2>Suites</h2>"
    yield (
        '<p class="soft">The bar is the share of cases that are wholly right, the thin line its '
        "95 percent interval (Wilson), the red mark the floor. Points are +1 right, 0.5 lacking, "
        "0 not answered, -1 false.</p>"
    )
    names = (
        "suite",
        "right",
        "95 %",
        "floor",
        "points",
        "answered",
        "false",
        "words",
        "ms p50",
        "ms p95",
    )
    yield '<div class="card"><table><tr>'
    yield "".join(
        f"<th{' class=n' if place > 1 else ''}>{one}</th>" for place, one in enumerate(names)
    )
    yield "</tr>"
    for one in told.run.results:
        yield _suite_row(one, told.floors.of(one.name))
    yield "</table></div>"


def _suite_row(one: SuiteResult, floor: float) -> str:
    low, high = one.interval
    bar = (
        f'<div class="bar"><i style="width:{100 * one.share:.1f}%"></i>'
        f'<em style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></em>'
        f'<u style="left:{min(99.2, 100 * floor):.1f}%"></u></div>'
    )
    figures = (
        f"{low:.3f} to {high:.3f}",
        f"{floor:.2f}",
        f"{one.points:.3f}",
        f"{one.coverage:.3f}",
        str(one.harmful),
        f"{one.words:g}",
        f"{one.ms(50):.0f}",
        f"{one.ms(95):.0f}",
    )
    cells = "".join(f'<td class="n">{each}</td>' for each in figures)
    return (
        f"<tr><td>{one.name}<br><span class='soft'>{one.tier} tier</span></td>"
        f"<td>{one.passed} of {len(one.scores)}{bar}</td>{cells}</tr>"
    )


def _categories(told: Told) -> Iterator[str]:
    yield "<h2>Categories</h2><div class='card'><table>"
    yield "<tr><th>suite</th><th>category</th><th class=n>right</th><th class=n>95 %</th></tr>"
    for result in told.run.results:
        if result.name == "rules":
            continue
        for name, (right, total) in sorted(result.categories.items()):
            low, high = wilson(right, total)
            yield (
                f"<tr><td>{result.name}</td><td>{escape(name)}</td>"
                f"<td class=n>{right} of {total}</td><td class=n>{low:.2f} to {high:.2f}</td></tr>"
            )
    yield "</table></div>"


def _flips(told: Told) -> Iterator[str]:
    flips = told.flips
    yield "<h2>Against the baseline</h2><div class='card'>"
    yield (
        f"<p>{len(flips.newly_failing)} newly failing, {len(flips.newly_passing)} newly passing, "
        f"{flips.failing_still} failing still, {flips.passing_still} right still. Exact McNemar: "
        f"p = {flips.p:.3f}. The smallest drop that could have been told from chance here is "
        f"{flips.least_drop} newly failing cases of {flips.cases}.</p>"
    )
    answers = _answers(told) if told.before else {}
    for name, mark, sides in (
        ("newly failing", "no", flips.newly_failing),
        ("newly passing", "yes", flips.newly_passing),
    ):
        for one in sides[:_MOST_FLIPS]:
            yield _flip(name, mark, one)
            if told.before:
                was, now = told.before.get(one, "-"), answers.get(one, "-")
                yield f"<div class='pair'><div>{escape(was[:900])}</div>"
                yield f"<div>{escape(now[:900])}</div></div>"
        if len(sides) > _MOST_FLIPS:
            more = len(sides) - _MOST_FLIPS
            yield f"<p class='soft'>and {more} more {name}, in the list below.</p>"
    yield "</div>"


def _flip(name: str, mark: str, one: Side) -> str:
    link = escape(f"#case-{one.suite}-{one.case}", quote=True)
    return f'<p><span class="{mark}">{name}</span> <a href="{link}">{escape(one.case)}</a></p>'


def _answers(told: Told) -> dict[Side, str]:
    found: dict[Side, str] = {}
    for one in told.run.records:
        side = Side(one.suite, one.case)
        text = str((one.reply or {}).get("answer") or one.error or "-")
        found[side] = " / ".join(filter(None, (found.get(side), text)))
    return found


# -- coverage -----------------------------------------------------------------------------------


def covered(cases: Mapping[str, object]) -> Counter[tuple[str, str]]:
    """Count the cases that expect an outcome of a rule."""
    seen: Counter[tuple[str, str]] = Counter()
    for case in cases.values():
        if isinstance(case, RuleCase):
            for rule, wanted in case.expect.items():
                outcomes = wanted.values() if isinstance(wanted, Mapping) else [wanted]
                seen.update({(rule, outcome) for outcome in outcomes})
    return seen


def _rule_coverage(told: Told) -> Iterator[str]:
    cases = next((one.cases for one in told.suites if one.name == "rules"), None)
    if cases is None:
        return
    seen = covered(cases)
    yield "<h2>Rules by outcome</h2><p class='soft'>Known answers that expect it.</p>"
    yield "<div class='card'><table class='grid'><tr><th>rule</th>"
    yield "".join(f"<th>{one.replace('_', ' ')}</th>" for one in Outcome) + "</tr>"
    for rule in sorted({rule for rule, _ in seen}):
        counts = [seen[rule, outcome] for outcome in Outcome]
        cells = "".join(f"<td{'' if n else ' class=zero'}>{n or '-'}</td>" for n in counts)
        yield f"<tr><td class='mono'>{rule}</td>{cells}</tr>"
    yield "</table></div>"


# -- trials -------------------------------------------------------------------------------------


def _cheats(told: Told) -> Iterator[str]:
    if not told.cheats:
        return
    suites = list(dict.fromkeys(one.suite for one in told.cheats))
    found = {(one.cheat, one.suite): one for one in told.cheats}
    yield "<h2>Cheats</h2><p class='soft'>The share that each gets right; all have to stay under "
    yield "the floor.</p><div class='card'><table class='grid'><tr><th>cheat</th>"
    yield "".join(f"<th>{one}</th>" for one in suites) + "</tr>"
    for cheat in dict.fromkeys(one.cheat for one in told.cheats):
        cells = "".join(_cheat_cell(found.get((cheat, suite))) for suite in suites)
        yield f"<tr><td>{escape(cheat)}</td>{cells}</tr>"
    yield "</table></div>"


def _cheat_cell(one: Tried | None) -> str:
    if one is None:
        return "<td class='zero'>-</td>"
    mark = "yes" if one.caught else "no"
    return f"<td><span class='{mark}'>{one.share:.2f}</span></td>"


def _planted(told: Told) -> Iterator[str]:
    if not told.caught:
        return
    yield "<h2>Planted bugs</h2><div class='card'><table>"
    yield "<tr><th>bug</th><th></th><th>caught by</th><th class=n>cases tried</th></tr>"
    for one in told.caught:
        mark = "<span class='yes'>caught</span>" if one.by else "<span class='no'>missed</span>"
        by = escape(one.by or "nothing")
        yield f"<tr><td>{escape(one.bug)}</td><td>{mark}</td><td>{by}</td>"
        yield f"<td class=n>{one.tried}</td></tr>"
    yield "</table></div>"


def _sources(told: Told) -> Iterator[str]:
    if not told.followed:
        return
    yield "<h2>Changed sources</h2><div class='card'><table>"
    yield "<tr><th>change</th><th>checks</th><th>what does not hold</th></tr>"
    for one in told.followed:
        wrong = [f"{name}: {says}" for name, says in one.checks.items() if says]
        mark = "no" if wrong else "yes"
        held = f"{len(one.checks) - len(wrong)} of {len(one.checks)}"
        yield f"<tr><td>{escape(one.mutant)}</td><td><span class='{mark}'>{held}</span></td>"
        yield f"<td>{'<br>'.join(escape(each[:260]) for each in wrong) or '-'}</td></tr>"
    yield "</table></div>"


def _provenance(told: Told) -> Iterator[str]:
    cited = {
        one["provision"]
        for record in told.run.records
        for one in (record.reply or {}).get("citations", ())
    }
    yield "<h2>What it rests on</h2><div class='card'>"
    if told.provisions:
        yield f"<p>{len(cited)} of {told.provisions} provisions are cited by some answer.</p>"
    yield f"<p>{escape(told.mutation)}</p>"
    spent = ", ".join(f"{name} {one:.0f} s" for name, one in told.seconds.items())
    yield f"<p class='soft'>Time: {escape(spent) or '-'}. Every expected answer names the row "
    yield "of the fact register, the provision or the edit that it rests on.</p></div>"
