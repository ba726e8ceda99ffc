"""What is measured was not put in: no case stands in the corpus' questions, lexicons or code.

Texts are compared by their words: case, punctuation and spacing do not tell two questions apart.
A failure names ids; of a held-out case neither its words nor the place where they stand. Such a
case is reworded by the writer of that half, not by whoever works on the corpus or the code.
"""

import ast
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.cases import Half, QueryCase, QueryKind, QuestionCase, queries, questions

ROOT = Path(__file__).parents[2]
PACKAGES = ("assistant", "corpus", "rules", "api", "evals")
ENOUGH_WORDS = 6
"""A shorter query ("rolling review") may stand in a sentence without having been put there."""


def wording(text: str) -> str:
    """Return the words of a text, folded, with single spaces."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


@cache
def cases(half: Half) -> tuple[QueryCase | QuestionCase, ...]:
    return (*queries(half), *questions(half))


def named(half: Half, found: list[str]) -> str:
    return f"{len(found)} of the {half} half: {', '.join(found)}"


def test_wording_folds_what_does_not_matter() -> None:
    assert wording("  Who\u2019s IN,  then?") == wording("who's in then") == "who s in then"


def test_the_halves_share_no_wording() -> None:
    tuning = {wording(case.text) for case in cases(Half.TUNING)}
    found = [case.id for case in cases(Half.HELD_OUT) if wording(case.text) in tuning]

    assert not found, named(Half.HELD_OUT, found)


@pytest.mark.parametrize("half", Half)
def test_no_half_asks_the_same_twice(half) -> None:
    seen: set[str] = set()
    found = []
    for case in cases(half):
        if wording(case.text) in seen:
            found.append(case.id)
        seen.add(wording(case.text))

    assert not found, named(half, found)


@pytest.mark.parametrize("half", Half)
def test_no_case_is_an_indexed_question(half) -> None:
    from corpus.library import load_library

    asked = {wording(ask) for one in load_library().provisions.values() for ask in one.asks}
    found = [case.id for case in cases(half) if wording(case.text) in asked]

    assert not found, named(half, found)


@pytest.mark.parametrize("half", Half)
def test_no_case_is_a_phrase_of_a_lexicon_or_a_string_of_code(half) -> None:
    phrases = set(lexicon_phrases()) | set(code_strings())
    found = [
        case.id
        for case in cases(half)
        # An identifier is meant to stand in the corpus.
        if case.kind is not QueryKind.IDENTIFIER and wording(case.text) in phrases
    ]

    assert not found, named(half, found)


@pytest.mark.parametrize("half", Half)
def test_no_case_stands_anywhere_in_the_files_of_a_package(half) -> None:
    files = {
        str(path.relative_to(ROOT)): f" {wording(path.read_text('utf-8'))} "
        for path in package_files()
    }
    found = [
        case.id if half is Half.HELD_OUT else f"{case.id} in {name}"
        for case in cases(half)
        if len((words := wording(case.text)).split()) >= ENOUGH_WORDS
        and case.kind is not QueryKind.IDENTIFIER
        for name, text in files.items()
        if f" {words} " in text
    ]

    assert not found, named(half, found)


def test_no_held_out_case_stands_in_a_test() -> None:
    whole = " ".join(
        f" {wording(path.read_text('utf-8'))} " for path in (ROOT / "tests").rglob("*.py")
    )
    found = [
        case.id
        for case in cases(Half.HELD_OUT)
        if len((words := wording(case.text)).split()) >= ENOUGH_WORDS and f" {words} " in whole
    ]

    assert not found, named(Half.HELD_OUT, found)


# -- where the words are ----------------------------------------------------------------------


def package_files() -> Iterator[Path]:
    """Every source of our packages; not the cases, nor prose for people (`.md`)."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*")):
            if path.suffix in {".py", ".yaml", ".html", ".js", ".json"} and path.is_file():
                yield path


@cache
def lexicon_phrases() -> tuple[str, ...]:
    files = [
        *(ROOT / "assistant").rglob("*.yaml"),
        *(ROOT / "rules").rglob("*.yaml"),
        *(ROOT / "corpus").glob("*.yaml"),
    ]
    return tuple(
        wording(leaf) for path in files for leaf in leaves(yaml.safe_load(path.read_text("utf-8")))
    )


def leaves(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from leaves(key)
            yield from leaves(value)
    elif isinstance(content, list):
        for item in content:
            yield from leaves(item)
    elif isinstance(content, str):
        yield content


@cache
def code_strings() -> tuple[str, ...]:
    return tuple(
        wording(node.value)
        for path in package_files()
        if path.suffix == ".py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
