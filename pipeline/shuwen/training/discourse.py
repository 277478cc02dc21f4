"""Makes models/discourse/section.npz: government reports, whose headings say what is review and what plan, label it.

    python -m shuwen.training.discourse DATA.jsonl.gz --gold GOLD.jsonl ... -o models/discourse

DATA holds one report a line (`id`, `text`). A report is left out whole if a gold file names it, or if they have as much
as 30 characters in common. 15 % of the reports are held out, and the scores are those of the model that is written.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shuwen.lang.ngrams import BITS, hashed
from shuwen.stages.discourse import evidence, heading_kind, smoothed

SEED = 20261125
WINDOW = 30  # characters that a report and a gold text must not share
HELD_OUT = 0.15
ENOUGH_REPORTS = 5  # a hash that fewer reports have is left out: it would know a place or a person
STRENGTH = 10.0  # C of the logistic regression; from 3 to 30 cross-validation sees little difference
PARAGRAPH = 5  # sentences from which a paragraph's mean is measured
SHORTEST = 8  # characters of a sentence that says something

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？]+[。！？]+”?")


class Paragraph(NamedTuple):
    """Sentences under a heading, and whether it is one of plan."""

    planned: bool
    sentences: list[str]


class Report(NamedTuple):
    """The labelled paragraphs of one report, in reading order."""

    identity: str
    paragraphs: list[Paragraph]


class Classifier(NamedTuple):
    """What is written: a weight for each hash in steps of `scale`, and the bias."""

    weights: NDArray[np.int8]
    scale: float
    bias: float


class Gold:
    """What must not be learnt from: the names of gold passages, and every run of `WINDOW` characters in them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.names: set[str] = set()
        self.windows: set[str] = set()
        for path in paths:
            for line in path.read_text(encoding="utf-8").splitlines():
                passage = json.loads(line)
                self.names.add(passage["id"])
                self.windows.update(_windows(passage["text"]))

    def holds(self, identity: str, text: str) -> bool:
        """Whether the report is the source of a gold passage, or shares wording with one."""
        return any(identity in name or name in identity for name in self.names) or any(
            window in self.windows for window in _windows(text)
        )


def read_reports(data: Path, gold: Gold) -> Iterator[Report]:
    """The reports of `data` that have both review and plan under headings of their own, gold's left out."""
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            text = _FRONT_MATTER.sub("", article["text"])
            if not gold.holds(article["id"], text):
                paragraphs = list(label(text))
                # A report looks back, then ahead. With one kind of heading alone, or plan first, one was misread.
                if paragraphs and not paragraphs[0].planned and any(paragraph.planned for paragraph in paragraphs):
                    yield Report(article["id"], paragraphs)


def label(text: str) -> Iterator[Paragraph]:
    """The paragraphs that stand under a heading of review or of plan."""
    section = None
    for line in text.splitlines():
        opened = heading_kind(line.strip())
        if opened:
            section = opened
        elif section in {"actual", "planned"}:
            sentences = [sentence for sentence in _SENTENCE.findall(line) if len(sentence) >= SHORTEST]
            if sentences:
                yield Paragraph(section == "planned", sentences)


def train(reports: Sequence[Report]) -> Classifier:
    """Logistic regression over the n-grams that enough reports have, both moods weighing the same."""
    linear = importlib.import_module("sklearn.linear_model")
    features = _features(reports)
    counts = np.zeros(1 << BITS, dtype=np.int64)
    row = 0
    for report in reports:
        rows = sum(len(paragraph.sentences) for paragraph in report.paragraphs)
        counts[np.unique(features[row : row + rows].indices)] += 1
        row += rows
    known = counts >= ENOUGH_REPORTS
    features = features @ importlib.import_module("scipy.sparse").diags(known.astype(np.float32))
    model = linear.LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=500, tol=1e-3)
    model.fit(features, _labels(reports))
    weights = model.coef_[0] * known
    scale = float(np.abs(weights).max()) / 127
    return Classifier(np.round(weights / scale).astype(np.int8), scale, float(model.intercept_[0]))


