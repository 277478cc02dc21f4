"""Trains the pointer of `stages/link/pointer.py` on the teacher's labels (`shuwen.training.distil`). Needs torch."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn
from torch.nn import functional

from shuwen.stages.link import pointer
from shuwen.stages.link.pointer import DILATIONS, DISTANCES, FIGURES, HEADS, ROWS, SENTENCES, Reading
from shuwen.training.teacher.windows import Window

WIDTH = 96
#: Tokens in a batch, about.
BATCH = 6_000
_GAP = sum(DILATIONS)
_DROPPED = 0.08

Span = tuple[int, int]


class Lesson(msgspec.Struct, kw_only=True):
    """A reading, and of each figure asked about its token's index, its targets by field (tokens, or None for nothing).

    A field that is absent from the targets is not learned from.
    """

    reading: Reading
    figures: list[int]
    targets: list[dict[str, Span | None]]


def on_tokens(read: Reading, shown: Window, span: Span) -> Span | None:
    """A span of a window's tokens (both ends inclusive) as one of the reading's, or None where they don't meet."""
    first, last = shown.places[span[0]], shown.places[span[1]]
    if first is None or last is None:
        ends = [at for at, one in enumerate(read.tokens[: read.title]) if one.start < span[1] + 1 and one.end > span[0]]
        return (ends[0], ends[-1]) if ends and first is None and last is None else None
    a, b = read.at(first), read.at(last)
    inside = read.tokens[a].start <= first < read.tokens[a].end and read.tokens[b].start <= last < read.tokens[b].end
    return (a, b) if inside and a <= b else None


