"""What the teacher reads: the text around one figure, character by character, every figure put behind a mark.

A window is the title, the opening of the figure's paragraph where it lies further back, then the text before and after
the figure; the parts are divided by SEP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from shuwen.document import Document
from shuwen.records import Quantity
from shuwen.training.agreement import same_field

SEP, FIGURE, OWN, LINE = "[SEP]", "[FIG]", "[OWN]", "[NL]"
KINDS = {"money": "[M]", "percent": "[P]", "count": "[C]", "measure": "[U]", "ratio": "[R]", "rank": "[K]"}
MARKS = (SEP, FIGURE, OWN, LINE, *KINDS.values())

TITLE, OPENING, BEFORE, AFTER = 28, 20, 120, 32
FIELDS = ("indicator", "subject", "period")
_FAR = 70  # characters from the figure beyond which an indicator is not looked for
_ANCHOR = 400  # the distance of what stands in the title or in the paragraph's opening
_LEAST = 0.4  # share of an indicator that has to stand together in the text to be pointed at

Gold = Mapping[str, Any]


class Window(msgspec.Struct, kw_only=True):
    """The text around a figure. `places` gives, for each token, its offset in the document's text, or None in the title.

    `targets` holds for each of FIELDS the first and the last token of what is to be pointed at, or None for nothing.
    """

    tokens: list[str]
    places: list[int | None]
    figure: int
    targets: dict[str, tuple[int, int] | None] = {}
    status: str = ""


class _Piece(NamedTuple):
    token: str
    place: int | None


def window(document: Document, figure: Quantity, own: Iterable[Quantity]) -> Window:
    """The window of a figure; `own` are all the figures of its record."""
    text = document.text
    first, last = max(0, figure.start - BEFORE), min(len(text), figure.end + AFTER)
    opening = next((s.start for s in document.sentences if s.paragraph == _paragraph(document, figure)), first)
    pieces = [_Piece(char, None) for char in document.headline[:TITLE]] + [_Piece(SEP, None)]
    if opening < first:
        pieces += [_Piece(text[at], at) for at in range(opening, min(first, opening + OPENING)) if text[at].strip()]
    pieces.append(_Piece(SEP, None))
    mine = {one.start for one in own}
    figures = {one.start: one for one in document.quantities if one.start < last and one.end > first}
    at = first
    while at < last:
        found = figures.get(at)
        if found is None:
            pieces.append(_Piece(LINE if text[at] == "\n" else text[at] if text[at].strip() else " ", at))
            at += 1
            continue
        mark = FIGURE if at == figure.start else OWN if at in mine else KINDS[found.kind]
        pieces.append(_Piece(mark, at))
        at = found.end
    tokens = [piece.token for piece in pieces]
    return Window(tokens=tokens, places=[piece.place for piece in pieces], figure=tokens.index(FIGURE))


def _paragraph(document: Document, figure: Quantity) -> int:
    return next((s.paragraph for s in reversed(document.sentences) if s.start <= figure.start), -1)


def aim(shown: Window, document: Document, record: Gold) -> None:
    """Set the targets and the status of a window from its gold record."""
    line = "".join(token if len(token) == 1 else "\0" for token in shown.tokens)
    shown.status = record["status"]
    shown.targets = {
        "indicator": _indicator(shown, line, record["indicator"] or ""),
        "subject": _subject(shown, line, record["subject"] or ""),
        "period": _period(shown, document, record["period"] or ""),
    }


def _distance(shown: Window, start: int, end: int) -> int:
    """How far [start, end) lies from the figure; what comes after it counts as a little further."""
    if start < _body(shown):
        return _ANCHOR + start
    return shown.figure - end if end <= shown.figure else start - shown.figure + 3


def _body(shown: Window) -> int:
    """The index of the token after the second SEP."""
    first = shown.tokens.index(SEP)
    return shown.tokens.index(SEP, first + 1) + 1


def _nearest(shown: Window, line: str, name: str) -> tuple[int, int, int] | None:
    found = [
        (_distance(shown, *match.span()), match.start(), match.end() - 1) for match in re.finditer(re.escape(name), line)
    ]
    return min(found, default=None)


def _indicator(shown: Window, line: str, name: str) -> tuple[int, int] | None:
    """Where the name, or the longest of its parts that is long enough, stands nearest to the figure."""
    for size in range(len(name), max(1, int(_LEAST * len(name))), -1):
        parts = [name[at : at + size] for at in range(len(name) - size, -1, -1)]
        found = [one for part in parts if (one := _nearest(shown, line, part)) is not None and one[0] < _FAR]
        if found:
            return min(found)[1:]
    return None


def _subject(shown: Window, line: str, name: str) -> tuple[int, int] | None:
    found = _nearest(shown, line, name) if name else None
    return found[1:] if found is not None else None


def _period(shown: Window, document: Document, name: str) -> tuple[int, int] | None:
    """The nearest expression of time that has the period."""
    place = {offset: at for at, offset in enumerate(shown.places) if offset is not None}
    spans = [
        (place[one.start], place[one.end - 1])
        for one in document.periods
        if one.name and name and one.start in place and one.end - 1 in place and same_field("period", name, one.name)
    ]
    spans += [
        (one.start, one.end - 1)
        for one in document.headline_periods
        if one.name and name and one.end <= TITLE and same_field("period", name, one.name)
    ]
    return min(spans, key=lambda span: _distance(shown, span[0], span[1] + 1), default=None)


def gold_windows(document: Document, gold: Gold) -> list[list[Window]]:
    """For each gold record the windows of its figures, aimed; figures that were not found are left out."""
    found = {(one.start, one.end): one for one in document.quantities}
    sets = []
    for record in gold["records"]:
        own = [found[q["start"], q["end"]] for q in record["quantities"] if (q["start"], q["end"]) in found]
        shown = [window(document, figure, own) for figure in own]
        for one in shown:
            aim(one, document, record)
        if shown:
            sets.append(shown)
    return sets
