"""The command `shuwen`: parse, call, print. What it does is in the library; only this module prints and exits."""

from __future__ import annotations

import datetime
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import msgspec
import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.markup import escape
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from shuwen._version import __version__
from shuwen.config import load_config
from shuwen.errors import InputError, ShuwenError
from shuwen.lang.visible import visible
from shuwen.records import Article, Extraction, Region, Slot

app = typer.Typer(
    name="shuwen",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
)

OTHER_SLOTS: tuple[Slot, ...] = ("base", "gap", "threshold")
SOME_FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130

ConfigOption = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings to lay over the defaults; see config.yaml.")
]
RegionOption = Annotated[
    Region,
    typer.Option(
        "--region", metavar="CN|TW|HK", help="Where the text is from: it decides what 元 is and how years are read."
    ),
]
TitleOption = Annotated[
    str | None,
    typer.Option("--title", metavar="TITLE", help="The article's title, where the text does not begin with it."),
]
PublishedOption = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--published",
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help="The day it was published; 今年 and 上半年 are told from it.",
    ),
]
ExportKind = Literal["csv", "xlsx", "parquet", "jsonl", "sqlite", "duckdb"]
Heads = Literal["en", "zh"]
WhyOption = Annotated[
    bool,
    typer.Option("--why", help="With each record, why its fields are what they are: rule, score and runner-up."),
]


def main() -> None:
    """Run the command line, with output in UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app(prog_name="shuwen")
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"shuwen {__version__}")
        raise typer.Exit


@app.callback()
def shuwen(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Draw every figure from Chinese news and government reports, as exact records.

    Start with `shuwen run FOLDER -o out`, or try one sentence:
    `shuwen explain "全县固定资产投资38.7亿元，同比增长15%。"`
    """


@app.command()
def run(  # noqa: PLR0913  # each option is an argument
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="Folders (to any depth), files, patterns, URLs such as s3://…; - reads standard input."
        ),
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="OUT", help="The folder for the results; made if need be.")
    ],
    *,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=0,
            metavar="N",
            help="Processes; 0 is one for each core. Default: batch.workers in the settings.",
        ),
    ] = None,
    config: ConfigOption = None,
    region: RegionOption = "CN",
    why: WhyOption = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again the articles that failed in an earlier run on OUT.")
    ] = False,
    skip_duplicates: Annotated[
        bool,
        typer.Option("--skip-duplicates", help="No records of near copies of earlier articles, such as agencies' texts."),
    ] = False,
    engine: Annotated[
        Literal["local", "ray"],
        typer.Option("--engine", metavar="local|ray", help="Processes of this machine, or a Ray cluster (shuwen[cluster])."),
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option("--ray-address", metavar="ADDRESS", help="The cluster, such as ray://head:10001 or auto. Default: one of its own."),
    ] = None,
    json_log: Annotated[
        bool,
        typer.Option("--json-log", help="Failures and progress on standard error as JSON, an object a line, and no summary."),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary; failures are still named.")
    ] = False,
) -> None:
    """Extract whole folders of articles into OUT.

    OUT gets `extractions.jsonl` (every article with its records), `records.csv` (one row a record; opens in Excel),
    `failures.jsonl` (articles that could not be read, each with the reason and what to do) and `articles.jsonl` (their texts). An article that fails
    never stops the others. Until the run is over the names end in `.part`, and what OUT held before stays as it was.
    The same command again goes on where a run broke off, and does only what is new or has changed: `ledger.sqlite` in
    OUT remembers the rest. Remove it, or set `batch.resume` to false, and everything is done anew.

    Near copies of an earlier article that state the same numbers get its id as `duplicate_of`.

    A .txt, .md, .html, .docx or .pdf file is one article; so is a picture (.png, .jpg, .tif, .bmp, .webp), whose
    characters are recognised, as are those of a scanned .pdf; so is a .json object. A .jsonl file has one a line,
    `{"text": "…"}`, and may add `id`, `title`, `published` (2024-03-01) and `region` (CN, TW or HK); .json arrays, .csv,
    .tsv, .xlsx and .parquet have the same as columns, whose names are settings. Each may be compressed (.gz) or stand in
    a .zip, .tar or .tar.gz, and text may be in UTF-8, UTF-16, GB18030 (GBK, GB2312) or Big5. A page of HTML, .docx and
    .xlsx, .pdf, pictures, .parquet and URLs need an extra: `pip install 'shuwen[all]'`.

    For example:

    - `shuwen run news/ -o out`
    - `shuwen run 2023.jsonl 2024/ -o out --workers 4`
    - `shuwen run taiwan/ -o out --region TW`
    - `shuwen run "news/**/*.html" reports.zip -o out`
    - `shuwen run s3://bucket/news -o out --engine ray --ray-address auto`

    Exit code: 0 all went well, 1 some articles failed, 2 wrong use.
    """
    from shuwen.batch.progress import Display, Log
    from shuwen.batch.run import run as run_all

    errors = _console(stderr=True)
    with _stops():
        settings = load_config(config)
        if why:
            settings = msgspec.structs.replace(settings, output=msgspec.structs.replace(settings.output, reasons=True))
        if ray_address and engine != "ray":
            raise InputError("--ray-address is for --engine ray")
        changed = {"workers": workers, "duplicates": "skip" if skip_duplicates else None}
        batch = msgspec.structs.replace(settings.batch, **{name: value for name, value in changed.items() if value is not None})
        settings = msgspec.structs.replace(settings, batch=batch)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        try:
            with Log(sys.stderr) if json_log else Display(errors, quiet=quiet) as display:
                chosen: dict[str, Any] = {"region": region, "retry_failed": retry_failed}
                if engine == "ray":
                    chosen |= {"engine": engine, "ray_address": ray_address}
                done = run_all(paths, out, config=settings, watch=display.watch, **chosen)
        except KeyboardInterrupt:
            errors.print(
                f"stopped; the same command goes on from here ({escape(str(out))} holds what was done)", soft_wrap=True
            )
            raise typer.Exit(INTERRUPTED) from None
    if not (quiet or json_log):
        from shuwen.batch.progress import summary

        _console().print(summary(done, out))
    if done.failures:
        raise typer.Exit(SOME_FAILED)


