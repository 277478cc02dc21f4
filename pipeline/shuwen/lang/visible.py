"""Text of articles, titles and file names as a terminal may print it: nothing in it is a command."""

from __future__ import annotations

_PICTURES = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421}
#: C1 controls; marks, embeddings and isolates that turn the direction of what follows.
_UNSEEN = [*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_LINE = _PICTURES | dict.fromkeys(_UNSEEN, 0xFFFD)
_TEXT = {code: sign for code, sign in _LINE.items() if code not in (0x09, 0x0A)}


def visible(text: str, *, lines: bool = False) -> str:
    """`text` with every control character shown as its picture (␛), or as � where it has none.

    With `lines`, tabs and line feeds stay, for text that may go over several lines.
    """
    return text.translate(_TEXT if lines else _LINE)
