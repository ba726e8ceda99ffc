"""From an invented notice to answers that quote it, and from its amendment to other outcomes.

Everything is real but the two notices and the server: sync, bind, promote, watch, accept.
"""

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.answering import Assistant
from assistant.changed import changed, changed_markdown
from assistant.conversation import Conversations
from assistant.drafting.draft import SentenceKind
from assistant.drafting.making import Order
from assistant.files.docx import to_docx
from assistant.files.markdown import to_markdown
from assistant.reply import ChatReply, ChatRequest, StatementKind
from assistant.settings import Settings
from assistant.wiring import draft_maker, in_step
from corpus.amending.accepted import accepted_in
from corpus.amending.notice import Notice
from corpus.amending.queue import enqueue, queued
from corpus.amending.terminal import accept_notice, tracked_records, whole_text
from corpus.amending.watching import watched
from corpus.binding.bound import OfficialPlace
from corpus.binding.outline import outline_of
from corpus.document import Basis
from corpus.library import load_library
from corpus.official.client import RegisterClient
from corpus.official.store import TextStore
from corpus.official.sync import sync
from corpus.official.text import sha256_of
from corpus.reading import read_corpus
from corpus.search import Search
from evals.fake_register import FakeRegister, served
from evals.suites.memory_index import remembering, searched
from rules.amending import amended
from rules.catalogue import packaged_catalogue
from rules.proposal import Proposal
from tests.corpus.binding.conftest import embeds  # noqa: F401 (a fixture)
from tests.corpus.binding.invented import (
    AMENDMENT,
    FOLDER,
    FOLLOWED,
    LATER_NUMBER,
    NOTICE,
    NUMBER,
    Embeds,
    altered,
    bound,
    promoted,
)

JUNE, JULY, TODAY = date(2026, 6, 12), date(2026, 7, 10), date(2026, 12, 1)
ASKED = [
    "Which countries are countries of concern for members?",
    "What is the 51 percent presumption?",
    "Is there a cap on the number of members?",
    "When does the window for proposals close?",
    "Who decides which proposals are designated?",
    "May a foreign company be a member?",
]
CASES = [
    "Our proposal was filed on 10 July 2026. Is that in time?",
    "Our proposal was filed on 12 June 2026. Is that in time?",
    "Our proposal was filed on 5 August 2026. Is that in time?",
]


def over(assistant: Assistant, store: TextStore) -> Assistant:
    """The same assistant over what a store holds; its index is made of vectors that are known."""
    library = load_library(store)
    catalogue = in_step(amended(packaged_catalogue(), accepted_in(store.root)), library)
    same = library.provisions.keys() == assistant.library.provisions.keys()
    like = assistant.search
    search = (
        Search(library, like.index, like.embedder, like.settings)
        if same
        else searched(library, like, remembering(like))
    )
    return replace(
        assistant,
        library=library,
        search=search,
        catalogue=catalogue,
        conversations=Conversations(),
    )


def asked(assistant: Assistant, message: str, day: date) -> ChatReply:
    return assistant.answer(ChatRequest(message=message, as_of=day), today=TODAY)


def told(reply: ChatReply) -> dict:
    left_out = {"conversation_id", "reply_id", "receipt"}
    return reply.model_dump(mode="json", exclude=left_out)


@pytest.fixture(scope="module")
def register() -> Iterator[FakeRegister]:
    with served() as held:
        held.publish(
            NUMBER, NOTICE.read_bytes(), title="Invented Example: Call", start_page=70001, volume=91
        )
        yield held


@pytest.fixture(scope="module")
def store(tmp_path_factory, register, embeds: Embeds) -> TextStore:  # noqa: F811
    """Sync from the server, bind, promote."""
    held = TextStore(tmp_path_factory.mktemp("texts"))
    with RegisterClient(register.url, register.url, sleep=lambda _: None) as client:
        assert not sync(held, client, FOLLOWED.only((NUMBER,))).refused
    bound(held, embeds)
    held.promote()
    return held


