"""What an export has for columns: one row a record (wide) or one row a quantity (long), typed, in English or Chinese."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from shuwen.formats.writers import said
from shuwen.lang.amounts import plain, written
from shuwen.records import Exact, Extraction, Mention, Quantity, Record

Type = Literal["text", "number", "whole", "day"]
Cell = str | float | int | datetime.date | None
Shape = Literal["wide", "long"]


class Row(NamedTuple):
    """What a row is made from; `quantity` is the record's leading figure where a row is a record, `at` its place in it."""

    extraction: Extraction
    record: Record
    quantity: Quantity | None
    at: int
    sentence: str


class Column(NamedTuple):
    """A column: its names, the type of its cells, and what it takes from a row."""

    name: str
    chinese: str
    type: Type
    cell: Callable[[Row], Cell]


def _number(value: Exact | None) -> float | None:
    return None if value is None else float(value)


def _name(mention: Mention | None) -> str | None:
    return mention.name or None if mention else None


def _days(row: Row) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day of the record's period."""
    first, _, last = (_name(row.record.period) or "").partition("/")
    return _day(first), _day(last)


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _of_quantity(take: Callable[[Quantity], Cell]) -> Callable[[Row], Cell]:
    return lambda row: None if row.quantity is None else take(row.quantity)


def _exact(quantity: Quantity) -> str | None:
    ends = [end for end in (quantity.value, quantity.low, quantity.high) if end is not None]
    return "..".join(map(plain, ends)) or None


def _change(row: Row) -> Quantity | None:
    return row.record.in_slot("change")


_WHICH = (
    Column("record_id", "记录编号", "text", lambda row: row.record.id),
    Column("article_id", "文章编号", "text", lambda row: row.extraction.id),
    Column("title", "标题", "text", lambda row: row.extraction.title),
    Column("published", "发布日期", "day", lambda row: row.extraction.published),
    Column("region", "地区", "text", lambda row: row.extraction.region),
    Column("indicator", "指标", "text", lambda row: _name(row.record.indicator)),
    Column("subject", "主体", "text", lambda row: _name(row.record.subject)),
    Column("period_start", "时期起", "day", lambda row: _days(row)[0]),
    Column("period_end", "时期止", "day", lambda row: _days(row)[1]),
    Column("status", "状态", "text", lambda row: row.record.status),
)
_FIGURE = (
    Column("amount", "数值（习惯写法）", "text", _of_quantity(written)),
    Column("value", "数值", "number", _of_quantity(lambda one: _number(one.value))),
    Column("low", "下限", "number", _of_quantity(lambda one: _number(one.low))),
    Column("high", "上限", "number", _of_quantity(lambda one: _number(one.high))),
    Column("unit", "单位", "text", _of_quantity(lambda one: one.unit or None)),
    Column("kind", "类别", "text", _of_quantity(lambda one: one.kind)),
    Column("bound", "界限", "text", _of_quantity(lambda one: one.bound)),
    Column("exact", "精确值", "text", _of_quantity(_exact)),
    Column("text", "原文", "text", _of_quantity(lambda one: one.text)),
)
_PLACE = (
    Column("confidence", "置信度", "number", lambda row: row.record.confidence),
    Column("sentence", "原句", "text", lambda row: row.sentence or None),
    Column("start", "起点", "whole", lambda row: (row.quantity or row.record.quantities[0]).start),
    Column("end", "终点", "whole", lambda row: (row.quantity or row.record.quantities[0]).end),
    Column("duplicate_of", "重复于", "text", lambda row: row.extraction.duplicate_of),
)


def _moved(take: Callable[[Quantity], Cell]) -> Callable[[Row], Cell]:
    return lambda row: take(change) if (change := _change(row)) else None


COLUMNS: dict[Shape, tuple[Column, ...]] = {
    "wide": (
        *_WHICH,
        *_FIGURE,
        Column("change", "变动", "number", lambda row: _number(row.record.change)),
        Column("change_unit", "变动单位", "text", _moved(lambda one: one.unit or None)),
        Column("change_basis", "变动基准", "text", _moved(lambda one: one.basis)),
        Column("share", "占比", "number", lambda row: _number(row.record.share)),
        Column("changes", "变动（全部）", "text", lambda row: said(row.record, "change") or None),
        Column("shares", "占比（全部）", "text", lambda row: said(row.record, "share") or None),
        Column("base", "基数", "text", lambda row: said(row.record, "base") or None),
        Column("gap", "差距", "text", lambda row: said(row.record, "gap") or None),
        Column("threshold", "门槛", "text", lambda row: said(row.record, "threshold") or None),
        *_PLACE,
    ),
    "long": (
        *_WHICH,
        Column("position", "序号", "whole", lambda row: row.at),
        Column("slot", "角色", "text", _of_quantity(lambda one: one.slot)),
        *_FIGURE,
        Column("direction", "方向", "text", _of_quantity(lambda one: one.direction)),
        Column("basis", "基准", "text", _of_quantity(lambda one: one.basis)),
        Column("of", "相对于", "text", _of_quantity(lambda one: _name(one.of))),
        *_PLACE,
    ),
}


def rows(extraction: Extraction, sentences: Sequence[str], shape: Shape) -> Iterator[list[Cell]]:
    """The rows of one article in the order of COLUMNS[shape]; `sentences` are those of its records, "" where unknown."""
    columns = COLUMNS[shape]
    for record, sentence in zip(extraction.records, sentences, strict=True):
        level: list[tuple[int, Quantity | None]] = [(0, record.in_slot("value"))]
        for at, quantity in level if shape == "wide" else enumerate(record.quantities, 1):
            row = Row(extraction, record, quantity, at, sentence)
            yield [column.cell(row) for column in columns]

