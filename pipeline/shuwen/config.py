"""config.yaml -> a frozen Config. Unknown keys and bad values are errors that name the key and the nearest right one.

config.yaml holds every default, so the types here have none; a user's own file is laid over it key by key.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

import msgspec
import yaml
from msgspec import Meta, Struct

from shuwen.errors import ConfigError
from shuwen.resources import data_root

VARIABLE = "SHUWEN_CONFIG"


Names = Annotated[tuple[str, ...], Meta(min_length=1)]


class Columns(Struct, frozen=True, kw_only=True):
    """Names of columns and keys in tables of articles; the first that holds something counts."""

    text: Names
    id: Names
    title: Names
    published: Names
    region: Names


class Clean(Struct, frozen=True, kw_only=True):
    """Taking page furniture away."""

    enabled: bool


class Convert(Struct, frozen=True, kw_only=True):
    """From traditional to simplified characters."""

    traditional: Literal["auto", "t2s", "tw2s", "hk2s"]
    protect: bool


class Quantities(Struct, frozen=True, kw_only=True):
    """Finding figures."""

    kinds: tuple[Literal["money", "percent", "count", "measure", "ratio", "rank"], ...]


class Link(Struct, frozen=True, kw_only=True):
    """Turning figures into records."""

    min_confidence: Annotated[float, Meta(ge=0, le=1)]


class Output(Struct, frozen=True, kw_only=True):
    """Files that a run writes."""

    csv_bom: bool
    reasons: bool
    texts: bool


class Batch(Struct, frozen=True, kw_only=True):
    """Running over many articles."""

    workers: Annotated[int, Meta(ge=0, le=1024)]
    chunk: Annotated[int, Meta(ge=1)]
    resume: bool
    duplicates: Literal["mark", "skip", "ignore"]
    max_seconds: Annotated[int, Meta(ge=0)]
    max_memory: Annotated[int, Meta(ge=0)]
    max_characters: Annotated[int, Meta(ge=1)]
    ray_cpus: Annotated[float, Meta(gt=0)]


class Config(Struct, frozen=True, kw_only=True):
    """Every setting, by section; config.yaml says what each does. Made by `load_config`, never by hand."""

    columns: Columns
    clean: Clean
    convert: Convert
    quantities: Quantities
    link: Link
    output: Output
    batch: Batch


def load_config(source: Path | str | Mapping[str, Any] | None = None) -> Config:
    """The settings: the defaults with those of `source` laid over them.

    `source` is a YAML file that names only the keys it changes, or a mapping of sections such as
    `{"quantities": {"kinds": ["money"]}}`. Without it the file named by the environment variable SHUWEN_CONFIG is
    taken, and without that the defaults. Raises `ConfigError` naming file, key and the nearest right key.
    """
    if isinstance(source, Mapping):
        return _overlay(source, "settings")
    chosen = os.fspath(source or os.environ.get(VARIABLE) or default_path())
    try:
        return _load(chosen, os.stat(chosen).st_mtime_ns)  # noqa: PTH116 - asked for every text: no Path is built on the way
    except OSError as error:
        named = f" (named by {VARIABLE})" if not source and os.environ.get(VARIABLE) else ""
        raise ConfigError(f"{chosen}{named}: can't be read: {error.strerror or error}") from error


def default_path() -> Path:
    """The config.yaml that holds the defaults."""
    return data_root() / "config.yaml"


@lru_cache(maxsize=16)
def _load(path: str, _changed: int) -> Config:
    return _overlay(_read(Path(path)), path)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not YAML in UTF-8: {error}") from error
    except RecursionError as error:
        raise ConfigError(f"{path}: nested deeper than any settings are") from error
    if settings is None:
        return {}
    if not isinstance(settings, Mapping):
        raise ConfigError(f"{path}: needs sections such as 'clean:', not {type(settings).__name__}")
    return settings


@lru_cache(maxsize=1)
def _defaults() -> Mapping[str, Mapping[str, Any]]:
    return _read(default_path())


def _overlay(settings: Mapping[str, Any], where: str) -> Config:
    """The defaults with `settings` laid over them, checked."""
    defaults = _defaults()
    merged = {name: dict(section) for name, section in defaults.items()}
    for name, section in settings.items():
        _known(name, "", defaults, where)
        if section is not None and not isinstance(section, Mapping):
            raise ConfigError(f"{where}: {name}: needs keys such as '{next(iter(defaults[name]))}:', not {section!r}")
        for key, value in (section or {}).items():
            _known(key, f"{name}.", defaults[name], where)
            merged[name][key] = value
    try:
        return msgspec.convert(merged, Config)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at ")
        key = path.strip("`").removeprefix("$.")
        choices = f"; one of: {', '.join(_choices(key))}" if "enum" in reason else ""
        raise ConfigError(f"{where}: {key}: {reason}{choices}") from error


def _choices(key: str) -> list[str]:
    """What a setting such as `convert.traditional` or `quantities.kinds[0]` may be."""
    section, _, name = key.partition("[")[0].partition(".")
    hint = get_type_hints(get_type_hints(Config)[section])[name]
    arguments = get_args(hint)
    return list(get_args(arguments[0]) or arguments)


def _known(key: Any, prefix: str, allowed: Mapping[str, Any], where: str) -> None:
    """Raise `ConfigError` unless `key` is one of `allowed`."""
    if key in allowed:
        return
    near = difflib.get_close_matches(str(key), allowed, n=1, cutoff=0.5)
    advice = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(allowed)}"
    raise ConfigError(f"{where}: unknown key {prefix}{key}; {advice}")
