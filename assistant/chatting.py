"""A conversation at the terminal: what a line means, and what is shown for it.

A line that begins with `/` is a command, every other one a message. Nothing here knows how lines
come in, so that a pipe does as well as a keyboard.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant.drafting.confidentiality import Confidential
from assistant.errors import AssistantError
from assistant.keeping.records import KeptConversation
from assistant.origins import facts_of
from assistant.reply import LONGEST_MESSAGE, ChatReply, ChatRequest
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant

HELP = """\
A line is a message. These are commands:
  /sources    the sources of the last reply
  /case       what was understood of your case, and from which turn
  /history    this conversation so far
  /list       the conversations that are kept, newest first
  /open ID    go on with one of them; the beginning of its id is enough
  /new        begin another
  /private MESSAGE       a message that no language model may see, nor what it states later
  /confidential PART     mark a fact or a section confidential ("ownership", "members.owners")
  /help       this
  /quit       leave (so does Ctrl-D)"""

NOTHING_MARKED = "Nothing is marked confidential. Name a fact or a section: /confidential owners"
MARKED_UNKNOWN = (
    "Marked confidential, though no fact and no section is called so. While it stands, nothing "
    "that states anything is shown to a language model."
)

LISTED = 20
"""Conversations that `/list` shows."""

Say = Callable[[str], None]


@dataclass
class Chat:
    """One sitting at the terminal: the conversation that it is in, and the last reply."""

    assistant: "Assistant"
    today: date
    say: Say
    show: Callable[[ChatReply], None]
    show_sources: Callable[[ChatReply], None]
    conversation: str | None = None
    last: ChatReply | None = None
    over: bool = field(default=False, init=False)

    def take(self, line: str) -> None:
        """Do what a line asks for; what goes wrong is said and ends nothing."""
        said = line.strip()
        if not said:
            return
        try:
            if said.startswith("/"):
                self._command(*said[1:].split(maxsplit=1))
            else:
                self._message(said)
        except AssistantError as error:
            self.say(" ".join(str(error).split()))

    def _message(self, text: str, *, confidential: bool = False) -> None:
        if len(text) > LONGEST_MESSAGE:
            self.say(f"That has {len(text):,} characters; at most {LONGEST_MESSAGE:,} fit.")
            return
        request = ChatRequest(
            message=text, conversation_id=self.conversation, confidential=confidential
        )
        self.last = self.assistant.answer(request, today=self.today)
        self.conversation = self.last.conversation_id
        self.show(self.last)

    def _command(self, name: str = "", rest: str = "") -> None:
        commands: dict[str, Callable[[], None]] = {
            "sources": self._sources,
            "case": self._case,
            "history": self._history,
            "list": self._list,
            "open": lambda: self._open(rest.strip()),
            "new": self._new,
            "private": lambda: self._private(rest.strip()),
            "confidential": lambda: self._confidential(rest.strip()),
            "help": lambda: self.say(HELP),
            "quit": self._quit,
        }
        if name not in commands:
            self.say(f"There is no command /{name}. /help lists them.")
            return
        commands[name]()

    def _sources(self) -> None:
        if self.last is None:
            self.say("There is no reply yet.")
        elif not self.last.citations:
            self.say("The last reply cites nothing.")
        else:
            self.show_sources(self.last)

    def _case(self) -> None:
        told = list(self._case_lines())
        self.say("\n".join(told) if told else "Nothing is known of your case yet.")

    def _case_lines(self) -> Iterable[str]:
        if self.conversation is None:
            return
        now = self.assistant.conversations.opened(self.conversation)
        origins = {origin.path: origin for origin in now.origins}
        for path, value in facts_of(now.case):
            origin = origins.get(path)
            words = f", “{origin.quote}”" if origin and origin.quote else ""
            yield f"{path} = {value}" + (f" (turn {origin.turn}{words})" if origin else "")

    def _history(self) -> None:
        if self.conversation is None:
            self.say("This conversation has not begun yet.")
            return
        for turn in self.assistant.conversations.whole(self.conversation).turns:
            self.say(f"{turn.number}. {turn.request.message}\n{turn.reply.answer}\n")

    def _list(self) -> None:
        found = self.assistant.conversations.listed(limit=LISTED)
        if not found.items:
            self.say("No conversation is kept yet.")
        for one in found.items:
            here = "*" if one.id == self.conversation else " "
            self.say(f"{here} {one.id[:8]}  {one.updated:%Y-%m-%d}  {one.title}")
        if found.total > len(found.items):
            self.say(f"  … and {found.total - len(found.items):,} more")

    def _open(self, beginning: str) -> None:
        opened = self._beginning_with(beginning)
        if opened is None:
            return
        self.conversation = opened.id
        self.last = opened.turns[-1].reply if opened.turns else None
        self.say(f"Going on with “{opened.title}”, {opened.turn_count} turns. /history shows them.")

    def _beginning_with(self, beginning: str) -> KeptConversation | None:
        """Find the conversation that is meant, or say why there is none."""
        store = self.assistant.conversations
        if not beginning:
            self.say("Which one? /list shows their ids: /open ID")
            return None
        everything = store.listed(limit=store.listed(limit=1).total or 1).items
        meant = [one.id for one in everything if one.id.startswith(beginning)]
        if len(meant) != 1:
            count = f"{len(meant)} conversations begin" if meant else "No conversation begins"
            self.say(f"{count} with that id. /list shows them.")
            return None
        return store.whole(meant[0])

    def _private(self, message: str) -> None:
        if not message:
            self.say("What is to stay private? Write it behind the command: /private MESSAGE")
            return
        self._message(message, confidential=True)

    def _confidential(self, part: str) -> None:
        """Mark a part of the case; what is marked is told, and what fits no field as well."""
        if not part:
            marked = self._case_now().confidential_parts or ()
            self.say(f"Confidential: {', '.join(marked)}." if marked else NOTHING_MARKED)
            return
        marked = (*(self._case_now().confidential_parts or ()), part)
        request = ChatRequest(
            message=f"Confidential: {part}",
            conversation_id=self.conversation,
            proposal=Proposal(confidential_parts=tuple(dict.fromkeys(marked))),
            confidential=True,
        )
        self.last = self.assistant.answer(request, today=self.today)
        self.conversation = self.last.conversation_id
        known = Confidential([part], self.assistant.drafts.sections.pages.values())
        self.say(MARKED_UNKNOWN if known.unmatched else f"Marked confidential: {part}.")

    def _case_now(self) -> Proposal:
        if self.conversation is None:
            return Proposal()
        return self.assistant.conversations.opened(self.conversation).case

    def _new(self) -> None:
        self.conversation, self.last = None, None
        self.say("A new conversation begins with your next message.")

    def _quit(self) -> None:
        self.over = True
