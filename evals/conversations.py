"""Conversations put to the assistant in process, turn by turn, and their scores by code alone.

A turn's facts are compared one by one with those that the case lists: the same subject, field and
value. What a reply understood beyond them lowers precision; what it did not lowers recall.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.reply import ChatReply, ChatRequest, Status, UnderstoodFact
from evals.cases import FOLDER, Half, Words
from evals.errors import CaseFault, CaseFileError
from rules.company import mentioned_key
from rules.country import folded, gazetteer
from rules.outcome import Outcome

if TYPE_CHECKING:
    from assistant.answering import Assistant

TEXT_IN_COMMON = 0.6
"""The part of the expected words that a text must hold to count as the same."""


class ConversationKind(StrEnum):
    """What a conversation tries."""

    SITUATION = "situation"
    FOLLOW_UP = "follow_up"
    CORRECTION = "correction"
    TWIN = "twin"
    FALSE_PREMISE = "false_premise"
    SEVERAL_QUESTIONS = "several_questions"
    ADVERSARIAL = "adversarial"


class FactKind(StrEnum):
    """Kinds of fields, for recall and precision by kind."""

    PLACE = "places"
    ROLE = "roles"
    OWNER = "owners"
    HARDWARE = "hardware"
    LAYER = "layers"
    MODEL = "models"
    MARKET = "markets"
    FILING = "filing"
    STATEMENT = "statements"


_KINDS: Mapping[FactKind, frozenset[str]] = {
    FactKind.PLACE: frozenset({"headquarters", "incorporated_in", "principal_place_of_business"}),
    FactKind.ROLE: frozenset({"roles", "other_consortia"}),
    FactKind.OWNER: frozenset({"owner", "country", "percent", "control", "controlled_from"}),
    FactKind.HARDWARE: frozenset({"value_usd", "us_origin_value_usd", "us_content_percent"}),
    FactKind.MODEL: frozenset({"developer", "developer_country", "open_weight"}),
    FactKind.MARKET: frozenset(
        {"kind", "buyers", "competitors", "demand", "us_influence", "national_interest"}
    ),
    FactKind.FILING: frozenset(
        {"track", "industry_led", "submitted_by", "filed_on", "filed_through", "legal_structure"}
    ),
}


class _Case(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _many(value: object) -> object:
    return [value] if isinstance(value, str) else value


class ExpectedFact(_Case):
    """A fact as the writers of the cases name it; `owner` null is an owner without a name."""

    of: str
    field: str
    value: Any = None
    owner: str | None = None
    hypothetical: bool = False
    hedged: bool = False
    approximate: bool = False

    @property
    def of_owner(self) -> bool:
        """Whether the fact tells of an owner of the subject."""
        return "owner" in self.model_fields_set


class ExpectedOutcome(_Case):
    """What a rule should say; `subject` is a member or market, or null."""

    rule: str
    subject: str | None
    outcome: Outcome


class ExpectedTurn(_Case):
    """A message and what a right reply to it needs."""

    message: str
    facts: tuple[ExpectedFact, ...] = ()
    status: Annotated[tuple[Status, ...], BeforeValidator(_many)]
    outcomes: tuple[ExpectedOutcome, ...] = ()
    cites: tuple[str, ...] = ()
    asks: str | None = None
    case_only: tuple[ExpectedFact, ...] = ()
    gone: tuple[ExpectedFact, ...] = ()


class ConversationCase(_Case):
    """A conversation; `name` says what it shows."""

    name: Words
    kind: ConversationKind
    as_of: date
    turns: Annotated[tuple[ExpectedTurn, ...], Field(min_length=1)]


def files_of(half: Half) -> tuple[Path, ...]:
    """Return the files of one half: `tuning.jsonl` first, then `tuning_second.jsonl` and so on."""
    found = (FOLDER / "conversations").glob(f"{half}*.jsonl")
    return tuple(sorted(found, key=lambda path: (path.stem != half, path.stem)))


def conversations(half: Half) -> tuple[ConversationCase, ...]:
    """Read the conversations of one half, from all its files."""
    return tuple(case for path in files_of(half) for case in read_conversations(path))


def read_conversations(path: Path) -> tuple[ConversationCase, ...]:
    """Read a file of conversations.

    Raises:
        CaseFileError: The file cannot be read, or a line of it is no conversation.
    """
    cases, faults = [], []
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseFileError([CaseFault(path.name, 0, "", "cannot be read.")]) from error
    for number, line in enumerate(lines, start=1):
        try:
            cases.append(ConversationCase.model_validate(json.loads(line)))
        except json.JSONDecodeError as error:
            faults.append(CaseFault(path.name, number, "", f"is not JSON: {error.msg}."))
        except ValidationError as error:
            for one in error.errors(include_url=False, include_input=False):
                place = ".".join(str(piece) for piece in one["loc"])
                faults.append(CaseFault(path.name, number, place, f"{one['msg']}."))
    if faults:
        # `from None`: a cause would print the words of a held-out line with its traceback.
        raise CaseFileError(faults) from None
    return tuple(cases)


# -- facts ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """One fact as it is compared: `owner` is empty for an owner without a name."""

    of: str
    field: str
    value: Any
    owner: str | None = None

    @property
    def kind(self) -> FactKind:
        """The kind of the field."""
        if self.field.startswith("layers.hardware.us_"):
            return FactKind.LAYER
        if self.field.startswith("layers"):
            return FactKind.LAYER
        return next((kind for kind, names in _KINDS.items() if self.field in names), _OTHER)

    def agrees(self, other: "Said") -> bool:
        """Whether two facts say the same of the same."""
        return (
            self.field == other.field
            and _same_name(self.of, other.of)
            and (self.owner is None) == (other.owner is None)
            and _same_name(self.owner or "", other.owner or "")
            and _same_value(self.field, self.value, other.value)
        )


_OTHER = FactKind.STATEMENT
_PATH = re.compile(r"^(?P<list>[\w.]+)\[(?P<name>.*)\](?:\.(?P<field>[\w.]+))?$")
_FIELDS_OF_OWNERS = ("country", "percent", "control")
_UNNAMED = re.compile(r"^(the|an?|our|its|their|your)\b|^[^A-Z]*$")


def facts_of(told: Iterable[UnderstoodFact]) -> Iterator[Said]:
    """Give the facts of a reply one by one."""
    for fact in told:
        for said in _split(fact.path, fact.value):
            yield from _singly(said)


def _singly(said: Said) -> Iterator[Said]:
    """Part a list of rivals or of requests: cases tell those one by one or at once."""
    parts = _IN_PARTS.get(said.field)
    whole = isinstance(said.value, list | tuple) and said.value
    if parts is None or not whole or not all(isinstance(one, Mapping) for one in said.value):
        yield said
        return
    for one in said.value:
        yield Said(said.of, parts[0], tuple(one.get(key) for key in parts[1:]))


_IN_PARTS = {
    "competitors": ("competitor", "name", "country"),
    "support_requested": ("support", "agency", "tool"),
}
"""What one of a list is called, and what it tells."""


def facts_of_case(case: Mapping[str, Any]) -> Iterator[Said]:
    """Give the facts of a case file one by one."""
    for said in _facts_of_case(case):
        yield from _singly(said)


def _facts_of_case(case: Mapping[str, Any]) -> Iterator[Said]:
    for name, value in case.items():
        if name in {"members", "markets", "service_providers"}:
            for item in value or ():
                yield from (
                    said
                    for key, held in item.items()
                    if key != "name"
                    for said in _split(f"{name}[{item['name']}].{key}", held)
                )
        elif isinstance(value, Mapping):
            yield from (said for path, held in _leaves(value, name) for said in _split(path, held))
        else:
            yield from _split(name, value)


def _leaves(value: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, held in value.items():
        here = f"{path}.{name}"
        if isinstance(held, Mapping):
            yield from _leaves(held, here)
        else:
            yield here.removesuffix(".description"), held


def _split(path: str, value: Any) -> Iterator[Said]:
    named = _PATH.match(path)
    if named and named["field"] == "owners":
        yield from _owners(named["name"], value)
    elif named and named["field"]:
        yield Said(named["name"], named["field"], value)
    elif path == "markets" and isinstance(value, str):
        yield Said(value, "kind", gazetteer().market_kind(value) or "country")
    elif path in {"layers.hardware.items", "layers.models.models"}:
        for item in value if isinstance(value, list | tuple) else [value]:
            for name, held in item.items():
                if name != "name" and held is not None:
                    yield Said(str(item.get("name")), name, held)
    elif path == "layers.hardware.us_content_percent":
        yield Said("hardware", "us_content_percent", value)
    else:
        yield Said("proposal", path.removesuffix(".description"), value)


def _owners(of: str, value: Any) -> Iterator[Said]:
    if isinstance(value, str):
        yield Said(of, "owners", value)
        return
    owners = value if isinstance(value, list | tuple) else [value]
    if not owners:
        yield Said(of, "owners", "none")
    for owner in owners:
        told = str(owner.get("name") or "")
        name = "" if _UNNAMED.match(told) else told
        if name:
            yield Said(of, "owner", name, name)
        for key in _FIELDS_OF_OWNERS:
            if owner.get(key) is not None:
                yield Said(of, key, owner[key], name)
        if owner.get("owners"):
            yield from _owners(told, owner["owners"])


def expected_facts(fact: ExpectedFact) -> Iterator[Said]:
    """Give an expected fact in the form in which facts are compared."""
    owner = (fact.owner or "") if fact.of_owner else None
    of, name, value = fact.of, fact.field, fact.value
    if name == "competitor":
        yield Said(of, name, (value, fact.owner))
    elif name == "support_requested" and isinstance(value, str) and value != "none":
        yield Said(of, "support", (value, None))
    elif name == "us_content_percent":
        yield Said("hardware", name, value)
    elif of.startswith("layers."):
        yield Said("proposal", f"{of}.{name}", value)
    else:
        yield from _singly(Said(of, name, value, owner))


_SPEAKER = {"we", "your company", "us", "our company"}
_LAYER = {"hardware", "the hardware layer", "hardware layer", "the hardware", "proposal"}
"""How the hardware layer as a whole is called where it stands as one position."""


_TITLE = re.compile(r"^(?:mrs?|ms|dr|prof) ")
"""Before a person's name: with it and without, it is the same person."""


