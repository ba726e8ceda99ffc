"""LangChain's chat models behind the narrow door. Nothing else here knows LangChain.

An answer is read as it streams, so that one without end is cut. A host that keeps silent is left
waiting in a thread of its own, and only so many of these may wait.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.model.errors import ModelFault, ModelSettingsError, Trouble
from assistant.model.settings import OPENAI, OPENAI_URL, ModelSettings, Structured
from assistant.model.speaking import CHARACTERS_A_TOKEN, Asked, Said, estimated

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

T = TypeVar("T")

MOST_WAITING = 8
"""Calls that may wait for a host at the same time."""
_LONGER_THAN_ASKED = 3
"""An answer this many times as long as it may be is one without end."""
_waiting = threading.BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True)
class LangChainSpeaker:
    """A chat model of LangChain."""

    model: "BaseChatModel"
    name: str
    host: str
    identity: str
    form: Structured = Structured.PROMPT

    def say(self, asked: Asked, *, seconds: float) -> Said:
        """Answer one call.

        Raises:
            ModelFault: It did not, or not in `seconds`.
        """
        return within(seconds, lambda stopped: self._said(asked, stopped))

    def _said(self, asked: Asked, stopped: threading.Event) -> Said:
        from langchain_core.messages import HumanMessage, SystemMessage
        from langsmith import tracing_context

        messages = [SystemMessage(asked.system), HumanMessage(asked.user)]
        most = _LONGER_THAN_ASKED * asked.most_tokens * CHARACTERS_A_TOKEN
        text, sent, received = "", 0, 0
        # Tracing by the environment would send what is asked to one more host.
        with tracing_context(enabled=False):
            for chunk in self.model.stream(messages, **self._options(asked)):
                if stopped.is_set():
                    raise ModelFault(Trouble.SLOW)
                text += chunk.text
                if chunk.usage_metadata:
                    sent = max(sent, chunk.usage_metadata["input_tokens"])
                    received = max(received, chunk.usage_metadata["output_tokens"])
                if chunk.additional_kwargs.get("refusal"):
                    raise ModelFault(Trouble.REFUSED)
                if len(text) > most:
                    raise ModelFault(Trouble.ENDLESS)
        counted = bool(sent)
        return Said(text, sent or asked.estimate, received or estimated(text), counted)

    def _options(self, asked: Asked) -> Mapping[str, Any]:
        if self.form is Structured.PROMPT:
            return {}
        options: dict[str, Any] = {"max_tokens": asked.most_tokens}
        if self.form is Structured.JSON_OBJECT:
            return options | {"response_format": {"type": "json_object"}}
        schema = {"name": asked.task, "schema": asked.schema, "strict": True}
        return options | {"response_format": {"type": "json_schema", "json_schema": schema}}


def open_speaker(settings: ModelSettings) -> LangChainSpeaker:
    """Open the model that settings name; nothing is sent yet.

    Raises:
        ModelSettingsError: Its provider is not known or not installed, or wants what is not set.
    """
    try:
        model, host = _opened(settings)
    except ImportError as error:
        message = (
            f"The model `{settings.model}` needs a package that is not installed: {error.name}. "
            f"Install it, for instance: pip install langchain-{settings.provider}"
        )
        raise ModelSettingsError(message) from None
    except Exception as error:
        # What a library says here may hold the key.
        message = (
            f"The model `{settings.model}` cannot be opened ({type(error).__name__}). Look at "
            "EXPORTS_MODEL (provider:name), EXPORTS_MODEL_KEY and EXPORTS_MODEL_URL."
        )
        raise ModelSettingsError(message) from None
    identity = (
        f"{settings.provider}:{settings.name}@{host}, {settings.form}, {settings.temperature}"
    )
    return LangChainSpeaker(model, settings.name, host, identity, settings.form)


def _opened(settings: ModelSettings) -> "tuple[BaseChatModel, str]":
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": settings.seconds, "max_retries": 0}
    if settings.temperature is not None:
        options["temperature"] = settings.temperature
    if key := settings.key.get_secret_value():
        options["api_key"] = key
    if settings.provider != OPENAI:
        model = init_chat_model(settings.name, model_provider=settings.provider, **options)
        return model, _host_of(model, settings.provider)
    import httpx2

    url = settings.url or OPENAI_URL
    if settings.url and "api_key" not in options:
        # A server of one's own asks for none; without one the client would look for OpenAI's.
        options["api_key"] = "none"
    model = init_chat_model(
        settings.name,
        model_provider=OPENAI,
        base_url=url,
        stream_usage=True,
        use_responses_api=False,
        # A host that answers "look there" would pass the text to one that was not named.
        http_client=httpx2.Client(follow_redirects=False, timeout=settings.seconds),
        **options,
    )
    return model, _netloc(url)


def _netloc(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).netloc


def _host_of(model: "BaseChatModel", provider: str) -> str:
    """Return the host that a provider's class talks to, as far as it says."""
    for name in ("base_url", "anthropic_api_url", "endpoint", "azure_endpoint"):
        address = getattr(model, name, None)
        if isinstance(address, str) and "://" in address:
            return _netloc(address)
    return f"the servers of {provider}"


def within(seconds: float, work: Callable[[threading.Event], T]) -> T:
    """Do work that may never end, and go on without it after `seconds`.

    Raises:
        ModelFault: It took too long, it failed, or too much is waiting already.
    """
    if not _waiting.acquire(blocking=False):
        raise ModelFault(Trouble.BUSY)
    stopped, done = threading.Event(), threading.Event()
    found: list[T] = []
    failed: list[ModelFault] = []

    def run() -> None:
        try:
            found.append(work(stopped))
        except ModelFault as fault:
            failed.append(fault)
        except Exception as error:
            failed.append(ModelFault(trouble_of(error)))
        finally:
            done.set()
            _waiting.release()

    threading.Thread(target=run, name="language model", daemon=True).start()
    if not done.wait(max(seconds, 0)):
        stopped.set()
        raise ModelFault(Trouble.SLOW)
    if failed:
        raise failed[0]
    return found[0]


_BY_STATUS = {401: Trouble.REFUSED_KEY, 403: Trouble.REFUSED_KEY, 429: Trouble.RATE_LIMIT}
_BY_NAME = {
    "RateLimit": Trouble.RATE_LIMIT,
    "Authentication": Trouble.REFUSED_KEY,
    "PermissionDenied": Trouble.REFUSED_KEY,
    "Timeout": Trouble.SLOW,
    "LengthFinish": Trouble.ENDLESS,
    "ContentFilter": Trouble.REFUSED,
    "Refusal": Trouble.REFUSED,
    "RemoteProtocol": Trouble.BROKEN_OFF,
    "IncompleteRead": Trouble.BROKEN_OFF,
    "ConnectionReset": Trouble.BROKEN_OFF,
    "Connect": Trouble.UNREACHABLE,
    "Connection": Trouble.UNREACHABLE,
}


def trouble_of(error: BaseException) -> Trouble:
    """Say in a word what an error of a provider's library means, by its status or its class."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int) and status in _BY_STATUS:
        return _BY_STATUS[status]
    names = [kind.__name__ for kind in type(error).__mro__]
    return next(
        (trouble for part, trouble in _BY_NAME.items() if any(part in name for name in names)),
        Trouble.FAILED,
    )
