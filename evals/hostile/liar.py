"""A fake chat model of LangChain that lies in one way; it enters by the door of real ones."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

PIECE = 40
"""Characters of a chunk of the stream."""


class Task(StrEnum):
    """What a call asks for, by what it shows."""

    WORDING = "wording"
    FACTS = "facts"
    FOLLOWING = "following"


@dataclass
class Call:
    """A call as the liar sees it; `memory` are the texts of all calls before, of anybody."""

    task: Task
    told: Mapping[str, Any]
    system: str
    memory: list[str]
    random: random.Random
    lies: "Lies"

    @property
    def sentences(self) -> Mapping[str, str]:
        """The labelled sentences that are to be worded."""
        return {one["label"]: one["text"] for one in self.told.get("sentences", ())}

    @property
    def again(self) -> bool:
        """Whether this is the second time that wordings are asked for."""
        return "again" in self.told

    @property
    def message(self) -> str:
        """What the user wrote."""
        return str(self.told.get("message") or self.told.get("question") or "")


@dataclass
class Lies:
    """What was told and is false: texts that must not be shown, facts that must not be counted."""

    texts: set[str] = field(default_factory=set)
    facts: int = 0

    def tell(self, text: str) -> str:
        """Note a false text."""
        if text.strip():
            self.texts.add(text)
        return text


Speech = Callable[[Call], str | Iterator[str]]
"""What a liar says to a call: a text, or its pieces, which may fail or never end."""


class FakeLiar(BaseChatModel):
    """A fake: it says to every call what its `speech` says, in pieces."""

    speech: Any
    lies: Any
    memory: list[str] = []
    seed: int = 1
    calls: int = 0

    @property
    def _llm_type(self) -> str:
        return "fake-liar"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        said = "".join(self._pieces(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=said))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        del stop, run_manager, kwargs
        for piece in self._pieces(messages):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _pieces(self, messages: list[BaseMessage]) -> Iterator[str]:
        self.calls += 1
        told = json.loads(messages[-1].text)
        call = Call(
            task=task_of(told),
            told=told,
            system=messages[0].text,
            memory=self.memory,
            random=random.Random(f"{self.seed} {self.calls}"),  # noqa: S311 (repeatable, no secret)
            lies=self.lies,
        )
        said = self.speech(call)
        self.memory.append(messages[-1].text)
        if not isinstance(said, str):
            yield from said
            return
        for start in range(0, len(said), PIECE):
            yield said[start : start + PIECE]


def task_of(told: Mapping[str, Any]) -> Task:
    """Tell what a call asks for by what it shows."""
    if "message_before" in told:
        return Task.FOLLOWING
    return Task.FACTS if "message" in told else Task.WORDING


def nothing(call: Call) -> str:
    """Say that there is nothing to say, in the form that was asked for."""
    if call.task is Task.FOLLOWING:
        return '{"question": ""}'
    return '{"facts": []}' if call.task is Task.FACTS else '{"sentences": []}'


def worded(call: Call, word: Callable[[str, Call], str], *, lie: bool = True) -> str:
    """Word every sentence by a function, in the form that was asked for."""
    out = []
    for label, text in call.sentences.items():
        new = word(text, call)
        if new != text:
            out.append({"label": label, "text": call.lies.tell(new) if lie else new})
    return json.dumps({"sentences": out}, ensure_ascii=False)


def hang(seconds: float) -> Iterator[str]:
    """Begin, and keep silent."""
    yield '{"sentences": ['
    time.sleep(seconds)
