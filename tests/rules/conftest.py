"""What the tests of the rules share."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rules.__main__ import main
from rules.assessment import Assessment, Finding, assess, findings_of
from rules.catalogue import Catalogue, packaged_catalogue
from rules.proposal import Proposal

IN_WINDOW = date(2026, 5, 1)


@pytest.fixture
def catalogue() -> Catalogue:
    return packaged_catalogue()


@pytest.fixture
def assessed(catalogue: Catalogue) -> Callable[..., Assessment]:
    """Assess facts that are given as plain data."""

    def run(facts: dict[str, Any], as_of: date = IN_WINDOW, **more: Any) -> Assessment:
        proposal = Proposal.model_validate(facts)
        return assess(proposal, as_of=as_of, catalogue=catalogue, **more)

    return run


@pytest.fixture
def findings(catalogue: Catalogue) -> Callable[..., tuple[Finding, ...]]:
    """Apply one rule to facts that are given as plain data."""

    def run(rule: str, facts: dict[str, Any], as_of: date = IN_WINDOW) -> tuple[Finding, ...]:
        return tuple(findings_of(catalogue.rule(rule), Proposal.model_validate(facts), as_of))

    return run


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command; return its exit code, what it printed, and what it complained of."""

    def run(*words: str) -> tuple[object, str, str]:
        monkeypatch.setattr("sys.argv", ["rules", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return stopped.value.code, printed.out, printed.err

    return run
