"""Pictures of print: recognised whole, with figures right, in reading order; what can't be read is named."""

from __future__ import annotations

import builtins
import gzip
import io
import logging
import shutil
import socket
import struct
import subprocess
import zipfile
import zlib

import pytest

from shuwen import recognize
from shuwen.formats import Failure, Reader, scans
from shuwen.formats.scans import Box

TEXT = "清溪县今年完成固定资产投资38.7亿元，同比增长15%，其中工业投资23亿元。"
SECOND = "全县新开工项目12个，总投资4.56亿元。"


def read(path, longest=100_000):
    return list(Reader([path], longest=longest))


def made(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def page(*paragraphs, wrap=24, size=36):
    """A picture of `paragraphs`, `wrap` characters a line, in a Chinese font of `size` pixels."""
    images = pytest.importorskip("PIL.Image", reason="needs the extra shuwen[ocr]")
    pytest.importorskip("rapidocr", reason="needs the extra shuwen[ocr]")
    from PIL import ImageDraw, ImageFont

    listed = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False
    ).stdout
    fonts = sorted(line.split(":")[0] for line in (listed or "").splitlines())
    if not fonts:
        pytest.skip("no Chinese font (apt-get install fonts-noto-cjk)")
    font = ImageFont.truetype(next((font for font in fonts if "Regular" in font), fonts[0]), size)
    lines = [text[at : at + wrap] for text in paragraphs for at in range(0, len(text), wrap)]
    image = images.new("L", (size * (wrap + 4), size * 2 * (len(lines) + 2)), 255)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((size * 2, size * 2 * (number + 1)), line, fill=0, font=font)
    return image


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def figures(text):
    return [(q.text, q.value, q.unit) for q in recognize(text)]


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.bmp", "BMP"), ("a.webp", "WEBP"), ("a.tif", "TIFF")])
def test_a_picture_is_one_article(tmp_path, name, kind):
    (article,) = read(made(tmp_path, name, saved(page(TEXT, SECOND), kind)))
    assert (article.id, article.text.replace(",", "，")) == (name, f"{TEXT}\n{SECOND}")
    assert figures(article.text) == figures(f"{TEXT}\n{SECOND}")


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("9.1%0，", "9.1‰，"), ("7.1%o)", "7.1‰)"), ("5%0", "5‰"), ("3.4%", "3.4%"), ("15%0.3", "15%0.3"), ("%0", "%0")],
)
def test_a_sign_of_per_mille_is_made_whole(seen, meant):
    assert scans.PER_MILLE.sub("‰", seen) == meant


def test_a_tiff_of_several_pages(tmp_path):
    (article,) = read(made(tmp_path, "a.tiff", saved(page(TEXT), "TIFF", save_all=True, append_images=[page(SECOND)])))
    assert figures(article.text) == figures(TEXT + SECOND)


def test_a_scanned_pdf_is_recognised_and_nothing_is_fetched(tmp_path, monkeypatch):
    pytest.importorskip("pypdf", reason="needs the extra shuwen[ocr]")
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it went to the network"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("it went to the network"))
    scans._engine.cache_clear()
    data = saved(page(TEXT, SECOND), "PDF", resolution=200.0, save_all=True, append_images=[page(SECOND)])
    (article,) = read(made(tmp_path, "a.pdf", data))
    assert figures(article.text) == figures(f"{TEXT}\n{SECOND}\n{SECOND}")
    assert logging.getLogger("RapidOCR").level == logging.CRITICAL


def test_a_transparent_picture_and_a_turned_one(tmp_path):
    image = page(TEXT)
    clear = image.convert("RGBA")
    clear.putalpha(image.point(lambda value: 255 - value))
    (article,) = read(made(tmp_path, "a.png", saved(clear, "PNG")))
    assert figures(article.text) == figures(TEXT)
    turned = image.rotate(90, expand=True)
    exif = turned.getexif()
    exif[0x0112] = 6  # the camera was held upright
    (article,) = read(made(tmp_path, "b.jpg", saved(turned, "JPEG", exif=exif)))
    assert figures(article.text) == figures(TEXT)


def test_a_long_picture_is_cut_between_its_lines(tmp_path, monkeypatch):
    monkeypatch.setattr(scans, "BAND", 300)
    (article,) = read(made(tmp_path, "a.png", saved(page(*[TEXT] * 3), "PNG")))
    assert figures(article.text) == figures(TEXT) * 3


def test_a_picture_without_text_and_one_with_too_much(tmp_path):
    image = page(TEXT)
    (failure,) = read(made(tmp_path, "a.png", saved(image, "PNG")), longest=10)
    assert "max_characters" in failure.reason
    blank = image.point(lambda _: 255)
    for name, kind in {"b.png": "PNG", "b.pdf": "PDF"}.items():
        (failure,) = read(made(tmp_path, name, saved(blank, kind)))
        assert "no text is seen" in failure.reason
        assert "leave it out" in failure.advice


