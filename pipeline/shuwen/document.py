"""What travels between the stages: an article with what each stage has found so far.

Conversion to simplified characters gives one code point for each code point, so an offset into `Document.text`
is an offset into `Document.article.text` and no stage needs a map.
"""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import msgspec

from shuwen.config import Config
from shuwen.records import Article, Finding, Quantity, Record, Script


class Span(NamedTuple):
    """Half-open [start, end) code points."""

    start: int
    end: int


class Word(NamedTuple):
    """A jieba word at [start, end) with its part-of-speech tag (jieba's own tag set; x when unknown)."""

    text: str
    start: int
    end: int
    tag: str


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence [start, end) with its clauses; `words` is empty unless the sentence holds a figure.

    `paragraph` counts from 0 in reading order. `heading` is true for a title line or a section heading, which names
    what follows rather than stating it.
    """

    start: int
    end: int
    clauses: tuple[Span, ...]
    paragraph: int
    heading: bool = False
    words: tuple[Word, ...] = ()


class Refusal(NamedTuple):
    """A numeral at [start, end) that is not a figure, and why (a stable code such as `date` or `slogan`)."""

    start: int
    end: int
    reason: str


class Entity(NamedTuple):
    """A named thing at [start, end). `label`: LOC ORG PER PARK PROJECT FACILITY EVENT.

    `name` is simplified and resolved; `code` a region's six digits.
    """

    start: int
    end: int
    label: str
    name: str
    code: str = ""


class PeriodExpression(msgspec.Struct, frozen=True, kw_only=True):
    """An expression of time at [start, end) of the text it was found in.

    `name` is its closed ISO interval, or empty where it can't be told. `kind`: year, whole (全年, with no year named),
    half, quarter, month, day, week, range, cumulative (from the year's start), plan, now, anaphoric, vague.
    `role_hint`: base (比2010年), from (2010年以来, 自2010年), deadline (到2020年), fiscal, record (创2014年以来新高), founding
    (成立于2013年, 2009年成立的), or empty.
    `stock` is the interval that a level, as against a flow, has: the last day alone. `year` is the year of that day.
    """

    start: int
    end: int
    name: str
    kind: str
    role_hint: str = ""
    year: int | None = None
    stock: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """An article on its way through the stages. Each stage returns a new one with its own fields filled."""

    article: Article
    config: Config
    # clean
    title: str | None = None
    published: datetime.date | None = None
    masked: tuple[Span, ...] = ()
    notes: dict[str, str] = {}
    # convert
    text: str = ""
    headline: str = ""  # the title, simplified
    script: Script = "hans"
    # quantities
    quantities: tuple[Quantity, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    # segment
    sentences: tuple[Sentence, ...] = ()
    # entities
    entities: tuple[Entity, ...] = ()
    # periods
    year: int | None = None  # that of the publication, else the one that the article speaks from, where its text tells
    periods: tuple[PeriodExpression, ...] = ()  # in reading order; none overlaps another
    headline_periods: tuple[PeriodExpression, ...] = ()  # offsets into `headline`
    # discourse
    moods: tuple[float, ...] = ()  # for each sentence, the log-odds that it speaks of plans
    sections: tuple[float, ...] = ()  # the same for the section that it stands in
    # link
    records: tuple[Record, ...] = ()
    # audit
    findings: tuple[Finding, ...] = ()

    def evolve(self, **changes: Any) -> Document:
        """A copy with some fields replaced."""
        return msgspec.structs.replace(self, **changes)
