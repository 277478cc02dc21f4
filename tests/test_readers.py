"""Every format, whole and hurt: made in the test, read by its ending, and each failure named with what to do."""

from __future__ import annotations

import builtins
import csv
import datetime
import gzip
import io
import json
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import shuwen
from shuwen import Article, InputError, load_config
from shuwen.batch.run import run
from shuwen.formats import Failure, Reader, decode
from shuwen.formats.dates import day
from shuwen.formats.encoding import HEAD
from shuwen.formats.items import OVERHEAD
from shuwen.formats.readers import READERS
from shuwen.formats.scans import ENDINGS as PICTURES
from shuwen.records import encode

TEXTUAL = READERS.keys() - set(PICTURES)  # test_scans.py makes pictures
TEXT = "清溪县今年完成固定资产投资38.7亿元，同比增长15%，其中工业投资23亿元。"
ROWS = [{"id": "r1", "标题": "题", "日期": "2024年3月1日", "正文": TEXT}, {"id": "r2", "正文": TEXT + "二"}]
PAGE = (
    '<html><head><meta charset="gb2312"><title>清溪县投资增长_清溪网</title></head><body><div><a href="/">首页</a></div>'
    f"<h1>清溪县投资增长</h1><p>发布时间：2024-03-01 来源：清溪网</p><div><p>{TEXT * 4}</p><p>全县新开工项目12个。</p></div>"
    "<p>版权所有 © 2020</p></body></html>"
)


def read(path, longest=100_000, **options):
    return list(Reader([path], longest=longest, **options))


