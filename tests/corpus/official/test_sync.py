"""A sync keeps what was asked for and nothing else, whatever the server does."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from corpus.errors import (
    OfficialTextError,
    RefusedAnswerError,
    RegisterUnreachableError,
    TextStoreError,
)
from corpus.official.client import RegisterClient
from corpus.official.followed import Followed, FollowedDocument, FollowedSection, followed
from corpus.official.record import Record
from corpus.official.store import TextStore
from corpus.official.sync import Outcome, Report, Settings, bring, record_of, sync, sync_files
from evals.fake_register import CHALLENGE, FakeRegister, Trouble, served
from tests.corpus.official.invented_notice import NUMBER, invented_notice

WANTED = Followed(register=(FollowedDocument(number=NUMBER, standing="call"),))
TEXT = f"/documents/full_text/xml/{NUMBER}.xml"
RECORD = f"/api/v1/documents/{NUMBER}.json"
SECTION = b"""<?xml version="1.0"?><DIV8 N="202.601" TYPE="SECTION"><HEAD>\xc2\xa7 202.601 Invented
</HEAD><P>(a) An invented section.</P></DIV8>"""


@pytest.fixture
def register() -> Iterator[FakeRegister]:
    with served() as held:
        held.publish(NUMBER, invented_notice())
        yield held


@pytest.fixture
def store(tmp_path: Path) -> TextStore:
    return TextStore(tmp_path / "official")


class Clock:
    """Stands for time.sleep, and remembers for how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


def synced(
    store: TextStore,
    register: FakeRegister,
    wanted: Followed = WANTED,
    settings: Settings | None = None,
    sleep: Clock | None = None,
) -> Report:
    with RegisterClient(register.url, register.url, sleep=sleep or Clock()) as client:
        return sync(store, client, wanted, settings or Settings())


def files_of(store: TextStore) -> set[str]:
    return {
        str(path.relative_to(store.root))
        for path in store.root.rglob("*")
        if path.is_file() and path.name != "lock"
    }


# -- what is kept --------------------------------------------------------------------------------


def test_a_sync_makes_a_candidate_and_promote_makes_it_current(
    store: TextStore, register: FakeRegister
) -> None:
    report = synced(store, register)

    assert [line.outcome for line in report.lines] == [Outcome.NEW]
    assert len(store.current()) == 0
    store.promote()
    text = store.current().text(f"fr-{NUMBER}")
    assert store.candidate() is None
    assert "at least 51 percent" in text.text
    assert text.record is not None
    assert text.record.number == NUMBER


def test_what_came_is_kept_byte_for_byte_with_its_provenance(
    store: TextStore, register: FakeRegister
) -> None:
    synced(store, register)
    (version,) = store.versions(NUMBER)

    assert store.data(version.sha256) == invented_notice()
    assert version.provenance.source == f"{register.url}{TEXT}"
    assert version.provenance.status == 200
    assert version.provenance.headers["etag"]
    assert [event.what for event in store.events()] == ["stored"]


def test_nothing_new_is_asked_for_with_its_tag_and_changes_nothing(
    store: TextStore, register: FakeRegister
) -> None:
    synced(store, register)
    store.promote()
    before = files_of(store)

    report = synced(store, register)

    assert [line.outcome for line in report.lines] == [Outcome.UNCHANGED]
    assert report.candidate is None
    assert "If-None-Match" in register.headers[-1]
    assert files_of(store) == before


def test_a_text_that_changed_under_its_number_is_a_new_version(
    store: TextStore, register: FakeRegister
) -> None:
    synced(store, register)
    store.promote()
    register.publish(NUMBER, invented_notice(share="60"))

    report = synced(store, register)
    store.promote()

    assert [line.outcome for line in report.lines] == [Outcome.CHANGED]
    assert [store.read(one).text.count("60 percent") for one in store.versions(NUMBER)] == [0, 1]
    assert "60 percent" in store.current().text(f"fr-{NUMBER}").text
    assert "51 percent" in store.rollback().text(f"fr-{NUMBER}").text


