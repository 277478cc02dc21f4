"""Conversion between scripts and regions by OpenCC's dictionaries, matched leftmost-longest, as OpenCC itself does.

The dictionaries are those of opencc-python-reimplemented, read as files (the package's own converter is slower and matches
the longest phrase anywhere first), brought up to date by models/conversion. The protective lexicon
(models/lexicons/protected_names.toml) adds what they get wrong.
"""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from shuwen.errors import ResourceError, ShuwenError
from shuwen.lang.words import cut_words
from shuwen.resources import lexicon, model_path

_FEW = 300  # single characters of a step, of which a text has so few that finding them beats looking at each


class Ambiguity(msgspec.Struct, frozen=True, kw_only=True):
    """A character that may be converted in several ways: text[start:end], what was `chosen`, and all `candidates`.

    `start` and `end` are half-open code points into the text that was given. The likeliest candidate comes first.
    """

    start: int
    end: int
    text: str
    chosen: str
    candidates: tuple[str, ...]


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """A converted `text`, and where it might be another, in reading order; what a phrase decides is not ambiguous."""

    text: str
    ambiguous: tuple[Ambiguity, ...]


class _Traced(NamedTuple):
    """A character on its way through the steps: where it came from, and what else it might be by now."""

    text: str
    start: int
    end: int
    candidates: tuple[str, ...] = ()


class Step(NamedTuple):
    """One pass over a text: single characters, the phrases that outrank them, and their lengths by first character.

    `pairs` are the first two characters of the phrases: few that begin with a head go on like any phrase. `singles`
    finds the characters where they are so few that a text has few of them; `table` is for `str.translate`. `choices` are
    the characters with several conversions.
    """

    characters: dict[str, str]
    phrases: dict[str, str]
    lengths: dict[str, tuple[int, ...]]
    heads: re.Pattern[str]
    singles: re.Pattern[str] | None
    table: dict[int, str]
    pairs: frozenset[str]
    choices: dict[str, tuple[str, ...]]


def convert(text: str, config: str = "t2s") -> str:
    """Convert `text` between scripts; `config` names an OpenCC conversion such as t2s, tw2s, hk2s, s2t, s2tw or tw2sp.

    The conversions that end in p exchange words too and may change the length; the others never do. From simplified
    characters no phrase is taken that begins in one word and ends in another (石头|发热 holds no 头发). Raises
    `ShuwenError` naming the known conversions for an unknown one, `ResourceError` where the dictionaries are missing.
    """
    ends = _word_ends(text, config)
    for step in chain(config, protect=True, exact=False):
        text, ends = apply(step, text, ends), None
    return text


def convert_with_alternatives(text: str, config: str = "t2s") -> Converted:
    """As `convert`, with every character that the dictionaries give several conversions and no phrase decides."""
    ends = _word_ends(text, config)
    traced = [_Traced(character, at, at + 1) for at, character in enumerate(text)]
    for step in chain(config, protect=True, exact=False):
        traced, ends = list(_trace(step, traced, ends)), None
    found = (
        Ambiguity(start=one.start, end=one.end, text=text[one.start : one.end], chosen=one.text, candidates=one.candidates)
        for one in traced
        if len(one.candidates) > 1
    )
    return Converted(text="".join(one.text for one in traced), ambiguous=tuple(found))


def apply(step: Step, text: str, ends: frozenset[int] | None = None) -> str:
    """Convert single characters, but give phrases, leftmost and longest first, their own conversion.

    Where `ends`, the ends of the words, are given, no phrase begins in one word and ends in another.
    """
    pieces: list[str] = []
    done = 0
    for start, end, phrase in _phrases(step, text, ends):
        pieces += (_single(step, text[done:start]), phrase)
        done = end
    pieces.append(_single(step, text[done:]))
    return "".join(pieces)


def _phrases(step: Step, text: str, ends: frozenset[int] | None) -> Iterator[tuple[int, int, str]]:
    """The phrases in `text`, leftmost and longest first: where each begins and ends, and its conversion."""
    done = 0
    for head in step.heads.finditer(text):
        start = head.start()
        if start < done or text[start : start + 2] not in step.pairs:
            continue
        for length in step.lengths[head.group()]:
            phrase = step.phrases.get(text[start : start + length])
            if phrase is not None and (ends is None or _whole(start, start + length, ends)):
                done = start + length
                yield start, done, phrase
                break


def _whole(start: int, end: int, ends: frozenset[int]) -> bool:
    """Whether text[start:end] lies in one word or is made of whole ones."""
    if start in ends and end in ends:
        return True
    return ends.isdisjoint(range(start + 1, end))


