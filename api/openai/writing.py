"""A reply as the text of a chat: the answer, the draft where there is one, and the sources.

Many clients show text alone, so the sources stand at its end under the numbers of the answer's
marks; for those that read annotations each mark is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.openai.schemas import Annotation, UrlCitation
from assistant.exporting import DISCLAIMER
from assistant.files.markdown import to_markdown
from assistant.reply import ChatReply, NumberedCitation
from assistant.wording import basis_words, document_name
from corpus.library import Library
from rules.assessment import spoken

_LINES = re.compile(r"[^\n]*\n+|[^\n]+")


@dataclass(frozen=True)
class Written:
    """The text of a reply and its citations."""

    text: str
    annotations: tuple[Annotation, ...]

    @property
    def pieces(self) -> list[str]:
        """The text in the pieces that a stream sends; joined they are the text."""
        return _LINES.findall(self.text)


def written(reply: ChatReply, library: Library, *, base_url: str, first: bool) -> Written:
    """Write a reply; the `first` of a conversation says what it is not.

    A source without an address of its own is shown under `base_url`.
    """
    text = "\n\n".join((*_parts(reply, library), *((DISCLAIMER,) if first else ())))
    return Written(text, tuple(_annotations(reply, base_url)))


def _parts(reply: ChatReply, library: Library) -> Iterator[str]:
    yield reply.answer
    if reply.draft is not None:
        yield to_markdown(reply.draft, library=library).strip()
    marked = {number for statement in reply.statements for number in statement.citations}
    listed = [_source(one, library) for one in reply.citations if one.n in marked]
    if listed:
        yield "\n\n".join((f"Sources (as of {spoken(reply.as_of)}):", *listed))


def _source(citation: NumberedCitation, library: Library) -> str:
    place = f"{document_name(citation, library)}, {citation.provision}: {citation.heading}"
    address = f" <{citation.url}>" if citation.url else ""
    basis = basis_words(citation, library)
    return f"[{citation.n}] {place}. “{citation.quote}” {basis}.{address}"


def _annotations(reply: ChatReply, base_url: str) -> Iterator[Annotation]:
    """Give an annotation for each mark of the answer, in order.

    OpenAI counts from the first character to the last, which is included.
    """
    cited = {citation.n: citation for citation in reply.citations}
    place = 0
    for statement in reply.statements:
        place = reply.answer.index(statement.text, place) + len(statement.text)
        for number in statement.citations:
            mark = f"[{number}]"
            start = reply.answer.index(mark, place)
            place = start + len(mark)
            one = cited[number]
            yield Annotation(
                url_citation=UrlCitation(
                    start_index=start,
                    end_index=place - 1,
                    title=f"{one.provision}: {one.heading}",
                    url=one.url or f"{base_url.rstrip('/')}/provisions/{one.provision}",
                )
            )
