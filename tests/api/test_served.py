"""The real assistant through the door."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import examples
from api.schemas import ProvisionView, RuleView, SearchReply
from assistant.reply import AssessmentReply, ChatReply

JSON = {"content-type": "application/json"}


def test_a_search_finds_what_is_asked_for(served):
    reply = served.get(
        "/v1/search", params={"q": "How much hardware content must be U.S.?", "k": 5}
    )

    assert any(one["provision"].startswith("CON-") for one in reply.json()["items"])
    scores = [one["score"] for one in reply.json()["items"]]
    assert scores == sorted(scores, reverse=True)


def test_an_answer_cites_words_that_stand_in_the_served_text(served):
    reply = served.post("/v1/chat", json={"message": "Must a consortium have an anchor?"}).json()

    assert reply["as_of"] == "2026-11-21"
    assert reply["citations"]
    for citation in reply["citations"]:
        document = served.get(f"/v1/documents/{citation['document']}").json()
        assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert document["sha256"] == citation["sha256"]


def test_a_conversation_goes_on_under_its_id(served):
    first = served.post("/v1/chat", json={"message": "Who may be an anchor?"}).json()

    second = served.post(
        "/v1/chat", json={"message": "And why?", "conversation_id": first["conversation_id"]}
    )

    assert second.status_code == 200
    assert second.json()["conversation_id"] == first["conversation_id"]


def test_a_conversation_that_is_not_held_is_not_found(served):
    reply = served.post("/v1/chat", json={"message": "Hello", "conversation_id": "gone"})

    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-conversation"


def test_every_rule_speaks_in_an_assessment(served):
    reply = served.post("/v1/assessments", json=examples.ASSESSMENT_REQUEST).json()

    listed = {one["id"] for one in served.get("/v1/rules").json()["items"]}
    assert {one["rule"] for one in reply["findings"]} == listed


def test_an_empty_proposal_is_incomplete(served):
    reply = served.post("/v1/assessments", json={"proposal": {}, "as_of": "2026-06-01"}).json()

    assert reply["overall"] == "incomplete"
    assert reply["next_question"]["text"]


def test_questions_at_once_are_answered_each_as_alone(served):
    messages = [f"Must a consortium have {count} members?" for count in range(8)]

    def answer(message):
        return served.post("/v1/chat", json={"message": message}).json()["answer"]

    alone = [answer(message) for message in messages]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(answer, messages))

    assert at_once == alone


@pytest.mark.parametrize(
    ("path", "request_body"),
    [("/v1/chat", examples.CHAT_REQUEST), ("/v1/assessments", examples.ASSESSMENT_REQUEST)],
)
def test_the_example_requests_are_answered(served, path, request_body):
    assert served.post(path, json=request_body).status_code == 200


@pytest.mark.parametrize(
    ("shape", "reply"),
    [
        (ChatReply, examples.CHAT_REPLY),
        (AssessmentReply, examples.ASSESSMENT_REPLY),
        (SearchReply, examples.SEARCH_REPLY),
        (ProvisionView, examples.PROVISION),
        (RuleView, examples.RULE),
    ],
)
def test_the_example_replies_have_the_shape_of_replies(shape, reply):
    shape.model_validate(reply)


SMALL = st.text(max_size=12)
NUMBERS = st.one_of(st.none(), st.integers(-5, 200), st.floats(-1, 200), SMALL)
COUNTRIES = st.sampled_from([None, "US", "China", "hong kong", "KR", "none", "Nowhere"])
OWNERS = st.recursive(
    st.fixed_dictionaries({}, optional={"country": COUNTRIES, "percent": NUMBERS}),
    lambda inner: st.fixed_dictionaries(
        {"owners": st.lists(inner, max_size=2)}, optional={"country": COUNTRIES}
    ),
    max_leaves=4,
)
MEMBERS = st.fixed_dictionaries(
    {"name": st.sampled_from(["A", "B"])},
    optional={
        "roles": st.lists(st.sampled_from(["anchor", "data", "x"]), max_size=3),
        "headquarters": COUNTRIES,
        "owners": st.lists(OWNERS, max_size=2),
        "controlled_from": COUNTRIES,
    },
)
ITEMS = st.fixed_dictionaries({}, optional={"value_usd": NUMBERS, "us_origin_value_usd": NUMBERS})
HARDWARE = st.one_of(
    st.sampled_from([None, "none", {}]),
    st.fixed_dictionaries({"items": st.lists(ITEMS, max_size=3)}),
)
PROPOSALS = st.fixed_dictionaries(
    {},
    optional={
        "track": st.sampled_from([None, "pre_set", "on_demand"]),
        "filed_on": st.sampled_from([None, "2026-05-01", "0001-01-01", "9999-12-31"]),
        "members": st.lists(MEMBERS, max_size=3),
        "layers": st.fixed_dictionaries({}, optional={"hardware": HARDWARE, "data": HARDWARE}),
        "markets": st.lists(st.fixed_dictionaries({"name": st.text(max_size=5)}), max_size=2),
    },
)
DAYS = st.sampled_from([None, "2026-05-01", "2026-11-21", "0001-01-01", "9999-12-31"])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(proposal=PROPOSALS, as_of=DAYS)
def test_no_proposal_breaks_an_assessment(served, proposal, as_of):
    content = json.dumps({"proposal": proposal, "as_of": as_of})

    assert served.post("/v1/assessments", content=content, headers=JSON).status_code in {200, 422}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(message=st.text(max_size=60), as_of=DAYS)
def test_no_message_breaks_an_answer(served, message, as_of):
    content = json.dumps({"message": message, "as_of": as_of})

    assert served.post("/v1/chat", content=content, headers=JSON).status_code in {200, 422}
