"""Scores the pipeline against gold: which figures are found, with the right value, slot and record.

Gold documents are those of `read_corpus`, or lines of JSON of the same shape. What the numbers mean:

* span: the figure's [start, end) is found; quantity: its kind, numbers and unit are right as well.
* bound, slot, basis, direction, of, indicator, subject, period, status: right among the figures found in both.
* link: pairs of figures that stand in one record. record: whole records with every field right (strict).

Figures that touch a span marked `optional` count neither way. Names are compared leniently (`alike`), since two
experts don't name an indicator the same way either; `indicator_exact` and `subject_exact` are the strict counts.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from shuwen.config import Config
from shuwen.errors import InputError, ShuwenError
from shuwen.extractor import extract_article
from shuwen.records import Article, encode
from shuwen.training.agreement import alike, exact, name_of, same_field, squash
from shuwen.training.corpus import FIELDS, SPLITS, Gold, read_corpus

COUNTED = ("span", "quantity", "link", "record")
TRAITS = ("bound", "slot", "basis", "direction")
RATED = (*TRAITS, "of", *FIELDS, "indicator_exact", "subject_exact")
BEFORE, AFTER = 18, 12  # characters of context around an error

Prediction = Mapping[str, Any]
Extent = tuple[int, int]


class Count(msgspec.Struct, frozen=True):
    """Things found in both, in the prediction alone, and in the gold alone."""

    both: int
    spurious: int
    missed: int

    @property
    def precision(self) -> float:
        """The part of the predicted things that the gold has; 0 where nothing was predicted."""
        return self.both / (self.both + self.spurious or 1)

    @property
    def recall(self) -> float:
        """The part of the gold's things that were predicted; 0 where there are none."""
        return self.both / (self.both + self.missed or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall or 1)


class Rate(msgspec.Struct, frozen=True):
    """How many of the compared figures agree."""

    right: int
    of: int

    @property
    def accuracy(self) -> float:
        """The part that agrees; 0 where nothing was compared."""
        return self.right / (self.of or 1)


