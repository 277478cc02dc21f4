"""How sure a record is: the fitted probability that it is wholly right, every figure, slot and field of it.

A logistic regression over a few numbers that say how clearly its fields were chosen. Its weights lie in
models/link/confidence.toml; `python -m shuwen.training.confidence` fits them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

import msgspec

from shuwen.errors import ResourceError
from shuwen.records import Choice, Record
from shuwen.resources import model_path, table
from shuwen.stages.link.hints import Hint
from shuwen.stages.link.scene import Scene
from shuwen.stages.link.slots import leading

#: The fields whose choices have a margin; a record has one slot a figure, of which the least clear counts.
CHOSEN = ("slot", "status", "indicator", "subject", "period")
#: The fields of which the pointer's opinion counts; on periods it told nothing.
HINTED = ("indicator", "subject")
FEATURES = (*CHOSEN, *(f"hint_{field}" for field in HINTED), "figures", "annual")
#: A margin beyond this (log-odds) says no more than this; so does a greater number of figures.
CLEAR, MANY = 4.0, 4


class Certainty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model: log-odds at features of 0, and what each of `FEATURES` adds to them for every whole of it."""

    bias: float
    weights: Mapping[str, float]

    def __post_init__(self) -> None:
        if set(self.weights) != set(FEATURES):
            raise ValueError(f"weights of {', '.join(sorted(set(self.weights) ^ set(FEATURES)))} are missing or unknown")
        if not all(map(math.isfinite, (self.bias, *self.weights.values()))):
            raise ValueError("a weight is no number")

    def probability(self, told: Mapping[str, float]) -> float:
        """The probability, from 0 to 1, at these features."""
        odds = self.bias + sum([weight * told[name] for name, weight in self.weights.items()])
        return 0.5 * (1 + math.tanh(odds / 2))


def rated(scene: Scene, record: Record, model: Certainty) -> Record:
    """The record with its probability of being right, in hundredths, for the rules' confidence."""
    return msgspec.structs.replace(record, confidence=round(model.probability(features(scene, record)), 2))


def features(scene: Scene, record: Record) -> dict[str, float]:
    """The numbers of `FEATURES` for a record with its `why`: margins in log-odds, figures beyond the first, 1 or 0 for the rest."""
    told = margins(() if isinstance(record.why, msgspec.UnsetType) else record.why)
    start = leading(record.quantities).start
    for field in HINTED:
        mention = getattr(record, field)
        hints = scene.hints.of(start, field) if scene.hints is not None else ()
        told[f"hint_{field}"] = _hinted(mention.name if mention else "", hints)
    return {**told, "figures": min(len(record.quantities), MANY) - 1.0, "annual": float(scene.annual)}


def margins(why: Sequence[Choice]) -> dict[str, float]:
    """By field, by how much (log-odds, 0 to `CLEAR`) the least clear of its choices won."""
    found = dict.fromkeys(CHOSEN, CLEAR)
    for choice in why:
        found[choice.field] = min(found[choice.field], choice.score - choice.runner_up_score)
    return found


def _hinted(name: str, hints: Sequence[Hint]) -> float:
    """1 where the likeliest hint is the name chosen; 0 where it is another, or there is none."""
    return float(bool(hints) and hints[0].name == name)


@cache
def certainty() -> Certainty:
    """The shipped model, loaded at first use; `ResourceError` where it is missing or damaged."""
    try:
        return msgspec.convert(table("link", "confidence.toml"), Certainty)
    except msgspec.ValidationError as error:
        path = model_path("link", "confidence.toml")
        raise ResourceError(f"{path} is damaged: {error}; restore models/, or fit it again (models/link/README.md)") from error
