"""Later notices are found by search and by reading, wait for a person, and change nothing else."""

from collections.abc import Iterator
from datetime import date

import pytest

from corpus.amending.notice import Found, docket_forms, judged
from corpus.amending.queue import decide, enqueue, later_notices, queued
from corpus.amending.terminal import whole_text
from corpus.amending.watching import known_numbers, watched
from corpus.binding.review import Decision, ReviewedNotice
from corpus.document import Standing
from corpus.errors import TextStoreError
from corpus.official.client import RegisterClient
from corpus.official.record import Origin, Record
from corpus.reading import read_corpus
from evals.fake_register import FakeRegister, served

REQUEST = Record(
    id="fr-2025-19674",
    origin=Origin.FEDERAL_REGISTER,
    standing=Standing.GUIDANCE,
    title="American AI Exports Program",
    kind="notice",
    corpus_document="request-for-information",
    number="2025-19674",
    citation="90 FR 48726",
    dockets=("Docket No. 251023–0165", "ITA-ITA-2025-0070"),
    published=date(2025, 10, 28),
)
# What the register's abstracts tell of the request for information and of its extension: the
# extension has an ordinary number, another title, and no link to what it extends.
EXTENSION = {
    "title": "Request for Information; Extension of Comment Period",
    "publication_date": "2025-12-01",
    "agencies": [{"slug": "international-trade-administration"}],
    "abstract": "A request for information on the American AI Exports Program was published on "
    "October 28, 2025. An extension of the comment period until December 13, 2025 is appropriate.",
}


@pytest.fixture
def register() -> Iterator[FakeRegister]:
    with served() as held:
        yield held


def found_by(register: FakeRegister, known: frozenset[str] = frozenset()) -> list:
    documents = [one for one in read_corpus().documents if one.id == "request-for-information"]
    with RegisterClient(register.url, register.url, sleep=lambda _: None) as client:
        return list(
            watched(
                [REQUEST],
                documents,
                lambda conditions, since: client.search(conditions, since=since),
                lambda one: whole_text(client, one),
                known=known,
            )
        )


def test_the_extension_is_found_though_nothing_links_it(register):
    register.publish("2025-21722", b"", **EXTENSION)
    (notice,) = found_by(register)
    assert (notice.number, notice.kind) == ("2025-21722", "extension")
    assert notice.of == ("fr-2025-19674",)
    assert "It names American AI Exports Program." in notice.reasons
    assert notice.touches


def test_a_notice_that_only_its_text_tells_of_is_found(register):
    from tests.corpus.official.invented_notice import invented_notice

    text = invented_notice().replace(b"</P>", b" See 90 FR 48726.</P>", 1)
    register.publish("2026-00002", text, agencies=[{"slug": "international-trade-administration"}])
    (notice,) = found_by(register)
    assert "It cites 90 FR 48726." in notice.reasons
    assert notice.read


@pytest.mark.parametrize(
    "told",
    [
        {"title": "Steel Nails From Nowhere; Final Results", "abstract": "Duties on nails."},
        {"title": "American AI Exports Program", "publication_date": "2025-10-01"},
    ],
    ids=["of the same agency alone", "from before"],
)
def test_what_does_not_concern_us_is_passed_over(register, told):
    agency = [{"slug": "international-trade-administration"}]
    register.publish("2026-00001", b"", **{"agencies": agency, **told})
    assert found_by(register) == []


def test_what_is_known_is_passed_over(register):
    register.publish("2025-21722", b"", **EXTENSION)
    assert found_by(register, frozenset({"2025-21722"})) == []
    assert "2025-21722" in known_numbers(read_corpus().documents)


def test_nothing_found_is_nothing(register):
    assert found_by(register) == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("correction_of", "2025-19674", "corrects"),
        ("abstract", "Comments on FR Doc. 2025–19674 are late.", "cites FR Doc."),
        ("docket_ids", ("Docket No. 251023-0165",), "docket 251023-0165"),
        ("docket_ids", ("ITA-2025-0070",), "docket ITA-2025-0070"),
        ("abstract", "The system under E.O. 14320 grows.", "names E.O. 14320"),
    ],
)
def test_each_link_is_a_reason(field, value, reason):
    told = {"document_number": "2026-1", "publication_date": date(2026, 1, 5), field: value}
    found = judged(Found.model_validate(told), [REQUEST])
    assert found is not None
    assert any(reason in one for one in found[2])


def test_dockets_have_two_forms_and_a_misprint():
    assert list(docket_forms("[Docket No. 251023–0165]")) == ["251023-0165"]
    assert "ITA-2025-0070" in list(docket_forms("ITA-ITA-2025-0070"))


def test_the_queue_keeps_decisions_and_names_what_is_open(tmp_path, register):
    register.publish("2025-21722", b"", **EXTENSION)
    (notice,) = found_by(register)
    assert enqueue(tmp_path, [notice]) == (notice,)
    assert enqueue(tmp_path, [notice]) == ()
    assert [one.number for one in later_notices(queued(tmp_path))] == ["2025-21722"]

    today = date(2026, 12, 1)
    later = ReviewedNotice(decision=Decision.POSTPONE, on=today, until=date(2027, 1, 1))
    decide(tmp_path, "2025-21722", later)
    (one,) = queued(tmp_path)
    assert (one.pending, one.due(today), one.due(date(2027, 1, 1))) == (True, False, True)

    decide(tmp_path, "2025-21722", ReviewedNotice(decision=Decision.REJECT, on=today))
    assert list(later_notices(queued(tmp_path))) == []
    with pytest.raises(TextStoreError, match="not in the review queue"):
        decide(tmp_path, "2026-1", ReviewedNotice(decision=Decision.REJECT, on=today))
