"""Looks for texts on which recognition breaks its promises, by mutation and, where atheris is installed, by coverage.

Promised are: nothing is raised but ShuwenError; figures come in order, overlap nowhere, lie where they say and have a value or
a range that isn't reversed; and the values are the same in full width, in traditional characters and with thousands grouped.
Texts that break a promise are printed, made as short as they go.

    python scripts/fuzz.py [--seconds N] [--seed N]         # mutation of our own sentences
    python scripts/fuzz.py --coverage -max_total_time=600   # atheris (pip install atheris) chooses the mutations
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib
import random
import re
import sys
import time
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import shuwen

ROOT = Path(__file__).resolve().parents[1]
DAY = datetime.date(2024, 7, 15)
# Pieces that a grammar of figures is made of; mutations put them anywhere.
PIECES = (
    "0 1 9 12 305 2015 1234567 3.5 .5 1,234 12 345 一 两 十 百 千 万 亿 兆 零 〇 半 几 数 点 廿 壹 佰 十二 三百五十万 一点五 ． ， ％ ９ "
    "元 块 毛 角 分 美元 港币 人民币 $ ￥ HK$ US$ 个 家 次 人次 % ‰ 百分之 千分之 分之 个百分点 成 倍 番 折 吨 公里 km m3 / · 每 天 年 月 日 "
    "亩 平方米 千瓦时 度 ℃ 第 位 名 前 居 - — ～ 至 到 、 和 或 与 : ∶ 比 ( ) （ ） “ ” 《 》 约 近 超 超过 不足 以上 以下 左右 多 余 来 "
    "同比 增长 下降 减少 占 由 从 零下 负 + ≥ < 上半年 去年 今年 截至 一季度 十三五 ， 。 ； \n \u3000 \t a PM2.5 A4 5G 𠮷 😀 億 萬 點 兩 個"
).split(" ")
_WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")


class BrokenError(AssertionError):
    """A promise that a text breaks."""


def check(text: str) -> None:
    """Raise `BrokenError` where the text breaks a promise; any other error but ShuwenError comes through."""
    found = shuwen.recognize(text)
    _in_order(text, found)
    _in_order(text, shuwen.numbers(text))
    for period in shuwen.periods(text, published=DAY):
        if period.start is None or period.end is None or text[period.start : period.end] != period.text:
            raise BrokenError(f"a period that lies elsewhere: {period}")
    with contextlib.suppress(shuwen.ShuwenError):
        shuwen.parse_number(text, lenient=True)
    _same("in full width", found, shuwen.recognize(text.translate(_WIDE)))
    traditional = shuwen.convert(text, "s2t")
    if len(traditional) == len(text) and shuwen.convert(traditional, "t2s") == text:
        _same("in traditional characters", found, shuwen.recognize(traditional))


def _in_order(text: str, found: list[shuwen.Quantity]) -> None:
    end = 0
    for one in found:
        if one.start < end:
            raise BrokenError(f"{one.text!r} overlaps what stands before it")
        if text[one.start : one.end] != one.text or not one.text:
            raise BrokenError(f"{one.text!r} isn't at {one.start}")
        if (one.value is None) == (one.low is None) or (one.low is None) != (one.high is None):
            raise BrokenError(f"{one.text!r} has neither a value nor a range, or both")
        if one.low is not None and one.high is not None and one.low > one.high:
            raise BrokenError(f"{one.text!r} is a reversed range")
        end = one.end


def _same(how: str, plain: list[shuwen.Quantity], other: list[shuwen.Quantity]) -> None:
    said = [[(one.start, one.end, one.kind, one.unit, one.value, one.low, one.high) for one in found] for found in (plain, other)]
    if said[0] != said[1]:
        first = next((pair for pair in zip(*said, strict=False) if pair[0] != pair[1]), (said[0][-1:], said[1][-1:]))
        raise BrokenError(f"other figures {how}: {first}")


@cache
def seeds() -> tuple[str, ...]:
    """Our own sentences: the tables of the tests and the corpus, clause by clause."""
    tables = yaml.safe_load((ROOT / "tests" / "quantities" / "figures.yaml").read_text(encoding="utf-8"))
    texts = [row["text"] for table in tables for row in table["rows"]]
    for path in sorted((ROOT / "corpus" / "articles").glob("*.txt")):
        texts += [clause for clause in re.split(r"[。；\n]", path.read_text(encoding="utf-8")) if 4 < len(clause) < 120]
    return tuple(texts)


def mutated(chance: random.Random) -> str:
    """A sentence of ours with pieces put in, taken out, doubled, and another sentence spliced on."""
    text = chance.choice(seeds())
    for _ in range(chance.randint(1, 8)):
        at = chance.randint(0, len(text))
        other = min(len(text), at + chance.randint(0, 4))
        match chance.randint(0, 4):
            case 0:
                text = text[:at] + chance.choice(PIECES) + text[at:]
            case 1:
                text = text[:at] + text[other:]
            case 2:
                text = text[:other] + text[at:other] + text[other:]
            case 3:
                text = text[:at] + chance.choice(PIECES) + text[other:]
            case _:
                rest = chance.choice(seeds())
                text = text[:at] + rest[chance.randint(0, len(rest)) :]
    return text[:300]


def broken(text: str) -> str:
    """Why the text breaks a promise, "" where it doesn't."""
    try:
        check(text)
    except shuwen.ShuwenError as error:
        return f"{type(error).__name__} is promised for bad input alone: {error}"
    except BrokenError as error:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever comes is what is looked for
        return traceback.format_exc(limit=-2)
    return ""


