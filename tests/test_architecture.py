"""Who may import whom, what stays light, and what no committed file holds."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "langchain",
    "langchain_core",
    "openai",
)
LIGHT = [
    "assistant.__main__",
    "assistant.answering",
    "assistant.errors",
    "assistant.facts",
    "assistant.model.aide",
    "assistant.model.doctor",
    "assistant.reply",
    "assistant.settings",
    "rules.__main__",
    "rules.assessment",
    "rules.catalogue",
    "rules.reading",
    "corpus.__main__",
    "corpus.library",
    "corpus.checking",
    "api.errors",
    "api.schemas",
    "evals.cases",
    "evals.measures",
]


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 (words of this file)
        words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = run(str(lint), "--no-cache")

    assert result.returncode == 0, result.stdout + result.stderr


def test_light_modules_import_no_model_and_no_index() -> None:
    """One process imports them one after the other; the first that is heavy is named."""
    code = (
        "import importlib, sys\n"
        f"for name in {LIGHT!r}:\n"
        "    importlib.import_module(name)\n"
        f"    heavy = [one for one in {HEAVY!r} if one in sys.modules]\n"
        "    assert not heavy, f'{name} imports {heavy}'\n"
    )
    result = run(sys.executable, "-c", code)

    assert result.returncode == 0, result.stderr.splitlines()[-1]


@pytest.mark.parametrize("package", ["assistant", "corpus", "rules"])
def test_help_is_light(package: str) -> None:
    result = run(sys.executable, "-X", "importtime", "-m", package, "--help")
    imported = {line.rsplit("|", 1)[-1].strip() for line in result.stderr.splitlines()}

    assert result.returncode == 0
    assert not imported.intersection(HEAVY)


@pytest.mark.parametrize("package", ["assistant", "corpus", "rules", "api", "evals"])
def test_a_package_is_a_line_and_no_imports(package: str) -> None:
    lines = (ROOT / package / "__init__.py").read_text("utf-8").splitlines()

    assert len(lines) == 1
    assert lines[0].startswith('"""')


def committed() -> list[Path]:
    """Return the files that are, or would be, committed; none where there is no repository."""
    git = shutil.which("git")
    if git is None:
        return []
    listed = run(git, "ls-files", "--cached", "--others", "--exclude-standard")
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file()] if listed.returncode == 0 else []


# Written apart, so that this file holds none of them.
MACHINE = re.compile(
    rb"(?<![\w.])/(?:" + b"|".join((b"work", b"root", b"opt")) + rb")/[\w.]"
    rb"|\b(?:[\w-]+\.)*(?:artifactory|nexus|jfrog|devpi)\.[\w.-]+|index" + rb"-url"
    rb"|files\.pythonhosted\." + rb"org"
)


def test_no_file_names_a_place_of_one_machine_or_a_registry() -> None:
    paths = committed()
    if not paths:
        pytest.skip("this is no git checkout")
    found = [
        f"{path.relative_to(ROOT)}: {match[0].decode(errors='replace')}"
        for path in paths
        for match in MACHINE.finditer(path.read_bytes())
    ]

    assert not found


def test_nothing_that_is_built_is_committed() -> None:
    paths = committed()
    if not paths:
        pytest.skip("this is no git checkout")
    built = {"var", ".venv", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache"}

    assert not [path for path in paths if built.intersection(path.relative_to(ROOT).parts)]
    assert all(path.stat().st_size < 2_000_000 for path in paths)
