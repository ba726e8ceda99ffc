"""From the least sets of changes to the reply of the HTTP contract."""

from dataclasses import asdict
from typing import Any

from pydantic_core import to_jsonable_python

from assistant.recording import Numbering, finding_reply
from assistant.reply import ChangeReply, ImpossibleReply, OpenFactReply, SolutionReply
from corpus.library import Library
from rules.what_if import MadeChange, Solution, WhatIf


def what_if_body(found: WhatIf, library: Library) -> dict[str, Any]:
    """Return the fields of a `WhatIfReply`, without its receipt."""
    numbering = Numbering()
    return {
        "goal": found.goal,
        "as_of": found.as_of,
        "reached_already": found.reached_already,
        "solutions": tuple(_solution(one, library, numbering) for one in found.solutions),
        "nearest": tuple(_solution(one, library, numbering) for one in found.nearest),
        "others": found.others,
        "more_than": found.more_than,
        "open": tuple(OpenFactReply(**asdict(one)) for one in found.open),
        "impossible": tuple(ImpossibleReply(**asdict(one)) for one in found.impossible),
    }


def _solution(one: Solution, library: Library, numbering: Numbering) -> SolutionReply:
    return SolutionReply(
        changes=tuple(_change(change) for change in one.changes),
        findings=tuple(finding_reply(finding, library, numbering) for finding in one.findings),
    )


def _change(change: MadeChange) -> ChangeReply:
    return ChangeReply(
        choice=change.choice,
        text=change.text,
        path=change.path,
        before=to_jsonable_python(change.before),
        after=to_jsonable_python(change.after),
        rules=change.rules,
    )
