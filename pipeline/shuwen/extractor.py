"""The stages in order. Runs them, times them, and says which one failed on which article."""

from __future__ import annotations

import datetime
import hashlib
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

from shuwen._version import __version__
from shuwen.config import Config, load_config
from shuwen.document import Document
from shuwen.errors import FILL, NO_TEXT, SPLIT, UNICODE, InputError, ShuwenError, StageError
from shuwen.lang.arguments import a_day, a_region, a_text
from shuwen.records import Article, Extraction, Region
from shuwen.stages.clean import clean
from shuwen.stages.convert import convert_document, detect_script
from shuwen.stages.discourse import read_discourse
from shuwen.stages.entities import find_entities
from shuwen.stages.link import link
from shuwen.stages.periods import read_periods
from shuwen.stages.quantities import find_quantities
from shuwen.stages.segment import segment

Stage = Callable[[Document], Document]

STAGES: tuple[tuple[str, Stage], ...] = (
    ("clean", clean),
    ("convert", convert_document),
    ("quantities", find_quantities),
    ("segment", segment),
    ("entities", find_entities),
    ("periods", read_periods),
    ("discourse", read_discourse),
    ("link", link),
)


def analyse(article: Article, config: Config | None = None, timings: Counter[str] | None = None) -> Document:
    """Run every stage on one article. `timings`, where given, gains the seconds each stage took.

    Raises `InputError` for a text that is no text, `StageError` naming the stage and the article for a fault of ours.
    """
    settings = config or load_config()
    check_text(article.text, settings.batch.max_characters)
    document = Document(article=article, config=settings)
    with _algebra().limit(limits=1):
        for name, stage in STAGES:
            started = time.perf_counter()
            try:
                document = stage(document)
            except ShuwenError:
                raise
            except Exception as error:
                raise StageError(name, article.id, error) from error
            if timings is not None:
                timings[name] += time.perf_counter() - started  # type: ignore[assignment]  # a Counter of floats
    return document


@cache
def _algebra() -> ThreadpoolController:
    """The thread pools of numpy's libraries. A sentence's matrices are small: shared out among threads they take several
    times as long, and where other processes have the cores, the threads spin for them.
    """
    return ThreadpoolController()


def extract_article(article: Article, config: Config | None = None, timings: Counter[str] | None = None) -> Extraction:
    """The records of one article."""
    document = analyse(article, config, timings)
    return Extraction(
        id=article.id,
        title=document.title,
        published=document.published,
        region=article.region,
        script=document.script,
        sha256=digest(article.text),
        version=__version__,
        records=document.records,
        findings=document.findings,
        dropped=dict(sorted(Counter(refusal.reason for refusal in document.refusals).items())),
    )


def without_records(article: Article) -> Extraction:
    """What is known of an article that is not read."""
    return Extraction(
        id=article.id,
        title=article.title,
        published=article.published,
        region=article.region,
        script=detect_script(article.text),
        sha256=digest(article.text),
        version=__version__,
    )


def extract(
    text: str,
    *,
    title: str | None = None,
    published: datetime.date | None = None,
    region: Region = "CN",
    config: Config | None = None,
) -> Extraction:
    """Draw every figure from one article as records.

    `title` and `published` are found in the text where they are not given; `region` decides what 元 is and how years
    and commas are read. Offsets in the result are half-open code points into `text`. Raises `InputError` for a text
    that is empty, too long (`batch.max_characters`) or no text and for arguments of the wrong kind, `StageError` for a
    fault in a stage.
    """
    article = Article(
        id=digest(text)[:16],
        text=text,
        title=None if title is None else a_text(title, "title"),
        published=a_day(published),
        region=a_region(region),
    )
    return extract_article(article, config)


def digest(text: Any) -> str:
    """SHA-256 of the text in UTF-8, as hex; a lone surrogate, which UTF-8 can't hold, or no text at all is an `InputError`."""
    try:
        return hashlib.sha256(a_text(text).encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        reason = f"the text holds a lone surrogate at offset {error.start}: decode the file again as UTF-8"
        raise InputError(reason, advice=UNICODE) from error


def check_text(text: str, longest: int) -> None:
    """Raise `InputError` unless `text` is something that can be read as an article, of at most `longest` characters."""
    digest(text)
    if not text.strip():
        raise InputError("the text is empty", advice=FILL)
    if len(text) > longest:
        reason = f"longer than {longest:,} characters, the limit that batch.max_characters sets"
        raise InputError(reason, advice=SPLIT)
    if "\0" in text:
        reason = f"the text holds a NUL character at offset {text.index(chr(0))}: it is binary, or UTF-16 read as UTF-8"
        raise InputError(reason, advice=NO_TEXT)
