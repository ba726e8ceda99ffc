"""Looking into Office files with the standard library and lxml, apart from what wrote them."""

import io
import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
        return {name: archive.read(name) for name in archive.namelist()}


def tree(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(parts(data)[name])


def texts(data: bytes, name: str) -> str:
    return "\n".join(
        "".join(one.text or "" for one in paragraph.iter(f"{W}t"))
        for paragraph in tree(data, name).iter(f"{W}p")
    )


def targets(data: bytes) -> Iterator[tuple[str, str]]:
    """Give each relationship inside a file, with the part that it leads to."""
    for name, content in parts(data).items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        for link in etree.fromstring(content):
            if link.get("TargetMode") != "External":
                target = link.get("Target", "")
                yield name, posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
