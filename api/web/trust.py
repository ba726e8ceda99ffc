"""How this works and how far to trust it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from fastapi import APIRouter, Response

from api.web.rendering import page
from api.web.visit import Visited
from corpus.document import Basis, Force

router = APIRouter(include_in_schema=False)

LAST_RUN = Path(__file__).parents[2] / "evals" / "baseline.json"
"""What `python -m evals run --accept` writes: the figures of the last accepted run."""


@dataclass(frozen=True)
class Measured:
    """How one suite of questions came out: of `cases`, `passed` are right in everything."""

    asked: str
    cases: int
    passed: int


@dataclass(frozen=True)
class Run:
    """The last accepted run; `same` is whether it asked the texts and rules that answer here."""

    suites: tuple[Measured, ...]
    same: bool


@lru_cache(maxsize=1)
def _asked() -> dict[str, str]:
    """Return what each suite asks, in words."""
    told: dict[str, str] = yaml.safe_load(
        Path(__file__).with_name("suites.yaml").read_text(encoding="utf-8")
    )
    return told


def last_run(path: Path, corpus: str, rules: str) -> Run | None:
    """Read the figures of the last accepted run; None where they are not kept beside the code."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    held = data["suites"]
    suites = tuple(
        Measured(asked, held[name]["cases"], held[name]["passed"])
        for name, asked in _asked().items()
        if name in held
    )
    hashes = data["hashes"]
    return Run(suites, same=(hashes["corpus"], hashes["rules"]) == (corpus, rules))


@router.get("/trust")
def trust(visit: Visited) -> Response:
    """Say what an answer rests on, what it is measured by, and what it is not."""
    assistant = visit.assistant
    held = assistant.library.provisions.values()
    values = {
        "here": "trust",
        "documents": len(assistant.library.documents),
        "provisions": len(held),
        "unsettled": sum(one.force is Force.UNSETTLED for one in held),
        "official": sum(one.basis is Basis.OFFICIAL for one in held),
        "reported": sum(one.basis is Basis.REPORTED for one in held),
        "rules": len(assistant.catalogue.rules),
        "corpus": assistant.library.digest,
        "catalogue": assistant.catalogue.digest,
        "run": last_run(LAST_RUN, assistant.library.digest, assistant.catalogue.digest),
    }
    return page("trust.html", visit.request, values)
