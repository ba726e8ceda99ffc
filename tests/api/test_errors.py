"""The table of problems holds every error that the project knows."""

import inspect

import pytest

import api.errors
import assistant.errors
import corpus.errors
import rules.errors
from api.errors import LONGEST_ECHO, PROBLEMS, kind_of, problem_of, shown


def errors_of(module) -> list[type[Exception]]:
    classes = [one for _, one in inspect.getmembers(module, inspect.isclass)]
    return [
        one for one in classes if issubclass(one, Exception) and one.__module__ == module.__name__
    ]


@pytest.mark.parametrize(
    "error",
    [
        error
        for module in (api.errors, assistant.errors, corpus.errors, rules.errors)
        for error in errors_of(module)
    ],
    ids=lambda error: error.__name__,
)
def test_every_error_class_has_a_row_of_its_own(error):
    assert error in PROBLEMS


def test_one_type_means_one_status_and_one_title():
    types = {kind.type for kind in PROBLEMS.values()}

    assert len(types) == len({(kind.type, kind.status, kind.title) for kind in PROBLEMS.values()})


def test_what_the_table_does_not_know_is_unexpected():
    problem = problem_of(KeyError("a word of the inside"))

    assert (problem.status, problem.type) == (500, "/problems/unexpected")
    assert "inside" not in problem.detail


def test_an_error_that_should_not_happen_keeps_its_words_to_the_log():
    broken = corpus.errors.CitationError("a word of the inside")

    assert kind_of(broken).status == 500
    assert "inside" not in problem_of(broken).detail


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Wakanda", '"Wakanda"'),
        ("line\nbreak", '"line\\nbreak"'),
        (None, "null"),
        (True, "true"),
        (-3, "-3"),
        ([1] * 10_000, "a list of 10,000"),
        ({"a": 1}, "an object with 1 field"),
    ],
)
def test_a_value_is_shown_on_one_line(value, words):
    assert shown(value) == words


@pytest.mark.parametrize("value", ["x" * 500, "\n" * 500, "\ud800" * 500, 10**400, "é" * 500])
def test_a_long_value_is_cut(value):
    assert len(shown(value)) <= LONGEST_ECHO
    shown(value).encode()
