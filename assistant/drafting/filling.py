"""Patterns to sentences: slots filled from the case, conditions asked of it.

A slot is a path (`submitted_by`, `it.headquarters`), or the name of a computation. A pattern whose
slots cannot all be filled is not used.
"""

from collections.abc import Callable, Iterator, Mapping

from assistant.drafting.case import Case, Standing, Subject, pieces, rooted
from assistant.drafting.computing.registry import OF_SUBJECT, WHOLE
from assistant.drafting.page import When, pieces_of
from assistant.drafting.wording import (
    Told,
    clean,
    ended,
    is_sentence,
    joined,
    own_words,
    slug,
    words,
    written,
)
from rules.country import NONE, folded

_AIMS = ("to ", "for ")
_MARKS: Mapping[str, Callable[[str], str | None]] = {
    "own": own_words,
    "given": ended,
    # The applicant's words where they can stand as a sentence, and where they cannot.
    "sentence": lambda text: own_words(text) if is_sentence(text) else None,
    "phrase": lambda text: None if is_sentence(text) else own_words(text),
    # A purpose that is told as "to finance …" or "for the first site".
    "aim": lambda text: ended(text) if clean(text).startswith(_AIMS) else None,
    "capital": lambda text: text[:1].upper() + text[1:],
}
_OWN_WORDS = {"own", "given", "sentence", "phrase", "aim"}
"""The marks that take the applicant's words as they were given."""


class Filler:
    """Fills patterns from one case; every slot is worked out once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._slots: dict[tuple[str, str], Told | None] = {}

    def filled(self, text: str, subject: Subject | None = None) -> Told | None:
        """Fill a pattern; None where one of its slots cannot be filled."""
        parts: list[Told] = []
        out = ""
        for place, piece in enumerate(pieces_of(text)):
            if place % 2 == 0:
                # A name that ends with a full stop ends the sentence too.
                out += piece[1:] if out.endswith(".") and piece.startswith(".") else piece
                continue
            told = self._slot(piece, subject)
            if told is None:
                return None
            parts.append(told)
            out += told.text
        return joined(parts, out)

    def first(
        self, patterns: Iterator[str] | tuple[str, ...], subject: Subject | None
    ) -> Told | None:
        """Fill the first pattern that can be."""
        filled = (self.filled(pattern, subject) for pattern in patterns)
        return next((told for told in filled if told is not None), None)

    def _slot(self, slot: str, subject: Subject | None) -> Told | None:
        key = (slot, subject.path if subject and slot.startswith("it.") else "")
        if key not in self._slots:
            name, _, mark = slot.partition("|")
            self._slots[key] = self._marked(self._told(name, subject, own=mark in _OWN_WORDS), mark)
        return self._slots[key]

    def _marked(self, told: Told | None, mark: str) -> Told | None:
        if told is None or not mark:
            return told
        text = _MARKS[mark](told.text)
        return None if text is None else Told(text, told.facts, told.computed)

    def _told(self, name: str, subject: Subject | None, *, own: bool) -> Told | None:
        if name in WHOLE:
            return WHOLE[name](self.case)
        if subject is not None and name.startswith("it.") and name[3:] in OF_SUBJECT:
            return OF_SUBJECT[name[3:]](self.case, subject)
        path = rooted(name, subject)
        if self.case.standing(path) is not Standing.TOLD:
            return None
        value = self.case.value(path)
        if value == NONE:
            return None
        field = str(pieces(path)[-1])
        return Told(value if own else written(field, value), (path,))

    def subjects(self, each: str) -> list[Subject]:
        """Return the entries of a list, with names as findings give them and keys for ids."""
        entries = self.case.value(each)
        if entries is None or entries == NONE:
            return []
        group = str(pieces(each)[-1])
        found: list[Subject] = []
        keys: dict[str, int] = {}
        for n, part in enumerate(entries):
            name = getattr(part, "name", None) or words()["unnamed"].format(
                group=words()["groups"].get(group, group), number=n + 1
            )
            key = slug(name)
            keys[key] = keys.get(key, 0) + 1
            key = key if keys[key] == 1 else f"{key}-{keys[key]}"
            found.append(Subject(f"{each}[{n}]", part, name, key))
        return found

    def holds(self, when: When, subject: Subject | None = None) -> bool:
        """Whether everything holds that a condition names."""
        return all(self._parts(when, subject))

    def _parts(self, when: When, subject: Subject | None) -> Iterator[bool]:
        yield from self._standings(when, subject)
        yield from self._lists(when, subject)
        yield from self._values(when, subject)
        yield from self._findings(when, subject)

    def _standings(self, when: When, subject: Subject | None) -> Iterator[bool]:
        """Whether something is stated, stated as none, or not stated."""

        def standing(path: str) -> Standing:
            return self.case.standing(rooted(path, subject))

        yield from (standing(path) is Standing.TOLD for path in when.told)
        yield from (standing(path) is Standing.ABSENT for path in when.untold)
        yield from (standing(path) is Standing.DENIED for path in when.denied)
        if when.not_all:
            yield any(standing(path) is not Standing.TOLD for path in when.not_all)
        if when.some:
            yield any(standing(path) is Standing.TOLD for path in when.some)
        yield from (self._slot(slot, subject) is None for slot in when.without)

    def _lists(self, when: When, subject: Subject | None) -> Iterator[bool]:
        """How many entries a list has, and whether a certain one is among them."""

        def held(path: str) -> tuple[object, ...]:
            value = self.case.value(rooted(path, subject))
            return value if isinstance(value, tuple) else ()

        yield from (len(held(path)) == 1 for path in when.one)
        yield from (len(held(path)) > 1 for path in when.several)
        yield from (len(held(path)) == number for path, number in when.count.items())
        yield from (entry in held(path) for path, entry in when.contains.items())

    def _values(self, when: When, subject: Subject | None) -> Iterator[bool]:
        """What is stated, as it stands."""

        def value(path: str) -> object:
            return self.case.value(rooted(path, subject))

        yield from (value(path) in allowed for path, allowed in when.equals.items())
        if when.same:
            yield len({value(path) for path in when.same}) == 1
        for path, name in when.mentions.items():
            text, named = (folded(str(value(one) or "")) for one in (path, name))
            yield bool(named) and named in text
        for path, wanted in when.says.items():
            text = folded(str(value(path) or ""))
            yield any(folded(word) in text for word in wanted)

    def _findings(self, when: When, subject: Subject | None) -> Iterator[bool]:
        """What the rules say."""
        about = subject.name if subject else None
        for rule, outcomes in when.outcome.items():
            finding = self.case.finding(rule, about)
            yield finding is not None and finding.outcome in outcomes
        for rule, branches in when.branch.items():
            finding = self.case.finding(rule, about)
            yield finding is not None and finding.branch in branches
        for rule, outcome in when.every.items():
            found = [one.outcome for one in self.case.assessment.findings if one.rule == rule]
            yield bool(found) and all(one is outcome for one in found)
