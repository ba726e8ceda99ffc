"""The assistant at the terminal: ask."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from assistant.errors import AssistantError
from assistant.reply import (
    LONGEST_MESSAGE,
    ChatReply,
    ChatRequest,
    FindingReply,
    NumberedCitation,
    Status,
)
from assistant.settings import Settings
from corpus.document import Basis
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.progress import bar_on
from rules.assessment import listed, spoken
from rules.errors import RulesError
from rules.proposal import Proposal

if TYPE_CHECKING:
    from assistant.answering import Assistant

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
out = Console(highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)

STATUS_WORDS = {
    Status.ANSWERED: "Answered",
    Status.PARTIAL: "Answered in part; the sources leave the rest open",
    Status.NEEDS_FACTS: "A fact is missing",
    Status.NOT_IN_SOURCES: "The sources do not say",
    Status.OUT_OF_SCOPE: "Outside what this assistant covers",
    Status.DECLINED: "Declined",
}

_DAY = typer.Option(formats=["%Y-%m-%d"], help="The day whose law applies; today where not given.")
_FILE = typer.Option(help="What you propose, in YAML or JSON; - reads standard input.")


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
) -> None:
    """Answer one question: the answer, the findings, the sources and the next question."""
    request = _request(question, as_of.date() if as_of else None, _proposal(proposal))
    assistant = _opened(_settings())
    reply = assistant.answer(request, today=datetime.now().astimezone().date())
    if as_json:
        print(reply.model_dump_json(indent=2))
        return
    _print_reply(reply, assistant.library)


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


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{one['loc'][0]}={str(one['input'])[:40]}: {one['msg']}" for one in error.errors()
        )
        message = f"The settings cannot be used. {faults}."
        raise QuestionError(message) from None


def _opened(settings: Settings) -> "Assistant":
    """Open the assistant; where the index has to be built, a bar shows how far it is."""
    from assistant.wiring import build_assistant

    with bar_on(err) as hear:
        return build_assistant(settings, hear)


def _print_reply(reply: ChatReply, library: Library) -> None:
    out.print(f"{STATUS_WORDS[reply.status]} (as of {spoken(reply.as_of)}).\n")
    out.print(reply.answer)
    _print_findings(reply.findings)
    out.print("\nSources")
    for citation in reply.citations:
        _print_citation(citation, library)
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
    document = library.served(citation.document).document
    place = f"[{citation.n}] {document.short_title}, {citation.provision}: {citation.heading}"
    _print_indented(place, 2)
    _print_indented(f"{basis_words(citation, library)}.", 6)
    _print_indented(f"“{citation.quote}”", 6)
    if citation.url:
        # An address is not broken: a broken one cannot be opened.
        out.print(f"      {citation.url}", soft_wrap=True)


def basis_words(citation: NumberedCitation, library: Library) -> str:
    """Say in plain words on what a citation rests."""
    told = listed([source.name for source in library.origins(citation.reported_by)])
    if citation.basis is Basis.OFFICIAL:
        return "Official text"
    if citation.basis is Basis.DIGEST_OF_OFFICIAL:
        return "Our digest of an official text that was read"
    if citation.basis is Basis.REPORTED and told:
        return f"Reported by {told}"
    if citation.basis is Basis.REPORTED:
        return "Reported; the official text was not read"
    return "Our reading of what the gathered sources do and do not say"


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
