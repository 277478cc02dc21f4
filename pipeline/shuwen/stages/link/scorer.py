"""Weights: what a candidate's features are worth, learned (`shuwen train linker`) or set by hand.

A model is a text file in models/link/: a line of class names, then one line a feature with its weight for each class, in
thousandths. Scoring adds up the weights of the features that hold; what no line names is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from shuwen.errors import ResourceError
from shuwen.records import Choice
from shuwen.resources import model_path

SCALE = 1000


class Weights(msgspec.Struct, frozen=True):
    """A linear model. `classes` are what it chooses among; a ranker of candidates has the one class `right`."""

    classes: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]
    first: Mapping[str, int]  # the weights of the first class alone, for speed

    @classmethod
    def of(cls, classes: Sequence[str], rows: Mapping[str, tuple[int, ...]]) -> Weights:
        """The model with these weights."""
        return cls(tuple(classes), rows, {name: row[0] for name, row in rows.items()})

    def scores(self, features: Iterable[str]) -> list[float]:
        """The log-odds of each class, in the order of `classes`."""
        totals = list(self.rows.get("1", (0,) * len(self.classes)))  # the weights that every example has
        get = self.rows.get
        for feature in features:
            row = get(feature)
            if row is not None:
                for at, weight in enumerate(row):
                    totals[at] += weight
        return [total / SCALE for total in totals]

    def chosen(self, field: str, features: Sequence[str]) -> tuple[int, Choice]:
        """The index of the likeliest class, and the choice; its rule is the feature that speaks for it most."""
        scores = self.scores(features)
        first = best(scores)[0]
        rule = max(features, key=lambda name: self.rows[name][first] if name in self.rows else 0, default="")
        return choose(field, [Option(name, rule, score) for name, score in zip(self.classes, scores, strict=True)])

    def score(self, features: Iterable[str]) -> float:
        """How right a candidate is, to compare with others of the same question."""
        get = self.first.get
        return sum([get(feature, 0) for feature in features]) / SCALE


class Option(NamedTuple):
    """One of the answers to a question: its name, what proposed it, its score."""

    name: str
    rule: str
    score: float


def choose(field: str, options: Sequence[Option]) -> tuple[int, Choice]:
    """The index of the best option, the first of equals, and the choice that it makes beside the next best."""
    first, second = best([option.score for option in options])
    taken, other = options[first], options[second]
    return first, Choice(
        field=field, rule=taken.rule, score=taken.score, runner_up=other.name, runner_up_score=other.score
    )


def best(scores: Sequence[float]) -> tuple[int, int]:
    """The indices of the highest score and of the runner-up (the same where there is only one); the first of equals."""
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    return order[0], order[min(1, len(order) - 1)]


def dump(weights: Weights) -> str:
    """A model as text; `parse` reads it back."""
    lines = ["\t".join(weights.classes)]
    lines += ["\t".join([name, *map(str, row)]) for name, row in sorted(weights.rows.items())]
    return "\n".join(lines) + "\n"


def parse(text: str, source: str) -> Weights:
    """The model that `text` holds; `ResourceError` naming `source` and the line where it holds none."""
    head, *lines = text.rstrip("\n").split("\n")
    classes = tuple(head.split("\t"))
    rows: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines, 2):
        name, *numbers = line.split("\t")
        try:
            rows[name] = tuple(map(int, numbers))
        except ValueError as error:
            raise ResourceError(f"{source}:{number}: {error}; train it again with `shuwen train linker`") from error
        if len(rows[name]) != len(classes):
            raise ResourceError(f"{source}:{number}: {len(numbers)} weights for {len(classes)} classes")
    return Weights.of(classes, rows)


@cache
def weights(name: str) -> Weights:
    """The shipped model of that name, loaded at first use; `ResourceError` where it is missing or damaged."""
    path = model_path("link", f"{name}.tsv")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ResourceError(f"the linker's model {path} can't be read: {error}") from error
    return parse(text, str(path))
