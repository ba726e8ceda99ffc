"""Whether a message asks for a draft, for a change of the last one, or for what it lacks.

Questions about how to draft stay questions; a paper of another kind is not ours. What a request
states of the case is read from it as from any message.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assistant.drafting.draft import Form
from assistant.drafting.section import Sections
from assistant.keeping.records import KeptDraft
from assistant.lexicon import any_of
from assistant.mentions import mentions_in


class Act(StrEnum):
    """What is asked for."""

    MAKE = "make"
    CHANGE = "change"
    MISSING = "missing"
    QUESTION = "question"


@dataclass(frozen=True)
class Asked:
    """A request for a draft.

    `message` is what its facts are read from; `sections` are None for all of them. A change with
    `news` is one only if the message states or takes out something. A question about a section is
    no request: `message` puts it in the words of the sources.
    """

    act: Act
    message: str
    form: Form = Form.DRAFT
    sections: tuple[str, ...] | None = None
    brevity: bool = False
    news: bool = False


_LONGEST_REQUEST = 60
"""Words of the sentence that asks; what tells a case may be longer."""
_LONGEST_NAME = 8
"""Words of a section's name, with those that join it to the next."""
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.](?=\S)[^.!?\n]*)*[.!?]*")


class RequestReader:
    """Reads requests with the words of the lexicon and the sections that there are."""

    def __init__(self, words: Mapping[str, Any], sections: Sections) -> None:
        self._words = words
        self._ids = tuple(sections.pages)
        self._titles = {name: page.title for name, page in sections.pages.items()}
        self._numbers = {page.number: name for name, page in sections.pages.items()}
        polite = rf"(?:{any_of(words['polite'])}[\s,:;!]+)*"
        self._polite = re.compile(polite)
        self._verb = re.compile(
            rf"{polite}(?P<verb>{any_of(words['verbs'])})(?:\s+(?:me|us|up))?\s+"
        )
        self._want = re.compile(rf"{polite}(?P<verb>{any_of(words['wants'])})\s+")
        self._thing = re.compile(
            rf"(?:(?:the|our|a|an|your|its)\s+)?(?P<thing>{any_of(words['things'])})\s+"
        )
        self._outline = _within(words["outline"])
        self._draft = _within(words["draft"])
        self._brief = re.compile(words["brief"])
        whole = any_of(words["whole"])
        after = rf"(?:\s+{any_of(words['whole_after'])})*"
        self._whole = re.compile(rf"{whole}{after}")
        self._breaks = re.compile(words["breaks"])
        self._asks = re.compile(words["asks"])
        self._not_ours = re.compile(words["not_ours"])
        self._missing = re.compile(rf"{polite}{any_of(words['missing'])}[\s?.!]*")
        self._alone = re.compile(words["alone"])
        self._contents = re.compile(rf"{polite}{any_of(words['contents'])}[\s?.!]*")
        self._redoes = re.compile(rf"{polite}{any_of(words['redoes'])}(?!\w).*")
        self._of_the_draft = re.compile(words["of_the_draft"])
        self._section_word = re.compile(rf"(?<!\w){words['section_word']}(?!\w)")
        self._numbered = re.compile(rf"(?<!\w){words['numbered']}(?!\w)")
        self._changes = {
            name: re.compile(rf"{polite}{any_of(forms)}(?:[\s,]+(?:please|now|thanks?))*")
            for name, forms in words["changes"].items()
        }
        self._joins = re.compile(rf"(?P<first>.+?){words['joins']}(?P<rest>.+)")
        self._puts_in = re.compile(rf"{polite}{any_of(words['puts_in'])}\s+(?P<rest>.+)")
        self._takes_out = re.compile(rf"{polite}{any_of(words['takes_out'])}\s+(?P<rest>.+)")
        self._adds = re.compile(rf"{polite}{any_of(words['adds_section'])}\s+(?P<rest>.+)")
        self._now = re.compile(rf"{any_of(words['now_section'])}\s+(?P<rest>.+)")
        self._names = sorted(self._named(), key=lambda pair: -len(pair[0].pattern))

    def _named(self) -> Iterator[tuple[re.Pattern[str], str]]:
        for name in self._ids:
            title = re.escape(self._titles[name].casefold())
            for form in (title, name.replace("_", "[ _]"), *self._words["sections"].get(name, ())):
                yield re.compile(rf"(?<![\w-]){form}(?![\w-])"), name

    # -- reading --------------------------------------------------------------------------------

    def read(self, message: str, before: KeptDraft | None, *, fresh: bool) -> Asked | None:
        """Read what a message asks for; `fresh` tells that the last reply brought the draft."""
        for match in _SENTENCE.finditer(message):
            text = _plain(match[0])
            if not text or len(text.split()) > _LONGEST_REQUEST:
                continue
            found = (
                self._lacking(text, message)
                or self._of_sources(text, message)
                or self._made(text, message)
            )
            if found is None and before is not None:
                found = self._changed(text, message, before, fresh=fresh)
            if found is not None:
                return found
        return None

    def _lacking(self, text: str, message: str) -> Asked | None:
        if not self._missing.fullmatch(text):
            return None
        numbered = self._numbered_in(text)
        named = self._section_word.search(text) is not None
        sections = numbered or (self._sections_in(text) if named else ())
        if sections:
            return Asked(Act.MISSING, message, sections=sections)
        return Asked(Act.MISSING, message) if self._of_the_draft.search(text) else None

    def _of_sources(self, text: str, message: str) -> Asked | None:
        """Put a question about what a section must hold in the words of the sources."""
        match = self._contents.fullmatch(text)
        sections = self._numbered_in(text) or self._sections_in(match["what"]) if match else ()
        if len(sections) != 1 or text != _plain(message):
            return None
        subject = self._words["subjects"].get(sections[0])
        asks = self._words["asks_of_section"].format(subject=subject)
        return Asked(Act.QUESTION, asks) if subject else None

    def _made(self, text: str, message: str) -> Asked | None:
        """Read a request for a text that names what it is to be of."""
        bare = text[self._polite.match(text).end() :]  # type: ignore[union-attr]  # it may be empty
        if self._asks.match(bare) or self._not_ours.search(text):
            return None
        opened = self._verb.match(text) or self._want.match(text)
        rest = text[opened.end() :] if opened else bare
        thing = self._thing.match(f"{rest} ")
        head = rest[thing.end() :] if thing else rest
        if opened is None and thing is None:
            return None
        cut = self._breaks.search(head)
        head = self._listed(head[: cut.start()] if cut else head)
        alone = thing is not None and not head and self._alone.search(thing[0])
        whole = alone or self._whole.fullmatch(head)
        sections = () if whole else self._asked_sections(head, opened, thing is not None)
        if not whole and not sections:
            return None
        verb = text[: len(text) - len(rest)] + (thing[0] if thing else "")
        form = Form.OUTLINE if self._outline.search(f"{verb} {head}") else Form.DRAFT
        # "Can you outline the market section for Kenya?" states the market; it is no question.
        told = message.rstrip()
        states = told.endswith("?") and bool(mentions_in(told, year=2000))
        statement = f"{told[:-1]}." if states else message
        return Asked(
            Act.MAKE,
            statement,
            form,
            sections or None,
            brevity=self._brief.search(verb) is not None,
        )

    def _listed(self, head: str) -> str:
        """Cut what is asked for at the first comma after which no further section is named."""
        first, *others = head.rstrip(" ?!.").split(", ")
        kept = [first.strip()]
        for part in others:
            if not self._sections_in(part) or len(part.split()) > _LONGEST_NAME:
                break
            kept.append(part)
        return ", ".join(kept)

    def _asked_sections(
        self, head: str, opened: re.Match[str] | None, named_a_thing: bool
    ) -> tuple[str, ...]:
        """Return the sections that a request is for; without "section" only of a writing verb."""
        numbered = self._numbered_in(head)
        if numbered:
            return numbered
        found = self._sections_in(head)
        if not found:
            return ()
        writes = opened is not None and self._writes(opened["verb"])
        return found if named_a_thing or writes or self._section_word.search(head) else ()

    def _writes(self, verb: str) -> bool:
        return re.match(r"(?:re)?(?:draft|write|outline|compose|prepare|sketch)", verb) is not None

    # -- changes --------------------------------------------------------------------------------

    def _changed(self, text: str, message: str, before: KeptDraft, *, fresh: bool) -> Asked | None:
        held = tuple(one.id for one in before.made.sections)
        brief = before.made.brief
        same = Asked(Act.CHANGE, message, before.made.form, held, brevity=brief)
        plain = text.rstrip(" ?!.")
        for name, form in self._changes.items():
            if form.fullmatch(plain):
                return self._as(name, same)
        if self._asks.match(plain):
            return None
        if joined := self._joins.fullmatch(plain):
            further = self._changed(joined["rest"], message, before, fresh=fresh)
            for name, form in self._changes.items() if further else ():
                if further and form.fullmatch(joined["first"]):
                    return self._as(name, further)
        named = self._section_word.search(plain) is not None
        changed = self._with_sections(plain, same) if fresh or named else None
        if changed is None and (fresh or self._redoes.match(plain)):
            changed = self._with_news(plain, message, same)
        return changed

    def _as(self, change: str, same: Asked) -> Asked:
        match change:
            case "shorter":
                return replace(same, brevity=True)
            case "outlined":
                return replace(same, form=Form.OUTLINE)
            case "written":
                return replace(same, form=Form.DRAFT)
            case "longer":
                return replace(same, form=Form.DRAFT, brevity=False)
            case _:
                return same

    def _with_sections(self, text: str, same: Asked) -> Asked | None:
        held = same.sections or ()
        for form, kind in ((self._takes_out, "out"), (self._adds, "in"), (self._now, "now")):
            match = form.fullmatch(text)
            if match is None:
                continue
            rest = match["rest"]
            named = self._section_word.search(rest) or self._titled(rest)
            found = self._numbered_in(rest) or (self._sections_in(rest) if named else ())
            if not found:
                continue
            if kind == "out":
                left = tuple(one for one in held if one not in found)
                return replace(same, sections=left) if left and left != held else None
            chosen = {*found, *(held if kind == "in" else ())}
            ordered = tuple(one for one in self._ids if one in chosen)
            if kind == "now":
                return Asked(Act.MAKE, same.message, same.form, ordered)
            return replace(same, sections=ordered)
        return None

    def _titled(self, text: str) -> bool:
        return any(title.casefold() in text for title in self._titles.values())

    def _with_news(self, text: str, message: str, same: Asked) -> Asked | None:
        """Take a message that puts facts in, or takes them out, as a change of the draft."""
        match = self._puts_in.fullmatch(text)
        if match is None:
            out = self._takes_out.fullmatch(text)
            return replace(same, news=True) if out else None
        told = self._bare(match["rest"], message)
        return replace(same, message=told or message, news=True)

    def _bare(self, rest: str, message: str) -> str | None:
        """Return what a bare figure or place tells, as sentences; None where more is told."""
        at = message.casefold().rfind(rest)
        written = message[at : at + len(rest)] if at >= 0 else rest
        mentions = [one for one in mentions_in(written, year=2000) if one.value != "US"]
        left = written
        for one in reversed(mentions):
            left = left[: one.start] + " " + left[one.end :]
        others = set(re.findall(r"[^\W\d_]+", left.casefold())) - set(self._words["bare_words"])
        says = {entry["kind"]: entry["says"] for entry in self._words["bare"]}
        plainly = [one for one in mentions if one.kind in says and one.form != "demonym"]
        if others or not plainly or len(plainly) != len(mentions):
            return None
        return " ".join(
            says[one.kind].format(value=written[one.start : one.end]) for one in plainly
        )

    # -- sections -------------------------------------------------------------------------------

    def _numbered_in(self, text: str) -> tuple[str, ...]:
        spelled = re.sub(
            rf"(?<!\w){any_of(list(self._words['number_words']))}(?!\w)",
            lambda match: str(self._words["number_words"][match[0]]),
            text,
        )
        match = self._numbered.search(spelled)
        if match is None:
            return ()
        chosen: set[int] = set()
        for part in re.split(r"\s*(?:,|and|&|\+)\s*", match["numbers"]):
            ends = [int(one) for one in re.findall(r"\d+", part)]
            chosen.update(range(ends[0], ends[-1] + 1) if ends else ())
        return tuple(self._numbers[n] for n in sorted(chosen) if n in self._numbers)

    def _sections_in(self, text: str) -> tuple[str, ...]:
        """Return the sections that a text names, in the order of a proposal."""
        found: set[str] = set()
        left = text
        for pattern, name in self._names:
            if pattern.search(left):
                found.add(name)
                left = pattern.sub(" ", left)
        return tuple(name for name in self._ids if name in found)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _within(forms: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(forms)}(?!\w)")
