"""Whether a sentence, and the section that it stands in, looks back (actual) or ahead (planned), in log-odds.

A linear model over hashed character n-grams weighs sentences; it learnt from the headings of government reports, see
models/discourse/README.md. Positive is planned, 0 undecided. A section's log-odds add up over neighbouring paragraphs,
each of which may turn to the other mood at a cost, and a heading of review or plan starts afresh.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal, NamedTuple

from shuwen.document import Document
from shuwen.errors import ResourceError
from shuwen.lang.ngrams import BITS, ENDS, hashed, masked
from shuwen.resources import model_arrays, model_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Heading = Literal["actual", "planned", "apart"]

# A line longer than this states something.
_HEADING_LENGTH = 48
# How likely the mood turns between two paragraphs that no heading parts, and how far to believe sentences that are of
# one author and one subject, and so not independent. Cross-validation within the training reports hardly tells
# values near these apart; reports, which turn once, would like fewer turns than news.
TURN = 0.03
BELIEF = 0.5
# What a heading says of its section. Not certainty: a report of plans recalls what was done.
HEADING_LOGIT = 4.0
# A paragraph of more sentences than this is read in pieces: some texts have lost their line breaks.
PIECE = 12

_NUMBERING = re.compile(
    r"^[*#>\s]*(?:第?[一二三四五六七八九十]{1,3}(?:部分|[、，,.．:：\s])|[（(][一二三四五六七八九十]{1,3}[)）]|[0-9]{1,2}[、.．])?\s*"
)
_TRAILING = "*: \t　：。"
_CLAUSES = re.compile(r"[，。；！？：,;:!?]")
_ZEROS = re.compile("0+")


class _Model(NamedTuple):
    """A weight for each hash, what one step of a weight is worth, and the log-odds of a text without features."""

    weights: NDArray[np.int8]
    scale: float
    bias: float


class _Vocabulary(NamedTuple):
    """What a heading of one kind contains, and what it ends in."""

    contains: tuple[str, ...]
    endings: tuple[str, ...]


def read_discourse(document: Document) -> Document:
    """Set `moods` and `sections`: for each sentence its own log-odds of speaking of plans, and those of its section."""
    moods = planned_logits([document.text[one.start : one.end] for one in document.sentences])
    return document.evolve(moods=tuple(moods), sections=tuple(section_logits(document, moods)))


def planned_logits(texts: Sequence[str]) -> list[float]:
    """For each simplified sentence the log-odds that it is planned rather than actual; 0 for one without characters."""
    import numpy as np

    model = _model()
    logits: list[float] = []
    for block in hashed(texts):
        steps = np.zeros(int(block.starts[-1]) + 1, dtype=np.int64)
        # Whole numbers, so that a sentence scores the same whatever stands beside it.
        np.cumsum(sum(model.weights[hashes].astype(np.int64) for hashes in block.hashes), out=steps[1:])
        lengths = np.diff(block.starts)
        sums = np.diff(steps[block.starts])
        block_logits = model.bias + model.scale * sums / np.sqrt(lengths)
        logits += np.where(lengths > ENDS, block_logits, 0.0).tolist()
    return logits


def section_logits(document: Document, logits: Sequence[float] | None = None) -> list[float]:
    """For each sentence the log-odds that its section is planned.

    Needs `text` and `sentences`. `logits`: those of `planned_logits` for the same sentences, where they are at hand.
    """
    texts = [document.text[sentence.start : sentence.end] for sentence in document.sentences]
    if logits is None:
        logits = planned_logits(texts)
    pieces: list[range] = []
    for _, group in groupby(range(len(texts)), key=lambda number: document.sentences[number].paragraph):
        paragraph = list(group)
        pieces += [
            range(paragraph[at], min(paragraph[at] + PIECE, paragraph[-1] + 1))
            for at in range(0, len(paragraph), PIECE)
        ]
    opened = [heading_kind(texts[piece[0]]) if len(piece) == 1 else None for piece in pieces]
    weighed = smoothed([evidence([logits[number] for number in piece]) for piece in pieces], opened)
    return [logit for piece, logit in zip(pieces, weighed, strict=True) for _ in piece]


def heading_kind(line: str) -> Heading | None:
    """The kind of section that a simplified line opens: actual, planned, apart (notes), or None if it opens none."""
    if len(line) > _HEADING_LENGTH:
        return None
    said = _ZEROS.sub("0", masked(_NUMBERING.sub("", line).rstrip(_TRAILING)))
    if not said or _CLAUSES.search(said):
        return None
    vocabulary = _headings()
    kinds = [kind for kind, words in vocabulary.items() if any(word in said for word in words.contains)]
    if not kinds:
        kinds = [kind for kind, words in vocabulary.items() if said.endswith(words.endings)]
    return kinds[0] if len(kinds) == 1 else None


def evidence(logits: Sequence[float]) -> float:
    """What a paragraph's sentences, of which there is at least one, say together: more than their mean, less than their sum."""
    return BELIEF * math.fsum(logits) / math.sqrt(len(logits))


def smoothed(paragraphs: Sequence[float], opened: Sequence[Heading | None]) -> list[float]:
    """Each paragraph's log-odds given all of its section's: a chain of two states, read forward and backward.

    `paragraphs` is what each says by itself, `opened` which kind of heading it is, if one; nothing reaches across one.
    """
    own = [_said_by(kind) if kind else said for said, kind in zip(paragraphs, opened, strict=True)]
    before = [0.0] * len(own)
    after = [0.0] * len(own)
    for number in range(1, len(own)):
        if not opened[number]:
            before[number] = _carried(before[number - 1] + own[number - 1])
    for number in range(len(own) - 2, -1, -1):
        if not opened[number + 1]:
            after[number] = _carried(after[number + 1] + own[number + 1])
    return [sum(three) for three in zip(before, own, after, strict=True)]


def _said_by(kind: Heading) -> float:
    return {"actual": -HEADING_LOGIT, "planned": HEADING_LOGIT, "apart": 0.0}[kind]


def _carried(logit: float) -> float:
    """The log-odds for the next paragraph, before it has spoken: the mood may have turned."""
    return 2 * math.atanh((1 - 2 * TURN) * math.tanh(logit / 2))


@cache
def _model() -> _Model:
    """The weights of models/discourse/section.npz; `ResourceError` if missing, damaged or made for other hashes."""
    import numpy as np

    path = model_path("discourse", "section.npz")
    arrays = model_arrays("discourse", "section.npz")
    try:
        model = _Model(arrays["weights"], float(arrays["scale"]), float(arrays["bias"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ResourceError(f"{path} is damaged: {error}") from error
    if model.weights.dtype != np.int8 or model.weights.shape != (1 << BITS,):
        raise ResourceError(f"{path} is damaged: it needs {1 << BITS} weights of one byte")
    if not (math.isfinite(model.scale) and math.isfinite(model.bias)):
        raise ResourceError(f"{path} is damaged: scale or bias is no number")
    return model


@cache
def _headings() -> dict[Heading, _Vocabulary]:
    """The vocabulary of models/discourse/headings.toml; `ResourceError` if missing or damaged."""
    path = model_path("discourse", "headings.toml")
    kinds: tuple[Heading, ...] = ("actual", "planned", "apart")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {kind: _Vocabulary(tuple(table[kind]["contains"]), tuple(table[kind]["endings"])) for kind in kinds}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ResourceError(f"{path} is damaged: {error}") from error
