"""From traditional to simplified characters, one code point for one, so that every offset stays as it was.

Which lines are traditional is told by the characters that only one script has; the dictionaries are lang/conversion's.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from functools import cache

from shuwen.document import Document
from shuwen.errors import ResourceError
from shuwen.lang.conversion import apply, chain, table
from shuwen.records import Region, Script

# Up to this share of characters of the other script a text still counts as written in one.
STRAY = 0.05

_REGION_CONFIG: Mapping[Region, str] = {"CN": "t2s", "TW": "tw2s", "HK": "hk2s"}

_LINES = re.compile(r"[^\r\n]*[\r\n]*")

_FULLWIDTH = "".join(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_FOLD = {ord(char): ord(char) - 0xFEE0 for char in _FULLWIDTH + "％＋"} | {0xFE6A: ord("%")}  # ﹪, the small form
# These are punctuation elsewhere, so they are folded only as part of a number: 3．26, -0．7, 2，182.
_ANY_FULLWIDTH = re.compile("[\ufe6a\uff05\uff0b\uff10-\uff5a]")
_FOLD_IN_NUMBER = re.compile(
    r"""
    [．－，] (?=[0-9])
    (?: (?<=[0-9]．)
      | (?<![0-9A-Za-z]－) (?<=－)
      | (?<=[0-9]，) (?= [0-9]{3} (?![0-9]) )
    )
    """,
    re.VERBOSE,
)
_HALF_MARK = {"．": ".", "－": "-", "，": ","}
# A comma groups thousands only after one to three digits, which a look-behind can't count.
_LONG_HEAD = re.compile(r"[0-9]{4,}(?:，[0-9]{3})+")


def convert_document(document: Document) -> Document:
    """Set `text`, simplified with full-width figures folded and as long as the original, `headline` and `script`.

    Of a simplified article only what can't be simplified writing changes, a stray 縣, so that one place has one name; of
    a mixed one only the lines that hold traditional characters do. What the article wrote stays in `Document.article`.
    """
    original = document.article.text
    script = detect_script(original)
    settings = document.config.convert
    to_simplified = _simplifier(document.article.region, settings.traditional, settings.protect, script)
    text = fold(to_simplified(original) if script == "hant" else _by_line(original, script, to_simplified))
    if len(text) != len(original):  # never seen; a wrong offset would spoil every record in silence
        raise ResourceError(f"conversion changed the length from {len(original)} to {len(text)}: dictionaries damaged")
    title = document.title or ""
    headline = to_simplified(title) if script == "hant" else _by_line(title, script, to_simplified)
    return document.evolve(text=text, headline=fold(headline), script=script)


def detect_script(text: str) -> Script:
    """Which script `text` is in, told by the characters that only one of the two has; hans where none occurs."""
    traditional, simplified = _evidence(text)
    if traditional <= STRAY * (traditional + simplified):
        return "hans"
    return "hant" if simplified <= STRAY * (traditional + simplified) else "mixed"


def fold(text: str) -> str:
    """Full-width digits, letters, ％ and ＋ made half-width, and ． － ， too inside numbers; the length stays."""
    if _ANY_FULLWIDTH.search(text):
        text = text.translate(_FOLD)
    if "．" not in text and "，" not in text and "－" not in text:
        return text
    if not _FOLD_IN_NUMBER.search(text):
        return text
    kept = {at for found in _LONG_HEAD.finditer(text) for at in range(found.start(), found.end())}
    return _FOLD_IN_NUMBER.sub(lambda m: m.group() if m.start() in kept else _HALF_MARK[m.group()], text)


def _simplifier(region: Region, chosen: str, protect: bool, script: Script) -> Callable[[str], str]:
    """The length-keeping conversion to simplified; a region's own only where the text is surely traditional."""
    config = _REGION_CONFIG[region] if chosen == "auto" else chosen
    steps = chain(config if script == "hant" else "t2s", protect, exact=True)

    def to_simplified(text: str) -> str:
        for step in steps:
            text = apply(step, text)
        return text

    return to_simplified


def _by_line(text: str, script: Script, to_simplified: Callable[[str], str]) -> str:
    """Convert the traditional lines alone: in a simplified article those mostly traditional, else those with any.

    In a line of a simplified article that only strays into traditional writing, the stray characters alone change: its
    著 and 后 are simplified, so the phrases and regions of a conversion have no say there.
    """
    if not _evidence(text)[0]:
        return text
    pieces = []
    for line in _LINES.findall(text):
        traditional, simplified = _evidence(line)
        if traditional > (simplified if script == "hans" else 0):
            pieces.append(to_simplified(line))
        else:
            pieces.append(line.translate(_strays()) if traditional else line)
    return "".join(pieces)


def _evidence(text: str) -> tuple[int, int]:
    """How many characters are only traditional, and only simplified."""
    traditional, simplified = _telling_patterns()
    try:
        text.encode("gb2312", "shuwen.simplified")
        return 0, 1  # no character that only traditional writing has is in this charset
    except UnicodeEncodeError:
        pass
    return len(traditional.findall(text)), len(simplified.findall(text))


@cache
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that only one script has: convertible, and not in the other script's charset."""
    to_simplified, to_traditional = table("TSCharacters.txt"), table("STCharacters.txt")
    return (
        frozenset(key for key, value in to_simplified.items() if key != value and not _in_charset(key, "gb2312")),
        frozenset(key for key, value in to_traditional.items() if key != value and not _in_charset(key, "big5")),
    )


@cache
def _telling_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The same characters as patterns, which count them faster than a tally of all.

    Those beyond the basic plane, which tell next to nothing, are left out: with them the pattern would be a slow list.
    """
    traditional, simplified = ("".join(one for one in sorted(characters) if one <= "\uffff") for characters in _telling())
    return re.compile(f"[{traditional}]"), re.compile(f"[{simplified}]")


@cache
def _strays() -> dict[int, str]:
    """The characters that only traditional writing has -> their simplified ones."""
    to_simplified = table("TSCharacters.txt")
    return {ord(character): to_simplified[character] for character in _telling()[0]}


def _pass_neutral(error: UnicodeError) -> tuple[str, int]:
    """Let pass what the charset lacks, but no character that only traditional writing has."""
    if isinstance(error, UnicodeEncodeError) and _telling()[0].isdisjoint(error.object[error.start : error.end]):
        return "", error.end
    raise error


codecs.register_error("shuwen.simplified", _pass_neutral)


def _in_charset(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


