"""A message in the light of the turn before it: what it leans on, what it asks of the case.

"What about Macau?" is the question before with Macau in the place of the country in it; "make that
55 %" is the statement before with another percentage; "forget the UAE market" takes it out of the
case; "Korea" answers the question that was put; "why?" asks for the proof. Each gives a message
that stands by itself, so that what comes after need not know the difference.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.lexicon import Lexicon, any_of, whole_words
from assistant.mentions import Mention, mentions_in
from assistant.reply import ChatReply, Status
from rules.company import mentioned_key
from rules.country import folded, gazetteer
from rules.proposal import Proposal


class Ask(StrEnum):
    """What a message may ask of the case, or of the reply before."""

    WHY = "why"
    SOURCE = "source"
    PROBLEM = "problem"
    MISSING = "missing"
    STANDING = "standing"
    REMEDY = "remedy"
    KNOWN = "known"
    EFFECT = "effect"


OF_THE_REPLY = frozenset({Ask.WHY, Ask.SOURCE, Ask.EFFECT})
"""Asked of the reply before, and of the case as it was spoken of there; the others, of the case."""


@dataclass(frozen=True)
class Before:
    """The turn before: its message as it was understood, and the reply."""

    message: str
    reply: ChatReply


@dataclass(frozen=True)
class Followed:
    """A message that stands by itself.

    `news` are facts that it gives by answering the question put before; `dropped` are the names
    taken out of the case, as they stand there; `declined` is the fact that will not be told;
    `of` is the part of the case that is asked about, in the message's words, where it is one part;
    `insists` tells that it presses for what was declined before, and stands for that once more;
    `supposes`, that what it puts into a place or leaves out is only asked about; `alone`, that
    the whole message asks of the case or takes something out of it, and tells nothing beside.
    """

    message: str
    ask: Ask | None = None
    of: str = ""
    news: Proposal = Proposal()
    dropped: tuple[str, ...] = ()
    declined: str | None = None
    insists: bool = False
    supposes: bool = False
    alone: bool = False


_LONGEST_ASK = 16
_LONGEST_WITH_ASK = 30
_CLAUSE = re.compile(r"(?<=[.!?:;])\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_QUESTION_MARKS = re.compile(r"(?<=[.!?:;])\s+")
_SAID_BEFORE = re.compile(r"(?<!\w)(under|according to|given|per|pursuant to)\s", re.IGNORECASE)
_CLAUSE_MARK = re.compile(r"[;:!?\n]|[,.]\s")
_SENTENCE_MARK = re.compile(r"[;!?\n]|\.\s")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ASKING = ("what", "how", "and what", "and how")
_LONGEST_ELLIPTIC = 9
_LONGEST_FRAGMENT = 4
_LONGEST_ANSWER = 12
_LONGEST_BARE = 4
"""Words of a correction that only says what is new: "no, it is 55 percent"."""
_SUBJECTS = ("members", "service_providers")
_LISTS = (*_SUBJECTS, "markets", "layers.hardware.items", "layers.models.models")
"""The lists of a case whose parts bear names."""


class ContextReader:
    """Reads messages in their context with the patterns of a lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        words: Mapping[str, Any] = lexicon.following
        around = any_of(words["around"])
        before, after = rf"(?:{around}[\s,;:!.]+)*", rf"(?:[\s,;:!.?]+{around})*[\s.!?…]*"
        self._asks = {
            Ask(name): re.compile(rf"{before}{any_of(patterns)}{after}")
            for name, patterns in words["asks"].items()
        }
        self._asks_of = {
            Ask(name): _whole(patterns, before, after)
            for name, patterns in words["asks_of"].items()
        }
        self._whole_case = re.compile(any_of(words["whole_case"]))
        self._instead = _whole(words["instead"], before, after)
        self._instead_bare = _whole(words["instead_bare"], before, after)
        self._bare = re.compile(rf"(?:\W|\b{any_of(words['bare_words'])}\b)*", re.IGNORECASE)
        self._beside = re.compile(rf"(?:\W|\b{any_of(words['answer_words'])}\b)*", re.IGNORECASE)
        self._corrects = re.compile(rf"^{any_of(words['corrects'])}", re.IGNORECASE)
        self._corrects_tail = re.compile(rf"{any_of(words['corrects_tail'])}\W*$")
        self._replaces = _whole(words["replaces"], before, after)
        self._restates: Mapping[str, str] = words["restates"]
        self._instead_of_part = _whole(words["instead_of_part"], before, after)
        self._drops = _whole(words["drops"], before, after)
        self._drops_supposed = _whole(words["drops_supposed"], before, after)
        self._points_back = whole_words(words["points_back"])
        self._asks_anew = re.compile(rf"(?:.*\s)?{any_of(words['asks_anew'])}", re.DOTALL)
        self._still_presses = whole_words(words["still_presses"])
        self._own_subjects = whole_words(words["own_subjects"])
        self._interrogative = re.compile(
            rf"{before}{any_of(lexicon.cues['interrogatives'])}(?!\w).*\?", re.DOTALL
        )
        self._fragment = re.compile(rf"{any_of(words['fragment_opens'])}(?!\w)")
        self._points_to_list = whole_words(words["points_to_list"])
        self._goes_on = re.compile(rf"{before}{any_of(words['goes_on'])}{after}")
        self._brought = [
            re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE) for pattern in words["brought_text"]
        ]
        self._not_told = re.compile(rf"{before}{any_of(words['not_told'])}{after}")
        self._insists = whole_words(words["insists"])
        self._leans_on = re.compile(rf"{before}{any_of(words['leans_on'])}.*", re.DOTALL)
        self._turns = whole_words(words["turns"])
        self._yes = re.compile(rf"{any_of(words['affirms'])}(?!\w).*")
        self._no = re.compile(rf"{any_of(words['denies'])}(?!\w).*")
        pronouns, possessives = any_of(words["pronouns"]), any_of(words["possessives"])
        self._pronoun = re.compile(
            rf"(?P<head>^|[.;!?]\s+|\b(?:if|and if|what if|suppose|that|and|but)\s+)"
            rf"(?:(?P<own>{possessives})|(?P<who>{pronouns}))(?=\s)",
            re.IGNORECASE,
        )

    def follow(self, message: str, case: Proposal, before: Before | None, *, year: int) -> Followed:
        """Read a message in its context; without one it stays as it is."""
        if before is not None and self._presses(message, before):
            return Followed(before.message, insists=True)
        return self._followed(message, case, before, year=year)

    def _followed(
        self, message: str, case: Proposal, before: Before | None, *, year: int
    ) -> Followed:
        text = _plain(message)
        told = self._of_the_case(message, text, case)
        if told is not None:
            return told
        if before is None:
            return Followed(message)
        if self._leads_on(text, before):
            return Followed(message, Ask.MISSING, alone=True)
        short = len(text.split()) <= _LONGEST_ASK
        if short and (new := self._put_in(message, text, case, before, year)):
            return new
        answered = self._answered(message, text, case, before, year)
        if answered is not None:
            return answered
        said = self._corrects.sub("", message, count=1) if short else message
        return Followed(self._with_subject(said or message, case, before))

    def _of_the_case(self, message: str, text: str, case: Proposal) -> Followed | None:
        """Read what is asked of the case, or taken out of it, in fact or in thought."""
        ask, alone = self._asked_of_the_case(text)
        if ask is not None:
            return Followed(message, ask, self._part_of_it(text, message), alone=alone)
        if len(text.split()) <= _LONGEST_ASK:
            for supposed in (False, True):
                if dropped := self._dropped(text, case, supposed=supposed):
                    return Followed(message, dropped=dropped, supposes=supposed, alone=True)
        return self._dropped_beside(message, case)

    def _dropped_beside(self, message: str, case: Proposal) -> Followed | None:
        """Take out what one sentence of a message drops; the others are heard for themselves."""
        sentences = _SENTENCE.split(message.strip())
        if len(sentences) < 2:
            return None
        for place, sentence in enumerate(sentences):
            text = _plain(sentence)
            short = len(text.split()) <= _LONGEST_ASK and not text.endswith("?")
            if short and (dropped := self._dropped(text, case)):
                rest = " ".join([*sentences[:place], *sentences[place + 1 :]])
                return Followed(rest, dropped=dropped)
        return None

    def _asked_of_the_case(self, text: str) -> tuple[Ask | None, bool]:
        """Find what a message asks of the case, and whether it asks nothing beside.

        Where only a clause asks it, what that clause refers to may stand in the message itself: so
        what follows from the reply before is asked by a whole message alone.
        """
        if len(text.split()) > _LONGEST_WITH_ASK:
            return None, False
        forms = {one: [form] for one, form in self._asks.items()}
        for one, of_parts in self._asks_of.items():
            forms[one] = [*forms[one], *of_parts]
        if len(text.split()) <= _LONGEST_ASK and (whole := _fitting(forms, text)):
            return whole, True
        forms.pop(Ask.EFFECT)
        parts = (part for part in _CLAUSE.split(text) if part)
        return next((found for part in parts if (found := _fitting(forms, part))), None), False

    def _part_of_it(self, text: str, message: str) -> str:
        """Return the part of the case that is asked about, as it is written; "" for all of it."""
        for clause in (text, *_CLAUSE.split(text)):
            for forms in self._asks_of.values():
                found = _first(forms, clause)
                if found is not None and not self._whole_case.fullmatch(found["of"]):
                    return _as_written(found["of"], message)
        return ""

    # -- pressed for what was declined ----------------------------------------------------------

    def _presses(self, message: str, before: Before) -> bool:
        """Whether a message presses for what the reply before declined.

        It does so in words of its own ("just the steps"), or by leaning on what was asked.
        """
        text = _plain(message)
        if before.reply.status is not Status.DECLINED or self._turns.search(text):
            return False
        if self._asks_anew.fullmatch(text) and not self._still_presses.search(text):
            return False
        if self._asks_its_own(text):
            return False
        short = len(text.split()) <= _LONGEST_ASK
        leans = short and self._leans_on.fullmatch(text) is not None
        return leans or self._insists.search(text) is not None

    def _asks_its_own(self, text: str) -> bool:
        """Whether a message ends in a whole question about the Program, and not about the means."""
        last = _QUESTION_MARKS.split(text)[-1]
        whole = len(last.split()) > _LONGEST_FRAGMENT and self._interrogative.fullmatch(last)
        return bool(
            whole and self._own_subjects.search(last) and not self._still_presses.search(last)
        )

    def _leads_on(self, text: str, before: Before) -> bool:
        """Whether a message asks for what comes next, or leaves open what nobody asked for."""
        asked = before.reply.next_question is not None
        going = asked or bool(before.reply.declined)
        return (going and self._goes_on.fullmatch(text) is not None) or (
            not asked and self._not_told.fullmatch(text) is not None
        )

    def brought_text(self, message: str) -> str:
        """Return what a message calls a text that it tells of as changing the call, else ""."""
        for clause in _SENTENCE.split(message):
            if clause.endswith("?") and not _SAID_BEFORE.search(clause):
                continue
            found = next((one for form in self._brought if (one := form.search(clause))), None)
            if found is not None:
                return found["text"].strip()
        return ""

    def elliptic(self, message: str, *, answered: bool) -> bool:
        """Whether a question cannot be read without the one before it.

        One that is `answered` by itself leans only where it points back with a word.
        """
        text = _plain(message)
        words = text.split()
        if len(words) > _LONGEST_ELLIPTIC or not message.rstrip().endswith("?"):
            return False
        points = self._points_back.search(text) is not None
        short = len(words) <= _LONGEST_FRAGMENT
        if (short and self._fragment.match(text)) or self._points_to_list.search(text):
            return True
        return (points and short) or (not answered and (points or short))

    # -- taken out ------------------------------------------------------------------------------

    def _dropped(self, text: str, case: Proposal, *, supposed: bool = False) -> tuple[str, ...]:
        found = _first(self._drops_supposed if supposed else self._drops, text)
        return tuple(_named_in(case, found["name"])) if found else ()

    def _put_in(
        self, message: str, text: str, case: Proposal, before: Before, year: int
    ) -> Followed | None:
        markets = frozenset(gazetteer().code(one.name) for one in case.markets or ())
        if whole := self._in_its_place(message, text, before, year, markets):
            asks = self._puts_a_question(text) and (
                text.endswith("?") or "?" in before.message or text.startswith(_ASKING)
            )
            return Followed(whole, supposes=asks)
        if restated := self._restated(message, text, before, year):
            return Followed(restated)
        named = self._of_a_named_part(message, text, case)
        return Followed(named) if named else None

    # -- the like of it in the message before -----------------------------------------------------

    def _in_its_place(
        self,
        message: str,
        text: str,
        before: Before,
        year: int,
        markets: frozenset[str | None] = frozenset(),
    ) -> str | None:
        """Put what is new into the place of its like in the message before.

        The same for another country is the same for another market, where one was told.
        """
        if whole := self._of_part(message, text, before, year):
            return whole
        new = self._new(message, text, year)
        if "?" not in before.message and not self._is_bare(new, year):
            # "What about a member from Taiwan?" asks anew after a statement; "and in Taiwan?" not.
            return None
        news = [one for one in mentions_in(new, year=year) if one.kind in _REPLACEABLE]
        whole = before.message
        for mention in news:
            old = [one for one in mentions_in(whole, year=year) if _alike(one, mention)]
            if not old:
                return None
            if any(one.value == mention.value for one in old):
                continue
            if "?" not in before.message:
                old = [one for one in old if one.value in markets] or old
            # A bare number is an amount; where the message before gives none, a percentage.
            old = [one for one in old if one.kind != "P" or mention.kind == "P"] or old
            meant = _meant(old, whole, new)
            words = new[mention.start : mention.end]
            words += " %" if meant.kind == "P" and mention.kind == "N" else ""
            whole = f"{whole[: meant.start]}{words}{whole[meant.end :]}"
        return whole if news else None

    def _of_part(self, message: str, text: str, before: Before, year: int) -> str | None:
        """Put a country in the place of the one told of a part: "if the fund were from Osaka"."""
        found = _first(self._instead_of_part, text)
        if found is None:
            return None
        part = set(_WORD.findall(found["part"]))
        new = _as_written(found["new"], message)
        news = [one for one in mentions_in(new, year=year) if one.kind in _PLACES]
        if len(news) != 1 or not self._is_bare(new, year):
            return None
        whole = before.message
        for clause in _CLAUSES.finditer(whole):
            said = mentions_in(clause[0], year=year)
            old = [one for one in said if one.kind in _PLACES]
            if len(old) == 1 and part and part <= set(_WORD.findall(clause[0].casefold())):
                at, ends = clause.start() + old[0].start, clause.start() + old[0].end
                return f"{whole[:at]}{new[news[0].start : news[0].end]}{whole[ends:]}"
        return None

    def _restated(self, message: str, text: str, before: Before, year: int) -> str:
        """Tell a bare figure as what the reply before was about: "no, it is 55 percent"."""
        if self._corrects.sub("", text, count=1) == text and not _first(self._replaces, text):
            return ""
        new = self._new(message, text, year)
        found = mentions_in(new, year=year)
        if [one.kind for one in found] != ["P"] or not self._is_bare(new, year):
            return ""
        told = next((one.rule for one in before.reply.findings), "")
        form = str(self._restates.get(told, ""))
        return form.format(new=new[found[0].start : found[0].end]) if form else ""

    def _of_a_named_part(self, message: str, text: str, case: Proposal) -> str:
        """Return what a correction says where it names a part of the case: "make that 2 for X"."""
        found = _first(self._replaces, text)
        words = _WORD.findall(found["new"]) if found is not None else []
        names = [part.name for part in _named_parts(case) if part.name is not None]
        heads = {word for name in names for word in _WORD.findall(name.casefold())}
        return _as_written(found["new"], message) if found and heads.intersection(words) else ""

    def _puts_a_question(self, text: str) -> bool:
        """Whether a message asks the same of something else, and corrects nothing."""
        forms = [*self._instead, *self._instead_bare, *self._instead_of_part]
        asks = _first(forms, text) is not None
        return asks and _first(self._replaces, text) is None

    def _new(self, message: str, text: str, year: int) -> str:
        """Return what a message puts in the place of something, as it is written; else ""."""
        found = _first(self._instead, text) or _first(self._replaces, text)
        if found is not None:
            return _as_written(found["new"], message)
        found = _first(self._instead_bare, text)
        if found is not None:
            new = _as_written(found["new"], message)
            return new if self._is_bare(new, year) else ""
        bare = self._corrects.sub("", text, count=1)
        bare, said = self._corrects_tail.sub("", bare), bare != text
        corrected = said and len(bare.split()) <= _LONGEST_BARE
        return _as_written(bare, message) if corrected else ""

    def _is_bare(self, text: str, year: int) -> bool:
        """Whether a text is nothing but what it names, with small words."""
        left = _left_of(text, mentions_in(text, year=year))
        return left != text and self._bare.fullmatch(left) is not None

    # -- an answer to what was asked --------------------------------------------------------------

    def _answered(
        self, message: str, text: str, case: Proposal, before: Before, year: int
    ) -> Followed | None:
        """Take a short message as the answer to the question that was put, if there was one."""
        asked = before.reply.next_question
        if asked is None or message.rstrip().endswith("?") or len(text.split()) > _LONGEST_ANSWER:
            return None
        if self._not_told.fullmatch(text):
            return Followed(message, declined=asked.fact)
        *_, field = asked.fact.split(".")
        mentions = mentions_in(message, year=year)
        if mentions and self._beside.fullmatch(_left_of(message, mentions)) is None:
            return None
        value = self._value(field, text, mentions)
        news = None if value is None else _stating(case, asked.fact, value)
        return None if news is None else Followed(message, news=news)

    def _value(self, field: str, text: str, mentions: Sequence[Mention]) -> object | None:
        kinds = _KINDS.get(field)
        if kinds is None:
            return None
        if kinds == _YES_OR_NO:
            return (
                True if self._yes.fullmatch(text) else (False if self._no.fullmatch(text) else None)
            )
        found = [one for one in mentions if one.kind in kinds]
        if len(found) != 1 or len(mentions) != 1:
            return None
        return found[0].value

    # -- whom it is about -------------------------------------------------------------------------

    def _with_subject(self, message: str, case: Proposal, before: Before) -> str:
        """Put the company spoken of last into the place of a pronoun that opens a statement."""
        name = _spoken_of(before, case)
        if name is None:
            return message
        known = (part.name for part in _named_parts(case) if part.name is not None)
        heads = {found[0] for one in known if (found := _WORD.findall(one.casefold()))}

        def named(match: re.Match[str]) -> str:
            if heads.intersection(_WORD.findall(message[: match.start()].casefold())):
                return match[0]  # The message has named somebody: its pronoun is of him.
            return f"{match['head']}{name}{chr(39) + 's' if match['own'] else ''}"

        return self._pronoun.sub(named, message, count=1)


