"""Readers and writers: encodings, ids, line numbers, and a table that a spreadsheet opens safely."""

from __future__ import annotations

import contextlib
import csv
import datetime
import gzip
import io
import json
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shuwen
from shuwen import Article, Extraction, InputError, Mention, Quantity, Record, ShuwenError, load_config
from shuwen.formats import Failure, Reader, Writers, decode
from shuwen.formats.writers import COLUMNS, NAMES, amount, publish, rows, said

OUTPUT = load_config().output
SIMPLIFIED = "清溪县今年完成固定资产投资38.7亿元，同比增长15%，其中工业投资23亿元。\r\n全县新开工项目12个。"
TRADITIONAL = "臺中港上半年進出口貨物達到三千五百萬噸，比去年同期成長百分之四，營收為12億元。"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030", "gbk"])
def test_simplified_text_is_read_in_every_encoding(encoding):
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5", "big5hkscs"])
def test_traditional_text_is_read_in_every_encoding(encoding):
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize(
    "data",
    [
        SIMPLIFIED.encode("utf-16-le"),
        SIMPLIFIED.encode("utf-8")[:-1],
        b"\xef\xbb\xbf" + SIMPLIFIED.encode("gbk"),
        SIMPLIFIED.encode("utf-8").replace("县".encode(), b"\xff", 1),
        SIMPLIFIED.encode("gbk")[:-1],
        "売上高は前年より三割増えて、二十億円になった。".encode("shift_jis"),
        "été à Montréal: coût élevé".encode("latin-1"),
        bytes(range(1, 256)),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
    ids=["utf-16 without mark", "cut", "false mark", "one bad byte", "cut gbk", "Japanese", "Latin-1", "bytes", "png"],
)
def test_a_doubtful_encoding_is_refused_not_guessed(data):
    with pytest.raises(InputError):
        decode(data)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]).filter(lambda c: c != "\0"), min_size=1))
def test_utf8_comes_back_as_it_was(text):
    assert decode(text.encode("utf-8")) == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_named_error(data):
    with contextlib.suppress(InputError):
        assert isinstance(decode(data), str)

OUTPUT = load_config().output


def read(*paths, longest=10_000, **options):
    reader = Reader([Path(path) for path in paths], longest=longest, **options)
    return list(reader), reader


