"""What an Office file says of its parts: kinds, relationships, properties."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from assistant.files.word_markup import DECLARATION

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument"
_PARTS = ("styles", "numbering", "settings", "footnotes", "comments")
_FOOTERS = {"footer": "footer.xml", "footerSideways": "footer_sideways.xml"}


def link(name: str, kind: str, target: str, *, outside: bool = False) -> str:
    """Return a relationship; `outside` leads to an address on the web."""
    address = kind if kind.startswith("http") else f"{_OFFICE}/relationships/{kind}"
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="{name}" Type="{address}" Target={quoteattr(target)}{mode}/>'


def relationships(links: Iterable[str]) -> bytes:
    """Return a part of relationships."""
    return (
        f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{''.join(links)}</Relationships>"
    ).encode()


def roots() -> bytes:
    """Return the relationships of the file as a whole."""
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    return relationships(
        (
            link("document", "officeDocument", "word/document.xml"),
            link("core", core, "docProps/core.xml"),
            link("application", "extended-properties", "docProps/app.xml"),
        )
    )


def of_document() -> bytes:
    """Return the relationships of a document's body."""
    return relationships(
        (
            *(link(name, name, f"{name}.xml") for name in _PARTS),
            link("header", "header", "header.xml"),
            *(link(name, "footer", target) for name, target in _FOOTERS.items()),
        )
    )


def content_types() -> bytes:
    """Say of what kind each part of a document is."""
    words = f"{_KIND}.wordprocessingml"
    kinds = {
        "/word/document.xml": f"{words}.document.main+xml",
        **{f"/word/{name}.xml": f"{words}.{name}+xml" for name in _PARTS},
        "/word/header.xml": f"{words}.header+xml",
        **{f"/word/{name}": f"{words}.footer+xml" for name in _FOOTERS.values()},
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_KIND}.extended-properties+xml",
    }
    overrides = (
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    links = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{links}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(overrides)}</Types>'
    ).encode()


def properties(*, title: str, subject: str, author: str, keywords: str, moment: str) -> bytes:
    """Return the properties that a file browser shows."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(subject)}</dc:subject>"
        f"<dc:creator>{escape(author)}</dc:creator>"
        f"<cp:keywords>{escape(keywords)}</cp:keywords>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>en-US</dc:language></cp:coreProperties>"
    ).encode()


def application() -> bytes:
    """Return the name of the program that made the file."""
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
        "<Application>AI Exports Assistant</Application></Properties>"
    ).encode()
