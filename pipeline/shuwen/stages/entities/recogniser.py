"""Names that a trained spaCy pipeline in models/ner finds; none is shipped yet, and the stage does not ask for one.

Its tokens are our words; beside the word, its edges and its shape it sees jieba's tag and what the rules found there.
Only spaCy's own binary formats are read; nothing is unpickled.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from shuwen.document import Entity, Word
from shuwen.errors import ResourceError
from shuwen.resources import model_path

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

#: What the pipeline tells apart.
LABELS = ("PER", "ORG", "COMPANY", "LOC", "PARK", "PROJECT", "FACILITY", "EVENT", "PRODUCT")
# Sentences that go through the pipeline at a time.
_BATCH = 64
_SPACE = "␣"  # stands for a word of white space, which spaCy treats in its own way


def doc_of(vocab: Vocab, words: Sequence[Word], found: Iterable[tuple[int, int, str]]) -> Doc:
    """The words of a sentence as spaCy's Doc; `found` are the names that the rules found, by offset, with their labels."""
    from spacy.attrs import LEMMA, TAG  # type: ignore[import-not-found]  # spaCy takes a second to load: only who needs names waits
    from spacy.tokens import Doc

    doc = Doc(vocab, words=[word.text if word.text.strip() else _SPACE for word in words], spaces=[False] * len(words))
    marks = {at: ("B" if at == start else "I") + label for start, end, label in found for at in range(start, end)}
    add = vocab.strings.add
    values = [(add(word.tag), add(marks.get(word.start, "O"))) for word in words]
    table: Any = np.array(values, dtype="uint64").reshape(-1, 2)
    doc.from_array([TAG, LEMMA], table)
    return doc


def recognised(zones: Sequence[Sequence[Word]], found: Sequence[Entity]) -> Iterator[Entity]:
    """The names in each zone of words; `found` are those of the rules, sorted or not."""
    pipeline = _pipeline()
    marks = sorted((entity.start, entity.end, entity.label) for entity in found)
    docs = (doc_of(pipeline.vocab, words, _inside(marks, words)) for words in zones)
    for words, doc in zip(zones, pipeline.pipe(docs, batch_size=_BATCH), strict=True):
        for span in doc.ents:
            first, last = words[span.start], words[span.end - 1]
            name = "".join(word.text for word in words[span.start : span.end])
            yield Entity(first.start, last.end, span.label_, name)


def _inside(marks: Sequence[tuple[int, int, str]], words: Sequence[Word]) -> list[tuple[int, int, str]]:
    if not words:
        return []
    first, last = words[0].start, words[-1].end
    return [mark for mark in marks if mark[0] < last and mark[1] > first]


@cache
def _pipeline() -> Language:
    """The pipeline of models/ner; `ResourceError` where it is missing or can't be read."""
    path = model_path("ner")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a spaCy version a little newer than the one that trained it
        import spacy

        try:
            loaded: Any = spacy.load(path)
        except (OSError, ValueError, KeyError) as error:
            raise ResourceError(f"{path} can't be read: {error}; reinstall shuwen") from error
    return loaded  # type: ignore[no-any-return]
