"""The words of models/lexicons that the first rules look for, compiled longest first. Nothing here reads a document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from shuwen.resources import lexicon

#: A lexicon: lists of words by name.
Words = dict[str, Any]


def alternation(words: Iterable[str]) -> str:
    """A regex alternation, longest word first, so that 增长到 wins over 增长."""
    return "|".join(sorted((re.escape(word) for word in set(words)), key=lambda word: (-len(word), word)))


def listed(table: str, *names: str) -> str:
    """An alternation of the words of lists of a table in models/lexicons/first_rules.toml."""
    lists = lexicon("first_rules")[table]
    return alternation(word for name in names for word in lists[name])


@cache
def word_set(table: str, name: str) -> frozenset[str]:
    """The words of one of those lists."""
    return frozenset(lexicon("first_rules")[table][name])


_MULTIPLE = re.compile(
    r"""(?:(?<!调整)(?<!提高)[是为]|相当于|达到|达|提高到|提高至|不低于|不高于|不超过|按)
        (?P<whole>[^，,；;。]{1,24}?)的(?:约|近|超过|超|将近|逾)*$""",
    re.VERBOSE,
)


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
    soft = f"(?:{alternation(words['soft'])})*"
    up, down = words["up"], words["down"]
    moves = alternation(up + down)
    apart = alternation(words["more"]) + "|" + alternation(words["less"])
    return Cues(
        change=re.compile(rf"(?P<verb>{moves}){soft}$"),
        change_noun=_change_noun(words, soft),
        against=_against(words, f"{apart}|{moves}", soft),
        gap=re.compile(rf"(?P<verb>{apart})(?P<other>[^，,；;。]{{1,24}}?)(?:约|近|了|为|达|平均|整整|足足)*$"),
        share=_share(words),
        share_noun=re.compile(rf"(?:占比|比重|份额|市占率){soft}$"),
        plan_share=_plan_share(words, soft),
        multiple=_MULTIPLE,
        base=_base(soft),
        reach_end=re.compile(rf"(?:{alternation(words['reach'])})+$"),
        opener=re.compile(rf"(?:{alternation(words['openers'])})"),
        generic_end=re.compile(rf"(?:{alternation(words['generic'])})+$"),
        reducing=re.compile(rf"(?:{alternation(words['reducing'])})"),
        ups=frozenset(up) | frozenset(words["up_nouns"]) | frozenset(words["more"]),
        downs=frozenset(down) | frozenset(words["down_nouns"]) | frozenset(words["less"]),
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


def _change_noun(words: Words, soft: str) -> re.Pattern[str]:
    """增速为…: a noun that carries a movement."""
    nouns = alternation(words["up_nouns"] + words["down_nouns"])
    return re.compile(rf"(?P<verb>{nouns})(?:{soft}|(?:{alternation(words['reach'])})*)$")


def _against(words: Words, verbs: str, soft: str) -> re.Pattern[str]:
    """比上年同期大幅增长…: a movement or a gap, and what it is measured against."""
    than = (
        r"(?<![环同占对按])比(?![例重率值较如])|(?<!比)较|与|相比于|相较于|相较"
        r"|(?<![不相])同(?![样时比期口类步年])|对比"
    )
    return re.compile(
        rf"(?P<than>(?:{than})(?P<other>[^，,；;。]{{1,24}}?)(?:相比|来)?)(?:同期|水平)?"
        rf"(?:{alternation(words['adverbs'])})*(?P<verb>{verbs}){soft}$"
    )


def _share(words: Words) -> re.Pattern[str]:
    """占生产总值的比重为…: a share, and what it is of."""
    reach = rf"{alternation(words['reach'])}|提高到|提升到|上升到|升至|的|均|各|分别|由|从|已|将|超|比重|比例"
    return re.compile(
        r"(?:占到|占据|占|佔)(?P<whole>[^，,；;。]{0,30}?)"
        rf"(?:的?(?:比重|比例|比率|份额|总量的比重))?的?(?:{reach})*$"
    )


def _plan_share(words: Words, soft: str) -> re.Pattern[str]:
    """完成年度计划的…: a share of what was planned."""
    return re.compile(
        r"(?:完成|达到|达|为|实现|占|是)"
        rf"(?P<whole>[^，,；;。]{{0,20}}?(?:{alternation(words['plan_words'])})(?:[（(][^）)]{{0,20}}[）)])?)的?{soft}$"
    )


def _base(soft: str) -> re.Pattern[str]:
    """由…, 从…: where a movement began."""
    since = r"由(?![于此])|从(?![业事而])|(?<![来各独亲])自(?![主动治有行身然我结产营驾])"
    return re.compile(rf"(?:{since})[^，,；;。]{{0,30}}?{soft}$")
