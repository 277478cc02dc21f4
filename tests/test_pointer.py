"""The pointer of stages/link/pointer.py: its file, its arithmetic, what it points at."""

from __future__ import annotations

import numpy as np
import pytest

from shuwen import resources
from shuwen.config import load_config
from shuwen.document import Document
from shuwen.errors import ResourceError
from shuwen.extractor import STAGES
from shuwen.records import Article
from shuwen.stages.link import pointer
from shuwen.stages.link.hints import Hint, Hints, hinting
from shuwen.stages.link.rules.assemble import first_reading
from shuwen.stages.link.scene import scene_of

SHIPPED = resources.model_path("link", "pointer.npz")


@pytest.fixture
def models(own_models):
    """The models of this stage, in a folder of the test's own."""
    with own_models("link", pointer.network) as folder:
        yield folder


@pytest.mark.usefixtures("models")
def test_a_missing_network_is_named():
    with pytest.raises(ResourceError, match=r"pointer\.npz is missing"):
        pointer.network()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut short"])
def test_a_damaged_network_is_named(models, content):
    (models / "pointer.npz").write_bytes(content)
    with pytest.raises(ResourceError, match=r"pointer\.npz is damaged"):
        pointer.network()


@pytest.mark.parametrize("fault", ["pickle", "absent", "size"])
def test_a_network_of_another_make_is_named(models, fault):
    arrays = dict(np.load(SHIPPED, allow_pickle=False))
    if fault == "pickle":
        arrays["ask.bias"] = np.array([{}], dtype=object)
    elif fault == "absent":
        del arrays["ask.bias"]
    else:
        arrays["tables.0.weight"] = arrays["tables.0.weight"][:10]
    np.savez(models / "pointer.npz", **arrays)
    with pytest.raises(ResourceError, match=r"pointer\.npz (is damaged|was made for another version)"):
        pointer.network()


def test_spans_are_the_likeliest_and_none_lies_over_the_end_of_a_phrase():
    scores = np.full((5, 4), -5.0, dtype=np.float32)
    scores[0] = [3, -5, 2, -5]  # an indicator's first token
    scores[1] = [-5, 4, -5, 1]  # and its last
    window = np.array([0, 1, 7, 8])
    found = pointer.spans(scores, window, np.array([0, 1, 2, 2]), "indicator")
    assert found[0] == (7, 8, 3.0)  # 0 to 1 would have 7, but they are of two phrases
    assert (0, 1) not in [one[:2] for one in found]
    assert [one.odds for one in found] == sorted((one.odds for one in found), reverse=True)
    assert pointer.spans(scores, window, np.array([0, 0, 0, 0]), "indicator")[0] == (0, 1, 7.0)
    marked = pointer.spans(scores, window, np.array([0, -1, 2, 2]), "indicator")
    assert 1 not in [place for one in marked for place in one[:2]]  # a mark is no name


def test_a_window_of_two_tokens_has_three_spans():
    found = pointer.spans(np.zeros((5, 2), dtype=np.float32), np.array([4, 5]), np.array([3, 3]), "subject")
    assert sorted(one[:2] for one in found) == [(4, 4), (4, 5), (5, 5)]


def hints_of(text: str) -> tuple[Hints, Document]:
    document = Document(article=Article(id="test", text=text), config=load_config({}))
    for name, stage in STAGES:
        if name != "link":
            document = stage(document)
    scene = scene_of(document, first_reading(document), pointer.network())
    assert scene.hints is not None
    return scene.hints, document


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("今年上半年，白石县完成固定资产投资352亿元，同比增长12.4%。", "固定资产投资"),
        ("2023年，青河市实现地区生产总值1840亿元。", "地区生产总值"),
        ("全年接待游客3200万人次，旅游收入210亿元。", "旅游收入"),
    ],
)
def test_it_points_at_the_indicator(text, indicator):
    hints, document = hints_of(text)
    money = next(one for one in document.quantities if one.kind == "money")
    assert indicator in [one.name for one in hints.of(money.start, "indicator")]
    found = hints.of(money.start, "indicator")[0]
    assert found.odds > 0
    assert found.start is not None
    assert found.name == document.text[found.start : found.end]


def test_hints_are_the_same_whatever_is_asked_first():
    text = "2023年，青河市实现地区生产总值1840亿元，增长6.1%；财政收入95亿元。"
    one, document = hints_of(text)
    other, _ = hints_of(text)
    starts = [quantity.start for quantity in document.quantities]
    assert [one.of(at, "subject") for at in starts] == [other.of(at, "subject") for at in reversed(starts)][::-1]


def test_features_tell_rank_and_what_is_not_hinted():
    hints = [Hint("出口额", 0, 3, 2.0), Hint("外贸", 5, 7, -1.0)]

    def told(name: str) -> set[str]:
        listing, given = hinting(name, hints)
        return set(listing(*given))

    assert "hint=0" in told("出口额")
    assert "hint=1" in told("外贸")
    assert any(one.startswith("hint=out") for one in told("进口额"))
    listing, given = hinting("出口额", [])
    assert not list(listing(*given))
