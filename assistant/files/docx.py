"""A draft for Word: styles, footnotes, comments, tables, all of it written part by part.

The parts are written here and not by a library, for none writes footnotes, and because the same
draft has to make the same bytes. What does not change stands in `word/`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

from assistant.drafting.draft import Draft
from assistant.files import word_markup as markup
from assistant.files import word_package as package
from assistant.files.commenting import with_safe_comments
from assistant.files.layout import (
    Block,
    Bullets,
    Heading,
    Landscape,
    Layout,
    Paragraph,
    Run,
    Table,
    laid_out,
)
from assistant.files.packing import packed
from assistant.files.words import FileWords, file_words
from corpus.library import Library

CONTENTS_FROM = 3
"""Sections from which on a table of contents, and a page of its own for the cover, are worth it."""

_FIXED = ("styles", "numbering", "settings")
"""The parts that stand in `word/` as they are."""

_FOLDER = Path(__file__).parent / "word"
_STYLES = {
    "plain": "",
    "placeholder": "Placeholder",
    "withheld": "Withheld",
    "confidential": "Confidential",
}


def to_docx(draft: Draft, *, public: bool = False, library: Library | None = None) -> bytes:
    """Write a draft as a Word document; review points are comments on what they are about."""
    layout = laid_out(draft, public=public, comments=True, library=library)
    return _Document(layout, file_words()).packed()


@dataclass
class _Document:
    """A document while it is written: what was cited, told in comments and marked so far."""

    layout: Layout
    words: FileWords
    page: markup.Page = markup.UPRIGHT
    footnotes: dict[int, int] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    bookmarks: int = 0
    headings: int = 0

    def packed(self) -> bytes:
        # The body comes first: it tells which footnotes and comments there are.
        document = markup.part("document", f"<w:body>{self._body()}</w:body>")
        footnotes, links = self._footnotes()
        parts = {
            "[Content_Types].xml": package.content_types(),
            "_rels/.rels": package.roots(),
            "docProps/core.xml": package.properties(
                title=self.layout.title,
                subject=self.layout.subject,
                author=self.words.author,
                keywords="; ".join(self.layout.keywords),
                moment=self._moment(),
            ),
            "docProps/app.xml": package.application(),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": package.of_document(),
            "word/footnotes.xml": footnotes,
            "word/comments.xml": markup.part("comments", "".join(self.comments)),
            "word/header.xml": self._header(),
            "word/footer.xml": self._footer(markup.UPRIGHT),
            "word/footer_sideways.xml": self._footer(markup.SIDEWAYS),
        }
        if links:
            parts["word/_rels/footnotes.xml.rels"] = package.relationships(links)
        for name in _FIXED:
            parts[f"word/{name}.xml"] = (_FOLDER / f"{name}.xml").read_bytes()
        return packed(parts)

    def _body(self) -> str:
        content = [*self._cover()]
        for block in with_safe_comments(self.layout.blocks):
            content.extend(self._block(block))
        footer = "footerSideways" if self.page.landscape else "footer"
        opening = not self.page.landscape
        content.append(markup.section_end(self.page, "header", footer, opening=opening))
        return "".join(content)

    def _cover(self) -> Iterator[str]:
        layout = self.layout
        yield markup.paragraph("Title", markup.run(layout.title))
        yield markup.paragraph("Subtitle", markup.run(layout.of))
        yield markup.paragraph("Subtitle", markup.run(layout.version))
        for notice in layout.notices:
            yield markup.paragraph("Notice", markup.run(notice))
        if len(layout.headings) >= CONTENTS_FROM:
            yield from self._contents()

    def _contents(self) -> Iterator[str]:
        """List the sections in a field: Word adds the pages when it is brought up to date.

        No page number is written down here, for only Word knows where its pages end.
        """
        code = '<w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText>'
        begin = (
            f'<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{code}</w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        lines = [
            markup.paragraph(
                "TOC1",
                f"{'' if number else begin}"
                f'<w:hyperlink w:anchor="{_anchor(number)}" w:history="1">'
                f"{markup.run(heading.text)}</w:hyperlink>",
            )
            for number, heading in enumerate(self.layout.headings)
        ]
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:br w:type="page"/></w:r>'
        yield markup.paragraph("TOCHeading", markup.run(self.words.contents))
        yield "".join(lines)
        yield markup.paragraph("AfterTable", end)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case Heading():
                yield self._heading(block)
            case Paragraph():
                style = "Advice" if block.look == "advice" else "BodyText"
                yield markup.paragraph(style, self._runs(block))
            case Bullets():
                for item in block.items:
                    yield markup.paragraph("ListBullet", markup.run(item))
            case Table():
                yield from self._table(block)
            case Landscape():
                # A section's properties stand in the last paragraph of the section.
                ended = markup.section_end(self.page, "header", "footer", opening=True)
                yield markup.paragraph("SectionEnd", "", ended)
                self.page = markup.SIDEWAYS

    def _heading(self, heading: Heading) -> str:
        text = markup.run(heading.text)
        if heading.level == 1:
            text = self._bookmarked(_anchor(self.headings), text)
            self.headings += 1
        return markup.paragraph(f"Heading{heading.level}", self._commented(text, heading.comments))

    def _runs(self, paragraph: Paragraph) -> str:
        last = len(paragraph.runs) - 1
        return "".join(
            self._commented(self._run(run), run.comments)
            + (markup.run(" ") if place < last else "")
            for place, run in enumerate(paragraph.runs)
        )

    def _run(self, run: Run) -> str:
        text = markup.run(run.text, _STYLES[run.look], highlight=run.look == "placeholder")
        known = [number for number in run.notes if number in self.layout.notes]
        comma = markup.run(",", "FootnoteReference")
        return text + comma.join(self._cited(number) for number in known)

    def _cited(self, number: int) -> str:
        """Return the mark of a footnote; a second mark points to the footnote that is there."""
        name = f"_RefNote{number}"
        if number in self.footnotes:
            shown = str(self.footnotes[number])
            return markup.field_of(f"NOTEREF {name} \\f \\h", shown, "FootnoteReference")
        self.footnotes[number] = len(self.footnotes) + 1
        reference = f'<w:footnoteReference w:id="{self.footnotes[number]}"/>'
        return self._bookmarked(name, markup.mark(reference, "FootnoteReference"))

    def _bookmarked(self, name: str, content: str) -> str:
        self.bookmarks += 1
        return markup.bookmark(self.bookmarks, name, content)

    def _commented(self, content: str, comments: tuple[str, ...]) -> str:
        for text in comments:
            number = len(self.comments)
            self.comments.append(self._comment(number, text))
            reference = markup.mark(f'<w:commentReference w:id="{number}"/>', "CommentReference")
            content = (
                f'<w:commentRangeStart w:id="{number}"/>{content}'
                f'<w:commentRangeEnd w:id="{number}"/>{reference}'
            )
        return content

    def _comment(self, number: int, text: str) -> str:
        review = self.words.review
        told = markup.mark("<w:annotationRef/>", "CommentReference") + markup.run(text)
        return (
            f'<w:comment w:id="{number}" w:author={quoteattr(review.author)} '
            f'w:initials={quoteattr(review.initials)} w:date="{self._moment()}">'
            f"{markup.paragraph('CommentText', told)}</w:comment>"
        )

    def _table(self, table: Table) -> Iterator[str]:
        if table.title:
            yield markup.paragraph("Caption", markup.run(table.title))
        yield markup.table(table.title, table.columns, table.rows, table.shares, self.page)
        yield markup.paragraph("AfterTable", "")

    def _footnotes(self) -> tuple[bytes, list[str]]:
        """Return the part of the footnotes, and the links that it needs."""
        separators = (
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
            '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
            "<w:continuationSeparator/></w:r></w:p></w:footnote>"
        )
        links: list[str] = []
        notes = [separators]
        for number, place in self.footnotes.items():
            note = self.layout.notes[number]
            text = markup.mark("<w:footnoteRef/>", "FootnoteReference")
            text += markup.run(f" {note.text}{' ' if note.url else ''}")
            if note.url:
                name = f"link{place}"
                shown = markup.run(note.url, "Hyperlink")
                text += f'<w:hyperlink r:id="{name}">{shown}</w:hyperlink>'
                links.append(package.link(name, "hyperlink", note.url, outside=True))
            content = markup.paragraph("FootnoteText", text)
            notes.append(f'<w:footnote w:id="{place}">{content}</w:footnote>')
        return markup.part("footnotes", "".join(notes)), links

    def _header(self) -> bytes:
        standing = markup.run(self.layout.standing) if self.layout.standing else ""
        return markup.part("hdr", markup.paragraph("Header", standing))

    def _footer(self, page: markup.Page) -> bytes:
        before, between, after = re.split(r"\{pages?\}", self.words.page)
        numbers = "".join(
            (
                "<w:r><w:tab/></w:r>",
                markup.run(before),
                markup.field_of("PAGE", "1"),
                markup.run(between),
                markup.field_of("NUMPAGES", "1"),
                markup.run(after) if after else "",
            )
        )
        tabs = f'<w:tabs><w:tab w:val="right" w:pos="{page.text_width}"/></w:tabs>'
        running = markup.run(self.layout.running)
        return markup.part("ftr", markup.paragraph("Footer", running + numbers, tabs))

    def _moment(self) -> str:
        return f"{self.layout.as_of.isoformat()}T00:00:00Z"


def _anchor(number: int) -> str:
    return f"_Toc{number + 1:08d}"
