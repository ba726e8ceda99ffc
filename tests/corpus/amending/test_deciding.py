"""What persons decide on later notices at the terminal, and what an entry has to be."""

from datetime import date

import pytest
import yaml
from typer.testing import CliRunner

from corpus.__main__ import app
from corpus.amending.accepted import Accepted, accepted_in, amended, as_yaml, read_accepted
from corpus.amending.notice import Notice
from corpus.amending.queue import enqueue, later_notices, queued
from corpus.amending.succession import drafted
from corpus.embedding import Embedder
from corpus.errors import AcceptedFileError
from corpus.official.register_xml import read_register_xml
from corpus.reading import read_corpus
from rules.amending import amended as amended_rules
from rules.catalogue import packaged_catalogue
from rules.errors import AmendedRuleError
from tests.corpus.binding.invented import AMENDMENT, FOLDER, LATER_NUMBER

ENTRY = FOLDER / "invented_entry.yaml"
NOTICE = Notice(
    number=LATER_NUMBER,
    title="Invented Example: Extension of a Window",
    kind="extension",
    published=date(2026, 6, 20),
    of=("fr-2026-99001",),
    reasons=("It cites FR Doc. 2026-99001.",),
    touches=("SUB-2",),
    read=True,
)


@pytest.fixture
def said(tmp_path):
    enqueue(tmp_path, [NOTICE])

    def run(*words: str):
        return CliRunner().invoke(app, ["watch", *words, "--store", str(tmp_path)])

    return run


def test_the_queue_is_shown_and_a_rejected_notice_is_named_no_more(said, tmp_path):
    assert LATER_NUMBER in said("list").output
    later = said("postpone", LATER_NUMBER, "--on", "2026-12-01", "--until", "2027-01-01")
    assert later.exit_code == 0
    assert list(later_notices(queued(tmp_path)))
    assert said("reject", LATER_NUMBER, "--on", "2026-12-02", "--note", "invented").exit_code == 0
    assert not list(later_notices(queued(tmp_path)))


def test_an_accepted_notice_is_kept_with_its_entry(said, tmp_path):
    done = said("accept", LATER_NUMBER, "--entry", str(ENTRY), "--on", "2026-12-01")
    assert done.exit_code == 0, done.output
    (entry,) = accepted_in(tmp_path)
    assert entry.replaces["SUB-2"] == "SUB-2-EXTENDED"
    assert not list(later_notices(queued(tmp_path)))


def test_old_and_new_provisions_share_no_day():
    *documents, notice = amended(read_corpus().documents, [read_accepted(ENTRY)])
    before = next(one for one in documents if one.id == "call-for-proposals")
    old = next(one for one in before.provisions if one.id == "SUB-2")
    new = next(one for one in notice.provisions if one.id == "SUB-2-EXTENDED")
    assert (old.effective_to, new.effective_from) == (date(2026, 6, 19), date(2026, 6, 20))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"replaces": {"SUB-2": "SUB-3-NEW"}}, "not under `provisions`"),
        ({"values": [{"rule": "a", "parameter": "b", "value": 1, "source": "X-1"}]}, "values"),
        ({"effective_from": "soon"}, "effective_from"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_fault(tmp_path, change, found):
    path = tmp_path / "entry.yaml"
    path.write_text(yaml.safe_dump(yaml.safe_load(ENTRY.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(AcceptedFileError, match=found):
        read_accepted(path)


def test_an_entry_that_replaces_what_is_not_there_is_refused():
    entry = read_accepted(ENTRY).model_copy(update={"replaces": {"ABC-1": "SUB-2-EXTENDED"}})
    with pytest.raises(AcceptedFileError, match="no document holds it"):
        amended(read_corpus().documents, [entry])


@pytest.mark.parametrize(
    ("part", "change", "found"),
    [
        ("values", {"rule": "no_rule"}, "no rule no_rule"),
        ("values", {"parameter": "shuts"}, "no parameter `shuts`"),
        ("says", {"branch": "never"}, "no branch `never`"),
    ],
)
def test_an_entry_for_what_no_rule_has_is_refused(part, change, found):
    entry = read_accepted(ENTRY)
    some = tuple(one.model_copy(update=change) for one in getattr(entry, part))
    with pytest.raises(AmendedRuleError, match=found):
        amended_rules(packaged_catalogue(), [entry.model_copy(update={part: some})])


def test_rules_without_an_entry_are_the_packaged_ones():
    assert amended_rules(packaged_catalogue(), []) is packaged_catalogue()


def test_a_draft_holds_the_new_day_and_cannot_be_accepted_unread(tmp_path):
    text = read_register_xml(AMENDMENT.read_bytes())
    documents = [one for one in read_corpus().documents if one.id == "call-for-proposals"]
    entry = drafted(NOTICE, text, documents, Embedder().embed)
    (follower,) = entry.provisions
    assert follower.id == "SUB-2-2026.99002"
    assert "31 July 2026" in " ".join(follower.says)
    place = entry.official[follower.id]
    assert "window for proposals" in text.text[place.start : place.end]
    path = tmp_path / "draft.yaml"
    path.write_text(as_yaml(entry), "utf-8")
    with pytest.raises(AcceptedFileError, match="TODO"):
        read_accepted(path)
    written = path.read_text("utf-8").replace("TODO: read this sentence against the notice. ", "")
    path.write_text(written, "utf-8")
    assert isinstance(read_accepted(path), Accepted)
