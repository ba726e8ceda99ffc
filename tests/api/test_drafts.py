"""Drafts through the door, over a file as the server has it."""

import io
import json
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from api import examples
from api.app import create_app
from api.draft_schemas import CheckReply, DraftVersions, MatrixReply, SectionList
from api.errors import LONGEST_FORM, PROBLEMS, kind_of
from assistant.conversation import Conversations
from assistant.drafting import errors as of_drafting
from assistant.drafting.draft import Draft
from assistant.drafting.versions import Difference
from assistant.keeping.database import KeptConversations
from assistant.receiving import errors as of_receiving
from assistant.settings import Settings
from assistant.wiring import draft_maker
from rules.proposal import Proposal
from tests.api.fakes import FakeAssistant
from tests.api.test_errors import errors_of
from tests.assistant.stores import NO_ONE, tell

CASE = examples.DRAFT_REQUEST["proposal"]
NAME = examples.SENTENCES_REQUEST["sentences"][0]["sentence"]


class Drafting(FakeAssistant):
    """A fake that drafts as the real one does: that needs no index."""

    @property
    def drafts(self):
        return MAKERS.setdefault("one", draft_maker(self.library, Settings()))


MAKERS: dict = {}


@pytest.fixture(params=["memory", "file"])
def store(request, tmp_path):
    held = Conversations()
    if request.param == "file":
        held = KeptConversations(str(tmp_path / "kept.db"))
    yield held
    held.close()


@pytest.fixture
def client(fake, store):
    assistant = Drafting(fake.library, fake.catalogue, store)
    with TestClient(create_app(assistant, today=lambda: date(2026, 6, 1))) as opened:
        yield opened


@pytest.fixture
def made(client) -> dict:
    reply = client.post("/v1/drafts", json=examples.DRAFT_REQUEST)
    assert reply.status_code == 200, reply.text
    return reply.json()


def problem(reply, status, name):
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["type"] == f"/problems/{name}"
    return reply.json()


def test_a_draft_is_made_kept_and_read(client, made):
    again = client.get(f"/v1/drafts/{made['draft_id']}")

    assert Draft.model_validate(made)
    assert again.json() == made
    assert again.headers["cache-control"] == "no-store"
    assert (made["version"], made["follows"], made["form"]) == (1, None, "draft")
    assert [one["id"] for one in made["sections"]] == ["hardware_and_us_content"]


def test_a_conversation_gives_its_case(client, store):
    case = Proposal.model_validate(CASE)
    stated = {"members": case.members, "layers": case.layers}
    name = tell(store, "told before", **stated).conversation_id

    reply = client.post("/v1/drafts", json={"conversation_id": name, "form": "outline"})

    assert reply.status_code == 200
    assert len(reply.json()["sections"]) == 13
    assert "Northwind Compute" in reply.text
    assert store.opened(name).draft.made.draft_id == reply.json()["draft_id"]


