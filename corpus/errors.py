"""What can go wrong with the corpus.

* CorpusError
  * CorpusFaultsError        the files under `corpus/documents/` break the rules of `corpus check`
  * UnknownProvisionError    an id that no document holds
  * UnknownDocumentError     a document id that the corpus does not hold
  * CitationError            a citation whose words or hash are not those of the served text
  * EmbeddingModelError      the embedding model is missing, or its weights are not the pinned ones
  * IndexUnusableError       an index folder is missing, incomplete or fails its self-check
  * OfficialTextError        a text that somebody issued cannot be read as what it is said to be
    * UnknownElementError    it holds elements that the reader does not know
  * TextStoreError           the store of official texts cannot do what was asked, or is damaged
    * UnknownTextError       a text that a snapshot does not hold
    * ReviewFileError        the decisions that are kept in the store cannot be read
    * AcceptedFileError      what a person made of a later notice cannot be used
  * RegisterError            the Register, or the electronic Code, did not give what was asked
    * RegisterUnreachableError  no answer came, or only requests to wait
    * NotPublishedError      it has no such document
    * RefusedAnswerError     what came is not what was asked for
"""

from collections.abc import Sequence
from typing import Any


class CorpusError(Exception):
    """Base of every error raised by `corpus`."""


class CorpusFaultsError(CorpusError):
    """The corpus files break at least one rule; every fault is in `faults`."""

    def __init__(self, faults: Sequence[Any]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"The corpus has {len(self.faults)} fault(s). Mend them, then run "
            f"`python -m corpus check`:\n{lines}"
        )


class UnknownProvisionError(CorpusError):
    """No document holds a provision of this id."""

    def __init__(self, provision: str, nearest: Sequence[str] = ()) -> None:
        self.provision = provision
        self.nearest = tuple(nearest)
        hint = f" Nearest: {', '.join(self.nearest)}." if nearest else ""
        super().__init__(
            f"There is no provision `{provision}`.{hint} `python -m corpus list` names them all."
        )


class UnknownDocumentError(CorpusError):
    """The corpus holds no document of this id."""

    def __init__(self, document: str, known: Sequence[str]) -> None:
        self.document = document
        self.known = tuple(known)
        super().__init__(f"There is no document `{document}`. The corpus has: {', '.join(known)}.")


class CitationError(CorpusError):
    """A citation does not verify against the text that is served."""


class EmbeddingModelError(CorpusError):
    """The embedding model cannot be used."""


class IndexUnusableError(CorpusError):
    """An index folder cannot be opened, or does not find what it holds."""


class OfficialTextError(CorpusError):
    """A text that somebody issued cannot be read as what it is said to be."""


class UnknownElementError(OfficialTextError):
    """A Federal Register document holds elements that the reader does not know."""

    def __init__(self, elements: Sequence[str]) -> None:
        self.elements = tuple(elements)
        super().__init__(
            f"Not known: {', '.join(f'`{name}`' for name in self.elements)}. Their text was kept. "
            "Say what they are in `corpus/official/register_elements.yaml`."
        )


class TextStoreError(CorpusError):
    """The store of official texts cannot do what was asked, or is damaged."""


class UnknownTextError(TextStoreError):
    """A snapshot does not hold a text."""

    def __init__(self, text: str, known: Sequence[str]) -> None:
        self.text = text
        self.known = tuple(known)
        super().__init__(
            f"There is no official text `{text}`. There are: {', '.join(known) or 'none'}."
        )


class ReviewFileError(TextStoreError):
    """The decisions on official texts are not what they must be; every fault is in `faults`."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"`{name}` in the store of official texts cannot be used. Mend it:\n{lines}"
        )


class AcceptedFileError(TextStoreError):
    """What a person made of a later notice is not what it must be; every fault is in `faults`."""

    def __init__(self, name: str, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"`{name}` cannot be used. Mend it, then accept it again:\n{lines}")


class RegisterError(CorpusError):
    """The Federal Register, or the electronic Code, did not give what was asked."""


class RegisterUnreachableError(RegisterError):
    """No answer came."""

    def __init__(self, url: str, why: str) -> None:
        self.url = url
        super().__init__(
            f"No answer from {url} ({why}). Nothing was changed, and what is current stays. Check "
            "the connection and try again; or fetch the file on another machine and run "
            "`python -m corpus sync --from FILE`."
        )


class NotPublishedError(RegisterError):
    """The publisher has no such document."""

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        super().__init__(f"The publisher has nothing for {wanted}. Check the number.")


class RefusedAnswerError(RegisterError):
    """What came is not what was asked for; it was not kept."""
