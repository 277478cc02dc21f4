"""Measures the reading of scans: renders pages of articles as a scanner would see them, recognises them and compares.

Every page is drawn in a Chinese font (found by fontconfig), turned a little, blurred and strewn with noise. Printed for each
size of print: characters a second, the rate of wrong characters (the edit distance over the length, spaces apart) and of
wrong figures (those of the text that `shuwen.recognize` does not find in what was read, with value and unit).

    python scripts/ocr.py [ARTICLES] [--articles N] [--seed N]
"""

from __future__ import annotations

import argparse
import io
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import shuwen
from shuwen.config import load_config
from shuwen.formats.items import Options
from shuwen.formats.scans import DPI, INCH, read_image

ARTICLES = Path(__file__).resolve().parents[1] / "corpus" / "articles"
WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dpi
MARGIN = 200
POINTS = (16, 12, 10.5, 9)  # 三号, 小四, 五号, 小五: of an official letter down to a newspaper
SPACE = re.compile(r"\s+")


class Tally(NamedTuple):
    """What a set of pages came to; `errors` in characters, `wrong` in figures."""

    characters: int
    seconds: float
    errors: int
    figures: int
    wrong: int


def fonts() -> list[str]:
    """Files of upright Chinese fonts of common weight. Exits where there is none."""
    command = shutil.which("fc-list")
    if command is None:
        sys.exit("no fontconfig on this machine: apt-get install fontconfig fonts-noto-cjk")
    listed = subprocess.run([command, ":lang=zh-cn", "file"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = sorted({line.split(":")[0] for line in listed.splitlines()})
    if not found:
        sys.exit("no Chinese font on this machine: apt-get install fonts-noto-cjk")
    return [font for font in found if "Regular" in font] or found


def scanned(text: str, font: str, points: float, chance: random.Random) -> bytes:
    """`text` as a TIFF of A4 pages at 200 dpi, in print of `points`, with the faults of a scan."""
    size = round(points * DPI / INCH)
    drawn = ImageFont.truetype(font, size)
    lines = [line for paragraph in text.splitlines() for line in _wrapped(paragraph, drawn)]
    rows = (HEIGHT - 2 * MARGIN) // round(size * 1.6)
    pages = [_page(lines[at : at + rows], drawn, round(size * 1.6), chance) for at in range(0, len(lines), rows)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = "　　"
    for character in paragraph.strip():
        if font.getlength(line + character) > WIDTH - 2 * MARGIN:
            yield line
            line = ""
        line += character
    if line.strip():
        yield line


def _page(lines: list[str], font: ImageFont.FreeTypeFont, step: int, chance: random.Random) -> Image.Image:
    image = Image.new("L", (WIDTH, HEIGHT), 245)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((MARGIN, MARGIN + number * step), line, fill=40, font=font)
    image = image.rotate(chance.uniform(-0.7, 0.7), Image.Resampling.BICUBIC, fillcolor=245)
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 1.1)))
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 12, (HEIGHT, WIDTH))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def distance(one: str, other: str) -> int:
    """How many characters to put in, take out or change until `one` is `other`."""
    goal = np.array([ord(character) for character in other])
    steps = np.arange(len(goal) + 1)
    row = steps.copy()
    for number, character in enumerate(one, 1):
        best = np.concatenate(([number], np.minimum(row[1:] + 1, row[:-1] + (goal != ord(character)))))
        row = np.minimum.accumulate(best - steps) + steps  # what is put in, all at once
    return int(row[-1])


def _figures(text: str) -> Counter[tuple[object, ...]]:
    return Counter((q.kind, q.value, q.low, q.high, q.unit) for q in shuwen.recognize(text))


def measure(texts: list[str], files: list[str], points: float, chance: random.Random) -> Tally:
    """Draw and recognise each of `texts` in print of `points`, in the fonts in turn."""
    characters = errors = count = wrong = 0
    seconds = 0.0
    options = Options(longest=10**6, columns=load_config().columns)
    for number, text in enumerate(texts):
        data = scanned(text, files[number % len(files)], points, chance)
        start = time.process_time()
        (found,) = read_image(io.BytesIO(data), options)
        seconds += time.process_time() - start
        seen = getattr(found, "text", "")
        wanted = _figures(text)
        missed = wanted - _figures(seen)
        plain = SPACE.sub("", text)
        characters += len(plain)
        errors += distance(SPACE.sub("", seen), plain)
        count += wanted.total()
        wrong += missed.total()
        for figure in missed:
            print(f"  {points} points, article {number}: missed {' '.join(map(str, figure))}", file=sys.stderr)
    return Tally(characters, seconds, errors, count, wrong)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles_folder", metavar="ARTICLES", type=Path, nargs="?", default=ARTICLES, help="of .txt files")
    parser.add_argument("--articles", type=int, default=12, help="how many, drawn by chance")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    files = fonts()
    chance = random.Random(given.seed)  # noqa: S311  # no secret
    paths = sorted(given.articles_folder.glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in chance.sample(paths, min(given.articles, len(paths)))]
    measure(texts[:1], files, POINTS[0], random.Random(0))  # noqa: S311  # the engine loads
    print("| print | characters | characters a second | wrong characters | figures | missed or wrong figures |")
    print("|---|---|---|---|---|---|")
    for points in POINTS:
        found = measure(texts, files, points, chance)
        print(
            f"| {points} points | {found.characters:,} | {found.characters / found.seconds:,.0f} |"
            f" {found.errors / found.characters:.2%} | {found.figures:,} | {found.wrong / found.figures:.2%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
