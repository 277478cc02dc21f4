"""A small network that points from a figure to the words of its indicator, its subject and its period.

It reads the article's tokens once: the title, then every sentence with figures and the one before it. Every token is the
sum of hashed embeddings of its word, its edges, its class; layers of a dilated convolution mix it with its neighbours.
From a figure each pointer scores the tokens around it: by what stands there and by where that is. Trained by
`shuwen.training.student`; the trained one is models/link/pointer.npz.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
import numpy as np

from shuwen.document import Document
from shuwen.errors import ResourceError
from shuwen.lang.words import cut_words
from shuwen.resources import model_arrays, model_path
from shuwen.stages.link.phrases import FIGURE, NAME, TIME, Token, token, tokens_of

#: What is pointed at, by the ends of a span.
HEADS = ("indicator-first", "indicator-last", "subject-first", "subject-last", "period-first")
#: Rows of the tables of embeddings: of words, first characters, last characters, classes, places.
ROWS = (12_000, 4_000, 4_000, 400, 32)
#: How many tokens before and after its figure a pointer sees; the title's are seen too.
BEFORE, AFTER, TITLE = 90, 18, 28
DILATIONS = (1, 2, 4, 8)
#: Buckets of where a token stands against the figure.
STEPS = (1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40, 60)
DISTANCES = 2 * (len(STEPS) + 1) + 1
FIGURES, SENTENCES = 6, 4

_start = attrgetter("start")


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of an article in order: the first `title` of them are the title's, offsets into the headline.

    `rows` (tokens, tables) are rows of the tables of embeddings; `figures` counts the figures up to each token and
    `sentence` numbers its sentence, `phrase` its phrase (-1 for what ends one). `starts` are where the tokens after the
    title begin.
    """

    tokens: tuple[Token, ...]
    title: int
    rows: Any
    figures: Any
    sentence: Any
    phrase: Any
    starts: list[int]

    def at(self, position: int) -> int:
        """The index of the token around a position of the text."""
        return self.title + max(0, bisect_left(self.starts, position + 1) - 1)

    def window(self, figure: int) -> Any:
        """The indices of the tokens that a pointer sees from the figure's token."""
        first, last = self._seen(figure)
        return np.concatenate([np.arange(self.title), np.arange(first, last)])

    def places(self, figure: int, window: Any) -> Any:
        """Buckets (3, window) of where its tokens stand against the figure: distance, figures between, sentences between."""
        first, last = self._seen(figure)
        found = np.empty((3, len(window)), dtype=np.intp)
        found[0, : self.title] = DISTANCES - 1
        found[0, self.title :] = _AWAY[first - figure + BEFORE : last - figure + BEFORE]
        np.minimum(np.abs(self.figures[window] - self.figures[figure]), FIGURES - 1, out=found[1])
        np.minimum(np.abs(self.sentence[window] - self.sentence[figure]), SENTENCES - 1, out=found[2])
        return found

    def _seen(self, figure: int) -> tuple[int, int]:
        """The tokens [first, last) beside the title's that a pointer sees from the figure's token."""
        return max(self.title, figure - BEFORE), min(len(self.tokens), figure + AFTER + 1)


def _distances() -> Any:
    """Buckets of the distances from -BEFORE to AFTER."""
    away = np.arange(-BEFORE, AFTER + 1)
    steps = np.digitize(np.abs(away), STEPS)
    return np.where(away < 0, steps, np.where(away > 0, steps + len(STEPS) + 1, 0))


_AWAY = _distances()