def test_page_views_are_no_change_and_a_correction_is(
    store: TextStore, register: FakeRegister
) -> None:
    synced(store, register)
    store.promote()
    register.publish(NUMBER, invented_notice(), page_views={"count": 7_000})
    first = synced(store, register)
    link = (
        f"https://www.federalregister.gov/api/v1/documents/C1-{NUMBER}?publication_date=2099-02-01"
    )
    register.publish(NUMBER, invented_notice(), corrections=[link])
    second = synced(store, register)

    assert [line.outcome for line in first.lines] == [Outcome.UNCHANGED]
    assert [line.outcome for line in second.lines] == [Outcome.TOLD_ANEW]
    assert store.candidate() is not None
    assert store.versions(NUMBER)[-1].record.corrections == (f"C1-{NUMBER}",)


def test_a_dry_run_tells_what_is_new_and_keeps_nothing(
    store: TextStore, register: FakeRegister
) -> None:
    report = synced(store, register, settings=Settings(dry=True))

    assert [line.outcome for line in report.lines] == [Outcome.NEW]
    assert files_of(store) == set()


def test_sections_of_the_code_are_asked_for_on_the_day_it_is_complete(
    store: TextStore, register: FakeRegister
) -> None:
    register.sections[28, "202.601"] = SECTION
    wanted = Followed(code=(FollowedSection(title=28, section="202.601"),))

    report = synced(store, register, wanted)
    store.promote()
    register.code_day += timedelta(days=3)
    again = synced(store, register, wanted)

    assert [line.outcome for line in report.lines] == [Outcome.NEW]
    assert "An invented section." in store.current().text("cfr-28-202-601").text
    assert [line.outcome for line in again.lines] == [Outcome.UNCHANGED]


def test_an_order_is_found_by_its_own_number(store: TextStore, register: FakeRegister) -> None:
    register.publish(
        NUMBER,
        invented_notice(),
        type="Presidential Document",
        subtype="Executive Order",
        executive_order_number="99999",
    )
    signed = datetime(2026, 4, 7, tzinfo=UTC).date()
    found = FollowedDocument(executive_order="99999", signed=signed, standing="order")
    missing = FollowedDocument(executive_order="99998", signed=signed, standing="order")

    report = synced(store, register, Followed(register=(found, missing)))

    assert [line.outcome for line in report.lines] == [Outcome.NEW, Outcome.NOT_PUBLISHED]
    assert report.lines[0].version is not None
    assert report.lines[0].version.record.kind == "executive-order"


# -- trouble -------------------------------------------------------------------------------------


def test_a_number_with_an_en_dash_is_the_same_number(
    store: TextStore, register: FakeRegister
) -> None:
    wanted = Followed(register=(FollowedDocument(number=NUMBER.replace("-", "–")),))

    assert [line.outcome for line in synced(store, register, wanted).lines] == [Outcome.NEW]


def test_an_unknown_number_is_said_to_be_unknown(store: TextStore, register: FakeRegister) -> None:
    wanted = Followed(
        register=(FollowedDocument(number="2099-99999"), FollowedDocument(number=NUMBER))
    )

    report = synced(store, register, wanted)

    assert [line.outcome for line in report.lines] == [Outcome.NOT_PUBLISHED, Outcome.NEW]


@pytest.mark.parametrize("path", [RECORD, TEXT], ids=["the record", "the text"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_for_patience_gets_it(
    store: TextStore, register: FakeRegister, status: int, path: str
) -> None:
    register.trouble[path] = Trouble(status, times=2, retry_after="7")
    clock = Clock()

    report = synced(store, register, sleep=clock)

    assert [line.outcome for line in report.lines] == [Outcome.NEW]
    assert clock.slept == [7.0, 7.0]


def test_a_date_in_retry_after_is_understood(store: TextStore, register: FakeRegister) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    register.trouble[TEXT] = Trouble(503, retry_after=moment)
    clock = Clock()

    synced(store, register, sleep=clock)

    assert [20 < slept < 31 for slept in clock.slept] == [True]


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(Trouble(503, times=9), id="never well again"),
        pytest.param(Trouble(429, times=9, retry_after="86400"), id="a day of patience"),
        pytest.param(Trouble(cut_off=True, times=9), id="cut off each time"),
    ],
)
def test_a_server_that_does_not_recover_changes_nothing(
    store: TextStore, register: FakeRegister, trouble: Trouble
) -> None:
    register.trouble[TEXT] = trouble

    with pytest.raises(RegisterUnreachableError, match="--from FILE"):
        synced(store, register)

    assert store.candidate() is None
    assert files_of(store) == set()