def put(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_folder_is_read_in_order_with_paths_as_ids(tmp_path):
    put(tmp_path, b_txt="乙", a_txt="甲", deep__er__c_TXT="丙", x_xyz="?", noending="?")
    items, reader = read(tmp_path)
    assert [item.id for item in items] == ["a.txt", "b.txt", "deep/er/c.TXT"]
    assert [item.text for item in items] == ["甲", "乙", "丙"]
    assert [item.source for item in items] == [str(tmp_path / name) for name in ("a.txt", "b.txt", "deep/er/c.TXT")]
    assert reader.skipped == {".xyz": 1, "no ending": 1}
    assert reader.measure() == (3, 9)


def test_the_same_name_in_two_folders_gives_two_ids_and_nothing_is_read_twice(tmp_path):
    put(tmp_path, one__a_txt="甲", two__a_txt="乙")
    items, _ = read(tmp_path / "one", tmp_path / "two", tmp_path / "one" / "a.txt", tmp_path / "two")
    assert [item.id for item in items] == ["one/a.txt", "two/a.txt"]


def test_a_file_named_itself_is_a_text_without_an_ending_and_a_failure_with_another(tmp_path):
    put(tmp_path, a="甲", b_xyz="乙")
    (article, failure), _ = read(tmp_path / "a", tmp_path / "b.xyz")
    assert (article.id, article.text) == ("a", "甲")
    assert ".xyz" in failure.reason
    assert ".txt" in failure.advice


def test_line_ends_stay_so_that_offsets_hold(tmp_path):
    (item,), _ = read(put(tmp_path, a_txt="\ufeff甲\r\n乙\r丙\n"))
    assert item.text == "甲\r\n乙\r丙\n"


LINES = [
    '{"id": "x1", "title": "题", "published": "2024-03-01", "region": "TW", "text": "甲", "other": [1]}',
    "not json",
    '{"id": "x2"}',
    "",
    '{"id": 7, "text": "乙", "published": "20240302", "title": ""}',
    '{"text": "丙", "published": "2024-03-03T08:00:00+08:00"}',
    '{"text": "丁", "published": "3月"}',
    '{"text": "戊", "region": "US"}',
    '{"text": 5}',
    '{"id": "x1", "text": "己"}',
    '{"text": "\\ud800"}',
    "[" * 100_000,
]


def test_lines_give_articles_and_numbered_failures(tmp_path):
    items, _ = read(put(tmp_path, a_jsonl="\ufeff" + "\n".join(LINES)), region="HK", longest=200_000)
    articles = [item for item in items if isinstance(item, Article)]
    assert [(a.id, a.title, str(a.published), a.region, a.text) for a in articles] == [
        ("x1", "题", "2024-03-01", "TW", "甲"),
        ("7", None, "2024-03-02", "HK", "乙"),
        ("a.jsonl#6", None, "2024-03-03", "HK", "丙"),
        ("a.jsonl#7", None, "None", "HK", "丁"),
    ]
    assert [a.meta["notes"] for a in articles] == [[], [], [], ["published: '3月' is no day; left out"]]
    failures = {item.line: item for item in items if isinstance(item, Failure)}
    assert list(failures) == [2, 3, 8, 9, 10, 11, 12]
    assert all(failure.source == str(tmp_path / "a.jsonl") and failure.advice for failure in failures.values())
    assert "missing required field `text`" in failures[3].reason
    assert "'US'" in failures[8].reason
    assert failures[10].id == "x1"
    assert "surrogate" in failures[11].reason


def test_a_line_that_is_not_utf8_fails_alone(tmp_path):
    content = b'{"text": "\xff\xfe"}\n{"text": "ok"}\n'
    items, _ = read(put(tmp_path, a_jsonl=content))
    assert [type(item) for item in items] == [Failure, Article]


def test_compressed_lines_and_a_torn_file(tmp_path):
    whole = gzip.compress("".join(f'{{"text": "甲{n}"}}\n' for n in range(50)).encode())
    items, _ = read(put(tmp_path, a_jsonl_gz=whole))
    assert [item.text for item in items] == [f"甲{n}" for n in range(50)]
    torn, _ = read(put(tmp_path, a_jsonl_gz=whole[: len(whole) // 2]))
    assert isinstance(torn[-1], Failure)
    assert "gzip" in torn[-1].reason
    junk, _ = read(put(tmp_path, a_jsonl_gz=b"junk"))
    assert [item.line for item in junk] == [1]


def test_too_long_is_told_without_reading_on(tmp_path):
    put(tmp_path, a_txt="长" * 11, b_txt="短" * 10, c_txt="x" * 100)
    put(tmp_path, d_jsonl='{"text": "' + "长" * 11 + '"}\n' + "x" * 1000 + "\n" + '{"text": "ok"}\n')
    items, _ = read(tmp_path, longest=10)
    assert [(Path(i.source).name, getattr(i, "line", None), type(i).__name__) for i in items] == [
        ("a.txt", None, "Failure"),
        ("b.txt", None, "Article"),
        ("c.txt", None, "Failure"),
        ("d.jsonl", 1, "Failure"),
        ("d.jsonl", 2, "Failure"),
        ("d.jsonl", None, "Article"),
    ]
    assert all("max_characters" in item.reason for item in items if isinstance(item, Failure))


def test_sizes_add_up_to_what_there_is_to_read(tmp_path):
    put(tmp_path, a_txt="甲", b_txt=b"\0", c_jsonl='{"text": "乙"}\nbad\n{"text": "丙"}')
    items, reader = read(tmp_path)
    sizes = [item.meta["size"] if isinstance(item, Article) else item.size for item in items]
    assert sum(sizes) == reader.measure()[1]


def test_odd_files_are_failures_with_their_path(tmp_path):
    put(tmp_path, a_txt="甲")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.txt"))).write_text("乙", encoding="utf-8")
    items, _ = read(tmp_path)
    told = {Path(item.source).name: type(item).__name__ for item in items}
    assert told == {
        "a.txt": "Article",
        "dangling.txt": "Failure",
        "pipe.txt": "Failure",
        "\\xff\\xfe.txt": "Article",
    }
    assert json.dumps([item.source for item in items]).encode("utf-8")


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file or folder"):
        read(tmp_path / "absent")


def quantity(**fields):
    return Quantity(
        **{"kind": "money", "text": "38.7亿元", "start": 4, "end": 10, "unit": "CNY", "slot": "value"} | fields
    )


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"value": Decimal(3870000000)}, "3870000000 CNY"),
        ({"value": Decimal("1E+6"), "bound": "about"}, "about 1000000 CNY"),
        ({"low": Decimal(15), "high": Decimal(20), "unit": "%", "bound": "range"}, "15..20 %"),
        ({"value": Fraction(2, 3), "unit": "1"}, "2/3 1"),
        ({"value": Decimal(100), "bound": "over", "unit": "家"}, "over 100 家"),
    ],
)
def test_amounts_as_a_person_reads_them(fields, told):
    assert amount(quantity(**fields)) == told


