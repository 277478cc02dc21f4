"""Readers of office files that are one article: .docx and .pdf."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from shuwen.errors import FILL, SCAN, UNLOCK, InputError
from shuwen.formats.items import Found, Options, Row, check_parts, extra, parsing, too_long
from shuwen.formats.pages import joined, paragraphs
from shuwen.formats.scans import read_pages

if TYPE_CHECKING:
    from docx.table import Table

FULL = 0.85  # the share of the longest line of a page from which a line goes on in the next


def read_docx(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """Paragraphs and tables in their order, a row of a table as one line. Raises `InputError`."""
    with extra("office"):
        import docx
        from docx.text.paragraph import Paragraph
    check_parts(stream, options, "Word file")
    with parsing("Word file"):
        parts = docx.Document(stream).iter_inner_content()
        lines = [part.text if isinstance(part, Paragraph) else _rows(part) for part in parts]
    yield Row(text=joined(lines, options.longest, InputError("the file is empty", advice=FILL)))


def read_pdf(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """The text layer, page after page, with paragraphs that a page's width broke made whole. Raises `InputError`.

    A file without any is taken for a scan, and its pages are recognised.
    """
    with extra("office"):
        import pypdf
        from pypdf.errors import FileNotDecryptedError
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it can't read is our failure to name
    lines: list[str] = []
    length = 0
    with parsing("PDF file"):
        try:
            for page in pypdf.PdfReader(stream).pages:
                lines.append(_paragraphs(page.extract_text()))
                length += len(lines[-1])
                if length > options.longest:
                    raise too_long(options.longest)
        except FileNotDecryptedError as error:
            raise InputError("it opens with a password only", advice=UNLOCK) from error
    if not any(lines):
        stream.seek(0)
        lines = read_pages(stream, options)
    unseen = InputError("no text layer, and no text is seen in the pictures of its pages", advice=SCAN)
    yield Row(text=joined(lines, options.longest, unseen))


def _rows(table: Table) -> str:
    lines = []
    for line in table.rows:
        cells = {cell._tc: cell.text for cell in line.cells}  # noqa: SLF001  # merged cells are one element, given twice
        lines.append("\t".join(cells.values()))
    return "\n".join(lines)


def _paragraphs(page: str) -> str:
    """Lines of a page joined where one is about as long as the longest and ends in no sign that ends a paragraph."""
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    full = FULL * max(map(len, lines), default=0)
    return paragraphs([(line, len(line) >= full) for line in lines])
