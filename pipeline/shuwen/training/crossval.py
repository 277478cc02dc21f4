"""Cross-validates the linker's weights: how often each field's choice is right on documents that were not trained on.

    python -m shuwen.training.crossval GOLD.jsonl --also corpus --without 'vote=' --field subject

Folds go by document; what --also names is in the training part of every fold and never measured. --without leaves out the
features that a pattern matches, which is how to tell what features are worth. With some three thousand records a
difference of less than 0.005 says nothing.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from shuwen.stages.link.scorer import Weights, best
from shuwen.training.linker import FIELDS, FOLDS, Lesson, Question, fit, lessons, read_gold, train

#: A document's questions of one field.
Asked = list[Question]


def cross_validated(
    measured: Sequence[Lesson], also: Sequence[Lesson], name: str, without: re.Pattern[str] | None = None
) -> tuple[float, float]:
    """The part of a field's questions answered rightly, and the part whose right answer is among the candidates.

    The lessons must have been through `train`, which tells each field what the fields before it decide.
    """
    documents = [_questions(lesson, name, without) for lesson in measured]
    extra = [question for lesson in also for question in _questions(lesson, name, without)]
    field = FIELDS[name]
    right = possible = asked = 0
    for fold in range(FOLDS):
        seen = [question for at, one in enumerate(documents) if at % FOLDS != fold for question in one]
        model = fit([*seen, *extra], field.classes, field.strength)
        for question in (question for at, one in enumerate(documents) if at % FOLDS == fold for question in one):
            asked += 1
            right += _answered(model, question)
            possible += len(question) == 1 or any(label for _, label in question)
    return right / max(asked, 1), possible / max(asked, 1)


def _questions(lesson: Lesson, name: str, without: re.Pattern[str] | None) -> Asked:
    asked = FIELDS[name].examples(lesson)
    if without is None:
        return list(asked)
    return [[([one for one in told if not without.match(one)], label) for told, label in question] for question in asked]


def _answered(model: Weights, question: Question) -> bool:
    """Whether the model chooses rightly: the class, for a question of one example; else among the candidates."""
    if len(question) == 1:
        scores = model.scores(question[0][0])
        return (best(scores)[0] if len(scores) > 1 else int(scores[0] > 0)) == question[0][1]
    return bool(question[best([model.score(told) for told, _ in question])[0]][1])


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line a field."""
    parser = argparse.ArgumentParser(
        prog="python -m shuwen.training.crossval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="gold documents to measure on")
    parser.add_argument("--also", nargs="*", type=Path, default=[], help="gold documents to train on alone")
    parser.add_argument("--field", nargs="*", choices=tuple(FIELDS), default=tuple(FIELDS), help="the fields; all if none")
    parser.add_argument("--without", type=re.compile, help="leave out features that this pattern matches")
    options = parser.parse_args(arguments)
    groups: Mapping[str, list[Lesson]] = {
        name: lessons(document for path in paths for document in read_gold(path))
        for name, paths in (("measured", options.gold), ("also", options.also))
    }
    train([*groups["measured"], *groups["also"]])
    for name in options.field:
        right, possible = cross_validated(groups["measured"], groups["also"], name, options.without)
        print(f"{name:10} {right:.4f}  of at most {possible:.4f}", flush=True)


if __name__ == "__main__":
    main()