def reading(document: Document, sentences: Sequence[tuple[int, tuple[Token, ...]]]) -> Reading:
    """The reading of a document; `sentences` are those with figures, by their index in the document, with their tokens."""
    title = [token(w.text, w.start, w.end, w.tag) for w in cut_words(document.headline, 0, min(len(document.headline), TITLE))]
    tokens, rows, numbers = list(title), [_rows(one, "title") for one in title], [-1] * len(title)
    known = dict(sentences)
    for at in sorted({near for number in known for near in (number - 1, number) if near >= 0}):
        sentence = document.sentences[at]
        found = known.get(at)
        if found is None:
            words = sentence.words or cut_words(document.text, sentence.start, sentence.end)
            found = tokens_of(document, msgspec.structs.replace(sentence, words=words))
        clauses = {clause.start for clause in sentence.clauses}
        opens = at == 0 or document.sentences[at - 1].paragraph != sentence.paragraph
        for number, one in enumerate(found):
            place = "heading" if sentence.heading else "paragraph" if opens and number < 3 else "sentence" if number == 0 else ""
            rows.append(_rows(one, place or ("clause" if one.start in clauses else "inside")))
        tokens += found
        numbers += [at] * len(found)
    return Reading(
        tokens=tuple(tokens),
        title=len(title),
        rows=np.array(rows, dtype=np.int32).reshape(-1, len(ROWS)),
        figures=np.cumsum([one.tag == FIGURE for one in tokens], dtype=np.int32),
        sentence=np.array(numbers, dtype=np.int32),
        phrase=np.array(_phrases(tokens, len(title), numbers), dtype=np.int32),
        starts=[one.start for one in tokens[len(title) :]],
    )


def _phrases(tokens: Sequence[Token], title: int, sentences: Sequence[int]) -> list[int]:
    """The number of each token's phrase, -1 for a mark or a figure that ends one; none goes over a sentence's end."""
    phrase, found = 0, []
    for at, one in enumerate(tokens):
        phrase += one.parts or at == title or (at > 0 and sentences[at] != sentences[at - 1])
        found.append(-1 if one.parts else phrase)
    return found


_PLACES = {name: at for at, name in enumerate(("title", "heading", "paragraph", "sentence", "clause", "inside"))}


def _rows(one: Token, place: str) -> tuple[int, ...]:
    return (*_word_rows(_masked(one), one.tag, one.label), _PLACES[place])


def _masked(one: Token) -> str:
    """What a token says; of figures and times only what sort they are."""
    if one.tag == FIGURE:
        return "Q" + "".join(char for char in one.text if not char.isdigit() and char not in ".,，．")[-3:]
    if one.tag == TIME:
        return "T"
    return one.text


@lru_cache(maxsize=1 << 15)
def _word_rows(text: str, tag: str, label: str) -> tuple[int, ...]:
    last = text[-2:] if tag == NAME else text[-1:]
    keys = (text, text[:1], last, f"{tag} {label}")
    return tuple(crc32(key.encode("utf-8", "replace")) % rows for key, rows in zip(keys, ROWS, strict=False))


class Span(NamedTuple):
    """The tokens [first, last] of a reading, and how much likelier they are than nothing (log-odds)."""

    first: int
    last: int
    odds: float


#: The heads of each field, and how many tokens a span of it may have.
FIELDS = {"indicator": (0, 1, 10), "subject": (2, 3, 8), "period": (4, 4, 1)}
#: How many tokens a span of any field may have.
LONGEST = max(most for _, _, most in FIELDS.values())
#: How many spans of a field are kept, the likeliest first.
KEPT = 6


class Runs(NamedTuple):
    """All the runs of a window's tokens within one phrase, by columns: their first tokens, and how many more they have."""

    first: Any
    more: Any


def runs(phrases: Any, longest: int = LONGEST) -> Runs:
    """The runs of up to `longest` tokens; `phrases` are the numbers of the tokens' phrases, -1 for what is in none."""
    size = len(phrases)
    stops = np.append(np.flatnonzero(phrases[1:] != phrases[:-1]) + 1, size)
    columns = np.arange(size)
    left = stops[np.searchsorted(stops, columns, side="right")] - columns  # tokens up to the phrase's end
    counts = np.where(phrases >= 0, np.minimum(left, longest), 0)
    before = np.cumsum(counts) - counts
    return Runs(np.repeat(columns, counts), np.arange(counts.sum()) - np.repeat(before, counts))


def spans(scores: Any, window: Any, phrases: Any, field: str) -> list[Span]:
    """The likeliest spans of a field, each within one phrase, the likeliest first; of equals the shorter, then the first.

    `scores` (heads, window) are the odds of the tokens whose indices `window` has, `phrases` the numbers of their phrases.
    """
    return likeliest(scores, window, runs(phrases, FIELDS[field][2]), field)