@pytest.mark.parametrize(
    ("kind", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF"), ("md", b"# Northwind")]
)
def test_files_have_sensible_names_and_hold_what_they_say(client, made, kind, begins):
    sent = client.get(f"/v1/drafts/{made['draft_id']}.{kind}")
    what = "matrix" if kind == "xlsx" else "draft"

    assert sent.status_code == 200
    assert sent.content.startswith(begins)
    name = f"northwind-ai-package-{what}-2026-06-01-v1.{kind}"
    assert sent.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert sent.headers["cache-control"] == "no-store"


def test_the_public_version_lacks_what_is_confidential(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    client.put(f"{path}/sentences", json=examples.SENTENCES_REQUEST)
    row = made["matrix"][0]["id"]
    client.post(f"{path}/matrix", files={"file": ("m.xlsx", filled(client, path, "Kim Lee"))})

    whole, public = (client.get(f"{path}.md", params={"public": told}) for told in (False, True))
    assert "The racks are worth" in whole.text
    assert "The racks are worth" not in public.text
    assert "-public.md" in public.headers["content-disposition"]
    words = zipfile.ZipFile(io.BytesIO(client.get(f"{path}.docx?public=true").content))
    assert b"The racks are worth" not in words.read("word/document.xml")
    sheets = [client.get(f"{path}.xlsx", params={"public": told}) for told in (False, True)]
    texts = [cells(one.content) for one in sheets]
    assert "Kim Lee" in texts[0]
    assert "Kim Lee" not in texts[1]
    assert row in texts[1]


def cells(data: bytes) -> set:
    sheets = load_workbook(io.BytesIO(data)).worksheets
    return {value for sheet in sheets for row in sheet.values for value in row if value}


def filled(client, path: str, owner: str) -> bytes:
    """Return the matrix of a draft with an owner in its first row."""
    book = load_workbook(io.BytesIO(client.get(f"{path}.xlsx").content))
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Owner") + 1
    sheet.cell(2, column).value = owner
    sheet.cell(2, column).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_wording_and_marks_are_kept_and_checked(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    said = {"sentences": [{"sentence": NAME, "text": "The racks are worth $11,000,000, surely."}]}
    edited = client.put(f"{path}/sentences", json=said).json()
    one = next(one for one in edited["sections"][0]["sentences"] if one["id"] == NAME)

    assert (one["edited"], one["text"]) == (True, "The racks are worth $11,000,000, surely.")
    assert client.get(path).json() == edited
    assert edited["receipt"] == made["receipt"]
    assert "surely" in client.get(f"{path}.md").text


def test_a_new_version_keeps_wording_and_says_what_changed_under_it(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    client.put(f"{path}/sentences", json=examples.SENTENCES_REQUEST)
    news = json.loads(json.dumps(CASE))
    news["layers"]["hardware"]["items"][0]["us_origin_value_usd"] = 5_500_000
    after = client.post("/v1/drafts", json={"proposal": news, "follows": made["draft_id"]}).json()

    assert (after["version"], after["follows"]) == (2, made["draft_id"])
    assert [one["id"] for one in after["sections"]] == ["hardware_and_us_content"]
    (kept,) = after["kept"]
    assert kept["sentence"] == NAME
    assert [one["after"] for one in kept["changed"]] == ["5500000"]
    listed = client.get(f"/v1/drafts/{after['draft_id']}/versions").json()
    assert [(one["version"], one["edits"]) for one in listed["items"]] == [(1, 1), (2, 0)]
    found = client.get(f"/v1/drafts/{after['draft_id']}/difference").json()
    assert found["before"] == made["draft_id"]
    named = client.get(
        f"/v1/drafts/{after['draft_id']}/difference", params={"from": made["draft_id"]}
    )
    assert named.json() == found
    kinds = {one["sentence"]: one["kind"] for one in found["sections"][0]["sentences"]}
    assert kinds == {"hardware_and_us_content.lead": "changed"}


def test_without_facts_a_new_version_has_those_of_the_draft_before(client, made):
    after = client.post("/v1/drafts", json={"follows": made["draft_id"], "form": "outline"})

    assert after.json()["form"] == "outline"
    assert "60 percent" in after.text


def test_a_draft_is_compared_with_itself_as_it_was_made(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    client.put(f"{path}/sentences", json=examples.SENTENCES_REQUEST)
    found = client.get(f"{path}/difference").json()

    assert [one["sentence"] for one in found["sections"][0]["sentences"]] == [NAME]
    assert found["sections"][0]["sentences"][0]["edited"]


def test_a_filled_matrix_comes_back(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    data = filled(client, path, "=Kim & Co")
    reply = client.post(f"{path}/matrix", files={"file": ("m.xlsx", data)})

    assert reply.status_code == 200, reply.text
    (change,) = reply.json()["changes"]
    assert (change["field"], change["after"]) == ("owner", "=Kim & Co")
    row = next(one for one in client.get(path).json()["matrix"] if one["id"] == change["row"])
    assert (row["owner"], row["set_by_people"]) == ("=Kim & Co", ["owner"])
    assert "=Kim & Co" in cells(client.get(f"{path}.xlsx").content)


def test_a_deleted_draft_is_gone(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    gone = client.delete(path)

    assert (gone.status_code, gone.content) == (204, b"")
    for name in ("", ".docx", ".md", ".pdf", ".xlsx", "/versions", "/difference"):
        problem(client.get(path + name), 404, "unknown-draft")
    problem(client.delete(path), 404, "unknown-draft")


# -- checking a text ------------------------------------------------------------------------------


def test_a_text_is_checked_against_its_case(client):
    reply = client.post("/v1/drafts/check", json=examples.CHECK_REQUEST)
    told = reply.json()

    assert reply.status_code == 200
    assert [one["check"] for one in told["lints"]] == ["figure_differs", "promise"]
    for one in told["lints"]:
        assert told["text"][one["start"] : one["end"]] == one["quote"]


def test_a_file_is_checked_as_its_text(client, made):
    text = examples.CHECK_REQUEST["text"]
    fields = {
        "proposal": json.dumps(examples.CHECK_REQUEST["proposal"]),
        "as_of": "2026-06-01",
    }
    for name in ("a.md", "a.txt"):
        files = {"file": (name, text.encode())}
        reply = client.post("/v1/drafts/check", files=files, data=fields)
        assert [one["check"] for one in reply.json()["lints"]] == ["figure_differs", "promise"]

    word = client.get(f"/v1/drafts/{made['draft_id']}.docx").content
    reply = client.post(
        "/v1/drafts/check",
        files={"file": ("draft.docx", word)},
        data={"proposal": json.dumps(CASE)},
    )
    assert reply.status_code == 200, reply.text
    assert "60 percent" in reply.json()["text"]
    assert {one["check"] for one in reply.json()["lints"]} <= {"placeholder"}


# -- what is wrong --------------------------------------------------------------------------------

FORM = {"content-type": "multipart/form-data; boundary=x"}
BAD = {
    "no facts": ("POST", "", {"json": {}}, 422, "invalid-request"),
    "two sources of facts": (
        "POST",
        "",
        {"json": {"proposal": {}, "conversation_id": "x"}},
        422,
        "invalid-request",
    ),
    "an unknown section": (
        "POST",
        "",
        {"json": {"proposal": {}, "sections": ["hardwear"]}},
        422,
        "unknown-section",
    ),
    "an unknown form": (
        "POST",
        "",
        {"json": {"proposal": {}, "form": "poem"}},
        422,
        "invalid-request",
    ),
    "a number for a day": (
        "POST",
        "",
        {"json": {"proposal": {}, "as_of": 7}},
        422,
        "invalid-request",
    ),
    "an unknown field": ("POST", "", {"json": {"proposal": {}, "x": 1}}, 422, "invalid-request"),
    "nobody's draft followed": ("POST", "", {"json": {"follows": NO_ONE}}, 404, "unknown-draft"),
    "nobody's conversation": (
        "POST",
        "",
        {"json": {"conversation_id": NO_ONE}},
        404,
        "unknown-conversation",
    ),
    "not an id": ("GET", "/..%2Fetc", {}, 404, "no-such-path"),
    "nobody's draft": ("GET", f"/{NO_ONE}", {}, 404, "unknown-draft"),
    "another kind of file": ("GET", f"/{NO_ONE}.pptx", {}, 404, "unknown-draft"),
    "a form that is none": (
        "POST",
        "/check",
        {"content": b"--garbage", "headers": FORM},
        400,
        "malformed-form",
    ),
    "a form without boundary": (
        "POST",
        "/check",
        {"content": b"-", "headers": {"content-type": "multipart/form-data"}},
        400,
        "malformed-form",
    ),
    "no file": ("POST", "/check", {"files": {"f": ("a.md", b"x")}}, 422, "invalid-request"),
    "two files": (
        "POST",
        "/check",
        {"files": [("file", ("a.md", b"x")), ("file", ("b.md", b"x"))]},
        400,
        "malformed-form",
    ),
    "a strange field": (
        "POST",
        "/check",
        {"files": {"file": ("a.md", b"x")}, "data": {"x": "1"}},
        422,
        "invalid-request",
    ),
    "a proposal that is no JSON": (
        "POST",
        "/check",
        {"files": {"file": ("a.md", b"x")}, "data": {"proposal": "{x"}},
        400,
        "malformed-json",
    ),
    "a proposal with a fault": (
        "POST",
        "/check",
        {"files": {"file": ("a.md", b"x")}, "data": {"proposal": '{"members": 1}'}},
        422,
        "invalid-request",
    ),
    "a kind that is not read": (
        "POST",
        "/check",
        {"files": {"file": ("a.pptx", b"x")}},
        415,
        "wrong-kind-of-file",
    ),
    "a program": (
        "POST",
        "/check",
        {"files": {"file": ("a.docx", b"MZ\x90")}},
        415,
        "wrong-kind-of-file",
    ),
    "a body that is too long": (
        "POST",
        "/check",
        {"files": {"file": ("a.md", b"x" * (LONGEST_FORM + 1))}},
        413,
        "body-too-large",
    ),
    "plain text": (
        "POST",
        "/check",
        {"content": b"x", "headers": {"content-type": "text/plain"}},
        415,
        "not-json",
    ),
    "broken JSON": (
        "POST",
        "/check",
        {"content": b"{x", "headers": {"content-type": "application/json"}},
        400,
        "malformed-json",
    ),
    "an empty text": ("POST", "/check", {"json": {"text": " "}}, 422, "invalid-request"),
    "a list for a body": ("POST", "/check", {"json": [1]}, 422, "invalid-request"),
}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "name"), BAD.values(), ids=BAD, scope="session"
)
def test_what_is_wrong_is_a_problem(plain, method, path, sent, status, name):
    told = problem(plain.request(method, f"/v1/drafts{path}", **sent), status, name)

    assert told["detail"]


@pytest.fixture(scope="session")
def plain(fake):
    assistant = Drafting(fake.library, fake.catalogue, Conversations())
    with TestClient(create_app(assistant, today=lambda: date(2026, 6, 1))) as opened:
        yield opened


def test_wrong_wording_changes_nothing(client, made):
    path = f"/v1/drafts/{made['draft_id']}"
    bad = [{"sentence": NAME, "text": "New."}, {"sentence": "no.such", "text": "x"}]

    problem(client.put(f"{path}/sentences", json={"sentences": bad}), 422, "unknown-sentence")
    problem(client.put(f"{path}/sentences", json={"sentences": []}), 422, "invalid-request")
    long = [{"sentence": NAME, "text": "x" * 5_000}]
    problem(client.put(f"{path}/sentences", json={"sentences": long}), 422, "invalid-request")
    assert client.get(path).json() == made


def test_what_is_no_matrix_is_refused(client, made):
    path = f"/v1/drafts/{made['draft_id']}/matrix"
    book = io.BytesIO()
    load_workbook(io.BytesIO(client.get(f"/v1/drafts/{made['draft_id']}.xlsx").content)).save(book)

    problem(client.post(path, json={}), 415, "not-a-form")
    renamed = {"file": ("m.xlsx", client.get(f"/v1/drafts/{made['draft_id']}.docx").content)}
    problem(client.post(path, files=renamed), 415, "wrong-kind-of-file")
    cut = {"file": ("m.xlsx", book.getvalue()[:2_000])}
    problem(client.post(path, files=cut), 422, "broken-file")


# -- what the document shows ----------------------------------------------------------------------


def test_the_examples_are_of_their_types():
    for example in (examples.DRAFT, examples.EDITED_DRAFT):
        assert Draft.model_validate(example)
    assert MatrixReply.model_validate(examples.MATRIX_REPLY).changes
    assert DraftVersions.model_validate(examples.DRAFT_VERSIONS).total == 2
    assert Difference.model_validate(examples.DIFFERENCE).sections
    assert CheckReply.model_validate(examples.CHECK_REPLY).lints
    assert SectionList.model_validate(examples.SECTIONS).items


def test_the_sections_are_listed(plain):
    told = plain.get("/v1/sections").json()

    assert told["total"] == len(told["items"]) == 13
    assert all(one["must_contain"] and one["provisions"] for one in told["items"])


@pytest.mark.parametrize(
    "error",
    [error for module in (of_drafting, of_receiving) for error in errors_of(module)],
    ids=lambda error: error.__name__,
)
def test_every_error_of_drafts_and_files_has_a_row(error):
    assert error in PROBLEMS or kind_of(error.__new__(error)).status != 500