def shortest(text: str) -> str:
    """The text without what it can lose and still break a promise."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            without = text[:at] + text[at + size :]
            if without and broken(without):
                text = without
            else:
                at += size
        size //= 2
    return text


def by_mutation(seconds: float, seed: int) -> int:
    """Mutate for so long; print what breaks a promise, a text for each reason; return how many there were."""
    chance, started, tried = random.Random(seed), time.monotonic(), 0  # noqa: S311 - to choose texts, not keys
    reasons: dict[str, str] = {}
    while time.monotonic() - started < seconds:
        text = mutated(chance)
        tried += 1
        if text and (reason := broken(text)):
            kind = re.sub(r"[0-9]+|'[^']*'", "", reason)
            if kind not in reasons:
                reasons[kind] = shortest(text)
                print(f"{reasons[kind]!r}\n    {broken(reasons[kind])}", flush=True)
    print(f"{tried:,} texts in {time.monotonic() - started:.0f} s, seed {seed}: {len(reasons)} kinds of broken promises")
    return len(reasons)


def by_coverage(arguments: list[str]) -> None:
    """Let atheris choose: each byte of its input is a piece or a seed; the first broken promise ends the run with its text."""
    atheris: Any = importlib.import_module("atheris")
    atheris.instrument_all()

    def one(data: bytes) -> None:
        text = "".join(_pieces(data))[:300]
        if text and (reason := broken(text)):
            short = shortest(text)
            raise BrokenError(f"{short!r}: {broken(short) or reason}")

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


def _pieces(data: bytes) -> Iterator[str]:
    steps = iter(data)
    for step in steps:
        if step < len(PIECES):
            yield PIECES[step]
        else:
            yield seeds()[((step - len(PIECES)) * 256 + next(steps, 0)) % len(seeds())][:40]


def main() -> None:
    """Fuzz; exit with 1 where a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--coverage", action="store_true", help="let atheris choose; the other arguments are libFuzzer's")
    options, rest = parser.parse_known_args()
    if options.coverage:
        by_coverage(rest)
    elif rest:
        parser.error(f"unknown: {' '.join(rest)}")
    else:
        sys.exit(min(1, by_mutation(options.seconds, options.seed)))


if __name__ == "__main__":
    main()
