"""The files of a run: JSON Lines, JUnit XML, Markdown for a pull request, and one page of HTML."""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from string import Template
from typing import Any
from xml.sax.saxutils import quoteattr

from evals.floors import Floors
from evals.suites.baseline import Flips, Side
from evals.suites.case import ChatCase, DraftCase, RuleCase, TwinPair, plain_expectation
from evals.suites.cheats import Tried
from evals.suites.collecting import Suite
from evals.suites.planting import Caught
from evals.suites.record import Record, write_records
from evals.suites.running import Run
from evals.suites.scoring import Score
from evals.suites.sources import Followed
from evals.suites.verdict import Verdict

TEMPLATE = Path(__file__).parent / "page.html"
LONGEST_REPLY = 20_000


@dataclass(frozen=True)
class Told:
    """All that a report tells of one run."""

    run: Run
    suites: Sequence[Suite]
    verdict: Verdict
    flips: Flips
    floors: Floors
    cheats: Sequence[Tried] = ()
    caught: Sequence[Caught] = ()
    followed: Sequence[Followed] = ()
    mutation: str = ""
    before: Mapping[Side, str] = field(default_factory=dict)
    """What the run that this one is held against answered, where there is one."""
    provisions: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)


def write_all(told: Told, folder: Path) -> None:
    """Write every file of a run."""
    from evals.suites.page import page_body

    write_records(folder / "answers.jsonl", told.run.records)
    lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in result_lines(told.run)]
    (folder / "results.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "run.json").write_text(json.dumps(summary(told), indent=1) + "\n", encoding="utf-8")
    (folder / "junit.xml").write_text(junit(told), encoding="utf-8")
    (folder / "report.md").write_text(markdown(told), encoding="utf-8")
    page = Template(TEMPLATE.read_text("utf-8")).safe_substitute(
        body=page_body(told), data=packed(told)
    )
    (folder / "report.html").write_text(page, encoding="utf-8")


# -- lines ------------------------------------------------------------------------------------


def result_lines(run: Run) -> Iterator[dict[str, Any]]:
    """Give one line a case, in the form that tools for paired runs read."""
    for result in run.results:
        for one in result.scores:
            line = asdict(one)
            line["faults"] = [{"check": fault.check, "says": fault.says} for fault in one.faults]
            yield {
                "id": f"{one.suite}/{one.case}",
                "tier": result.tier,
                "passed": one.passed,
            } | line


def summary(told: Told) -> dict[str, Any]:
    """Return the figures of a run as data."""
    return {
        "verdict": told.verdict.words,
        "code": int(told.verdict.code),
        "reasons": list(told.verdict.reasons),
        "hashes": told.run.hashes,
        "suites": {
            one.name: {
                "cases": len(one.scores),
                "passed": one.passed,
                "share": round(one.share, 4),
                "interval": [round(each, 4) for each in one.interval],
                "points": round(one.points, 4),
                "coverage": round(one.coverage, 4),
                "harmful": one.harmful,
                "words": one.words,
                "ms": {"p50": round(one.ms(50), 1), "p95": round(one.ms(95), 1)},
                "categories": one.categories,
            }
            for one in told.run.results
        },
        "cheats": [asdict(one) | {"caught": one.caught} for one in told.cheats],
        "planted": [asdict(one) for one in told.caught],
        "sources": [asdict(one) for one in told.followed],
        "seconds": {name: round(one, 1) for name, one in told.seconds.items()},
    }


def junit(told: Told) -> str:
    """Return the run as JUnit XML: a suite each, a failure with all its reasons."""
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for result in told.run.results:
        wrong = len(result.scores) - result.passed
        out.append(
            f'<testsuite name="{result.name}" tests="{len(result.scores)}" failures="{wrong}">'
        )
        for one in result.scores:
            named = f'classname="{result.name}" name={_attr(one.case)}'
            head = f'<testcase {named} time="{one.ms / 1000:.3f}"'
            if one.passed:
                out.append(f"{head}/>")
                continue
            says = "; ".join(f"{fault.check}: {fault.says}" for fault in one.faults)
            out.append(f"{head}><failure message={_attr(says)}/></testcase>")
        out.append("</testsuite>")
    return "\n".join([*out, "</testsuites>"]) + "\n"


def _attr(text: str) -> str:
    return quoteattr("".join(one if one >= " " else " " for one in text))


# -- Markdown ---------------------------------------------------------------------------------


def markdown(told: Told) -> str:
    """Return the run as a comment on a pull request."""
    out = [f"## Evaluation: {told.verdict.words}", ""]
    out += [f"- {one}" for one in told.verdict.reasons[:5]]
    out += ["", *figures_table(told), ""]
    flips = told.flips
    out.append(
        f"{len(flips.newly_failing)} newly failing, {len(flips.newly_passing)} newly passing, "
        f"{flips.failing_still} failing still, {flips.passing_still} right still; "
        f"p = {flips.p:.3f} (exact McNemar), and {flips.least_drop} newly failing cases would "
        "have been told from chance."
    )
    for title, sides in (
        ("Newly failing", flips.newly_failing),
        ("Newly passing", flips.newly_passing),
    ):
        if sides:
            out += ["", f"**{title}**", *[f"- `{one.suite}` {one.case}" for one in sides[:20]]]
    if told.cheats:
        best = max(told.cheats, key=lambda one: one.share - one.floor)
        out += ["", f"{_part(told.cheats)} cheats fail; the nearest to a floor is `{best.cheat}` "
                f"in {best.suite} with {best.share:.2f} against {best.floor:.2f}."]  # fmt: skip
    if told.caught:
        found = sum(one.by is not None for one in told.caught)
        out += ["", f"{found} of {len(told.caught)} planted bugs are caught."]
    if told.followed:
        held = sum(one.held for one in told.followed)
        out += ["", f"Answers follow {held} of {len(told.followed)} changed sources."]
    return "\n".join(out) + "\n"


def _part(found: Sequence[Tried]) -> str:
    return f"{sum(one.caught for one in found)} of {len(found)}"


def figures_table(told: Told) -> list[str]:
    """Return the headline figures as a Markdown table; README shows the same lines."""
    rows = [
        "| suite | right | 95 % | floor | points | answered |",
        "|---|---|---|---|---|---|",
    ]
    for one in told.run.results:
        low, high = one.interval
        rows.append(
            f"| {one.name} | {one.passed}/{len(one.scores)} | {low:.3f} to {high:.3f} | "
            f"{told.floors.of(one.name):.2f} | {one.points:.3f} | {one.coverage:.3f} |"
        )
    return rows


# -- the cases of the page --------------------------------------------------------------------


def packed(told: Told) -> str:
    """Return every case with its replies, compressed, as text for the page."""
    text = json.dumps(list(_cases(told)), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def _cases(told: Told) -> Iterator[dict[str, Any]]:
    records: dict[Side, list[Record]] = {}
    for record in told.run.records:
        records.setdefault(Side(record.suite, record.case), []).append(record)
    changed = {*told.flips.newly_failing, *told.flips.newly_passing}
    expected = {suite.name: suite.cases for suite in told.suites}
    for result in told.run.results:
        for one in result.scores:
            side = Side(one.suite, one.case)
            case = expected.get(one.suite, {}).get(one.case)
            yield _case(one, records.get(side, []), case) | {"x": int(side in changed)}


def _case(score: Score, records: Sequence[Record], case: Any) -> dict[str, Any]:
    return {
        "s": score.suite,
        "c": score.case,
        "k": score.category,
        "p": score.points,
        "f": [list(fault) for fault in score.faults],
        "r": [_reply(one) for one in records],
        "e": _expected(case),
    }


def _reply(record: Record) -> dict[str, Any]:
    reply = record.reply or {}
    sections = reply.get("sections") or ()
    drafted = " ".join(s["text"] for section in sections for s in section["sentences"])
    found = reply.get("found") or ()
    answer = reply.get("answer") or drafted or ", ".join(found) or record.error or ""
    numbers = {n for one in reply.get("statements", ()) for n in one["citations"]}
    cited = [one["provision"] for one in reply.get("citations", ()) if one["n"] in numbers]
    findings = [
        f"{_of_subject(one['rule'], one['subject'])}: {one['outcome']}"
        for one in reply.get("findings", ())
        if record.suite != "rules" or one["outcome"] != "unknown"
    ]
    return {
        "q": record.asked,
        "a": answer[:LONGEST_REPLY],
        "st": reply.get("status") or reply.get("overall") or "",
        "ci": list(dict.fromkeys(cited)),
        "fi": findings[:12],
    }


def _of_subject(rule: str, subject: str | None) -> str:
    return f"{rule} of {subject}" if subject else rule


def _expected(case: Any) -> str:
    if isinstance(case, RuleCase):
        return f"{json.dumps(plain_expectation(case.expect))} ({case.provenance}: {case.reason})"
    if isinstance(case, ChatCase):
        told = [turn.expect.model_dump(mode="json", exclude_defaults=True) for turn in case.turns]
        return f"{json.dumps(told, ensure_ascii=False)[:700]} ({case.provenance})"
    if isinstance(case, TwinPair | DraftCase):
        told_case = case.model_dump(mode="json", exclude_defaults=True, exclude={"given", "name"})
        return json.dumps(told_case, ensure_ascii=False)[:700]
    expected = getattr(case, "expected", None)
    return ", ".join(expected) if expected else "facts, outcomes and citations of its file"
