"""One turn of a conversation at a time, among the threads of one process.

Between processes the database decides: a turn that another overtook is not recorded.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.errors import ConversationBusyError

PATIENCE_S = 10.0
"""How long a turn waits for those before it."""


@dataclass
class _Queue:
    lock: threading.Lock = field(default_factory=threading.Lock)
    length: int = 0


class Turns:
    """Lets the turns of each conversation pass one by one."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience = patience_s
        self._queues: dict[str, _Queue] = {}
        self._guard = threading.Lock()

    @contextmanager
    def one(self, conversation: str) -> Iterator[None]:
        """Wait for the turns before, and keep others waiting meanwhile.

        Raises:
            ConversationBusyError: Those before did not end in time.
        """
        with self._guard:
            queue = self._queues.setdefault(conversation, _Queue())
            queue.length += 1
        try:
            if not queue.lock.acquire(timeout=self._patience):
                raise ConversationBusyError(conversation)
            try:
                yield
            finally:
                queue.lock.release()
        finally:
            with self._guard:
                queue.length -= 1
                if not queue.length:
                    del self._queues[conversation]
