"""The data model. What each field means is fixed in the annotation guidelines; the JSON is exactly this model.

Offsets are half-open code points into the article's original text: `text[q.start:q.end] == q.text` always.
"""

from __future__ import annotations

import datetime
import numbers
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import msgspec

Region = Literal["CN", "TW", "HK"]
Script = Literal["hans", "hant", "mixed"]
Kind = Literal["money", "percent", "count", "measure", "ratio", "rank", "number"]
Slot = Literal["value", "change", "share", "base", "gap", "threshold"]
Bound = Literal["exact", "about", "over", "under", "at_least", "at_most", "range"]
Direction = Literal["up", "down", "flat"]
Status = Literal["actual", "planned", "forecast"]

if TYPE_CHECKING:
    Exact = Decimal | Fraction
else:  # msgspec allows one custom type in a union; the abstract class covers both exact ones
    Exact = numbers.Number


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article as it came. `text` is never altered; `source` is the path or URL it was read from."""

    id: str
    text: str
    title: str | None = None
    published: datetime.date | None = None
    region: Region = "CN"
    source: str | None = None
    meta: Mapping[str, Any] = {}


class Mention(msgspec.Struct, frozen=True):
    """Something said or implied: `text` at [start, end) as written, `name` normalised (simplified, resolved).

    `start` and `end` are None, and `text` empty, when nothing in the text says it (it was inherited or implied).
    """

    text: str
    start: int | None
    end: int | None
    name: str


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. `value` is exact, in the base unit; a range has `low` and `high` instead. `rule` found it."""

    slot: Slot | None = None
    kind: Kind
    text: str
    start: int
    end: int
    value: Exact | None = None
    low: Exact | None = None
    high: Exact | None = None
    unit: str = ""
    bound: Bound = "exact"
    basis: str | None = None
    direction: Direction | None = None
    of: Mention | None = None
    rule: str = ""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Why a field of a record is what it is: what proposed it (`rule`), its score, and the next best with its score.

    Scores are log-odds of the linker's models; only their differences mean something. `field` is slot (one for each
    quantity, in their order), status, indicator, subject or period. An empty `runner_up` is the choice of nothing.
    """

    field: str
    rule: str
    score: float
    runner_up: str
    runner_up_score: float


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One statement about one indicator of one subject in one period. `sentence` is its [start, end).

    `why` says how its fields were chosen. It is kept in memory; the JSON has it only where it is asked for.
    """

    id: str
    indicator: Mention | None = None
    subject: Mention | None = None
    period: Mention | None = None
    status: Status = "actual"
    quantities: tuple[Quantity, ...]
    sentence: tuple[int, int]
    confidence: float
    why: tuple[Choice, ...] | msgspec.UnsetType = msgspec.UNSET

    def in_slot(self, slot: Slot) -> Quantity | None:
        """The first quantity in `slot`, or None."""
        return next((q for q in self.quantities if q.slot == slot), None)

    @property
    def value(self) -> Exact | None:
        """The level in base units, or None where the record has no single-valued level."""
        quantity = self.in_slot("value")
        return quantity.value if quantity else None

    @property
    def change(self) -> Exact | None:
        """The first change, signed: negative when the direction is down."""
        quantity = self.in_slot("change")
        if quantity is None or quantity.value is None:
            return None
        value = quantity.value
        return value * (-1 if value > 0 and quantity.direction == "down" else 1)

    @property
    def share(self) -> Exact | None:
        """The first share, in its own unit (66 for 66 %)."""
        quantity = self.in_slot("share")
        return quantity.value if quantity else None


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What the audit noticed: a stable `code`, the records it concerns, what it expected and what it found."""

    code: str
    severity: Literal["info", "warning", "error"]
    message: str
    records: tuple[str, ...] = ()
    expected: str | None = None
    found: str | None = None


class Extraction(msgspec.Struct, frozen=True, kw_only=True):
    """Everything drawn from one article. `dropped` counts what was refused, by reason; `sha256` is of the text in UTF-8.

    `duplicate_of` is the id of the earliest article of the same run that this one is a near copy of.
    """

    id: str
    title: str | None = None
    published: datetime.date | None = None
    region: Region = "CN"
    script: Script = "hans"
    sha256: str
    version: str
    duplicate_of: str | None = None
    records: tuple[Record, ...] = ()
    findings: tuple[Finding, ...] = ()
    dropped: Mapping[str, int] = {}


def _encode_exact(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise NotImplementedError(f"no JSON form for {type(value).__name__}")


def _decode_exact(kind: type, value: Any) -> Any:
    if kind is numbers.Number:
        text = str(value)
        return Fraction(text) if "/" in text else Decimal(text)
    raise NotImplementedError(f"no decoder for {kind.__name__}")


def _exact_schema(kind: type) -> dict[str, Any]:
    if kind is numbers.Number:
        return {"type": "string", "pattern": r"^-?\d+(\.\d+)?(/\d+)?$", "description": "exact decimal, or a fraction such as 2/3"}
    raise NotImplementedError(f"no schema for {kind.__name__}")


_encoder = msgspec.json.Encoder(enc_hook=_encode_exact, decimal_format="string")
_decoder = msgspec.json.Decoder(Extraction, dec_hook=_decode_exact)


def encode(extraction: Extraction, *, why: bool = False) -> bytes:
    """One line of UTF-8 JSON without the line feed; keys in the order of the model; with the reasons if `why`."""
    if not why:
        records = tuple(msgspec.structs.replace(record, why=msgspec.UNSET) for record in extraction.records)
        extraction = msgspec.structs.replace(extraction, records=records)
    return _encoder.encode(extraction)


def decode(line: bytes | str) -> Extraction:
    """The inverse of `encode`; raises `msgspec.ValidationError` on anything else."""
    return _decoder.decode(line)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one Extraction."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(Extraction, schema_hook=_exact_schema),
    }
