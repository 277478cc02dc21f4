"""Trains the linker's weights: gold documents -> models/link/*.tsv.

Every field has a linear model over named features (`stages/link`). What one field's choice feeds into another's features
is cross-fitted: each document gets it from models that have not seen the document.
"""

from __future__ import annotations

import argparse
import datetime
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.extractor import STAGES
from shuwen.records import Article, Mention, Quantity, Slot, Status
from shuwen.stages.link import attach, names, slots, spans, status, subjects, wholes
from shuwen.stages.link.assemble import lead
from shuwen.stages.link.pointer import network
from shuwen.stages.link.rules.assemble import first_reading
from shuwen.stages.link.scene import Item, Scene, scene_of
from shuwen.stages.link.scorer import SCALE, Weights, best, dump
from shuwen.training.agreement import alike, dice, same_field, squash
from shuwen.training.corpus import read_corpus

FOLDS = 5
#: A feature that fewer examples have is left out, and so is a weight smaller than this (in thousandths).
RARE, SMALL = 6, 15

Gold = Mapping[str, Any]
Example = tuple[list[str], int]
#: Examples of which one is to be chosen; a single one is judged by itself.
Question = list[Example]


Told = tuple[int, Gold, Gold]  # the number of a gold record, the record, and one of its quantities


class Lesson(msgspec.Struct, kw_only=True):
    """A gold document with its scene; `gold` holds, by figure, its gold record's number, record and quantity, if it has one."""

    scene: Scene
    gold: list[Told | None]
    slots: list[Slot] = []
    wholes: dict[int, Mention | None] = {}
    moods: dict[int, Status] = {}
    indicators: dict[int, Mention | None] = {}

    def leads(self) -> Iterator[tuple[Item, Gold]]:
        """The leading figure of each gold record whose figures were all found, with the record."""
        members: dict[int, list[Item]] = {}
        for item, gold in zip(self.scene.items, self.gold, strict=True):
            if gold is not None:
                members.setdefault(gold[0], []).append(item)
        for items in members.values():
            gold = self.gold[items[0].index]
            assert gold is not None
            yield lead(items, self.slots), gold[1]

    def known(self) -> Iterator[tuple[Item, Gold]]:
        """Every figure that gold knows, with its gold quantity."""
        for item, gold in zip(self.scene.items, self.gold, strict=True):
            if gold is not None:
                yield item, gold[2]


def lessons(documents: Iterable[Gold]) -> list[Lesson]:
    """The documents as the linker sees them, those without figures left out."""
    found = []
    for gold in documents:
        document = up_to_link(gold)
        if not document.quantities:
            continue
        told = {
            q["end"]: (number, record, q)
            for number, record in enumerate(gold["records"])
            for q in record["quantities"]
        }
        scene = scene_of(document, first_reading(document), network())
        found.append(Lesson(scene=scene, gold=[_same(item.quantity, told.get(item.quantity.end)) for item in scene.items]))
    return found


def _same(quantity: Quantity, told: Told | None) -> Told | None:
    """What is told of the figure that ends where `quantity` does; it may lack the minus of a change (ruling 15)."""
    if told is None:
        return None
    minus = told[2]["start"] - quantity.start
    return told if minus == 0 or (minus == 1 and quantity.text[0] in "-－−负負") else None


def up_to_link(gold: Gold) -> Document:
    """A gold document's article, through every stage before link."""
    published = datetime.date.fromisoformat(gold["published"]) if gold.get("published") else None
    article = Article(
        id=gold["id"], text=gold["text"], title=gold.get("title"), published=published, region=gold.get("region") or "CN"
    )
    document = Document(article=article, config=load_config({}))
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    return document


# the examples of each field


def slot_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a figure."""
    for item, gold in lesson.known():
        yield [(list(slots.features(lesson.scene, item)), slots.SLOTS.index(gold["slot"]))]


def basis_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a change."""
    for item, gold in lesson.known():
        if gold["slot"] == "change":
            basis = (gold.get("basis") or "none").partition(":")[0]
            yield [(list(slots.basis_features(lesson.scene, item)), slots.BASES.index(basis))]


