"""A server that is up says whether it is ready."""

import time
from datetime import date
from threading import Event

from starlette.testclient import TestClient

from api.app import create_app, server_today
from corpus.errors import IndexUnusableError


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
        assert ready.json() == {"status": "ready"}


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
    assert client.get("/readyz").json() == {"status": "ready"}


def test_today_is_a_day_of_the_clock():
    assert isinstance(server_today(), date)
