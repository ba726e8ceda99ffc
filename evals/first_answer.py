"""The process that the bench starts fresh: build the assistant, answer once, tell the peak memory.

`python -m evals.first_answer INDEX_FOLDER` prints one line of JSON.
"""

import json
import sys
from pathlib import Path

QUESTION = "Who decides which packages are designated?"


def main(index_folder: str) -> None:
    """Build the assistant over an index folder and answer one question."""
    from assistant.reply import ChatRequest
    from assistant.settings import Settings
    from assistant.wiring import build_assistant
    from evals.cases import ASKED_ON

    assistant = build_assistant(Settings(index_folder=Path(index_folder)))
    reply = assistant.answer(ChatRequest(message=QUESTION), today=ASKED_ON)
    told = {"status": reply.status, "peak_mb": peak_mb()}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def peak_mb() -> float:
    """Return the most memory (RSS) that this process has held, in MB of 10^6 bytes."""
    # On Linux `ru_maxrss` survives exec, so it may be the parent's peak; VmHWM is our own.
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6


if __name__ == "__main__":
    main(sys.argv[1])
