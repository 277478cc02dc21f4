"""Articles written in every encoding and read back: the same texts, all of them, as .txt, .jsonl and .html."""

from __future__ import annotations

import gzip
import html
import json
import random
import re

import pytest

from shuwen.formats import Failure, Reader
from shuwen.stages.convert import detect_script

HOW_MANY = 500
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs", "big5"]
CHARSETS = {"utf-8-sig": "utf-8", "gb18030": "gbk", "big5hkscs": "big5"}  # as pages call them
UNSEEN = re.compile("[\\s\u200b-\u200f\u2060-\u2064\ufeff]+")


@pytest.fixture(scope="module")
def texts(corpus_articles, request):
    """Our corpus, and real articles of every source where they are at hand."""
    found = [article.text for article in corpus_articles]
    folder = request.config.rootpath.parent / "shared" / "data" / "docs"
    chance = random.Random(7)
    for path in sorted(folder.glob("*.jsonl.gz")):
        if "raw_html" not in path.name:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                some = [json.loads(line)["text"] for line in lines]
            found += chance.sample(some, min(60, len(some)))
    found = [text for text in found if text.strip()]
    return chance.sample(found, min(HOW_MANY, len(found)))


def writable(text, encoding):
    """Whether `encoding` has the characters of the text; Big5 is for traditional ones."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return not encoding.startswith("big5") or detect_script(text) == "hant"


def read(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    found = list(Reader([folder], longest=20_000_000))
    return [item.reason if isinstance(item, Failure) else item.text for item in found]


def page(text, encoding):
    body = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    charset = CHARSETS.get(encoding, encoding)
    return (
        f'<html><head><meta charset="{charset}"><title>page</title></head><body><nav><a href="/">home</a></nav>'
        f"<article>{body}</article><footer>© 2020</footer></body></html>"
    ).encode(encoding, "xmlcharrefreplace")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_text_comes_back_as_it_was(texts, tmp_path, encoding):
    chosen = [text for text in texts if writable(text, encoding)]
    assert len(chosen) >= 20
    assert read(tmp_path, {f"{i:04}.txt": text.encode(encoding) for i, text in enumerate(chosen)}) == chosen


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_line_comes_back_as_it_was(texts, tmp_path, encoding):
    chosen = [text for text in texts if writable(text, encoding)]
    lines = "".join(json.dumps({"id": f"a{i}", "text": text}, ensure_ascii=False) + "\n" for i, text in enumerate(chosen))
    assert read(tmp_path, {"all.jsonl": lines.encode(encoding)}) == chosen


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_page_gives_the_same_body(texts, tmp_path, encoding):
    pytest.importorskip("trafilatura")
    chosen = [text for text in texts if writable(text, encoding)]
    found = read(tmp_path, {f"{i:04}.html": page(text, encoding) for i, text in enumerate(chosen)})
    assert [UNSEEN.sub("", text) for text in found] == [UNSEEN.sub("", text) for text in chosen]
