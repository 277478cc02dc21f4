"""A quantity with the text around it that may say what it is. All spans are offsets into the document's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from shuwen.document import Sentence, Span
from shuwen.records import Quantity

# Where a phrase ends; 、 joins the items of a list and so is no boundary.
_STOP = re.compile(r"[，,；;：:。！？!?\n\r|]|——|（|\(|<br>")
_CLOSERS = {"（": "）", "(": ")"}
_LIST_JOINT = re.compile(
    r"(?:以上|以下|以内|左右|上下|多|余|之多)?(?:[、,，：:/∶]|以及|及|和|与|或)(?:以及|及|和|与|或)?(?:约|近|超过|超|逾|将近|至少|不低于)?"
)
_ASIDE = re.compile(r"[（(][^（）()\d。]{1,12}[）)](?=[一-鿿])")
_SOFT_AFTER = re.compile(r"^(?:以上|以下|以内|及以上|及以下|左右|上下|之多|多|余)+")


class Figure(msgspec.Struct, kw_only=True):
    """One quantity in its sentence.

    `left` is where the text of its own begins (the end of the quantity before it, or the sentence), `near` the last
    phrase boundary in it, `right` where the text after it stops being its own. `joined`: only a list mark stands
    between it and the figure before; `listed`: no boundary stands between it and the next figure.
    """

    text: str
    quantity: Quantity
    sentence: Sentence
    left: int
    near: int
    right: int
    joined: bool = False
    listed: bool = False

    @property
    def head(self) -> str:
        """The phrase before the figure."""
        return self.text[self.near : self.quantity.start]

    @property
    def lead(self) -> str:
        """All the text before the figure back to the one before it."""
        return self.text[self.left : self.quantity.start]

    @property
    def tail(self) -> str:
        """The text after the figure up to the next boundary or figure."""
        return self.text[self.quantity.end : self.right]


def figures_of(text: str, sentence: Sentence, quantities: Sequence[Quantity], masks: Sequence[Span] = ()) -> list[Figure]:
    """The figures of one sentence, in order. `masks` (periods, names) are spans in which no boundary is looked for."""
    figures: list[Figure] = []
    left = sentence.start
    masks = [*masks, *_bracketed(text, sentence)]
    for index, quantity in enumerate(quantities):
        limit = quantities[index + 1].start if index + 1 < len(quantities) else sentence.end
        joined = index > 0 and _is_joint(text, left, quantity)
        right = _phrase_end(text, quantity.end, limit, masks)
        figures.append(
            Figure(
                text=text,
                quantity=quantity,
                sentence=sentence,
                left=left,
                near=_phrase_start(text, left, quantity.start, masks),
                right=right,
                joined=joined,
                listed=index + 1 < len(quantities) and right == limit,
            )
        )
        left = quantity.end
    return figures


def _is_joint(text: str, left: int, quantity: Quantity) -> bool:
    between = text[left : quantity.start]
    return len(between) <= 8 and _LIST_JOINT.fullmatch(between) is not None


def _phrase_start(text: str, left: int, start: int, masks: Sequence[Span]) -> int:
    """After the last boundary in [left, start); a bracket closed again before the figure is none."""
    near = left
    softened = _SOFT_AFTER.match(text[left:start])
    if softened:
        near = left + softened.end()
    for match in _STOP.finditer(text, near, start):
        mark = match.group()
        closer = _CLOSERS.get(mark)
        if closer and text.find(closer, match.end(), start) >= 0:
            continue
        if any(mask.start <= match.start() < mask.end for mask in masks):
            continue
        if mark in ":：,，" and _inside_number(text, match.start()):
            continue
        near = match.end()
    while near < start and text[near] in "、 \t　*）)”’」』":
        near += 1
    return near


def _inside_number(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()


def _phrase_end(text: str, end: int, limit: int, masks: Sequence[Span]) -> int:
    for match in _STOP.finditer(text, end, limit):
        if not any(mask.start <= match.start() < mask.end for mask in masks):
            return match.start()
    return limit


def _bracketed(text: str, sentence: Sentence) -> list[Span]:
    """Short asides in brackets, such as 县（市）, whose marks and commas end no phrase."""
    return [Span(*match.span()) for match in _ASIDE.finditer(text, sentence.start, sentence.end)]
