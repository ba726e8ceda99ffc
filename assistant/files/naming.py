"""Names for downloads: what it is, of when, which version; safe on every file system."""

import re
import unicodedata
from typing import Literal

from assistant.drafting.draft import Draft

FileKind = Literal["docx", "md", "pdf", "xlsx"]

LONGEST_TITLE = 60
"""Characters of a title in a file's name, at most."""

UNNAMED = "proposal"


def file_name(draft: Draft, kind: FileKind, *, public: bool = False) -> str:
    """Return an ASCII name such as `acme-compute-draft-2026-11-22-v2.docx`."""
    what = "matrix" if kind == "xlsx" else draft.form.value
    parts = [_slug(draft.title), what, draft.as_of.isoformat(), f"v{draft.version}"]
    if public:
        parts.append("public")
    return f"{'-'.join(parts)}.{kind}"


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST_TITLE]
        if len(longer) > LONGEST_TITLE:
            break
        slug = longer
    return slug or UNNAMED