@pytest.fixture(scope="module")
def quoting(assistant, store) -> Assistant:
    return over(assistant, store)


def test_nothing_changes_while_no_text_is_current(assistant, tmp_path):
    beside = over(assistant, TextStore(tmp_path / "none"))
    for message in ASKED:
        before, after = asked(assistant, message, TODAY), asked(beside, message, TODAY)
        assert told(before) == told(after)
        assert before.receipt == after.receipt


@pytest.mark.parametrize("message", ASKED)
def test_the_same_questions_are_answered_with_official_words(assistant, quoting, message):
    before, after = asked(assistant, message, TODAY), asked(quoting, message, TODAY)
    assert after.status == before.status
    text = quoting.library.official.texts["fr-2026-99001"]
    official = [one for one in after.citations if one.official is not None]
    assert official
    for one in official:
        assert one.basis is Basis.OFFICIAL
        assert text.text[one.start : one.end] == one.quote
        assert one.sha256 == text.sha256
        assert one.official.page in {70001, 70002}
    (quote,) = [
        one for one in after.statements if one.text.startswith("The official text reads: “")
    ]
    assert quote.kind is StatementKind.SOURCE
    words = quote.text.removeprefix("The official text reads: “").removesuffix("”")
    assert words in " ".join(text.text.split())
    # Our statement stays beside the official words.
    assert before.statements[0].text == after.statements[0].text


def test_no_answer_says_of_a_loaded_text_that_it_is_not_loaded(assistant, quoting):
    message = "At what hour does the window close on its last day?"
    before, after = asked(assistant, message, TODAY), asked(quoting, message, TODAY)
    assert "not loaded here" in before.answer
    assert "not loaded here" not in after.answer
    assert "is loaded here" in after.answer


def test_a_verdict_quotes_the_notice_as_well(quoting):
    reply = asked(quoting, CASES[0], JULY)
    (finding,) = [one for one in reply.findings if one.rule == "filed_in_window"]
    assert any(one.document == "fr-2026-99001" for one in finding.citations)


def test_what_the_text_may_settle_is_told_and_not_taken_for_settled(assistant, quoting):
    message = "What page limit applies to proposals?"
    before, after = asked(assistant, message, TODAY), asked(quoting, message, TODAY)
    assert after.status == before.status
    (said,) = [one for one in after.statements if "60 pages" in one.text]
    assert "no person has reviewed" in said.text


def test_where_digest_and_text_differ_the_official_words_are_told_and_rules_wait(
    assistant,
    tmp_path,
    embeds,  # noqa: F811
):
    path = altered(NOTICE, tmp_path, ("at least 51 percent of", "at least 45 percent of"))
    differing = over(assistant, promoted(TextStore(tmp_path / "store"), path, embeds))
    reply = asked(differing, "What is the 51 percent presumption?", TODAY)
    assert "differ here in a figure" in reply.statements[0].text
    assert "45 percent" in reply.statements[1].text
    assert "us_hardware_content" in differing.catalogue.suspended


# -- the amendment ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def watching(tmp_path_factory, store, register) -> TextStore:
    """The store after a search that found the amendment."""
    root = tmp_path_factory.mktemp("watched") / "texts"
    shutil.copytree(store.root, root)
    held = TextStore(root)
    register.publish(
        LATER_NUMBER,
        AMENDMENT.read_bytes(),
        title="Invented Example: Extension of a Window",
        publication_date="2026-06-20",
        agencies=[{"slug": "international-trade-administration"}],
    )
    documents = [one for one in read_corpus().documents if one.id == "call-for-proposals"]
    with RegisterClient(register.url, register.url, sleep=lambda _: None) as client:
        tracked = [one for one in tracked_records(held) if one.number == NUMBER]
        found = watched(
            tracked,
            documents,
            lambda conditions, since: client.search(conditions, since=since),
            lambda one: whole_text(client, one),
        )
        enqueue(held.root, found)
    return held


