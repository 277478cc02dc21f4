"""One amount on its way: a numeral with its unit, bound and value so far."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from shuwen.records import Bound
from shuwen.stages.quantities.numerals import times
from shuwen.stages.quantities.units import Unit

Exact = Decimal | Fraction


class Amount:
    """A numeral at [start, stop) with what follows it up to `end`. Values are in units of `unit` as written."""

    __slots__ = (
        "bound",
        "end",
        "floor",
        "high",
        "low",
        "per",
        "plain",
        "power",
        "rule",
        "sign",
        "start",
        "stop",
        "unit",
        "value",
    )

    def __init__(self, start: int, stop: int) -> None:
        self.start = start
        self.stop = stop  # the numeral's end, before any unit
        self.end = stop
        self.value: Exact | None = None
        self.low: Exact | None = None
        self.high: Exact | None = None
        self.unit: Unit | None = None
        self.per = ""
        self.bound: Bound | None = None
        self.power = 0  # of the scale characters at the end: 8 in 53亿
        self.plain = False  # Arabic digits with a scale at most
        self.floor = ""  # the numeral as written
        self.rule = ""
        self.sign = -1  # where a minus before it begins, which counts once the unit is known

    def scale(self, factor: Exact) -> None:
        """Multiply what is there; the lesser end of a range stays its low one, whatever the sign of `factor`."""
        if self.value is not None:
            self.value = times(self.value, factor)
        if self.low is not None and self.high is not None:
            ends = times(self.low, factor), times(self.high, factor)
            self.low, self.high = min(ends), max(ends)
