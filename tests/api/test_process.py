"""The server as a newcomer starts it: `python -m api`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
        return port


@contextmanager
def started(**environment: str) -> Iterator[subprocess.Popen]:
    server = subprocess.Popen(
        [sys.executable, "-m", "api"],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield server
    finally:
        server.kill()
        server.communicate()


def asked(address: str, body: object = None) -> dict:
    request = urllib.request.Request(  # noqa: S310 (an address of this machine)
        address,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 (as above)
        return json.load(reply)


def wait_until_ready(server: subprocess.Popen, address: str) -> None:
    for _ in range(6_000):  # a loaded machine takes its time
        assert server.poll() is None, server.stderr.read()
        try:
            asked(f"{address}/readyz")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not become ready")


@pytest.mark.usefixtures("assistant")  # so that the index is there
def test_it_starts_answers_and_stops():
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    with started(PORT=str(port)) as server:
        wait_until_ready(server, address)
        reply = asked(f"{address}/v1/chat", {"message": "Must a consortium have an anchor?"})
        server.send_signal(signal.SIGINT)
        told, complaints = server.communicate(timeout=20)

    assert reply["answer"]
    assert f"curl -s {address}/v1/chat" in told
    assert complaints == ""
    assert server.returncode == 0


def test_a_port_that_is_taken_is_told_in_one_line():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with started(PORT=str(port)) as server:
            _, complaint = server.communicate(timeout=60)

    assert server.returncode == 2
    assert complaint.count("\n") == 1
    assert f"Port {port} is taken" in complaint
    assert "make run" in complaint


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.com", "192.168.1.5"])  # noqa: S104
def test_it_does_not_serve_other_machines(host):
    with started(HOST=host) as server:
        _, complaint = server.communicate(timeout=60)

    assert server.returncode == 2
    assert complaint.count("\n") == 1
    assert "no keys" in complaint
    assert "HOST=127.0.0.1" in complaint


def test_a_setting_that_cannot_be_is_told_in_one_line():
    with started(PORT="80000") as server:
        _, complaint = server.communicate(timeout=60)

    assert server.returncode == 2
    assert complaint.count("\n") == 1
    assert "PORT=80000" in complaint
