"""What can go wrong with an upload; each says what was found, what is expected, what to do.

* ReceivingError
  * UploadTooLargeError      more bytes than are taken
  * WrongKindOfFileError     a kind that is not read, or content that is not what the name says
  * EncryptedFileError       it has a password
  * UnsafeFileError          macros, entities, archives in archives, names that lead elsewhere
  * BrokenFileError          cut short or damaged
  * TooMuchToReadError       more content, time or memory than reading may take
  * NotAMatrixError          a workbook without the columns of the compliance matrix
"""

from assistant.errors import AssistantError
from assistant.receiving.refusal import Reason, Refusal


class ReceivingError(AssistantError):
    """Base of every error about an upload."""

    def __init__(self, *, found: str, expected: str, mend: str) -> None:
        self.found = found
        self.expected = expected
        self.mend = mend
        super().__init__(f"Found {found}. Expected {expected}. {mend}")


class UploadTooLargeError(ReceivingError):
    """The upload has more bytes than are taken."""


class WrongKindOfFileError(ReceivingError):
    """The upload is of a kind that is not read, or is not what its name says."""


class EncryptedFileError(ReceivingError):
    """The upload has a password."""


class UnsafeFileError(ReceivingError):
    """The upload holds something that an honest document does not need."""


class BrokenFileError(ReceivingError):
    """The upload is cut short or damaged."""


class TooMuchToReadError(ReceivingError):
    """Reading the upload would take more than it may."""


class NotAMatrixError(ReceivingError):
    """The workbook has no sheet with the columns of the compliance matrix."""


_ERRORS: dict[Reason, type[ReceivingError]] = {
    Reason.TOO_LARGE: UploadTooLargeError,
    Reason.WRONG_KIND: WrongKindOfFileError,
    Reason.ENCRYPTED: EncryptedFileError,
    Reason.UNSAFE: UnsafeFileError,
    Reason.BROKEN: BrokenFileError,
    Reason.TOO_MUCH: TooMuchToReadError,
}


def error_of(refusal: Refusal) -> ReceivingError:
    """Return the error of a refusal."""
    return _ERRORS[refusal.reason](
        found=refusal.found, expected=refusal.expected, mend=refusal.mend
    )
