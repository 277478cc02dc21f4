"""Shuwen (数闻): every figure in Chinese news and government reports, as exact records.

    >>> import shuwen
    >>> extraction = shuwen.extract("2015年，全县固定资产投资38.7亿元，同比增长15%。")
    >>> [q.text for record in extraction.records for q in record.quantities]
    ['38.7亿元', '15%']

Everything public is here. Importing is quick: each name loads what it needs at its first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shuwen._version import __version__

if TYPE_CHECKING:
    from shuwen.api import convert, extract_many, numbers, parse_number, periods, recognize
    from shuwen.config import Config, load_config
    from shuwen.errors import ConfigError, InputError, NumeralError, ResourceError, ShuwenError, StageError
    from shuwen.extractor import extract
    from shuwen.records import Article, Extraction, Finding, Mention, Quantity, Record, decode, encode, schema

_HOME = {
    "extract": "shuwen.extractor",
    **dict.fromkeys(("convert", "extract_many", "numbers", "parse_number", "periods", "recognize"), "shuwen.api"),
    **dict.fromkeys(("Config", "load_config"), "shuwen.config"),
    **dict.fromkeys(
        ("ConfigError", "InputError", "NumeralError", "ResourceError", "ShuwenError", "StageError"), "shuwen.errors"
    ),
    **dict.fromkeys(
        ("Article", "Extraction", "Finding", "Mention", "Quantity", "Record", "decode", "encode", "schema"),
        "shuwen.records",
    ),
}

__all__ = [  # noqa: RUF022  # in the order in which a reader meets them
    "extract", "extract_many", "recognize", "numbers", "parse_number", "convert", "periods",
    "Article", "Extraction", "Record", "Quantity", "Mention", "Finding", "encode", "decode", "schema",
    "Config", "load_config",
    "ShuwenError", "ConfigError", "InputError", "NumeralError", "ResourceError", "StageError",
    "__version__",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load a public name at its first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'shuwen' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
