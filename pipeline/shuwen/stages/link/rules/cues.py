"""The cue words of models/lexicons/cues.toml and indicators.toml, compiled longest first. Nothing here reads a document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from shuwen.resources import lexicon

SOFT = "了 约 近 将近 接近 大约 约为 超过 超 逾 突破 高达 多达 达到 达 为 是 近乎 至少 不少于 不低于 不超过 最高 最多 仅 仅为 只 就 均 各 分别 都 则 也 还 又 大幅 小幅 微幅 明显 显著 实际 累计 平均 共 的 在 不到 不足 再 同口径 可望 估 预计 净 名义 左右 可 将 达致 只有 已 亦 幅度"


def alternation(words: Iterable[str]) -> str:
    """A regex alternation, longest word first, so that 增长到 wins over 增长."""
    return "|".join(sorted((re.escape(word) for word in set(words)), key=lambda word: (-len(word), word)))


class Cues(msgspec.Struct, frozen=True, kw_only=True):
    """Compiled patterns; the end-anchored ones look at the phrase before a figure."""

    change: re.Pattern[str]
    change_noun: re.Pattern[str]
    against: re.Pattern[str]
    gap: re.Pattern[str]
    share: re.Pattern[str]
    share_noun: re.Pattern[str]
    plan_share: re.Pattern[str]
    multiple: re.Pattern[str]
    base: re.Pattern[str]
    reach_end: re.Pattern[str]
    opener: re.Pattern[str]
    generic_end: re.Pattern[str]
    reducing: re.Pattern[str]
    ups: frozenset[str]
    downs: frozenset[str]
    heads: tuple[str, ...]
    head_end: re.Pattern[str]
    longest_head: int
    dependent: frozenset[str]
    rates: frozenset[str]
    levels: frozenset[str]
    completed: dict[str, str]
    nominal: dict[str, str]
    deed_start: re.Pattern[str]
    deeds: frozenset[str]
    planned: re.Pattern[str]
    forecast: re.Pattern[str]
    done: re.Pattern[str]


@cache
def cues() -> Cues:
    """The compiled lexicons, loaded at first use."""
    words, names = lexicon("cues"), lexicon("indicators")
    soft = f"(?:{alternation(SOFT.split())})*"
    up, down = words["up"], words["down"]
    moves = alternation(up + down)
    nouns = alternation(words["up_nouns"] + words["down_nouns"])
    more, less = "高于|高出|高|快于|快|多于|多|超出|超过|超|领先|好于|大于|优于|强于", "低于|低|慢于|慢|少于|少|落后于|落后|小于|不及"
    return Cues(
        change=re.compile(rf"(?P<verb>{moves}){soft}$"),
        change_noun=re.compile(rf"(?P<verb>{nouns})(?:{soft}|(?:{alternation(words['reach'])})*)$"),
        against=re.compile(
            rf"(?P<than>(?:(?<![环同占对按])比(?![例重率值较如])|(?<!比)较|与|相比于|相较于|相较|(?<![不相])同(?![样时比期口类步年])|对比)(?P<other>[^，,；;。]{{1,24}}?)(?:相比|来)?)(?:同期|水平)?"
            rf"(?P<adverb>大幅|小幅|微幅|略|实际|也|均|都|分别|各|再|又|还|已|共|平均|累计|净|显著|明显)*(?P<verb>{more}|{less}|{moves}){soft}$"
        ),
        gap=re.compile(rf"(?P<verb>{more}|{less})(?P<other>[^，,；;。]{{1,24}}?)(?:约|近|了|为|达|平均|整整|足足)*$"),
        share=re.compile(rf"(?:占到|占据|占|佔)(?P<whole>[^，,；;。]{{0,30}}?)(?P<noun>的?(?:比重|比例|比率|份额|总量的比重))?的?(?P<reach>{alternation(words['reach'])}|提高到|提升到|上升到|升至|的|均|各|分别|由|从|已|将|超|比重|比例)*$"),
        share_noun=re.compile(rf"(?:占比|比重|份额|市占率){soft}$"),
        plan_share=re.compile(rf"(?:完成|达到|达|为|实现|占|是)(?P<whole>[^，,；;。]{{0,20}}?(?:{alternation(words['plan_words'])})(?:[（(][^）)]{{0,20}}[）)])?)的?{soft}$"),
        multiple=re.compile(r"(?:(?<!调整)(?<!提高)[是为]|相当于|达到|达|提高到|提高至|不低于|不高于|不超过|按)(?P<whole>[^，,；;。]{1,24}?)的(?:约|近|超过|超|将近|逾)*$"),
        base=re.compile(rf"(?:由(?![于此])|从(?![业事而])|(?<![来各独亲])自(?![主动治有行身然我结产营驾]))(?P<from>[^，,；;。]{{0,30}}?){soft}$"),
        reach_end=re.compile(rf"(?:{alternation(words['reach'])})+$"),
        opener=re.compile(rf"(?:{alternation(words['openers'])})"),
        generic_end=re.compile(rf"(?:{alternation(words['generic'])})+$"),
        reducing=re.compile(rf"(?:{alternation(words['reducing'])})"),
        ups=frozenset(up) | frozenset(words["up_nouns"]) | frozenset(more.split("|")),
        downs=frozenset(down) | frozenset(words["down_nouns"]) | frozenset(less.split("|")),
        heads=tuple(sorted(set(names["heads"]), key=len, reverse=True)),
        head_end=re.compile(rf"(?:{alternation(names['heads'])})$"),
        longest_head=max(map(len, names["heads"])),
        dependent=frozenset(names["dependent"]),
        rates=frozenset(names["rates"]),
        levels=frozenset(names["levels"]),
        completed=names["completed"],
        nominal=names["nominal"],
        deed_start=re.compile(rf"(?:{alternation(words['deeds'])})"),
        deeds=frozenset(words["deeds"]),
        planned=re.compile(alternation(words["planned"])),
        forecast=re.compile(alternation(words["forecast"])),
        done=re.compile(alternation(words["done"])),
    )
