"""Writes models/conversion: where the dictionaries of a newer OpenCC differ from those of opencc-python-reimplemented.

The package's dictionaries are those of 2017. A row is a key and its conversion, or a key alone where the newer OpenCC has
none. SOURCE is an unpacked source distribution of OpenCC (pip download --no-deps --no-binary :all: opencc).

    python scripts/conversion.py SOURCE
"""

from __future__ import annotations

import argparse
from pathlib import Path

from shuwen.lang.conversion import package_table

OUT = Path(__file__).resolve().parents[1] / "models" / "conversion"
# What the conversions between traditional and simplified are made of; the Japanese ones are no business of ours.
NAMES = (
    "TSCharacters TSPhrases TWPhrasesRev TWVariantsRevPhrases HKVariantsRevPhrases "
    "STCharacters STPhrases TWPhrases HKVariantsPhrases"
).split()


def rows(path: Path) -> dict[str, str]:
    """A dictionary file of OpenCC: key -> conversions, the likeliest first."""
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    return {key: values for key, values, *_ in lines}


def differences(newer: dict[str, str], older: dict[str, str]) -> dict[str, str]:
    """The rows of `newer` that `older` lacks or has otherwise, and the keys that it alone has, with nothing."""
    changed = {key: values for key, values in newer.items() if older.get(key) != values}
    return changed | dict.fromkeys(older.keys() - newer.keys(), "")


def main() -> None:
    """Read the source's dictionaries and write the rows that differ, a file for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    dictionary = parser.parse_args().source / "data" / "dictionary"
    OUT.mkdir(exist_ok=True)
    for name in NAMES:
        found = differences(rows(dictionary / f"{name}.txt"), package_table(f"{name}.txt"))
        text = "".join(f"{key}\t{values}\n" if values else f"{key}\n" for key, values in sorted(found.items()))
        (OUT / f"{name}.tsv").write_text(text, encoding="utf-8")
        print(f"{name}: {len(found)} rows")


if __name__ == "__main__":
    main()
