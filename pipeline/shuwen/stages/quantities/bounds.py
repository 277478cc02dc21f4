"""Softeners: what the words beside a figure say about its bound (约 近 超过 不足 以上 左右)."""

from __future__ import annotations

from collections.abc import Sequence

from shuwen.records import Bound
from shuwen.stages.quantities import cues
from shuwen.stages.quantities.amount import Amount
from shuwen.stages.quantities.patterns import IN_LIST, SCALES

_Table = dict[str, tuple[tuple[str, Bound], ...]]
_LIST_REACH = 8  # figures of one list that a softener at its end can cover


def _table(words: dict[Bound, str], place: int) -> _Table:
    """First or last character -> (word, bound), longest word first."""
    rows = [(word, bound) for bound, text in words.items() for word in text.split()]
    table: dict[str, list[tuple[str, Bound]]] = {}
    for word, bound in sorted(rows, key=lambda row: -len(row[0])):
        table.setdefault(word[place], []).append((word, bound))
    return {character: tuple(found) for character, found in table.items()}


_LEFT = _table(cues.LEFT_WORDS, -1)
_RIGHT = _table(cues.RIGHT_WORDS, 0)
_RIGHT_STARTS = frozenset(_RIGHT) | {" ", "（", "("}
_CLOSING = frozenset("，。；、）)的,;！？ \n以左上和及”")


def left_bound(text: str, at: int, floor: int = 0) -> Bound | None:
    """The bound that the words ending at `at` state, glue such as 了 为 达 let pass; nothing before `floor` is read."""
    stop = at
    for _ in range(4):
        if at <= floor:
            return None
        last = text[at - 1]
        for word, bound in _LEFT.get(last, ()):
            start = at - len(word)
            if start >= floor and text.startswith(word, start):
                if _left_trap(text, word, start, text[stop : stop + 8]):
                    break
                return bound
        if last not in cues.GLUE and last != " ":
            return None
        at -= 1
    return None


def _left_trap(text: str, word: str, start: int, numeral: str) -> bool:
    """节约 is no 约; 上 and 过 soften a bare scale only (上百, 过亿), 过 also at the head of a clause."""
    before = text[start - 1 : start]
    if before and before in cues.LEFT_TRAPS.get(word, ""):
        return True
    if word not in ("上", "过") or numeral[:1] in SCALES:
        return False
    return word == "上" or not any(sign in numeral for sign in "亿万成%％元")


def right_bound(text: str, at: int) -> tuple[Bound, int] | None:
    """The bound that the words from `at` on state, and where they end; a bracketed 含… is passed over."""
    first = text[at : at + 1]
    if first not in _RIGHT_STARTS:
        return None
    if first in ("（", "("):
        match = cues.BRACKETED_TOO.match(text, at)
        if match is None:
            return None
        at = match.end()
    elif first == " ":
        at += 1
    for word, bound in _RIGHT.get(text[at : at + 1], ()):
        if text.startswith(word, at):
            end = at + len(word)
            after = text[end : end + 1]
            if after and (after in cues.RIGHT_TRAPS.get(word, "") or (word == "内" and after not in _CLOSING)):
                return None
            if len(word) == 1 and word != "内" and after and after not in _CLOSING:
                continue
            return bound, end
    return None


def bind(text: str, amount: Amount, start: int, floor: int, found: Sequence[Amount]) -> None:
    """Set the bound of `amount`, whose prefix (a currency) begins at `start`, from the words beside it.

    Nothing before `floor` is read. `found` are the figures before it: at the end of a list a softener holds for all.
    """
    right = right_bound(text, amount.end)
    left = left_bound(text, start, floor) or left_bound(text, _before_every(text, amount, start), floor)
    if amount.bound not in (None, "over"):
        return
    inside = amount.bound
    bound = left or inside or (right[0] if right else None)
    if left == "about" and right and right[0] in ("at_least", "at_most"):
        bound = right[0]
    amount.bound = bound or _far_bound(text, amount, start)
    if right and left is None and inside is None:
        _spread_back(text, amount, right[0], found)
    elif amount.bound is None and found:
        _spread_on(text, amount, found[-1])


def _before_every(text: str, amount: Amount, start: int) -> int:
    """突破每坪68万: the softener stands before 每坪."""
    if amount.per and (match := cues.EVERY.search(text, max(0, start - 8), start)) and len(match["unit"]) <= 4:
        return match.start()
    return start


def _far_bound(text: str, amount: Amount, start: int) -> Bound | None:
    """不低于去年的1.3倍; 最高补贴820元."""
    unit = amount.unit
    if unit is None or start == 0:
        return None
    if text[start - 1] == "的" and unit.kind in ("percent", "ratio"):
        far = cues.FAR_LEFT.search(text, max(0, start - 32), start)
        if far and (unit.kind == "ratio" or far["whole"]):
            return cues.FAR_BOUND[far["word"]]
        return None  # 低于预期的6.1%: the figure is the expected level itself
    if unit.kind == "money" and cues.CAP.search(text, max(0, start - 12), start):
        return "at_most"
    return None


def _spread_back(text: str, amount: Amount, bound: Bound, found: Sequence[Amount]) -> None:
    at = amount
    for previous in reversed(found[-_LIST_REACH:]):
        if previous.bound not in (None, "exact") or not IN_LIST.fullmatch(text, previous.end, at.start):
            return
        previous.bound = bound
        at = previous


def _spread_on(text: str, amount: Amount, previous: Amount) -> None:
    if previous.bound != "about" or previous.rule in ("vague", "approximate") or previous.unit != amount.unit:
        return
    if IN_LIST.fullmatch(text, previous.end, amount.start) and right_bound(text, previous.end) is None:
        amount.bound = "about"