class Net(nn.Module):
    """The network in torch; the arrays of `arrays` are what the numpy version reads."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.width = width
        self.tables = nn.ModuleList([nn.Embedding(rows, width) for rows in ROWS])
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
        self.convolutions = nn.ModuleList([nn.Conv1d(width, width, 3, padding=d, dilation=d) for d in DILATIONS])
        self.norms = nn.ModuleList([nn.LayerNorm(width) for _ in range(len(DILATIONS) + 1)])
        self.places = nn.ModuleList([nn.Embedding(size, width) for size in (DISTANCES, FIGURES, SENTENCES)])
        for table in self.places:
            nn.init.normal_(table.weight, std=0.1)
        self.ask = nn.Linear(width, len(HEADS) * width)
        self.prior = nn.Linear(width, len(HEADS))
        self.nothing = nn.Linear(width, len(HEADS))
        self.drop = nn.Dropout(0.15)

    def states(self, rows: Any, mask: Any) -> Any:
        """Rows (length, tables) of one long line, mask (length) of where there are tokens -> (length, width)."""
        x = sum(table(rows[:, at]) for at, table in enumerate(self.tables))
        x = self.drop(self.norms[0](x)) * mask[:, None]
        for norm, convolution in zip(self.norms[1:], self.convolutions, strict=True):
            y = functional.relu(convolution(x.T[None])[0].T)
            x = norm(x + self.drop(y)) * mask[:, None]
        return x

    def forward(self, rows: Any, mask: Any, figures: Any, windows: Any, places: Any) -> Any:
        """Logits (figures, heads, 1 + window); the first is pointing at nothing. `windows` has -1 where it is padded."""
        x = self.states(rows, mask)
        own = x[figures]
        keys = x[windows.clamp(min=0)] + sum(table(places[:, at]) for at, table in enumerate(self.places))
        asked = self.ask(own).view(len(figures), len(HEADS), self.width)
        scores = torch.einsum("nhw,nkw->nhk", asked, keys) / self.width**0.5 + self.prior(keys).transpose(1, 2)
        scores = scores.masked_fill((windows < 0)[:, None, :], -1e4)
        return torch.cat([self.nothing(own)[:, :, None], scores], 2)

    def arrays(self) -> dict[str, Any]:
        """The weights by name, as 16-bit floats."""
        return {name: value.detach().numpy().astype(np.float16) for name, value in self.state_dict().items()}


def _batches(lessons: Sequence[Lesson], draw: random.Random) -> Iterator[list[Lesson]]:
    order = list(lessons)
    draw.shuffle(order)
    batch: list[Lesson] = []
    size = 0
    for lesson in order:
        batch.append(lesson)
        size += len(lesson.reading.tokens)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def collate(lessons: Sequence[Lesson]) -> tuple[Any, Any, Any, Any, Any, Any]:
    """Rows, mask, figures, windows, places and targets (figures, heads; 0 nothing, -100 not told) of some lessons."""
    rows, mask, figures, windows, places, targets = [], [], [], [], [], []
    at = 0
    for lesson in lessons:
        read = lesson.reading
        rows += [read.rows, np.zeros((_GAP, len(ROWS)), np.int32)]
        mask += [np.ones(len(read.tokens)), np.zeros(_GAP)]
        for figure, told in zip(lesson.figures, lesson.targets, strict=True):
            seen = read.window(figure)
            figures.append(at + figure)
            windows.append(at + seen)
            places.append(read.places(figure, seen))
            targets.append(_targets(seen, told))
        at += len(read.tokens) + _GAP
    size = max(len(one) for one in windows)
    padded = np.full((len(windows), size), -1)
    placed = np.zeros((len(windows), 3, size), np.int64)
    for number, (seen, where) in enumerate(zip(windows, places, strict=True)):
        padded[number, : len(seen)] = seen
        placed[number, :, : len(seen)] = where
    return (
        torch.tensor(np.concatenate(rows).astype(np.int64)),
        torch.tensor(np.concatenate(mask).astype(np.float32)),
        torch.tensor(figures),
        torch.tensor(padded),
        torch.tensor(placed),
        torch.tensor(targets),
    )


def _targets(seen: Any, told: dict[str, Span | None]) -> list[int]:
    place = {int(token): at + 1 for at, token in enumerate(seen)}
    found = []
    for head in HEADS:
        field, _, end = head.partition("-")
        if field not in told:
            found.append(-100)
            continue
        span = told[field]
        found.append(place.get(span[end == "last"], -100) if span is not None else 0)
    return found


def train(net: Net, lessons: Sequence[Lesson], epochs: int, rate: float = 2e-3, seed: int = 0) -> Iterator[float]:
    """Train; yields the mean loss of each epoch."""
    torch.manual_seed(seed)
    draw = random.Random(seed)  # noqa: S311  # the order of training, no secret
    optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.01)
    steps = max(1, epochs * sum(len(one.reading.tokens) for one in lessons) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / 50) * max(0.02, 1 - s / steps))
    for _ in range(epochs):
        net.train()
        total, count = 0.0, 0
        for batch in _batches(lessons, draw):
            rows, mask, figures, windows, places, targets = collate(batch)
            dropped = torch.rand(len(rows)) < _DROPPED
            rows[:, :3] = rows[:, :3].masked_fill(dropped[:, None], 0)
            logits = net(rows, mask, figures, windows, places)
            loss = functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=-100)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + loss.item(), count + 1
        yield total / max(1, count)


def predict(net: Net, lesson: Lesson) -> Any:
    """Log-odds (figures, heads, window) against pointing at nothing, padded."""
    net.eval()
    with torch.inference_mode():
        rows, mask, figures, windows, places, _ = collate([lesson])
        logits = net(rows, mask, figures, windows, places)
        return (logits[:, :, 1:] - logits[:, :, :1]).numpy()


def new(seed: int) -> Net:
    """An untrained network."""
    torch.manual_seed(seed)
    return Net()


def agreement(net: Net, lessons: Sequence[Lesson]) -> dict[str, float]:
    """By field, the share of targets that are the likeliest span, or nothing where none is likelier than nothing."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for lesson in lessons:
        for figure, told, odds in zip(lesson.figures, lesson.targets, predict(net, lesson), strict=True):
            seen = lesson.reading.window(figure)
            for field, target in told.items():
                best = pointer.spans(odds[:, : len(seen)], seen, lesson.reading.phrase[seen], field)[0]
                asked[field] += 1
                right[field] += target == ((best.first, best.last) if best.odds > 0 else None)
    return {field: right[field] / asked[field] for field in asked}
