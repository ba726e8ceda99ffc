"""The files of a run: whole, small, without network, and the same for the same run."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from evals.suites.baseline import Baseline, against_baseline
from evals.suites.cheats import Tried
from evals.suites.collecting import Tier, suites
from evals.suites.command import compared
from evals.suites.output import Told, write_all
from evals.suites.planting import Caught
from evals.suites.record import Record
from evals.suites.sources import Followed
from evals.suites.verdict import verdict
from tests.evals.suites.made import result, run_of
from tests.evals.suites.test_verdict import FLOORS

SAID = "<b>Blue</b> & green [1]"


@pytest.fixture
def told() -> Told:
    run = run_of(result("rules", 10, 0, Tier.RULES), result("answers", 7, 3))
    reply = {"answer": SAID, "status": "answered", "statements": [], "citations": []}
    records = tuple(
        Record("answers", f"case {n}", 1, "Which <colour>?", reply, None, 5.0) for n in range(10)
    )
    run = replace(run, records=records)
    change = against_baseline(run.results, Baseline())
    return Told(
        run=run,
        suites=suites(["rules"]),
        verdict=verdict(run, FLOORS, change),
        flips=change,
        floors=FLOORS,
        cheats=[Tried("always refuse", "answers", 1, 10, 0.5)],
        caught=[Caught("a stale citation", "case 1 (exists)", 6), Caught("another", None, 90)],
        followed=[Followed("53 percent", {"52 misses it": "", "same": "the answer has changed"})],
        provisions=313,
    )


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in {"meta", "br", "input"}:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in {"src", "href"} and value]

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_reaches_for_nothing(told, tmp_path) -> None:
    write_all(told, tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")
    tags = Tags()
    tags.feed(page)

    assert tags.open == []
    assert all(link.startswith("#case-") for link in tags.links)
    assert not re.search(r"https?://|@import|url\(", page)
    assert len(page) < 1_000_000


@pytest.mark.parametrize(
    "words",
    [
        "Inconclusive",
        "3 newly failing",
        "The smallest drop that could have been told from chance",
        "7 of 10",
        "a stale citation",
        "missed",
        "always refuse",
        "same: the answer has changed",
        "target_market_named",
        "corpus cccccccccccc",
    ],
)
def test_the_page_tells(told, tmp_path, words) -> None:
    write_all(told, tmp_path)

    assert words in (tmp_path / "report.html").read_text("utf-8")


def test_a_reply_cannot_break_out_of_the_page(told, tmp_path) -> None:
    told = replace(told, before={told.flips.newly_failing[0]: SAID})
    write_all(told, tmp_path)
    page = (tmp_path / "report.html").read_text("utf-8")

    assert "<b>Blue" not in page
    assert "&lt;b&gt;Blue" in page


def test_junit_names_every_case_and_every_reason(told, tmp_path) -> None:
    write_all(told, tmp_path)
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()  # noqa: S314 (our own file)

    assert len(root.findall("testsuite/testcase")) == 20
    assert [one.get("failures") for one in root] == ["0", "3"]
    assert "blue" in str(root.find(".//failure").get("message"))


def test_the_same_run_gives_the_same_files(told, tmp_path) -> None:
    names = ("report.html", "report.md", "junit.xml", "results.jsonl", "answers.jsonl", "run.json")
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_all(told, tmp_path / folder)

    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_two_runs_are_compared_case_by_case(told, tmp_path) -> None:
    better = replace(told, run=replace(told.run, results=(result("answers", 9, 1),)))
    for folder, one in (("one", told), ("two", better)):
        (tmp_path / folder).mkdir()
        write_all(one, tmp_path / folder)
    change, lines = compared(tmp_path / "one", tmp_path / "two")

    assert (len(change.newly_failing), len(change.newly_passing)) == (0, 2)
    assert (change.failing_still, change.passing_still) == (1, 7)
    assert sum(SAID in line for line in lines) == 4
