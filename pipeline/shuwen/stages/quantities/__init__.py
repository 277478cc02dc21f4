"""Quantities: every figure of an article, with exact value, unit and bound; and every numeral that is no figure, with why."""

from __future__ import annotations

from shuwen.document import Document
from shuwen.stages.quantities.numerals import parse_number
from shuwen.stages.quantities.recognize import bare_numbers, recognize_text

__all__ = ["bare_numbers", "find_quantities", "parse_number", "recognize_text"]


def find_quantities(document: Document) -> Document:
    """Fill `quantities` (sorted, non-overlapping, unlinked) and `refusals`, leaving out what `masked` covers."""
    kinds = document.config.quantities.kinds
    found, refused = recognize_text(
        document.text, original=document.article.text, kinds=kinds, region=document.article.region
    )
    masked = document.masked
    if masked:
        found = [q for q in found if not any(span.start < q.end and q.start < span.end for span in masked)]
        refused = [r for r in refused if not any(span.start < r.end and r.start < span.end for span in masked)]
    return document.evolve(quantities=tuple(found), refusals=tuple(refused))
