"""Sentences, clauses and headings by rule over what clean left unmasked, and jieba's words where a figure stands.

A sentence ends at 。！？!? and at a line's end, but not where a hard-wrapped line runs on in the next. A clause ends at
， ； ： , ; : where they are punctuation, its end mark included, and never at 、. A full stop of ASCII ends nothing, so
decimals and “1.” need no care.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from shuwen.document import Document, Sentence, Span
from shuwen.lang.words import cut_words
from shuwen.records import Quantity

# A sentence longer than this is cut at clause ends, so that no later stage meets one without end.
LONGEST = 5000
# Headings are short: a line longer than this states something. A title may be longer.
HEADING = 40
TITLE = 80

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_CLOSING = "”’」』】）〕》〉\"')］]*"
_STOP = re.compile(
    rf"""
      [。！？] [。！？!?…]* [{re.escape(_CLOSING)}]*
    | [!?] (?![A-Za-z0-9=&/%\#]) [。！？!?]* [{re.escape(_CLOSING)}]*   # not inside an address such as a?b=c
    """,
    re.VERBOSE,
)
_CLAUSE = re.compile(
    rf"""
    (?:
        ，
      | ；
      | ： (?! (?<=[0-9]：) [0-9])                # 9：30 is a time
      | , (?! (?<=[0-9],) [0-9]{{3}} (?![0-9]))   # 1,250 is a number
      | ;
      | : (?! (?<=[0-9]:) [0-9] | //)             # 12:30, 1:2, http://
    )
    [{re.escape(_CLOSING)}]*
    """,
    re.VERBOSE,
)
_SECTION = re.compile(r"[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十百]{1,4}[）)]")
_NUMBERED = re.compile(
    rf"{_SECTION.pattern}|第[一二三四五六七八九十百0-9]{{1,4}}[章节编篇部条]|\#{{1,6}}\s|[0-9]{{1,2}}(?:[、．]|\.(?![0-9]))"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_DIGIT = re.compile(r"[0-9]")
_INDENT = re.compile(r"[ \t]{2,}|　")
_STOPS = "。！？!?"
_GOES_ON = "；;，,、：:…"


class _Figures:
    """Where figures begin; asked for sentence after sentence in reading order."""

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        self.starts = [quantity.start for quantity in quantities]

    def holds_one(self, span: Span) -> bool:
        """Whether a figure begins in [start, end)."""
        at = bisect_left(self.starts, span.start)
        return at < len(self.starts) and self.starts[at] < span.end


class _Line(NamedTuple):
    """A line [start, end) without its surrounding whitespace. `indented` as it stood; `breaks` counts from 0."""

    start: int
    end: int
    indented: bool


def segment(document: Document) -> Document:
    """Set `sentences`, in reading order: tight, disjoint, covering all unmasked text that is not whitespace."""
    text = document.text
    paragraphs = list(_paragraphs(text, _lines(text)))
    titles = {_squeezed(title) for title in (document.title, document.article.title) if title}
    figures = _Figures(document.quantities)
    sentences = []
    holes = document.masked
    cursor = 0
    for number, lines in enumerate(paragraphs):
        start, end = lines[0].start, lines[-1].end
        heading = len(lines) == 1 and _is_heading(text, paragraphs, number, titles)
        while cursor < len(holes) and holes[cursor].end <= start:
            cursor += 1
        for part in _unmasked(Span(start, end), holes, cursor):
            sentences += [_sentence(text, span, number, figures, heading=heading) for span in _sentences(text, part)]
    return document.evolve(sentences=tuple(sentences))


def _lines(text: str) -> list[_Line]:
    lines = []
    for found in _LINE.finditer(text):
        span = _tight(text, Span(*found.span()))
        if span.end > span.start:
            lines.append(_Line(*span, indented=bool(_INDENT.match(text, found.start()))))
    return lines


def _paragraphs(text: str, lines: list[_Line]) -> Iterator[list[_Line]]:
    """Lines by paragraph: one each, but a hard-wrapped sentence takes its next lines in."""
    full = _wrap_width(text, lines)
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and not _runs_on(text, paragraph[-1], line, full):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _wrap_width(text: str, lines: list[_Line]) -> int:
    """The width, in columns, from which a line counts as filled; 0 where the text isn't hard-wrapped.

    A wrapped text has many lines of about the same greatest width, of which half or more stop inside a sentence.
    """
    widths = [_width(text, line) for line in lines if line.end - line.start <= 160]
    widest = max(widths, default=0)
    if len(widths) < len(lines) or not 30 <= widest <= 160:
        return 0
    full = [line for line, width in zip(lines, widths, strict=True) if width >= widest - 4]
    open_ended = sum(text[line.end - 1] not in _STOPS + "：…" + _CLOSING for line in full)
    return widest - 4 if len(full) >= max(3, 0.3 * len(lines)) and 2 * open_ended >= len(full) else 0


def _width(text: str, line: _Line) -> int:
    """Columns on a fixed-width page: two for a wide character."""
    piece = text[line.start : line.end]
    return len(piece) + sum(char > "\u2e7f" for char in piece)


def _runs_on(text: str, line: _Line, following: _Line, full: int) -> bool:
    """Whether a hard-wrapped sentence goes on from one line to the next."""
    if not full or following.indented or text.count("\n", line.end, following.start) > 1:
        return False
    if _STOP.search(text, max(line.start, line.end - 3), line.end) or _NUMBERED.match(text, following.start):
        return False
    return _width(text, line) >= full


def _is_heading(text: str, paragraphs: list[list[_Line]], number: int, titles: set[str]) -> bool:
    """A title line, a numbered or marked section heading, or a short line without a stop before a full paragraph."""
    line = paragraphs[number][0]
    said = text[line.start : line.end]
    if len(said) <= TITLE and _squeezed(said) in titles:
        return True
    if len(said) > HEADING or len(_HAN.findall(said)) < 2:
        return False
    if any(mark in said[:-1] for mark in "。！？；：") or said[-1] in _GOES_ON:
        return False
    if said[-1] in _STOPS:  # “一、粮食生产再获丰收。” names a section; with a digit it would rather state a figure
        return bool(_SECTION.match(said)) and not _DIGIT.search(said) and _before_body(text, paragraphs, number)
    marked = said.startswith("**") and said.endswith("**")
    return marked or bool(_NUMBERED.match(said)) or _before_body(text, paragraphs, number)


def _before_body(text: str, paragraphs: list[list[_Line]], number: int) -> bool:
    """Whether the next paragraph is a full one, so that a short line before it is no row of a table or list."""
    if number + 1 >= len(paragraphs):
        return False
    following = paragraphs[number + 1]
    length = following[-1].end - following[0].start
    return length > HEADING or text[following[-1].end - 1] in "。！？"


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _unmasked(span: Span, holes: tuple[Span, ...], first: int) -> Iterator[Span]:
    """What `holes`, sorted, leave of `span`; `first` is the first hole that may touch it."""
    start = span.start
    for at in range(first, len(holes)):
        hole = holes[at]
        if hole.start >= span.end:
            break
        if hole.start > start:
            yield Span(start, hole.start)
        start = max(start, hole.end)
    if start < span.end:
        yield Span(start, span.end)


def _sentences(text: str, part: Span) -> Iterator[Span]:
    start = part.start
    for stop in _STOP.finditer(text, part.start, part.end):
        yield from _pieces(text, Span(start, stop.end()))
        start = stop.end()
    yield from _pieces(text, Span(start, part.end))


def _pieces(text: str, span: Span) -> Iterator[Span]:
    """The sentence, tight; an overlong one in pieces that end with a clause, or anywhere if no clause ends."""
    span = _tight(text, span)
    while span.end - span.start > LONGEST:
        cut = span.start + LONGEST
        for mark in _CLAUSE.finditer(text, span.start + LONGEST // 2, cut):
            cut = mark.end()
        yield _tight(text, Span(span.start, cut))
        span = _tight(text, Span(cut, span.end))
    if span.end > span.start:
        yield span


def _sentence(text: str, span: Span, paragraph: int, figures: _Figures, *, heading: bool) -> Sentence:
    marks = [mark.end() for mark in _CLAUSE.finditer(text, span.start, span.end)]
    ends = [span.start, *marks, span.end]
    clauses = [_tight(text, Span(start, end)) for start, end in pairwise(ends) if end > start]
    return Sentence(
        start=span.start,
        end=span.end,
        clauses=tuple(clause for clause in clauses if clause.end > clause.start),
        paragraph=paragraph,
        heading=heading,
        words=cut_words(text, span.start, span.end) if figures.holds_one(span) else (),
    )


def _tight(text: str, span: Span) -> Span:
    start, end = span
    if start < end and not text[start].isspace() and not text[end - 1].isspace():
        return span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
