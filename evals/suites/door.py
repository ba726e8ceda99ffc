"""The two ways to ask: the assistant in this process, or a server that speaks the contract.

Both give replies as the JSON of the contract, so that what is scored is what a client gets.
"""

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from assistant.reply import ChatRequest
from evals.errors import RunError
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant

_PATIENCE_S = 60.0


class Door(Protocol):
    """What a run asks of whoever answers."""

    def chat(
        self, message: str, *, conversation: str | None, proposal: Proposal | None, as_of: date
    ) -> dict[str, Any]:
        """Return the reply to a message."""
        ...

    def assess(self, proposal: Proposal, *, as_of: date) -> dict[str, Any]:
        """Return what every rule says of a proposal."""
        ...

    def search(self, query: str, *, k: int, as_of: date) -> list[str]:
        """Return the provisions found for a query, best first."""
        ...

    def draft(
        self, proposal: Proposal, *, sections: tuple[str, ...], as_of: date
    ) -> dict[str, Any] | None:
        """Return a draft; None where nothing drafts yet."""
        ...

    def hashes(self) -> dict[str, str]:
        """Return the hashes of corpus and rules that answers come from."""
        ...


class InProcess:
    """Asks the assistant in this process."""

    def __init__(self, assistant: "Assistant") -> None:
        from assistant.conversation import Conversations

        self.assistant = replace(assistant, conversations=Conversations())
        self._drafter: Any = None

    def chat(
        self, message: str, *, conversation: str | None, proposal: Proposal | None, as_of: date
    ) -> dict[str, Any]:
        """Return the reply to a message."""
        request = ChatRequest(
            message=message, conversation_id=conversation, proposal=proposal, as_of=as_of
        )
        return self.assistant.answer(request, today=as_of).model_dump(mode="json")

    def assess(self, proposal: Proposal, *, as_of: date) -> dict[str, Any]:
        """Return what every rule says of a proposal."""
        return self.assistant.assess(proposal, as_of=as_of).model_dump(mode="json")

    def search(self, query: str, *, k: int, as_of: date) -> list[str]:
        """Return the provisions found for a query, best first."""
        return [one.provision for one in self.assistant.search.find(query, k=k, as_of=as_of)]

    def draft(
        self, proposal: Proposal, *, sections: tuple[str, ...], as_of: date
    ) -> dict[str, Any] | None:
        """Return a draft; None where nothing drafts yet."""
        from assistant.drafting.section import packaged_sections
        from assistant.drafting.writing import Drafter

        if self._drafter is None:
            held = self.assistant
            self._drafter = Drafter(held.library, held.catalogue, packaged_sections())
        made = self._drafter.draft(
            proposal, as_of=as_of, draft_id="evals", sections=sections or None
        )
        made = self.assistant.model.aide(proposal).worded_draft(made, proposal)
        content: dict[str, Any] = made.model_dump(mode="json")
        return content

    def hashes(self) -> dict[str, str]:
        """Return the hashes of corpus and rules that answers come from."""
        return {
            "corpus": self.assistant.library.digest,
            "rules": self.assistant.catalogue.digest,
            "lexicon": self.assistant.lexicon.digest,
        }


class Served:
    """Asks a server over HTTP."""

    def __init__(self, base_url: str) -> None:
        if not base_url.startswith(("http://", "https://")):
            message = f"`{base_url}` is no address. Give one such as http://127.0.0.1:8000."
            raise RunError(message)
        self._base = base_url.rstrip("/")

    def chat(
        self, message: str, *, conversation: str | None, proposal: Proposal | None, as_of: date
    ) -> dict[str, Any]:
        """Return the reply to a message."""
        body: dict[str, Any] = {
            "message": message,
            "conversation_id": conversation,
            "as_of": as_of.isoformat(),
        }
        body |= {"proposal": _plain(proposal)} if proposal else {}
        return self._posted("/v1/chat", body)

    def assess(self, proposal: Proposal, *, as_of: date) -> dict[str, Any]:
        """Return what every rule says of a proposal."""
        body = {"proposal": _plain(proposal), "as_of": as_of.isoformat()}
        return self._posted("/v1/assessments", body)

    def search(self, query: str, *, k: int, as_of: date) -> list[str]:
        """Return the provisions found for a query, best first."""
        asked = urllib.parse.urlencode({"q": query, "k": k, "as_of": as_of.isoformat()})
        found = self._got(f"/v1/search?{asked}")
        results = next(value for value in found.values() if isinstance(value, list))
        return [_named(one) for one in results]

    def draft(
        self, proposal: Proposal, *, sections: tuple[str, ...], as_of: date
    ) -> dict[str, Any] | None:
        """Return a draft; None where nothing drafts yet."""
        body = {"proposal": _plain(proposal), "form": "draft", "as_of": as_of.isoformat()}
        return self._posted("/v1/drafts", body | {"sections": list(sections) or None})

    def hashes(self) -> dict[str, str]:
        """Return the hashes of corpus and rules that answers come from."""
        receipt = self.assess(Proposal(), as_of=date(2026, 5, 1))["receipt"]
        return {name: str(receipt[name]) for name in ("corpus", "rules")}

    def _posted(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 (the scheme was looked at)
            self._base + path,
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        return self._answered(request)

    def _got(self, path: str) -> dict[str, Any]:
        return self._answered(urllib.request.Request(self._base + path))  # noqa: S310 (as above)

    def _answered(self, request: urllib.request.Request) -> dict[str, Any]:
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as response:  # noqa: S310
            content = json.load(response)
        if not isinstance(content, dict):
            message = f"`{request.full_url}` gave no object, so it does not speak the contract."
            raise RunError(message)
        return content


def _plain(proposal: Proposal) -> dict[str, Any]:
    return proposal.model_dump(mode="json", exclude_none=True)


def _named(one: Mapping[str, Any]) -> str:
    held = one.get("provision")
    return str(held["id"] if isinstance(held, Mapping) else held or one.get("id"))