def test_slots_as_a_person_reads_them():
    whole = Mention("全省", 0, 2, "全省")
    percent = {"value": Decimal("0.3"), "unit": "pp", "kind": "percent"}
    record = Record(
        id="r",
        sentence=(0, 1),
        confidence=1,
        quantities=(
            quantity(slot="gap", direction="down", of=whole, **percent),
            quantity(slot="change", direction="up", basis="yoy", **percent),
            quantity(slot="change", direction="down", basis="mom", **percent),
            quantity(slot="share", of=whole, **percent),
        ),
    )
    assert said(record, "gap") == "0.3 pp below 全省"
    assert said(record, "change") == "up 0.3 pp (yoy); down 0.3 pp (mom)"
    assert said(record, "share") == "0.3 pp of 全省"
    assert said(record, "base") == ""


def test_cells_that_begin_a_formula_are_made_text():
    article = Article(id="=1+1", text='=HYPERLINK("x")\n产值38.7亿元')
    record = Record(
        id="r",
        indicator=Mention("", None, None, "@SUM(A1)"),
        subject=Mention("", None, None, "-2+3"),
        quantities=(quantity(value=Decimal(-5)),),
        sentence=(0, len(article.text)),
        confidence=0.5,
    )
    extraction = Extraction(id=article.id, title="+cmd", sha256="", version="0", records=(record,))
    row = dict(zip(COLUMNS, next(rows(article, extraction)), strict=True))
    assert row["article_id"] == "'=1+1"
    assert (row["title"], row["indicator"], row["subject"]) == ("'+cmd", "'@SUM(A1)", "'-2+3")
    assert row["sentence"] == '\'=HYPERLINK("x") 产值38.7亿元'
    assert row["value"] == "-5"


def test_files_get_their_names_only_when_the_run_is_over(tmp_path):
    article = Article(
        id="a", text="全县固定资产投资38.7亿元，占全市的66%，同比增长15%。", published=datetime.date(2024, 3, 1)
    )
    (tmp_path / "records.csv").write_text("earlier", encoding="utf-8")
    with Writers(tmp_path, OUTPUT) as writers:
        writers.extraction(article, shuwen.extract(article.text))
        writers.failure(Failure(source="b\ud800", line=3, reason="why", advice="what", size=9))
        assert (tmp_path / "records.csv").read_text(encoding="utf-8") == "earlier"
        assert shuwen.decode((tmp_path / "extractions.jsonl.part").read_bytes()).records
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)
    failure = json.loads((tmp_path / "failures.jsonl").read_text(encoding="utf-8"))
    assert failure == {"source": "b\\ud800", "line": 3, "id": None, "reason": "why", "advice": "what"}
    table = (tmp_path / "records.csv").read_bytes()
    assert table.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    assert (row["value_text"], row["value"], row["unit"]) == ("38.7亿元", "3870000000", "CNY")
    assert (row["changes"], row["shares"]) == ("up 15 % (yoy)", "66 % of 全市")
    assert (row["start"], row["end"], row["sentence"]) == ("8", "14", article.text)


