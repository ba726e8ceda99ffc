"""README.md says what is so: its commands, links and settings."""

import importlib
import importlib.util
import re
from datetime import date
from pathlib import Path

import pytest
import typer

from assistant.answering import Assistant
from assistant.reply import ChatRequest
from assistant.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    if not README.exists():
        pytest.skip("README.md is not written yet")
    return README.read_text("utf-8")


def code_in(text: str) -> str:
    """Return what stands in code blocks and between backticks."""
    blocks = re.findall(r"```.*?\n(.*?)```", text, flags=re.S)
    rest = re.sub(r"```.*?```", "", text, flags=re.S)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", rest)])


def test_every_make_target_exists(readme: str) -> None:
    named = set(re.findall(r"\bmake ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)", code_in(readme)))
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M)

    assert named
    assert not {word for words in named for word in words.split()} - set(targets)


def test_every_module_that_is_run_exists(readme: str) -> None:
    named = set(re.findall(r"python[\d.]* -m ([a-z_]+)", code_in(readme)))

    assert named
    for name in named:
        runnable = f"{name}.__main__" if (ROOT / name).is_dir() else name
        assert importlib.util.find_spec(runnable), name


def test_every_command_of_a_module_exists(readme: str) -> None:
    for module, command in re.findall(r"python[\d.]* -m ([a-z]+) ([a-z][a-z-]*)", code_in(readme)):
        door = f"{module}.__main__"
        app = getattr(importlib.import_module(door), "app", None)
        if isinstance(app, typer.Typer):
            commands = typer.main.get_command(app).commands
            assert command in commands, f"python -m {module} {command}"


@pytest.mark.parametrize(
    "page",
    [
        page
        for page in sorted(ROOT.glob("**/README.md"))
        if not {".venv", "var"} & {*page.relative_to(ROOT).parts}
    ],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_every_link_to_a_file_resolves(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    files = [link.split("#")[0] for link in links if not re.match(r"[a-z]+:", link)]

    assert not [link for link in files if link and not (page.parent / link).exists()]


def test_every_link_to_a_heading_resolves(readme: str) -> None:
    headings = re.findall(r"^#+ (.+)$", readme, flags=re.M)
    anchors = {re.sub(r"[^\w -]", "", one.lower()).strip().replace(" ", "-") for one in headings}

    assert not [link for link in re.findall(r"\]\(#([^)]+)\)", readme) if link not in anchors]


def test_the_settings_table_is_the_settings_class(readme: str) -> None:
    """Each row: name in the environment, default, and the class's own description."""
    rows = re.findall(
        r"^\|\s*`([A-Z_]+)`\s*\|\s*`?([^|`]*)`?\s*\|\s*(.*?)\s*\|$", readme, flags=re.M
    )
    expected = {}
    for name, field in Settings.model_fields.items():
        alias = getattr(field.validation_alias, "choices", [f"EXPORTS_{name.upper()}"])[0]
        expected[alias] = (str(field.default), field.description)

    assert {name: (default.strip(), said) for name, default, said in rows} == expected


def test_the_opening_answer_is_the_real_one(readme: str, assistant: Assistant) -> None:
    quoted = re.sub(r"\n> ?", "\n", readme)
    question = re.search(r"\*\*(Our servers are .*?)\*\*", quoted)
    assert question

    reply = assistant.answer(ChatRequest(message=question[1]), today=date(2026, 11, 21))

    assert reply.statements
    for statement in reply.statements:
        assert statement.text in quoted
    for number, citation in enumerate(reply.citations[:2], start=1):
        assert f"[{number}] `{citation.provision}`" in quoted
