"""Our own annotated articles: corpus/articles/NAME.txt and corpus/gold/NAME.tsv -> gold documents.

A table opens with `# key value` lines (`doc` and `split` always; `region`, `title`, `published` where the reader of
the article would be given them), then a header and one row for each quantity in reading order. In `context` the
quantity stands in [ ]; offsets are found by walking the text. `detail` holds basis, direction and `of=WHOLE`.
Rows with the same `rec` make one record, whose fields stand on any of its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shuwen.errors import InputError

COLUMNS = "rec slot context kind value unit bound indicator subject period status detail".split()
FIELDS = ("indicator", "subject", "period", "status")
SLOTS = {"value", "change", "share", "base", "gap", "threshold", "optional"}
KINDS = {"money", "percent", "count", "measure", "ratio", "rank"}
BOUNDS = {"exact", "about", "over", "under", "at_least", "at_most", "range"}
DIRECTIONS = {"up", "down", "flat"}
BASES = {"yoy", "mom", "ytd", "avg"}
#: What an article is for; a draft is read once and for nothing yet.
SPLITS = ("train", "test", "draft")

Row = dict[str, str]
Gold = dict[str, Any]


def read_corpus(folder: Path, split: str | None = None) -> Iterator[Gold]:
    """Every gold document of `folder` (of one of SPLITS, where named), in the order of their names.

    Raises `InputError` naming table and line where a row can't be true of its article.
    """
    for table in sorted((folder / "gold").glob("*.tsv")):
        document = read_table(table, folder / "articles" / f"{table.stem}.txt")
        if split is None or document["split"] == split:
            yield document


def read_table(table: Path, article: Path) -> Gold:
    """One gold document: id, split, title, published, region, text, records, optional."""
    text = article.read_bytes().decode("utf-8")
    meta, rows = _parse(table)
    if meta.get("doc") != table.stem or meta.get("split") not in SPLITS:
        raise InputError(f"{table}: needs '# doc {table.stem}' and '# split' with one of {', '.join(SPLITS)}")
    records: dict[str, Gold] = {}
    optional: list[list[int]] = []
    cursor = 0
    for number, row in rows:
        where = f"{table}:{number}"
        start, end = _find(row["context"], text, cursor, where)
        cursor = end
        if row["slot"] == "optional":
            optional.append([start, end])
        else:
            _add(records, row, _quantity(row, text, start, end, where), where)
    _check(records, table)
    return {
        "id": table.stem,
        "split": meta["split"],
        "title": meta.get("title"),
        "published": meta.get("published"),
        "region": meta.get("region", "CN"),
        "text": text,
        "records": list(records.values()),
        "optional": optional,
    }


def _parse(table: Path) -> tuple[dict[str, str], list[tuple[int, Row]]]:
    meta: dict[str, str] = {}
    rows: list[tuple[int, Row]] = []
    header = False
    for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("# "):
            key, _, value = line[2:].partition(" ")
            meta[key] = value.strip()
        elif not header and line.strip():
            header = line.split("\t") == COLUMNS
            if not header:
                raise InputError(f"{table}:{number}: the header must be {' '.join(COLUMNS)}, with tabs between")
        elif line.strip():
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) > len(COLUMNS):
                raise InputError(f"{table}:{number}: {len(cells)} columns where there are {len(COLUMNS)}")
            rows.append((number, dict(zip(COLUMNS, cells + [""] * len(COLUMNS), strict=False))))
    return meta, rows


def _find(context: str, text: str, cursor: int, where: str) -> tuple[int, int]:
    before, opened, rest = context.partition("[")
    inside, closed, after = rest.partition("]")
    if not (opened and closed and inside):
        raise InputError(f"{where}: the context needs one [quantity]")
    at = text.find(before + inside + after, max(0, cursor - len(before)))
    while 0 <= at < cursor - len(before):
        at = text.find(before + inside + after, at + 1)
    if at < 0:
        raise InputError(f"{where}: {context!r} does not stand after offset {cursor}; rows go in reading order")
    return at + len(before), at + len(before) + len(inside)


def _quantity(row: Row, text: str, start: int, end: int, where: str) -> Gold:
    bound = row["bound"] or ("range" if ".." in row["value"] else "exact")
    if row["slot"] not in SLOTS or row["kind"] not in KINDS or bound not in BOUNDS:
        raise InputError(f"{where}: slot {row['slot']!r}, kind {row['kind']!r} or bound {bound!r} is not one of ours")
    if not row["value"] or not row["unit"]:
        raise InputError(f"{where}: a quantity needs a value and a unit")
    low, dots, high = row["value"].partition("..")
    value, low_end, high_end = (None, low, high) if dots else (low, None, None)
    return {
        "slot": row["slot"], "kind": row["kind"], "text": text[start:end], "start": start, "end": end,
        "value": value, "low": low_end, "high": high_end, "unit": row["unit"], "bound": bound,
        **_details(row["detail"], where),
    }  # fmt: skip


def _details(detail: str, where: str) -> dict[str, str | None]:
    fields: dict[str, str | None] = {"basis": None, "direction": None, "of": None}
    for word in detail.split():
        if word.startswith("of="):
            fields["of"] = word.removeprefix("of=")
        elif word in DIRECTIONS:
            fields["direction"] = word
        elif word in BASES or word.startswith("since:"):
            fields["basis"] = word
        else:
            raise InputError(f"{where}: {word!r} is no basis, direction or of=")
    return fields


def _add(records: dict[str, Gold], row: Row, quantity: Gold, where: str) -> None:
    blank = {"id": row["rec"], **dict.fromkeys(FIELDS, ""), "quantities": []}
    record = records.setdefault(row["rec"], blank)
    for field in FIELDS:
        if row[field] and record[field] not in ("", row[field]):
            raise InputError(f"{where}: {field} {row[field]!r} where the record already has {record[field]!r}")
        record[field] = row[field] or record[field]
    record["quantities"].append(quantity)


def _check(records: dict[str, Gold], table: Path) -> None:
    for record in records.values():
        if record["status"] not in ("actual", "planned", "forecast"):
            raise InputError(f"{table}: record {record['id']} needs a status")
        if sum(quantity["slot"] == "value" for quantity in record["quantities"]) > 1:
            raise InputError(f"{table}: record {record['id']} has two values")