def of_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a candidate of a figure whose gold slot has a whole: right if it is the likest of those alike, "" for none.

    The whole decided before is the lesson's, where it has them, else gold's.
    """
    told: wholes.Told | None = None
    for item, gold in lesson.known():
        if gold["slot"] not in wholes.SLOTS:
            continue
        offered = wholes.candidates(lesson.scene, item, gold["slot"], told)
        yield _likest(offered, gold.get("of") or "")
        mention = lesson.wholes.get(item.index)
        name = (mention.name if mention else "") if lesson.wholes else gold.get("of") or ""
        told = wholes.Told(item, name) if name else told


def attach_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a pair of figures: whether they stand in one record."""
    for earlier, later in attach.pairs(lesson.scene.items):
        first, second = lesson.gold[earlier.index], lesson.gold[later.index]
        if first is not None and second is not None:
            yield [(list(attach.features(lesson.scene, earlier, later, lesson.slots)), int(first[0] == second[0]))]


def status_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a record."""
    for item, record in lesson.leads():
        features = list(status.features(lesson.scene, item, lesson.slots[item.index], lesson.scene.before(item)))
        yield [(features, status.STATUSES.index(record["status"]))]


def period_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a candidate of a record: whether it is the record's period."""
    for item, record in lesson.leads():
        slot, mood = lesson.slots[item.index], lesson.moods.get(item.index, item.record.status)
        yield [
            (one.features, int(same_field("period", record["period"] or "", one.name)))
            for one in spans.candidates(lesson.scene, item, slot, mood, lesson.scene.before(item))
        ]


def indicator_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a candidate: right if it is the gold name, or, where none is, if it is the likest of those alike."""
    for item, record in lesson.leads():
        offered = names.candidates(lesson.scene, item, lesson.slots[item.index], lesson.scene.before(item))
        yield _likest(offered, record["indicator"] or "")


def _likest(offered: Sequence[names.Candidate | wholes.Candidate], gold: str) -> Question:
    """The candidates, of which those are right that are alike to the gold name and the likest."""
    like = [likeness(squash(one.name), squash(gold)) for one in offered]
    top = max(like)
    return [(one.features, int(its == top and alike(one.name, gold))) for one, its in zip(offered, like, strict=True)]


def subject_examples(lesson: Lesson) -> Iterator[Question]:
    """One example a candidate: right if it names the gold subject."""
    for item, record in lesson.leads():
        indicator = lesson.indicators.get(item.index)
        yield [
            (features, int(same_field("subject", record["subject"] or "", one.name)))
            for one, features in subjects.weighed(
                lesson.scene, item, lesson.slots[item.index], lesson.scene.before(item), indicator
            )
        ]


def likeness(one: str, other: str) -> float:
    """Dice's coefficient over pairs of characters; 1 only for equal names."""
    return 1.0 if one == other else 0.99 * float(dice(one, other))


# fitting


def fit(questions: Sequence[Question], classes: Sequence[str], strength: float) -> Weights:
    """The weights that answer the questions best, features that are rare left out.

    Questions with several examples ask for the right one: the sum of the right ones' shares under a softmax is made
    great. Where each has a single example, logistic regression. `strength` is the inverse of the regularisation.
    """
    examples = [one for question in questions for one in question]
    counts = Counter(feature for features, _ in examples for feature in set(features))
    names = sorted(name for name, count in counts.items() if count >= RARE and "\t" not in name and "\n" not in name)
    matrix = _matrix(examples, names)
    target = np.array([label for _, label in examples])
    table = np.zeros((len(classes), len(names) + 1))
    if len(examples) > len(questions):
        table[0, :-1] = _softmax_weights(matrix, target, [len(question) for question in questions], strength)
    else:
        model = LogisticRegression(C=strength, max_iter=400, tol=1e-3).fit(matrix, target)
        rows = list(model.classes_) if len(classes) > 1 else [0]
        table[rows] = np.hstack([model.coef_, model.intercept_[:, None]])
    whole = np.rint(table * SCALE).astype(int)
    kept = {name: tuple(whole[:, at].tolist()) for at, name in enumerate(names) if np.abs(whole[:, at]).max() >= SMALL}
    return Weights.of(classes, {**kept, BIAS: tuple(whole[:, -1].tolist())})


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> csr_matrix:
    index = {name: at for at, name in enumerate(names)}
    rows, columns = [], []
    for row, (features, _) in enumerate(examples):
        held = [index[feature] for feature in features if feature in index]
        rows += [row] * len(held)
        columns += held
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(examples), len(names)))


