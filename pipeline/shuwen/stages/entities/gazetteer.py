"""China's divisions by name: which place a string names, its code and its level; and where places stand in a text.

A name may be full (驻马店市), short (驻马店) or former (驻马店地区). Codes are those of models/gazetteer; `100000` is
the whole country, and a place abroad or a group of provinces has none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from shuwen.errors import ResourceError
from shuwen.resources import lexicon, model_path

COUNTRY = "100000"

#: What everybody calls them, on both sides of the border.
_USUAL = {"710000": "台湾", "810000": "香港", "820000": "澳门"}

_PEOPLES = "|".join(
    "壮族 回族 藏族 彝族 苗族 土家族 侗族 布依族 朝鲜族 蒙古族? 哈萨克族? 柯尔克孜 傣族 景颇族 傈僳族 "
    "白族 哈尼族 羌族 维吾尔 满族 瑶族 畲族 黎族 水族 仡佬族 土族 撒拉族 东乡族 保安族 裕固族 达斡尔族 "
    "鄂温克族 鄂伦春 锡伯 塔吉克 纳西族 拉祜族 佤族 布朗族 独龙族 怒族 普米族 毛南族 仫佬族 各族".split()
)
_AUTONOMOUS = re.compile(rf"^(..+?)(?:{_PEOPLES})*自治([区州县旗])$")
_SUFFIX = re.compile(r"^(..+?)(?:特别行政区|地区|新区|省|市|县|区|盟|旗|州)$")
_COUNTY_SHORT = 3  # a county's short name stands alone only from this length on
# A name's last character may begin the next word instead: 河北|区域, 郑州|市场.
_NEXT_WORD = {"区": "域间位别块划段", "市": "场值况价盈直", "县": "域", "州": "际", "旗": "帜舰", "盟": "国友"}


class Region(NamedTuple):
    """A place: full name, six-digit code (empty where several places bear the name), and whether it is no more."""

    name: str
    code: str
    former: bool = False


class Match(NamedTuple):
    """A place's name at [start, end) of a text; `name` and `code` as in Region. `short`: written without its suffix."""

    start: int
    end: int
    name: str
    code: str
    short: bool = False


class _Index(NamedTuple):
    """`full` and `short`: name -> the places it may mean, likeliest first.

    `heads`: first two characters -> the names that open with them, longest first, as a scan needs them.
    """

    full: dict[str, tuple[Region, ...]]
    short: dict[str, tuple[Region, ...]]
    heads: dict[str, tuple[str, ...]]


def region_level(code: str) -> str:
    """country, province, prefecture, county or town by the form of a code; empty for no code."""
    if not code:
        return ""
    if code == COUNTRY:
        return "country"
    if len(code) > 6:
        return "town"
    if code.endswith("0000"):
        return "province"
    # Hong Kong's, Macau's and Taiwan's divisions lie right below the top.
    return "prefecture" if code.endswith("00") and not code.startswith(("81", "82")) else "county"


def short_name(name: str) -> str:
    """A division's name without what says its kind: 河南省 -> 河南, 恩施土家族苗族自治州 -> 恩施."""
    for pattern in (_AUTONOMOUS, _SUFFIX):
        if match := pattern.match(name):
            return match[1]
    return name


def resolve_region(name: str, near: str = "") -> tuple[str, str] | None:
    """The full name and code that a region's name stands for, or None: 西藏 -> (西藏自治区, 540000).

    Where several places bear the name, `near`, the code of a place that the text speaks of, decides; without it the
    one of the highest level is taken if there is but one, and otherwise the code is empty.
    """
    index, words = _index(), lexicon("regions")
    if name in words["country"]:
        return "全国", COUNTRY
    name = words["aliases"].get(name, name)
    places = index.full.get(name) or index.short.get(name) or ()
    if not places:
        return (name, "") if name in _elsewhere() else None
    chosen = _choose(places, near)
    return _USUAL.get(chosen.code, chosen.name), chosen.code


def candidates(name: str) -> tuple[Region, ...]:
    """All divisions that a full or short name may mean, likeliest first."""
    index = _index()
    return index.full.get(name) or index.short.get(name) or ()


def regions_in(text: str, near: str = "", accept: Callable[[Match], bool] = lambda _: True) -> list[Match]:
    """Every place named in simplified `text`, in order, longest names first, none overlapping.

    Full names, short names of provinces and prefectures, and of counties from three characters on; countries, groups
    of provinces and words for the whole country. No word boundaries are known here: `blockers` of the lexicon keep
    the commonest false ones out, and `accept` may refuse a match.
    """
    heads, blockers = _index().heads, _blockers()
    found: list[Match] = []
    at = 0
    for head in _openers().finditer(text):
        if head.start() < at:
            continue
        at = head.start()
        names = heads.get(text[at : at + 2])
        if names is None:
            continue
        name = next((name for name in names if text.startswith(name, at)), "") if names else ""
        if name in blockers:
            at += len(name) - 1  # its last character may open a name: 其中山|东
            continue
        name = name and _cut_back(text, at, name)
        match = _match(at, name, near) if name else None
        if match and _is_doubtful(text, match, found[-1] if found else None):
            match = None
        if match is None or not accept(match):
            at += 1
            continue
        found.append(match)
        at = match.end
    return found


