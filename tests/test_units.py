"""Every name in models/lexicons/units.toml and classifiers.toml, and those the recogniser fixes, in every sort of writing."""

from __future__ import annotations

from decimal import Decimal

import opencc
import pytest

import shuwen
from shuwen.stages.quantities import recognize_text
from shuwen.stages.quantities.units import Unit, unit_index

UNITS = [row[-1] for rows in unit_index().values() for row in rows]
HOME = {"CN": "CNY", "TW": "TWD", "HK": "HKD"}
# What these say depends on the words around them (durations and ages are no figures in running text; 度 is power or heat).
ASKING = frozenset("time age interest index_point discount doubling degree magnitude".split())
NEEDS_CONTEXT = frozenset("interest index_point doubling magnitude".split())
PLAIN = [unit for unit in UNITS if unit.dimension not in ASKING]
to_traditional = opencc.OpenCC("s2t").convert


def found(text: str, region: str = "CN") -> list[tuple[str, str, str | None, Decimal | None]]:
    return [(q.text, q.kind, q.unit, q.value) for q in shuwen.recognize(text, region=region)]


def figure(unit: Unit, number: str, written: str, region: str = "CN") -> tuple[str, str, str, Decimal]:
    return written, unit.kind, unit.code or HOME[region], Decimal(number) * unit.factor


def wrong(units: list[Unit], template: str, numbers: dict[str, str], **options: str) -> list[str]:
    """The units for which `template`, its {} filled with the name, isn't read as `numbers` (as written -> value)."""
    out = []
    for unit in units:
        name = to_traditional(unit.name) if options else unit.name
        wanted = [figure(unit, value, written.replace("{}", name), **options) for written, value in numbers.items()]
        if (got := found(template.replace("{}", name), **options)) != wanted:
            out.append(f"{template.replace('{}', name)}: {got}")
    return out


@pytest.mark.parametrize(
    ("template", "numbers"),
    [
        ("当地共有37{}。", {"37{}": "37"}),
        ("当地共有37 {}。", {"37 {}": "37"}),
        ("当地共有３７{}。", {"３７{}": "37"}),
        ("当地共有1,037{}。", {"1,037{}": "1037"}),
        ("当地共有3.75万{}。", {"3.75万{}": "37500"}),
        ("前者37{}，后者41{}。", {"37{}": "37", "41{}": "41"}),
        ("（共37{}）", {"37{}": "37"}),
    ],
)
def test_every_unit_is_read(template, numbers):
    assert wrong(PLAIN, template, numbers) == []


@pytest.mark.parametrize("region", ["TW", "HK"])
def test_every_unit_is_read_in_traditional_script(region):
    assert wrong(PLAIN, "當地共有37{}。", {"37{}": "37"}, region=region) == []


def test_every_unit_is_read_after_a_chinese_numeral():
    named = "省市县乡镇村国"  # 二十国集团, 八一乡: names, unless the numeral is in digits
    assert wrong([unit for unit in PLAIN if unit.name not in named], "当地共有三十七{}。", {"三十七{}": "37"}) == []


def test_every_unit_is_shared_in_a_list():
    for unit in PLAIN:
        got = found(f"三地分别有37、39和41{unit.name}。")
        values = [Decimal(n) * unit.factor for n in (37, 39, 41)]
        assert [(kind, code, value) for _, kind, code, value in got] == [
            (unit.kind, unit.code or "CNY", value) for value in values
        ], unit


@pytest.mark.parametrize("joint", ["至", "-", "～", "到"])
def test_every_unit_ends_a_range(joint):
    for unit in PLAIN:
        ranges = shuwen.recognize(f"当地有37{joint}39{unit.name}。")
        assert [(q.text, q.kind, q.unit or "", q.low, q.high, q.bound) for q in ranges] == [
            (
                f"37{joint}39{unit.name}",
                unit.kind,
                unit.code or "CNY",
                37 * unit.factor,
                39 * unit.factor,
                "range",
            )
        ], unit


@pytest.mark.parametrize("minus", ["-", "－", "−", "负"])
def test_every_level_may_be_negative(minus):
    levels = [unit for unit in PLAIN if unit.kind != "count"]
    assert wrong(levels, f"结果为{minus}37{{}}。", {f"{minus}37{{}}": "-37"}) == []


@pytest.mark.parametrize("template", ["价格为37元/{}。", "价格为37元每{}。", "每{}售价37元。"])
def test_every_unit_may_stand_below_money(template):
    for unit in UNITS:
        whole = unit.name in ("年", "个") and template.startswith("每")  # a level of a year, a piece of anything
        if unit.kind in ("measure", "count") and unit.dimension not in NEEDS_CONTEXT | {"age", "degree"} and not whole:
            (price,) = shuwen.recognize(template.replace("{}", unit.name))
            assert (price.kind, price.value) == ("money", 37), unit
            assert (price.unit or "").startswith("CNY/"), unit


@pytest.mark.parametrize(
    ("below", "code"), [("秒", "s"), ("小时", "h"), ("时", "h"), ("h", "h"), ("天", "日"), ("日", "日"), ("d", "日"), ("年", "年")]
)
def test_every_measure_may_be_a_rate(below, code):
    for unit in PLAIN:
        if unit.kind == "measure" and "/" not in unit.name and unit.dimension not in ("temperature", "time"):
            (rate,) = shuwen.recognize(f"达到37{unit.name}/{below}。")
            assert (rate.text, rate.unit, rate.value) == (
                f"37{unit.name}/{below}",
                f"{unit.code}/{code}",
                37 * unit.factor,
            ), unit


@pytest.mark.parametrize("sign", ["", "负"])
def test_every_unit_is_read_where_the_text_is_one_amount(sign):
    eager = {row[-1].name: row[-1] for rows in unit_index(eager=True).values() for row in rows}
    for unit in eager.values():  # 块 is money here
        if unit.dimension in NEEDS_CONTEXT | {"discount"} or (sign and unit.kind == "count"):
            continue  # 37折 is 3.7折
        value = (-37 if sign else 37) * unit.factor
        assert found(f"{sign}37{unit.name}") == [(f"{sign}37{unit.name}", unit.kind, unit.code or "CNY", value)], unit


def test_durations_are_refused_in_running_text_with_their_reason():
    for unit in UNITS:
        if unit.dimension == "time":
            figures, refusals = recognize_text(f"工程历时37{unit.name}。")
            assert (figures, [one.reason for one in refusals]) == ([], ["duration"]), unit
