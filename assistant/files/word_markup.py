"""The small pieces of WordprocessingML that a document is put together from."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Page(NamedTuple):
    """A sheet of paper, in twentieths of a point."""

    width: int
    height: int
    margin: int
    landscape: bool

    @property
    def text_width(self) -> int:
        """The room between the margins."""
        return self.width - 2 * self.margin


UPRIGHT = Page(12240, 15840, 1440, landscape=False)
SIDEWAYS = Page(15840, 12240, 1080, landscape=True)


def part(root: str, content: str) -> bytes:
    """Return a whole part with a root element."""
    return f"{DECLARATION}<w:{root} {NAMESPACES}>{content}</w:{root}>".encode()


def run(text: str, style: str = "", *, highlight: bool = False) -> str:
    """Return a run of text in a character style."""
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    looks += '<w:highlight w:val="yellow"/>' if highlight else ""
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def mark(element: str, style: str) -> str:
    """Return a run that holds one element, such as a footnote's number."""
    return f'<w:r><w:rPr><w:rStyle w:val="{style}"/></w:rPr>{element}</w:r>'


def paragraph(style: str, content: str, more: str = "") -> str:
    """Return a paragraph in a style; `more` are further properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def field_of(code: str, shown: str, style: str = "") -> str:
    """Return a field with what it shows until Word works it out anew."""
    looks = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return (
        f'<w:r>{looks}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{looks}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r>{looks}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{looks}<w:t>{escape(shown)}</w:t></w:r>"
        f'<w:r>{looks}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark(number: int, name: str, content: str) -> str:
    """Return content under a name that fields and links can point to."""
    begin, end = f'w:id="{number}" w:name="{name}"', f'w:id="{number}"'
    return f"<w:bookmarkStart {begin}/>{content}<w:bookmarkEnd {end}/>"


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    shares: Sequence[int],
    page: Page,
) -> str:
    """Return a table as wide as the text, whose header row repeats on each page."""
    widths = [page.text_width * share // sum(shares) for share in shares]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = f"<w:tblCaption w:val={quoteattr(title)}/>" if title else ""
    properties = (
        f'<w:tblStyle w:val="DraftTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        f'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{caption}'
    )
    lines = [_row(columns, widths, head=True), *(_row(row, widths) for row in rows)]
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(lines)}</w:tbl>"
    )


def _row(cells: Sequence[str], widths: Sequence[int], *, head: bool = False) -> str:
    kept = "<w:keepNext/>" if head else ""
    shown = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph('TableText', run(cell) if cell else '', kept)}</w:tc>"
        for cell, width in zip(cells, widths, strict=True)
    )
    properties = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{shown}</w:tr>"


def section_end(page: Page, header: str, footer: str, *, opening: bool) -> str:
    """Return the properties of the pages that end here; an `opening` has no header on its first."""
    turned = ' w:orient="landscape"' if page.landscape else ""
    margin = page.margin
    first = f'<w:footerReference w:type="first" r:id="{footer}"/>' if opening else ""
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/>'
        f'<w:footerReference w:type="default" r:id="{footer}"/>{first}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{page.width}" w:h="{page.height}"{turned}/>'
        f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" '
        'w:header="620" w:footer="560" w:gutter="0"/>'
        f"{'<w:titlePg/>' if opening else ''}</w:sectPr>"
    )
