"""What pages of print share, with a text layer or without: paragraphs out of lines, and one text out of pages."""

from __future__ import annotations

from shuwen.errors import InputError
from shuwen.formats.items import too_long

ENDS = tuple("。！？：；!?:;”』」）)")  # signs after which a line of a page is a paragraph's last


def joined(parts: list[str], longest: int, empty: InputError) -> str:
    """One text of all `parts`, a line each. Raises `empty`, or `InputError` above `longest` characters."""
    text = "\n".join(parts)
    if not text.strip():
        raise empty
    if len(text) > longest:
        raise too_long(longest)
    return text


def paragraphs(lines: list[tuple[str, bool]]) -> str:
    """Lines, none of them empty, each with whether it fills its width, joined where one does and no sign ends it."""
    parts = []
    for line, full in lines:
        goes_on = full and not line.endswith(ENDS)
        between = " " if line[-1:].isascii() and line[-1:].isalpha() else ""  # Latin words keep their space
        parts.append(line + (between if goes_on else "\n"))
    return "".join(parts).strip()