class Miss(msgspec.Struct, frozen=True):
    """One disagreement: its `sort` (missed, spurious, value or a field), and where in which document it stands."""

    sort: str
    document: str
    start: int
    end: int
    context: str
    detail: str


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """The result of an evaluation. `failures` names the documents on which the pipeline failed, and why."""

    documents: int
    counts: Mapping[str, Count]
    rates: Mapping[str, Rate]
    misses: tuple[Miss, ...] = ()
    failures: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> float:
        """The F1 of span, quantity, link or record; the accuracy of anything else."""
        return self.counts[name].f1 if name in self.counts else self.rates[name].accuracy

    def as_dict(self) -> dict[str, dict[str, float | int]]:
        """The numbers alone, ready for JSON."""
        rows: dict[str, dict[str, float | int]] = {}
        for name, count in self.counts.items():
            rows[name] = {
                "precision": count.precision,
                "recall": count.recall,
                "f1": count.f1,
                "gold": count.both + count.missed,
                "predicted": count.both + count.spurious,
            }
        for name, rate in self.rates.items():
            rows[name] = {"accuracy": rate.accuracy, "of": rate.of}
        return rows

    def table(self, errors: int = 0) -> str:
        """The scores as lines of text, with up to `errors` examples of each sort of disagreement."""
        lines = [
            f"{name:16}" + "  ".join(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
            for name, row in self.as_dict().items()
        ]
        lines += [f"failed: {failure}" for failure in self.failures]
        if errors:
            for sort in dict.fromkeys(miss.sort for miss in self.misses):
                some = [miss for miss in self.misses if miss.sort == sort]
                lines += ["", f"{sort}: {len(some)}"]
                lines += [f"  {m.document}  …{m.context!r}…  {m.detail}" for m in some[:errors]]
        return "\n".join(lines)


def evaluate(gold: Path | Iterable[Gold], *, split: str | None = None, config: Config | None = None) -> Scores:
    """Run the pipeline over the gold's texts and score what it finds.

    `gold` is a corpus folder (of which `split` names a part), a .jsonl file, or gold documents. Raises `InputError`
    for gold that can't be read; a text on which the pipeline fails scores nothing and is listed in `failures`.
    """
    documents = list(read_gold(gold, split) if isinstance(gold, Path) else gold)
    return score(documents, predict(documents, config))


def read_gold(path: Path, split: str | None = None) -> Iterator[Gold]:
    """The gold documents of a corpus folder or a .jsonl file; raises `InputError` naming the file and line."""
    if path.is_dir():
        yield from read_corpus(path, split)
        return
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: can't be read as gold: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(document, dict) or not {"id", "text", "records"} <= document.keys():
            raise InputError(f"{path}:{number}: a gold document needs id, text and records")
        if split is None or document.get("split") == split:
            yield document


def predict(documents: Iterable[Gold], config: Config | None = None) -> list[Prediction]:
    """What the pipeline finds in each text: its JSON as plain objects, or {"id", "failure"} where it fails."""
    found: list[Prediction] = []
    for gold in documents:
        published = gold.get("published")
        article = Article(
            id=gold["id"],
            text=gold["text"],
            title=gold.get("title"),
            published=datetime.date.fromisoformat(published) if published else None,
            region=gold.get("region") or "CN",
        )
        try:
            found.append(json.loads(encode(extract_article(article, config))))
        except ShuwenError as error:
            found.append({"id": gold["id"], "failure": str(error)})
    return found


def score(documents: Iterable[Gold], predictions: Iterable[Prediction]) -> Scores:
    """Compare predictions with gold by document id. A document without a prediction counts as one without records."""
    by_id = {prediction["id"]: prediction for prediction in predictions}
    tally = _Tally()
    number = 0
    for number, gold in enumerate(documents, 1):  # noqa: B007  # the last one is the count
        tally.add(gold, by_id.get(gold["id"], {}))
    return Scores(
        documents=number,
        counts={name: Count(tally.both[name], tally.spurious[name], tally.missed[name]) for name in COUNTED},
        rates={name: Rate(tally.right[name], tally.compared[name]) for name in RATED},
        misses=tuple(tally.misses),
        failures=tuple(f"{p['id']}: {p['failure']}" for p in by_id.values() if "failure" in p),
    )


def judged(gold: Mapping[str, Any], prediction: Prediction) -> list[bool | None]:
    """For each predicted record whether the gold has it, by what `record` counts; None where it counts neither way."""
    expected = _statements(gold["records"], ())
    verdicts: list[bool | None] = []
    for record in prediction["records"]:
        found = _statements([record], gold.get("optional", ()))
        verdicts.append(any(one.matches(found[0]) for one in expected) if found else None)
    return verdicts


class _Figure(NamedTuple):
    """A quantity with the fields of its record."""

    content: tuple[Any, ...]
    traits: dict[str, str | None]
    of: str
    fields: dict[str, str]


class _Statement(NamedTuple):
    """A record as it is compared: its figures with their places."""

    figures: list[tuple[Extent, _Figure]]
    fields: dict[str, str]

    @property
    def first(self) -> Extent:
        """The place of the first figure."""
        return min(extent for extent, _ in self.figures)

    def matches(self, other: _Statement) -> bool:
        """Every figure with the same place, slot and content, and every field alike."""
        return self._key() == other._key() and all(same_field(f, self.fields[f], other.fields[f]) for f in FIELDS)

    def _key(self) -> set[tuple[Any, ...]]:
        return {(extent, figure.traits["slot"], figure.content) for extent, figure in self.figures}


class _Tally:
    """The running counts over documents."""

    def __init__(self) -> None:
        self.both: Counter[str] = Counter()
        self.spurious: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.right: Counter[str] = Counter()
        self.compared: Counter[str] = Counter()
        self.misses: list[Miss] = []

    def add(self, gold: Gold, prediction: Prediction) -> None:
        expected = _statements(gold["records"], ())
        found = _statements(prediction.get("records", ()), gold.get("optional", ()))
        self._figures(gold, _by_extent(expected), _by_extent(found))
        self._sets("link", _links(expected), _links(found))
        self._records(expected, found)

    def _sets(self, name: str, expected: set[Any], found: set[Any]) -> None:
        self.both[name] += len(expected & found)
        self.missed[name] += len(expected - found)
        self.spurious[name] += len(found - expected)

    def _figures(self, gold: Gold, expected: dict[Extent, _Figure], found: dict[Extent, _Figure]) -> None:
        self._sets("span", set(expected), set(found))
        self._sets(
            "quantity",
            {(extent, figure.content) for extent, figure in expected.items()},
            {(extent, figure.content) for extent, figure in found.items()},
        )
        for extent in sorted(expected.keys() | found.keys()):
            wanted, got = expected.get(extent), found.get(extent)
            if wanted and got:
                self._traits(gold, extent, wanted, got)
            elif wanted:
                self._miss("missed", gold, extent, str(wanted.content[0]))
            elif got:
                self._miss("spurious", gold, extent, str(got.content[0]))

    def _traits(self, gold: Gold, extent: Extent, wanted: _Figure, got: _Figure) -> None:
        if wanted.content != got.content:
            self._miss("value", gold, extent, f"gold {_shown(wanted.content)} found {_shown(got.content)}")
        for name in TRAITS:
            self._rate(name, gold, extent, (wanted.traits[name], got.traits[name]))
        if wanted.of:
            self._rate("of", gold, extent, (wanted.of, got.of), same=alike(wanted.of, got.of))
        for name in FIELDS:
            names = (wanted.fields[name], got.fields[name])
            self._rate(name, gold, extent, names, same=same_field(name, *names))
            self.compared[f"{name}_exact"] += 1
            self.right[f"{name}_exact"] += squash(names[0]) == squash(names[1])

    def _rate(
        self, name: str, gold: Gold, extent: Extent, pair: tuple[str | None, str | None], *, same: bool | None = None
    ) -> None:
        hit = pair[0] == pair[1] if same is None else same
        self.compared[name] += 1
        self.right[name] += hit
        if not hit:
            self._miss(name, gold, extent, f"gold {pair[0]!r} found {pair[1]!r}")

    def _records(self, expected: Sequence[_Statement], found: Sequence[_Statement]) -> None:
        """Pair each gold record with the first equal one that is still free."""
        free: dict[Extent, list[_Statement]] = {}
        for statement in found:
            free.setdefault(statement.first, []).append(statement)
        right = 0
        for statement in expected:
            candidates = free.get(statement.first, [])
            match = next((i for i, other in enumerate(candidates) if statement.matches(other)), None)
            if match is not None:
                del candidates[match]
                right += 1
        self.both["record"] += right
        self.missed["record"] += len(expected) - right
        self.spurious["record"] += len(found) - right

    def _miss(self, sort: str, gold: Gold, extent: Extent, detail: str) -> None:
        text, (start, end) = gold.get("text", ""), extent
        context = f"{text[max(0, start - BEFORE) : start]}[{text[start:end]}]{text[end : end + AFTER]}"
        self.misses.append(Miss(sort, gold["id"], start, end, context, detail))


def _statements(records: Iterable[Mapping[str, Any]], optional: Iterable[Sequence[int]]) -> list[_Statement]:
    """The records without the figures that touch an optional span; a record left empty goes."""
    spans = [(start, end) for start, end in optional]
    statements = []
    for record in records:
        fields = {name: name_of(record.get(name)) for name in FIELDS}
        figures = [
            ((q["start"], q["end"]), _figure(q, fields))
            for q in record["quantities"]
            if not any(q["start"] < end and start < q["end"] for start, end in spans)
        ]
        if figures:
            statements.append(_Statement(figures, fields))
    return statements


def _figure(quantity: Mapping[str, Any], fields: dict[str, str]) -> _Figure:
    numbers = tuple(exact(quantity.get(name)) for name in ("value", "low", "high"))
    return _Figure(
        content=(quantity["kind"], *numbers, quantity.get("unit")),
        traits={name: quantity.get(name) or None for name in TRAITS},
        of=name_of(quantity.get("of")),
        fields=fields,
    )


def _by_extent(statements: Iterable[_Statement]) -> dict[Extent, _Figure]:
    return {extent: figure for statement in statements for extent, figure in statement.figures}


def _links(statements: Iterable[_Statement]) -> set[tuple[Extent, Extent]]:
    pairs = set()
    for statement in statements:
        extents = sorted(extent for extent, _ in statement.figures)
        pairs |= {(a, b) for i, a in enumerate(extents) for b in extents[i + 1 :]}
    return pairs


def _shown(content: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in content if part is not None)


def main(arguments: Sequence[str] | None = None) -> int:
    """`python -m shuwen.training.evaluation GOLD`: print the scores; with --predictions, keep what was found."""
    parser = argparse.ArgumentParser(description="Score the pipeline against a corpus folder or a gold .jsonl file.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--split", choices=SPLITS, help="only this part of the gold")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show up to N errors of each sort")
    parser.add_argument("--predictions", type=Path, metavar="FILE", help="write what was found, one JSON line each")
    parser.add_argument("--json", action="store_true", help="print the numbers as JSON")
    options = parser.parse_args(arguments)
    try:
        documents = list(read_gold(options.gold, options.split))
    except ShuwenError as error:
        parser.error(str(error))
    found = predict(documents)
    if options.predictions:
        write_predictions(found, options.predictions)
    scores = score(documents, found)
    print(json.dumps(scores.as_dict()) if options.json else scores.table(options.errors))
    return 1 if scores.failures else 0


def write_predictions(predictions: Iterable[Prediction], path: Path) -> None:
    """One prediction a line, as JSON."""
    lines = (json.dumps(prediction, ensure_ascii=False) + "\n" for prediction in predictions)
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
