"""Where config.yaml and models/ lie: inside the installed package, or at the root of a checkout. Nothing else knows."""

from __future__ import annotations

import io
import tomllib
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from shuwen.errors import ResourceError

_HERE = Path(__file__).resolve().parent


@cache
def data_root() -> Path:
    """The folder that holds config.yaml and models/."""
    installed = _HERE / "_data"
    root = installed if installed.is_dir() else _HERE.parents[1]
    if not (root / "config.yaml").is_file():
        raise ResourceError(f"config.yaml is not in {root}: the installation is damaged; reinstall shuwen")
    return root


def model_path(*parts: str) -> Path:
    """The path of a file or folder under models/; `ResourceError` if it is missing."""
    path = data_root().joinpath("models", *parts)
    if not path.exists():
        raise ResourceError(f"{path} is missing: reinstall shuwen, or restore models/ in the checkout")
    return path


# What numpy raises on a file that is none of its own, or cut short, or altered.
_DAMAGE = (OSError, EOFError, KeyError, TypeError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)


def model_arrays(*parts: str) -> dict[str, Any]:
    """The numpy arrays of a .npz file under models/, by name; `ResourceError` if it is missing or damaged.

    Only plain arrays are read; a pickle inside is refused as damage.
    """
    import numpy as np

    path = model_path(*parts)
    try:
        # Read first: numpy leaves a damaged file open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            return dict(arrays)
    except _DAMAGE as error:
        raise ResourceError(f"{path} is damaged: {error}; reinstall shuwen, or restore models/ in the checkout") from error


def table(*parts: str) -> dict[str, Any]:
    """The TOML table of a file under models/; `ResourceError` if it is missing or not TOML."""
    path = model_path(*parts)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ResourceError(f"{path} is damaged: {error}") from error


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The table in models/lexicons/NAME.toml; `ResourceError` if it is missing or not TOML."""
    return table("lexicons", f"{name}.toml")
