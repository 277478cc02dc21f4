"""Whom a record is about: every name at hand is a candidate, and so is what a clause, a heading or the title begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from shuwen.records import Choice, Mention, Slot
from shuwen.stages.link import scorer
from shuwen.stages.link.hints import hinting
from shuwen.stages.link.phrases import phrases
from shuwen.stages.link.portraits import portrayed
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Option, Part, Weights, listed
from shuwen.stages.link.standing import Candidate, features, standing
from shuwen.stages.link.topics import HOMES, opening_runs

_HERE, _AFTER, _EARLIER, _FOCUS, _HINTS = 5, 2, 5, 3, 2


class _Ask(msgspec.Struct, frozen=True, kw_only=True):
    scene: Scene
    item: Item
    before: Before | None


_Proposal = tuple[str, int | None, int | None, str, list[Part]]


def candidates(scene: Scene, item: Item, before: Before | None) -> list[Candidate]:
    """The candidates of the record that a figure leads, each name once; the empty name says that nothing tells.

    A member of a paired list of names is alone: 东、西两区产值分别为[1]和[2] leaves nothing to choose.
    """
    found: dict[str, Candidate] = {}
    for name, start, end, source, marks in _proposals(_Ask(scene=scene, item=item, before=before)):
        one = found.get(name)
        if one is None:
            found[name] = Candidate(name=name, start=start, end=end, sources=[source], marks=marks)
            continue
        if one.start is None:
            one.start, one.end = start, end
        one.sources.append(source)
        one.marks = [*one.marks, *marks]
    pair = scene.pair(item)
    if pair and pair.placed and pair.who:
        return [found[pair.who]]
    focus = portrayed(scene, item)
    if focus is None or focus.name not in found:
        return list(found.values())
    return [one for one in found.values() if one.name == focus.name or not _background(scene, one, focus.end)]


def _background(scene: Scene, one: Candidate, focus: int) -> bool:
    """Whether a candidate is nothing, a place that was not named again after `focus`, or a part of the name that ends there.

    What is no known name, such as the opening of a title, counts as a place.
    """
    if one.start is not None and one.end is not None and "OPEN" in one.sources:
        return one.end < focus
    somewhere = not one.name or one.name == "全国" or scene.topics.labels.get(one.name, "LOC") == "LOC"
    return somewhere and (one.start is None or one.start < focus)


def _proposals(ask: _Ask) -> Iterator[_Proposal]:
    vote = ask.item.record.subject
    start, end = (vote.start, vote.end) if vote else (None, None)
    yield vote.name if vote else "", start, end, "VOTE", []
    yield from _here(ask)
    yield from _openings(ask)
    yield from _earlier(ask)
    yield from _topics(ask)
    yield from _lines(ask)
    pair = ask.scene.pair(ask.item)
    if pair and pair.who:
        yield pair.who, None, None, "PAIR", []
    for hint in ask.scene.hinted(ask.item, "subject")[:_HINTS]:
        yield hint.name, hint.start, hint.end, "HINT", []
    yield "", None, None, "NONE", []
    yield "全国", None, None, "COUNTRY", []
    region = HOMES.get(ask.scene.document.article.region)
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
            closing = tokens[last - 1]
            following = tokens[last] if last < len(tokens) else None
            times, skipped = min(openings.get(text, 0), 4), min(first - phrase.first, 3)
            marks: list[Part] = [
                (_opened, (phrase.place, last - first, closing.tag, tokens[first].tag, (skipped, times, last == phrase.last))),
                (_followed, (following.said if following else "", following.tag if following else "", closing.tag)),
            ]
            yield text, tokens[first].start, closing.end, "OPEN", marks


def _opened(place: str, size: int, closing: str, opening: str, lies: tuple[int, int, bool]) -> Iterator[str]:
    skipped, times, whole = lies
    yield f"{place}|{size}"
    yield f"{place}|eg={closing}"
    yield f"first={opening}|{size}"
    yield f"skipped={skipped}|{place}"
    yield f"times={times}|{place}"
    yield f"all={whole}|{place}"


def _followed(said: str, tag: str, closing: str) -> Iterator[str]:
    yield f"after={said}"
    yield f"aftertag={tag}|{closing}"


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
            yield name, None, None, source, [(_line, (source, place, len(runs), topics.times.get(name, 0)))]


def _line(source: str, place: int, size: int, times: int) -> Iterator[str]:
    yield f"{source}{place}|{size}"
    yield f"{source}|{times}"


class Features(Sequence[str]):
    """What speaks for a candidate: kept in parts, which others share, and listed when asked for."""

    def __init__(self, parts: list[Part]) -> None:
        self.parts = parts

    def _all(self) -> list[str]:
        return [feature for told, key in self.parts for feature in told(*key)]

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())


def weighed(
    scene: Scene, item: Item, slot: Slot, before: Before | None, indicator: Mention | None
) -> list[tuple[Candidate, Any]]:
    """The candidates, each with its `Features` (training reads them as lists); how one stands depends on the others."""
    offered = candidates(scene, item, before)
    standings = [standing(scene, item, indicator, one) for one in offered]
    told = features(scene, standings, slot)
    hints = scene.hinted(item, "subject")
    for one, where, parts in zip(offered, standings, told, strict=True):
        if where.sort == "phrase" and one.marks:
            parts += one.marks
        parts.append(hinting(one.name, hints))
        if "PAIR" in one.sources:
            parts.append((listed, ("paired", "paired|" + where.sort)))
    return [(one, Features(parts)) for one, parts in zip(offered, told, strict=True)]


def choose(
    offered: Sequence[tuple[Candidate, Any]], scene: Scene, model: Weights
) -> tuple[Mention | None, Choice]:
    """The best subject of those offered with their features, and why."""
    options = [Option(one.name, one.sources[0], model.worth(features.parts)) for one, features in offered]
    at, choice = scorer.choose("subject", options)
    best = offered[at][0]
    if not best.name:
        return None, choice
    written = scene.document.article.text[best.start : best.end] if best.start is not None else ""
    return Mention(written, best.start, best.end, best.name), choice
