"""The corpus and the rules, read over HTTP."""

import hashlib

import pytest


def test_the_root_points_to_the_description_of_the_api(client):
    welcome = client.get("/").json()

    assert welcome["documentation"] == "/openapi.json"
    assert "POST /v1/chat" in welcome["endpoints"]


def test_a_provision_is_shown_with_what_it_rests_on(client, fake):
    shown = client.get("/v1/provisions/CON-2").json()

    held = fake.library.provision("CON-2")
    assert shown["statement"] == " ".join(held.says)
    assert shown["basis"] == held.basis
    assert [one["key"] for one in shown["reported_by"]] == list(held.reported_by)
    assert shown["effective_from"] == fake.library.starts("CON-2").isoformat()
    assert "us_hardware_content" in shown["rules"]
    assert shown["questions"] == list(held.asks)


def test_every_provision_stands_where_it_says(client):
    page = client.get("/v1/provisions?limit=500").json()
    documents = {
        one["id"]: client.get(f"/v1/documents/{one['id']}").json()
        for one in client.get("/v1/documents").json()["items"]
    }

    assert page["total"] == len(page["items"])
    for shown in page["items"]:
        document = documents[shown["document"]]
        assert shown["sha256"] == document["sha256"]
        assert document["text"][shown["start"] : shown["end"]].startswith(f"{shown['id']} | ")
        for sentence in shown["sentences"]:
            assert document["text"][sentence["start"] : sentence["end"]] == sentence["text"]


def test_every_document_is_shown_with_its_text_and_hash(client):
    for summary in client.get("/v1/documents").json()["items"]:
        shown = client.get(f"/v1/documents/{summary['id']}").json()

        assert hashlib.sha256(shown["text"].encode()).hexdigest() == summary["sha256"]
        assert shown["provision_count"] == len(shown["provisions"])
        assert shown | summary == shown


def test_pages_join_to_the_whole_list(client):
    whole = client.get("/v1/provisions?limit=500").json()["items"]

    found, path = [], "/v1/provisions?limit=60"
    while path:
        page = client.get(path).json()
        found += page["items"]
        path = page["next"]

    assert found == whole


def test_a_page_past_the_end_is_empty(client):
    page = client.get("/v1/provisions?offset=1000000").json()

    assert page["items"] == []
    assert page["next"] is None


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("document=call-for-proposals", lambda one: one["document"] == "call-for-proposals"),
        ("force=unsettled", lambda one: one["force"] == "unsettled"),
        ("basis=reported", lambda one: one["basis"] == "reported"),
        ("q=anchor+member", lambda one: "anchor" in str(one).casefold()),
        ("q=CON-2", lambda one: "con-2" in str(one).casefold()),
        (
            "force=may&basis=reported",
            lambda one: (one["force"], one["basis"]) == ("may", "reported"),
        ),
    ],
)
def test_filters_let_through_what_they_name(client, query, holds):
    page = client.get(f"/v1/provisions?limit=500&{query}").json()
    whole = client.get("/v1/provisions?limit=500").json()

    assert 0 < page["total"] < whole["total"]
    assert all(holds(one) for one in page["items"])


def test_the_next_page_keeps_the_filters(client):
    page = client.get("/v1/provisions?force=must&limit=1&q=the").json()

    assert page["next"] == "/v1/provisions?force=must&q=the&limit=1&offset=1"


def test_a_search_tells_scores_places_and_the_day(client):
    reply = client.get("/v1/search?q=hardware&k=3").json()

    assert reply["as_of"] == "2026-11-21"
    assert len(reply["items"]) == 3
    best = reply["items"][0]
    shown = client.get(f"/v1/provisions/{best['provision']}").json()
    assert best["statement"] == best["matched"] == shown["statement"]
    assert (best["start"], best["end"]) == (
        shown["sentences"][0]["start"],
        shown["sentences"][-1]["end"],
    )


def test_every_rule_of_the_list_can_be_read(client, fake):
    listed = client.get("/v1/rules").json()

    assert [one["id"] for one in listed["items"]] == list(fake.catalogue.rules)
    for summary in listed["items"]:
        shown = client.get(f"/v1/rules/{summary['id']}").json()
        assert shown | summary == shown
        assert shown["examples"]


def test_numbers_of_a_rule_keep_their_day_and_source(client):
    shown = client.get("/v1/rules/us_hardware_content").json()

    (value,) = shown["parameters"]["presumed_share_percent"]
    assert value == {"value": "51", "from": "2026-04-01", "source": "CON-2"}


def test_a_type_of_problem_can_be_looked_up(client):
    problem = client.get("/v1/rules/none").json()

    assert client.get(problem["type"]).json() == {
        "type": "/problems/unknown-rule",
        "title": "No such rule",
        "status": 404,
    }


def test_what_was_found_by_one_of_its_sentences_shows_that_sentence(served, assistant):
    provision = assistant.library.provision("CON-2")
    found = served.get("/v1/search", params={"q": provision.says[1], "k": 1}).json()["items"]

    assert found[0]["matched"] == provision.says[1]
    # What is found by a sentence is told by it, whatever is asked; "0" once broke the search.
    assert served.get("/v1/search", params={"q": "0"}).status_code == 200