def made(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def table(separator=",", rows=ROWS, names=("id", "标题", "日期", "正文")):
    out = io.StringIO()
    writer = csv.DictWriter(out, names, delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def docx_bytes():
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(TEXT)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "财政收入", "4.2亿元"
    document.add_paragraph("末段。")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_bytes(*sheets):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet_bytes(columns):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def pdf_bytes(*lines):
    """One page with a text layer of `lines`, drawn one below the other; none where there are no lines."""
    pytest.importorskip("pypdf")
    drawn = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td " for line in lines)
    content = f"BT /F1 12 Tf 50 700 Td {drawn}ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (entries, len(out))
    return out + trailer


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def tarred(members, mode="w:gz"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t")])
def test_tables_of_text_in_every_encoding(tmp_path, name, separator, encoding):
    first, second = read(made(tmp_path, name, table(separator).encode(encoding)))
    assert (first.id, first.title, first.published, first.text) == ("r1", "题", datetime.date(2024, 3, 1), TEXT)
    assert (second.id, second.meta["line"], second.text) == ("r2", 3, TEXT + "二")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_json_as_an_object_an_array_and_lines(tmp_path, encoding):
    (one,) = read(made(tmp_path, "a.json", json.dumps(ROWS[0], ensure_ascii=False).encode(encoding)))
    assert (one.id, one.title, one.text, one.meta["line"]) == ("r1", "题", TEXT, None)
    several = read(made(tmp_path, "a.json", json.dumps([ROWS[0], 5, {"正文": 7}], ensure_ascii=False).encode(encoding)))
    assert [(type(item), getattr(item, "line", 0)) for item in several] == [(Article, 0), (Failure, 2), (Failure, 3)]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    assert [item.id for item in read(made(tmp_path, "a.jsonl", lines.encode(encoding)))] == ["r1", "r2"]


def test_names_of_columns_are_settings(tmp_path):
    columns = load_config({"columns": {"text": ["body"]}}).columns
    path = made(tmp_path, "a.csv", table(rows=[{"body": TEXT}], names=["body"]))
    assert [item.text for item in read(path, columns=columns)] == [TEXT]
    (failure,) = read(path)
    assert "no column of texts" in failure.reason
    assert "columns:" in failure.advice


def test_a_page_gives_its_text_title_and_day_but_not_its_copyright_year(tmp_path):
    pytest.importorskip("trafilatura")
    (article,) = read(made(tmp_path, "a.html", PAGE.encode("gb18030")))
    assert (article.title, article.published) == ("清溪县投资增长", datetime.date(2024, 3, 1))
    assert TEXT in article.text
    assert "首页" not in article.text


def test_a_word_file_in_its_order(tmp_path):
    (article,) = read(made(tmp_path, "a.docx", docx_bytes()))
    assert article.text == f"{TEXT}\n财政收入\t4.2亿元\n末段。"


def test_a_pdf_with_the_lines_that_the_page_broke_made_whole(tmp_path):
    (article,) = read(made(tmp_path, "a.pdf", pdf_bytes(TEXT[:20], TEXT[20:] + "完", "下段")))
    assert TEXT in article.text
    (failure,) = read(made(tmp_path, "b.pdf", pdf_bytes()))
    assert "no text layer" in failure.reason


def test_sheets_with_a_column_of_texts(tmp_path):
    rows = [["正文", "date"], [TEXT, datetime.datetime(2024, 3, 1)], [None, None], [5, None]]  # noqa: DTZ001  # as Excel has it
    items = read(made(tmp_path, "a.xlsx", xlsx_bytes(rows, [["other"], ["x"]], [["text"], ["乙"]])))
    assert [getattr(item, "id", None) for item in items] == ["a.xlsx#表0:2", None, "a.xlsx#表2:2"]
    assert items[0].published == datetime.date(2024, 3, 1)
    assert items[1].line == 4
    (failure,) = read(made(tmp_path, "b.xlsx", xlsx_bytes([["other"], ["x"]])))
    assert "no column of texts" in failure.reason


def test_parquet(tmp_path):
    columns = {"text": [TEXT, None], "date": [datetime.date(2024, 3, 1), None], "blob": [b"x", b"y"]}
    article, failure = read(made(tmp_path, "a.parquet", parquet_bytes(columns)))
    assert (article.id, article.published) == ("a.parquet#1", datetime.date(2024, 3, 1))
    assert failure.line == 2
    (failure,) = read(made(tmp_path, "b.parquet", parquet_bytes({"x": ["y"]})))
    assert "no column of texts" in failure.reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"a,b\n1,2\n", "no column of texts"),
        ("a.csv", b"text\n\xff\xfe\x00\xff", "NUL"),
        ("a.json", b"", "empty"),
        ("a.json", b"5", "not a JSON object"),
        ("a.json", b'{"text": ', "not JSON"),
        ("a.json", b'{"text": ["x"]}', "its text is list"),
        ("a.jsonl", b"[1]", "not a line of JSON"),
        ("a.html", b"<html></html>", "no article in the page"),
        ("a.html", b"", "empty"),
        ("a.docx", b"junk", "not a whole Word file"),
        ("a.docx", b"", "not a whole Word file"),
        ("a.xlsx", b"PK\x03\x04 torn", "not a whole Excel file"),
        ("a.pdf", b"%PDF-1.4 torn", "not a whole PDF file"),
        ("a.pdf", b"", "not a whole PDF file"),
        ("a.parquet", b"PAR1 torn", "not a whole Parquet file"),
        ("a.zip", b"junk", "not a whole zip archive"),
        ("a.zip", zipped(a_txt=TEXT)[:-30], "not a whole zip archive"),
        ("a.tar", b"", "not a whole tar archive"),
        ("a.tar.gz", tarred({"a.txt": TEXT.encode() * 99})[:60], "not a whole tar archive"),
        ("a.txt.gz", gzip.compress(TEXT.encode())[:-9], "gzip"),
        ("a.zip.gz", gzip.compress(zipped(a_txt=TEXT)), "within an archive"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", json.dumps(ROWS, indent=1).encode(), "not a line of JSON"),
        ("a.jsonl", TEXT.encode("utf-16-le") * 9, "NUL"),
        ("a.csv", "text,id\n甲,乙,1\n".encode(), "3 cells, 2 names"),
        ("a.rtf", b"{\\rtf1 x}", "of no kind that is read"),
        ("a.rtf.gz", gzip.compress(b"{\\rtf1 x}"), "ends in .rtf"),
    ],
    ids=lambda value: "data" if isinstance(value, bytes) else None,  # the same in each process, whatever the time of packing
)
def test_a_hurt_file_is_one_named_failure(tmp_path, name, data, reason):
    for ending, library in {".html": "trafilatura", ".docx": "docx", ".xlsx": "openpyxl", ".pdf": "pypdf", ".parquet": "pyarrow"}.items():
        if name.endswith(ending):
            pytest.importorskip(library)
    failures = read(made(tmp_path, name, data))
    assert [type(item) for item in failures] == [Failure]
    assert reason in failures[0].reason
    assert failures[0].source.endswith(name)
    assert failures[0].advice != "report it with the article"


def test_bytes_that_turn_bad_after_the_head_cost_what_follows_alone(tmp_path):
    rows = [{"text": TEXT}] * (HEAD // len(TEXT.encode()) + 10)
    items = read(made(tmp_path, "a.csv", table(rows=rows, names=["text"]).encode() + b"\xff\xff\n"))
    assert len([item for item in items if isinstance(item, Article)]) >= len(rows) - 200
    assert "UTF-8" in items[-1].reason


def test_a_quote_that_nothing_closes_swallows_no_rows_in_silence(tmp_path):
    first, failure = read(made(tmp_path, "a.csv", 'text,id\n甲,1\n"乙,2\n丙,3\n'))
    assert (first.text, failure.line) == ("甲", 3)
    assert "quotes" in failure.advice
    items = read(made(tmp_path, "b.csv", 'text\n"甲"乙\n"丙\n丁"\n'))
    assert [getattr(item, "text", item) for item in items[1:]] == ["丙\n丁"]
    assert items[0].line == 2


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("a.zip", lambda members: zipped(**{name.replace(".", "_"): data for name, data in members.items()})),
        ("a.tar", lambda members: tarred(members, "w")),
        ("a.tgz", tarred),
    ],
)
def test_members_of_archives(tmp_path, name, pack):
    members = {"a.txt": TEXT.encode("gb18030"), "b.csv": table().encode(), "c.gif": b"x", "d.zip": b"x", "e.txt": b"x" * 5000}
    reader = Reader([made(tmp_path, name, pack(members))], longest=1000)
    found = {item.id if isinstance(item, Article) else Path(item.source).name: item for item in reader}
    assert list(found) == [f"{name}!a.txt", "r1", "r2", f"{name}!d.zip", f"{name}!e.txt"]
    assert found[f"{name}!a.txt"].text == TEXT
    assert "within an archive" in found[f"{name}!d.zip"].reason
    assert "max_characters" in found[f"{name}!e.txt"].reason
    assert reader.skipped == {".gif": 1}


