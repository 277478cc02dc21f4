"""Weights: what a candidate's features are worth, learned (`python -m shuwen.training.linker`) or set by hand.

A model is a text file in models/link/: a line of class names, then one line a feature with its weight for each class, in
thousandths. Scoring adds up the weights of the features that hold; what no line names is worth nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec

from shuwen.errors import ResourceError
from shuwen.records import Choice
from shuwen.resources import model_path

SCALE = 1000


# The weights of a feature's classes lie side by side in one integer, so that one addition adds them all.
_BITS = 40
_HALF = 1 << (_BITS - 1)
# So many sums are kept of one part of the features; then they are forgotten, which bounds the memory.
_KEPT = 1 << 16

#: Features that go together: the function that lists them and what it lists them from.
Part = tuple[Callable[..., Iterable[str]], tuple[Any, ...]]


def listed(*features: str) -> Sequence[str]:
    """The features themselves, as a part."""
    return features


class Sums(dict[tuple[Any, ...], int]):
    """What the features that one function lists are worth together, by the function's arguments."""

    def __init__(self, told: Callable[..., Iterable[str]], packed: Mapping[str, int]) -> None:
        super().__init__()
        self._told, self._packed = told, packed

    def __missing__(self, key: tuple[Any, ...]) -> int:
        if len(self) >= _KEPT:
            self.clear()
        get = self._packed.get
        worth = self[key] = sum([get(feature, 0) for feature in self._told(*key)])
        return worth


class _Kept(dict[Callable[..., Iterable[str]], Sums]):
    """The sums of every function that lists features, made at first use."""

    def __init__(self, packed: Mapping[str, int]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, told: Callable[..., Iterable[str]]) -> Sums:
        found = self[told] = Sums(told, self._packed)
        return found


class Weights(msgspec.Struct, frozen=True):
    """A linear model. `classes` are what it chooses among; a ranker of candidates has the one class `right`.

    `packed` holds a feature's weights for all classes in one integer; `kept` what was added up before.
    """

    classes: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]
    packed: Mapping[str, int]
    kept: _Kept

    @classmethod
    def of(cls, classes: Sequence[str], rows: Mapping[str, tuple[int, ...]]) -> Weights:
        """The model with these weights."""
        packed = {name: sum(weight << (_BITS * at) for at, weight in enumerate(row)) for name, row in rows.items()}
        return cls(tuple(classes), rows, packed, _Kept(packed))

    def scores(self, features: Iterable[str], extra: int = 0) -> list[float]:
        """The log-odds of each class, in the order of `classes`; `extra` is a sum over features left out."""
        get = self.packed.get
        total = get("1", 0) + extra + sum([get(feature, 0) for feature in features])  # "1": what every example has
        found = []
        for _ in self.classes:
            weight = ((total + _HALF) & (2 * _HALF - 1)) - _HALF
            found.append(weight / SCALE)
            total = (total - weight) >> _BITS
        return found

    def chosen(self, field: str, features: Sequence[str]) -> tuple[int, Choice]:
        """The index of the likeliest class, and the choice; its rule is the feature that speaks for it most."""
        rows = self.rows
        held = [name for name in features if name in rows]  # few; the others are worth nothing
        scores = self.scores(held)
        first = best(scores)[0]
        worth = [rows[name][first] for name in held]
        if max(worth, default=0) > 0:
            rule = held[worth.index(max(worth))]
        else:
            rule = max(features, key=lambda name: rows[name][first] if name in rows else 0, default="")
        return choose(field, [Option(name, rule, score) for name, score in zip(self.classes, scores, strict=True)])

    def score(self, features: Iterable[str]) -> float:
        """How right a candidate is, to compare with others of the same question."""
        get = self.packed.get
        return sum([get(feature, 0) for feature in features]) / SCALE

    def worth(self, parts: Iterable[Part]) -> float:
        """The same for a candidate whose features come in parts."""
        return self.total(parts) / SCALE

    def total(self, parts: Iterable[Part]) -> int:
        """The packed weights of features that come in parts, added up."""
        kept, total = self.kept, 0
        for told, key in parts:
            total += kept[told][key]
        return total


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
    first = scores.index(max(scores))
    if len(scores) == 1:
        return first, first
    rest = [*scores[:first], *scores[first + 1 :]]
    second = rest.index(max(rest))
    return first, second + (second >= first)


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
            raise ResourceError(f"{source}:{number}: {error}; restore models/, or train it again (models/link/README.md)") from error
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
