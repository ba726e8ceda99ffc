"""Sentences in a model's words, where these claim the same and hold; else as they were.

A sentence that a rule's outcome, the case as a whole, a question or a basis is told in is never
shown for wording: only what the sources say may be put otherwise.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.composing import Drafted
from assistant.drafting.draft import Draft, DraftSection, DraftSentence, SentenceKind
from assistant.model.asking import Asker, Form
from assistant.model.prompts import Prompt
from assistant.model.sameness import is_plain, is_same
from assistant.reply import StatementKind
from assistant.sent import ModelUse

FEWEST_WORDS = 6
"""A shorter sentence has nothing to gain."""
MOST_AT_ONCE = 14

Holds = Callable[[str, str], bool]
"""Whether a wording may stand for the sentence under a label."""


class Worded(Form):
    """A sentence in the model's words."""

    label: str
    text: str


class Wordings(Form):
    """The sentences that a model worded."""

    sentences: tuple[Worded, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of asking for wordings: by label those that hold, and how many were refused."""

    held: Mapping[str, str]
    refused: int


def worded(
    asker: Asker, prompt: Prompt, told: Mapping[str, Any], texts: Mapping[str, str], holds: Holds
) -> Outcome:
    """Ask for wordings of labelled sentences, and once more for those that do not hold."""
    if not texts:
        return Outcome({}, 0)
    shown = dict(list(texts.items())[:MOST_AT_ONCE])
    held, refused = _asked(asker, prompt, {**told, "sentences": _labelled(shown)}, shown, holds)
    again: dict[str, str] = {}
    if refused:
        anew = {label: shown[label] for label in refused}
        wanted = {**told, "sentences": _labelled(anew), "again": _labelled(refused)}
        more, again = _asked(asker, prompt, wanted, anew, holds)
        held |= more
    return Outcome(held, len(again))


def _asked(
    asker: Asker,
    prompt: Prompt,
    told: Mapping[str, Any],
    texts: Mapping[str, str],
    holds: Holds,
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the wordings that hold, and those that do not; what is as it was is neither."""
    answer = asker.ask(prompt.asked(told), Wordings)
    held: dict[str, str] = {}
    refused: dict[str, str] = {}
    for one in answer.sentences if answer else ():
        seen = one.label in held or one.label in refused
        if one.label not in texts or seen or one.text == texts[one.label]:
            continue
        good = is_plain(one.text, texts[one.label]) and is_same(one.text, texts[one.label])
        target = held if good and holds(one.label, one.text) else refused
        target[one.label] = one.text
    return held, refused


def _labelled(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in texts.items()]


# -- an answer ------------------------------------------------------------------------------------


def may_be_worded(one: Drafted) -> bool:
    """Whether a sentence of an answer is one that the sources say."""
    sourced = one.kind is StatementKind.SOURCE and bool(one.citations) and one.phrase is None
    return sourced and one.length >= FEWEST_WORDS


def with_wordings(
    drafted: Sequence[Drafted], texts: Mapping[str, int], held: Mapping[str, str]
) -> tuple[Drafted, ...]:
    """Put wordings in the place of sentences; what they stand for is kept beside them."""
    out = list(drafted)
    for label, text in held.items():
        place = texts[label]
        out[place] = replace(out[place], text=text, instead_of=out[place].text)
    return tuple(out)


# -- a draft --------------------------------------------------------------------------------------


def arguments_of(
    draft: Draft,
    withheld: Callable[[DraftSection, DraftSentence], bool],
    kept_back: Collection[str],
) -> dict[str, DraftSentence]:
    """Return the sentences of a draft that may be worded, under labels."""
    open_ = [
        one
        for section in draft.sections
        for one in section.sentences
        if one.kind is SentenceKind.ARGUMENT
        and not (one.edited or one.instead_of or one.id in kept_back)
        and not withheld(section, one)
    ]
    return {f"S{number}": one for number, one in enumerate(open_, start=1)}


def wordings_kept(before: Draft, now: Draft) -> dict[str, str]:
    """Return the wordings of a draft that still stand for the same sentences of the next one."""
    old = {
        one.id: one for section in before.sections for one in section.sentences if one.instead_of
    }
    return {
        one.id: old[one.id].text
        for section in now.sections
        for one in section.sentences
        if one.id in old and old[one.id].instead_of == one.text
    }


def draft_with(draft: Draft, wordings: Mapping[str, str]) -> Draft:
    """Put wordings, by the ids of sentences, into a draft."""
    if not wordings:
        return draft
    sections = tuple(_section_with(one, wordings) for one in draft.sections)
    return draft.model_copy(update={"sections": sections})


def sealed_by(draft: Draft, digest: str, use: ModelUse | None) -> Draft:
    """Say in a draft's receipt which model worded in it, and what it cost."""
    receipt = draft.receipt.model_copy(update={"model": digest, "use": use})
    return draft.model_copy(update={"receipt": receipt})


def _section_with(section: DraftSection, wordings: Mapping[str, str]) -> DraftSection:
    sentences = tuple(
        one.model_copy(update={"text": wordings[one.id], "instead_of": one.text})
        if one.id in wordings
        else one
        for one in section.sentences
    )
    told = (one for one in sentences if one.kind is not SentenceKind.PLACEHOLDER)
    words = sum(len(one.text.split()) for one in told)
    return section.model_copy(update={"sentences": sentences, "words": words})
