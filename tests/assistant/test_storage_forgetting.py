"""What is deleted is gone from the bytes on disk, not only from the tables."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random

from assistant.keeping.database import KeptConversations
from assistant.keeping.records import Rating
from tests.assistant.stores import tell

MARKS = {"message": "QUAGGAMSG", "title": "QUAGGATTL", "case": "QUAGGACSE", "note": "QUAGGANOTE"}


def bytes_under(folder) -> bytes:
    return b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())


def planted(store, rng, length=None) -> str:
    """Tell a conversation whose every place holds a mark."""
    body = f"{MARKS['message']} {'x' * (length or rng.randrange(10, 9_000))}"[:8_000]
    reply = tell(store, body, title=MARKS["case"])
    for _ in range(rng.randrange(4)):
        tell(store, body, reply.conversation_id)
    store.rename(reply.conversation_id, MARKS["title"])
    store.rate(reply.reply_id, Rating.DOWN, MARKS["note"])
    return reply.conversation_id


def test_a_deleted_conversation_leaves_no_byte(tmp_path):
    with closing(KeptConversations(str(tmp_path / "c.db"))) as store:
        stays = tell(store, "PANGOLIN").conversation_id
        name = planted(store, Random(1))  # noqa: S311 (a fixed course)
        held = bytes_under(tmp_path)
        store.delete(name)
        left = bytes_under(tmp_path)

        assert all(mark.encode() in held for mark in MARKS.values())
        assert not [mark for mark in MARKS.values() if mark.lower().encode() in left.lower()]
        assert b"QUAGGA" not in left.upper()
        assert name.encode() not in left
        assert b"PANGOLIN" in left
        assert store.whole(stays)


def test_no_byte_is_left_among_many_that_came_and_went(tmp_path):
    """Pages are split, merged and used again; what stood in them must not stay behind."""
    rng = Random(2)  # noqa: S311 (a fixed course)
    with closing(KeptConversations(str(tmp_path / "c.db"))) as store:
        names: list[str] = []
        for number in range(60):
            for _ in range(rng.randrange(1, 4)):
                tell(store, f"PANGOLIN {number} {'y' * rng.randrange(6_000)}")
            names.append(planted(store, rng))
            if rng.random() < 0.5:
                store.delete(names.pop(rng.randrange(len(names))))
        for name in names:
            store.delete(name)
        left = bytes_under(tmp_path)

    assert b"QUAGGA" not in left.upper()
    assert b"PANGOLIN" in left


def test_it_is_forgotten_while_others_read_and_write(tmp_path):
    rng = Random(3)  # noqa: S311 (a fixed course)
    with closing(KeptConversations(str(tmp_path / "c.db"))) as store:

        def busy(number):
            for turn in range(15):
                tell(store, f"PANGOLIN {number} {turn}")
                store.listed(q="pangolin", limit=5)

        names = [planted(store, rng, 500) for _ in range(8)]
        with ThreadPoolExecutor(5) as pool:
            work = [pool.submit(busy, number) for number in range(4)]
            for name in names:
                store.delete(name)
            for one in work:
                one.result()
        left = bytes_under(tmp_path)

    assert b"QUAGGA" not in left.upper()


def test_what_a_killed_server_left_in_the_log_goes_at_the_next_start(tmp_path):
    path = str(tmp_path / "c.db")
    store = KeptConversations(path)
    name = planted(store, Random(4))  # noqa: S311 (a fixed course)
    store._forget = lambda: None  # killed between the deletion and the emptying of the log
    store.delete(name)
    assert b"QUAGGA" in bytes_under(tmp_path).upper()

    with closing(KeptConversations(path)):
        assert b"QUAGGA" not in bytes_under(tmp_path).upper()
    store.close()