def likeliest(scores: Any, window: Any, within: Runs, field: str) -> list[Span]:
    """The same of runs that may be longer than the field's spans."""
    head, tail, longest = FIELDS[field]
    short = within.more < longest
    first, more = within.first[short], within.more[short]
    odds = scores[head, first] + scores[tail, first + more] if tail != head else scores[head, first]
    some = np.flatnonzero(odds >= np.partition(odds, -KEPT)[-KEPT]) if len(odds) > KEPT else np.arange(len(odds))
    found = sorted(zip((-odds[some]).tolist(), more[some].tolist(), first[some].tolist(), strict=True))[:KEPT]
    return [Span(int(window[at]), int(window[at + more]), -odds) for odds, more, at in found]


class Network:
    """The trained arrays, and what they say of a reading."""

    def __init__(self, arrays: Any) -> None:
        def of(name: str) -> Any:
            return arrays[name].astype(np.float32)

        self.tables = [of(f"tables.{at}.weight") for at in range(len(ROWS))]
        self.norms = [(of(f"norms.{at}.weight"), of(f"norms.{at}.bias")) for at in range(len(DILATIONS) + 1)]
        self.convolutions = [
            (np.concatenate(list(of(f"convolutions.{at}.weight").transpose(2, 1, 0))), of(f"convolutions.{at}.bias"))
            for at in range(len(DILATIONS))
        ]
        self.places = [of(f"places.{at}.weight") for at in range(3)]
        self.ask, self.prior, self.nothing = (
            (of(name + ".weight").T.copy(), of(name + ".bias")) for name in ("ask", "prior", "nothing")
        )
        self.width = self.tables[0].shape[1]

    def states(self, rows: Any) -> Any:
        """Rows (tokens, tables) -> states (tokens, width)."""
        x = _normal(sum(table[rows[:, at]] for at, table in enumerate(self.tables)), *self.norms[0])
        for step, (weight, bias), norm in zip(DILATIONS, self.convolutions, self.norms[1:], strict=True):
            x = _normal(x + np.maximum(_beside(x, step) @ weight + bias, 0), *norm)
        return x

    def odds(self, read: Reading, states: Any, figure: int) -> tuple[Any, Any]:
        """The window of a figure's token and the log-odds (heads, window) of its tokens against nothing."""
        window = read.window(figure)
        keys = states[window]
        for table, place in zip(self.places, read.places(figure, window), strict=True):
            keys += table[place]
        own = states[figure]
        asked = (own @ self.ask[0] + self.ask[1]).reshape(len(HEADS), self.width)
        scores = asked @ keys.T / self.width**0.5 + (keys @ self.prior[0] + self.prior[1]).T
        return window, scores - (own @ self.nothing[0] + self.nothing[1])[:, None]


def _beside(x: Any, step: int) -> Any:
    """Each row between those `step` before and after it, zeros where there are none."""
    size, width = x.shape
    seen = np.zeros((size, 3 * width), dtype=x.dtype)
    seen[step:, :width] = x[:-step]
    seen[:, width : 2 * width] = x
    seen[:-step, 2 * width :] = x[step:]
    return seen


def _normal(x: Any, weight: Any, bias: Any) -> Any:
    """Every row with mean 0 and variance 1, scaled and moved; the steps are taken in place, since memory is what costs."""
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + 1e-5)
    centred /= spread
    centred *= weight
    centred += bias
    return centred


@cache
def network() -> Network:
    """The network of models/link/pointer.npz; `ResourceError` where it is missing, damaged or of another make."""
    path = model_path("link", "pointer.npz")
    try:
        made = Network(model_arrays("link", "pointer.npz"))
    except (KeyError, ValueError) as error:
        raise ResourceError(f"{path} is damaged: {error}") from error
    if [len(table) for table in (*made.tables, *made.places)] != [*ROWS, DISTANCES, FIGURES, SENTENCES]:
        raise ResourceError(f"{path} was made for another version of shuwen; reinstall shuwen")
    return made
