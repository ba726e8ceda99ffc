"""Calls of a model kept in a file, so that a run can be heard again without the model.

A call is found by the hash of everything that was sent. A file holds what was asked for, so it
belongs where evals keep theirs; nothing of a user's is ever recorded.
"""

import hashlib
import json
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.model.errors import ModelFault, ModelSettingsError, Trouble
from assistant.model.speaking import Asked, Said, Speaker


def key_of(asked: Asked, identity: str) -> str:
    """Return the hash of a call to a model."""
    whole = json.dumps([identity, asked.task, asked.system, asked.user, asked.schema])
    return hashlib.sha256(whole.encode()).hexdigest()


@dataclass(frozen=True)
class Recording:
    """Asks a model and keeps what it says, failures too; a call that is known is not made again."""

    speaker: Speaker
    path: Path
    _known: dict[str, Said | Trouble] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        """Who receives what is sent."""
        return self.speaker.host

    @property
    def name(self) -> str:
        """The model's name."""
        return self.speaker.name

    @property
    def identity(self) -> str:
        """All that shapes its answers."""
        return self.speaker.identity

    def say(self, asked: Asked, *, seconds: float) -> Said:
        """Answer one call.

        Raises:
            ModelFault: The model did not.
        """
        key = key_of(asked, self.identity)
        if key not in self._known:
            try:
                found: Said | Trouble = self.speaker.say(asked, seconds=seconds)
            except ModelFault as fault:
                found = fault.kind
            self._keep(key, asked, found)
        return _said(self._known[key])

    def _keep(self, key: str, asked: Asked, found: Said | Trouble) -> None:
        line: dict[str, object] = {"key": key, "task": asked.task}
        line |= {"said": asdict(found)} if isinstance(found, Said) else {"trouble": found.value}
        with self._lock:
            if not self._known:
                first = {"host": self.host, "name": self.name, "identity": self.identity}
                self.path.write_text(json.dumps(first) + "\n", "utf-8")
            self._known[key] = found
            with self.path.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps(line, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Replaying:
    """Says what was recorded; a call that was not fails."""

    host: str
    name: str
    identity: str
    known: dict[str, Said | Trouble]

    def say(self, asked: Asked, *, seconds: float) -> Said:
        """Answer one call.

        Raises:
            ModelFault: It failed when it was recorded, or was not.
        """
        return _said(self.known.get(key_of(asked, self.identity), Trouble.NOT_RECORDED))


def read_cassette(path: Path) -> Replaying:
    """Read a file of recorded calls.

    Raises:
        ModelSettingsError: It cannot be read, or is no such file.
    """
    try:
        first, *lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        known: dict[str, Said | Trouble] = {
            line["key"]: Said(**line["said"]) if "said" in line else Trouble(line["trouble"])
            for line in lines
        }
        return Replaying(first["host"], first["name"], first["identity"], known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"`{path}` holds no recorded calls of a model ({type(error).__name__})."
        raise ModelSettingsError(message) from None


def _said(found: Said | Trouble) -> Said:
    if isinstance(found, Trouble):
        raise ModelFault(found)
    return found
