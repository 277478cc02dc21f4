"""The vocabulary of units, loaded once from models/lexicons: what may follow a numeral, longest name first."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from shuwen.records import Kind
from shuwen.resources import lexicon

ONE = Decimal(1)
HOME_CURRENCY = {"CN": "CNY", "TW": "TWD", "HK": "HKD"}
HOME = ""  # the code of 元, 块, 角 until the region says which currency they are


class Unit(NamedTuple):
    """A name of a unit. `factor` of the canonical `code` make one; neither a character of `guard` nor one of `words` may follow."""

    name: str
    kind: Kind
    code: str
    dimension: str
    factor: Decimal = ONE
    guard: str = ""
    latin: bool = False
    words: tuple[str, ...] = ()


# Closed classes that the recogniser treats by name.
_FIXED = (
    Unit("元", "money", HOME, "money", ONE, "旦宵月首帅老勋音件朝始宝坝谋素谷阳朗"),
    Unit("圆", "money", HOME, "money", ONE, "形桌满"),
    *(Unit(n, "money", HOME, "money", ONE, "数理合体顿治个改") for n in ("元整", "圆整")),
    *(Unit(n, "money", HOME, "money", ONE, "式在是常好当确处值") for n in ("元正", "圆正")),
    *(Unit(n, "money", HOME, "money") for n in ("块钱", "元钱")),
    Unit("蚊", "money", HOME, "money", ONE, "子虫香帐叮"),
    *(Unit(n, "money", HOME, "money", Decimal("0.1")) for n in ("毛钱", "角钱")),
    Unit("分钱", "money", HOME, "money", Decimal("0.01")),
    *(Unit(n, "percent", "%", "percent") for n in ("%", "％", "℅", "个百分比", "percent")),
    *(Unit(n, "percent", "pp", "percent") for n in ("个百分点", "百分点", "个百份点", "个pct", "pct")),
    *(Unit(n, "percent", "pp", "percent", Decimal("0.01")) for n in ("个基点", "基点", "个bp", "bp", "BP", "bps")),
    Unit("‰", "percent", "‰", "percent"),
    Unit("个千分点", "percent", "‰", "percent"),
    Unit("成", "percent", "%", "tenths", Decimal(10), "立为果功都长就交分绩片渝因型熟婚吉套灰语县堆活批效年品"),
    Unit("折", "percent", "%", "discount", Decimal(10), "叠页射扇腾合断子旧弯回线返现"),
    Unit("厘", "percent", "%", "interest", ONE, "米正升岛清定"),
    Unit("倍", "ratio", "times", "times", ONE, "增感受加率数券"),
    Unit("番", "ratio", "times", "doubling", ONE, "茄禺号话"),
    Unit("度", "measure", "degree", "degree", ONE, "假过量角数电影夏母汛"),
    Unit("°", "measure", "degree", "degree", ONE, "CFcf"),
    Unit("点", "measure", "点", "index_point", ONE, "钟半多子心状线面名评火赞燃明滴缀阵差击播餐对头数亮前后"),
    Unit("岁", "measure", "岁", "age"),
    Unit("周岁", "measure", "岁", "age"),
)  # fmt: skip
# Names that are too ambiguous for running text; read where the text is one amount and nothing else.
_EAGER = (
    Unit("块", "money", HOME, "money"),
    *(Unit(n, "money", HOME, "money", Decimal("0.1")) for n in ("毛", "角")),
    Unit("分", "money", HOME, "money", Decimal("0.01")),
    *(Unit(n, "money", HOME, "money", Decimal(1000), latin=True) for n in ("k", "K")),
    Unit("两", "measure", "两", "mass"),
    Unit("英尺", "measure", "ft", "length"),
    Unit("'", "measure", "ft", "length"),
    Unit('"', "measure", "in", "length"),
    Unit("°", "measure", "℃", "temperature"),
    Unit("汤匙", "measure", "mL", "volume", Decimal(15)),
    Unit("码", "measure", "码", "length"),
)  # fmt: skip

# How many of the second make one of the first, where people write one amount in both: 3斤5两, 5公里300米, 6英尺2英寸.
PARTS = {
    ("斤", "两"): 10, ("kg", "两"): 20, ("kg", "g"): 1000, ("t", "kg"): 1000, ("t", "斤"): 2000,
    ("km", "m"): 1000, ("m", "cm"): 100, ("m", "mm"): 1000, ("cm", "mm"): 10, ("ft", "in"): 12,
    ("里", "丈"): 150, ("丈", "尺"): 10, ("尺", "寸"): 10,
}  # fmt: skip

_WORD = re.compile(r"[A-Za-z0-9]")
_PRODUCT = re.compile(r"[·⋅•][A-Za-z]")  # N·m: the name goes on
_LATIN = re.compile(r"[A-Za-zμµ]")
_ENTRY = re.compile(r"(?P<name>[^!*]+)(?:\*(?P<factor>[0-9.]+))?(?:!(?P<guard>.+))?")


def _is_latin(sign: str) -> bool:
    """Whether a name that ends in `sign` (of km, μm, m3) ends at a word boundary only."""
    return bool(_LATIN.match(sign)) or (sign.isascii() and sign.isdigit())


def _entry(text: str, code: str, dimension: str, kind: Kind) -> Unit:
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise ValueError(f"units: {text!r} is not NAME, NAME*FACTOR or NAME!GUARD")
    name, factor = match["name"], match["factor"]
    guard, *words = (match["guard"] or "").split(" ")
    return Unit(
        name, kind, code or name, dimension, Decimal(factor or 1), guard, _is_latin(name[-1]), tuple(words)
    )


def _all_units() -> list[Unit]:
    found = list(_FIXED)
    for dimension, table in lexicon("units").items():
        for code, names in table.items():
            base, _, factor = code.partition("*")
            for name in names:
                unit = _entry(name, base, dimension, "money" if dimension in ("money", "minor") else "measure")
                found.append(unit._replace(factor=Decimal(factor)) if factor else unit)
                if dimension == "money" and unit.latin and len(unit.name) == len("USD"):
                    found.append(unit._replace(name=unit.name.lower()))  # 20 usd
    for group, table in lexicon("classifiers").items():
        # What 个 stands before counts the same: 3个标准箱 are 3 标准箱.
        found.extend(
            _entry(name, name.partition("!")[0][1:] if name[0] == "个" else "", group, "count")
            for names in table.values()
            for name in names
        )
    return found


Row = tuple[str, int, str, bool, tuple[str, ...], Unit]  # name, its length, guard, latin, words, the unit
Index = dict[str, tuple[Row, ...]]


def _index(units: list[Unit]) -> Index:
    named: dict[str, Unit] = {}
    for unit in units:
        named.setdefault(unit.name, unit)
    table: dict[str, list[Row]] = {}
    for unit in sorted(named.values(), key=lambda unit: -len(unit.name)):
        row = (unit.name, len(unit.name), unit.guard, unit.latin, unit.words, unit)
        table.setdefault(unit.name[0], []).append(row)
    return {first: tuple(rows) for first, rows in table.items()}


@cache
def unit_index(eager: bool = False) -> Index:
    """First character -> units that begin with it, longest first. `eager` adds the names too ambiguous for running text."""
    return _index([*_EAGER, *_all_units()] if eager else _all_units())


def is_eager(index: Index) -> bool:
    """Whether `index` holds the names too ambiguous for running text."""
    return index is unit_index(eager=True)


def match_unit(text: str, at: int, index: Index) -> Unit | None:
    """The longest unit whose name stands at `at`, its guard allowing; None if there is none.

    A Latin name ends where neither letter nor digit follows: 880t05 is the number of a part.
    """
    for name, length, guard, latin, words, unit in index.get(text[at : at + 1], ()):
        if text.startswith(name, at):
            end = at + length
            after = text[end : end + 1]
            if after and (
                after in guard
                or (latin and (_WORD.match(after) or _PRODUCT.match(text, end)))
                or (words and text.startswith(words, end))
            ):
                continue
            return unit
    return None


@cache
def prefix_currencies() -> dict[str, str]:
    """Words before a numeral that name its currency -> ISO code; $ is left to the region ("")."""
    marks = {
        "￥": "CNY",
        "¥": "CNY",
        "US$": "USD",
        "HK$": "HKD",
        "NT$": "TWD",
        "A$": "AUD",
        "S$": "SGD",
        "C$": "CAD",
        "€": "EUR",
        "£": "GBP",
        "$": HOME,
        "＄": HOME,
    }
    names = {
        name.partition("!")[0]: code
        for code, names in lexicon("units")["money"].items()
        for name in names
        if not name.startswith(("元", "个", "枚", "块"))
    }
    return marks | names


@cache
def currency_ends() -> frozenset[str]:
    """The last characters of what may name a currency before a numeral, small letters among them."""
    last = {name[-1] for name in prefix_currencies()}
    return frozenset(last | {sign.lower() for sign in last})
