"""LangChain's client over real HTTP to a fake host on loopback: in time, and without secrets."""

import json
import logging
import threading
import time
from contextlib import suppress

import pytest
from pydantic import SecretStr

from assistant.conversation import Conversations
from assistant.model.errors import ModelFault, ModelSettingsError, Trouble
from assistant.model.langchain_speaker import MOST_WAITING, open_speaker, within
from assistant.model.opening import open_model
from assistant.model.prompts import prompt
from assistant.model.settings import ModelSettings, Structured, model_settings
from assistant.reply import ChatRequest
from tests.assistant.conftest import TODAY
from tests.assistant.model.fakes import FakeHost
from tests.conftest import keeping

KEY = "sk-secret-1234"
ASKED = prompt("wording").asked({"question": "Who?", "sentences": []})


def opened(host, **more):
    return open_speaker(ModelSettings(model="m", url=host.url, key=SecretStr(KEY), **more))


def test_what_is_asked_goes_to_the_host_that_is_named():
    with FakeHost().serving() as host:
        speaker = opened(host)
        said = speaker.say(ASKED, seconds=20)

    assert speaker.host in host.url
    assert (said.text, said.input_tokens, said.output_tokens) == (host.answer, 321, 12)
    assert said.counted
    assert host.keys == [f"Bearer {KEY}"]
    (asked,) = host.asked
    assert asked["response_format"]["json_schema"]["schema"] == ASKED.schema
    assert asked["stream"] is True
    assert asked.get("max_tokens") or asked.get("max_completion_tokens")


@pytest.mark.parametrize("form", list(Structured))
def test_json_is_asked_for_as_the_settings_say(form):
    with FakeHost().serving() as host:
        opened(host, structured=form).say(ASKED, seconds=20)

    wanted = host.asked[0].get("response_format", {}).get("type", "prompt")
    assert wanted == form.value


@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, Trouble.REFUSED_KEY), (429, Trouble.RATE_LIMIT), (500, Trouble.FAILED)],
)
def test_a_host_that_refuses_is_a_fault_without_its_words(status, trouble):
    with FakeHost(status=status).serving() as host, pytest.raises(ModelFault) as caught:
        opened(host).say(ASKED, seconds=20)

    assert caught.value.kind is trouble
    assert KEY not in str(caught.value)
    assert len(host.asked) == 1


def test_a_host_that_points_elsewhere_is_not_followed():
    with FakeHost().serving() as other:
        moved = FakeHost(status=307, headers={"location": f"{other.url}/chat/completions"})
        with moved.serving(), pytest.raises(ModelFault):
            opened(moved).say(ASKED, seconds=20)

    assert not other.asked


def test_a_stream_that_breaks_off_is_no_answer():
    text = json.dumps({"sentences": [{"label": "S1", "text": "a"}]})
    with FakeHost(answer=text, drop=True).serving() as host:
        try:
            said = opened(host).say(ASKED, seconds=20).text
        except ModelFault:
            return

    assert said == text[: len(text) // 2]


def test_a_host_that_does_not_answer_is_left_waiting():
    with FakeHost(pause=2.0).serving() as host:
        speaker, begun = opened(host), time.monotonic()
        with pytest.raises(ModelFault) as caught:
            speaker.say(ASKED, seconds=0.3)
        waited = time.monotonic() - begun

    assert caught.value.kind is Trouble.SLOW
    assert waited < 1.9


def test_nobody_at_the_address_is_a_fault():
    host = FakeHost()
    with host.serving():
        pass
    with pytest.raises(ModelFault) as caught:
        opened(host).say(ASKED, seconds=20)

    assert caught.value.kind is Trouble.UNREACHABLE


def test_only_so_many_calls_wait():
    done = threading.Event()
    for _ in range(MOST_WAITING):
        with pytest.raises(ModelFault):
            within(0, lambda _: done.wait(20))
    with pytest.raises(ModelFault) as caught:
        within(1, lambda _: None)
    done.set()

    assert caught.value.kind is Trouble.BUSY
    for _ in range(200):
        try:
            assert within(5, lambda _: 7) == 7
            return
        except ModelFault:
            time.sleep(0.05)
    pytest.fail("the calls that waited are over, and no other may begin")


def test_tracing_by_the_environment_sends_nothing(monkeypatch):
    with FakeHost().serving() as traces, FakeHost().serving() as host:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", traces.url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        opened(host).say(ASKED, seconds=20)
        time.sleep(0.5)

    assert host.asked
    assert not traces.asked


def test_a_client_librarys_variables_send_nothing_elsewhere(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("OPENAI_API_KEY", "k")

    assert open_speaker(ModelSettings(model="openai:some")).host == "api.openai.com"


def test_a_provider_that_is_not_there_is_said_without_the_key():
    settings = ModelSettings(model="nobody:some", key=SecretStr(KEY))
    with pytest.raises(ModelSettingsError) as caught:
        open_speaker(settings)

    assert "nobody" in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("status", [200, 401, 429, 500])
def test_the_key_is_in_no_log(status, caplog):
    caplog.set_level(logging.DEBUG)
    with FakeHost(status=status).serving() as host, suppress(ModelFault):
        opened(host).say(ASKED, seconds=20)

    assert host.keys == [f"Bearer {KEY}"]
    assert KEY not in caplog.text
    assert not [one for one in caplog.records if KEY in repr(vars(one))]


@pytest.mark.parametrize("status", [200, 401])
def test_the_key_is_in_no_reply_and_no_receipt(assistant, status):
    with FakeHost(status=status).serving() as host:
        settings = ModelSettings(model="m", url=host.url, key=SecretStr(KEY))
        held = keeping(assistant, Conversations())
        object.__setattr__(held, "model", open_model(settings))
        reply = held.answer(ChatRequest(message="Who decides?"), today=TODAY)
        record = held.conversations.reply(reply.reply_id)

    assert host.keys
    assert reply.receipt.use.calls
    assert KEY not in f"{reply.model_dump_json()} {reply!r} {record!r} {held.model!r}"


def test_the_key_is_in_no_error_of_the_settings(monkeypatch):
    monkeypatch.setenv("EXPORTS_MODEL", "m")
    monkeypatch.setenv("EXPORTS_MODEL_URL", f"http://user:{KEY}@127.0.0.1/v1")
    monkeypatch.setenv("EXPORTS_MODEL_SECONDS", KEY)
    with pytest.raises(ModelSettingsError) as caught:
        model_settings()

    assert "EXPORTS_MODEL_KEY" in str(caught.value)
    assert KEY not in str(caught.value)


def test_the_key_is_in_nothing_that_is_shown():
    settings = ModelSettings(model="m", url="http://127.0.0.1:9/v1", key=SecretStr(KEY))
    speaker = open_speaker(settings)

    assert KEY not in f"{settings!r} {settings.model_dump_json()} {speaker!r} {speaker.identity}"
