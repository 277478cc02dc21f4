"""The tokens of a sentence, and the phrases around a figure that may hold a name.

A token is a word; a figure, an expression of time or a named thing is one token, whatever words it is made of.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from shuwen.document import Document, Entity, Sentence, Word

FIGURE, TIME, NAME = "Q", "T", "E"
#: Word classes that no name begins or ends with: adverbs, prepositions, conjunctions, particles, pronouns, marks.
LOOSE = frozenset("d p c u uj ul ud ug uv uz y e o r x f zg t m q h k w".split())
#: The labels of entities that are one token.
LABELS = frozenset(("LOC", "ORG", "PARK", "PROJECT", "FACILITY", "EVENT", "PER"))

_T = TypeVar("_T")
_start = attrgetter("start")
_MARKS = frozenset('，,；;：:。！？!?、（）()“”"「」『』《》—|\n\r\t 　*·')


class Token(NamedTuple):
    """A word, a name (E), an expression of time (T) or a figure (Q) at [start, end). `label` is a name's sort."""

    text: str
    start: int
    end: int
    tag: str
    label: str = ""

    @property
    def said(self) -> str:
        """Its text, cut short; for a figure, a time or a name only that it is one."""
        return self.label or self.tag if self.tag in (FIGURE, TIME, NAME) else self.text[:6]

    @property
    def mark(self) -> bool:
        """Whether it is punctuation."""
        return self.text in _MARKS or (self.tag == "x" and not any(map(str.isalnum, self.text)))

    @property
    def loose(self) -> bool:
        """Whether no name begins or ends with it."""
        return self.tag in LOOSE or self.mark


def tokens_of(document: Document, sentence: Sentence) -> tuple[Token, ...]:
    """The tokens of a sentence in order, without gaps."""
    found: list[Token] = []
    fixed = _fixed(document, sentence)
    words = sentence.words
    at = 0
    for one in [*fixed, Token("", sentence.end, sentence.end, "")]:
        while at < len(words) and words[at].start < one.start:
            found.append(_clipped(document.text, words[at], found[-1].end if found else sentence.start, one.start))
            at += 1
        while at < len(words) and words[at].end <= one.end:
            at += 1
        if one.text:
            found.append(one)
    return tuple(token for token in found if token.text)


def _clipped(text: str, word: Word, start: int, end: int) -> Token:
    """A word without what a name or a figure beside it takes of it."""
    start, end = max(word.start, start), min(word.end, end)
    return Token(text[start:end], start, end, word.tag)


def _fixed(document: Document, sentence: Sentence) -> list[Token]:
    """Figures, expressions of time and names in order; what overlaps one before it in this list is left out."""
    text = document.text
    first, last = sentence.start, sentence.end
    spans = [Token(q.text, q.start, q.end, FIGURE) for q in _within(document.quantities, first, last)]
    spans += [Token(text[p.start : p.end], p.start, p.end, TIME) for p in _within(document.periods, first, last)]
    names: Sequence[Entity] = _within(document.entities, first, last)
    spans += [Token(text[e.start : e.end], e.start, e.end, NAME, e.label) for e in names if e.label in LABELS]
    taken: list[Token] = []
    for span in spans:
        at = bisect_left(taken, span.start, key=_start)
        clear = (at == 0 or taken[at - 1].end <= span.start) and (at == len(taken) or span.end <= taken[at].start)
        if clear and span.end <= last:
            taken.insert(at, span)
    return taken


def _within(things: Sequence[_T], start: int, end: int) -> Sequence[_T]:
    return things[bisect_left(things, start, key=_start) : bisect_left(things, end, key=_start)]


class Phrase(NamedTuple):
    """Tokens [first, last) of a sentence between two boundaries. `place`: H before the figure, T after it, L1, L2 … further back."""

    place: str
    first: int
    last: int


def phrases(tokens: Sequence[Token], start: int, end: int, back: int = 3) -> Iterator[Phrase]:
    """The phrases around the figure at [start, end): its own, the one after it, and `back` before its own.

    A boundary is a mark other than 、 and brackets' ends, or another figure.
    """
    at = bisect_left(tokens, start, key=_start)
    last = at
    place = 0
    while last >= 0 and place <= back:
        first = last
        while first > 0 and not _parts(tokens[first - 1]):
            first -= 1
        if first < last or place == 0:
            yield Phrase("H" if place == 0 else f"L{place}", first, last)
            place += 1
        if first == 0:
            break
        last = first - 1
    after = bisect_left(tokens, end, key=_start)
    stop = after
    while stop < len(tokens) and not _parts(tokens[stop]):
        stop += 1
    yield Phrase("T", after, stop)


def _parts(token: Token) -> bool:
    return token.tag == FIGURE or (token.mark and token.text not in '、“”"「」《》·-—/ ')
