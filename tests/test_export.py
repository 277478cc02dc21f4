"""shuwen export: every kind of file holds the same typed rows, and none of its cells misleads a spreadsheet."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3

import pytest
from typer.testing import CliRunner

import shuwen
from shuwen.cli import app
from shuwen.config import load_config
from shuwen.errors import InputError, ShuwenError
from shuwen.extractor import extract_article
from shuwen.formats.export import Layout, export
from shuwen.formats.sinks import WRITERS
from shuwen.formats.writers import Writers
from shuwen.lang.amounts import written

TEXTS = {
    "00123": "2023年，青河县完成固定资产投资40.6亿元，占全市的12%，同比下降15.5%；新建厂房3至5万平方米。",
    "377945e52": "=cmd|2023年末，柳溪镇共有企业38家\x01，三分之一亏损。",
    "news/1": "天气很好。",
}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    with Writers(folder, load_config().output) as writers:
        for name, text in TEXTS.items():
            article = shuwen.Article(id=name, text=text, title="＝标题", published=datetime.date(2024, 2, 1))
            writers.extraction(article, extract_article(article, load_config()))
    return folder


def read(path, kind, table):
    """The rows of a file as dicts."""
    match kind:
        case "csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))
        case "jsonl":
            return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        case "sqlite":
            base = sqlite3.connect(path)
            base.row_factory = sqlite3.Row
            return [dict(row) for row in base.execute(f"SELECT * FROM {table}")]
        case "parquet":
            return pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist()
        case "duckdb":
            base = pytest.importorskip("duckdb").connect(str(path), read_only=True)
            return base.sql(f"SELECT * FROM {table}").to_arrow_table().to_pylist()
        case _:
            sheet = pytest.importorskip("openpyxl").load_workbook(path).active
            heads, *rows = sheet.iter_rows(values_only=True)
            return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("shape", ["wide", "long"])
def test_every_kind_holds_the_same_rows(out, tmp_path, kind, shape):
    file = tmp_path / f"out.{kind}"
    done = export(out, file, layout=Layout(shape=shape))
    rows = read(file, kind, "records" if shape == "wide" else "quantities")
    assert (done.articles, done.rows, len(rows)) == (3, len(rows), done.rows)
    (row,) = [row for row in rows if row["text"] == "40.6亿元"]
    assert {name: row[name] for name in ("article_id", "amount", "unit", "exact", "subject", "indicator")} == {
        "article_id": "'00123" if kind == "csv" else "00123",
        "amount": "40.6亿元", "unit": "CNY", "exact": "4060000000", "subject": "青河县", "indicator": "固定资产投资",
    }  # fmt: skip
    assert float(row["value"]) == 4_060_000_000
    day = row["period_end"]
    assert str(day.date() if isinstance(day, datetime.datetime) else day) == "2023-12-31"
    assert row["sentence"].startswith("2023年，青河县")
    if shape == "wide":
        assert (float(row["change"]), row["change_unit"], row["change_basis"]) == (-15.5, "%", "yoy")
        assert float(row["share"]) == 12


@pytest.mark.parametrize("kind", ["parquet", "duckdb"])
def test_columns_are_typed(out, tmp_path, kind):
    file = tmp_path / f"out.{kind}"
    export(out, file)
    row = next(row for row in read(file, kind, "records") if row["text"] == "40.6亿元")
    types = {name: type(row[name]) for name in ("value", "start", "published", "period_start", "article_id")}
    assert types == {"value": float, "start": int, "published": datetime.date, "period_start": datetime.date, "article_id": str}


def test_parquet_is_read_by_others(out, tmp_path):
    file = tmp_path / "out.parquet"
    export(out, file)
    frame = pytest.importorskip("polars").read_parquet(file)
    types = {name: str(frame.schema[name]) for name in ("value", "start", "published", "article_id")}
    assert types == {"value": "Float64", "start": "Int64", "published": "Date", "article_id": "String"}
    duckdb = pytest.importorskip("duckdb")
    asked = f"SELECT typeof(value), typeof(start), typeof(published), typeof(article_id) FROM '{file}' WHERE text = '40.6亿元'"
    assert duckdb.execute(asked).fetchone() == ("DOUBLE", "BIGINT", "DATE", "VARCHAR")
    assert frame.height == duckdb.execute(f"SELECT count(*) FROM '{file}'").fetchone()[0]


def test_nothing_begins_a_formula_or_loses_its_noughts(out, tmp_path):
    export(out, tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv", "csv", "records")
    assert {row["article_id"] for row in rows} == {"'00123", "'377945e52"}
    assert {row["title"] for row in rows} == {"'＝标题"}
    openpyxl = pytest.importorskip("openpyxl")
    export(out, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}


def test_heads_in_chinese_and_no_mark(out, tmp_path):
    export(out, tmp_path / "out.csv", layout=Layout(heads="zh", bom=False))
    assert (tmp_path / "out.csv").read_bytes().startswith("记录编号,文章编号,标题".encode())


def test_a_table_longer_than_a_sheet_goes_on_on_the_next(out, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr("shuwen.formats.sinks.SHEET_ROWS", 3)
    done = export(out, tmp_path / "out.xlsx", layout=Layout(shape="long"))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [sheet.max_row - 1 for sheet in book] == [2] * (done.rows // 2) + [1] * (done.rows % 2)


def test_what_stood_there_stays_until_the_new_file_is_whole(out, tmp_path, monkeypatch):
    file = tmp_path / "out.csv"
    file.write_text("old", encoding="utf-8")

    def breaks(path, _head, _rows):
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setitem(WRITERS, "jsonl", breaks)
    with pytest.raises(ShuwenError, match="No space left"):
        export(out, file, to="jsonl")
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(
    ("folder", "file", "message"),
    [
        ("out", "records.ods", "--to name it: csv, xlsx"),
        ("nowhere", "records.csv", "no results of a run; make them with"),
        ("out", "", "a folder; name a file"),
    ],
)
def test_wrong_use_says_what_to_do(out, tmp_path, folder, file, message):
    with pytest.raises(InputError, match=message):
        export(out if folder == "out" else tmp_path / folder, tmp_path / file, to=None if file else "csv")


def test_a_line_that_is_no_extraction_is_named(tmp_path):
    (tmp_path / "extractions.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 1 is no extraction of this version"):
        export(tmp_path, tmp_path / "out.csv")


def test_the_command(out, tmp_path):
    result = CliRunner().invoke(app, ["export", str(out), "-o", str(tmp_path / "a.jsonl"), "--long"])
    assert (result.exit_code, (tmp_path / "a.jsonl").is_file()) == (0, True)
    assert "rows of 3 articles" in result.output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("产值53.2亿元", "53.2亿元"),
        ("约3.45万亿元", "约3.45万亿元"),
        ("15%至20%", "15%至20%"),
        ("提高1.5个百分点", "1.5个百分点"),
        ("增长2.3倍", "2.3倍"),
        ("每亩3000元", "3000元/亩"),
        ("超过105.6万人次", "超过105.6万人次"),
        ("占三分之二", "2/3"),
        ("12.5平方公里", "12.5平方公里"),
        ("1234567元", "123.4567万元"),
        ("居全国第3位", "第3"),
    ],
)
def test_amounts_as_a_person_writes_them(text, says):
    (quantity,) = shuwen.recognize(text)
    assert written(quantity) == says


def test_amounts_keep_every_digit():
    (quantity,) = shuwen.recognize("1234567.8901元")
    assert written(quantity) == "123.45678901万元"
