"""Why an upload is refused, as the reading process tells it; on the standard library alone."""

from enum import StrEnum


class Reason(StrEnum):
    """The kinds of refusal; each is an error class of its own for callers."""

    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    ENCRYPTED = "encrypted"
    UNSAFE = "unsafe"
    BROKEN = "broken"
    TOO_MUCH = "too_much"


class Refusal(Exception):  # noqa: N818 (it is a finding that crosses a process, not an error)
    """An upload is not read: what was found, what is expected, what to do."""

    def __init__(self, reason: Reason, *, found: str, expected: str, mend: str) -> None:
        self.reason = reason
        self.found = found
        self.expected = expected
        self.mend = mend
        super().__init__(found)