def test_a_text_that_was_cut_off_once_is_asked_for_again(
    store: TextStore, register: FakeRegister
) -> None:
    register.trouble[TEXT] = Trouble(cut_off=True)

    assert [line.outcome for line in synced(store, register).lines] == [Outcome.NEW]


def test_offline_the_message_says_what_to_do(store: TextStore) -> None:
    with served() as gone:
        url = gone.url

    with (
        RegisterClient(url, url, sleep=Clock()) as client,
        pytest.raises(RegisterUnreachableError, match="Check the connection"),
    ):
        sync(store, client, WANTED)


@pytest.mark.parametrize(
    ("path", "trouble", "told"),
    [
        pytest.param(TEXT, Trouble(body=CHALLENGE), "page for people", id="a page in place of XML"),
        pytest.param(
            TEXT,
            Trouble(body=CHALLENGE, content_type="application/xml"),
            "page for people",
            id="a page that says it is XML",
        ),
        pytest.param(
            TEXT,
            Trouble(body=invented_notice("2099-00008"), content_type="application/xml"),
            "says FR Doc. 2099-00008",
            id="another document",
        ),
        pytest.param(
            TEXT,
            Trouble(body=invented_notice()[:300], content_type="application/xml"),
            "not well-formed",
            id="half a document, said to be whole",
        ),
        pytest.param(
            TEXT,
            Trouble(body=b"<FEDREG/>", content_type="application/xml"),
            "found 0",
            id="no document",
        ),
        pytest.param(TEXT, Trouble(status=500, body=b"oops"), "status 500", id="an error"),
    ],
)
def test_what_was_not_asked_for_is_refused_and_the_rest_is_kept(
    store: TextStore, register: FakeRegister, path: str, trouble: Trouble, told: str
) -> None:
    other = "2099-00009"
    register.publish(other, invented_notice(other))
    register.trouble[path] = trouble
    wanted = Followed(register=(*WANTED.register_, FollowedDocument(number=other)))

    report = synced(store, register, wanted)

    assert [line.outcome for line in report.lines] == [Outcome.REFUSED, Outcome.NEW]
    assert told in report.lines[0].said
    candidate = store.candidate()
    assert candidate is not None
    assert list(candidate) == [f"fr-{other}"]


def test_a_page_in_place_of_the_record_is_refused(store: TextStore, register: FakeRegister) -> None:
    register.trouble[RECORD] = Trouble(body=CHALLENGE)

    with pytest.raises(RefusedAnswerError, match="--from FILE"):
        synced(store, register)


def test_the_record_of_another_document_is_refused(
    store: TextStore, register: FakeRegister
) -> None:
    register.records[NUMBER]["document_number"] = "2099-00008"

    with pytest.raises(RefusedAnswerError, match="about 2099-00008"):
        synced(store, register)


def test_a_document_of_another_day_than_listed_is_refused(
    store: TextStore, register: FakeRegister
) -> None:
    day = datetime(2026, 4, 11, tzinfo=UTC).date()
    wanted = Followed(register=(FollowedDocument(number=NUMBER, published=day),))

    (line,) = synced(store, register, wanted).lines

    assert line.outcome is Outcome.REFUSED
    assert "2026-04-10" in line.said


def test_an_address_on_a_server_of_somebody_else_is_not_asked(
    store: TextStore, register: FakeRegister
) -> None:
    register.records[NUMBER]["full_text_xml_url"] = "https://register.example.org/a.xml"

    (line,) = synced(store, register).lines

    assert line.outcome is Outcome.REFUSED
    assert "register.example.org" in line.said


