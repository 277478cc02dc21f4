"""Figures in running text, and texts that are one figure and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

import msgspec

from shuwen.document import Refusal
from shuwen.records import Kind, Quantity
from shuwen.stages.quantities import cues
from shuwen.stages.quantities.amounts import LONGEST
from shuwen.stages.quantities.bare import find_numbers
from shuwen.stages.quantities.scan import Scan
from shuwen.stages.quantities.squeeze import Squeezed

ALL_KINDS: tuple[Kind, ...] = ("money", "percent", "count", "measure", "ratio", "rank")


def recognize_text(
    text: str, *, original: str | None = None, kinds: Collection[str] | None = None, region: str = "CN"
) -> tuple[list[Quantity], list[Refusal]]:
    """Every figure in `text` and every numeral that is none, in reading order.

    `text` is simplified with full-width digits folded; `original`, of the same length, gives `Quantity.text`. `kinds`
    keeps some of the figures and never changes how any is read. `region` (CN, TW, HK) decides what 元 is. Offsets are
    half-open code points into `text`.
    """
    own = original if original is not None else text
    wanted = frozenset(kinds) if kinds is not None else frozenset[str](ALL_KINDS)
    scan = Scan(text, own, region)
    scan.run()
    found, refused = scan.quantities(), scan.refusals
    if len(text) <= LONGEST and (lone := _lone(text, own, region, found)):
        found, refused = [lone], []
    return [quantity for quantity in found if quantity.kind in wanted], refused


def bare_numbers(text: str, *, original: str) -> list[Quantity]:
    """Every bare numeral in `text`, those spaced out too, at its place in `original`, which has the same length."""
    squeezed = Squeezed(text)
    return _spread(squeezed, original, find_numbers(squeezed.text))


def _lone(text: str, original: str, region: str, plainly: Sequence[Quantity]) -> Quantity | None:
    """The figure that `text` is from end to end (三块五, 5两, 半公升, 百 分 之 五): no sentence makes it anything else.

    None where it is none, and where one of those that are read `plainly` is the whole already; but 37块 alone is a price.
    """
    whole = _without_softeners(text)
    if any((one.start, one.end) == whole and one.unit != "块" for one in plainly):
        return None
    squeezed = Squeezed(text)
    scan = Scan(squeezed.text, squeezed.text, region, lone=True)
    scan.run()
    found = _spread(squeezed, original, scan.quantities())
    return found[0] if len(found) == 1 and (found[0].start, found[0].end) == whole else None


def _without_softeners(text: str) -> tuple[int, int]:
    """Where what is said begins and ends: 至少三块零四 without 至少, 15k左右 without 左右, and no space around."""
    left, right = _softeners()
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    start += len(next((word for word in left if text.startswith(word, start)), ""))
    end -= len(next((word for word in right if text.endswith(word, start, end)), ""))
    return start, end


@cache
def _softeners() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that soften a figure from the left and from the right, longest first."""
    left, right = (
        sorted((word for words in table.values() for word in words.split()), key=len, reverse=True)
        for table in (cues.LEFT_WORDS, cues.RIGHT_WORDS)
    )
    return tuple(left), tuple(right)


def _spread(squeezed: Squeezed, original: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Figures of the squeezed text at their places in the original."""
    out = []
    for quantity in found:
        start, end = squeezed.span(quantity.start, quantity.end)
        out.append(msgspec.structs.replace(quantity, start=start, end=end, text=original[start:end]))
    return out