_PLACES = frozenset("CB")
_CLAUSES = re.compile(r"[^,;.!?\n]+")
_NUMBERS = frozenset("MNP")
_REPLACEABLE = frozenset("CBPMND")
"""Countries, blocs, percentages, amounts, numbers and days."""
_YES_OR_NO = frozenset({"yes or no"})
_KINDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("headquarters", "incorporated_in", "principal_place_of_business", "country"),
        frozenset("C"),
    ),
    "developer_country": frozenset("C"),
    "percent": frozenset("P"),
    "us_content_percent": frozenset("P"),
    "value_usd": frozenset("M"),
    "us_origin_value_usd": frozenset("M"),
    "filed_on": frozenset("D"),
    "industry_led": _YES_OR_NO,
    "open_weight": _YES_OR_NO,
}
"""What kind of mention answers the question about a field."""


def _whole(patterns: Sequence[str], before: str, after: str) -> list[re.Pattern[str]]:
    return [re.compile(f"{before}(?:{pattern}){after}") for pattern in patterns]


def _fitting(forms: Mapping[Ask, Sequence[re.Pattern[str]]], text: str) -> Ask | None:
    return next(
        (one for one, listed in forms.items() if any(form.fullmatch(text) for form in listed)), None
    )


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> Mapping[str, str] | None:
    for pattern in patterns:
        found = pattern.fullmatch(text)
        if found:
            return {name: value.strip(" ?.!,") for name, value in found.groupdict().items()}
    return None


