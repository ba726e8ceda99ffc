"""What every page of the web door works with, and how its forms are read."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from pydantic import BeforeValidator

from api.routes import Opened, Today
from assistant.answering import Assistant


@dataclass(frozen=True)
class Visit:
    """One request to a page: who asks, whom, and on which day."""

    request: Request
    assistant: Assistant
    today: date


def _visit(request: Request, assistant: Opened, today: Today) -> Visit:
    return Visit(request, assistant, today)


Visited = Annotated[Visit, Depends(_visit)]

DayField = Annotated[date | None, BeforeValidator(lambda value: value or None)]
"""A field of a form for a day; left empty, it says nothing."""