def test_a_broken_run_leaves_its_lines_and_what_was_there(tmp_path):
    (tmp_path / "extractions.jsonl").write_text("earlier", encoding="utf-8")

    def breaks():
        with Writers(tmp_path, OUTPUT) as writers:
            writers.extraction(Article(id="a", text="产值5元"), shuwen.extract("产值5元"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaks()
    assert (tmp_path / "extractions.jsonl").read_text(encoding="utf-8") == "earlier"
    assert (tmp_path / "extractions.jsonl.part").read_bytes().endswith(b"\n")


def test_a_file_in_the_place_of_the_folder_is_a_clear_error(tmp_path):
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(ShuwenError, match=r"out.*can't be written"):
        Writers(tmp_path / "out", OUTPUT)


def test_two_runs_on_one_folder_are_told_apart(tmp_path):
    with Writers(tmp_path, OUTPUT), pytest.raises(ShuwenError, match="another run writes there"):
        Writers(tmp_path, OUTPUT)
    with Writers(tmp_path, OUTPUT):
        pass  # the lock ends with the run


def test_what_a_broken_run_left_is_kept(tmp_path):
    (tmp_path / "records.csv.part").write_text("left", encoding="utf-8")
    with Writers(tmp_path, OUTPUT):
        pass
    assert (tmp_path / "records.csv.part.old").read_text(encoding="utf-8") == "left"


def test_no_link_in_the_folder_of_results_is_followed(tmp_path):
    victim = tmp_path / "victim.txt"
    victim.write_text("mine", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    (out / "extractions.jsonl.part").symlink_to(victim)
    with Writers(out, OUTPUT):
        pass
    assert victim.read_text(encoding="utf-8") == "mine"
    assert not (out / "extractions.jsonl").is_symlink()


def test_a_folder_in_the_place_of_a_result_stops_the_run_at_once(tmp_path):
    (tmp_path / "records.csv").mkdir()
    with pytest.raises(ShuwenError, match=r"records\.csv: a folder stands"):
        Writers(tmp_path, OUTPUT)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.txt"])
def test_a_pipe_is_refused_and_blocks_nothing(tmp_path, name):
    os.mkfifo(tmp_path / name)
    (tmp_path / "z.txt").write_text("产值5亿元", encoding="utf-8")
    first, second = Reader([tmp_path], longest=1000)
    assert isinstance(first, Failure)
    assert first.reason == "not a regular file"
    assert "pipe" in first.advice
    assert isinstance(second, Article)


def test_a_link_that_goes_round_costs_itself_alone(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    (tmp_path / "z.txt").write_text("产值5亿元", encoding="utf-8")
    first, second = Reader([tmp_path], longest=1000, leave=[tmp_path / "out.jsonl", tmp_path / "z.jsonl"])
    assert isinstance(first, Failure)
    assert isinstance(second, Article)


@pytest.mark.parametrize("cell", ["＝1+1", "\u200b=1", "\ufeff+1", "＠x", "－1"])
def test_formulas_in_disguise_are_text_too(cell):
    article = Article(id="a", text="x")
    record = Record(id="r", indicator=Mention("", None, None, cell), quantities=(quantity(),), sentence=(0, 1), confidence=0.5)
    extraction = Extraction(id="a", sha256="", version="0", records=(record,))
    row = dict(zip(COLUMNS, next(rows(article, extraction)), strict=True))
    assert row["indicator"] == "'" + cell


def test_what_a_kill_cut_short_while_results_got_their_names_is_finished(tmp_path):
    for name in NAMES:
        (tmp_path / name).write_text("old")
        (tmp_path / f"{name}.part").write_text("new")
    (tmp_path / NAMES[0]).unlink()
    (tmp_path / f"{NAMES[0]}.part").rename(tmp_path / NAMES[0])  # the kill came after the first
    publish(tmp_path)
    assert [(tmp_path / name).read_text() for name in NAMES] == ["new", "old", "old", "old"]  # no mark: the run was not over
    (tmp_path / ".publishing").touch()
    publish(tmp_path)
    assert [(tmp_path / name).read_text() for name in NAMES] == ["new"] * 4
    assert {path.name for path in tmp_path.iterdir()} == set(NAMES)