@app.command()
def extract(  # noqa: PLR0913  # each option is an argument
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text file; - or nothing reads standard input.")] = "-",
    *,
    table: Annotated[bool, typer.Option("--table", help="A table for reading instead of JSON.")] = False,
    title: TitleOption = None,
    published: PublishedOption = None,
    region: RegionOption = "CN",
    config: ConfigOption = None,
    why: WhyOption = False,
) -> None:
    """Extract one article to JSON, or with --table to a table.

    On a terminal the JSON is indented; in a pipe it is one line, as in extractions.jsonl.

    For example:

    - `shuwen extract article.txt --table`
    - `echo "前三季度，全市生产总值812.6亿元，同比增长5.8%。" | shuwen extract --published 2024-10-20`
    - `shuwen extract hongkong.txt --region HK | jq '.records[].indicator.name'`
    """
    from shuwen.extractor import extract_article

    with _stops():
        settings = load_config(config)
        article = _article(file, _read(file, settings.batch.max_characters), title, published, region)
        extraction = extract_article(article, settings)
    if table:
        _console().print(_table(extraction))
    else:
        from shuwen.records import encode

        line = encode(extraction, why=why or settings.output.reasons)
        print((msgspec.json.format(line, indent=2) if sys.stdout.isatty() else line).decode())


@app.command()
def explain(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|FILE", help="A text, a file that holds one, or - for standard input.")
    ],
    *,
    title: TitleOption = None,
    published: PublishedOption = None,
    region: RegionOption = "CN",
    config: ConfigOption = None,
) -> None:
    """Show what each stage saw in a text, and why each figure is what it is.

    For example:

    - `shuwen explain "1—9月，全县财政收入4.2亿元，占年度计划的78%。"`
    - `shuwen explain article.txt --published 2024-10-20`
    """
    from shuwen.explain import explanation
    from shuwen.extractor import analyse
    from shuwen.formats import printable

    with _stops():
        settings = load_config(config)
        named = text == "-" or _is_file(text)
        content = _read(text, settings.batch.max_characters) if named else printable(text)
        document = analyse(_article(text, content, title, published, region), settings)
    for part in explanation(document):
        _console().print(part)


@app.command()
def export(  # noqa: PLR0913  # each option is an argument
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder that `shuwen run` wrote.")],
    file: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The file to write.")],
    *,
    to: Annotated[
        ExportKind | None,
        typer.Option("--to", metavar="KIND", help="csv, xlsx, parquet, jsonl, sqlite or duckdb. Default: FILE's ending."),
    ] = None,
    long: Annotated[
        bool, typer.Option("--long/--wide", help="A row a quantity, with its slot, or a row a record.")
    ] = False,
    headers: Annotated[Heads, typer.Option("--headers", metavar="en|zh", help="The language of the columns' names.")] = "en",
    bom: Annotated[bool, typer.Option(help="Begin a .csv with the mark by which Excel knows UTF-8.")] = True,
) -> None:
    """Write a run's records to one file that Excel, a database or a statistics package opens.

    Columns are typed: numbers in base units (53.2亿元 is 5320000000), days as days, ids as text; `amount` has the figure
    as a person writes it, `exact` the number without rounding. No cell begins a formula. A .xlsx, .parquet or .duckdb
    file needs an extra: `pip install 'shuwen[all]'`.

    For example:

    - `shuwen export out -o records.xlsx --headers zh`
    - `shuwen export out -o figures.parquet --long`
    - `shuwen export out -o records.sqlite`
    """
    from shuwen.formats.export import Layout
    from shuwen.formats.export import export as write

    with _stops():
        done = write(out, file, to=to, layout=Layout("long" if long else "wide", headers, bom))
    _console(stderr=True).print(f"{done.rows:,} rows of {done.articles:,} articles in {escape(str(file))}", soft_wrap=True)


