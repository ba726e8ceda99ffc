"""Plain text and Markdown; it runs only in the reading process."""

from assistant.receiving.refusal import Reason, Refusal


def decoded(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the Windows code page.

    Raises:
        Refusal: It is no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal(
        Reason.WRONG_KIND,
        found="bytes that are no text",
        expected="text in UTF-8",
        mend="Save it as plain text in UTF-8 and send it again.",
    )
