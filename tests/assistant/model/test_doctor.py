"""`python -m assistant doctor` says what of a model works, and what to do where it does not."""

import pytest
from pydantic import SecretStr

from assistant import __main__ as terminal
from assistant.model.doctor import examined
from assistant.model.errors import ModelFault, Trouble
from assistant.model.settings import ModelSettings
from tests.assistant.model.fakes import SETTINGS, FakeHost, FakeSpeaker, changing, doing, quiet

KEY = "sk-secret-1234"
READ = {"field": "headquarters", "subject": "Larch Systems", "value": "Norway"}
GOOD = doing(
    word_sentences=changing("must", "has to"),
    find_facts=lambda _: {"facts": [READ | {"quote": "our headquarters in Norway"}]},
    make_whole=lambda _: {"question": "And is there a limit on markets?"},
)


def examine(speech):
    return {one.name: one for one in examined(SETTINGS, FakeSpeaker(speech))}


def test_a_model_that_does_all_of_it_works():
    checks = examine(GOOD)

    assert list(checks) == ["text goes to", "wording", "facts", "follow-ups"]
    assert all(one.works for one in checks.values())
    assert "models.example" in checks["text goes to"].seen
    assert "1 of 2 sentences in other words, 1 claim the same" in checks["wording"].seen
    assert "1 in words of the message" in checks["facts"].seen
    assert "is made “And is there a limit on markets?”" in checks["follow-ups"].seen


def test_a_model_that_does_nothing_is_said_to_leave_all_as_it_was():
    checks = examine(quiet)

    assert "0 of 2 sentences in other words" in checks["wording"].seen
    assert not checks["facts"].works
    assert "is left as it was" in checks["follow-ups"].seen


def test_what_is_made_up_does_not_work():
    checks = examine(
        doing(
            find_facts=lambda _: {"facts": [READ | {"quote": "Larch is Norwegian"}]},
            make_whole=lambda _: {"question": "Is our designation guaranteed?"},
        )
    )

    assert not checks["facts"].works
    assert not checks["follow-ups"].works
    assert "not usable" in checks["follow-ups"].seen


def test_a_dead_host_is_asked_once_and_a_remedy_is_named():
    def nobody(task, told):
        raise ModelFault(Trouble.UNREACHABLE)

    speaker = FakeSpeaker(nobody)
    checks = list(examined(SETTINGS, speaker))

    assert len(speaker.heard) == 1
    assert "EXPORTS_MODEL_URL" in checks[-1].seen


@pytest.fixture
def doctor(monkeypatch, capsys):
    def run(settings):
        monkeypatch.setattr(terminal, "_model_settings", lambda: settings)
        monkeypatch.setattr("sys.argv", ["assistant", "doctor"])
        with pytest.raises(SystemExit) as stopped:
            terminal.main()
        return stopped.value.code, " ".join(capsys.readouterr().out.split())

    return run


def test_without_a_model_it_says_that_nothing_leaves(doctor):
    code, told = doctor(ModelSettings())

    assert code == 0
    assert "no text leaves the machine" in told


def test_a_refused_key_ends_with_one_and_is_not_shown(doctor):
    with FakeHost(status=401).serving() as host:
        code, told = doctor(ModelSettings(model="m", url=host.url, key=SecretStr(KEY)))

    assert code == 1
    assert "EXPORTS_MODEL_KEY" in told
    assert KEY not in told
