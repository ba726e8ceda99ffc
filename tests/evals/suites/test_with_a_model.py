"""Runs with a language model: asked once and recorded, then heard again without it."""

import json
from types import SimpleNamespace

import pytest

import evals.__main__ as door
from assistant.model import langchain_speaker
from assistant.model.cassette import read_cassette
from assistant.model.langchain_speaker import LangChainSpeaker
from evals.hostile.kinds import KINDS
from evals.hostile.liar import FakeLiar, Lies
from evals.suites import scoring
from evals.suites.verdict import Code

SUITES = ("--suite", "twins", "--suite", "drafts", "--no-trials")
HONEST = next(one for one in KINDS if one.honest)
"""A fake that puts sentences into other small words; it enters where a real model does."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


def code_of(monkeypatch, *words):
    monkeypatch.setattr("sys.argv", ["evals", "run", *SUITES, *words])
    with pytest.raises(SystemExit) as stopped:
        door.main()
    return stopped.value.code


def told(folder):
    """What was answered in a run, without what differs from run to run."""
    lines = (folder / "answers.jsonl").read_text("utf-8").splitlines()
    return [_without_ids(json.loads(line)) for line in lines]


def _without_ids(held):
    if isinstance(held, dict):
        gone = {"ms", "seconds", "conversation_id", "reply_id", "draft_id", "conversation"}
        return {name: _without_ids(one) for name, one in held.items() if name not in gone}
    return [_without_ids(one) for one in held] if isinstance(held, list) else held


@pytest.fixture
def fake(monkeypatch):
    liar = FakeLiar(speech=HONEST.speech, lies=Lies())
    speaker = LangChainSpeaker(liar, "fake", "models.example", "fake")
    monkeypatch.setenv("EXPORTS_MODEL", "fake:fake")
    monkeypatch.setattr(langchain_speaker, "open_speaker", lambda _: speaker)
    return liar


def test_a_run_with_a_model_keeps_the_floors_and_is_recorded(fake, monkeypatch, folder):
    code = code_of(monkeypatch, "--model", "--out", str(folder / "first"))
    known = read_cassette(folder / "first" / "model_replies.jsonl").known
    replies = json.dumps(told(folder / "first"))

    assert code == Code.SHIP
    assert fake.calls == len(known) > 100
    assert '"instead_of": "' in replies
    assert '"trouble": ["' not in replies


def test_it_is_heard_again_without_the_model(fake, monkeypatch, folder):
    def nobody(_):
        pytest.fail("a model is opened, where a recording stands in its place")

    monkeypatch.setattr(langchain_speaker, "open_speaker", nobody)
    monkeypatch.setenv("EXPORTS_MODEL", "")
    recorded = folder / "first" / "model_replies.jsonl"
    code = code_of(monkeypatch, "--model-replies", str(recorded), "--out", str(folder / "second"))

    assert code == Code.SHIP
    assert fake.calls == 0
    assert told(folder / "second") == told(folder / "first")


def test_without_a_model_it_is_said_what_to_set(monkeypatch, capsys, folder):
    monkeypatch.setenv("EXPORTS_MODEL", "")

    assert code_of(monkeypatch, "--model", "--out", str(folder / "none")) == Code.BROKEN_RUN
    assert "set EXPORTS_MODEL" in capsys.readouterr().err


def test_a_file_that_is_no_recording_is_said(monkeypatch, capsys, folder):
    file = folder / "none.jsonl"
    file.write_text("{}\n")
    code = code_of(monkeypatch, "--model-replies", str(file), "--out", str(folder / "none"))

    assert code == Code.BROKEN_RUN
    assert "holds no recorded calls" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("told", "wanted", "said"),
    [
        ("The rule isn't enforced.", "is not enforced", True),
        ("Proposals have to name one market.", "must name", True),
        ("The rule is enforced.", "not enforced", False),
        ("Proposals may name one market.", "must name", False),
    ],
)
def test_other_words_count_where_they_claim_the_same(told, wanted, said):
    sentence = SimpleNamespace(text=told, instead_of="It is as the sources have it.")
    reply = SimpleNamespace(statements=[sentence])

    assert scoring._in_a_models_words(reply, [wanted]) is said


def test_only_a_models_sentences_are_read_so():
    sentence = SimpleNamespace(text="The rule isn't enforced.", instead_of=None)

    assert not scoring._in_a_models_words(
        SimpleNamespace(statements=[sentence]), ["is not enforced"]
    )
