"""The OpenAPI document tells all that a client needs."""

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.app import create_app
from api.errors import PROBLEM_JSON
from api.openai.errors import is_of_this_door

DOCUMENT = create_app(object()).openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
UNDER_V1 = {name: one for name, one in OPERATIONS.items() if "/v1/" in name}
FOR_OPENAI = {name: one for name, one in UNDER_V1.items() if is_of_this_door(name.split()[1])}
OURS = {name: one for name, one in UNDER_V1.items() if name not in FOR_OPENAI}
FILES = ("wordprocessingml", "spreadsheetml", "application/pdf")


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for below in node.values():
            yield from references(below)
    elif isinstance(node, list):
        for below in node:
            yield from references(below)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_is_named_and_told(operation):
    assert operation["operationId"]
    assert operation["summary"]
    assert operation["description"]
    assert operation["tags"]


def test_no_two_operations_share_a_name():
    assert len({one["operationId"] for one in OPERATIONS.values()}) == len(OPERATIONS)


@pytest.mark.parametrize("operation", OURS.values(), ids=OURS)
def test_every_operation_declares_its_problems(operation):
    errors = {status: one for status, one in operation["responses"].items() if status >= "400"}

    assert {"400", "500", "503"} <= errors.keys()
    assert ("422" in errors) == bool({"parameters", "requestBody"} & operation.keys())
    for response in errors.values():
        assert response["description"]
        schema = response["content"][PROBLEM_JSON]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize("operation", FOR_OPENAI.values(), ids=FOR_OPENAI)
def test_the_door_for_openai_declares_errors_in_its_shape(operation):
    errors = {status: one for status, one in operation["responses"].items() if status >= "400"}

    assert {"400", "500", "503"} <= errors.keys()
    assert "422" not in errors
    for response in errors.values():
        assert response["description"]
        schema = response["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/ErrorReply"}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_has_examples(operation):
    replies = operation["responses"].get("200", {}).get("content", {})
    bodies = operation.get("requestBody", {}).get("content", {})

    assert replies or "204" in operation["responses"]
    for media, one in replies.items():
        assert "example" in one or any(word in media for word in FILES), media
    for media, one in bodies.items():
        assert media == "multipart/form-data" or "example" in one or "examples" in told_of(one)
    for parameter in operation.get("parameters", ()):
        if parameter["required"]:
            assert parameter["schema"]["examples"], parameter["name"]


def told_of(media):
    name = media["schema"]["$ref"].rsplit("/", 1)[-1]
    return DOCUMENT["components"]["schemas"][name]


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_example_is_of_its_type(operation):
    for media, one in operation["responses"].get("200", {}).get("content", {}).items():
        if "example" in one and media == "application/json":
            validator = Draft202012Validator(one["schema"] | {"components": DOCUMENT["components"]})
            validator.validate(one["example"])


def test_a_linter_finds_nothing():
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/assessments"])
def test_what_takes_a_body_declares_what_can_be_wrong_with_it(path):
    operation = DOCUMENT["paths"][path]["post"]

    assert {"400", "413", "415", "422"} <= operation["responses"].keys()
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
    assert DOCUMENT["components"]["schemas"][name]["examples"]
    assert operation["responses"]["200"]["content"]["application/json"]["example"]


def test_every_reference_leads_somewhere():
    schemas = DOCUMENT["components"]["schemas"]

    assert {one.rsplit("/", 1)[-1] for one in references(DOCUMENT)} <= schemas.keys()


def test_the_pages_that_load_from_other_sites_are_off(client):
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert client.get("/openapi.json").json() == DOCUMENT
