"""The errors that the library raises. Absence (no figure, no date) is never an error: it is an empty result."""

from __future__ import annotations

from typing import Any

# What to do about faults that several places find.
CORRECT = "correct this article and run again"
FILL = "leave it out, or fill it"
FETCH = "fetch or write the file again"
COMPRESS = "compress it again"
RECODE = "save it as UTF-8"
UNLOCK = "save it without a password"
LOOK = "see that it is there and that you may read it"
PLAIN = "leave it out, or save its text as .txt"
COLUMN = "correct it, or name its columns in the settings, under columns:"
OBJECT = 'an object, one a line in .jsonl: {"text": "…"}, with "id", "title", "published" and "region" if they are known'
QUOTES = "close its quotes, or write the table again"
LEAVE = "leave it out: it is a pipe, a device or a folder"
SCAN = "leave it out, or scan it again, upright, at 200 dpi or more"
SMALLER = "make the picture smaller, or cut it into several"
SPLIT = "split it into articles, or raise batch.max_characters"
UNICODE = "write the text again as valid Unicode"
NO_TEXT = "leave it out if it is no text; else save it as UTF-8"
REPORT = "report it with the article"  # a fault of ours


class ShuwenError(Exception):
    """Base of every error that Shuwen raises on purpose; catching it catches them all.

    `advice` is what the user can do about it, empty where the message says all.
    """

    def __init__(self, message: str = "", *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


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
        super().__init__(f"stage {stage!r} failed on article {article!r}: {type(cause).__name__}: {cause}", advice=REPORT)
        self.stage = stage
        self.article = article

    def __reduce__(self) -> tuple[Any, ...]:
        """The error without its cause, which need not be able to leave the worker process it was raised in."""
        state = {"stage": self.stage, "article": self.article, "advice": self.advice}
        return StageError.__new__, (StageError, str(self)), state
