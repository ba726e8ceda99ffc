"""Settings of the language model, by environment or `.env`. Off unless `EXPORTS_MODEL` is set."""

from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.model.errors import ModelSettingsError

OPENAI = "openai"
OPENAI_URL = "https://api.openai.com/v1"
"""Named by us, so that no variable of the client library can send text elsewhere."""


class Use(StrEnum):
    """What a model may be used for."""

    FACTS = "facts"
    FOLLOWING = "following"
    WORDING = "wording"
    ARGUMENTS = "arguments"


class Structured(StrEnum):
    """How the form of an answer is asked for."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


class ModelSettings(BaseSettings):
    """Which language model words and understands, if any, and what it may cost."""

    model_config = SettingsConfigDict(
        env_prefix="EXPORTS_MODEL_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    model: str = Field(
        default="",
        validation_alias=AliasChoices("EXPORTS_MODEL"),
        description="The model, as `provider:name` (`openai:gpt-4.1-mini`), or its name alone "
        "where there is a URL. Empty: no model, and nothing leaves the machine.",
    )
    url: str = Field(
        default="",
        description="Base URL of a server that speaks OpenAI's protocol (llama.cpp, vLLM, Ollama).",
    )
    key: SecretStr = Field(
        default=SecretStr(""),
        description="The key for it. Never logged, shown or kept.",
    )
    uses: Annotated[tuple[Use, ...], NoDecode] = Field(
        default=tuple(Use),
        description="What it may be used for, with commas between: facts, following, wording, "
        "arguments.",
    )
    structured: Structured | None = Field(
        default=None,
        description="How JSON is asked for: json_schema, json_object or prompt. Empty: "
        "json_schema for OpenAI's protocol, prompt for others.",
    )
    temperature: float | None = Field(
        default=0, ge=0, le=2, description="Left out where empty; some models take none."
    )
    seconds: float = Field(
        default=20, gt=0, le=600, description="Seconds that it may add to one reply."
    )
    calls: int = Field(default=4, ge=1, le=50, description="Calls for one reply.")
    tokens: int = Field(
        default=8_000, ge=100, description="Tokens for one reply, those sent and those received."
    )
    price_in: float | None = Field(
        default=None, ge=0, description="US dollars for a million tokens sent; empty: not told."
    )
    price_out: float | None = Field(
        default=None, ge=0, description="US dollars for a million tokens received."
    )

    @field_validator("uses", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("structured", "temperature", "price_in", "price_out", mode="before")
    @classmethod
    def _nothing(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            message = "it is no address. Give one such as http://127.0.0.1:8080/v1"
            raise ValueError(message)
        if parts.username or parts.password or parts.query:
            message = "it holds a key. Put the key into EXPORTS_MODEL_KEY"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _whole(self) -> "ModelSettings":
        if self.url and not self.model:
            message = "EXPORTS_MODEL_URL is set, but not EXPORTS_MODEL: name the model"
            raise ValueError(message)
        if self.model and not self.url and ":" not in self.model:
            message = f"`{self.model}` names no provider. Say for instance openai:{self.model}"
            raise ValueError(message)
        return self

    @property
    def on(self) -> bool:
        """Whether there is a model."""
        return bool(self.model)

    @property
    def provider(self) -> str:
        """Whose protocol is spoken."""
        if self.url:
            return OPENAI
        return self.model.partition(":")[0]

    @property
    def name(self) -> str:
        """The model's own name."""
        return self.model.removeprefix(f"{self.provider}:")

    @property
    def form(self) -> Structured:
        """How JSON is asked for."""
        if self.structured is not None:
            return self.structured
        return Structured.JSON_SCHEMA if self.provider == OPENAI else Structured.PROMPT


def model_settings() -> ModelSettings:
    """Read the settings of the model from the environment.

    Raises:
        ModelSettingsError: They cannot be used; each is named without its value, which may be a
            key in the wrong place.
    """
    try:
        return ModelSettings()
    except ValidationError as error:
        faults = "; ".join(
            f"{one['loc'][0] if one['loc'] else 'EXPORTS_MODEL'}: {one['msg']}"
            for one in error.errors(include_input=False, include_context=False, include_url=False)
        )
        message = f"The settings of the language model cannot be used. {faults}."
        raise ModelSettingsError(message) from None
