"""Pages without a browser: headers, forms, errors, and what stands in the HTML."""

import json
import re

import pytest

from api.web.rendering import CONTENT_SECURITY
from api.web.session import FORMS_A_MINUTE
from api.web.trust import LAST_RUN, _asked
from assistant.model.port import NO_AIDE

HTML = {"accept": "text/html"}


def token_in(text: str) -> str:
    return re.search(r'name="token" value="([0-9a-f]{64})"', text).group(1)


@pytest.fixture
def browser_like(served):
    """A client that keeps its cookie as a browser does."""
    served.cookies.clear()
    yield served
    served.cookies.clear()


def asked(client, message: str) -> str:
    """Ask without JavaScript, and return the address of the conversation."""
    token = token_in(client.get("/", headers=HTML).text)
    reply = client.post(
        "/ask", data={"token": token, "message": message}, headers=HTML, follow_redirects=False
    )
    assert reply.status_code == 303
    return reply.headers["location"].partition("#")[0]


@pytest.mark.parametrize("path", ["/", "/documents", "/documents?q=hardware", "/trust"])
def test_a_page_is_whole_and_guarded(browser_like, path):
    reply = browser_like.get(path, headers=HTML)

    assert reply.status_code == 200
    assert reply.headers["content-security-policy"] == CONTENT_SECURITY
    assert "unsafe" not in CONTENT_SECURITY
    assert reply.text.count("<h1") == 1
    assert "Not an official U.S. Government site" in reply.text
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", reply.text)


def test_a_program_is_told_where_the_api_is(browser_like):
    reply = browser_like.get("/", headers={"accept": "application/json"})

    assert reply.json()["documentation"] == "/openapi.json"


def test_a_question_is_answered_without_scripts(browser_like):
    place = asked(browser_like, "Must the consortium name a target market?")
    page = browser_like.get(place, headers=HTML).text

    assert "at least one target country or regional bloc" in page
    assert f"{place}/sources/" in page


def test_a_source_opens_beside_the_thread_or_as_a_part(browser_like):
    place = asked(browser_like, "Must the consortium name a target market?")
    link = re.search(rf'href="({place}/sources/[^"]+)"', browser_like.get(place, headers=HTML).text)

    whole = browser_like.get(link.group(1), headers=HTML).text
    part = browser_like.get(link.group(1), headers=HTML | {"hx-request": "true"}).text

    assert "<mark>" in whole
    assert "<html" in whole
    assert "<mark>" in part
    assert "<html" not in part


def test_words_of_a_user_are_never_markup(browser_like):
    hostile = '<script>document.title="x"</script><img src=x onerror=alert(1)> & "Acme"'
    place = asked(browser_like, f"We are {hostile} Inc., based in Texas. May we lead?")
    pages = [browser_like.get(place, headers=HTML).text]
    pages.append(browser_like.get(f"{place}/checklist", headers=HTML).text)

    for text in pages:
        assert "<img src=x" not in text
        assert "<script>document" not in text


def test_a_form_of_another_page_is_refused(browser_like):
    browser_like.get("/", headers=HTML)
    reply = browser_like.post("/ask", data={"token": "0" * 64, "message": "Hi"}, headers=HTML)

    assert reply.status_code == 403
    assert "Load the page again" in reply.text


def test_too_many_forms_are_refused(browser_like):
    token = token_in(browser_like.get("/", headers=HTML).text)
    statuses = [
        browser_like.post(
            "/c/none/rename", data={"token": token, "title": "x"}, headers=HTML
        ).status_code
        for _ in range(FORMS_A_MINUTE + 1)
    ]

    assert statuses == [404] * FORMS_A_MINUTE + [429]


def test_the_cookie_is_for_this_host_only(browser_like):
    cookie = browser_like.get("/", headers=HTML).headers["set-cookie"].casefold()

    assert "httponly" in cookie
    assert "samesite=strict" in cookie


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/c/none", 404, "conversation"),
        ("/nothing", 404, "There is no such page"),
        ("/provisions/CON-99", 404, "CON-99"),
        ("/documents/none", 404, "document"),
    ],
)
def test_what_is_not_there_is_said_in_a_page(browser_like, path, status, told):
    reply = browser_like.get(path, headers=HTML)

    assert reply.status_code == status
    assert reply.headers["content-type"].startswith("text/html")
    assert told in reply.text
    assert browser_like.get(path, headers={"accept": "application/json"}).json()["status"] == status


def test_an_empty_message_is_refused_in_a_page(browser_like):
    token = token_in(browser_like.get("/", headers=HTML).text)
    reply = browser_like.post("/ask", data={"token": token, "message": ""}, headers=HTML)

    assert reply.status_code == 422
    assert "message" in reply.text


