"""Liars change nothing but words that claim the same; the trial itself can fail.

The whole trial, every kind over every conversation, is `python -m evals hostile`.
"""

import json
from contextlib import suppress
from itertools import islice
from random import Random

import pytest

from assistant.model import aide, wording
from assistant.reply import ChatRequest
from evals.cases import ASKED_ON
from evals.hostile import trial
from evals.hostile.kinds import KINDS, Kind
from evals.hostile.liar import Call, Lies, task_of
from evals.hostile.trial import conversations, tried, verdict_on
from tests.assistant.model.fakes import FakeSpeaker, quiet, with_model

FEWEST_KINDS = 40
FEWEST_TURNS = 1_000
TALKS = (0, 12)
"""A question, and a case with a follow-up."""


def talks(number):
    """Two conversations for a kind: one of the fixed ones, and one that goes round."""
    held = conversations()
    return [held[TALKS[number % 2]], held[number % len(held)]]


def kind(name):
    return next(one for one in KINDS if one.name == name)


def test_there_are_as_many_kinds_and_turns_as_promised():
    turns = sum(len(talk) for talk in conversations())

    assert len({one.name for one in KINDS}) == len(KINDS) >= FEWEST_KINDS
    assert turns * len(KINDS) >= FEWEST_TURNS


@pytest.mark.parametrize("number", range(len(KINDS)), ids=[one.name for one in KINDS])
def test_a_liar_changes_nothing_but_words(assistant, number):
    (tally,) = tried(assistant, [KINDS[number]], talks(number))

    assert tally.calls
    assert not [fault.what for fault in tally.faults]


def test_a_control_is_heard(assistant):
    controls = [one for one in KINDS if one.honest]
    tallies = list(tried(assistant, controls, conversations()[:8]))

    assert controls
    assert not verdict_on(tallies)
    assert all(one.worded for one in tallies)


def test_without_the_checks_the_lies_are_seen(assistant, monkeypatch):
    """The trial would notice: nothing is checked here, and every sentence is a lie."""
    monkeypatch.setattr(wording, "is_same", lambda *_: True)
    monkeypatch.setattr(wording, "is_plain", lambda *_: True)
    monkeypatch.setattr(trial, "is_same", lambda *_: True)
    monkeypatch.setattr(trial, "is_plain", lambda *_: True)
    monkeypatch.setattr(aide.ModelAide, "worded", _unchecked(aide.ModelAide.worded))
    names = [
        "adds a favourable verdict",
        "drops a denial",
        "sends HTML",
        "leaks another conversation",
    ]
    tallies = list(tried(assistant, [kind(name) for name in names], conversations()[:6]))

    assert [one.kind.name for one in tallies if one.faults] == names


def _unchecked(before):
    def worded(self, drafted, heard, holds):
        del holds
        return before(self, drafted, heard, lambda _: True)

    return worded


def test_a_liar_that_never_lies_is_no_trial(assistant):
    idle = Kind("idle", lambda _: '{"sentences": []}')
    tallies = list(tried(assistant, [idle], list(islice(conversations(), 1))))

    assert "idle: was never called, or never lied in a conversation" in verdict_on(tallies)


def test_every_kind_can_lie_in_some_conversation(assistant):
    """What a model is shown over all conversations gives each kind something to lie about."""
    speaker = FakeSpeaker(quiet)
    held = with_model(assistant, speaker)
    for messages in conversations():
        conversation = None
        for message in messages:
            request = ChatRequest(message=message, conversation_id=conversation)
            conversation = held.answer(request, today=ASKED_ON).conversation_id
    idle = [
        one.name for one in KINDS if not (one.honest or one.mute) and not _lies(one, speaker.heard)
    ]

    assert not idle


def _lies(kind, calls):
    lies = Lies()
    for asked in calls:
        told = json.loads(asked.user)
        with suppress(ConnectionResetError):
            said = kind.speech(Call(task_of(told), told, asked.system, [], Random(1), lies))  # noqa: S311 (repeatable)
            if not isinstance(said, str):
                list(islice(said, 3))
    return len(lies.texts) + lies.facts
