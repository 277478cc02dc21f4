"""`Record.confidence`: a probability, from how clearly each field was chosen."""

from __future__ import annotations

import math
import tomllib

import pytest

import shuwen
from shuwen import Article, load_config, resources
from shuwen.errors import ResourceError
from shuwen.records import Choice
from shuwen.stages.link import confidence
from shuwen.stages.link.confidence import CHOSEN, CLEAR, FEATURES, Certainty, certainty, margins

TEXTS = (
    "2019年，白石区已开工36个项目，投产14个。",
    "去年全县粮食产量约8.4万吨，比上年增长3%，占全市的12%。",
    "力争到2025年，青河县旅游收入达到30亿元以上。",
)
SHIPPED = resources.model_path("link", "confidence.toml").read_text(encoding="utf-8")


@pytest.fixture
def models(own_models):
    """The models of this stage, in a folder of the test's own."""
    with own_models("link", certainty) as folder:
        yield folder


def sure(text, **link):
    config = load_config({"link": link}) if link else None
    return [record.confidence for record in shuwen.extract(text, config=config).records]


def chosen(field, margin):
    return Choice(field=field, rule="", score=margin, runner_up="", runner_up_score=0)


@pytest.mark.parametrize("text", TEXTS)
def test_it_is_a_probability_in_hundredths(text):
    for found in sure(text):
        assert 0 <= found <= 1
        assert found == round(found, 2)


@pytest.mark.parametrize("odds", [-1e9, -40, 0, 40, 1e9])
def test_no_odds_leave_the_unit_interval(odds):
    model = Certainty(bias=odds, weights=dict.fromkeys(FEATURES, 0.0))
    assert 0 <= model.probability(dict.fromkeys(FEATURES, 1.0)) <= 1


@pytest.mark.parametrize("field", CHOSEN)
def test_a_clearer_choice_is_never_less_sure(field):
    rest = [chosen(other, 2) for other in CHOSEN if other != field]
    told = [margins([*rest, chosen(field, margin)]) for margin in (0, 0.5, 1, 3, 6, 20)]
    found = [certainty().probability({**dict.fromkeys(FEATURES, 0.0), **one}) for one in told]
    assert found == sorted(found)


def test_the_least_clear_slot_counts_and_margins_end_somewhere():
    told = margins([chosen("slot", 3), chosen("slot", 0.5), chosen("status", 99), chosen("period", 1)])
    assert (told["slot"], told["status"], told["period"]) == (0.5, CLEAR, 1)


def test_min_confidence_drops_the_unsure():
    everything = sorted(found for text in TEXTS for found in sure(text))
    floor = everything[len(everything) // 2]
    assert everything[0] < floor
    kept = [found for text in TEXTS for found in sure(text, min_confidence=floor)]
    assert sorted(kept) == [found for found in everything if found >= floor]


def test_it_does_not_depend_on_the_articles_read_before():
    articles = [Article(id=str(at), text=text) for at, text in enumerate(TEXTS)]
    together = [[record.confidence for record in one.records] for one in shuwen.extract_many(articles[::-1])]
    assert together == [sure(text) for text in TEXTS[::-1]]


@pytest.mark.usefixtures("models")
def test_a_missing_model_is_named():
    with pytest.raises(ResourceError, match=r"confidence\.toml is missing"):
        certainty()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no table",
        "bias = 1.0\n",
        "bias = 1.0\n[weights]\nslot = 0.5\n",
        SHIPPED.replace("slot = ", "shape = "),
        SHIPPED.replace("bias = ", "bias = nan # "),
        SHIPPED.replace("bias = ", "bias = 'much' # "),
        SHIPPED + "luck = 1.0\n",
    ],
)
def test_a_damaged_model_is_named(models, content):
    (models / "confidence.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ResourceError, match=r"confidence\.toml is damaged"):
        certainty()


def test_the_shipped_model_is_written_as_training_writes_it():
    training = pytest.importorskip("shuwen.training.confidence")
    assert training.dump(confidence.certainty()) == SHIPPED
    assert all(map(math.isfinite, tomllib.loads(SHIPPED)["weights"].values()))


def test_a_record_is_judged_right_by_every_field_and_optional_ones_by_none():
    evaluation = pytest.importorskip("shuwen.training.evaluation")
    figure = {"kind": "count", "slot": "value", "start": 5, "end": 8, "value": "36", "unit": "个"}
    record = {"indicator": "项目", "subject": "白石区", "period": None, "status": "actual", "quantities": [figure]}
    gold = {"records": [record], "optional": [[20, 24]]}
    aside = {**record, "quantities": [{**figure, "start": 21, "end": 23}]}
    wrong = [{**record, "status": "planned"}, {**record, "quantities": [{**figure, "slot": "base"}]}]
    assert evaluation.judged(gold, {"records": [record, aside, *wrong]}) == [True, None, False, False]


def test_fitting_finds_the_chances_that_the_judgements_have():
    training = pytest.importorskip("shuwen.training.confidence")
    given = [
        training.Judgement(fold=at % 5, told={**dict.fromkeys(FEATURES, 0.0), "slot": float(clear)}, rules=0.5, right=right)
        for clear, chances in ((0, (True, False, False, False)), (4, (True, True, True, False)))
        for at, right in enumerate(chances * 50)
    ]
    table = training.reliability([one.right for one in given], training.cross_validated(given))
    assert "| 0.2 to 0.3 | 200 | 0.25 | 0.25 |" in table
    assert "| 0.7 to 0.8 | 200 | 0.75 | 0.75 |" in table
    assert training.report(given).startswith("400 records, 200 right\nfitted   Brier 0.18")
    assert training.fit(given) == training.fit(given[::-1])