def test_the_checklist_holds_the_case_against_every_rule_on_a_day(browser_like):
    place = asked(browser_like, "We are Acme Compute, based in Texas, and we are the anchor.")
    now = browser_like.get(f"{place}/checklist", headers=HTML).text
    then = browser_like.get(f"{place}/checklist?as_of=2026-05-01", headers=HTML).text
    filtered = browser_like.get(f"{place}/checklist?outcome=met", headers=HTML).text

    assert "The window closed on 30 June 2026" in now
    assert "The window closed on 30 June 2026" not in then
    assert now.count('class="finding ') > filtered.count('class="finding ')


def test_only_the_last_message_is_offered_for_change(browser_like):
    place = asked(browser_like, "Who decides on a proposal?")
    whole = browser_like.get(place, headers=HTML).text
    reply = re.search(r"change=([0-9a-f]{32})", whole).group(1)
    changing = browser_like.get(f"{place}?change={reply}", headers=HTML).text
    token = token_in(whole)
    more = {"token": token, "message": "And when?", "conversation_id": place.removeprefix("/c/")}
    browser_like.post("/ask", data=more, headers=HTML)
    late = browser_like.get(f"{place}?change={reply}", headers=HTML).text
    overtaken = browser_like.post("/ask", data=more | {"instead_of": reply}, headers=HTML)

    assert f'name="instead_of" value="{reply}"' in changing
    assert "Who decides on a proposal?</textarea>" in changing
    assert "Only the last message can be changed" in late
    assert "instead_of" not in late
    assert overtaken.status_code == 409
    assert browser_like.get(place, headers=HTML).text.count('class="turn"') == 2


def test_a_draft_does_not_go_with_the_only_message_unawares(browser_like):
    place = asked(browser_like, "We are Acme Compute, based in Texas, and we are the anchor.")
    whole = browser_like.get(place, headers=HTML).text
    reply = re.search(r"change=([0-9a-f]{32})", whole).group(1)
    browser_like.post(f"{place}/draft", data={"token": token_in(whole)}, headers=HTML)
    changing = browser_like.get(f"{place}?change={reply}", headers=HTML).text

    assert "would go with it" in changing
    assert 'name="instead_of"' not in changing


def test_a_message_takes_the_place_of_the_last_without_scripts(browser_like):
    place = asked(browser_like, "Who decides on a proposal?")
    whole = browser_like.get(place, headers=HTML).text
    data = {
        "token": token_in(whole),
        "conversation_id": place.removeprefix("/c/"),
        "instead_of": re.search(r"change=([0-9a-f]{32})", whole).group(1),
        "message": "Must the consortium name a target market?",
    }
    reply = browser_like.post("/ask", data=data, headers=HTML, follow_redirects=False)
    page = browser_like.get(reply.headers["location"], headers=HTML).text

    assert "<p>Who decides" not in page
    assert "at least one target country or regional bloc" in page
    assert browser_like.get(place, headers=HTML).status_code == 404


def test_the_checklist_says_where_to_state_what_is_missing(browser_like):
    place = asked(browser_like, "We are Acme Compute, based in Texas, and we are the anchor.")
    page = browser_like.get(f"{place}/checklist", headers=HTML).text
    form = browser_like.get(f"{place}/case", headers=HTML).text
    fields = set(re.findall(rf'href="{place}/case#(f-[^"]+)"', page))

    assert len(fields) > 5
    assert [one for one in fields if f'id="{one}"' not in form] == []
    only = browser_like.get(f"{place}/checklist?kind=factor", headers=HTML).text
    assert 0 < only.count('class="finding ') < page.count('class="finding ')


def test_what_if_names_the_least_changes(browser_like):
    place = asked(
        browser_like,
        "We are Juniper Racks, a Delaware corporation based in Boise. "
        "Our member Halcyon is headquartered in Shanghai.",
    )
    page = browser_like.get(f"{place}/checklist?as_of=2026-05-01", headers=HTML).text
    goal = "members_outside_countries_of_concern"
    assert f'<option value="{goal}"' in page
    asked_for = f"{place}/checklist?as_of=2026-05-01&goal={goal}"
    told = browser_like.get(asked_for, headers=HTML).text

    assert re.search(r'"change__text">[^<]*Halcyon', told)
    assert "What the rules say then" in told
    assert browser_like.get(f"{place}/checklist?goal=fame", headers=HTML).status_code == 404


def test_a_text_is_checked_with_its_words_marked(browser_like):
    token = token_in(browser_like.get("/check", headers=HTML).text)
    text = "We will certainly be designated.\n<b>The window closes in 2031.</b>"
    pasted = browser_like.post("/check", data={"token": token, "text": text}, headers=HTML).text
    file = {"file": ("ours.md", text.encode(), "text/markdown")}
    brought = browser_like.post("/check", data={"token": token}, files=file, headers=HTML).text
    empty = browser_like.post("/check", data={"token": token, "text": " "}, headers=HTML)

    for page in (pasted, brought):
        assert "<mark>" in page
        assert 'id="lint-1"' in page
        assert "<b>The window" not in page
    assert empty.status_code == 422
    assert "Paste a text" in empty.text


