"""Show the first records of a run: `show.py OUT [N]`."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from shuwen import Record, decode

WIDTH = 120  # where no terminal sets it


def main(out: Path, most: int = 20) -> None:
    """Print the first `most` records of OUT/extractions.jsonl, one row a record, and where all of them are."""
    table = Table(title=f"The first {most} records", title_justify="left", pad_edge=False)
    for column in ("indicator", "subject", "period", "status", "figures"):
        table.add_column(column, overflow="fold", no_wrap=column in ("period", "status"))
    rows = 0
    with (out / "extractions.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for record in decode(line).records[: most - rows]:
                table.add_row(*row(record))
                rows += 1
            if rows >= most:
                break
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    console.print(table)
    console.print(f"All of them: {out / 'records.csv'}, {out / 'extractions.jsonl'}", highlight=False)


def row(record: Record) -> tuple[str, ...]:
    """The cells of one record."""
    names = [field.name if field else "" for field in (record.indicator, record.subject, record.period)]
    figures = "\n".join(f"{figure.slot}: {figure.text}" for figure in record.quantities)
    return (*names, record.status, figures)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
