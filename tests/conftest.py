"""What tests share: the real assistant, over the corpus and rules that ship with the project."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assistant.answering import Assistant


@pytest.fixture(scope="session")
def assistant() -> "Assistant":
    """The assistant as it is served; the index in `var/index` is built where it is missing."""
    from assistant.settings import Settings
    from assistant.wiring import build_assistant

    return build_assistant(Settings())