@pytest.mark.parametrize("side", [9000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path, side):
    pytest.importorskip("PIL", reason="needs the extra shuwen[ocr]")

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
    data = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")
    (failure,) = read(made(tmp_path, "a.png", data))
    assert "pixels" in failure.reason
    assert "smaller" in failure.advice


@pytest.mark.parametrize("data", [b"", b"junk", b"\x89PNG\r\n\x1a\n torn", b"GIF89a\x01\x00\x01\x00"])
def test_a_hurt_picture_is_one_named_failure(tmp_path, data):
    pytest.importorskip("PIL", reason="needs the extra shuwen[ocr]")
    (failure,) = read(made(tmp_path, "a.png", data))
    assert "not a whole picture" in failure.reason
    assert failure.advice == "fetch or write the file again"


def test_without_the_extra_pictures_and_scans_name_it(tmp_path, monkeypatch):
    blank = page(TEXT)
    paths = [made(tmp_path, "a.png", saved(blank, "PNG")), made(tmp_path, "a.pdf", saved(blank, "PDF"))]
    real = builtins.__import__
    monkeypatch.setattr(scans, "_engine", scans._engine.__wrapped__)  # as in a process that has not loaded it
    for missing in ("rapidocr", "onnxruntime", "PIL", "pypdfium2"):

        def absent(name, *rest, missing=missing):
            if name.split(".")[0] == missing:
                raise ImportError(f"No module named {name!r}", name=name)
            return real(name, *rest)

        with monkeypatch.context() as patch:
            patch.setattr(builtins, "__import__", absent)
            items = [item for path in paths for item in read(path)]
        failures = [item for item in items if isinstance(item, Failure)]
        assert len(failures) == (1 if missing == "pypdfium2" else 2), missing
        assert {failure.advice for failure in failures} == {"pip install 'shuwen[ocr]'"}


def test_two_columns_are_read_one_after_the_other():
    left = [Box(0, 40 * n, 480, 40 * n + 30, f"左{n}") for n in range(1, 6)]
    right = [Box(520, 40 * n + 3, 1000, 40 * n + 33, f"右{n}") for n in range(1, 6)]
    title, last = Box(200, 0, 800, 30, "题"), Box(0, 300, 1000, 330, "末")
    texts = [[box.text for box in column] for column in scans._columns([last, *right, *left, title]) if column]
    assert texts == [["题"], [f"左{n}" for n in range(1, 6)], [f"右{n}" for n in range(1, 6)], ["末"]]


def test_a_long_line_beside_short_ones_does_not_span_the_columns():
    left = [Box(0, 40 * n, 480 if n == 3 else 410, 40 * n + 30, f"左{n}") for n in range(6)]
    right = [Box(520, 40 * n, 1000, 40 * n + 30, f"右{n}") for n in range(6)]
    texts = ["".join(box.text for box in column) for column in scans._columns([*left, *right])]
    assert texts == ["左0左1左2左3左4左5", "右0右1右2右3右4右5"]


def test_cells_of_a_table_stay_in_their_rows():
    boxes = [Box(x, 40 * n, x + 100, 40 * n + 30, f"{x}{n}") for n in range(6) for x in (0, 900)]
    (column,) = scans._columns(boxes)
    assert [text for text, _ in scans._lines(column)] == [f"0{n} 900{n}" for n in range(6)]


def test_a_line_goes_on_where_it_fills_its_column_and_the_next_is_not_indented():
    lines = [Box(60, 0, 1000, 30, "甲"), Box(0, 40, 990, 70, "乙"), Box(62, 80, 1000, 110, "丙"), Box(0, 120, 300, 150, "丁")]
    assert scans._lines(lines) == [("甲", True), ("乙", False), ("丙", True), ("丁", False)]
    lines = [Box(0, 0, 1000, 60, "题"), Box(0, 80, 1000, 110, "甲"), Box(0, 120, 300, 150, "乙，"), Box(0, 160, 300, 190, "丙")]
    assert scans._lines(lines) == [("题", False), ("甲", True), ("乙，", True), ("丙", False)]


def test_pictures_in_a_folder_compressed_and_in_an_archive(tmp_path):
    data = saved(page(SECOND), "JPEG")
    made(tmp_path, "a.JPG", data)
    made(tmp_path, "b.jpg.gz", gzip.compress(data))
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        archive.writestr("d.jpeg", data)
    items = read(tmp_path)
    assert [(item.id, item.text) for item in items] == [(name, SECOND) for name in ("a.JPG", "b.jpg.gz", "c.zip!d.jpeg")]