def test_members_outside_the_archive_links_and_bombs_are_refused(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name in ("../up.txt", "/etc/abs.txt", "bomb.txt"):
            info = tarfile.TarInfo(name)
            info.size = 9_000_000 if name == "bomb.txt" else 1
            archive.addfile(info, io.BytesIO(b"0" * info.size))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    items = read(made(tmp_path, "a.tar.gz", out.getvalue()), longest=1000)
    reasons = [item.reason for item in items]
    assert [any(sign in reason for sign in ("outside", "max_characters", "not a regular")) for reason in reasons] == [True] * 4
    bomb = tarfile.TarInfo("x" * 3_000_000)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(bomb)
    (failure,) = read(made(tmp_path, "b.tar.gz", data.getvalue()))
    assert "header" in failure.reason


def test_links_and_passwords_within_a_zip_and_members_that_share_bytes_are_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("secret.txt", TEXT)
    listed = out.getvalue().rindex(b"PK\x01\x02")
    data = bytearray(out.getvalue())
    data[listed + 8] |= 1  # the mark of a password
    reasons = [item.reason for item in read(made(tmp_path, "a.zip", bytes(data)))]
    assert ["not a regular file" in reasons[0], "password" in reasons[1], len(reasons)] == [True, True, 2]
    data = bytearray(zipped(a_txt=TEXT))
    at = data.index(b"PK\x01\x02") + 20
    data[at : at + 4] = (1_000_000).to_bytes(4, "little")
    (failure,) = read(made(tmp_path, "b.zip", bytes(data)))
    assert "over each other" in failure.reason


def test_a_row_that_never_ends_is_not_held(tmp_path):
    """Cells of one row, each within the limit: without one for the row they would fill the memory."""
    cells = ('"' + "甲\n" * 500 + '",') * 4000
    first, failure = read(made(tmp_path, "a.csv.gz", gzip.compress(f"text\n乙\n{cells}".encode())), longest=1000)
    assert (first.text, failure.line) == ("乙", 3)
    assert "max_characters" in failure.reason


def test_lines_in_utf_16_are_read_as_they_come(tmp_path):
    line = json.dumps({"text": TEXT}, ensure_ascii=False) + "\n"
    path = made(tmp_path, "a.jsonl", (line * 5000).encode("utf-16"))
    assert [item.text for item in read(path, longest=1000)] == [TEXT] * 5000
    *whole, torn = read(made(tmp_path, "a.jsonl", (line * 3).encode("utf-16") + b"\n"), longest=1000)
    assert ([item.text for item in whole], torn.line) == ([TEXT] * 3, 4)


def test_links_that_go_round_and_what_may_not_be_asked(tmp_path):
    (tmp_path / "round.txt").symlink_to("round.txt")
    for name in ("one", "two"):
        (tmp_path / name).symlink_to(tmp_path)
    made(tmp_path, "a.txt", "甲")
    (failure,) = read(tmp_path / "round.txt")
    assert "can't be read" in failure.reason
    assert [item.source for item in read(f"{tmp_path}/**/a.txt")] == [str(tmp_path / "a.txt")]


def test_a_store_that_breaks_off_costs_its_file_alone():
    fsspec = pytest.importorskip("fsspec")

    class Broken(fsspec.get_filesystem_class("memory")):
        protocol = "broken"
        store = {"/a.txt": None, "/b.txt": None}  # noqa: RUF012  # as the class it is made of
        pseudo_dirs = [""]  # noqa: RUF012

        def info(self, path, **_):
            return {"name": path, "type": "directory" if path in ("", "/") else "file", "size": 1}

        def find(self, *_, **__):
            return {name: self.info(name) for name in self.store}

        def open(self, path, *_, **__):
            if path == "/a.txt":
                raise KeyError("no credentials")
            return io.BytesIO("乙".encode())

    fsspec.register_implementation("broken", Broken, clobber=True)
    failure, article = read("broken://")
    assert "no credentials" in failure.reason
    assert article.text == "乙"


def test_an_office_file_that_would_unpack_to_too_much_is_refused(tmp_path):
    pytest.importorskip("docx")
    data = io.BytesIO(docx_bytes())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.bin", bytes(OVERHEAD))
    (failure,) = read(made(tmp_path, "a.docx", data.getvalue()), longest=1000)
    assert "max_characters" in failure.reason


def test_a_member_that_is_hurt_costs_itself_alone(tmp_path):
    whole = zipped(a_txt=TEXT * 50, b_txt="乙" * 9)
    at = whole.index(b"a.txt") + 12
    items = read(made(tmp_path, "a.zip", whole[:at] + b"\xff\xff\xff" + whole[at + 3 :]))
    assert [type(item) for item in items] == [Failure, Article]
    assert items[0].source.endswith("a.zip!a.txt")


@pytest.mark.parametrize("name", sorted(TEXTUAL))
def test_gzip_of_every_format(tmp_path, name):
    pytest.importorskip("trafilatura")
    data = contents()[f"all{name}"]
    plain = [item.text for item in read(made(tmp_path, f"all{name}", data))]
    assert TEXT in plain[0]
    assert [item.text for item in read(made(tmp_path, f"all{name}.gz", gzip.compress(data)))] == plain


def contents():
    rows = [{"text": TEXT}]
    return {
        "all.txt": TEXT.encode("gb18030"),
        "all.md": f"# 题\n\n{TEXT}".encode(),
        "all.html": PAGE.encode("gb18030"),
        "all.htm": PAGE.encode("gb18030"),
        "all.jsonl": json.dumps(rows[0]).encode(),
        "all.json": json.dumps(rows).encode(),
        "all.csv": table(rows=rows, names=["text"]).encode("gb18030"),
        "all.tsv": table("\t", rows=rows, names=["text"]).encode(),
        "all.xlsx": xlsx_bytes([["text"], [TEXT]]),
        "all.parquet": parquet_bytes({"text": [TEXT]}),
        "all.docx": docx_bytes(),
        "all.pdf": pdf_bytes(TEXT),
    }


def test_a_run_over_a_folder_of_every_format(tmp_path):
    pytest.importorskip("trafilatura")
    (tmp_path / "in" / "deep").mkdir(parents=True)
    for name, data in contents().items():
        made(tmp_path / "in", name, data)
    made(tmp_path / "in" / "deep", "all.zip", zipped(**{name.replace(".", "_"): data for name, data in contents().items()}))
    made(tmp_path / "in", "bad.pdf", b"junk")
    made(tmp_path / "in", "late.json", json.dumps({"text": TEXT, "date": "1850年1月1日"}))
    config = load_config({"batch": {"workers": 1}})
    done = run([tmp_path / "in"], tmp_path / "out", config=config, watch=lambda *_: None)
    assert (done.articles, done.failures, done.notes) == (2 * len(TEXTUAL) + 1, 1, 1)
    assert "late.json: published: '1850年1月1日' lies outside" in done.noted[0]
    lines = [json.loads(line) for line in (tmp_path / "out" / "extractions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert all("38.7亿元" in json.dumps(line, ensure_ascii=False) for line in lines)
    assert "deep/all.zip!all.docx" in {line["id"] for line in lines}


@pytest.fixture(scope="module")
def some_texts(corpus_articles):
    """Articles of our corpus, a paragraph a line and nothing at either end of it, as every format can hold them."""
    texts = ["\n".join(filter(None, map(str.strip, article.text.splitlines()))) for article in corpus_articles[::25]]
    texts = [text.replace("\u3000", " ") for text in texts]  # to a page a space is a space
    assert len(texts) >= 5
    return texts


def as_docx(text):
    document = pytest.importorskip("docx").Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_page(text):
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return f'<html><head><meta charset="gbk"></head><body><nav>首页</nav><article>{body}</article></body></html>'.encode("gbk")


FORMS = {
    "docx": lambda texts: {f"{i}.docx": as_docx(text) for i, text in enumerate(texts)},
    "pdf": lambda texts: {f"{i}.pdf": pdf_bytes(*text.splitlines()) for i, text in enumerate(texts)},
    "html": lambda texts: {f"{i}.html": as_page(text) for i, text in enumerate(texts)},
    "csv": lambda texts: {"all.csv": table(rows=[{"正文": text} for text in texts], names=["正文"]).encode("gb18030")},
    "parquet": lambda texts: {"all.parquet": parquet_bytes({"text": texts})},
    "xlsx": lambda texts: {"all.xlsx": xlsx_bytes([["正文"], *([text] for text in texts)])},
    "zip": lambda texts: {"all.zip": zipped(**{f"{i}_txt": text for i, text in enumerate(texts)})},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_the_same_records(tmp_path, some_texts, form):
    """All fields but ids and offsets."""
    pytest.importorskip("trafilatura")
    for name, data in FORMS[form](some_texts).items():
        made(tmp_path, name, data)
    found = read(tmp_path)
    assert [_said(item.text) for item in found] == [_said(text) for text in some_texts]


def _said(text):
    """The records of a text without ids and offsets."""
    placed = {"id", "start", "end", "sentence", "article"}

    def bare(value):
        if isinstance(value, dict):
            return {name: bare(one) for name, one in value.items() if name not in placed}
        return [bare(one) for one in value] if isinstance(value, list) else value

    return bare(json.loads(encode(shuwen.extract(text)))["records"])


def test_a_missing_extra_is_a_failure_that_names_it(tmp_path, monkeypatch):
    real = builtins.__import__

    def absent(name, *rest):
        if name.split(".")[0] in ("trafilatura", "docx", "openpyxl", "pypdf", "pyarrow", "fsspec"):
            raise ImportError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    for name, wanted in {"a.html": "html", "a.docx": "office", "a.xlsx": "office", "a.pdf": "office", "a.parquet": "parquet"}.items():
        (failure,) = read(made(tmp_path, name, TEXT))
        assert f"pip install 'shuwen[{wanted}]'" in failure.advice
    with pytest.raises(InputError, match=r"shuwen\[remote\]"):
        read("memory://x")


def test_remote_folders_files_and_patterns():
    fsspec = pytest.importorskip("fsspec")
    store = fsspec.filesystem("memory")
    for name, data in {"a.txt": TEXT.encode(), "deep/b.json": json.dumps({"text": "乙"}).encode(), "c.gif": b"x"}.items():
        store.pipe(f"/shuwen-test/{name}", data)
    reader = Reader(["memory://shuwen-test"], longest=1000)
    assert [(item.id, item.text) for item in reader] == [("a.txt", TEXT), ("deep/b.json", "乙")]
    assert reader.skipped == {".gif": 1}
    assert [item.id for item in read("memory://shuwen-test/a.txt")] == ["a.txt"]
    assert [item.id for item in read("memory://shuwen-test/*.txt")] == ["a.txt"]
    (failure,) = read("memory://shuwen-test/absent.txt")
    assert "can't be read" in failure.reason
    with pytest.raises(InputError, match="nosuch"):
        read("nosuch://x")


def test_patterns_and_standard_input(tmp_path, monkeypatch):
    made(tmp_path, "a.txt", "甲")
    made(tmp_path, "b.md", "乙")
    assert [item.text for item in read(str(tmp_path / "*.md"))] == ["乙"]
    with pytest.raises(InputError, match="no such file"):
        read(str(tmp_path / "*.pdf"))
    for data, texts in {TEXT: [TEXT], '{"text": "甲"}\n{"text": "乙"}': ["甲", "乙"]}.items():
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data.encode()))))
        assert [item.text for item in read("-")] == texts