def test_a_text_is_held_against_a_case_file(browser_like):
    place = asked(browser_like, "Our servers cost $42m, of which $24m is of U.S. origin.")
    form = browser_like.get(f"/check?conversation={place.removeprefix('/c/')}", headers=HTML).text
    data = {
        "token": token_in(form),
        "text": "The U.S. content of our hardware is 93 percent.",
        "conversation_id": place.removeprefix("/c/"),
    }
    alone = browser_like.post("/check", data=data | {"conversation_id": ""}, headers=HTML).text
    held = browser_like.post("/check", data=data, headers=HTML).text

    assert f'value="{place.removeprefix("/c/")}" selected' in form
    assert held.count('id="lint-') > alone.count('id="lint-')


def test_a_conversation_is_renamed_and_deleted(browser_like):
    place = asked(browser_like, "Who decides on a proposal?")
    token = token_in(browser_like.get(place, headers=HTML).text)

    browser_like.post(f"{place}/rename", data={"token": token, "title": "Deciders"}, headers=HTML)
    assert ">Deciders</h1>" in browser_like.get(place, headers=HTML).text
    assert "Deciders" in browser_like.get("/conversations?q=decide", headers=HTML).text

    browser_like.post(f"{place}/delete", data={"token": token}, headers=HTML)
    assert browser_like.get(place, headers=HTML).status_code == 404


def test_files_of_the_page_are_kept_for_ever_under_their_hash(browser_like):
    page = browser_like.get("/", headers=HTML).text
    addresses = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', page))

    assert len(addresses) >= 5
    for address in addresses:
        reply = browser_like.get(address)
        assert reply.status_code == 200
        assert "immutable" in reply.headers["cache-control"]
    assert browser_like.get("/assets/0/no-such.css").status_code == 404


SITUATION = (
    "We are Acme Compute, a Delaware corporation, and we are the anchor. "
    "Our member Hana is headquartered in Seoul. Our servers cost $42m, of which $24m is of U.S. "
    "origin. Our target market is Kenya."
)


def drafted(client) -> str:
    """Make a draft without JavaScript, and return its address."""
    place = asked(client, SITUATION)
    token = token_in(client.get(place, headers=HTML).text)
    made = client.post(
        f"{place}/draft", data={"token": token}, headers=HTML, follow_redirects=False
    )
    return made.headers["location"]


def matrix_of(client, place: str) -> dict:
    rows = client.get(f"/v1{place.replace('/d/', '/drafts/')}").json()["matrix"]
    return {row["id"]: row for row in rows}


def test_each_field_of_the_case_file_shows_the_words_that_it_is_from(browser_like):
    place = asked(browser_like, SITUATION)
    form = browser_like.get(f"{place}/case", headers=HTML).text
    field = re.search(r'<input[^>]*name="members\[1\]\.headquarters"[^>]*>', form)[0]
    told = re.search(r'id="from-members\[1\]\.headquarters">([^<]*)<', form)[1]

    assert 'aria-describedby="from-members[1].headquarters"' in field
    assert "Our member Hana is headquartered in Seoul." in told
    assert "message 1" in told


def test_a_field_that_was_changed_shows_no_words_until_it_is_saved(browser_like):
    place = asked(browser_like, SITUATION)
    token = token_in(browser_like.get(f"{place}/case", headers=HTML).text)
    data = {
        "token": token,
        "members[0].name": "Acme Compute",
        "members[1].name": "Hana",
        "members[1].headquarters": "JP",
        "add": "markets",
    }
    form = browser_like.post(f"{place}/case", data=data, headers=HTML).text

    assert 'value="JP"' in form
    assert 'id="from-members[1].headquarters"' not in form


def test_facts_are_told_in_the_words_of_the_form(browser_like):
    place = asked(browser_like, SITUATION)
    page = browser_like.get(f"{place}/checklist", headers=HTML).text

    assert "Members › Hana › Country of headquarters" in page
    assert "South Korea" in page
    assert "$42,000,000" in page