@app.command()
def schema() -> None:
    """Print the JSON Schema of one line of extractions.jsonl.

    Example: `shuwen schema > shuwen.schema.json`
    """
    from shuwen.records import schema as json_schema

    print(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode())


@app.command(name="eval")
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A .jsonl file of gold documents, or a corpus folder.")],
    *,
    errors: Annotated[
        int, typer.Option("--errors", min=0, metavar="N", help="Show N examples of each sort of error.")
    ] = 0,
    config: ConfigOption = None,
) -> None:
    """Score what is extracted against gold.

    Example: `shuwen eval corpus --errors 5`

    Exit code: 1 where the extraction of a document failed, 2 where the gold can't be read.
    """
    from shuwen.training.evaluation import evaluate as score

    with _stops():
        scores = score(gold, config=load_config(config))
    print(scores.table(errors))
    if scores.failures:
        raise typer.Exit(SOME_FAILED)


def _interrupt(*_: object) -> NoReturn:
    """The first time end as after Ctrl-C. The second time end at once: the first may have been lost, or waits for a worker.

    What was done is on disk by then, line by line.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    raise KeyboardInterrupt


def _end(*_: object) -> NoReturn:
    import multiprocessing

    for worker in multiprocessing.active_children():  # one that is stopped would not see that its parent is gone
        worker.kill()
    os._exit(INTERRUPTED)


@contextmanager
def _stops() -> Iterator[None]:
    """End with a message and exit code 2 where the library says what is wrong."""
    try:
        yield
    except ShuwenError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    _console(stderr=True).print(f"[red]error:[/red] {escape(message)}", soft_wrap=True, highlight=False)
    raise typer.Exit(WRONG_USE)


class _Console(Console):
    """A console to which no text is a command: control characters of articles, titles and names are made visible."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(visible(segment.text, lines=True), segment.style)


def _console(*, stderr: bool = False) -> Console:
    """A console that gives a table room where no terminal sets the width."""
    file = sys.stderr if stderr else sys.stdout
    return _Console(stderr=stderr, width=None if file.isatty() or "COLUMNS" in os.environ else 160)


def _read(file: str, longest: int) -> str:
    """The text of a file of at most `longest` characters, or of standard input for `-`."""
    from shuwen.formats import decode, read_text

    if file != "-":
        try:
            return read_text(Path(file), longest)
        except InputError as error:
            raise InputError(f"{file}: {error} → {error.advice}") from error
    if sys.stdin.isatty():
        raise InputError('nothing to read: name a file, or pipe a text in: echo "…" | shuwen extract')
    return decode(sys.stdin.buffer.read())


def _is_file(text: str) -> bool:
    """Whether `text` names a file; a text too long or too odd for a name does not."""
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def _article(name: str, text: str, title: str | None, published: datetime.datetime | None, region: Region) -> Article:
    from shuwen.extractor import digest
    from shuwen.formats import printable

    named = _is_file(name)
    return Article(
        id=printable(Path(name).name) if named else digest(text)[:16],
        text=text,
        title=printable(title) if title else None,
        published=published.date() if published else None,
        region=region,
        source=printable(name) if named else None,
    )


def _table(extraction: Extraction) -> Table:
    """The records as a person reads them."""
    from shuwen.formats.writers import amount, said

    table = Table(title=Text(extraction.title) if extraction.title else None, caption=f"records: {len(extraction.records)}")
    for column in ("indicator", "subject", "period", "value", "change", "share", "other", "status"):
        table.add_column(column, overflow="fold")
    for record in extraction.records:
        level = record.in_slot("value")
        names = [mention.name if mention else "" for mention in (record.indicator, record.subject, record.period)]
        written = f"{level.text} = {amount(level)}" if level else ""
        other = {slot: said(record, slot) for slot in OTHER_SLOTS}
        others = "; ".join(f"{slot} {words}" for slot, words in other.items() if words)
        cells = [*names, written, said(record, "change"), said(record, "share"), others, record.status]
        table.add_row(*map(escape, cells))
    return table
