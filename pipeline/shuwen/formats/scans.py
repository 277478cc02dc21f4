"""Readers of print without a text layer: pictures of pages, and pages of a PDF. Characters are recognised (OCR).

The engine is RapidOCR on onnxruntime, with the models inside its wheel; nothing is fetched.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shuwen.errors import FETCH, SCAN, SMALLER, InputError
from shuwen.formats.items import Found, Options, Row, extra, parsing, too_long
from shuwen.formats.pages import joined, paragraphs

if TYPE_CHECKING:
    from PIL.Image import Image

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")  # Pillow's names; what it knows besides is not let in by a false ending
PIXELS = 80_000_000  # of one picture: A3 at 600 dpi has 70 million
PAGES = 2000  # of one file: a few kilobytes can hold any number of blank ones
DPI = 200  # to which a page of a PDF is rendered: a character of 10.5 points is 29 pixels high
INCH = 72  # points
SIDE = 5000  # pixels: a longer side is shrunk
BAND = 3000  # pixels of height that are recognised at a time; a longer picture is cut at a blank row
FULL = 0.8  # the share of its column's width from which a line goes on in the next
GOES_ON = ("，", ",", "、")  # signs after which a line goes on, however short it is
OTHER = 1.35  # times the height from which print is of another size, as a headline's
INDENT = 1.2  # heights of a line by which the next stands further right where it opens a paragraph
# The engine reads 9.1‰ as 9.1%0 or 9.1%o: ten times as much. Where it reads 9.1% nothing tells, and the figure stays wrong.
PER_MILLE = re.compile(r"(?<=[0-9])%[0oO〇○](?![0-9.%])")

Pixels = NDArray[np.uint8]  # height x width x 3, blue first


class Box(NamedTuple):
    """A line of print or a part of one, and where it stands in pixels from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """Its height in pixels."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Its centre in pixels from the top."""
        return (self.top + self.bottom) / 2