def _same_name(one: str, other: str) -> bool:
    if any(one in same and other in same for same in (_SPEAKER, _LAYER)):
        return True
    codes = [gazetteer().code(name) for name in (one, other)]
    if codes[0] is not None or codes[1] is not None:
        return codes[0] == codes[1]
    first, second = (_TITLE.sub("", mentioned_key(name)) for name in (one, other))
    return first == second


def _same_value(name: str, one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(_same_or_open(*pair) for pair in zip(one, other, strict=True))
    if _TOLD in (one, other) or _is_nothing(one) or _is_nothing(other):
        return _is_nothing(one) == _is_nothing(other)
    last = name.rpartition(".")[2]
    compared = _COMPARED.get(last if last in _BY_LAST_NAME else name)
    if compared is not None:
        return bool(compared(one) == compared(other))
    return _same_text(name, one, other)


def _same_text(name: str, one: Any, other: Any) -> bool:
    if name in {"owner", "submitted_by"}:
        return _same_name(str(one), str(other))
    if name == "filed_through" or name.startswith(_TEXTS):
        return _alike(one, other)
    return str(one) == str(other)


_BY_LAST_NAME = frozenset({"standards", "providers"})
_TOLD = "told"
"""Stands in a case for words of the message that it does not repeat."""


def _same_or_open(one: Any, other: Any) -> bool:
    """Whether two parts say the same, or one of them says nothing."""
    if one is None or other is None:
        return True
    return _same_name(str(one), str(other)) or set(_words(one)) == set(_words(other))


_TEXTS = (
    "layers.",
    "demand",
    "us_influence",
    "national_interest",
    "compliance.",
    "security_posture.",
    "confidential_parts",
    "business_model.description",
    "legal_structure",
)


def _is_nothing(value: Any) -> bool:
    return value == "none" or (isinstance(value, list | tuple) and not value)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _names(value: Any) -> set[str]:
    return {mentioned_key(str(one)) for one in ([value] if isinstance(value, str) else value)}


def _rivals(value: Any) -> set[tuple[str, str | None]] | str:
    if not isinstance(value, list | tuple):
        return "none" if value == "none" else str(value)
    return {(mentioned_key(one.get("name") or "-"), one.get("country")) for one in value} or "none"


def _asked(value: Any) -> set[tuple[str, frozenset[str]]] | str:
    if not isinstance(value, list | tuple):
        return "none" if value == "none" else str(value)
    return {
        (folded(one.get("agency") or "-"), frozenset(folded(one.get("tool") or "").split()))
        for one in value
    } or "none"


def _alike(one: Any, other: Any) -> bool:
    """Whether one of two texts holds most words of the other."""
    first, second = (_words(text) for text in (one, other))
    if not first or not second:
        return False
    return len(first & second) / min(len(first), len(second)) >= TEXT_IN_COMMON


def _roles(value: Any) -> set[str]:
    return {str(role) for role in value}


_COMPARED: Mapping[str, Callable[[Any], object]] = {
    "roles": _roles,
    "competitors": _rivals,
    "support_requested": _asked,
    **dict.fromkeys(("percent", "us_content_percent", "value_usd", "us_origin_value_usd"), _number),
    **dict.fromkeys(
        ("business_model.build", "business_model.own", "business_model.operate"), _names
    ),
    **dict.fromkeys(("other_consortia", "standards", "providers"), _names),
}
"""How values of a field are brought into a form in which they can be compared."""


def _words(text: Any) -> set[str]:
    joined = " ".join(str(one) for one in text) if isinstance(text, list | tuple) else str(text)
    return set(re.findall(r"\w+", folded(joined))) - {"the", "a", "an", "and", "of", "is", "it"}


# -- turns ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ScoredTurn:
    """One turn: its facts as matched, and what else is wrong."""

    kind: ConversationKind
    hit: tuple[FactKind, ...]
    missed: tuple[Said, ...]
    extra: tuple[Said, ...]
    wrong: tuple[str, ...]
    says: tuple[str, ...]
    unanswerable: bool
    """Whether only a reply that answers nothing would be right."""
    refused: bool


@dataclass
class ConversationReport:
    """The figures of one half: nothing in it tells a message."""

    half: str
    turns: int = 0
    right: int = 0
    hit: Counter[FactKind] = field(default_factory=Counter)
    missed: Counter[FactKind] = field(default_factory=Counter)
    extra: Counter[FactKind] = field(default_factory=Counter)
    kinds: dict[str, list[int]] = field(default_factory=dict)
    wrong: Counter[str] = field(default_factory=Counter)
    refusals: list[int] = field(default_factory=lambda: [0, 0, 0])
    """Of the twins: rightly refused, refused, to be refused."""

    @property
    def precision(self) -> float:
        """Of the facts that were understood, the share that is right."""
        return _ratio(sum(self.hit.values()), sum(self.extra.values()))

    @property
    def recall(self) -> float:
        """Of the facts that are told, the share that was understood."""
        return _ratio(sum(self.hit.values()), sum(self.missed.values()))

    @property
    def refusal_precision(self) -> float:
        """Of the twins that were refused, the share that has to be."""
        return _ratio(self.refusals[0], self.refusals[1] - self.refusals[0])

    @property
    def refusal_recall(self) -> float:
        """Of the twins that have to be refused, the share that was."""
        return _ratio(self.refusals[0], self.refusals[2] - self.refusals[0])


def _ratio(right: int, wrong: int) -> float:
    return right / (right + wrong) if right + wrong else 1.0


def scored_conversation(assistant: "Assistant", case: ConversationCase) -> Iterator[ScoredTurn]:
    """Put one conversation to the assistant and score each turn."""
    conversation: str | None = None
    for turn in case.turns:
        request = ChatRequest(message=turn.message, conversation_id=conversation, as_of=case.as_of)
        try:
            reply = assistant.answer(request, today=case.as_of)
        except Exception as error:  # a bug fails its turn; the others are still measured
            # By its class alone: the message of an error may quote the turn.
            missed = tuple(said for one in turn.facts for said in expected_facts(one))
            says = (f"raised {type(error).__name__}",)
            yield ScoredTurn(case.kind, (), missed, (), ("error",), says, False, False)
            continue
        conversation = reply.conversation_id
        yield scored_turn(case.kind, turn, reply)


_REFUSING = {
    Status.NOT_IN_SOURCES,
    Status.PARTIAL,
    Status.OUT_OF_SCOPE,
    Status.DECLINED,
}


def scored_turn(kind: ConversationKind, turn: ExpectedTurn, reply: ChatReply) -> ScoredTurn:
    """Compare a reply with what its turn needs."""
    spoken = [fact for fact in reply.facts if fact.source == "message"]
    got: list[Said] = []
    for said in facts_of(spoken):
        if not any(said == one for one in got):
            got.append(said)
    hit, missed = [], []
    left = list(got)
    for wanted in (said for fact in turn.facts for said in expected_facts(fact)):
        found = next((one for one in left if wanted.agrees(one)), None)
        if found is None:
            missed.append(wanted)
        else:
            left.remove(found)
            hit.append(wanted.kind)
    known = [said for fact in turn.case_only for said in expected_facts(fact)]
    extra = [one for one in left if not any(want.agrees(one) for want in known)]
    wrong = dict(_wrong(turn, reply))
    return ScoredTurn(
        kind=kind,
        hit=tuple(hit),
        missed=tuple(missed),
        extra=tuple(extra),
        wrong=tuple(wrong),
        says=tuple(f"{name}: {says}" for name, says in wrong.items()),
        unanswerable=bool(turn.status) and not set(turn.status) - _REFUSING,
        refused=reply.status in _REFUSING,
    )


def _wrong(turn: ExpectedTurn, reply: ChatReply) -> Iterator[tuple[str, str]]:
    if turn.status and reply.status not in turn.status:
        yield "status", f"{reply.status}, not {'/'.join(turn.status)}"
    found = {(one.rule, _key(one.subject)): one.outcome for one in reply.findings}
    bad = [
        f"{one.rule} of {one.subject}: {found.get((one.rule, _key(one.subject)))}, "
        f"not {one.outcome}"
        for one in turn.outcomes
        if found.get((one.rule, _key(one.subject))) is not one.outcome
    ]
    if bad:
        yield "outcomes", "; ".join(bad)
    cited = {one.provision for one in reply.citations}
    if turn.cites and not cited.intersection(turn.cites):
        yield "cites", f"{sorted(cited)}, none of {list(turn.cites)}"
    asked = reply.next_question.fact if reply.next_question else None
    if turn.asks and (asked is None or turn.asks.split(".")[-1] not in asked):
        yield "asks", f"{asked}, not {turn.asks}"
    case = list(facts_of_case(reply.case.model_dump(mode="json", exclude_none=True)))
    kept = [one for one in turn.case_only if not _all_held(one, case)]
    if kept:
        yield "case", f"lost: {[(one.of, one.field) for one in kept]}"
    supposed = [one for one in turn.facts if one.hypothetical and _all_held(one, case)]
    if supposed:
        yield "supposed", f"kept: {[(one.of, one.field) for one in supposed]}"
    gone = [one for one in turn.gone if any(_is_there(one, said) for said in case)]
    if gone:
        yield "gone", f"still there: {[(one.of, one.field) for one in gone]}"


def _key(subject: str | None) -> str | None:
    if subject is None:
        return None
    return gazetteer().code(subject) or mentioned_key(subject)


def _all_held(fact: ExpectedFact, case: Sequence[Said]) -> bool:
    return all(any(said.agrees(one) for one in case) for said in expected_facts(fact))


def _is_there(fact: ExpectedFact, said: Said) -> bool:
    same = _same_name(fact.of, said.of) and fact.field == said.field
    return same and (fact.owner is None or _same_name(fact.owner, said.owner or ""))


def reported_turns(half: str, found: Iterable[ScoredTurn]) -> ConversationReport:
    """Add up the figures of a half."""
    report = ConversationReport(half)
    for turn in found:
        right = not turn.wrong and not turn.missed and not turn.extra
        report.turns += 1
        report.right += right
        report.hit.update(turn.hit)
        report.missed.update(one.kind for one in turn.missed)
        report.extra.update(one.kind for one in turn.extra)
        report.wrong.update(turn.wrong)
        told = report.kinds.setdefault(turn.kind, [0, 0])
        told[0] += not turn.wrong
        told[1] += 1
        if turn.kind is ConversationKind.TWIN:
            report.refusals[0] += turn.refused and turn.unanswerable
            report.refusals[1] += turn.refused
            report.refusals[2] += turn.unanswerable
    return report


def run(
    assistant: "Assistant",
    cases: Sequence[ConversationCase],
    heard: Callable[[], None] = lambda: None,
) -> list[list[ScoredTurn]]:
    """Put all conversations to the assistant; `heard` is called after each."""
    found = []
    for case in cases:
        found.append(list(scored_conversation(assistant, case)))
        heard()
    return found


def lines_of(report: ConversationReport) -> Iterator[str]:
    """Tell the figures of a half."""
    yield f"{report.half}: {report.turns} turns, {report.right} wholly right"
    yield f"  facts: precision {report.precision:.3f}, recall {report.recall:.3f}"
    for kind in FactKind:
        hit, missed, extra = report.hit[kind], report.missed[kind], report.extra[kind]
        if hit or missed or extra:
            share = f"precision {_ratio(hit, extra):.3f}, recall {_ratio(hit, missed):.3f}"
            yield f"    {kind}: {share} ({hit} right, {missed} missed, {extra} too many)"
    yield "  turns right apart from facts:"
    for name, (right, total) in report.kinds.items():
        yield f"    {name}: {right}/{total}"
    for name, count in sorted(report.wrong.items()):
        yield f"  wrong {name}: {count}"
    figures = f"precision {report.refusal_precision:.3f}, recall {report.refusal_recall:.3f}"
    yield f"  twins, refusal: {figures}"


def failing_turns(
    cases: Sequence[ConversationCase], found: Sequence[Sequence[ScoredTurn]]
) -> Iterator[str]:
    """Tell each turn in which something is wrong, with its message."""
    for case, turns in zip(cases, found, strict=True):
        for number, (turn, scored) in enumerate(zip(case.turns, turns, strict=True), start=1):
            if not (scored.wrong or scored.missed or scored.extra):
                continue
            yield f"\n{case.name} ({case.kind}), turn {number}: {turn.message}"
            yield from (f"  missed: {one}" for one in scored.missed)
            yield from (f"  too much: {one}" for one in scored.extra)
            yield from (f"  {one}" for one in scored.says)


def report_data(report: ConversationReport) -> dict[str, object]:
    """Return the figures of a half as data."""
    return {
        "turns": report.turns,
        "right": report.right,
        "precision": report.precision,
        "recall": report.recall,
        "kinds": report.kinds,
        "wrong": dict(report.wrong),
        "refusal_precision": report.refusal_precision,
        "refusal_recall": report.refusal_recall,
        "facts": {
            kind: {
                "right": report.hit[kind],
                "missed": report.missed[kind],
                "too_many": report.extra[kind],
            }
            for kind in FactKind
        },
    }
