"""Whom a record is about: every name at hand is a candidate, and so is what a clause, a heading or the title begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from shuwen.records import Choice, Mention, Slot
from shuwen.stages.link import scorer
from shuwen.stages.link.phrases import phrases
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Option, Weights
from shuwen.stages.link.standing import Candidate, Standing, features, standing
from shuwen.stages.link.topics import opening_runs

_HERE, _AFTER, _EARLIER, _FOCUS = 5, 2, 5, 3
_REGIONS = {"TW": "台湾", "HK": "香港"}


class _Ask(msgspec.Struct, frozen=True, kw_only=True):
    scene: Scene
    item: Item
    before: Before | None


_Proposal = tuple[str, int | None, int | None, str, list[str]]


def candidates(scene: Scene, item: Item, before: Before | None) -> list[Candidate]:
    """The candidates of the record that a figure leads, each name once; the empty name says that nothing tells."""
    found: dict[str, Candidate] = {}
    for name, start, end, source, marks in _proposals(_Ask(scene=scene, item=item, before=before)):
        one = found.setdefault(name, Candidate(name=name, start=start, end=end, sources=[], marks=[]))
        if one.start is None:
            one.start, one.end = start, end
        one.sources.append(source)
        one.marks += marks
    return list(found.values())


def _proposals(ask: _Ask) -> Iterator[_Proposal]:
    vote = ask.item.record.subject
    start, end = (vote.start, vote.end) if vote else (None, None)
    yield vote.name if vote else "", start, end, "VOTE", []
    yield from _here(ask)
    yield from _openings(ask)
    yield from _earlier(ask)
    yield from _topics(ask)
    yield from _lines(ask)
    yield "", None, None, "NONE", []
    yield "全国", None, None, "COUNTRY", []
    region = _REGIONS.get(ask.scene.document.article.region)
    if region:
        yield region, None, None, "HOME", []
    if ask.before is not None:
        near = ask.scene.nearness(ask.before, ask.item)
        yield ask.before.subject, None, None, "PREV", []
        yield ask.before.subject, None, None, "PREV-" + near, []


def _here(ask: _Ask) -> Iterator[_Proposal]:
    """The names of the figure's own sentence."""
    topics, item = ask.scene.topics, ask.item
    for one in reversed(topics.within(item.sentence.start, item.quantity.start)[-_HERE:]):
        yield one.name, one.start, one.end, "HERE", []
    for one in topics.within(item.quantity.start, item.sentence.end)[:_AFTER]:
        yield one.name, one.start, one.end, "AFTER", []


def _openings(ask: _Ask) -> Iterator[_Proposal]:
    """What the phrases before the figure begin with, whether or not it is known as a name."""
    item, openings = ask.item, ask.scene.topics.openings
    tokens = ask.scene.tokens[item.at]
    for phrase in phrases(tokens, item.quantity.start, item.quantity.end, back=4):
        if phrase.place == "T":
            continue
        for first, last, text in opening_runs(tokens, phrase.first, phrase.last):
            if len(text) < 2:
                continue
            place, closing = phrase.place, tokens[last - 1]
            following = tokens[last] if last < len(tokens) else None
            after = following.said if following else ""
            times = min(openings.get(text, 0), 4)
            marks = [
                f"{place}|{last - first}", f"{place}|eg={closing.tag}", f"first={tokens[first].tag}|{last - first}",
                f"after={after}", f"aftertag={following.tag if following else ''}|{closing.tag}",
                f"skipped={min(first - phrase.first, 3)}|{place}", f"times={times}|{place}", f"all={last == phrase.last}|{place}",
            ]  # fmt: skip
            yield text, tokens[first].start, closing.end, "OPEN", marks


def _earlier(ask: _Ask) -> Iterator[_Proposal]:
    """The names before the figure's sentence, and those among them that begin a clause."""
    topics, begin = ask.scene.topics, ask.item.sentence.start
    for one in reversed(topics.before(begin, _EARLIER)):
        yield one.name, None, None, "EARLIER", []
    initial = [one for one in topics.before(begin, 25) if one.start in topics.clauses]
    for one in reversed(initial[-_FOCUS:]):
        yield one.name, None, None, "FOCUS", []


def _topics(ask: _Ask) -> Iterator[_Proposal]:
    """What the article names most often, begins its clauses with, and has in its title."""
    topics = ask.scene.topics
    for name in topics.leading:
        yield name, None, None, "TOPIC", []
    for name in topics.titled[:4]:
        yield name, None, None, "TITLE", []
    for name in topics.repeated:
        yield name, None, None, "REPEATED", []


def _lines(ask: _Ask) -> Iterator[_Proposal]:
    """What the title, the last heading and the paragraph's first sentence begin with."""
    topics, at = ask.scene.topics, ask.item.at
    lines = (("TITLE", topics.title_openings), ("HEADING", topics.headings.get(at, ())), ("FIRST", topics.starts.get(at, ())))
    for source, runs in lines:
        for place, name in enumerate(runs):
            yield name, None, None, source, [f"{source}{place}|{len(runs)}", f"{source}|{topics.times.get(name, 0)}"]


def weighed(
    scene: Scene, item: Item, slot: Slot, before: Before | None, indicator: Mention | None
) -> list[tuple[Candidate, list[str]]]:
    """The candidates, each with its features; how one stands depends on how the others do."""
    offered = candidates(scene, item, before)
    standings: list[Standing] = [standing(scene, item, indicator, one) for one in offered]
    told = features(scene, standings, slot)
    return [
        (one, [*its, *(one.marks if where.sort == "phrase" else ())])
        for one, where, its in zip(offered, standings, told, strict=True)
    ]


def choose(
    offered: Sequence[tuple[Candidate, list[str]]], scene: Scene, model: Weights
) -> tuple[Mention | None, Choice]:
    """The best subject of those offered with their features, and why."""
    options = [Option(one.name, one.sources[0], model.score(features)) for one, features in offered]
    at, choice = scorer.choose("subject", options)
    best = offered[at][0]
    if not best.name:
        return None, choice
    written = scene.document.article.text[best.start : best.end] if best.start is not None else ""
    return Mention(written, best.start, best.end, best.name), choice
