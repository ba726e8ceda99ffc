"""The mutation score as it was last measured, for the report of a run: a new one takes minutes."""

import json
from pathlib import Path

from evals.mutation.report import MutationReport

LAST = Path(__file__).parent / "last_score.json"


def keep(report: MutationReport, rules: str, path: Path = LAST) -> None:
    """Keep a score, with the hash of the rules that it was measured on."""
    told = {
        "rules": rules,
        "mutants": report.total.mutants,
        "killed": report.total.killed,
        "equivalent": report.total.equivalent,
    }
    path.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def last_score(rules: str, path: Path = LAST) -> str:
    """Say in a sentence what was measured last; `rules` is the hash of the rules of the run."""
    if not path.exists():
        return "Mutation score: not measured yet. Run `python -m evals mutate --accept`."
    told = json.loads(path.read_text("utf-8"))
    able = told["mutants"] - told["equivalent"]
    same = told["rules"] == rules
    when = "on these rules" if same else "on earlier rules; run `python -m evals mutate --accept`"
    return (
        f"Mutation score: {told['killed']} of {able} errors put into the rules are noticed by "
        f"examples and cases, measured {when}."
    )
