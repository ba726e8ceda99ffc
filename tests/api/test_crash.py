"""A server that is killed has lost no turn that it acknowledged.

`make test` kills five; `pytest tests/api/test_crash.py --crash-rounds 50` is the full test.
"""

import contextlib
import http.client
import json
import random
import threading
import time
import urllib.error
from pathlib import Path

import pytest

from assistant.keeping.database import KeptConversations
from tests.api.test_process import asked, free_port, started, wait_until_ready

QUESTIONS = [
    "Who decides?",
    "Must a consortium have an anchor?",
    "Our servers are 47 % U.S. content.",
    "We sell to Kenya.",
    "How many pages may the proposal have?",
]
TELLERS = 3
BROKEN = (OSError, http.client.HTTPException, json.JSONDecodeError)


class Teller(threading.Thread):
    """Tells turns, one after another, until the server is gone; remembers the acknowledged."""

    def __init__(self, address: str, conversation: str | None) -> None:
        super().__init__()
        self.address = address
        self.conversation = conversation
        self.acknowledged: list[tuple[str, str, str]] = []
        self.refused: list[int] = []

    def run(self) -> None:
        try:
            for number in range(10_000):
                self.tell(f"{QUESTIONS[number % len(QUESTIONS)]} {self.name}-{number}")
        except urllib.error.HTTPError as error:
            self.refused.append(error.code)
        except BROKEN:
            return

    def tell(self, message: str) -> None:
        body = {"message": message, "conversation_id": self.conversation}
        reply = asked(f"{self.address}/v1/chat", body)
        self.conversation = reply["conversation_id"]
        self.acknowledged.append((reply["conversation_id"], reply["reply_id"], message))


@pytest.mark.usefixtures("assistant")  # so that the index is there
@pytest.mark.timeout(3_600)
def test_a_killed_server_has_lost_no_turn_that_it_acknowledged(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    rng = random.Random(4)  # noqa: S311 (a fixed course)
    database = str(tmp_path / "kept.db")
    rounds = pytestconfig.getoption("--crash-rounds")
    acknowledged: list[tuple[str, str, str]] = []
    going_on: list[str | None] = [None] * TELLERS

    for _ in range(rounds):
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        with started(PORT=str(port), EXPORTS_DATABASE=database) as server:
            wait_until_ready(server, address)
            assert all_kept(database, acknowledged) == []
            tellers = [Teller(address, name) for name in going_on]
            for teller in tellers:
                teller.start()
            while not any(teller.acknowledged or teller.refused for teller in tellers):
                time.sleep(0.01)
            time.sleep(rng.uniform(0, 1))
            server.kill()
            for teller in tellers:
                teller.join()
            assert not any(teller.refused for teller in tellers)
        acknowledged += [turn for teller in tellers for turn in teller.acknowledged]
        going_on = [teller.conversation for teller in tellers]

    assert all_kept(database, acknowledged) == []
    assert len(acknowledged) >= rounds


def all_kept(database: str, acknowledged: list[tuple[str, str, str]]) -> list[str]:
    """Return what is not as it was acknowledged: turns that are lost, gaps, halves."""
    wrong: list[str] = []
    with contextlib.closing(KeptConversations(database)) as store:
        held = {one.id: store.whole(one.id) for one in store.listed(limit=10_000).items}
        for name, whole in held.items():
            numbers = [turn.number for turn in whole.turns]
            if numbers != list(range(1, len(numbers) + 1)) or not numbers:
                wrong.append(f"{name} has turns {numbers}")
            if store.opened(name).case != whole.turns[-1].reply.case:
                wrong.append(f"{name} has another case than its last reply")
        kept = {
            (name, turn.reply.reply_id, turn.request.message)
            for name, whole in held.items()
            for turn in whole.turns
        }
    return wrong + [f"lost: {turn}" for turn in acknowledged if turn not in kept]
