"""The tables of tests/records: a text, and exactly the records that it gives.

Each file is a list of cases, named by provenance (the kind of article). A case has `text`, and where the reader of the
article would know them `title`, `published` and `region`; `records` lists what must be found, and nothing else may be.
A figure is written as where it stands, with as much around it as makes the place unique, and what it is:

    {at: "增长[15%]", slot: change, is: 15 %, basis: yoy, direction: up}

`is` is VALUE UNIT or LOW..HIGH UNIT. What a figure doesn't name must be absent (`bound`: exact, or range); what a
record doesn't name (indicator, subject, period) isn't compared, and its status is `actual`. `xfail: reason` marks a
case that is known to be wrong; it fails as soon as it passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuwen import Quantity, Record, extract

TABLES = Path(__file__).parent / "records"
FIELDS = {"indicator", "subject", "period", "status", "figures"}
FIGURE = {"at", "slot", "is", "bound", "basis", "direction", "of"}
CASE = {"name", "text", "title", "published", "region", "records", "xfail"}


def cases() -> Iterator[Any]:
    for path in sorted(TABLES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            marks = [pytest.mark.xfail(reason=case["xfail"], strict=True)] if "xfail" in case else []
            yield pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_records(case):
    unknown = set(case) - CASE
    assert not unknown, f"unknown keys {unknown}"
    found = extract(case["text"], **{key: case[key] for key in ("title", "published", "region") if key in case})
    expected = [expected_record(record, case["text"]) for record in case["records"]]
    wanted = {record["at"]: record for record in expected}
    assert shown([r["figures"] for r in expected]) == shown([[figure(q) for q in r.quantities] for r in found.records])
    for record in found.records:
        key = tuple(sorted((q.start, q.end) for q in record.quantities))
        assert fields(record, wanted[key]) == {k: v for k, v in wanted[key].items() if k not in ("at", "figures")}


def shown(records: list[list[dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """Records by the place of their first figure, figures by place."""
    return sorted((sorted(r, key=lambda f: f["start"]) for r in records), key=lambda r: r[0]["start"])


def fields(record: Record, wanted: dict[str, Any]) -> dict[str, Any]:
    """Those fields of a found record that the case names."""
    names = {name: getattr(record, name) for name in wanted if name in ("indicator", "subject", "period")}
    return {**{name: mention.name if mention else "" for name, mention in names.items()}, "status": record.status}


def figure(quantity: Quantity) -> dict[str, Any]:
    low_high = None if quantity.low is None else (Fraction(quantity.low), Fraction(quantity.high))
    value = low_high if quantity.value is None else Fraction(quantity.value)
    return {
        "text": quantity.text,
        "start": quantity.start,
        "slot": quantity.slot,
        "is": (value, quantity.unit),
        "bound": quantity.bound,
        "basis": quantity.basis or None,
        "direction": quantity.direction,
        "of": quantity.of.name if quantity.of else None,
    }


def expected_record(record: dict[str, Any], text: str) -> dict[str, Any]:
    assert set(record) <= FIELDS, f"unknown keys {set(record) - FIELDS}"
    figures = [expected_figure(given, text) for given in record["figures"]]
    at = tuple(sorted((f["start"], f["start"] + len(f["text"])) for f in figures))
    return {"status": "actual", **record, "figures": figures, "at": at}


def expected_figure(given: dict[str, Any], text: str) -> dict[str, Any]:
    assert set(given) <= FIGURE, f"unknown keys {set(given) - FIGURE}"
    before, _, rest = given["at"].partition("[")
    inside, _, after = rest.partition("]")
    context = before + inside + after
    assert text.count(context) == 1, f"{context!r} stands {text.count(context)} times in the text"
    number, _, unit = given["is"].rpartition(" ")
    return {
        "text": inside,
        "start": text.index(context) + len(before),
        "slot": given["slot"],
        "is": (parsed(number), unit),
        "bound": given.get("bound", "range" if ".." in number else "exact"),
        "basis": given.get("basis"),
        "direction": given.get("direction"),
        "of": given.get("of"),
    }


def parsed(number: str) -> Fraction | tuple[Fraction, Fraction]:
    low, dots, high = number.partition("..")
    if dots:
        return exact(low), exact(high)
    return exact(number)


def exact(number: str) -> Fraction:
    return Fraction(number) if "/" in number else Fraction(Decimal(number))