def test_a_row_of_the_matrix_keeps_what_was_set_and_calls_the_rest_ours(browser_like):
    place = drafted(browser_like)
    page = browser_like.get(place, headers=HTML).text
    before = matrix_of(browser_like, place)
    row = next(one for one in before.values() if one["response_location"])
    for name in ("status", "owner", "due", "response_location", "notes"):
        assert f'name="{name}"' in page
    data = {
        "token": token_in(page),
        "row": row["id"],
        "status": "approved",
        "owner": "Ines",
        "due": "2026-12-24",
        "response_location": row["response_location"],
        "notes": "",
    }
    browser_like.post(f"{place}/row", data=data, headers=HTML)
    after = matrix_of(browser_like, place)[row["id"]]
    browser_like.post(f"{place}/row", data=data | {"due": ""}, headers=HTML)

    assert (after["status"], after["owner"], after["due"]) == ("approved", "Ines", "2026-12-24")
    assert set(after["set_by_people"]) == {"status", "owner", "due"}
    assert matrix_of(browser_like, place)[row["id"]]["due"] is None
    strange = browser_like.post(f"{place}/row", data=data | {"row": "none"}, headers=HTML)
    assert (strange.status_code, "none" in strange.text) == (422, True)


def test_a_sentence_that_is_worded_is_not_marked_by_that(browser_like):
    place = drafted(browser_like)
    token = token_in(browser_like.get(place, headers=HTML).text)
    of = f"/v1{place.replace('/d/', '/drafts/')}"
    first = browser_like.get(of).json()["sections"][0]["sentences"][0]
    data = {"token": token, "sentence": first["id"], "text": "We lead."}
    browser_like.post(f"{place}/sentence", data=data, headers=HTML)
    worded = browser_like.get(of).json()["sections"][0]["sentences"][0]
    browser_like.post(f"{place}/sentence", data=data | {"confidential": "true"}, headers=HTML)
    marked = browser_like.get(of).json()["sections"][0]["sentences"][0]

    assert (worded["text"], worded["edited"], worded["marked"]) == ("We lead.", True, False)
    assert (marked["confidential"], marked["marked"]) == (True, True)


def test_a_draft_that_the_texts_have_overtaken_says_so(browser_like, monkeypatch):
    place = drafted(browser_like)
    assert "have changed since this draft" not in browser_like.get(place, headers=HTML).text
    library = browser_like.app.state.opening.assistant().library
    monkeypatch.setitem(vars(library), "digest", "0" * 64)
    thread = re.search(r"/c/[0-9a-f]+", browser_like.get(place, headers=HTML).text)[0]

    assert "have changed since this draft" in browser_like.get(place, headers=HTML).text
    assert "an earlier state of the texts" in browser_like.get(thread, headers=HTML).text


def test_the_figures_of_the_last_run_are_shown(browser_like, monkeypatch, tmp_path):
    whole = browser_like.get("/trust", headers=HTML).text
    run = json.loads(LAST_RUN.read_text("utf-8"))["suites"]

    assert set(run) == set(_asked())
    for one in run.values():
        assert f"<td>{one['cases']}</td><td>{one['passed']}</td>" in whole
    monkeypatch.setattr("api.web.trust.LAST_RUN", tmp_path / "none.json")
    assert "not kept on this server" in browser_like.get("/trust", headers=HTML).text


def test_where_text_goes_to_another_host_every_page_names_it(browser_like, monkeypatch):
    assert (
        "nothing that you write leaves this machine"
        in browser_like.get("/trust", headers=HTML).text
    )
    model = browser_like.app.state.opening.assistant().model
    monkeypatch.setattr(type(model), "host", "models.example")

    for path in ("/", "/documents", "/check", "/trust"):
        assert "is also sent to <strong>models.example" in browser_like.get(path, headers=HTML).text
    assert "leaves this machine" not in browser_like.get("/trust", headers=HTML).text


def test_a_message_can_be_kept_from_the_model(browser_like, monkeypatch):
    assert 'name="confidential"' not in browser_like.get("/", headers=HTML).text
    model = browser_like.app.state.opening.assistant().model
    monkeypatch.setattr(type(model), "host", "models.example")
    page = browser_like.get("/", headers=HTML).text
    asked_so = {}
    monkeypatch.setattr(
        type(model),
        "aide",
        lambda _, case, held: asked_so.update(confidential=held.message) or NO_AIDE,
    )
    data = {"token": token_in(page), "message": "Who decides?", "confidential": "true"}
    browser_like.post("/ask", data=data, headers=HTML)

    assert 'name="confidential"' in page
    assert asked_so == {"confidential": True}


def test_a_message_that_is_refused_comes_back_in_the_page(browser_like):
    browser_like.get("/", headers=HTML)
    data = {"token": "0" * 64, "message": "Who decides, </textarea> and when?"}
    refused = browser_like.post("/ask", data=data, headers=HTML)
    again = browser_like.post(
        "/ask", data=data | {"token": token_in(refused.text)}, headers=HTML, follow_redirects=False
    )

    assert refused.status_code == 403
    assert "Who decides, &lt;/textarea&gt; and when?</textarea>" in refused.text
    assert again.status_code == 303