def test_the_amendment_waits_and_answers_that_it_touches_name_it(assistant, watching):
    (one,) = queued(watching.root)
    assert (one.notice.number, one.notice.kind) == (LATER_NUMBER, "extension")
    assert "SUB-2" in one.notice.touches
    assert "CON-2" not in one.notice.touches
    waiting = over(assistant, watching)
    says = "A later notice (FR Doc. 2026-99002, 20 June 2026) may change this"
    assert says in asked(waiting, "When does the window for proposals close?", JULY).answer
    assert says in asked(waiting, CASES[0], JULY).answer
    assert says not in asked(waiting, "What is the 51 percent presumption?", JULY).answer


@pytest.fixture(scope="module")
def after(assistant, watching, register, tmp_path_factory, embeds: Embeds) -> Assistant:  # noqa: F811
    """The assistant once the amendment is synced, bound, promoted and accepted."""
    root = tmp_path_factory.mktemp("accepted") / "texts"
    shutil.copytree(watching.root, root)
    held = TextStore(root)
    with RegisterClient(register.url, register.url, sleep=lambda _: None) as client:
        assert not sync(held, client, FOLLOWED.only((LATER_NUMBER,))).refused
    bound(held, embeds)
    held.promote()
    accept_notice(held, LATER_NUMBER, entry(held, tmp_path_factory), on=TODAY)
    return over(assistant, held)


