"""Files of the page: styles, scripts, fonts and icons, under an address that names their content.

The address changes when any file does, so browsers may keep what they have for ever.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import APIRouter, Request, Response

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "vendor", _HERE / "static")
_COMPRESSED = frozenset({"text/css", "text/javascript", "image/svg+xml"})
_TYPES = {".woff2": "font/woff2", ".svg": "image/svg+xml", ".js": "text/javascript"}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """One file, as it is sent; `compressed` where that is worth it."""

    content: bytes
    media_type: str
    compressed: bytes | None


class Assets:
    """All files of the page, read once."""

    @cached_property
    def files(self) -> Mapping[str, Asset]:
        """The files by their path below `vendor/` or `static/`."""
        return {name: _asset(path) for name, path in _paths()}

    @cached_property
    def digest(self) -> str:
        """The hash of all of them, which stands in their addresses."""
        whole = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            whole.update(name.encode() + b"\0" + hashlib.sha256(asset.content).digest())
        return whole.hexdigest()[:16]

    def address(self, name: str) -> str:
        """Return where a file is served.

        Raises:
            KeyError: There is no such file.
        """
        if name not in self.files:
            message = f"`{name}` is no file of the page; add it under api/web/static/."
            raise KeyError(message)
        return f"/assets/{self.digest}/{name}"


def _paths() -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".yaml":
                yield path.relative_to(folder).as_posix(), path


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    media = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain"
    packed = gzip.compress(content, mtime=0) if media in _COMPRESSED else None
    return Asset(content, media, packed)


assets = Assets()


@router.get("/assets/{digest}/{name:path}")
def asset(digest: str, name: str, request: Request) -> Response:
    """Send a file; for ever where the address names the content that is served."""
    found = assets.files.get(name)
    if found is None:
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    current = digest == assets.digest
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
        "Vary": "Accept-Encoding",
    }
    content = found.content
    if found.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = found.compressed, "gzip"
    return Response(content, media_type=found.media_type, headers=headers)
