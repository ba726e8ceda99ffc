"""The store keeps every version, changes in one step, and notices what was touched."""

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import OfficialTextError, TextStoreError, UnknownTextError
from corpus.official.client import RegisterClient
from corpus.official.followed import Followed, FollowedDocument
from corpus.official.provenance import Provenance
from corpus.official.record import Format, Record
from corpus.official.store import TextStore, Version
from corpus.official.sync import sync
from evals.fake_register import FakeRegister, served
from tests.corpus.official.invented_notice import invented_notice

ROOT = Path(__file__).parents[3]
DAY = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> TextStore:
    return TextStore(tmp_path / "official", clock=lambda: DAY)


def add(store: TextStore, number: str = "2099-00007", share: str = "51") -> Version:
    return store.add(
        invented_notice(number, share=share),
        format_=Format.REGISTER_XML,
        record=Record(
            id=f"fr-{number}",
            origin="federal-register",
            standing="call",
            title="A Call That Nobody Made",
            kind="notice",
            number=number,
            corpus_document="call-for-proposals",
        ),
        provenance=Provenance(source="a test", at=DAY),
    )


def test_nothing_is_current_before_it_is_promoted(store: TextStore) -> None:
    add(store)

    assert len(store.current()) == 0
    candidate = store.candidate()
    assert candidate is not None
    assert "fr-2099-00007" in candidate


def test_a_candidate_holds_what_is_current_too(store: TextStore) -> None:
    add(store, "2099-00007")
    store.promote()
    add(store, "2099-00008")
    store.promote()

    assert list(store.current()) == ["fr-2099-00007", "fr-2099-00008"]
    assert [len(one) for one in store.promoted()] == [1, 2]


def test_rollback_goes_back_step_by_step_and_keeps_what_it_leaves(store: TextStore) -> None:
    for share in ("51", "60", "70"):
        add(store, share=share)
        store.promote()

    shares = []
    for _ in range(3):
        shares.append("".join(text.text for text in store.rollback().texts()))

    assert ["60 percent" in shares[0], "51 percent" in shares[1], shares[2]] == [True, True, ""]
    with pytest.raises(TextStoreError, match="nothing to go back"):
        store.rollback()
    candidate = store.candidate()
    assert candidate is not None
    assert "70 percent" in candidate.text("fr-2099-00007").text
    assert len(store.versions("2099-00007")) == 3


def test_a_check_that_finds_a_fault_keeps_the_candidate_waiting(store: TextStore) -> None:
    add(store)

    with pytest.raises(TextStoreError, match="ELI-1 has lost its span"):
        store.promote([lambda candidate: [f"ELI-1 has lost its span in {next(iter(candidate))}"]])

    assert len(store.current()) == 0
    assert store.candidate() is not None


def test_promote_without_a_candidate_says_what_to_do(store: TextStore) -> None:
    with pytest.raises(TextStoreError, match="corpus sync"):
        store.promote()


def test_discard_leaves_what_is_current(store: TextStore) -> None:
    add(store)
    store.promote()
    add(store, share="60")

    store.discard()

    assert store.candidate() is None
    assert "51 percent" in store.current().text("fr-2099-00007").text


def test_texts_are_found_by_the_document_of_ours(store: TextStore) -> None:
    version = add(store)
    store.promote()

    assert store.current().of_document("call-for-proposals") == (version,)
    assert store.current().of_document("public-comments") == ()
    with pytest.raises(UnknownTextError, match="fr-2099-00007"):
        store.current().text("fr-2099-00001")


def test_what_cannot_be_read_is_not_kept(store: TextStore) -> None:
    with pytest.raises(OfficialTextError):
        store.add(
            b"<html>Request Access",
            format_=Format.REGISTER_XML,
            record=Record(
                id="fr-1", origin="federal-register", standing="call", title="x", kind="notice"
            ),
            provenance=Provenance(source="a test", at=DAY),
        )

    assert not store.root.exists() or not list(store.root.rglob("*.json"))


# -- what was touched ----------------------------------------------------------------------------