def measure(model: Classifier, reports: Sequence[Report]) -> dict[str, float]:
    """The part of sentences told right: alone, by their paragraph's mean, and by their neighbourhood without headings."""
    logits = _features(reports) @ (model.weights * model.scale) + model.bias
    truth = _labels(reports)
    means: list[bool] = []
    near: list[NDArray[np.bool_]] = []
    row = 0
    for report in reports:
        spans = []
        for paragraph in report.paragraphs:
            spans.append(logits[row : row + len(paragraph.sentences)])
            row += len(paragraph.sentences)
            if len(paragraph.sentences) >= PARAGRAPH:
                means.append((spans[-1].mean() > 0) == paragraph.planned)
        neighbourhood = smoothed([evidence(span.tolist()) for span in spans], [None] * len(spans))
        near += [np.full(len(span), logit > 0) for span, logit in zip(spans, neighbourhood, strict=True)]
    return {
        "reports": len(reports),
        "sentences": len(truth),
        "planned": float(truth.mean()),
        "single": float(((logits > 0) == truth).mean()),
        "balanced": float(np.mean([((logits > 0) == mood)[truth == mood].mean() for mood in (False, True)])),
        "paragraphs": len(means),
        "paragraph": float(np.mean(means)),
        "section": float((np.concatenate(near) == truth).mean()),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, write section.npz, print scores."""
    parser = argparse.ArgumentParser(prog="python -m shuwen.training.discourse", description=__doc__)
    parser.add_argument("data", type=Path, help="reports, gzipped JSON Lines")
    parser.add_argument("--gold", type=Path, nargs="*", default=[], help="passages whose sources are left out")
    parser.add_argument("-o", "--out", type=Path, required=True, help="the folder of the model")
    given = parser.parse_args(arguments)
    held_out, taught = _split(list(read_reports(given.data, Gold(given.gold))))
    model = train(taught)
    np.savez_compressed(given.out / "section.npz", weights=model.weights, scale=model.scale, bias=model.bias)
    for name, reports in (("taught", taught), ("held out", held_out)):
        print(name, "  ".join(f"{key} {score:.4g}" for key, score in measure(model, reports).items()))
    print("weights that are not 0:", int(np.count_nonzero(model.weights)))


def _split(reports: list[Report]) -> tuple[list[Report], list[Report]]:
    """The reports held out, and the rest."""
    random.Random(SEED).shuffle(reports)  # noqa: S311 - a draw that can be repeated, no secret
    count = round(HELD_OUT * len(reports))
    return reports[:count], reports[count:]


def _windows(text: str) -> Iterator[str]:
    squeezed = "".join(text.split())
    return (squeezed[at : at + WINDOW] for at in range(len(squeezed) - WINDOW + 1))


def _labels(reports: Sequence[Report]) -> NDArray[np.bool_]:
    return np.array([p.planned for report in reports for p in report.paragraphs for _ in p.sentences])


def _features(reports: Sequence[Report]) -> Any:
    """A sparse row a sentence: how often each hash occurs, over the root of the sentence's length."""
    columns, values, ends = [], [], [0]
    for block in hashed(s for report in reports for paragraph in report.paragraphs for s in paragraph.sentences):
        for start, end in zip(block.starts[:-1], block.starts[1:], strict=True):
            found, counts = np.unique(np.concatenate([row[start:end] for row in block.hashes]), return_counts=True)
            columns.append(found.astype(np.int32))
            values.append((counts / np.sqrt(end - start)).astype(np.float32))
            ends.append(ends[-1] + len(found))
    matrix = importlib.import_module("scipy.sparse").csr_matrix
    return matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(ends) - 1, 1 << BITS))


if __name__ == "__main__":
    main()