def _left_of(text: str, mentions: Sequence[Mention]) -> str:
    """Return a text without what it names."""
    for one in reversed(mentions):
        text = text[: one.start] + text[one.end :]
    return text


def _as_written(part: str, message: str) -> str:
    """Return a part of a folded message as the message writes it."""
    at = message.casefold().rfind(part)
    return message[at : at + len(part)] if at >= 0 else part


def _plain(message: str) -> str:
    return " ".join(message.casefold().replace("’", "'").split())


def _meant(old: Sequence[Mention], whole: str, new: str) -> Mention:
    """Return the like that new words mean: where most of them stand around it, else the last.

    Words in the same clause count, and those in the same sentence.
    """
    told = set(_WORD.findall(new.casefold()))

    def shared(one: Mention) -> int:
        around = (
            f"{mark.split(whole[: one.start])[-1]} {mark.split(whole[one.end :])[0]}"
            for mark in (_CLAUSE_MARK, _SENTENCE_MARK)
        )
        return sum(len(told.intersection(_WORD.findall(text.casefold()))) for text in around)

    return max(enumerate(old), key=lambda one: (shared(one[1]), one[0]))[1]


def _alike(old: Mention, new: Mention) -> bool:
    if new.kind == "N":
        return old.kind in _NUMBERS
    pairs = (frozenset("CB"), frozenset("MN"))
    return old.kind == new.kind or any({old.kind, new.kind} <= pair for pair in pairs)