def test_bytes_that_changed_on_disk_are_noticed(store: TextStore) -> None:
    version = add(store)
    path = next(store.root.glob("objects/*/*"))
    path.write_bytes(path.read_bytes().replace(b"51", b"15"))

    with pytest.raises(TextStoreError, match="not as it was written"):
        store.data(version.sha256)
    with pytest.raises(TextStoreError, match="not as it was written"):
        store.promote()
    assert len(store.current()) == 0


def test_a_record_that_changed_on_disk_is_noticed(store: TextStore) -> None:
    add(store)
    path = next(store.root.glob("snapshots/*.json"))
    path.write_text(path.read_text("utf-8").replace("Nobody", "Somebody"), "utf-8")

    with pytest.raises(TextStoreError, match="not as it was written"):
        store.candidate()


def lines_of(store: TextStore) -> list[str]:
    return (store.root / "ledger.jsonl").read_text("utf-8").splitlines()


@pytest.mark.parametrize("touched", ["changed", "taken out", "swapped", "cut off", "put in"])
def test_a_ledger_that_was_touched_is_noticed(store: TextStore, touched: str) -> None:
    for share in ("51", "60"):
        add(store, share=share)
        store.promote()
    lines = lines_of(store)
    told = json.loads(lines[1])
    lines = {
        "changed": [lines[0], json.dumps({**told, "subject": "f" * 64}), *lines[2:]],
        "taken out": [lines[0], *lines[2:]],
        "swapped": [lines[1], lines[0], *lines[2:]],
        "cut off": [*lines[:-1], lines[-1][:40]],
        "put in": [lines[0], lines[0], *lines[1:]],
    }[touched]
    (store.root / "ledger.jsonl").write_text("\n".join(lines), "utf-8")

    with pytest.raises(TextStoreError, match="Line [0-9]+ of `ledger.jsonl`"):
        store.events()


def test_faults_are_told_by_name(store: TextStore) -> None:
    add(store)
    store.promote()
    add(store, "2099-00008")
    assert list(store.faults()) == []

    for path in store.root.glob("snapshots/*.json"):
        path.write_text(path.read_text("utf-8").replace("a test", "nowhere"), "utf-8")
    for path in store.root.glob("objects/*/*"):
        path.write_bytes(path.read_bytes().replace(b"51", b"15"))
    faults = list(store.faults())

    assert sum("from where this version came" in fault for fault in faults) == 3
    assert sum("not as it was written" in fault for fault in faults) == 3


def test_a_promotion_that_the_ledger_does_not_tell_is_a_fault(store: TextStore) -> None:
    add(store)
    candidate = store.candidate()
    assert candidate is not None
    (store.root / "current.json").write_text(json.dumps({"promoted": [candidate.digest]}), "utf-8")

    assert any("became current" in fault for fault in store.faults())


def test_the_ledger_tells_everything_in_order(store: TextStore) -> None:
    add(store)
    store.promote()
    store.rollback()
    store.discard()

    assert [event.what for event in store.events()] == [
        "stored",
        "promoted",
        "rolled-back",
        "discarded",
    ]
    assert all(event.at == DAY for event in store.events())


# -- killed --------------------------------------------------------------------------------------

NUMBERS = [f"2099-{number:05}" for number in range(1, 4)]
CHILD = """
import os, signal, sys
from pathlib import Path
from corpus.official.client import RegisterClient
from corpus.official.followed import Followed, FollowedDocument
from corpus.official.store import TextStore
from corpus.official.sync import sync
url, root, dies_before, *numbers = sys.argv[1:]
left = int(dies_before)
put = Path.replace
def replace(path, target):  # The step in which a file takes its name.
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return put(path, target)
Path.replace = replace
wanted = Followed(register=[FollowedDocument(number=one) for one in numbers])
with RegisterClient(url, url) as client:
    print("begun", flush=True)
    sync(TextStore(Path(root)), client, wanted)
    print("done", flush=True)
"""


