"""Schemathesis asks what the OpenAPI document lets one ask, and a good deal that it does not.

What is allowed must be answered as declared, what is not must be refused, and nothing may break the
server. The run is bounded and always the same; `--asked 200` asks more of each operation.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import create_app
from api.faults import WORDINGS
from api.opening import warmed
from assistant.conversation import Conversations
from rules.consistency import CONTRADICTIONS
from tests.api.conftest import TODAY
from tests.api.web.conftest import serving
from tests.conftest import keeping

DOCUMENT = create_app(object()).openapi()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
MODES = [
    (name, mode)
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    # Where nothing is sent, nothing can be wrong with it.
    if mode.is_positive or operation.get("parameters") or operation.get("requestBody")
]

# A JSON Schema cannot say that a word is the name of a country, or that two fields agree.
BEYOND_A_SCHEMA = {
    WORDINGS[kind].expected.split("{")[0]
    for kind in ("unknown_country", "origin_above_value", "one_source", "blank", *CONTRADICTIONS)
}
# Nor how many digits a number may have behind its point.
BEYOND_A_SCHEMA |= {"at most 20 decimal places"}
# What is in a file, and which sections there are, is no matter of types.
BY_CONTENT = {
    "/problems/unknown-section",
    "/problems/wrong-kind-of-file",
    "/problems/broken-file",
    "/problems/not-a-matrix",
    "/problems/unreadable-file",
    "/problems/malformed-json",
}


def is_beyond_a_schema(problem):
    """Whether a request was refused for what its schema cannot rule out."""
    if "error" in problem:
        told = problem["error"]
        if told["code"] in {"model_not_found", "unusable_message"}:
            return True
        return any(f"expected {words}" in told["message"] for words in BEYOND_A_SCHEMA)
    if problem["type"] in BY_CONTENT:
        return True
    told = [(one["pointer"], one["expected"]) for one in problem.get("faults", ())]
    if told == [("/proposal", "an object")] and problem["instance"] == "/v1/drafts/check":
        # In a form the facts are JSON as text, which may be any.
        return True
    faults = problem.get("faults", ())
    return bool(faults) and all(
        any(fault["expected"].startswith(words) for words in BEYOND_A_SCHEMA) for fault in faults
    )


@pytest.fixture(scope="module")
def described(assistant):
    warmed(assistant)
    with serving(create_app(keeping(assistant, Conversations()), today=lambda: TODAY)) as site:
        schema = schemathesis.openapi.from_url(f"{site}/openapi.json")
        found = (one.ok() for one in schema.get_all_operations())
        yield {f"{one.method.upper()} {one.path}": one for one in found}


@pytest.mark.parametrize(
    ("name", "mode"), MODES, ids=[f"{mode.value} {name}" for name, mode in MODES]
)
def test_the_api_is_as_described(name, mode, described, request):
    @given(case=described[name].as_strategy(generation_mode=mode))
    @settings(
        max_examples=request.config.getoption("--asked"),
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    def asked(case):
        response = case.call(timeout=60)
        refused = mode.is_positive and response.status_code in {400, 415, 422}
        excused = refused and is_beyond_a_schema(response.json())
        case.validate_response(
            response, excluded_checks=[positive_data_acceptance] if excused else []
        )

    asked()