def _named_in(case: Proposal, name: str) -> list[str]:
    """Return the names in a case that a name stands for: a country by any of its names."""
    code = gazetteer().code(name)
    names = [part.name for part in _named_parts(case) if part.name is not None]
    return [
        one
        for one in names
        if mentioned_key(one) == mentioned_key(name)
        or folded(one) == folded(name)
        or (code is not None and gazetteer().code(one) == code)
    ]


def _named_parts(case: Proposal) -> Iterator[Any]:
    """Give what bears a name in a case: companies, markets, positions of hardware, models."""
    for path in _LISTS:
        yield from _list_at(case, path) or ()


def _list_at(case: Proposal, path: str) -> Sequence[Any] | None:
    held: Any = case
    for piece in path.split("."):
        held = getattr(held, piece, None)
    return held if held is None else tuple(held)


def without(case: Proposal, names: Sequence[str]) -> Proposal:
    """Return a case without the parts of these names: companies, markets, hardware, models."""
    for path in _LISTS:
        parts = _list_at(case, path)
        if parts is None or not any(part.name in names for part in parts):
            continue
        case = _with_list(case, path.split("."), [one for one in parts if one.name not in names])
    return case


def _with_list(holder: Any, path: Sequence[str], parts: Sequence[Any]) -> Any:
    name, *below = path
    held = _with_list(getattr(holder, name), below, parts) if below else tuple(parts)
    return holder.model_copy(update={name: held})


