"""What the records say about each other that can't all be true. Findings never change a record."""

from __future__ import annotations

from shuwen.document import Document


def audit(document: Document) -> Document:
    return document
