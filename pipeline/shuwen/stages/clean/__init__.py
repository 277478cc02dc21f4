"""What is the article and what is the page around it: title, date, byline and source, and the spans to be left out.

Nothing is cut: furniture becomes masked spans and every offset stays. The patterns, in
models/lexicons/furniture.toml, look at short lines and at bracketed credits; running prose is left alone, and any text
takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from shuwen.document import Document, Span
from shuwen.resources import lexicon
from shuwen.stages.clean.datelines import DATE, TIME, published

# A longer line is prose, whatever words it holds; a longer first line is no title.
LINE = 200
TITLE = 60
# How many lines at the head can hold the repeated title, the byline and the date; how many at the foot the date.
HEAD = 15
FOOT = 6
#: A publication date outside these years is a slip.
YEARS = range(1900, 2101)
# A legal block is longer than this only where it isn't one.
LEGAL = 4000
# A summary repeats the article where this many characters in a row stand elsewhere too.
GRAM = 8
# A menu has at least this many lines, each this long at most.
MENU = 8
MENU_ITEM = 12

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_PIECE = re.compile(r"[^。！？；;]+[。！？；;]*")
_SEPARATORS = " \t\u3000\xa0|｜·•／/，,、;；-—–_=*~～()（）[]【】<>＜＞»:：."
_NAME = r"[^\s|｜，。；：,;:()（）\[\]【】？！?!]{1,24}(?:[ \u3000]+[\u4e00-\u9fff]{1,4}(?=[ \u3000|｜]|$))*"
_SAYS = re.compile(r"[0-9０-９。，；！？、：“”]")
_PLACEHOLDER = re.compile("(VALUE|DATE|TIME)")
# What may stand beside an item of particulars; inside a character class.
_BREAK = r"\s|｜·/()（）\[\]【】<>＞»，,、;；_\-"
_FIGURE_LIKE = re.compile(r"[0-9][0-9.,]*\s*[%％亿億万萬元]")


class _Line(NamedTuple):
    """A line [start, end) without surrounding whitespace, and what it says."""

    start: int
    end: int
    said: str


class _Patterns(NamedTuple):
    """The patterns of furniture.toml, compiled for both scripts."""

    items: re.Pattern[str]
    lines: re.Pattern[str]
    credits: re.Pattern[str]
    photo: re.Pattern[str]
    legal: re.Pattern[str]
    notices: re.Pattern[str]
    related: re.Pattern[str]
    summary: re.Pattern[str]
    byline: re.Pattern[str]
    source: re.Pattern[str]


def clean(document: Document) -> Document:
    """Set `title`, `published`, `notes` (byline, source, a date left out) and `masked`: sorted disjoint spans of furniture.

    A title or date given with the article stands. Otherwise the title is a markdown heading or a short first line, and
    the date comes from a dateline, never from running prose.
    """
    article, known = document.article, _patterns()
    lines = [_stripped(article.text, *found.span()) for found in _LINE.finditer(article.text)]
    lines = [line for line in lines if line.said]
    front, front_spans = _front_matter(lines)
    body = [line for line in lines if line.start >= (front_spans[-1].end if front_spans else 0)]
    spans = _furniture_lines(body, known)
    masked_lines = {span.start for span in spans}
    title = article.title or _front_title(front) or _find_title(body, masked_lines)
    spans += front_spans + _inline(article.text, known) + _repeats(article.text, body, title, known)
    head = [front.get("date", ""), title or "", *(line.said for line in body[:HEAD])]
    day = article.published or published(head, [line.said for line in body[-FOOT:]], article.region)
    notes = _notes(body, known)
    if day is not None and day.year not in YEARS:
        day, notes = None, notes | {"published": f"{day} is left out: no article is of that year"}
    return document.evolve(
        title=title,
        published=day,
        masked=_disjoint(spans) if document.config.clean.enabled else (),
        notes=notes,
    )


def _front_matter(lines: list[_Line]) -> tuple[dict[str, str], list[Span]]:
    """The keys of a markdown file's front matter and the spans to mask: all of it but the title's words."""
    if not lines or lines[0].said != "---":
        return {}, []
    close = next((at for at, line in enumerate(lines[1:20], 1) if line.said == "---"), None)
    if close is None:
        return {}, []
    found: dict[str, str] = {}
    spans = []
    for line in lines[: close + 1]:
        key, colon, value = line.said.partition(":")
        found[key.strip().lower()] = value.strip()
        keep = line.end - len(value.strip()) if colon and key.strip().lower() == "title" else line.end
        spans.append(Span(line.start, keep))
    return found, spans


def _front_title(front: dict[str, str]) -> str | None:
    """The front matter's title, unless it only names a year and leaves the title to the first heading."""
    title = front.get("title", "")
    return title if len(title) > len("2015年度") else None