def _softmax_weights(matrix: csr_matrix, target: Any, sizes: Sequence[int], strength: float) -> Any:
    """The weights with the least loss: -log of the right candidates' share, over questions that have one, plus L2."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(sizes)), sizes)
    answered = (np.add.reduceat(target, starts) > 0)[of]
    transposed = matrix.T.tocsr()

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[of])
        shares /= np.add.reduceat(shares, starts)[of]
        right = shares * target
        mass = np.maximum(np.add.reduceat(right, starts), 1e-12)
        error = np.where(answered, shares - right / mass[of], 0.0)
        told = np.add.reduceat(target, starts) > 0
        return float(-np.log(mass[told]).sum() + weights @ weights / (2 * strength)), transposed @ error + weights / strength

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return found.x


#: The feature that every example has.
BIAS = "1"


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """How a field is learned: its examples, its classes, the inverse strength of regularisation."""

    examples: Callable[[Lesson], Iterator[Question]]
    classes: tuple[str, ...]
    strength: float = 0.2


FIELDS = {
    "slot": Field(examples=slot_examples, classes=slots.SLOTS),
    "basis": Field(examples=basis_examples, classes=slots.BASES),
    "of": Field(examples=of_examples, classes=("right",), strength=0.3),
    "attach": Field(examples=attach_examples, classes=("right",)),
    "status": Field(examples=status_examples, classes=status.STATUSES, strength=0.05),
    "period": Field(examples=period_examples, classes=("right",), strength=0.1),
    "indicator": Field(examples=indicator_examples, classes=("right",), strength=0.5),
    "subject": Field(examples=subject_examples, classes=("right",), strength=0.3),
}


def train(given: Sequence[Lesson]) -> dict[str, Weights]:
    """The weights of every field, in the order in which the linker decides them."""
    cross_fit(given, "slot", _set_slots)
    models = {name: _fit(given, name) for name in ("slot", "basis", "attach")}
    cross_fit(given, "of", _set_wholes)
    models["of"] = _fit(given, "of")
    cross_fit(given, "status", _set_moods)
    models["status"] = _fit(given, "status")
    models["period"] = _fit(given, "period")
    cross_fit(given, "indicator", _set_indicators)
    models["indicator"] = _fit(given, "indicator")
    models["subject"] = _fit(given, "subject")
    return models


def _fit(given: Sequence[Lesson], name: str) -> Weights:
    field = FIELDS[name]
    return fit([one for lesson in given for one in field.examples(lesson)], field.classes, field.strength)


def cross_fit(given: Sequence[Lesson], name: str, use: Callable[[Lesson, Weights], None]) -> None:
    """Give each lesson what a model says that was trained on the other folds."""
    for fold in range(FOLDS):
        model = _fit([lesson for at, lesson in enumerate(given) if at % FOLDS != fold], name)
        for at, lesson in enumerate(given):
            if at % FOLDS == fold:
                use(lesson, model)


def _set_slots(lesson: Lesson, model: Weights) -> None:
    scene = lesson.scene
    lesson.slots = [slots.SLOTS[best(model.scores(slots.features(scene, item)))[0]] for item in scene.items]


def _set_wholes(lesson: Lesson, model: Weights) -> None:
    lesson.wholes = wholes.read(lesson.scene, lesson.slots, model)


def _set_moods(lesson: Lesson, model: Weights) -> None:
    lesson.moods = {}
    for item, _ in lesson.leads():
        told = status.features(lesson.scene, item, lesson.slots[item.index], lesson.scene.before(item))
        lesson.moods[item.index], _ = status.choose(list(told), model)


def _set_indicators(lesson: Lesson, model: Weights) -> None:
    lesson.indicators = {}
    for item, _ in lesson.leads():
        offered = names.candidates(lesson.scene, item, lesson.slots[item.index], lesson.scene.before(item))
        lesson.indicators[item.index], _ = names.choose(offered, lesson.scene, model)


def read_gold(path: Path) -> list[Gold]:
    """Gold documents of a JSON Lines file, or the training split of a corpus folder."""
    if path.is_dir():
        return list(read_corpus(path, "train"))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on the gold given and write the models."""
    parser = argparse.ArgumentParser(prog="python -m shuwen.training.linker", description=__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold documents: a JSON Lines file, or a corpus folder")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the folder for the models")
    options = parser.parse_args(arguments)
    documents = [document for path in options.gold for document in read_gold(path)]
    given = lessons(documents)
    print(f"{len(given)} documents")
    options.output.mkdir(parents=True, exist_ok=True)
    for name, model in train(given).items():
        (options.output / f"{name}.tsv").write_text(dump(model), encoding="utf-8")
        print(f"{name}: {len(model.rows)} features")


if __name__ == "__main__":
    main()
