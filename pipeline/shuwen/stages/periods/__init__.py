"""Periods: every expression of time of an article, resolved to a closed interval of days where that can be told."""

from __future__ import annotations

import msgspec

from shuwen.document import Document, PeriodExpression, Sentence
from shuwen.lang.genre import is_annual
from shuwen.stages.periods.expressions import anchor_year, find_periods, period_expressions

__all__ = ["anchor_year", "find_periods", "period_expressions", "read_periods"]


def read_periods(document: Document) -> Document:
    """Set `year`, `headline_periods`, and `periods`: the expressions of time of every sentence, offsets into the document's text."""
    annual = is_annual(document.headline)
    year = document.published.year if document.published else _year(document)
    found: list[PeriodExpression] = []
    for sentence in document.sentences:
        found += _of_sentence(document, sentence, year, annual=annual)
    headline = _expressions(document, document.headline, year, annual=annual)
    return document.evolve(periods=tuple(found), headline_periods=tuple(headline), year=year)


def _of_sentence(document: Document, sentence: Sentence, year: int | None, *, annual: bool) -> list[PeriodExpression]:
    text = document.text[sentence.start : sentence.end]
    return [
        msgspec.structs.replace(one, start=one.start + sentence.start, end=one.end + sentence.start)
        for one in _expressions(document, text, year, annual=annual)
    ]


def _expressions(document: Document, text: str, year: int | None, *, annual: bool) -> list[PeriodExpression]:
    return period_expressions(text, document.published, document.article.region, year=year, annual=annual)


def _year(document: Document) -> int | None:
    return anchor_year(document.text, document.headline, document.article.region)
