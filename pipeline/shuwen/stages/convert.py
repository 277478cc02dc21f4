"""From traditional to simplified characters, one code point for one, so that every offset stays as it was.

The dictionaries are those of opencc-python-reimplemented, read as files and matched leftmost-longest, as OpenCC itself
does; the package's own converter is slower and matches the longest phrase anywhere first. The protective lexicon
(models/lexicons/protected_names.toml) adds what the dictionaries get wrong.
"""

from __future__ import annotations

import codecs
import importlib.util
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shuwen.document import Document
from shuwen.errors import ResourceError, ShuwenError
from shuwen.records import Region, Script
from shuwen.resources import lexicon

# Up to this share of characters of the other script a text still counts as written in one.
STRAY = 0.05
_FEW = 300  # single characters of a step, of which a text has so few that finding them beats looking at each

_REGION_CONFIG: Mapping[Region, str] = {"CN": "t2s", "TW": "tw2s", "HK": "hk2s"}

_LINES = re.compile(r"[^\r\n]*[\r\n]*")

_FULLWIDTH = "".join(chr(code) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
_FOLD = {ord(char): ord(char) - 0xFEE0 for char in _FULLWIDTH + "％＋"}
# These are punctuation elsewhere, so they are folded only as part of a number: 3．26, -0．7, 2，182.
_ANY_FULLWIDTH = re.compile("[\uff05\uff0b\uff10-\uff5a]")
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


class _Step(NamedTuple):
    """One pass over a text: single characters, the phrases that outrank them, and their lengths by first character.

    `pairs` are the first two characters of the phrases: few that begin with a head go on like any phrase. `singles`
    finds the characters where they are so few that a text has few of them; `table` is for `str.translate`.
    """

    characters: dict[str, str]
    phrases: dict[str, str]
    lengths: dict[str, tuple[int, ...]]
    heads: re.Pattern[str]
    singles: re.Pattern[str] | None
    table: dict[int, str]
    pairs: frozenset[str]


def convert(text: str, config: str = "t2s") -> str:
    """Convert `text` between scripts; `config` names an OpenCC conversion such as t2s, tw2s, hk2s, s2t, s2tw or tw2sp.

    The conversions that end in p exchange words too and may change the length; the others never do. Raises
    `ShuwenError` naming the known conversions for an unknown one, `ResourceError` where the dictionaries are missing.
    """
    for step in _chain(config, protect=True, exact=False):
        text = _apply(step, text)
    return text


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
    steps = _chain(config if script == "hant" else "t2s", protect, exact=True)

    def to_simplified(text: str) -> str:
        for step in steps:
            text = _apply(step, text)
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
    to_simplified, to_traditional = _table("TSCharacters.txt"), _table("STCharacters.txt")
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
    table = _table("TSCharacters.txt")
    return {ord(character): table[character] for character in _telling()[0]}


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


def _apply(step: _Step, text: str) -> str:
    """Convert single characters, but give phrases, leftmost and longest first, their own conversion."""
    pieces: list[str] = []
    done = 0
    for head in step.heads.finditer(text):
        start = head.start()
        if start < done or text[start : start + 2] not in step.pairs:
            continue
        for length in step.lengths[head.group()]:
            phrase = step.phrases.get(text[start : start + length])
            if phrase is not None:
                pieces += (_single(step, text[done:start]), phrase)
                done = start + length
                break
    pieces.append(_single(step, text[done:]))
    return "".join(pieces)


def _single(step: _Step, text: str) -> str:
    """Convert single characters."""
    if step.singles is not None:
        return step.singles.sub(lambda found: step.characters[found.group()], text)
    return text.translate(step.table)


@cache
def _chain(config: str, protect: bool, exact: bool) -> tuple[_Step, ...]:
    """The passes of a conversion. `exact` leaves out the phrases that would change the length."""
    known = sorted(path.stem for path in (_opencc() / "config").glob("*.json"))
    if config not in known:
        raise ShuwenError(f"unknown conversion {config!r}; known: {', '.join(known)}")
    settings = json.loads((_opencc() / "config" / f"{config}.json").read_text(encoding="utf-8"))
    links = [_files(link["dict"]) for link in settings["conversion_chain"]]
    guard = lexicon("protected_names") if protect and config.endswith(("2s", "2sp")) else {}
    return tuple(_step(files, guard, last=number == len(links), exact=exact) for number, files in enumerate(links, 1))


def _files(node: Mapping[str, Any]) -> list[str]:
    """The dictionary files of one link of a chain, first come first served."""
    if node["type"] == "group":
        return [name for inner in node["dicts"] for name in _files(inner)]
    return [node["file"]]


def _step(files: list[str], guard: Mapping[str, Mapping[str, str]], *, last: bool, exact: bool) -> _Step:
    """One pass. What the lexicon protects passes untouched until the last pass, which gives it its final form."""
    table: dict[str, str] = {}
    for name in reversed(files):
        table |= _table(name)
    for section in guard.values():
        table |= section if last else {key: key for key in section}
    phrases = {key: value for key, value in table.items() if len(key) > 1 and (not exact or len(key) == len(value))}
    characters = {key: value for key, value in table.items() if len(key) == 1 and key != value}
    lengths: dict[str, set[int]] = {}
    for key in phrases:
        lengths.setdefault(key[0], set()).add(len(key))
    return _Step(
        characters=characters,
        table=str.maketrans(characters),
        singles=re.compile(f"[{re.escape(''.join(characters))}]" if characters else "(?!)") if len(characters) < _FEW else None,
        phrases=phrases,
        lengths={head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()},
        heads=re.compile(f"[{re.escape(''.join(lengths))}]" if lengths else "(?!)"),
        pairs=frozenset(key[:2] for key in phrases),
    )


@cache
def _table(name: str) -> dict[str, str]:
    """One dictionary file; where a key has several conversions, the first."""
    try:
        lines = (_opencc() / "dictionary" / name).read_text(encoding="utf-8").splitlines()
        return {key: values.split(" ")[0] for key, values in (line.split("\t") for line in lines if line.strip())}
    except (OSError, ValueError) as error:
        raise ResourceError(f"the OpenCC dictionary {name} can't be read: {error}; {_REINSTALL}") from error


_REINSTALL = (
    "another package named opencc may lie over ours: "
    "pip uninstall -y opencc opencc-python-reimplemented && pip install opencc-python-reimplemented"
)


@cache
def _opencc() -> Path:
    """The folder of opencc-python-reimplemented, found without importing it: `opencc` may be another package's."""
    spec = importlib.util.find_spec("opencc")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place)
        if (folder / "dictionary" / "TSCharacters.txt").is_file() and (folder / "config" / "t2s.json").is_file():
            return folder
    raise ResourceError(f"the dictionaries of opencc-python-reimplemented are missing; {_REINSTALL}")
