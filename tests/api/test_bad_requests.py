"""Every bad request is answered by a problem that names the field and the mend."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.errors import LONGEST_BODY, LONGEST_ECHO, PROBLEMS

CHAT, ASSESS = "/v1/chat", "/v1/assessments"
JSON = {"content-type": "application/json"}


@dataclass(frozen=True)
class Bad:
    """A field that is wrong, and what the problem has to say of it."""

    body: Any
    pointer: str
    said: tuple[str, ...]
    path: str = ASSESS
    fields: tuple[str, ...] = field(default=())


def about(proposal: Any, pointer: str, *said: str) -> Bad:
    return Bad({"proposal": proposal}, f"/proposal{pointer}", said)


BAD_FIELDS = {
    "an unknown field names the nearest": about(
        {"membrs": []}, "/membrs", "Rename `membrs` to `members`"
    ),
    "an unknown field deep inside": about(
        {"layers": {"hardware": {"items": [{"valueUsd": 3}]}}},
        "/layers/hardware/items/0/valueUsd",
        "Rename `valueUsd` to `value_usd`",
    ),
    "an unknown field like no other lists what is allowed": about(
        {"zzzz": 1}, "/zzzz", "one of the fields title, track", "Remove `zzzz`."
    ),
    "an unknown country names the nearest": about(
        {"members": [{"name": "A", "headquarters": "Untied States"}]},
        "/members/0/headquarters",
        '"Untied States"',
        "United States",
    ),
    "a negative value": about(
        {"layers": {"hardware": {"items": [{"value_usd": -5}]}}},
        "/layers/hardware/items/0/value_usd",
        "-5",
        "0 or more",
    ),
    "a value beyond all money": about(
        {"layers": {"hardware": {"items": [{"value_usd": 1e16}]}}},
        "/layers/hardware/items/0/value_usd",
        "1,000,000,000,000,000 or less",
    ),
    "a value that is not a number": about(
        {"layers": {"hardware": {"items": [{"value_usd": "much"}]}}},
        "/layers/hardware/items/0/value_usd",
        '"much"',
        "a number",
    ),
    "a value of more digits than money has": about(
        {"layers": {"hardware": {"items": [{"value_usd": "1e-999999"}]}}},
        "/layers/hardware/items/0/value_usd",
        "decimal places",
    ),
    "a U.S.-origin part above the value": about(
        {"layers": {"hardware": {"items": [{"value_usd": 10, "us_origin_value_usd": 11}]}}},
        "/layers/hardware/items/0",
        "us_origin_value_usd 11 and value_usd 10",
        "Correct `us_origin_value_usd` or `value_usd`.",
    ),
    "a day that does not exist": about(
        {"filed_on": "2026-02-30"}, "/filed_on", '"2026-02-30"', "YYYY-MM-DD"
    ),
    "ten thousand members": about(
        {"members": [{"name": "A"}] * 10_000}, "/members", "a list of 10,000", "1,000 or fewer"
    ),
    "a word that is not among the allowed names the nearest": about(
        {"members": [{"name": "A", "roles": ["anchr"]}]},
        "/members/0/roles/0",
        "'anchor'",
        "Nearest: 'anchor'",
    ),
    "a layer that is neither an object nor none": about(
        {"layers": {"data": "some"}}, "/layers/data", "an object or 'none'"
    ),
    "an object where a list belongs": about(
        {"members": {"0": {}}}, "/members", "an object with 1 field", "a list"
    ),
    "a member without a name": about({"members": [{}]}, "/members/0/name", "Add `name`."),
    "an empty name": about({"members": [{"name": " "}]}, "/members/0/name", "at least 1 character"),
    "neither true nor false": about({"industry_led": "maybe"}, "/industry_led", "true or false"),
    "half of a character": about({"title": "\ud800"}, "/title", "halves of characters"),
    "no proposal": Bad({}, "/proposal", ("Add `proposal`.",)),
    "a list where the body belongs": Bad([1, 2], "", ("a list of 2", "an object")),
    "a day as a number": Bad({"proposal": {}, "as_of": 86400}, "/as_of", ("86400", "YYYY-MM-DD")),
    "an impossible day to ask about": Bad(
        {"message": "Hello", "as_of": "2026-13-01"}, "/as_of", ("YYYY-MM-DD",), CHAT
    ),
    "an empty message": Bad({"message": ""}, "/message", ("Write something in `message`.",), CHAT),
    "a message of spaces": Bad({"message": " \n\t"}, "/message", ("visible character",), CHAT),
    "a message that shows nothing": Bad(
        {"message": "\u200b\u2060"}, "/message", ("visible character",), CHAT
    ),
    "a message of 9,000 characters": Bad(
        {"message": "x" * 9_000}, "/message", ("9,000 characters", "8,000"), CHAT
    ),
    "a message that is a number": Bad({"message": 7}, "/message", ("text",), CHAT),
    "a misspelt message": Bad(
        {"message": "Hello", "mesage": "Hi"}, "/mesage", ("Rename `mesage` to `message`",), CHAT
    ),
    "a fault in the proposal of a message": Bad(
        {"message": "Hello", "proposal": {"track": "fast"}},
        "/proposal/track",
        ("'pre_set' or 'on_demand'",),
        CHAT,
    ),
}


@pytest.mark.parametrize("bad", BAD_FIELDS.values(), ids=BAD_FIELDS)
def test_a_wrong_field_is_named_with_its_mend(client, bad):
    # As bytes: half of a surrogate pair cannot be sent otherwise.
    reply = client.post(bad.path, content=json.dumps(bad.body), headers=JSON)

    assert reply.status_code == 422
    assert reply.json()["type"] == "/problems/invalid-request"
    fault = next(one for one in reply.json()["faults"] if one["pointer"] == bad.pointer)
    told = " ".join(fault.values())
    assert all(words in told for words in bad.said), told


@pytest.mark.parametrize(
    ("path", "pointer", "said"),
    [
        ("/v1/search?q=", "q", "Write something in `q`."),
        ("/v1/search?q=%20", "q", "visible character"),
        ("/v1/search", "q", "Add `q`."),
        ("/v1/search?q=a&k=0", "k", "1 or more"),
        ("/v1/search?q=a&k=51", "k", "50 or less"),
        ("/v1/search?q=a&as_of=2026-02-30", "as_of", "YYYY-MM-DD"),
        ("/v1/search?q=a&query=b", "query", "Rename `query` to `q`"),
        ("/v1/provisions?limit=501", "limit", "500 or less"),
        ("/v1/provisions?limit=ten", "limit", "a whole number"),
        ("/v1/provisions?offset=-1", "offset", "0 or more"),
        ("/v1/provisions?forces=must", "forces", "Rename `forces` to `force`"),
        ("/v1/provisions?force=mst", "force", "Nearest: 'must'"),
        ("/v1/provisions?basis=rumour", "basis", "'digest-of-official'"),
        (f"/v1/provisions/{'X' * 81}", "identifier", "at most 80 characters"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_mend(client, path, pointer, said):
    reply = client.get(path)

    assert reply.status_code == 422
    fault = next(one for one in reply.json()["faults"] if one["pointer"] == pointer)
    assert said in " ".join(fault.values())


def test_all_faults_are_told_at_once(client):
    body = {"proposal": {"track": "fast", "filed_on": "soon", "membrs": []}, "as_of": "today"}

    reply = client.post(ASSESS, json=body)

    places = {fault["pointer"] for fault in reply.json()["faults"]}
    assert places == {"/proposal/track", "/proposal/filed_on", "/proposal/membrs", "/as_of"}
    assert "4 faults in all" in reply.json()["detail"]


def test_a_word_that_could_stand_in_place_of_an_object_is_no_second_fault(client):
    reply = client.post(ASSESS, json={"proposal": {"layers": {"models": {"modles": []}}}})

    (fault,) = reply.json()["faults"]
    assert fault["pointer"] == "/proposal/layers/models/modles"


def test_faults_without_end_are_cut(client):
    reply = client.post(ASSESS, json={"proposal": {"members": [{}] * 900}})

    assert len(reply.json()["faults"]) == 50
    assert "900 faults in all" in reply.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"proposal": {"y" * 500: 1}},
        {"proposal": {"track": "y" * 500}},
        {"proposal": {"members": [{"name": "A", "headquarters": "y" * 500}]}},
        {"proposal": {"filed_on": "y" * 500}},
        {"proposal": {"industry_led": "y" * 500}},
        {"proposal": {"layers": {"hardware": {"items": [{"value_usd": "y" * 500}]}}}},
        {"message": "hello", "conversation_id": "y" * 100},
        {"y" * 500: 1},
    ],
)
@pytest.mark.parametrize("path", [CHAT, ASSESS])
def test_no_more_of_a_request_is_repeated_than_a_line(client, path, body):
    reply = client.post(path, json=body)

    assert reply.status_code in {404, 422}
    assert "y" * (LONGEST_ECHO + 1) not in reply.text


@pytest.mark.parametrize(
    ("content", "status", "kind", "said"),
    [
        ('{"message":\n  "a",]', 400, "malformed-json", "line 2, column 7"),
        ("", 422, "invalid-request", "body"),
        (b"\xff{}", 400, "malformed-json", "not UTF-8 at byte 0"),
        ("[" * 5_000, 400, "malformed-json", "nested too deeply"),
        ("9" * 5_000, 400, "malformed-json", "too long"),
        ("x" * (LONGEST_BODY + 1), 413, "body-too-large", "1,000,000 bytes"),
        ((part for part in [b"x" * 600_000] * 2), 413, "body-too-large", "1,000,000 bytes"),
    ],
    ids=["a stray bracket", "nothing", "not UTF-8", "depth", "a long number", "length", "chunks"],
)
def test_what_is_not_json_or_too_long_is_refused(client, content, status, kind, said):
    reply = client.post(CHAT, content=content, headers=JSON)

    assert reply.status_code == status
    assert reply.json()["type"] == f"/problems/{kind}"
    assert said in reply.json()["detail"]


def test_owners_of_owners_without_end_are_refused(client):
    depth = 300
    owners = '{"name": "X", "owners": [' * depth + "]}" * depth
    content = f'{{"proposal": {{"members": [{{"name": "A", "owners": [{owners}]}}]}}}}'

    reply = client.post(ASSESS, content=content, headers=JSON)

    assert reply.status_code == 422
    assert reply.json()["faults"][0]["expected"].startswith("less nesting")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_that_does_not_say_that_it_is_json_is_refused(client, content_type):
    headers = {"content-type": content_type} if content_type else {}

    reply = client.post(CHAT, content='{"message": "hello"}', headers=headers)

    assert reply.status_code == 415
    assert "Send `Content-Type: application/json`" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "status", "kind", "said"),
    [
        ("GET", "/v1/provisions/CON-99", 404, "unknown-provision", "Nearest: CON-"),
        ("GET", "/v1/provisions?document=the-call", 404, "unknown-document", "call-for-proposals"),
        ("GET", "/v1/documents/the-call", 404, "unknown-document", "call-for-proposals"),
        ("GET", "/v1/rules/anchor", 404, "unknown-rule", "one_anchor_member"),
        ("GET", "/problems/none", 404, "unknown-problem", "unknown-rule"),
        ("GET", "/v2/chat", 404, "no-such-path", "/openapi.json"),
        ("GET", "/v1/rules/", 404, "no-such-path", "/openapi.json"),
        ("GET", "/docs", 404, "no-such-path", "/openapi.json"),
        ("GET", CHAT, 405, "method-not-allowed", "Use POST"),
        ("OPTIONS", CHAT, 405, "method-not-allowed", "Use POST"),
        ("DELETE", "/v1/rules", 405, "method-not-allowed", "Use GET"),
    ],
)
def test_what_is_not_there_says_what_is(client, method, path, status, kind, said):
    reply = client.request(method, path)

    assert reply.status_code == status
    assert reply.json()["type"] == f"/problems/{kind}"
    assert said in reply.json()["detail"]


def test_a_conversation_that_is_not_held_is_not_found(client):
    reply = client.post(CHAT, json={"message": "And then?", "conversation_id": "gone"})

    assert reply.status_code == 404
    assert reply.json()["type"] == "/problems/unknown-conversation"


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "10.0.0.1", "[::2]", ""])
def test_a_host_that_is_not_this_machine_is_refused(client, host):
    reply = client.get("/healthz", headers={"host": host})

    assert reply.status_code == 400
    assert reply.json()["type"] == "/problems/unknown-host"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_a_host_that_is_this_machine_is_let_in(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


def test_a_bug_shows_nothing_of_the_inside(client, caplog):
    reply = client.post(CHAT, json={"message": "break"})

    assert reply.status_code == 500
    assert reply.json()["type"] == "/problems/unexpected"
    assert "inside" not in reply.text
    assert "ZeroDivisionError" in caplog.text
    assert "words of the inside" not in caplog.text


def is_a_problem(reply) -> bool:
    problem = reply.json()
    return (
        reply.headers["content-type"] == "application/problem+json"
        and reply.headers["cache-control"] == "no-store"
        and reply.headers["x-content-type-options"] == "nosniff"
        and problem["status"] == reply.status_code
        and problem["type"] in {kind.type for kind in PROBLEMS.values()}
        and bool(problem["title"])
        and bool(problem["detail"])
    )


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("POST", CHAT, {"json": {}}),
        ("POST", CHAT, {"content": "{", "headers": JSON}),
        ("POST", CHAT, {"content": "x" * (LONGEST_BODY + 1)}),
        ("POST", CHAT, {"content": "hello"}),
        ("POST", CHAT, {"json": {"message": "break"}}),
        ("POST", CHAT, {"json": {"message": "a", "conversation_id": "b", "stream": True}}),
        ("GET", CHAT, {}),
        ("GET", "/v1/rules/none", {}),
        ("GET", "/none", {}),
        ("GET", "/healthz", {"headers": {"host": "example.com"}}),
    ],
)
def test_every_error_has_the_shape_of_a_problem(client, method, path, sent):
    assert is_a_problem(client.request(method, path, **sent))


NAMES = st.sampled_from(
    ["message", "proposal", "as_of", "stream", "conversation_id", "members", "layers", "hardware"]
    + ["items", "value_usd", "us_origin_value_usd", "name", "owners", "country", "percent"]
    + ["markets", "filed_on", "kind", "none", "US", "2026-06-01", "members/0", "~"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals(allow_nan=False, allow_infinity=False).map(str)
    | st.text(max_size=12)
    | NAMES
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=16,
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(path=st.sampled_from([CHAT, ASSESS]), body=VALUES)
def test_no_body_breaks_the_door(client, path, body):
    reply = client.post(path, content=json.dumps(body), headers=JSON)

    assert reply.status_code < 500
    assert reply.status_code == 200 or is_a_problem(reply)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary(max_size=40))
def test_no_bytes_break_the_door(client, content):
    reply = client.post(CHAT, content=content, headers=JSON)

    assert reply.status_code in {400, 422}
    assert is_a_problem(reply)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=20), path=st.sampled_from(["provisions", "rules"]))
def test_no_path_or_query_breaks_the_door(client, name, path):
    clean = name.encode("utf-8", "replace").decode()
    replies = [
        client.get("/v1/search", params={"q": clean, "k": 2}),
        client.get("/v1/provisions", params={"q": clean, "document": clean}),
        client.get(f"/v1/{path}/{clean.encode().hex()}"),
    ]

    assert all(reply.status_code < 500 for reply in replies)