def begun(
    register: FakeRegister, store: TextStore, *, dies_before: int = -1
) -> subprocess.Popen[str]:
    """Start a sync that kills itself before the file of that number takes its name."""
    told = [register.url, str(store.root), str(dies_before), *NUMBERS]
    child = subprocess.Popen(  # noqa: S603 (our own interpreter, our own code)
        [sys.executable, "-c", CHILD, *told],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    return child


def ended(child: subprocess.Popen[str]) -> str:
    told, _ = child.communicate(timeout=60)
    return told


@pytest.fixture
def settled(store: TextStore) -> TextStore:
    """A store in which the old text of each document is current."""
    for number in NUMBERS:
        add(store, number)
    store.promote()
    return store


def whole(store: TextStore, share: str) -> bool:
    current = store.current()
    return len(current) == len(NUMBERS) and all(
        f"{share} percent" in text.text for text in current.texts()
    )


def test_a_sync_killed_while_it_waits_for_a_text_leaves_the_old_corpus_current(
    settled: TextStore,
) -> None:
    with served() as register:
        for number in NUMBERS:
            register.publish(number, invented_notice(number, share="60"))
        register.slow = threading.Event()
        child = begun(register, settled)
        assert register.waiting.wait(30)

        child.send_signal(signal.SIGKILL)

        assert "done" not in ended(child)
        assert child.returncode == -signal.SIGKILL
        assert whole(settled, "51")
        assert settled.candidate() is None
        settled.events()
        register.slow.set()
        assert "done" in ended(begun(register, settled))
    settled.promote()
    assert whole(settled, "60")


WRITES = len(NUMBERS) + 3
"""Of a sync: a file for each text, a snapshot, the ledger, the pointer."""


@pytest.mark.parametrize("dies_before", range(WRITES + 1))
def test_a_sync_killed_at_any_of_its_writes_leaves_all_or_nothing(
    settled: TextStore, dies_before: int
) -> None:
    with served() as register:
        for number in NUMBERS:
            register.publish(number, invented_notice(number, share="60"))
        child = begun(register, settled, dies_before=dies_before)
        finished = "done" in ended(child)

        assert finished == (dies_before == WRITES)
        assert whole(settled, "51")
        assert (settled.candidate() is not None) == finished
        settled.events()

        wanted = Followed(register=tuple(FollowedDocument(number=one) for one in NUMBERS))
        with RegisterClient(register.url, register.url) as client:
            sync(settled, client, wanted)
    settled.promote()
    assert whole(settled, "60")
    assert not list(settled.root.rglob("*.unfinished"))


def test_a_promotion_killed_before_it_took_the_candidate_away_is_a_promotion(
    store: TextStore,
) -> None:
    add(store)
    waiting = (store.root / "candidate.json").read_bytes()
    promoted = store.promote()
    (store.root / "candidate.json").write_bytes(waiting)

    assert store.current().digest == promoted.digest
    assert store.candidate() is None


# -- any history ---------------------------------------------------------------------------------

steps = st.lists(
    st.sampled_from(["add 51", "add 60", "add 70", "promote", "rollback", "discard"]), max_size=12
)


@settings(max_examples=25, deadline=None)
@given(steps)
def test_after_any_history_what_is_current_is_what_was_promoted_last(
    tmp_path_factory: pytest.TempPathFactory, history: list[str]
) -> None:
    store = TextStore(tmp_path_factory.mktemp("store"), clock=lambda: DAY)
    promoted: list[str] = []
    waiting: str | None = None
    for step in history:
        before = promoted[-1] if promoted else None
        if step.startswith("add"):
            share = step.split()[1]
            add(store, share=share)
            waiting = share if waiting is not None or share != before else None
        elif step == "promote" and waiting is not None:
            store.promote()
            promoted.append(waiting)
            waiting = None
        elif step == "rollback" and promoted:
            left = promoted.pop()
            store.rollback()
            waiting = left if waiting is None else waiting
        elif step == "discard":
            store.discard()
            waiting = None
        now = promoted[-1] if promoted else None
        waiting = None if waiting == now else waiting
        held = [text.text for text in store.current().texts()]
        assert [f"{now} percent" in text for text in held] == ([True] if now else [])
        candidate = store.candidate()
        assert (candidate is not None) == (waiting is not None), step
    store.events()
