"""Answers to requests for drafts: the draft, and a sentence on what it is and what it lacks first.

A draft of chat is a turn like any other: its id comes from the reply's, so that a kept reply can be
made again, draft and all.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.composing import Drafted, case_phrase
from assistant.drafting.asking import Act, Asked, RequestReader
from assistant.drafting.draft import Draft, DraftSection, Needed
from assistant.drafting.making import DraftMaker, Order
from assistant.drafting.versions import difference
from assistant.keeping.records import Conversation, KeptDraft, Told
from assistant.lexicon import Lexicon
from assistant.model.port import NO_AIDE, Aide
from assistant.reply import StatementKind, Status
from rules.assessment import Question, general_path, listed, missing_words
from rules.catalogue import Catalogue
from rules.proposal import Proposal


@dataclass(frozen=True)
class DraftAnswer:
    """An answer to a request for a draft, before it is verified."""

    status: Status
    drafted: tuple[Drafted, ...]
    question: Question | None = None
    draft: Draft | None = None


class DraftAnswers:
    """Hears requests for drafts, and answers them."""

    def __init__(self, maker: DraftMaker, catalogue: Catalogue, lexicon: Lexicon) -> None:
        self._maker = maker
        self._catalogue = catalogue
        self._phrases = lexicon.phrases
        self._words: Mapping[str, Any] = lexicon.drafting
        self._reader = RequestReader(lexicon.drafting, maker.sections)

    def asked(self, message: str, conversation: Conversation) -> Asked | None:
        """Return what a message asks for, if it asks for a draft or something of one."""
        before, last = conversation.draft, conversation.last
        fresh = before is not None and last is not None and self._was_of_drafts(last, before)
        return self._reader.read(message, before, fresh=fresh)

    def _was_of_drafts(self, last: Told, before: KeptDraft) -> bool:
        """Whether the turn before asked for a draft, or what one lacks."""
        if last.reply.draft is not None:
            return True
        return self._reader.read(last.request.message, before, fresh=True) is not None

    def answer(  # noqa: PLR0913, PLR0917 (what a draft comes from)
        self,
        asked: Asked,
        case: Proposal,
        before: KeptDraft | None,
        reply_id: str,
        as_of: date,
        aide: Aide = NO_AIDE,
    ) -> DraftAnswer | None:
        """Answer a request; None where it turns out to be none. The aide may word arguments."""
        if asked.act is Act.QUESTION:
            return None
        if asked.act is Act.MISSING:
            return self._lacking(asked, case, before, as_of)
        if asked.act is Act.CHANGE:
            if before is None or (asked.news and case == before.proposal):
                return None
            return self._made(asked, case, before, reply_id, as_of, aide)
        return self._made(asked, case, self._followed(asked, before), reply_id, as_of, aide)

    def _followed(self, asked: Asked, before: KeptDraft | None) -> KeptDraft | None:
        """Return the draft that a new one is a version of: it has all the sections asked for."""
        if before is None:
            return None
        held = {section.id for section in before.made.sections}
        wanted = set(asked.sections or self._maker.sections.pages)
        return before if wanted <= held else None

    def _made(  # noqa: PLR0913, PLR0917 (what a draft comes from)
        self,
        asked: Asked,
        case: Proposal,
        before: KeptDraft | None,
        reply_id: str,
        as_of: date,
        aide: Aide,
    ) -> DraftAnswer:
        draft = self._maker.made(
            Order(
                proposal=case,
                as_of=as_of,
                draft_id=hashlib.sha256(f"draft of {reply_id}".encode()).hexdigest()[:32],
                form=asked.form,
                sections=asked.sections,
                brevity=asked.brevity,
                before=before,
                aide=aide,
            )
        )
        name, words = self._told(asked, draft, before)
        if draft.missing:
            name = f"{name}_lacking"
            words["first"] = self._fact(draft.missing[0], case)
        drafted = (
            self._said(name, StatementKind.APPLICANT, **words),
            self._said("draft_files", StatementKind.NEXT_STEP),
        )
        return DraftAnswer(Status.ANSWERED, drafted, _question(draft.missing), draft)

    def _told(
        self, asked: Asked, draft: Draft, before: KeptDraft | None
    ) -> tuple[str, dict[str, str]]:
        """Return the phrase that says what was drafted, and the words put into it."""
        if before is not None:
            named = self._named("named", draft.sections)
            changes = self._changes(before.draft, draft)
            version = str(draft.version)
            return "draft_redone", {"version": version, "sections": named, "changes": changes}
        count = sum(len(section.sentences) for section in draft.sections)
        sections = self._named("", draft.sections)
        if asked.form.value == "outline":
            return "draft_outlined", {"sections": sections}
        return "draft_made", {"sections": sections, "sentences": self._count("sentences", count)}

    def _named(self, how: str, sections: Sequence[DraftSection]) -> str:
        """Name the sections of a draft; `how` is the kind of phrase that they stand in."""
        pieces = self._words["pieces"]
        if len(sections) == len(self._maker.sections.pages):
            return str(pieces["named_whole" if how else "whole"])
        if len(sections) == 1:
            one = sections[0]
            phrase: str = pieces["named_one" if how else "one_section"]
            return phrase.format(number=one.number, title=one.title)
        titles = listed([one.title for one in sections])
        return str(pieces["named_some" if how else "some_sections"]).format(titles=titles)

    def _changes(self, before: Draft, after: Draft) -> str:
        found = difference(before, after)
        kinds = [one.kind for section in found.sections for one in section.sentences]
        parts = [
            self._count(kind, kinds.count(kind))
            for kind in ("added", "removed", "changed")
            if kind in kinds
        ]
        parts += [self._count("kept", len(after.kept))] if after.kept else []
        return listed(parts) if parts else str(self._words["pieces"]["same"])

    def _count(self, what: str, count: int) -> str:
        one, several = self._words["pieces"][what]
        return str(one if count == 1 else several).format(count=count)

    # -- what is missing ------------------------------------------------------------------------

    def _lacking(
        self, asked: Asked, case: Proposal, before: KeptDraft | None, as_of: date
    ) -> DraftAnswer | None:
        held = before.made.sections if before else ()
        names = asked.sections or tuple(section.id for section in held) or None
        draft = self._maker.made(Order(case, as_of, "0" * 32, sections=names))
        what = self._what(asked, draft)
        if not draft.missing:
            said = self._said("draft_lacks_nothing", StatementKind.APPLICANT, what=what)
            return DraftAnswer(Status.ANSWERED, (said,))
        most = int(self._words["most_listed"])
        facts = [self._fact(one, case) for one in draft.missing[:most]]
        left = len(draft.missing) - len(facts)
        facts += [self._words["pieces"]["more"].format(count=left)] if left else []
        said = self._said(
            "draft_lacks",
            StatementKind.NEXT_STEP,
            what=what,
            count=self._count("facts", len(draft.missing)),
            missing=_in_a_row(facts),
        )
        return DraftAnswer(Status.NEEDS_FACTS, (said,), _question(draft.missing))

    def _what(self, asked: Asked, draft: Draft) -> str:
        pieces = self._words["pieces"]
        if len(draft.sections) == 1:
            one = draft.sections[0]
            return str(pieces["lacking_one"]).format(number=one.number, title=one.title)
        if asked.sections:
            named = self._named("named", draft.sections)
            return f"{named[0].upper()}{named[1:]}"
        return str(pieces["lacking_draft"])

    # -- words ----------------------------------------------------------------------------------

    def _fact(self, needed: Needed, case: Proposal) -> str:
        """Name a missing fact in a few words, with whose it is."""
        words = missing_words(needed.fact, case, self._catalogue)
        # What no rule asks for is named by its section, and not by its path.
        path = general_path(needed.fact)
        left = words.removeprefix(path) if words.startswith((f"{path} (", path)) else None
        return words if left is None or left[:2] not in {"", " ("} else f"{needed.why}{left}"

    def _said(self, phrase: str, kind: StatementKind, **words: str) -> Drafted:
        text = case_phrase(self._phrases, phrase).format(**words)
        return Drafted(text, kind, (), phrase=phrase, words=words)


def _question(missing: Sequence[Needed]) -> Question | None:
    """Ask for what settles most; what no rule asks for is only listed."""
    asked = next((one for one in missing if one.rules), None)
    if asked is None:
        return None
    return Question(asked.fact, asked.question, asked.why, asked.rules)


def _in_a_row(facts: Sequence[str]) -> str:
    """Join what may hold commas itself."""
    return "; ".join(facts)
