"""config.yaml -> a frozen Config. Unknown keys and bad values are errors that name the key."""

from __future__ import annotations

import msgspec


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting (being filled in)."""


def load_config(path: str | None = None) -> Config:
    """The settings in `path`, or the defaults."""
    return Config()