@pytest.mark.parametrize(
    ("written", "region", "found"),
    [
        ("2024年3月1日", "CN", "2024-03-01"),
        ("2024/3/1 08:30", "CN", "2024-03-01"),
        ("2024-3-1", "CN", "2024-03-01"),
        ("２０２４．３．１", "CN", "2024-03-01"),
        ("20240301", "CN", "2024-03-01"),
        (20240301, "CN", "2024-03-01"),
        ("113年3月1日", "CN", "2024-03-01"),
        ("中華民國99年3月1日", "CN", "2010-03-01"),
        ("99/3/1", "TW", "2010-03-01"),
        (1709251200, "CN", "2024-03-01"),
        ("1709251200000", "CN", "2024-03-01"),
        (1709222400 + 3600, "CN", "2024-03-01"),
        (datetime.date(2024, 3, 1), "CN", "2024-03-01"),
        ("", "CN", None),
        (None, "CN", None),
    ],
)
def test_days_as_they_are_written(written, region, found):
    date, note = day(written, region)
    assert (date.isoformat() if date else None, note) == (found, None)


@pytest.mark.parametrize("written", ["1850-01-01", "2200年1月1日", "24/3/1", "2024-02-30", "昨天", 1e300, float("nan"), True, [1]])
def test_a_day_that_is_none_is_left_out_with_a_note(written):
    date, note = day(written)
    assert date is None
    assert "left out" in note


def test_the_euro_of_cp936_and_a_declared_charset():
    data = TEXT.replace("38.7亿元", "€38.7亿").encode("gb18030").replace("€".encode("gb18030"), b"\x80")
    assert "€38.7亿" in decode(data)
    assert decode("镕".encode("gbk"), "GB2312") == "镕"  # too short to tell by itself
    assert decode("產值".encode("big5"), "x-x-big5") == "產值"
    assert decode(TEXT.encode(), "gbk") == TEXT
    with pytest.raises(InputError):
        decode("été".encode("latin-1"), "iso-8859-1")
