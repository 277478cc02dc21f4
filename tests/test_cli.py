"""The command: exit codes, help that teaches, output in UTF-8; and the public face of the library."""

from __future__ import annotations

import csv
import datetime
import json
import os
import pty
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import jsonschema
import pytest
import typer.main
from typer.testing import CliRunner

import shuwen
from shuwen.cli import app

COMMANDS = ("run", "extract", "explain", "schema", "eval")
ARTICLE = "清溪县2023年经济运行情况\n2023年，全县完成固定资产投资38.7亿元，占全市的66%，同比增长15%。\n"


def call(*arguments, **options):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


def shell(*arguments, stdin="", **variables):
    """The command in a process of its own: (exit code, standard output, standard error), as bytes."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONIO", "COLUMNS"))  # pytest-xdist sets COLUMNS
    }
    done = subprocess.run(
        [sys.executable, "-m", "shuwen", *map(str, arguments)],
        input=stdin.encode("utf-8"),
        capture_output=True,
        timeout=120,
        check=False,
        env=environment | variables,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "清溪.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_version():
    assert call("--version").stdout == f"shuwen {shuwen.__version__}\n"


def test_help_names_every_command():
    told = call("--help")
    assert told.exit_code == 0
    assert all(f" {name} " in told.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_teaches_with_an_example_and_explains_every_option(name):
    told = call(name, "--help")
    assert told.exit_code == 0
    assert f"shuwen {name} " in told.stdout
    assert "xample" in told.stdout
    command = typer.main.get_command(app).commands[name]
    assert all(parameter.help and parameter.help.endswith(".") for parameter in command.params)


def test_run_writes_the_three_files_and_a_summary(article, tmp_path):
    done = call("run", article, "-o", tmp_path / "out", "--workers", 1)
    assert done.exit_code == 0
    assert "1 articles, 0 failed" in done.stdout
    assert "money" in done.stdout
    for name in ("extractions.jsonl", "records.csv", "failures.jsonl"):
        assert str(tmp_path / "out" / name) in done.stdout.replace("\n", "")
    extraction = shuwen.decode((tmp_path / "out" / "extractions.jsonl").read_text(encoding="utf-8"))
    assert extraction.id == "清溪.txt"
    assert (tmp_path / "out" / "failures.jsonl").read_bytes() == b""
    with (tmp_path / "out" / "records.csv").open(encoding="utf-8-sig", newline="") as table:
        assert "38.7亿元" in [row["value_text"] for row in csv.DictReader(table)]


def test_run_names_each_failure_and_exits_1(tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "bad.jsonl").write_text('{"text": "产值5元"}\n{"text"\n', encoding="utf-8")
    done = call("run", tmp_path, "-o", tmp_path / "out", "--quiet")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 2
    assert f"failed {tmp_path / 'bad.jsonl'}:2: not a line of JSON" in done.stderr
    assert f"failed {tmp_path / 'empty.txt'}: the file is empty → leave it out, or fill it" in done.stderr
    failures = [json.loads(line) for line in (tmp_path / "out" / "failures.jsonl").read_bytes().splitlines()]
    assert [failure["line"] for failure in failures] == [2, None]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "absent", "-o", "out"], "absent: there is no such file or folder"),
        (["run", "."], "Missing option"),
        (["run", ".", "-o", "out", "--region", "US"], "is not one of 'CN'"),
        (["run", ".", "-o", "out", "--config", "absent.yaml"], "absent.yaml: can't be read"),
        (["run", ".", "-o", "out"], "nothing to read"),
        (["extract", "absent.txt"], "absent.txt: can't be read"),
        (["extract", ".", "--published", "yesterday"], "--published"),
        (["eval", "absent.jsonl"], "absent.jsonl"),
        (["frobnicate"], "No such command"),
    ],
)
def test_wrong_use_exits_2_and_says_what_is_wrong(arguments, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = call(*arguments)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_extract_gives_one_line_of_json_in_a_pipe(article):
    done = call("extract", article, "--published", "2024-01-20")
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    extraction = shuwen.decode(done.stdout)
    assert extraction.id == "清溪.txt"
    assert str(extraction.published) == "2024-01-20"
    assert [quantity.text for record in extraction.records for quantity in record.quantities] == [
        "38.7亿元",
        "66%",
        "15%",
    ]


def test_extract_reads_standard_input_and_takes_title_and_region():
    done = call("extract", "-", "--title", "外銷訂單", "--region", "TW", input="上半年接單金額達3億元。")
    extraction = shuwen.decode(done.stdout)
    assert (extraction.title, extraction.region) == ("外銷訂單", "TW")
    assert extraction.records[0].quantities[0].unit == "TWD"


def test_extract_table_is_for_reading(article):
    told = call("extract", article, "--table", env={"COLUMNS": "200"}).stdout
    assert "38.7亿元 = 3870000000 CNY" in told
    assert "up 15 % (yoy)" in told
    assert "2023-01-01/2023-12-31" in told


def test_extract_from_a_terminal_says_how_to_use_it():
    master, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "shuwen", "extract"], stdin=terminal, capture_output=True, timeout=60, check=False
    )
    os.close(master)
    os.close(terminal)
    assert done.returncode == 2
    assert "name a file, or pipe a text in" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("given", ["text", "file", "stdin"])
def test_explain_shows_every_stage(article, given):
    arguments = {"text": [ARTICLE], "file": [article], "stdin": ["-"]}[given]
    done = call("explain", *arguments, input=ARTICLE, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.stderr
    for part in (
        "clean",
        "convert",
        "script hans",
        "segment",
        "link",
        "38.7亿元",
        "money",
        "3870000000 CNY",
        "占全市的",
        "yoy",
    ):
        assert part in done.stdout
    assert "固定资产投资/" in done.stdout


def test_explain_shows_what_is_refused_changed_and_left_out():
    text = "2023年，該縣實施“三大工程”，完成投資3億元。\n責任編輯：王小明\n"
    told = call("explain", text, env={"COLUMNS": "200"}).stdout
    assert "script hant" in told
    assert "億→亿" in told
    assert "not figures" in told
    assert "2023年" in told.split("not figures")[1]
    assert "left out" in told


def test_explain_takes_a_text_too_long_for_a_file_name():
    assert call("explain", ARTICLE * 300).exit_code == 0


def test_schema_is_the_schema_of_what_extract_gives(article):
    schema = json.loads(call("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(call("extract", article).stdout))


def test_eval_prints_scores_and_errors(tmp_path):
    gold = tmp_path / "gold.jsonl"
    quantity = {
        "slot": "value",
        "kind": "money",
        "text": "3亿元",
        "start": 6,
        "end": 9,
        "value": "300000000",
        "unit": "CNY",
    }
    record = {"indicator": "财政收入", "subject": "", "period": "", "status": "actual", "quantities": [quantity]}
    gold.write_text(json.dumps({"id": "a", "text": "全县财政收入3亿元。", "records": [record]}), encoding="utf-8")
    done = call("eval", gold, "--errors", 2)
    assert done.exit_code == 0
    assert "span" in done.stdout


PLAIN = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # nothing that would mend the C locale


@pytest.mark.parametrize("variables", [{"LC_ALL": "C"}, {"LC_ALL": "C", **PLAIN}, {"PYTHONIOENCODING": "ascii"}])
@pytest.mark.parametrize("arguments", [["extract"], ["extract", "--table"], ["explain"]])
def test_output_is_utf8_whatever_the_locale(article, arguments, variables):
    code, out, told = shell(*arguments, "--title", "清溪", article, **variables)
    assert code == 0, told
    assert "38.7亿元" in out.decode("utf-8")


def test_arguments_are_utf8_whatever_the_locale():
    code, out, told = shell("explain", "全县财政收入3亿元。", LC_ALL="C", **PLAIN)
    assert code == 0, told
    assert "3亿元" in out.decode("utf-8")


def test_a_reader_that_stops_early_is_no_error():
    command = f"{sys.executable} -m shuwen schema | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"{\n"
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_importing_is_quick_and_loads_nothing_heavy():
    code = (
        "import sys, time; started = time.perf_counter(); import shuwen; took = time.perf_counter() - started;"
        "heavy = {'jieba', 'spacy', 'sklearn', 'numpy', 'msgspec', 'yaml', 'rich'} & set(sys.modules); print(took, heavy)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    took, _, heavy = done.stdout.strip().partition(" ")
    assert heavy == "set()"
    assert float(took) < 0.1


def test_every_public_name_is_there():
    assert {name for name in shuwen.__all__ if getattr(shuwen, name) is None} == set()
    assert set(shuwen.__all__) <= set(dir(shuwen))
    assert set(shuwen._HOME) | {"__version__"} == set(shuwen.__all__)
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        _ = shuwen.extrakt


def test_recognize_reads_both_scripts_and_quotes_the_original():
    text = "營收達５３．２億元，年增22.5%。"
    money, percent = shuwen.recognize(text, region="TW")
    assert (money.text, money.value, money.unit, money.slot) == ("５３．２億元", Decimal(5320000000), "TWD", None)
    assert text[percent.start : percent.end] == percent.text == "22.5%"
    assert [q.text for q in shuwen.recognize(text, kinds=["percent"])] == ["22.5%"]
    assert shuwen.recognize("没有数字") == []
    assert shuwen.recognize("") == []


def test_bare_numerals_have_a_function_of_their_own():
    assert [q.value for q in shuwen.numbers("编码为三百二十万")] == [Decimal(3200000)]
    assert shuwen.recognize("编码为三百二十万", kinds=["number"]) == []


def test_parse_number_is_exact():
    assert shuwen.parse_number("三百二十万") == Decimal(3200000)
    assert shuwen.parse_number("三分之二") == Fraction(2, 3)
    with pytest.raises(shuwen.NumeralError):
        shuwen.parse_number("三百二十万元")
    with pytest.raises(ValueError, match="numeral"):
        shuwen.parse_number("")


def test_convert_changes_traditional_and_leaves_simplified():
    assert shuwen.convert("億萬") == "亿万"
    assert shuwen.convert("亿万") == "亿万"
    assert shuwen.convert("软件", "s2t") == "軟件"
    with pytest.raises(shuwen.ShuwenError, match="t2s"):
        shuwen.convert("x", "nonsense")


def test_periods_quote_the_original_and_resolve_against_the_day():
    text = "𠮷縣今年上半年營收成長。"
    (mention,) = shuwen.periods(text, published=datetime.date(2024, 8, 1))
    assert mention.name == "2024-01-01/2024-06-30"
    assert text[mention.start : mention.end] == mention.text == "今年上半年"
    assert shuwen.periods("没有时间") == []


@pytest.mark.parametrize("title", ["[/red]产值", "\x1b]0;x\x07产值", "\u202e产值"])
def test_no_title_is_markup_or_a_command_to_the_terminal(tmp_path, title):
    path = tmp_path / "a.txt"
    path.write_text("产值3亿元\x1b[31m，增长5%。", encoding="utf-8")
    for arguments in (("extract", path, "--table", "--title", title), ("explain", path)):
        told = call(*arguments)
        assert told.exit_code == 0, told.output
        assert not {"\x1b", "\x07", "\u202e"} & set(told.output)
    # rich itself drops the bell
    shown = title.replace("\x1b", "␛").replace("\x07", "").replace("\u202e", "�")
    assert shown in call("extract", path, "--table", "--title", title).output


def test_a_name_with_a_line_feed_forges_no_second_line(tmp_path):
    (tmp_path / "a\nfailed b.txt").write_text("", encoding="utf-8")
    (tmp_path / "c.txt").write_text("产值3亿元。", encoding="utf-8")
    told = call("run", tmp_path, "-o", tmp_path / "out")
    assert "a␊failed b.txt" in told.output


def test_extract_has_the_size_limit_of_run(tmp_path):
    settings = tmp_path / "small.yaml"
    settings.write_text("batch: {max_characters: 100}\n", encoding="utf-8")
    path = tmp_path / "long.txt"
    path.write_text("全县产值3亿元。" * 20, encoding="utf-8")
    told = call("extract", path, "--config", settings)
    assert told.exit_code == 2
    assert "longer than 100 characters" in told.output
    assert "split it into articles" in told.output


def test_a_program_can_watch_a_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("2023年，青河县产值5亿元。", encoding="utf-8")
    (tmp_path / "in" / "\x1bbad.txt").write_bytes(b"\x00")
    command = [sys.executable, "-m", "shuwen", "run", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--json-log"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert (done.returncode, done.stdout) == (1, "")
    assert [event["event"] for event in events] == ["failure", "end"]
    assert "\x1b" not in events[0]["source"]
    assert (events[1]["articles"], events[1]["failures"], events[1]["bytes"]) == (1, 1, events[1]["bytes_in_all"])
