"""A server that is up says whether it is ready."""

import json
import shutil
import time
from datetime import date
from threading import Event

import pytest
from starlette.testclient import TestClient

from api.app import create_app, server_today
from api.opening import Renewal, renewal_of
from assistant.conversation import Conversations
from assistant.settings import Settings
from corpus.errors import IndexUnusableError, TextStoreError
from corpus.official.store import TextStore
from tests.conftest import keeping
from tests.corpus.binding.conftest import embeds, two_versions  # noqa: F401 (fixtures)


def until_settled(client, path="/readyz"):
    for _ in range(200):
        reply = client.get(path)
        if reply.json().get("type") != "/problems/not-ready":
            return reply
        time.sleep(0.01)
    return reply


def test_it_is_up_before_it_is_ready(fake):
    opened = Event()

    def build():
        opened.wait(timeout=10)
        return fake

    with TestClient(create_app(build=build)) as client:
        up, not_yet = client.get("/healthz"), client.get("/readyz")
        early = client.get("/v1/rules")
        opened.set()
        ready = until_settled(client)

        assert up.json() == {"status": "up"}
        assert not_yet.status_code == early.status_code == 503
        assert not_yet.json()["type"] == early.json()["type"] == "/problems/not-ready"
        assert not_yet.headers["retry-after"] == "2"
        assert ready.json() == {"status": "ready", "official_texts": "current"}


def test_an_index_that_cannot_be_used_says_how_to_mend_it():
    def build():
        raise IndexUnusableError("The index is torn. Delete the folder `var/index`.")

    with TestClient(create_app(build=build)) as client:
        reply = until_settled(client)

        assert client.get("/healthz").status_code == 200
        assert reply.status_code == 503
        assert reply.json()["type"] == "/problems/opening-failed"
        assert "Delete the folder `var/index`" in reply.json()["detail"]


def test_a_bug_while_opening_stays_in_the_log():
    def build():
        raise ZeroDivisionError("words of the inside")

    with TestClient(create_app(build=build)) as client:
        reply = until_settled(client)

        assert reply.status_code == 503
        assert "inside" not in reply.text


def test_a_server_with_an_assistant_is_ready_at_once(client):
    assert client.get("/readyz").json() == {"status": "ready", "official_texts": "current"}


def test_today_is_a_day_of_the_clock():
    assert isinstance(server_today(), date)


# -- texts that change while a server runs --------------------------------------------------------

ASKED = {"message": "What is the 51 percent presumption?"}


def until(client, state, tries=6_000):
    """Wait until the server says how it stands to the official texts."""
    for _ in range(tries):
        told = client.get("/readyz").json()
        if told.get("official_texts") == state:
            return told
        time.sleep(0.02)
    pytest.fail(f"never {state}: {told}")


def official(client):
    """Whether an answer quotes the official text."""
    reply = client.post("/v1/chat", json=ASKED).json()
    return any(one["document"] == "fr-2026-99001" for one in reply["citations"])


def test_texts_that_are_promoted_and_rolled_back_are_taken_over_between_turns(
    assistant,
    two_versions,  # noqa: F811
    tmp_path,
    monkeypatch,
):
    root = tmp_path / "texts"
    shutil.copytree(two_versions.root, root)
    monkeypatch.setenv("EXPORTS_TEXTS_FOLDER", str(root))
    store = TextStore(root)
    store.rollback()
    store.rollback()
    kept = keeping(assistant, Conversations())
    real = renewal_of(Settings())
    opened = Event()

    def build(live):
        made = real.build(live)
        opened.wait(timeout=60)
        return made

    renewal = Renewal(real.stamp, build, real.since, every=0.02)
    with TestClient(create_app(kept, renewal=renewal)) as client:
        asked = client.post("/v1/chat", json=ASKED).json()
        assert not official(client)
        (root / "candidate.json").unlink()
        snapshot = two_versions.promoted()[0].digest
        (root / "candidate.json").write_text(json.dumps({"snapshot": snapshot}))
        store.promote()
        until(client, "opening")
        # Until the newer ones are open, the ones before answer, and pages say so.
        assert not official(client)
        page = client.get("/documents", headers={"accept": "text/html"}).text
        assert "Newer official texts are being opened" in page
        opened.set()
        until(client, "current")
        assert official(client)
        # What was kept before is there still.
        url = f"/v1/conversations/{asked['conversation_id']}"
        assert client.get(url).json()["turn_count"] == 1
        store.rollback()
        for _ in range(3_000):
            if not official(client):
                break
            time.sleep(0.02)
        assert not official(client)


def test_texts_that_cannot_be_opened_leave_those_before_and_say_why(fake):
    stamps = iter(["one", "two"])

    def build(live):
        raise TextStoreError("`current.json` is missing. Restore the folder from a copy.")

    renewal = Renewal(lambda: next(stamps, "two"), build, "one", every=0.01)
    with TestClient(create_app(fake, renewal=renewal)) as client:
        told = until(client, "behind")
        assert told["status"] == "ready"
        assert "Restore the folder from a copy" in told["why"]


def test_texts_that_stay_are_opened_once(fake):
    looked = Event()

    def stamp():
        looked.set()
        return "one"

    def build(live):
        pytest.fail("Nothing has changed.")

    with TestClient(create_app(fake, renewal=Renewal(stamp, build, "one", every=0.01))) as client:
        assert looked.wait(timeout=30)
        time.sleep(0.05)
        assert client.get("/readyz").json() == {"status": "ready", "official_texts": "current"}
