"""Fits `Record.confidence`: the probability that a record is wholly right -> models/link/confidence.toml.

    python -m shuwen.training.confidence GOLD.jsonl --also corpus -o models/link

The linker is trained on four folds of the documents and reads the fifth; every record that it makes there is judged as
`record` of the scores is, and a logistic regression learns from the judgements. What --also names is in the training part
of every fold and never judged. The table that is printed is of probabilities that were cross-validated once more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from shuwen.records import Extraction, Record, encode
from shuwen.stages.link.assemble import read
from shuwen.stages.link.confidence import FEATURES, Certainty, features
from shuwen.training.evaluation import judged
from shuwen.training.linker import FOLDS, Gold, Lesson, lessons, read_gold, train

#: The inverse strength of regularisation.
STRENGTH = 1.0
BINS = 10


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A record that was read without having been learnt from: its fold, its features, the first rules' confidence, whether it is right."""

    fold: int
    told: dict[str, float]
    rules: float
    right: bool


def judgements(gold: Sequence[Gold], also: Sequence[Gold]) -> Iterator[Judgement]:
    """Every record that the linker makes of a gold document when the others have taught it; optional ones are left out."""
    documents = {document["id"]: document for document in gold}
    measured, extra = lessons(gold), lessons(also)
    for fold in range(FOLDS):
        models = train([*(one for at, one in enumerate(measured) if at % FOLDS != fold), *extra])
        for lesson in measured[fold::FOLDS]:
            yield from _judged(lesson, read(lesson.scene, models), documents, fold)


def _judged(lesson: Lesson, records: Sequence[Record], documents: dict[str, Gold], fold: int) -> Iterator[Judgement]:
    article = lesson.scene.document.article
    plain = json.loads(encode(Extraction(id=article.id, sha256="", version="", records=tuple(records))))
    for record, right in zip(records, judged(documents[article.id], plain), strict=True):
        if right is not None:
            yield Judgement(fold=fold, told=features(lesson.scene, record), rules=record.confidence, right=right)


def fit(given: Iterable[Judgement]) -> Certainty:
    """The model that makes the judgements likeliest."""
    some = list(given)
    model = LogisticRegression(C=STRENGTH, max_iter=1000).fit(_matrix(some), [one.right for one in some])
    weights = {name: round(float(weight), 4) for name, weight in zip(FEATURES, model.coef_[0], strict=True)}
    return Certainty(bias=round(float(model.intercept_[0]), 4), weights=weights)


def _matrix(given: Sequence[Judgement]) -> Any:
    return np.array([[one.told[name] for name in FEATURES] for one in given])


def cross_validated(given: Sequence[Judgement]) -> list[float]:
    """The probability of each, by a model that was fitted to the other folds."""
    models = {fold: fit(one for one in given if one.fold != fold) for fold in {one.fold for one in given}}
    return [models[one.fold].probability(one.told) for one in given]


def reliability(right: Sequence[bool], predicted: Sequence[float]) -> str:
    """A table of ten bins of the predicted probability: how many records, how sure on average, how many of them right."""
    lines = ["| confidence | records | mean | right |", "|---|---|---|---|"]
    for at in range(BINS):
        held = [(p, r) for p, r in zip(predicted, right, strict=True) if min(int(p * BINS), BINS - 1) == at]
        mean, share = (f"{np.mean([one[side] for one in held]):.2f}" if held else "–" for side in (0, 1))
        lines.append(f"| {at / BINS:.1f} to {(at + 1) / BINS:.1f} | {len(held)} | {mean} | {share} |")
    return "\n".join(lines)


def summary(right: Sequence[bool], predicted: Sequence[float]) -> str:
    """Brier score and area under the ROC curve."""
    return f"Brier {brier_score_loss(right, predicted):.4f}  AUC {roc_auc_score(right, predicted):.4f}"


def dump(model: Certainty) -> str:
    """The model as TOML."""
    lines = ["# Log-odds that a record is wholly right; made by python -m shuwen.training.confidence (see README.md).", ""]
    lines += [f"bias = {model.bias}", "", "[weights]"]
    return "\n".join([*lines, *(f"{name} = {weight}" for name, weight in model.weights.items())]) + "\n"


def report(given: Sequence[Judgement]) -> str:
    """How well the probabilities hold, beside the confidence of the rules."""
    right, predicted = [one.right for one in given], cross_validated(given)
    rows = (("fitted", predicted), ("rules", [one.rules for one in given]))
    scores = [f"{name:8} {summary(right, values)}" for name, values in rows]
    return "\n".join([f"{len(given)} records, {sum(right)} right", *scores, "", reliability(right, predicted)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit on the gold given, write the model, print how well it holds."""
    parser = argparse.ArgumentParser(
        prog="python -m shuwen.training.confidence", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="gold documents to judge by")
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="gold documents to train the linker on alone")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder for the model")
    options = parser.parse_args(arguments)
    gold, also = ([one for path in paths for one in read_gold(path)] for paths in (options.gold, options.also))
    given = list(judgements(gold, also))
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "confidence.toml").write_text(dump(fit(given)), encoding="utf-8")
    print(report(given))


if __name__ == "__main__":
    main()
