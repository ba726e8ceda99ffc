"""The words of the assistant: files that counsel may edit, held together by these tests."""

import json
import re
import shutil
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant import lexicon as lexicon_folder
from assistant.answering import Assistant
from assistant.composing import Composer
from assistant.errors import LexiconError
from assistant.facts import FactReader
from assistant.lexicon import Lexicon, packaged_lexicon, whole_words
from assistant.questions import QuestionReader
from assistant.reply import Status
from corpus.document import Basis
from corpus.library import Library, load_library
from rules.assessment import assess
from rules.catalogue import packaged_catalogue
from rules.outcome import Kind, Outcome
from rules.proposal import Proposal

EVALS = Path(__file__).parents[2] / "evals"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return packaged_lexicon()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def composer(library: Library, lexicon: Lexicon) -> Composer:
    return Composer(library, lexicon)


def test_every_pattern_compiles(lexicon: Lexicon) -> None:
    FactReader(lexicon)
    QuestionReader(lexicon)
    for words in lists_in(lexicon.cues):
        whole_words(words)
    for route in lexicon.routes["routes"].values():
        whole_words(route.get("cues", ["x"]))


def lists_in(held: object) -> Iterator[list[str]]:
    if isinstance(held, dict):
        for value in held.values():
            yield from lists_in(value)
    elif isinstance(held, list):
        yield held


def test_every_name_in_a_pattern_is_filled(lexicon: Lexicon) -> None:
    left = [
        (group, entry.pattern.pattern)
        for group, entries in lexicon.patterns.items()
        for entry in entries
        if re.search(r"\{[A-Za-z]+\}", entry.pattern.pattern)
    ]

    assert not left


def test_a_pattern_that_does_not_compile_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(lexicon_folder.FOLDER, tmp_path, dirs_exist_ok=True)
    facts = tmp_path / "facts.yaml"
    broken = "control:\n  - {pattern: '(unclosed'}"
    facts.write_text(re.sub(r"^control:$", broken, facts.read_text("utf-8"), flags=re.M), "utf-8")
    monkeypatch.setattr(lexicon_folder, "FOLDER", tmp_path)

    with pytest.raises(LexiconError, match=r"`control`: '\(unclosed'"):
        packaged_lexicon.__wrapped__()


def test_every_edit_changes_the_digest(
    lexicon: Lexicon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(lexicon_folder.FOLDER, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(lexicon_folder, "FOLDER", tmp_path)

    assert packaged_lexicon.__wrapped__().digest == lexicon.digest
    for file in sorted(tmp_path.rglob("*.yaml")):
        file.write_text(file.read_text("utf-8") + "\n# edited\n", "utf-8")
        assert packaged_lexicon.__wrapped__().digest != lexicon.digest


def test_every_provision_that_is_named_exists(lexicon: Lexicon, library: Library) -> None:
    phrases, routes = lexicon.phrases, lexicon.routes["routes"]
    named = [*phrases["window_matters"], phrases["not_found"]["look"]]
    for entry in routes.values():
        named += [said["cites"] for said in entry["says"]] + entry["then"]

    assert not [name for name in named if name not in library.provisions]


def test_every_route_ends_in_a_status_and_cites(lexicon: Lexicon, composer: Composer) -> None:
    for name, entry in lexicon.routes["routes"].items():
        status, drafted = composer.routed(name)
        assert status is Status(entry["status"])
        assert drafted
        assert all(one.citations for one in drafted)
        assert len(entry["examples"]) >= 5


FIELDS = {
    "basis": {"who", "official", "title"},
    "side": {"who", "says"},
    "side_unnamed": {"says"},
}


def test_every_placeholder_of_a_phrase_is_known(lexicon: Lexicon) -> None:
    for name, known in FIELDS.items():
        held = lexicon.phrases[name]
        for template in held.values() if isinstance(held, dict) else [held]:
            found = {field for _, field, _, _ in string.Formatter().parse(template) if field}
            assert found <= known, template


def test_a_phrase_is_there_for_every_basis(lexicon: Lexicon) -> None:
    assert {basis.value for basis in Basis} <= set(lexicon.phrases["basis"])


@pytest.mark.parametrize("provision", load_library().provisions)
def test_what_a_provision_rests_on_is_a_whole_sentence(composer: Composer, provision: str) -> None:
    said = composer.basis(provision).text

    assert re.fullmatch(r"This [^{}]+\.", said)
    assert not re.search(r"\s[;,.]|\s{2}|\bby[;.]|\bof[;.]", said)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_of_every_kind_is_opened(
    composer: Composer, kind: Kind, outcome: Outcome
) -> None:
    found = assess(Proposal(), as_of=date(2026, 5, 1), catalogue=packaged_catalogue()).findings[0]

    (said,) = composer.verdicts([found._replace(kind=kind, outcome=outcome)])

    opening = said.text.removesuffix(found.because)
    assert re.fullmatch(r"[A-Z][a-z -]+: ", opening)
    assert said.citations


@pytest.mark.parametrize(
    "provision", [one.id for one in load_library().provisions.values() if one.sides]
)
def test_both_sides_of_a_conflict_are_told_as_what_somebody_says(
    assistant: Assistant, composer: Composer, provision: str
) -> None:
    (topic,) = assistant._topics.topics([provision], as_of=date(2026, 11, 21))
    _, drafted = composer.provisions(topic, budget=1_000)
    sides = assistant.library.provision(provision).sides

    assert topic.found[0].provision == provision
    for side in sides:
        (told,) = [one for one in drafted if side.says in one.text]
        assert told.text.startswith(("According to ", "By the other account: "))


def test_no_example_is_an_eval_question(lexicon: Lexicon) -> None:
    examples = {
        plain(example)
        for route in lexicon.routes["routes"].values()
        for example in route["examples"]
    }

    # Only a number is shown: the held-out half is not to be read.
    assert shared_with_evals(examples) == 0


def shared_with_evals(wordings: set[str]) -> int:
    """Count the eval queries and questions among some wordings."""
    asked: set[str] = set()
    for file in sorted(EVALS.glob("*/*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            case = json.loads(line)
            asked.add(plain(case.get("question") or case.get("query") or ""))
    assert len(asked) > 200, "the eval cases were not found"
    return len(asked & wordings)


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