def _furniture_lines(lines: list[_Line], known: _Patterns) -> list[Span]:
    """Lines that are furniture as a whole, the lists of other articles, and the legal block up to the end."""
    spans: list[Span] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if known.legal.fullmatch(line.said[:LINE]) and at and lines[-1].end - line.start <= LEGAL:
            return [*spans, Span(line.start, lines[-1].end)]
        run = _related(lines, at, known) if len(line.said) <= LINE and known.related.fullmatch(line.said) else 1
        if run > 1 or _is_furniture(line.said, known):
            spans += [Span(inner.start, inner.end) for inner in lines[at : at + run]]
        at += run
    return spans + _menus(lines, {span.start for span in spans})


def _menus(lines: list[_Line], furniture: set[int]) -> list[Span]:
    """Runs of very short lines without punctuation or digits, some of them furniture by themselves: a site's menu."""
    spans: list[Span] = []
    run: list[_Line] = []
    for line in [*lines, _Line(-1, -1, "")]:
        if 0 < len(line.said) <= MENU_ITEM and not _SAYS.search(line.said):
            run.append(line)
            continue
        known = sum(item.start in furniture for item in run)
        if len(run) >= MENU and known >= 2:
            spans += [Span(item.start, item.end) for item in run]
        run = []
    return spans


def _is_furniture(said: str, known: _Patterns) -> bool:
    if len(said) > LINE:
        return False
    if known.lines.fullmatch(said) or known.related.fullmatch(said):
        return True
    rest, found = known.items.subn("", said)
    return found > 0 and not rest.strip(_SEPARATORS) and not _FIGURE_LIKE.search(said)


def _related(lines: list[_Line], at: int, known: _Patterns) -> int:
    """How many lines a list of other articles takes, its heading included: short ones without a stop, up to the end."""
    end = at + 1
    while end < len(lines) and len(lines[end].said) <= TITLE and lines[end].said[-1] not in "。；！？”":
        end += 1
    # Where a full paragraph follows, the short line before it is that paragraph's heading, and the list no list.
    return end - at if end == len(lines) or _is_furniture(lines[end].said, known) else 1


def _inline(text: str, known: _Patterns) -> list[Span]:
    """Credits in brackets, photographers at a caption's end, and notices that run to the end of their paragraph."""
    found = [Span(*match.span()) for pattern in (known.credits, known.notices) for match in pattern.finditer(text)]
    return found + [Span(*match.span("credit")) for match in known.photo.finditer(text)]


def _find_title(lines: list[_Line], masked: set[int]) -> str | None:
    """The first line that is no furniture, if it is a markdown heading or short and without a stop before more text."""
    line = next((line for line in lines if line.start not in masked), None)
    if line is None or not any(
        len(other.said) > TITLE or other.said[-1] in "。！？" for other in lines if other is not line
    ):
        return None  # a list or a table has no title line that could be told from its rows
    if line.said.startswith("#"):
        return line.said.lstrip("#").strip() or None
    bare = line.said.strip("*").strip()
    return bare if 0 < len(bare) <= TITLE and bare[-1] not in "；，：、,;:" and "。" not in bare else None


def _repeats(text: str, lines: list[_Line], title: str | None, known: _Patterns) -> list[Span]:
    """The title's second coming at the head, and what a summary says that stands elsewhere too."""
    spans = []
    seen, in_head = 0, True  # further down, the same words are a section's heading
    for line in lines[:HEAD]:
        if in_head and title and _squeeze(line.said.lstrip("#")) == _squeeze(title):
            seen += 1
            if seen > 1:
                spans.append(Span(line.start, line.end))
        in_head = in_head and (line.said[-1] not in "。！" or known.summary.match(line.said) is not None)
        label = known.summary.match(line.said)
        if label and label.end() < len(line.said):
            spans += _summary(text, lines, line, label.end(), title)
    return spans


