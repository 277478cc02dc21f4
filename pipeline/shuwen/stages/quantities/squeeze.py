"""Spaced-out numerals (一 百 五 十, 7 萬5 千): the text without those spaces, with the way back to its offsets."""

from __future__ import annotations

import re

_HAN = "零〇一二三四五六七八九十百千万亿兆两廿卅卌壹贰叁参肆伍陆柒捌玖拾佰仟几多余点分之又负个成折"
_BLANK = r"[ \t\u00a0\u3000]+"  # within a line: no numeral goes on in the next
_SPACE = re.compile(
    rf"(?<=[{_HAN}]){_BLANK}(?=[{_HAN}])"
    rf"|(?<=[0-9]){_BLANK}(?=[十百千万亿兆拾佰仟点分个成折]|[kK]\b)"
    rf"|(?<=[十百千万亿兆之负又]){_BLANK}(?=[0-9])|(?<=之){_BLANK}(?=负)"
)


class Squeezed:
    """`text` without the spaces inside numerals. `place[i]` is the original offset of its character i."""

    def __init__(self, original: str) -> None:
        kept: list[str] = []
        self.place: list[int] = []
        at = 0
        for match in _SPACE.finditer(original):
            kept.append(original[at : match.start()])
            self.place.extend(range(at, match.start()))
            at = match.end()
        kept.append(original[at:])
        self.place.extend(range(at, len(original)))
        self.text = "".join(kept)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) of a span in the squeezed text."""
        return self.place[start], self.place[end - 1] + 1
