"""Office files as archives: the same parts make the same bytes, whatever the clock says."""

import io
import zipfile
from collections.abc import Mapping

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that an archive can tell."""


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of parts, in their order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def repacked(data: bytes) -> bytes:
    """Return an archive that somebody else packed, without the times of its entries."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return packed({name: archive.read(name) for name in archive.namelist()})