@cache
def _openers() -> re.Pattern[str]:
    """A character that opens a name, and what may follow it: the two sets, not the pairs."""
    heads = _index().heads
    first = "".join(sorted({head[0] for head in heads}))
    second = "".join(sorted({head[1] for head in heads}))
    return re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])")


def _cut_back(text: str, at: int, name: str) -> str:
    """`name`, or the shorter one in it where its last character belongs to the next word; else empty."""
    after = text[at + len(name) : at + len(name) + 1]
    if after and after in _NEXT_WORD.get(name[-1], ""):
        name = name[:-1]
        return name if name in _index().heads.get(name[:2], ()) else ""
    return name


def _match(at: int, name: str, near: str) -> Match | None:
    end = at + len(name)
    resolved = resolve_region(name, near)
    if resolved is None:
        return None
    return Match(at, end, *resolved, short=resolved[0] != name)


def _is_doubtful(text: str, match: Match, before: Match | None) -> bool:
    """Whether any word may end in the first character of a two-character county (和县, 成县).

    It is believed at the start of a run of characters, after 在, and right after the place that it lies in.
    """
    if match.end - match.start > 2 or match.short or text[match.end - 1] not in "县市区":
        return False
    if before and before.end == match.start and before.code and match.code[:2] == before.code[:2]:
        return False
    return match.start > 0 and "一" <= text[match.start - 1] <= "鿿" and text[match.start - 1] != "在"


def _choose(places: tuple[Region, ...], near: str) -> Region:
    first = places[0]
    if region_level(first.code) == "province":
        return first
    for length in (6, 4, 2):
        inside = [region for region in places if near and region.code[:length] == near[:length]]
        if inside:
            return inside[0]
    rivals = [r for r in places if r.former == first.former and region_level(r.code) == region_level(first.code)]
    return first if len(rivals) == 1 else first._replace(code="")


@cache
def _elsewhere() -> frozenset[str]:
    return frozenset(name for names in lexicon("regions")["wider"].values() for name in names)


@cache
def _blockers() -> frozenset[str]:
    return frozenset(lexicon("regions")["blockers"])


def _divisions() -> Iterator[Region]:
    path = model_path("gazetteer", "divisions.tsv")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            code, name, last_year = line.split("\t")
        except ValueError as error:
            raise ResourceError(f"{path}, line {number}: not three columns") from error
        yield Region(name, code, bool(last_year))


@cache
def _index() -> _Index:
    full: defaultdict[str, list[Region]] = defaultdict(list)
    short: defaultdict[str, list[Region]] = defaultdict(list)
    for region in _divisions():
        full[region.name].append(region)
        for alias in _aliases(region.name):
            short[alias].append(region)
    ranked = {name: tuple(sorted(places, key=_rank)) for name, places in full.items()}
    aliases = {name: tuple(sorted(places, key=_rank)) for name, places in short.items()}
    return _Index(ranked, aliases, _heads(ranked, aliases))


def _aliases(name: str) -> Iterator[str]:
    brief = short_name(name)
    if brief != name:
        yield brief
        if match := _AUTONOMOUS.match(name):
            yield brief + match[2]


def _rank(region: Region) -> tuple[bool, int, str]:
    order = ("province", "prefecture", "county")
    return region.former, order.index(region_level(region.code)), region.code


def _heads(full: dict[str, tuple[Region, ...]], short: dict[str, tuple[Region, ...]]) -> dict[str, tuple[str, ...]]:
    words = lexicon("regions")
    not_alone = set(words["not_alone"])
    names = set(full) | set(words["blockers"]) | set(words["country"]) | set(words["aliases"]) | _elsewhere()
    names |= {name for name, places in short.items() if name not in not_alone and _stands_alone(name, places[0])}
    by_head: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        by_head[name[:2]].append(name)
    return {head: tuple(sorted(group, key=lambda name: (-len(name), name))) for head, group in by_head.items()}


def _stands_alone(name: str, region: Region) -> bool:
    if name[-1] in "区州县旗" and len(name) > 2:  # 恭城县 for 恭城瑶族自治县
        return True
    return not region.former and (region_level(region.code) != "county" or len(name) >= _COUNTY_SHORT)
