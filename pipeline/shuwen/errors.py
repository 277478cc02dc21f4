"""The errors that the library raises. Absence (no figure, no date) is never an error: it is an empty result."""

from __future__ import annotations

from typing import Any


class ShuwenError(Exception):
    """Base of every error that Shuwen raises on purpose; catching it catches them all."""


class ConfigError(ShuwenError):
    """A setting is unknown, of the wrong type or out of range. The message names the key and the fix."""


class InputError(ShuwenError):
    """An input can't be read as an article: missing, binary, wrongly encoded, empty, or malformed."""


class NumeralError(ShuwenError, ValueError):
    """A text given to `parse_number` is not one whole numeral."""


class ResourceError(ShuwenError):
    """A lexicon or model that a stage needs is missing or damaged."""


class StageError(ShuwenError):
    """A stage failed on an article. `stage` and `article` name them; the cause is chained."""

    def __init__(self, stage: str, article: str, cause: BaseException) -> None:
        super().__init__(f"stage {stage!r} failed on article {article!r}: {type(cause).__name__}: {cause}")
        self.stage = stage
        self.article = article

    def __reduce__(self) -> tuple[Any, ...]:
        """The error without its cause, which need not be able to leave the worker process it was raised in."""
        return StageError.__new__, (StageError, str(self)), {"stage": self.stage, "article": self.article}
