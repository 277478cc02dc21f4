"""Softeners: what the words beside a figure say about its bound (约 近 超过 不足 以上 左右)."""

from __future__ import annotations

from shuwen.records import Bound
from shuwen.stages.quantities.patterns import GLUE, LEFT_TRAPS, LEFT_WORDS, PAREN, RIGHT_TRAPS, RIGHT_WORDS

_Table = dict[str, tuple[tuple[str, Bound], ...]]


def _table(words: dict[Bound, str], place: int) -> _Table:
    """First or last character -> (word, bound), longest word first."""
    rows = sorted(((word, bound) for bound, text in words.items() for word in text.split()), key=lambda row: -len(row[0]))
    table: dict[str, list[tuple[str, Bound]]] = {}
    for word, bound in rows:
        table.setdefault(word[place], []).append((word, bound))
    return {character: tuple(found) for character, found in table.items()}


_LEFT = _table(LEFT_WORDS, -1)
_RIGHT = _table(RIGHT_WORDS, 0)
_RIGHT_STARTS = frozenset(_RIGHT) | {" ", "（", "(", "的"}


def left_bound(text: str, at: int, floor: int = 0) -> Bound | None:
    """The bound that the words ending at `at` state, glue such as 了 为 达 let pass; nothing before `floor` is read."""
    for _ in range(4):
        if at <= floor:
            return None
        last = text[at - 1]
        for word, bound in _LEFT.get(last, ()):
            start = at - len(word)
            if start >= floor and text.startswith(word, start):
                trap = LEFT_TRAPS.get(word)
                if trap and start and text[start - 1] in trap:
                    break
                if word in ("上", "过") and text[at] not in "百千万亿十" and not (word == "过" and text[start - 1] in "，。；、\n"):
                    break
                return bound
        if last not in GLUE and last != " ":
            return None
        at -= 1
    return None


def right_bound(text: str, at: int) -> tuple[Bound, int] | None:
    """The bound that the words from `at` on state, and where they end; a bracketed 含… is passed over."""
    first = text[at : at + 1]
    if first not in _RIGHT_STARTS:
        return None
    if first in ("（", "("):
        match = PAREN.match(text, at)
        if match is None:
            return None
        at = match.end()
    elif first == " ":
        at += 1
    for word, bound in _RIGHT.get(text[at : at + 1], ()):
        if text.startswith(word, at):
            end = at + len(word)
            after = text[end : end + 1]
            if after and after in RIGHT_TRAPS.get(word, ""):
                return None
            if word == "内" and after not in ("", "的", "，", "。", "；", "、", "）", ")", " ", "\n", ","):
                return None
            if word in ("起", "许", "强", "弱", "多", "余") and after and not _closes(after):
                continue
            return bound, end
    return None


def _closes(after: str) -> bool:
    """Whether a lone softener (多 in 10倍多) may stand before this character."""
    return after in "，。；、）)的,;！？ \n以左上和及" or after == "”"