def entry(store: TextStore, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a person wrote, with the place of the notice's words."""
    outline = outline_of(store.current().text("fr-2026-99002"))
    (stretch,) = [
        one
        for unit in outline.units
        for one in unit.sentences
        if "closes on July 31" in outline.words(one)
    ]
    place = OfficialPlace(
        start=stretch.start,
        end=stretch.end,
        words=sha256_of(outline.words(stretch)),
        paragraph=outline.at(stretch).paragraph,
        page=71001,
    )
    written = (FOLDER / "invented_entry.yaml").read_text("utf-8")
    path = tmp_path_factory.mktemp("entry") / "entry.yaml"
    path.write_text(f"{written}official:\n  SUB-2-EXTENDED: {place.model_dump_json()}\n", "utf-8")
    return path


def test_the_right_outcomes_change(quoting, after):
    late = "filed_in_window"

    def outcome(assistant: Assistant, message: str) -> str:
        (found,) = [one for one in asked(assistant, message, JULY).findings if one.rule == late]
        return found.outcome.value

    assert [outcome(quoting, one) for one in CASES] == ["not_met", "met", "not_met"]
    assert [outcome(after, one) for one in CASES] == ["met", "met", "not_met"]
    reply = asked(after, "When does the window for proposals close?", JULY)
    assert reply.statements[0].text == "31 July 2026."
    assert "may change this" not in reply.answer
    (cited,) = {one.document for one in reply.citations if one.provision == "SUB-2-EXTENDED"}
    assert cited == "fr-2026-99002"


@pytest.mark.parametrize("message", [*ASKED, *CASES])
def test_answers_as_of_an_earlier_day_stay(quoting, after, message):
    assert told(asked(after, message, JUNE)) == told(asked(quoting, message, JUNE))


@pytest.mark.parametrize("message", [one for one in ASKED if "window" not in one])
def test_only_they_change(quoting, after, message):
    assert told(asked(after, message, JULY)) == told(asked(quoting, message, JULY))


def test_what_changed_is_told_for_questions_and_kept_case_files(quoting, after):
    kept = Conversations()
    before, later = replace(quoting, conversations=kept), replace(after, conversations=kept)
    asked(before, CASES[0], JULY)
    asked(before, "Is there a cap on the number of members?", JULY)
    found = changed(before, later, (), ["What is the 51 percent presumption?"], JULY)
    assert {one.provision for one in found.provisions} == {
        *("SUB-2", "SUB-2-EXTENDED", "NF-EXTENSION", "NF-EXTENSION-FOUND")
    }
    assert found.stale_rules == ("filed_in_window",)
    assert found.asked == 1
    of = {(one.of, one.what) for one in found.outcomes}
    assert ("case file", "filed_in_window") in of
    assert ("conversation", "filed_in_window") in of
    # The reply on another subject stays, and so does the question that is asked anew.
    told_again = [one for one in found.outcomes if one.of != "case file"]
    assert {one.name for one in told_again} == {f"{CASES[0]}, turn 1"}
    case = next(one for one in found.outcomes if one.of == "case file" and one.name == CASES[0])
    assert case.before.startswith("not_met")
    assert case.after.startswith("met")
    told_as = changed_markdown(found)
    assert "Rules that are stale: filed_in_window." in told_as
    assert case.after in told_as
    # What is compared is not recorded.
    assert kept.listed().total == 2


# -- drafts ---------------------------------------------------------------------------------------

CASE = Path(__file__).parent / "drafting" / "golden" / "middling.yaml"


def drafted(assistant: Assistant):
    given = yaml.safe_load(CASE.read_text("utf-8"))
    order = Order(Proposal.model_validate(given), as_of=JUNE, draft_id="d-1")
    return assistant.drafts.made(order)


MORE = "However, this does not apply to a share that is below 35 percent."


@pytest.fixture(scope="module")
def open_texts(assistant, tmp_path_factory, embeds):  # noqa: F811
    """An assistant over a text that takes back what CON-3 says, and a notice that waits."""
    folder = tmp_path_factory.mktemp("differs")
    end = "51 percent is not a condition.</P>"
    path = altered(NOTICE, folder, (end, f"{end}<P>{MORE}</P>"))
    store = promoted(TextStore(folder / "store"), path, embeds)
    waiting = Notice(
        number=LATER_NUMBER,
        title="Invented Example",
        kind="correction",
        published=date(2026, 6, 20),
        of=("fr-2026-99001",),
        reasons=("It cites FR Doc. 2026-99001.",),
        touches=("CON-3",),
    )
    enqueue(store.root, [waiting])
    made = over(assistant, store)
    return replace(made, drafts=draft_maker(made.library, Settings(texts_folder=store.root)))


def test_an_answer_quotes_what_another_paragraph_says(open_texts):
    reply = asked(open_texts, "Are we out if we do not reach the 51 percent presumption?", TODAY)
    assert f"Elsewhere the official text reads: “{MORE}”" in [one.text for one in reply.statements]


def test_a_draft_says_what_is_open_in_its_text_its_checks_and_its_files(open_texts):
    draft, library = drafted(open_texts), open_texts.library
    says, later = "Our digest and the official text differ here in", "2026-99002"
    # No sentence tells our words where the official ones say something else.
    numbers = {one.n for one in draft.citations if one.provision == "CON-3"}
    sentences = [one for section in draft.sections for one in section.sentences]
    (quoting,) = [
        one for one in sentences if numbers & {*one.citations} and one.kind is SentenceKind.SOURCE
    ]
    assert quoting.text.startswith("The official text reads: “A proposal that does not satisfy")
    # The checks, the points for reviewers, and every file.
    lints = {one.check: one for one in draft.lints if one.sentence == quoting.id}
    assert MORE in lints["official_differs"].reason
    assert later in lints["later_notice"].reason
    points = [one for section in draft.sections for one in section.review]
    assert {one.sentence for one in points if MORE in one.text} == {quoting.id}
    for public in (False, True):
        cover = to_markdown(draft, public=public, library=library).split("\n## ")[0]
        assert says in cover
        assert later in cover
    with zipfile.ZipFile(io.BytesIO(to_docx(draft, library=library))) as word:
        assert says in word.read("word/document.xml").decode()
        assert MORE in word.read("word/comments.xml").decode()


def test_a_draft_over_texts_with_nothing_open_says_nothing(assistant, quoting):
    draft = drafted(replace(quoting, drafts=assistant.drafts))
    assert not {"official_differs", "later_notice"} & {one.check for one in draft.lints}
    assert "differ here" not in to_markdown(draft, library=quoting.library)
