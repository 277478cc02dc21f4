"""Readers of files that are one article: plain text, Markdown (read as it is written), HTML."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import BinaryIO

from shuwen.errors import FILL, InputError
from shuwen.formats.dates import DAY
from shuwen.formats.encoding import decode
from shuwen.formats.items import Found, Options, Row, bounded, extra, parsing, too_long

CHARSET = re.compile(rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
BEGINNING = 4096  # bytes in which a page names its charset
SHORT = 250  # characters below which trafilatura takes the menus of a page too, unless it is told to be strict
TAG = re.compile(r"<[^<>]*>")  # no `<` within: each is tried once, so that the time stays linear
# The line below a headline. Whatever else on a page looks like a day (a copyright's year, a list of other news) is not asked.
DATELINE = re.compile(r"(?:发布|發布|發佈|发表|發表|刊登|刊发)?(?:时间|時間|日期)\s*[：:]\s*(" + DAY.pattern + ")")


def read_plain(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """The whole file as one article, in any encoding. Raises `InputError`."""
    yield Row(text=_whole(bounded(stream, options.limit), options.longest))


def read_html(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """A page's main text, title and day; offsets count in that text. Raises `InputError`, also where no text is found."""
    data = bounded(stream, options.limit)
    declared = CHARSET.search(data[:BEGINNING])
    page = _whole(data, options.longest, declared[1].decode() if declared else None)
    with extra("html"):
        import trafilatura
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it can't read is our failure to name
    # Its wider search for a day takes any year on the page, such as the copyright's.
    days = {"extensive_search": False, "original_date": True, "min_date": "1900-01-01", "max_date": "2100-12-31"}
    with parsing("HTML page"):
        found = trafilatura.bare_extraction(page, with_metadata=True, date_extraction_params=days)
        text = getattr(found, "text", None)
        if text and len(text) < SHORT:
            strictly = trafilatura.bare_extraction(page, favor_precision=True)
            text = getattr(strictly, "text", None) or text
    if not text:
        raise InputError("no article in the page", advice="save its text as .txt")
    dateline = DATELINE.search(TAG.sub("", page))
    yield Row(
        text=text,
        title=getattr(found, "title", None) or None,
        published=getattr(found, "date", None) or (dateline[1] if dateline else None),
    )


def _whole(data: bytes, longest: int, declared: str | None = None) -> str:
    if not data.strip():
        raise InputError("the file is empty", advice=FILL)
    text = decode(data, declared)
    if len(text) > longest:
        raise too_long(longest)
    return text
