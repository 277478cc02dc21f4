"""The linker's weights: what a file may hold, how features add up, which candidate wins."""

from __future__ import annotations

import pytest

from shuwen.errors import ResourceError
from shuwen.resources import model_path
from shuwen.stages.link.assemble import MODELS
from shuwen.stages.link.scorer import Option, Weights, best, choose, dump, parse, weights


def test_a_model_reads_back_as_it_was_written():
    model = Weights.of(("value", "share"), {"1": (10, -10), "h1=占": (-500, 1250)})
    assert parse(dump(model), "model.tsv") == model


def test_features_add_up_and_unknown_ones_are_worth_nothing():
    model = Weights.of(("value", "share"), {"1": (10, -10), "h1=占": (-500, 1250), "u=percent": (0, 250)})
    assert model.scores(["h1=占", "u=percent", "h1=没见过"]) == [-0.49, 1.49]
    assert Weights.of(("right",), {"at=own-clause": (700,), "vote|day": (-200,)}).score(["at=own-clause", "vote|day"]) == 0.5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("value\tshare\nh1=占\t1\n", "model.tsv:2: 1 weights for 2 classes"),
        ("value\nh1=占\tone\n", "model.tsv:2: invalid literal"),
    ],
)
def test_a_damaged_model_is_named_with_its_line(text, told):
    with pytest.raises(ResourceError, match=told):
        parse(text, "model.tsv")


def test_the_first_of_equals_wins_and_the_runner_up_is_kept():
    assert best([1.0, 3.0, 3.0]) == (1, 2)
    at, choice = choose("period", [Option("2023", "opening", 1.5), Option("", "none", 2.5)])
    assert at == 1
    assert (choice.rule, choice.score, choice.runner_up, choice.runner_up_score) == ("none", 2.5, "2023", 1.5)


@pytest.mark.parametrize("name", MODELS)
def test_shipped_models_are_readable_and_small(name):
    assert weights(name).rows
    assert model_path("link", f"{name}.tsv").stat().st_size < 1_000_000
