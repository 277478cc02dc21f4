"""Fine-tunes the encoder as a pointer and lets it answer.

From the masked figure it points at the first and the last character of each of FIELDS, or at nothing (the first token),
and tells the status.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

from shuwen.training.teacher.encoder import BEGIN, PAD, UNKNOWN, Encoder, Packed
from shuwen.training.teacher.windows import FIELDS, MARKS, Window

STATUSES = ("actual", "planned", "forecast")
BATCH, DROPPED = 16, 0.06
RATE, RATE_HEADS, WARM = 8e-5, 5e-4, 120
#: How long a span may be, by field, in characters.
LONGEST = {"indicator": 20, "subject": 22, "period": 16}


class Pointed(NamedTuple):
    """What the teacher points at: the first and the last token, and how much likelier that is than nothing (log-odds)."""

    first: int
    last: int
    margin: float


class Answer(NamedTuple):
    """The teacher's answer for one window."""

    spans: dict[str, Pointed]
    status: str
    share: float  # of that status


class Pointer(nn.Module):
    """The encoder with two pointers a field, asked by the figure's own state, and a classifier of the status."""

    def __init__(self, encoder: Encoder, hidden: int) -> None:
        super().__init__()
        self.encoder, self.hidden, self.heads = encoder, hidden, 2 * len(FIELDS)
        self.drop = nn.Dropout(0.1)
        self.prior, self.ask = nn.Linear(hidden, self.heads), nn.Linear(hidden, self.heads * hidden)
        self.status = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.GELU(), nn.Linear(hidden, len(STATUSES)))

    def forward(self, rows: Any, mask: Any, figures: Any) -> tuple[Any, Any]:
        """Logits (batch, heads, length) of the pointers and (batch, statuses)."""
        states = self.drop(self.encoder(rows, mask))
        own = states[torch.arange(len(figures)), figures]
        asked = self.ask(own).view(-1, self.heads, self.hidden)
        logits = self.prior(states).transpose(1, 2)
        logits = logits + torch.einsum("bkh,blh->bkl", asked, states) / math.sqrt(self.hidden)
        return logits.masked_fill(~mask[:, None, :], -1e4), self.status(torch.cat([own, states[:, 0]], 1))

    def rows(self, windows: Sequence[Window]) -> tuple[Any, Any, Any]:
        """The windows as a batch: rows of the embedding, mask, where the figures stand. The first token is BEGIN."""
        known = self.encoder.rows
        lines = [[BEGIN, *(known.get(token, UNKNOWN) for token in one.tokens)] for one in windows]
        size = max(map(len, lines))
        rows = torch.full((len(lines), size), PAD)
        mask = torch.zeros(len(lines), size, dtype=torch.bool)
        for at, line in enumerate(lines):
            rows[at, : len(line)] = torch.tensor(line)
            mask[at, : len(line)] = True
        return rows, mask, torch.tensor([one.figure + 1 for one in windows])


def new(packed: Packed, characters: Iterable[str]) -> Pointer:
    """An untrained pointer over the pretrained encoder."""
    return Pointer(Encoder(packed, sorted(set(characters)), MARKS), packed.hidden)


def _loss(model: Pointer, windows: Sequence[Window]) -> Any:
    rows, mask, figures = model.rows(windows)
    dropped = (torch.rand(rows.shape) < DROPPED) & (rows > UNKNOWN) & (rows < model.encoder.first_mark)
    with torch.autocast("cpu", torch.bfloat16):
        logits, statuses = model(rows.masked_fill(dropped, UNKNOWN), mask, figures)
    spans = [[one.targets[field] or (-1, -1) for field in FIELDS] for one in windows]
    target = torch.tensor(spans).flatten(1) + 1  # (batch, heads); 0 is nothing
    told = torch.tensor([STATUSES.index(one.status) for one in windows])
    pointed = functional.cross_entropy(logits.float().flatten(0, 1), target.flatten()) * model.heads / 2
    return pointed + functional.cross_entropy(statuses.float(), told)


def train(model: Pointer, sets: Sequence[Sequence[Window]], epochs: int, seed: int = 0) -> Iterator[int]:
    """Train; `sets` holds the windows of each record, of which each epoch sees one. Yields each epoch's number at its end."""
    draw = random.Random(seed)  # noqa: S311  # the order of training, no secret
    torch.manual_seed(seed)
    encoder = list(model.encoder.parameters())
    of_encoder = {id(one) for one in encoder}
    heads = [one for one in model.parameters() if id(one) not in of_encoder]
    groups = [{"params": encoder, "lr": RATE}, {"params": heads, "lr": RATE_HEADS}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = epochs * (len(sets) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min(1, (s + 1) / WARM) * max(0.02, 1 - s / steps))
    started, done = time.monotonic(), 0
    for epoch in range(1, epochs + 1):
        model.train()
        shown = [one[0] if draw.random() < 0.6 else draw.choice(one) for one in sets]
        shown.sort(key=lambda one: len(one.tokens) + 12 * draw.random())
        batches = [shown[at : at + BATCH] for at in range(0, len(shown), BATCH)]
        draw.shuffle(batches)
        for batch in batches:
            loss = _loss(model, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            if done % 50 == 0:
                print(f"step {done} of {steps}, loss {loss.item():.2f}, {time.monotonic() - started:.0f} s", file=sys.stderr)
        yield epoch


def answers(model: Pointer, windows: Sequence[Window], batch: int = 48) -> list[Answer]:
    """The answers, in the order of the windows."""
    model.eval()
    order = sorted(range(len(windows)), key=lambda at: len(windows[at].tokens))
    found: dict[int, Answer] = {}
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            logits, statuses = model(*model.rows([windows[one] for one in chosen]))
            logits, shares = logits.float().log_softmax(-1), statuses.float().softmax(-1)
            for one, line, share in zip(chosen, logits, shares, strict=True):
                spans = {field: _span(line[2 * k], line[2 * k + 1], LONGEST[field]) for k, field in enumerate(FIELDS)}
                best = int(share.argmax())
                found[one] = Answer(spans, STATUSES[best], float(share[best]))
    return [found[at] for at in range(len(windows))]


def _span(first: Any, last: Any, longest: int) -> Pointed:
    """The likeliest span that does not end before it begins, against pointing at nothing."""
    size = len(first)
    together = first[:, None] + last[None, :]
    allowed = torch.ones(size, size).triu().tril(longest - 1).bool()
    allowed[0] = False
    together = together.masked_fill(~allowed, -1e9)
    best = int(together.argmax())
    start, end = divmod(best, size)
    return Pointed(start - 1, end - 1, float(together.max() - first[0] - last[0]))


def save(model: Pointer, path: Path) -> None:
    """Write the weights and the rows of the embedding."""
    torch.save({"weights": model.state_dict(), "rows": model.encoder.rows}, path)


def load(packed: Packed, path: Path) -> Pointer:
    """Read what `save` wrote; only tensors, nothing is unpickled."""
    saved = torch.load(path, weights_only=True)
    model = new(packed, [token for token in saved["rows"] if len(token) == 1])
    model.load_state_dict(saved["weights"])
    return model