def _word_ends(text: str, config: str) -> frozenset[int] | None:
    """Where words end, for the conversions of simplified characters, whose dictionaries know none."""
    if not config.startswith("s2"):
        return None
    return frozenset((0, *(word.end for word in cut_words(text, 0, len(text)))))


def _trace(step: Step, traced: Sequence[_Traced], ends: frozenset[int] | None) -> Iterator[_Traced]:
    """One step for `convert_with_alternatives`: what `apply` gives, each character with its place and alternatives."""
    text = "".join(one.text for one in traced)
    places = [one for one in traced for _ in one.text]  # of each character of the text as it is by now
    done = 0
    for start, end, phrase in _phrases(step, text, ends):
        yield from (_alternatives(step, one) for one in places[done:start])
        yield from _spread(phrase, places[start:end])
        done = end
    yield from (_alternatives(step, one) for one in places[done:])


def _alternatives(step: Step, one: _Traced) -> _Traced:
    candidates = one.candidates or step.choices.get(one.text, ())
    if one.candidates:
        candidates = tuple(dict.fromkeys(step.characters.get(other, other) for other in candidates))
    return one._replace(text=_single(step, one.text), candidates=candidates)


def _spread(phrase: str, places: Sequence[_Traced]) -> Iterator[_Traced]:
    """The characters of a converted phrase, each with its place where the length is kept, else all with the whole one."""
    if len(phrase) == len(places):
        yield from (_Traced(character, one.start, one.end) for character, one in zip(phrase, places, strict=True))
    elif phrase:
        yield _Traced(phrase, places[0].start, places[-1].end)


def _single(step: Step, text: str) -> str:
    """Convert single characters."""
    if step.singles is not None:
        return step.singles.sub(lambda found: step.characters[found.group()], text)
    return text.translate(step.table)


@cache
def chain(config: str, protect: bool, exact: bool) -> tuple[Step, ...]:
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


def _step(files: list[str], guard: Mapping[str, Mapping[str, str]], *, last: bool, exact: bool) -> Step:
    """One pass. What the lexicon protects passes untouched until the last pass, which gives it its final form."""
    rows: dict[str, str] = {}
    choices: dict[str, tuple[str, ...]] = {}
    for name in reversed(files):
        rows |= table(name)
        choices |= {key: tuple(values.split(" ")) for key, values in _conversions(name).items() if len(key) == 1}
    for section in guard.values():
        rows |= section if last else {key: key for key in section}
        choices |= {key: (rows[key],) for key in section}
    phrases = {key: value for key, value in rows.items() if len(key) > 1 and (not exact or len(key) == len(value))}
    characters = {key: value for key, value in rows.items() if len(key) == 1 and key != value}
    lengths: dict[str, set[int]] = {}
    for key in phrases:
        lengths.setdefault(key[0], set()).add(len(key))
    return Step(
        characters=characters,
        phrases=phrases,
        lengths={head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()},
        heads=_any_of(lengths),
        singles=_any_of(characters) if len(characters) < _FEW else None,
        table=str.maketrans(characters),
        pairs=frozenset(key[:2] for key in phrases),
        choices={key: values for key, values in choices.items() if len(values) > 1},
    )


def _any_of(characters: Iterable[str]) -> re.Pattern[str]:
    """A pattern for one of the characters; for none of them one that never matches."""
    found = re.escape("".join(characters))
    return re.compile(f"[{found}]" if found else "(?!)")


@cache
def table(name: str) -> dict[str, str]:
    """One dictionary; where a key has several conversions, the first."""
    return {key: values.split(" ")[0] for key, values in _conversions(name).items()}


@cache
def _conversions(name: str) -> dict[str, str]:
    """One dictionary, brought up to date by models/conversion: key -> conversions, the likeliest first, spaces between."""
    rows = dict(package_table(name))
    if name in _updated():
        for line in model_path("conversion", f"{name[:-4]}.tsv").read_text(encoding="utf-8").splitlines():
            key, _, values = line.partition("\t")
            rows[key] = values
    return {key: values for key, values in rows.items() if values}


def package_table(name: str) -> dict[str, str]:
    """One dictionary file of opencc-python-reimplemented as it is: key -> conversions, the likeliest first, spaces between."""
    try:
        lines = (_opencc() / "dictionary" / name).read_text(encoding="utf-8").splitlines()
        return dict(line.split("\t", 1) for line in lines if line.strip())
    except (OSError, ValueError) as error:
        raise ResourceError(f"the OpenCC dictionary {name} can't be read: {error}; {_REINSTALL}") from error


@cache
def _updated() -> frozenset[str]:
    return frozenset(f"{path.stem}.txt" for path in model_path("conversion").glob("*.tsv"))


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
