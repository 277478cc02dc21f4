"""The functions of the public face beside `extract`. Import them from `shuwen`, not from here."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, overload

from shuwen.config import Config, load_config
from shuwen.document import Document
from shuwen.errors import ShuwenError
from shuwen.lang import conversion
from shuwen.lang.arguments import a_day, a_region, a_text, some_articles, some_kinds
from shuwen.lang.conversion import Converted
from shuwen.records import Article, Extraction, Kind, Mention, Quantity, Region
from shuwen.stages import quantities
from shuwen.stages.convert import convert_document


def recognize(text: str, *, kinds: Iterable[Kind] | None = None, region: Region = "CN") -> list[Quantity]:
    """Every figure in `text`, in reading order, without linking (`slot` is None).

    `text` may be traditional, simplified or full-width; offsets are half-open code points into it. `kinds` limits the
    kinds and changes nothing else. `region` decides what 元 is. No figure gives an empty list.
    """
    wanted = some_kinds(kinds)
    found, _ = quantities.recognize_text(_simplified(text, region), original=text, kinds=wanted, region=region)
    return list(found)


def numbers(text: str, *, region: Region = "CN") -> list[Quantity]:
    """Every bare numeral in `text`, in reading order, whatever it counts: kind `number`, a fraction `ratio`, without unit.

    For callers who want numerals and no figures: dates, labels and prices give theirs too, while words and names that only
    hold a numeral's character (四川, 万一, 一些) give none. Offsets are half-open code points into `text`.
    """
    return quantities.bare_numbers(_simplified(text, region), original=text)


def parse_number(text: str, *, lenient: bool = False) -> Decimal | Fraction:
    """The exact value of one whole numeral: 三百二十万 -> 3200000, 三分之二 -> 2/3. Else raises `NumeralError`.

    Commas have to group digits by threes. `lenient` also takes what is said or typed loosely: 1.5k, 12e-1, 1,2,3.
    """
    return quantities.parse_number(a_text(text), lenient=lenient)


@overload
def convert(text: str, config: str = "t2s", *, alternatives: Literal[False] = False) -> str: ...
@overload
def convert(text: str, config: str = "t2s", *, alternatives: Literal[True]) -> Converted: ...
@overload
def convert(text: str, config: str = "t2s", *, alternatives: bool) -> str | Converted: ...
def convert(text: str, config: str = "t2s", *, alternatives: bool = False) -> str | Converted:
    """`text` converted by an OpenCC configuration (t2s, tw2s, hk2s, tw2sp, s2t, …), which writes one script or both.

    With `alternatives` the result is a `Converted`: its `text`, and in `ambiguous` every character that may be converted
    in several ways and that no phrase decides (乾 as 干 or 乾, 发 as 發 or 髮), with its offsets in `text` as given, what
    was chosen, and all candidates. Raises `ShuwenError` naming the configurations for an unknown one.
    """
    make = conversion.convert_with_alternatives if alternatives else conversion.convert
    return make(a_text(text), config)


def periods(text: str, *, published: datetime.date | None = None, region: Region = "CN") -> list[Mention]:
    """Every period that `text` names, as mentions whose `name` is the closed ISO interval, in reading order.

    `published` resolves 今年, 上半年, 去年; a period that can't be resolved without it has an empty `name`.
    """
    from shuwen.stages.periods import find_periods

    return find_periods(_simplified(text, region), a_day(published), region=region, original=text)


def extract_many(
    articles: Iterable[Article | str],
    *,
    workers: int = 1,
    config: Config | None = None,
    on_error: Callable[[Article, ShuwenError], None] | None = None,
) -> Iterator[Extraction]:
    """One `Extraction` for each article, in order, drawn lazily from `articles`.

    `workers` above 1 uses that many processes (0: one for each core) and reads a little ahead. Where an article fails,
    `on_error` is told and the rest goes on; without `on_error` the `ShuwenError` is raised.
    """
    from shuwen.batch.pool import extract_all

    settings = config or load_config()
    for article, outcome in extract_all(map(_article, some_articles(articles)), settings, workers=workers, chunk=1):
        if isinstance(outcome, Extraction):
            yield outcome
        elif isinstance(outcome, ShuwenError) and isinstance(article, Article):
            if on_error is None:
                raise outcome
            on_error(article, outcome)


def _simplified(text: str, region: Region) -> str:
    """`text` as the stages see it: simplified, full-width folded, offsets unchanged."""
    return convert_document(
        Document(article=Article(id="", text=a_text(text), region=a_region(region)), config=load_config())
    ).text


def _article(given: Article | str) -> Article:
    """A bare text becomes an article whose id comes from its content, as in `extract`."""
    if isinstance(given, Article):
        return given
    a_text(given)
    # A lone surrogate passes here, so that it is an error of its article and not of the whole call.
    return Article(id=hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()[:16], text=given)
