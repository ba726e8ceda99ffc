"""The assistant at the terminal: ask, chat, draft, replay."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.drafting.draft import Draft, Form
from assistant.errors import AssistantError
from assistant.reply import (
    LONGEST_MESSAGE,
    ChatReply,
    ChatRequest,
    FindingReply,
    NumberedCitation,
)
from assistant.settings import Settings, read_settings
from assistant.wording import STATUS_WORDS, basis_words, document_name
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.progress import bar_on
from rules.assessment import spoken
from rules.errors import RulesError
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant
    from assistant.keeping.store import ConversationStore
    from assistant.model.port import LanguageModel
    from assistant.model.settings import ModelSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
out = Console(highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

_DAY = typer.Option(formats=["%Y-%m-%d"], help="The day whose law applies; today where not given.")
_FILE = typer.Option(help="What you propose, in YAML or JSON; - reads standard input.")


_ENDINGS = (".docx", ".md", ".pdf", ".xlsx")


class QuestionError(AssistantError):
    """A question, or a setting that it is asked under, cannot be used."""


@app.callback()
def about() -> None:
    """Ask about the American AI Exports Program; every sentence of an answer is cited."""


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help='A question or a situation, in "quotes".')],
    as_of: Annotated[datetime | None, _DAY] = None,
    proposal: Annotated[str | None, _FILE] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as JSON.")] = False,
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Show this to no language model.")
    ] = False,
) -> None:
    """Answer one question: the answer, the findings, the sources and the next question."""
    request = _request(question, as_of.date() if as_of else None, _proposal(proposal))
    request = request.model_copy(update={"confidential": confidential})
    assistant = _opened(read_settings())
    reply = assistant.answer(request, today=datetime.now().astimezone().date())
    if as_json:
        print(reply.model_dump_json(indent=2))
        return
    _print_reply(reply, assistant.library)


@app.command()
def chat(
    as_of: Annotated[datetime | None, _DAY] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each reply as one line of JSON.")
    ] = False,
) -> None:
    """Talk over several messages; what is said is kept. /help lists the commands."""
    from assistant.chatting import Chat

    with _kept_assistant() as assistant:
        library = assistant.library
        sitting = Chat(
            assistant,
            today=as_of.date() if as_of else datetime.now().astimezone().date(),
            say=(err if as_json else out).print,
            show=_print_line if as_json else _print_answer,
            show_sources=lambda reply: _print_sources(reply, library),
        )
        for line in _lines():
            sitting.take(line)
            if sitting.over:
                return


@app.command()
def draft(  # noqa: PLR0913, PLR0917 (each is an option of the command)
    file: Annotated[str, typer.Argument(help="What you propose, in YAML or JSON; - reads input.")],
    form: Annotated[Form, typer.Option(help="The plan of a document, or its sentences.")] = (
        Form.DRAFT
    ),
    sections: Annotated[
        str | None, typer.Option(help="Ids of sections with commas between; all where not given.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--out", help="A .docx, .md, .pdf or .xlsx (the matrix) to write."),
    ] = None,
    as_of: Annotated[datetime | None, _DAY] = None,
    public: Annotated[bool, typer.Option(help="Leave out what is marked confidential.")] = False,
    brief: Annotated[bool, typer.Option(help="Leave out what can be spared.")] = False,
    confidential: Annotated[
        list[str] | None,
        typer.Option(
            help="A fact or a section that is confidential, by its name or path; may be given "
            "several times. No language model sees it, and --public leaves it out."
        ),
    ] = None,
) -> None:
    """Draft a proposal, or sections of it; prints Markdown where no file is named."""
    from assistant.case_file import merged
    from assistant.drafting.making import Order
    from assistant.files.markdown import to_markdown
    from assistant.model.opening import open_model
    from assistant.wiring import draft_maker
    from corpus.library import load_library

    if to is not None and to.suffix not in _ENDINGS:
        message = f"{to.name} ends in none of {', '.join(_ENDINGS)}. Choose one of them."
        raise QuestionError(message)
    proposal = _proposal(file) or Proposal()
    library = load_library()
    day = as_of.date() if as_of else datetime.now().astimezone().date()
    chosen = [one.strip() for one in sections.split(",") if one.strip()] if sections else None
    if confidential:
        parts = (*(proposal.confidential_parts or ()), *confidential)
        proposal = merged(proposal, Proposal(confidential_parts=parts)).case
    model = open_model(_model_settings())
    _say_who_reads(model)
    aide = model.aide(proposal)
    order = Order(proposal, day, uuid4().hex, form, chosen, brevity=brief, aide=aide)
    made = draft_maker(library, read_settings()).made(order)
    if to is None:
        print(to_markdown(made, public=public, library=library))
    else:
        _write(to, made, library, public=public)
    _print_state(made)


def _write(to: Path, made: Draft, library: Library, *, public: bool) -> None:
    """Write a draft into a file of the kind that its name ends with."""
    from assistant.files.docx import to_docx
    from assistant.files.markdown import to_markdown
    from assistant.files.pdf import to_pdf
    from assistant.files.xlsx import matrix_to_xlsx

    content: bytes
    match to.suffix:
        case ".docx":
            content = to_docx(made, public=public, library=library)
        case ".pdf":
            content = to_pdf(made, public=public, library=library)
        case ".xlsx":
            content = matrix_to_xlsx(made)
        case _:
            content = to_markdown(made, public=public, library=library).encode()
    try:
        to.write_bytes(content)
    except OSError as error:
        message = f"{to} cannot be written: {error.strerror}. Choose another file."
        raise QuestionError(message) from None
    err.print(f"{to}: {len(content):,} bytes.")


def _print_state(made: Draft) -> None:
    """Say what a draft lacks first and what is to be mended in it, and what a model did."""
    if made.missing:
        err.print(f"It lacks {len(made.missing)} facts, first: {made.missing[0].question}")
    for lint in made.lints:
        if lint.check != "placeholder":
            err.print(f"To mend: {lint.quote} ({lint.reason})")
    if use := made.receipt.use:
        kept_back = f" {_capitalised(use.withheld)}: nothing was sent." if use.withheld else ""
        trouble = f" It went wrong: {'; '.join(use.trouble)}." if use.trouble else ""
        err.print(f"In the words of {use.name}: {use.worded} arguments.{kept_back}{trouble}")


@app.command()
def doctor() -> None:
    """Try the language model that is set up; ends with 1 where something does not work."""
    from assistant.model.doctor import examined
    from assistant.model.langchain_speaker import open_speaker

    settings = _model_settings()
    if not settings.on:
        out.print(
            "No language model is set up, and no text leaves the machine. Everything works "
            "without one. To set one up: EXPORTS_MODEL, see assistant/model/README.md."
        )
        return
    works = True
    for check in examined(settings, open_speaker(settings)):
        works = works and check.works
        took = f" ({check.seconds:.1f} s)" if check.seconds else ""
        out.print(f"{'ok  ' if check.works else 'NOT '} {check.name}: {check.seen}{took}")
    raise typer.Exit(0 if works else 1)


@app.command()
def replay(
    reply_id: Annotated[str, typer.Argument(help="The `reply_id` of a kept reply.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the reply as it is made now.")
    ] = False,
) -> None:
    """Make a kept reply once more; ends with 1 where a byte differs, and says why."""
    from assistant.replaying import replayed, why

    with _kept_assistant() as assistant:
        result = replayed(assistant, reply_id)
    say = (err if as_json else out).print
    if as_json:
        print(result.repeated)
    if result.same:
        say(f"Repeated byte for byte: {len(result.recorded.encode()):,} bytes.")
        return
    fields = ", ".join(result.differing) or "only the receipt"
    say(f"The reply comes out otherwise: {fields}. {why(result)}")
    for change in result.changes:
        _print_indented(f"{change.words}: {change.was} → {change.now}", 2)
    raise typer.Exit(1)


@contextmanager
def _kept_assistant() -> "Iterator[Assistant]":
    """Open the assistant over the kept conversations."""
    from assistant.wiring import open_conversations

    settings = read_settings()
    with contextlib.closing(open_conversations(settings)) as conversations:
        yield _opened(settings, conversations)


def _lines() -> Iterator[str]:
    """Give lines until there are no more; a keyboard is asked for them, a pipe is not."""
    if not sys.stdin.isatty():
        yield from sys.stdin
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 (arrows then move in a line and bring earlier ones back)
    out.print("Ask, or tell your situation. /help lists the commands, /quit ends.\n")
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            yield input("> ")


def _print_line(reply: ChatReply) -> None:
    print(reply.model_dump_json(), flush=True)


def _print_answer(reply: ChatReply) -> None:
    out.print(f"\n{STATUS_WORDS[reply.status]} (as of {spoken(reply.as_of)}).\n")
    out.print(reply.answer)
    _print_findings(reply.findings)
    if reply.next_question is not None:
        out.print(f"\nNext question: {reply.next_question.text}")
    out.print()


def _print_sources(reply: ChatReply, library: Library) -> None:
    for citation in reply.citations:
        _print_citation(citation, library)


def _proposal(file: str | None) -> Proposal | None:
    from rules.reading import read_proposal

    return read_proposal(file) if file is not None else None


def _request(question: str, as_of: date | None, proposal: Proposal | None) -> ChatRequest:
    if not question.strip():
        message = 'The question is empty. Ask for instance: python -m assistant ask "Who decides?"'
        raise QuestionError(message)
    if len(question) > LONGEST_MESSAGE:
        message = f"The question has {len(question):,} characters; at most {LONGEST_MESSAGE:,} fit."
        raise QuestionError(message)
    return ChatRequest(message=question, as_of=as_of, proposal=proposal)


def _model_settings() -> "ModelSettings":
    from assistant.model.settings import model_settings

    return model_settings()


def _opened(settings: Settings, conversations: "ConversationStore | None" = None) -> "Assistant":
    """Open the assistant; where the index has to be built, a bar shows how far it is."""
    from assistant.wiring import build_assistant

    with bar_on(err) as hear:
        opened = build_assistant(settings, hear, conversations)
    _say_who_reads(opened.model)
    return opened


def _say_who_reads(model: "LanguageModel") -> None:
    """Name the host that a language model receives text at, if there is one."""
    if model.host is not None:
        err.print(
            f"What you write goes to {model.host} (model {model.name}); findings, citations and "
            "figures do not come from there. What is marked confidential is kept from it. "
            "EXPORTS_MODEL turns it off."
        )


def _capitalised(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _print_reply(reply: ChatReply, library: Library) -> None:
    out.print(f"{STATUS_WORDS[reply.status]} (as of {spoken(reply.as_of)}).\n")
    out.print(reply.answer)
    _print_findings(reply.findings)
    out.print("\nSources")
    _print_sources(reply, library)
    if reply.next_question is not None:
        out.print(f"\nNext question: {reply.next_question.text}")


def _print_findings(findings: Iterable[FindingReply]) -> None:
    for number, finding in enumerate(findings):
        if not number:
            out.print("\nFindings")
        subject = f" ({finding.subject})" if finding.subject else ""
        outcome = finding.outcome.value.replace("_", " ")
        _print_indented(f"{outcome}: {finding.title}{subject}", 2)
        _print_indented(finding.because, 4)


def _print_citation(citation: NumberedCitation, library: Library) -> None:
    document = document_name(citation, library)
    place = f"[{citation.n}] {document}, {citation.provision}: {citation.heading}"
    _print_indented(place, 2)
    _print_indented(f"{basis_words(citation, library)}.", 6)
    _print_indented(f"“{citation.quote}”", 6)
    if citation.url:
        # An address is not broken: a broken one cannot be opened.
        out.print(f"      {citation.url}", soft_wrap=True)


def _print_indented(words: str, columns: int) -> None:
    out.print(Padding(Text(words), (0, 0, 0, columns), expand=False))


def main() -> None:
    """Run, and turn an error into one plain line."""
    try:
        app()
    except (AssistantError, CorpusError, RulesError) as error:
        err.print(" ".join(str(error).split()))
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