def test_a_text_too_large_is_not_kept(
    store: TextStore, register: FakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.official.client.MOST_BYTES", 1_000)
    register.publish(NUMBER, invented_notice(pages=40))

    (line,) = synced(store, register).lines

    assert line.outcome is Outcome.REFUSED
    assert "more than 1,000 bytes" in line.said


def test_a_text_that_lost_half_its_length_is_an_alarm(
    store: TextStore, register: FakeRegister
) -> None:
    register.publish(NUMBER, invented_notice(pages=60))
    synced(store, register)
    store.promote()
    register.publish(NUMBER, invented_notice())

    refused = synced(store, register)
    taken = synced(store, register, settings=Settings(shorter_too=True))

    assert "--shorter-too" in refused.lines[0].said
    assert [line.outcome for line in taken.lines] == [Outcome.CHANGED]


def test_two_syncs_at_once_do_not_mix(store: TextStore, register: FakeRegister) -> None:
    other = TextStore(store.root)

    with store.changing(), pytest.raises(TextStoreError, match="Another command"):
        synced(other, register)


def test_where_there_is_no_xml_yet_the_plain_text_is_read(
    store: TextStore, register: FakeRegister
) -> None:
    words = (
        f"[FR Doc No: {NUMBER}]\n\n    An invented paragraph.\n\n[FR Doc. {NUMBER} Filed 1-1-99]"
    )
    register.texts["/plain.txt"] = words.encode()
    register.records[NUMBER] |= {
        "full_text_xml_url": None,
        "raw_text_url": f"{register.url}/plain.txt",
    }

    (line,) = synced(store, register).lines

    assert line.outcome is Outcome.NEW
    assert line.version is not None
    assert line.version.format == "register-text"


def test_requests_are_named_and_apart(register: FakeRegister, store: TextStore) -> None:
    clock = Clock()
    with RegisterClient(register.url, register.url, pause_s=1.0, sleep=clock) as client:
        sync(store, client, WANTED)

    assert all(one["User-Agent"].startswith("ai-exports-assistant") for one in register.headers)
    assert len(clock.slept) == len(register.asked) - 1
    assert all(0.5 < slept <= 1.0 for slept in clock.slept)


# -- search --------------------------------------------------------------------------------------


def found(register: FakeRegister, per_page: int = 100, **conditions: str) -> list[str]:
    with RegisterClient(register.url, register.url, sleep=Clock()) as client:
        return [one["document_number"] for one in client.search(conditions, per_page=per_page)]


def test_a_search_goes_past_what_the_register_counts(
    register: FakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.official.client._CEILING", 50)
    register.ceiling = 50
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(180):
        day = (first + timedelta(days=9 * number)).date().isoformat()
        register.publish(f"2020-{number:05}", b"", publication_date=day)

    numbers = found(register, per_page=20)

    assert len(numbers) == len(set(numbers)) == 181


def test_more_on_one_day_than_the_register_counts_is_said(
    register: FakeRegister, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.official.client._CEILING", 5)
    register.ceiling = 5
    for number in range(9):
        register.publish(f"2020-{number:05}", b"", publication_date="2020-05-05")

    with pytest.raises(RefusedAnswerError, match="2020-05-05"):
        found(register, per_page=2)


def test_a_server_that_gives_page_one_for_ever_does_not_hold_us(register: FakeRegister) -> None:
    for number in range(30):
        register.publish(f"2020-{number:05}", b"")
    register.ceiling = 10  # It counts 10 and goes back to page 1, below the ceiling we know.

    assert len(found(register, per_page=10)) == 10
    assert register.times_asked()["/api/v1/documents.json"] < 4


def test_a_search_that_finds_nothing_is_empty(register: FakeRegister) -> None:
    assert found(register, term="no such words") == []
    assert found(register, term=NUMBER) == [NUMBER]


# -- files ---------------------------------------------------------------------------------------


def test_a_saved_file_is_taken_by_the_number_in_it(store: TextStore, tmp_path: Path) -> None:
    path = tmp_path / "downloaded (1).xml"
    path.write_bytes(invented_notice())

    report = sync_files(store, [path], WANTED)
    store.promote()

    (line,) = report.lines
    assert (line.name, line.outcome) == (NUMBER, Outcome.NEW)
    record = store.current().text(f"fr-{NUMBER}").record
    assert isinstance(record, Record)
    assert (record.title, record.standing, record.start_page) == (
        "A Call That Nobody Made",
        "call",
        100,
    )


def test_a_record_that_was_saved_too_tells_more(
    store: TextStore, register: FakeRegister, tmp_path: Path
) -> None:
    (tmp_path / "a.xml").write_bytes(invented_notice())
    (tmp_path / "a.json").write_text(json.dumps(register.records[NUMBER]), "utf-8")

    report = sync_files(store, [tmp_path / "a.xml", tmp_path / "a.json"], WANTED)

    (line,) = report.lines
    assert line.version is not None
    assert line.version.record.title == f"Invented document {NUMBER}"
    assert str(line.version.record.published) == "2026-04-10"


def test_of_a_whole_issue_only_what_is_followed_is_taken(store: TextStore, tmp_path: Path) -> None:
    others = [invented_notice(f"2099-{number:05}", pages=3) for number in (8, 9)]
    late = invented_notice(share="60", pages=0).replace(b'<PRTPAGE P="100"/>', b"")
    parts = [one.partition(b"?>")[2] for one in (others[0], late, others[1])]
    path = tmp_path / "FR-2099-01-02.xml"
    path.write_bytes(b"<FEDREG><NOTICES>" + b"".join(parts) + b"</NOTICES></FEDREG>")

    report = sync_files(store, [path], WANTED)
    nothing = sync_files(store, [path], Followed())

    (line,) = report.lines
    assert (line.name, line.outcome) == (NUMBER, Outcome.NEW)
    assert line.version is not None
    text = store.read(line.version)
    assert "60 percent" in text.text
    # The page runs on from the document before, until the first mark of its own.
    assert text.page_at(0) == 103
    assert [line.outcome for line in nothing.lines] == [Outcome.REFUSED]


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        pytest.param("a.xml", CHALLENGE, "FR Doc. number|well-formed", id="a page saved as XML"),
        pytest.param(
            "a.xml",
            b"<NOTICE><PREAMB><SUBJECT>No number</SUBJECT></PREAMB></NOTICE>",
            "does not say its FR Doc. number",
            id="no number",
        ),
        pytest.param("a.exe", b"MZ", "of no kind", id="a program"),
    ],
)
def test_a_file_that_is_no_document_is_refused(
    store: TextStore, tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    (line,) = sync_files(store, [path], WANTED).lines

    assert line.outcome is Outcome.REFUSED
    assert re.search(told, line.said)
    assert files_of(store) == set()


def test_a_text_that_is_brought_is_labelled_with_what_it_is(
    store: TextStore, tmp_path: Path
) -> None:
    path = tmp_path / "faq.md"
    path.write_text("# Questions\n\nWho leads? The **anchor** does.\n", encoding="utf-8")

    version = bring(store, path, title="Invented questions", kind="FAQ page", told={})
    store.promote()

    assert version.id == "brought-invented-questions"
    record = store.current().text(version.id).record
    assert record is not None
    assert (record.origin, record.kind, record.standing) == ("brought", "FAQ page", "guidance")
    with pytest.raises(OfficialTextError):
        bring(store, tmp_path / "missing.md", title="x", kind="FAQ page", told={})


# -- records -------------------------------------------------------------------------------------


def test_the_packaged_list_can_be_read() -> None:
    listed = followed()

    assert "2026-06952" in {one.number for one in listed.register_}
    assert listed.only(("14409",)).register_[0].document == "executive-order-14409"


def test_records_of_any_shape_are_read_or_refused() -> None:
    for told in ({}, {"document_number": "1-1"}, {"document_number": "1-1", "title": ""}):
        with pytest.raises(RefusedAnswerError):
            record_of(told)
    with pytest.raises(RefusedAnswerError):
        record_of({"document_number": "1-1", "title": "x", "publication_date": "soon"})
    record = record_of({"document_number": "1–1", "title": " A\n b "})
    assert (record.number, record.title) == ("1-1", "A b")
