"""Every proposer of the linker earns its place: over our own corpus each is the first to propose what is chosen somewhere."""

import datetime
from collections import Counter
from pathlib import Path

import pytest

from shuwen import Article, extract_many
from shuwen.stages.link.spans import PLACES
from shuwen.training.corpus import read_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
EXPECTED = {
    "indicator": {"VOTE", "H", "T", "L1", "L2", "DEED", "BEFORE", "UNDER", "PAIR", "HINT"},
    # What a heading says, what a region's home is where nobody is named and what the record before has are said by others
    # first; they are features. Nobody at all is the last resort.
    "subject": {
        "VOTE", "HERE", "AFTER", "OPEN", "EARLIER", "FOCUS", "TOPIC", "TITLE", "FIRST", "REPEATED", "PAIR", "HINT",
        "COUNTRY", "HOME", "NONE",
    },
    "period": set(PLACES) - {"vote", "this-year"},  # the rules' answer is said somewhere; this year is said or is the title's
}  # fmt: skip


@pytest.fixture(scope="module")
def chosen():
    articles = (
        Article(
            id=gold["id"],
            text=gold["text"],
            title=gold.get("title"),
            published=datetime.date.fromisoformat(gold["published"]) if gold.get("published") else None,
            region=gold.get("region") or "CN",
        )
        for split in ("train", "test")
        for gold in read_corpus(CORPUS, split)
    )
    return Counter(
        (choice.field, choice.rule) for extraction in extract_many(articles) for record in extraction.records for choice in record.why
    )


@pytest.mark.parametrize("field", sorted(EXPECTED))
def test_every_proposer_is_chosen_somewhere(chosen, field):
    assert {rule for name, rule in chosen if name == field} >= EXPECTED[field]
