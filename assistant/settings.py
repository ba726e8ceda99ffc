"""Settings: the only reader of the environment."""

import hashlib
from pathlib import Path

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """What a user may set, by environment variables or a file `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="EXPORTS_", env_file=".env", extra="ignore", frozen=True
    )

    host: str = Field(
        default="127.0.0.1",
        validation_alias=AliasChoices("HOST", "EXPORTS_HOST"),
        description="Address to serve on. Only loopback is allowed as long as there are no keys.",
    )
    port: int = Field(
        default=8000,
        ge=1,
        le=65535,
        validation_alias=AliasChoices("PORT", "EXPORTS_PORT"),
        description="Port to serve on.",
    )
    index_folder: Path = Field(
        default=Path("var/index"), description="Where built indexes are kept."
    )
    texts_folder: Path = Field(
        default=Path("var/official"),
        description="Where official texts are kept, with what was decided on them.",
    )
    database: str = Field(
        default="var/conversations.db",
        description="Where conversations are kept: a file for SQLite, or a `postgresql://` URL.",
    )

    def shaping(self) -> str:
        """Return the hash of the settings that shape an answer, for receipts."""
        # Where the server listens and keeps its index shapes no answer: nothing is left so far.
        return hashlib.sha256(b"deterministic").hexdigest()[:16]


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: They cannot be used; each fault names the setting and what was found.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{one['loc'][0]}={str(one['input'])[:40]}: {one['msg']}" for one in error.errors()
        )
        message = f"The settings cannot be used. {faults}."
        raise SettingsError(message) from None
