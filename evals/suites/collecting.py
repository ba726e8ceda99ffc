"""All suites: which cases they have, how those are asked, and how they are scored.

Of the older sets only the tuning half is taken; the other half stays unread (`evals/README.md`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from corpus.library import Library
from evals.cases import ASKED_ON, FOLDER, Half, QueryCase, QuestionCase, queries, read_cases
from evals.conversations import read_conversations
from evals.errors import RunError
from evals.suites.case import ChatCase, DraftCase, RuleCase, TwinPair
from evals.suites.conversing import converse_score
from evals.suites.door import Door
from evals.suites.drafting import draft_score
from evals.suites.grids import grids
from evals.suites.reading import CASES, files_of, read_each
from evals.suites.record import Record, recorded
from evals.suites.retrieving import DEPTH, query_score
from evals.suites.robustness import variants
from evals.suites.scoring import Score, chat_score, rule_score
from evals.suites.twins import halves_of, twin_score

MUTATION_CASES = FOLDER / "rules" / "cases.yaml"


class Tier(StrEnum):
    """How much a suite forgives: nothing, or what its floor leaves."""

    RULES = "rules"
    ANSWERS = "answers"


class Asked(NamedTuple):
    """One thing to put to a door: a rule case, a query, the turns of a chat, a draft."""

    suite: str
    name: str
    case: Any


@dataclass(frozen=True)
class Suite:
    """Cases that are asked in one way and scored in one way."""

    name: str
    tier: Tier
    cases: Mapping[str, Any]
    ask: Callable[[Door, str, Any], Iterator[Record]]
    score: Callable[[str, Any, Sequence[Record], Library | None], Score]


SUITES = (
    *("rules", "retrieval", "answers", "twins", "conversations"),
    *("drafts", "injection", "robustness"),
)


def suites(
    names: Sequence[str] = (), private: Path | None = None, *, packaged: bool = True
) -> list[Suite]:
    """Return the suites of these names (all, where none is named), with a private folder's cases.

    Raises:
        CaseFileError: A file of cases is broken; every fault is named.
        RunError: There is no suite of a name.
    """
    if strange := set(names) - set(SUITES):
        message = f"There is no suite {', '.join(sorted(strange))}. There are {', '.join(SUITES)}."
        raise RunError(message)
    if private is not None and not private.is_dir():
        message = f"`{private}` is no folder of cases. evals/README.md says what goes into one."
        raise RunError(message)
    folders = [*([CASES] if packaged else []), *([private] if private else [])]
    chosen = [_suite(name, folders, packaged=packaged) for name in names or SUITES]
    return [one for one in chosen if one.cases]


def _suite(name: str, folders: Sequence[Path], *, packaged: bool) -> Suite:
    make = _MAKERS[name]
    return make(folders, packaged)


def _of(folders: Sequence[Path], name: str, form: Any) -> dict[str, Any]:
    return {
        known: case
        for folder in folders
        for known, case in read_each(files_of(folder, name), form).items()
    }


# -- rules and retrieval ------------------------------------------------------------------------


def _rules(folders: Sequence[Path], packaged: bool) -> Suite:
    cases: dict[str, Any] = _of(folders, "rules", RuleCase)
    if packaged:
        cases |= dict(_mutation_cases()) | grids()
    return Suite("rules", Tier.RULES, cases, _ask_rules, _score_rules)


def _mutation_cases() -> Iterator[tuple[str, RuleCase]]:
    """Give the cases that were written for mutants: known answers with a reason as well."""
    from evals.mutation.trials import read_cases as read_trials

    for one in read_trials(MUTATION_CASES):
        yield (
            f"edge: {one.rule}: {one.name}",
            RuleCase(
                name=one.name,
                given=one.given,
                as_of=one.as_of,
                expect={one.rule: one.expect},
                provenance=one.rule,
                reason=one.reason,
            ),
        )


def _ask_rules(door: Door, name: str, case: RuleCase) -> Iterator[Record]:
    yield recorded(
        "rules", name, 1, case.name, lambda: _slim(door.assess(case.given, as_of=case.as_of))
    )


def _slim(reply: dict[str, Any]) -> dict[str, Any]:
    """Keep of an assessment what is scored and shown: a proof for each of 700 cases is not."""
    kept = ("rule", "subject", "outcome", "because", "missing")
    findings = [{key: one.get(key) for key in kept} for one in reply.get("findings", ())]
    return {"overall": reply.get("overall"), "findings": findings}


def _score_rules(name: str, case: RuleCase, records: Sequence[Record], _: Library | None) -> Score:
    return rule_score(name, case, records[0])


def _retrieval(folders: Sequence[Path], packaged: bool) -> Suite:
    cases = {one.id: one for one in queries(Half.TUNING)} if packaged else {}
    return Suite("retrieval", Tier.ANSWERS, cases, _ask_search, query_score)


def _ask_search(door: Door, name: str, case: QueryCase) -> Iterator[Record]:
    def found() -> dict[str, Any]:
        return {"found": door.search(case.query, k=DEPTH, as_of=ASKED_ON)}

    yield recorded("retrieval", name, 1, case.query, found)


# -- chats --------------------------------------------------------------------------------------


def question_cases() -> dict[str, ChatCase]:
    """Return the questions of the tuning half as chats of one turn."""
    paths = [path for path in (FOLDER / "questions").glob("*.jsonl") if "tuning" in path.stem]
    return {
        f"{path.stem}: {one.id}": _as_chat(one)
        for path in sorted(paths)
        for one in read_cases(path, QuestionCase)
    }


def _as_chat(case: QuestionCase) -> ChatCase:
    expect = {
        "status": case.status,
        "cites": case.provisions_any,
        "outcomes": case.outcomes,
        "nuggets": [{"vital": group} for group in case.must_say],
        "must_not": case.must_not,
    }
    turn = {"say": case.question, "expect": expect}
    return ChatCase.model_validate(
        {"name": case.id, "category": case.kind, "turns": [turn], "provenance": case.why}
    )


def chat_records(suite: str, door: Door, name: str, case: ChatCase) -> Iterator[Record]:
    """Hold one conversation; after a turn without a reply the others are asked by themselves."""
    conversation: str | None = None
    for number, turn in enumerate(case.turns, start=1):
        ask = partial(
            door.chat, turn.say, conversation=conversation, proposal=turn.proposal,
            as_of=case.as_of,
        )  # fmt: skip
        record = recorded(suite, name, number, turn.say, ask)
        conversation = (record.reply or {}).get("conversation_id")
        yield record


def _chats(suite: str, cases: Mapping[str, ChatCase]) -> Suite:
    return Suite(
        suite,
        Tier.ANSWERS,
        cases,
        partial(chat_records, suite),
        partial(chat_score, suite),
    )


def _answers(folders: Sequence[Path], packaged: bool) -> Suite:
    cases = question_cases() if packaged else {}
    return _chats("answers", {**cases, **_of(folders, "answers", ChatCase)})


def _injection(folders: Sequence[Path], _: bool) -> Suite:
    return _chats("injection", _of(folders, "injection", ChatCase))


def _robustness(folders: Sequence[Path], packaged: bool) -> Suite:
    return _chats("robustness", dict(variants(question_cases(), folders)) if packaged else {})


def _twins(folders: Sequence[Path], _: bool) -> Suite:
    def ask(door: Door, name: str, case: TwinPair) -> Iterator[Record]:
        for number, half in enumerate(halves_of(case), start=1):
            for record in chat_records("twins", door, name, half):
                yield Record(**{**record.__dict__, "turn": number})

    return Suite("twins", Tier.ANSWERS, _of(folders, "twins", TwinPair), ask, twin_score)


def _conversations(folders: Sequence[Path], packaged: bool) -> Suite:
    paths = sorted((FOLDER / "conversations").glob("*.jsonl")) if packaged else []
    cases = {
        f"{path.stem} {number}: {one.name}": one
        for path in paths
        if "tuning" in path.stem
        for number, one in enumerate(read_conversations(path), start=1)
    }

    def ask(door: Door, name: str, case: Any) -> Iterator[Record]:
        conversation: str | None = None
        for number, turn in enumerate(case.turns, start=1):
            asked = partial(
                door.chat, turn.message, conversation=conversation, proposal=None,
                as_of=case.as_of,
            )  # fmt: skip
            record = recorded("conversations", name, number, turn.message, asked)
            conversation = (record.reply or {}).get("conversation_id", conversation)
            yield record

    return Suite("conversations", Tier.ANSWERS, cases, ask, converse_score)


def _drafts(folders: Sequence[Path], _: bool) -> Suite:
    def ask(door: Door, name: str, case: DraftCase) -> Iterator[Record]:
        made = partial(door.draft, case.given, sections=case.sections, as_of=case.as_of)
        yield recorded("drafts", name, 1, case.name, made)

    return Suite("drafts", Tier.ANSWERS, _of(folders, "drafts", DraftCase), ask, draft_score)


_MAKERS: Mapping[str, Callable[[Sequence[Path], bool], Suite]] = {
    "rules": _rules,
    "retrieval": _retrieval,
    "answers": _answers,
    "twins": _twins,
    "conversations": _conversations,
    "drafts": _drafts,
    "injection": _injection,
    "robustness": _robustness,
}
