"""What holds of every reply: one true reply, changed in one thing at a time."""

from dataclasses import replace
from typing import Any

import pytest

from assistant.reply import ChatReply
from corpus.library import Library, load_library
from evals.suites.case import ChatCase
from evals.suites.gates import gate_faults
from evals.suites.planting import BUGS
from evals.suites.record import Record, read_records, write_records
from evals.suites.scoring import chat_score
from tests.evals.invented import DAY, reply


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture
def true(library) -> dict[str, Any]:
    """A reply that tells two provisions in their own words."""
    cited = [library.cite("DEC-1"), library.cite("CON-3"), library.cite("SUB-2")]
    content = reply().model_dump(mode="json")
    return content | {
        "answer": " ".join(f"{one.quote} [{n}]" for n, one in enumerate(cited, start=1)),
        "statements": [
            {"text": one.quote, "kind": "source", "citations": [n]}
            for n, one in enumerate(cited, start=1)
        ],
        "citations": [
            {"n": n, **one.model_dump(mode="json")} for n, one in enumerate(cited, start=1)
        ],
        "findings": [],
        "facts": [],
    }


def checks(content: dict[str, Any], library: Library) -> set[str]:
    found = gate_faults(ChatReply.model_validate(content), ["Who decides?"], DAY, library)
    return {one.check for one in found}


def test_a_true_reply_passes(true, library) -> None:
    assert checks(true, library) == set()


@pytest.mark.parametrize(
    ("bug", "gate"),
    [
        ("a stale citation", "exists"),
        ("a citation one character off", "exists"),
        ("markers that name the next citation", "exists"),
        ("sentences lose their citations", "exists"),
        ("a negation is dropped", "supports"),
        ("30 June becomes 30 July", "supports"),
        ("51 becomes 15", "supports"),
        ("a promise is added", "supports"),
    ],
)
def test_each_gate_sees_its_fault(true, library, bug, gate) -> None:
    (wire,) = [one.wire for one in BUGS if one.name == bug]
    assert wire is not None

    assert gate in checks(wire(true), library)


def test_citing_everything_is_no_citing(true, library) -> None:
    more = [
        {"n": n, **library.cite(name).model_dump(mode="json")}
        for n, name in enumerate(list(library.provisions)[:9], start=4)
    ]
    first = true["statements"][0]
    told = {**first, "citations": [*first["citations"], *[one["n"] for one in more]]}
    changed = {
        **true,
        "statements": [told, *true["statements"][1:]],
        "citations": [*true["citations"], *more],
    }

    assert "in_context" in checks(changed, library)


def test_another_day_is_seen(true, library) -> None:
    assert "date" in checks({**true, "as_of": "2026-05-01"}, library)


CASE = ChatCase.model_validate(
    {
        "name": "Who decides",
        "category": "settled",
        "provenance": "DEC-1",
        "turns": [
            {
                "say": "Who decides?",
                "expect": {
                    "status": ["answered"],
                    "cites": "DEC-1",
                    "nuggets": [{"vital": "Secretary of Commerce"}, {"okay": "a lottery"}],
                    "must_not": "the President decides",
                },
            }
        ],
    }
)


def scored(content: dict[str, Any] | None, library: Library):
    error = None if content else "TimeoutError: late"
    record = Record("answers", "x", 1, "Who decides?", content, error, 1.0)
    return chat_score("answers", "x", CASE, [record], library)


def test_points_are_those_of_crag(true, library) -> None:
    refused = {**true, "status": "not_in_sources"}
    lacking = {**true, "statements": true["statements"][1:], "answer": true["answer"]}
    told = [f"{one['text']} [{one['citations'][0]}]" for one in lacking["statements"]]
    lacking["answer"] = " ".join(told)
    bad = {**true, "answer": true["answer"] + " The President decides."}

    assert scored(true, library).points == 1.0
    assert scored(lacking, library).points == 0.5
    assert scored(refused, library).points == 0.0
    assert scored(None, library).points == 0.0
    assert scored(bad, library).points == -1.0


def test_what_is_only_good_to_say_costs_nothing(true, library) -> None:
    assert scored(true, library).passed
    assert scored(true, library).remarks == ("a lottery",)


def test_records_are_read_as_they_were_written(true, tmp_path) -> None:
    records = [Record("answers", "x", 1, "Who decides?", true, None, 12.5)]
    records.append(replace(records[0], turn=2, reply=None, error="TimeoutError: late"))
    write_records(tmp_path / "answers.jsonl", records)

    assert list(read_records(tmp_path / "answers.jsonl")) == records
