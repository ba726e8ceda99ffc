"""A citation as a footnote: heading, provision, quoted words, on what it rests, its address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.files.plain_text import on_one_line
from assistant.files.words import FileWords
from assistant.reply import NumberedCitation
from assistant.wording import basis_words, document_name
from corpus.library import Library
from rules.assessment import spoken_date


@dataclass(frozen=True)
class Note:
    """A footnote in full, its address, and the name by which a later note points back to it."""

    text: str
    url: str | None
    provision: str


def notes_of(
    citations: Iterable[NumberedCitation], words: FileWords, library: Library | None
) -> Mapping[int, Note]:
    """Return the note of each citation by its number.

    With a library the note also names the document, and those who report a reported provision.
    """
    return {one.n: _note(one, words, library) for one in citations}


def _note(citation: NumberedCitation, words: FileWords, library: Library | None) -> Note:
    names = {"provision": citation.provision, "heading": on_one_line(citation.heading)}
    if library is None:
        place = words.note.place.format(**names)
        basis = words.basis[citation.basis]
    else:
        document = document_name(citation, library)
        place = words.note.place_in.format(document=document, **names)
        basis = basis_words(citation, library)
    place = place[:1].upper() + place[1:]
    text = words.note.full.format(place=place, quote=on_one_line(citation.quote), basis=basis)
    if citation.effective_from is not None:
        text += f" {words.note.since.format(day=spoken_date(citation.effective_from))}"
    return Note(text, citation.url, citation.provision)