def read_image(stream: BinaryIO, options: Options) -> Iterator[Found]:
    """The text of a picture, page after page where a TIFF has several, as one article. Raises `InputError`."""
    _need()
    from PIL import Image

    pages: list[str] = []
    with parsing("picture"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a hurt file is a failure or none; a large one we refuse ourselves
        try:
            with Image.open(stream, formats=FORMATS) as image:
                count = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
                _check_pages(count)
                for number in range(count):
                    image.seek(number)
                    _check_pixels(image.width * image.height)
                    _add(pages, _text(_upright(image)), options.longest)
        except Image.DecompressionBombError as error:
            raise InputError(f"a picture of more than {PIXELS:,} pixels", advice=SMALLER) from error
        except OSError as error:  # what Pillow says of a hurt file is no fault of the disk
            raise InputError(f"not a whole picture: {error}", advice=FETCH) from error
    yield Row(text=joined(pages, options.longest, InputError("no text is seen in the picture", advice=SCAN)))


def read_pages(stream: BinaryIO, options: Options) -> list[str]:
    """The text of each page of a PDF, from how it looks. Raises `InputError`."""
    pages: list[str] = []
    try:
        _need()
        with extra("ocr"):
            import pypdfium2
    except InputError as error:
        raise InputError(f"no text layer: its pages are pictures, and {error}", advice=error.advice) from error
    with parsing("PDF file"):
        document = pypdfium2.PdfDocument(stream)
        try:
            _check_pages(len(document))
            for page in document:
                width, height = page.get_size()
                most = math.sqrt(PIXELS / max(width * height, 1))  # pixels a point: a poster comes out coarser
                image = page.render(scale=min(DPI / INCH, most)).to_pil()
                page.close()
                _add(pages, _text(_upright(image)), options.longest)
        finally:
            document.close()
    return pages


def _need() -> None:
    """Raise `InputError` where a library is missing, before one that does without says something else."""
    with extra("ocr"):
        import cv2  # noqa: F401
        import onnxruntime  # noqa: F401
        import PIL  # noqa: F401
        import rapidocr  # noqa: F401


def _check_pages(count: int) -> None:
    if count > PAGES:
        raise InputError(f"{count:,} pages without a text layer: more than {PAGES:,} pages of pixels", advice=SMALLER)


def _check_pixels(count: int) -> None:
    if count > PIXELS:
        raise InputError(f"a picture of {count:,} pixels: more than {PIXELS:,}", advice=SMALLER)


def _add(pages: list[str], page: str, longest: int) -> None:
    pages.append(page)
    if sum(map(len, pages)) > longest:
        raise too_long(longest)


def _upright(image: Image) -> Pixels:
    """The pixels of a picture as a person sees it: turned as a camera's note says, on white where it lets light through."""
    from PIL import Image as images  # noqa: N813
    from PIL import ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I;16"):  # Pillow would cut its values off at 255
        image = images.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = images.alpha_composite(images.new("RGBA", image.size, "white"), image)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


@cache
def _engine() -> Any:
    """RapidOCR, loaded once a process: one thread, no word on the terminal, its own models. Raises `InputError`."""
    import cv2
    import rapidocr

    cv2.setNumThreads(1)  # the cores are the workers'
    models = Path(rapidocr.__file__).parent / "models"
    settings = {
        "Global.log_level": "critical",
        "Global.use_cls": False,  # it tells lines that stand on their heads; pages come upright
        "Global.max_side_len": SIDE,
        "Rec.rec_batch_num": 1,  # in a batch all lines are padded to the longest: slower on a processor, and a little worse
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    for task, name in (("Det", "det"), ("Rec", "rec")):  # named, for what it doesn't find by itself it would fetch
        found = sorted(models.glob(f"*_{name}_*.onnx"))
        if not found:
            raise InputError(f"no model in {models}: install rapidocr again", advice="pip install --force-reinstall rapidocr")
        settings[f"{task}.model_path"] = str(found[0])
    return rapidocr.RapidOCR(params=settings)


def _text(pixels: Pixels) -> str:
    """The text of a page in reading order, with its paragraphs made whole."""
    boxes = [box for top, band in _bands(pixels) for box in _recognised(band, top)]
    return "\n".join(filter(None, (paragraphs(_lines(column)) for column in _columns(boxes))))


def _recognised(pixels: Pixels, top: int) -> Iterator[Box]:
    found = _engine()(pixels)
    if found.boxes is None or found.txts is None:
        return
    for corners, text in zip(found.boxes, found.txts, strict=True):
        (left, upper), (right, lower) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        if text.strip():
            yield Box(left, upper + top, right, lower + top, PER_MILLE.sub("‰", text.strip()))


def _bands(pixels: Pixels) -> Iterator[tuple[int, Pixels]]:
    """A long picture, such as of a whole web page, in parts of about `BAND` pixels, each with where it begins."""
    top, height = 0, len(pixels)
    while height - top > BAND:
        rows = pixels[top + BAND * 2 // 3 : top + BAND]
        ink = rows.std(axis=1).mean(axis=1)  # of each row: how far its pixels differ
        cut = top + BAND * 2 // 3 + int(ink.argmin())
        yield top, pixels[top:cut]
        top = cut
    yield top, pixels[top:]


def _columns(boxes: list[Box]) -> Iterator[list[Box]]:
    """Boxes from top to bottom; where a page has two columns, the left before the right, between what spans both."""
    boxes = sorted(boxes, key=lambda box: box.middle)
    gutter = _gutter(boxes)
    if gutter is None:
        yield boxes
        return
    part: list[Box] = []
    for box in [*boxes, None]:
        if box is None or box.left < gutter < box.right:
            yield [one for one in part if one.right <= gutter]
            yield [one for one in part if one.left >= gutter]
            part = []
            if box:
                yield [box]
        else:
            part.append(box)


def _gutter(boxes: list[Box]) -> float | None:
    """The x between two columns, or None. Columns are plain where many long lines stand on both sides, few across."""
    if not boxes:
        return None
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    width = right - left
    found = []
    for step in range(40, 61):  # hundredths of the width
        x = left + width * step / 100
        sides = [box for box in boxes if box.right <= x], [box for box in boxes if box.left >= x]
        across = len(boxes) - len(sides[0]) - len(sides[1])
        # Cells of a table are short beside the width of a column.
        if across <= len(boxes) / 5 and all(
            len(side) >= 4 and median(box.right - box.left for box in side) >= 0.3 * width for side in sides
        ):
            found.append((across, abs(step - 50), x))
    return min(found)[2] if found else None


def _lines(column: list[Box]) -> list[tuple[str, bool]]:
    """The lines of a column, each with whether it goes on in the next as far as their places tell."""
    rows: list[list[Box]] = []
    for box in column:
        if rows and abs(box.middle - rows[-1][0].middle) < min(box.height, rows[-1][0].height) / 2:
            rows[-1].append(box)
        else:
            rows.append([box])
    lines = [_row(sorted(row)) for row in rows]
    if not lines:
        return []
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    full = left + FULL * (right - left)
    opens = [_opens(line, after) for line, after in pairwise(lines)]
    return [
        (line.text, (line.right >= full or line.text.endswith(GOES_ON)) and not new)
        for line, new in zip(lines, [*opens, False], strict=True)
    ]


def _opens(line: Box, after: Box) -> bool:
    """Whether the line `after` opens a paragraph by its indent or its size."""
    low, high = sorted((line.height, after.height))
    return after.left - line.left > INDENT * line.height or high > OTHER * low


def _row(boxes: list[Box]) -> Box:
    """Boxes side by side as one, with a space where they stand further apart than a character is wide."""
    text = boxes[0].text
    for before, box in pairwise(boxes):
        text += (" " if box.left - before.right > box.height else "") + box.text
    first = boxes[0]
    return Box(first.left, first.top, boxes[-1].right, first.bottom, text)