def _stating(case: Proposal, fact: str, value: object) -> Proposal | None:
    """Return a proposal that states one fact of a case, with the names that lead to it."""
    whole: dict[str, Any] = {}
    told: Any = whole
    held: Any = case
    pieces = re.findall(r"[a-z_]+|\[\d+\]", fact)
    for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece.startswith("["):
            place = int(piece[1:-1])
            if held is None or place >= len(held):
                return None
            held = held[place]
            item = (
                {"name": held.name}
                if getattr(held, "name", None)
                else held.model_dump(exclude_none=True)
            )
            told.append(item)
            told = item
        else:
            held = getattr(held, piece, None)
            if not following:
                told[piece] = value
            else:
                told[piece] = [] if following.startswith("[") else {}
                told = told[piece]
    return Proposal.model_validate(whole)


def _spoken_of(before: Before, case: Proposal) -> str | None:
    """Return the company that the turn before was about, if it was about one."""
    known = {part.name for group in _SUBJECTS for part in getattr(case, group) or ()}
    spoken_of = before.reply.spoken_of
    if spoken_of in known:
        return spoken_of
    told = [
        match[1]
        for fact in before.reply.facts
        if (match := re.match(r"members\[([^\]]+)\]", fact.path)) and match[1] in known
    ]
    subjects = [one.subject for one in before.reply.findings if one.subject in known]
    names = list(dict.fromkeys([*told, *(one for one in subjects if one is not None)]))
    if told:
        return told[-1]
    return names[0] if len(names) == 1 else None