def _summary(text: str, lines: list[_Line], line: _Line, label: int, title: str | None) -> list[Span]:
    """Mask the label with the head lines that follow it, and every sentence of the summary that stands elsewhere."""
    at = line.start + label
    heads = {_squeeze(other.said) for other in lines[:HEAD] if other.start != line.start} | {_squeeze(title or "")}
    longest_first = sorted(heads, key=len, reverse=True)
    while found := next((end for head in longest_first if (end := _skip(text, at, line.end, head))), None):
        at = found
    elsewhere = _squeeze(text[: line.start]) + "\n" + _squeeze(text[line.end :])
    pieces = [Span(*match.span()) for match in _PIECE.finditer(text, at, line.end)]
    grams = [_grams(_squeeze(text[piece.start : piece.end])) for piece in pieces]
    wanted = set[str]().union(*grams)
    known = wanted.intersection(elsewhere[i : i + GRAM] for i in range(len(elsewhere) - GRAM + 1)) if wanted else set()
    return [Span(line.start, at), *(piece for piece, own in zip(pieces, grams, strict=True) if own and own <= known)]


def _skip(text: str, start: int, end: int, head: str) -> int | None:
    """The offset after `head`, written with any spacing, at `start`; None where it doesn't stand there."""
    at = start
    for char in head:
        while at < end and text[at].isspace():
            at += 1
        if at >= end or text[at] != char:
            return None
        at += 1
    return at if len(head) >= 3 else None


def _grams(piece: str) -> set[str]:
    return {piece[i : i + GRAM] for i in range(len(piece) - GRAM + 1)}


def _notes(lines: list[_Line], known: _Patterns) -> dict[str, str]:
    """Byline and source, from the short lines at the head and the foot."""
    notes: dict[str, str] = {}
    for line in (*lines[:HEAD], *lines[-FOOT:]):
        if len(line.said) <= LINE:
            for key, pattern in (("byline", known.byline), ("source", known.source)):
                found = pattern.search(line.said)
                if found and found["name"].strip():
                    notes.setdefault(key, found["name"].strip())
    return notes


def _stripped(text: str, start: int, end: int) -> _Line:
    said = text[start:end]
    bare = said.strip(" \t\u3000\xa0\ufeff\u200b")
    start += len(said) - len(said.lstrip(" \t\u3000\xa0\ufeff\u200b"))
    return _Line(start, start + len(bare), bare)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _disjoint(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        elif span.end > span.start:
            merged.append(span)
    return tuple(merged)


@cache
def _patterns() -> _Patterns:
    table = lexicon("furniture")
    wide = {pair[0]: f"[{pair}]" for pair in table["variants"].split()}
    meaning = {"VALUE": f"(?:{_NAME})?", "DATE": DATE, "TIME": TIME}

    def widened(pattern: str) -> str:
        parts = _PLACEHOLDER.split(pattern)  # the text between the placeholders, and the placeholders
        return "".join(meaning.get(part) or "".join(wide.get(char, char) for char in part) for part in parts)

    items, lines = (widened("|".join(f"(?:{p})" for p in table[key])) for key in ("items", "lines"))
    return _Patterns(
        items=re.compile(rf"(?<![^{_BREAK}])(?:{items})(?![^{_BREAK}:：])"),
        lines=re.compile(lines),
        credits=re.compile(rf"[（(【\[]\s*(?:{widened(table['credits'])})\s*[）)】\]]"),
        photo=re.compile(widened(table["photo"]), re.MULTILINE),
        legal=re.compile(widened(table["legal"])),
        notices=re.compile(rf"(?:{widened(table['notices'])})[^\r\n]*"),
        related=re.compile(widened(table["related"])),
        summary=re.compile(widened(table["summary"])),
        byline=re.compile(f"{widened(table['byline'])}(?P<name>{_NAME})"),
        source=re.compile(f"{widened(table['source'])}(?P<name>{_NAME})"),
    )
