"""The period of a record: every expression of time at hand is a candidate, and so are the years that go unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from shuwen.document import PeriodExpression
from shuwen.records import Mention, Slot, Status
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Weights
from shuwen.stages.link.slots import bigrams, span_class

_BEFORE, _AFTER, _EARLIER = 4, 2, 4


class Candidate(msgspec.Struct, kw_only=True):
    """An interval that a record may refer to, with what speaks for it. `said` is the expression that names it, if any."""

    name: str
    said: PeriodExpression | None = None
    features: list[str]
    sources: list[str]


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidates of one record have in common."""

    scene: Scene
    item: Item
    slot: Slot
    status: Status
    before: Before | None


def candidates(scene: Scene, item: Item, slot: Slot, status: Status, before: Before | None) -> list[Candidate]:
    """The candidates of the record that a figure leads, each name once; the empty name says that it has no period."""
    offer = Offer(scene=scene, item=item, slot=slot, status=status, before=before)
    found: dict[str, Candidate] = {}
    for name, said, source, features in _proposals(offer):
        one = found.setdefault(name, Candidate(name=name, features=[], sources=[]))
        one.said = one.said or said
        one.sources.append(source)
        one.features += [source, *features]
    for one in found.values():
        one.features += _common(offer, one)
    return list(found.values())


Proposal = tuple[str, PeriodExpression | None, str, list[str]]


def _proposals(offer: Offer) -> Iterator[Proposal]:
    scene, item = offer.scene, offer.item
    sentence, quantity = item.sentence, item.quantity
    before = [one for one in scene.periods(sentence.start, quantity.start) if one.name]
    after = [one for one in scene.periods(quantity.end, sentence.end) if one.name]
    count = min(len(before), 3)
    yield from _said_before(offer, before)
    yield from _said_after(offer, after)
    yield from _said_earlier(offer, count)
    yield from _unsaid(offer, count)
    for at, one in enumerate(one for one in scene.headline_periods[:2] if one.name):
        yield one.name, None, "T", [f"T{at}", "T|" + one.kind, f"T|{count}", f"T|{scene.annual}"]
    period = item.record.period
    yield period.name if period else "", None, "VOTE", []
    if offer.before is not None:
        near = scene.nearness(offer.before, item)
        features = [f"PREV|{near}", f"PREV|{near}|{count}", f"PREV|{near}|{offer.before.status == offer.status}"]
        yield offer.before.period, None, "PREV", [*features, f"PREV|{near}|{scene.annual}|{bool(offer.before.period)}"]


def _said_before(offer: Offer, before: list[PeriodExpression]) -> Iterator[Proposal]:
    scene, item = offer.scene, offer.item
    start = item.quantity.start
    here = scene.clause_number(item.sentence, start)
    for place, one in enumerate(reversed(before[-_BEFORE:])):
        source = f"B{place}"
        clauses = min(here - scene.clause_number(item.sentence, one.start), 4)
        figures = min(scene.figures_between(one.end, item), 4)
        gap = scene.text[one.end : start] if start - one.end <= 3 else "far"
        features = [f"{source}|cl{clauses}", f"{source}|nf{figures}", f"cl{clauses}|{one.kind}", f"cl{clauses}|{one.role_hint}"]
        features.append("gap=" + gap)
        if one.start - item.sentence.start <= 3:
            features += ["opens", f"opens|{source}", f"opens|{one.kind}"]
        yield one.name, one, source, [*features, *_described(offer, one, source)]


def _said_after(offer: Offer, after: list[PeriodExpression]) -> Iterator[Proposal]:
    scene, item = offer.scene, offer.item
    here = scene.clause_number(item.sentence, item.quantity.start)
    for place, one in enumerate(after[:_AFTER]):
        source = f"A{place}"
        clauses = min(scene.clause_number(item.sentence, one.start) - here, 3)
        gap = scene.text[item.quantity.end : one.start]
        features = [f"{source}|cl{clauses}", f"{source}|gap={gap[:2] if len(gap) <= 3 else 'far'}"]
        yield one.name, one, source, [*features, *_described(offer, one, source)]


def _said_earlier(offer: Offer, count: int) -> Iterator[Proposal]:
    scene, item = offer.scene, offer.item
    paragraph = scene.paragraph_start(item)
    earlier = [one for one in scene.periods_before(item.sentence.start, 12) if one.name]
    for place, one in enumerate(reversed(earlier[-_EARLIER:])):
        source = f"P{place}" + ("p" if one.start >= paragraph else "x")
        figures = min(scene.figures_between(one.end, item), 6)
        opens = one.start - scene.sentence_start(one.start) <= 3
        features = [f"{source}|{count}", f"{source}|nf{figures}", f"{source}|opens{opens}"]
        yield one.name, None, source, [*features, *_described(offer, one, source)]
    frame = next((one for one in scene.periods(paragraph, item.sentence.start) if one.name), None)
    if frame is not None and frame.start - paragraph <= 12:
        yield frame.name, None, "frame", [f"frame|{frame.kind}", f"frame|{count}", f"frame|{scene.annual}"]


def _unsaid(offer: Offer, count: int) -> Iterator[Proposal]:
    scene, document = offer.scene, offer.scene.document
    annual, published = scene.annual, document.published
    section = scene.section(offer.item)
    if document.year is not None:
        mark = "D" if published else "Y"
        for back in (0, 1):
            source, year = f"{mark}{back}", document.year - back
            features = [f"{source}|{annual}", f"{source}|{annual}|{count}", f"{source}|{offer.slot}", f"{source}|{annual}|{offer.status}"]
            yield f"{year}-01-01/{year}-12-31", None, source, [*features, f"{source}|sec{section}"]
    if published:
        features = [f"DAY|{annual}", f"DAY|{count}", "DAY|" + offer.item.sort, "DAY|" + offer.slot]
        yield f"{published}/{published}", None, "DAY", [*features, *bigrams("DAY|hb=", offer.item.figure.head[-8:])]
    earlier = bool(scene.periods_before(offer.item.sentence.start, 1))
    features = [
        f"NONE|{annual}", f"NONE|{count}", f"NONE|{annual}|{count}|{offer.slot}", "NONE|" + offer.item.sort,
        "NONE|" + offer.slot, f"NONE|{bool(published)}|{earlier}|{count}", "NONE|" + offer.status,
        "NONE|" + document.article.region,
    ]  # fmt: skip
    features += bigrams("NONE|hb=", offer.item.figure.head[-8:])
    features += bigrams("NONE|tb=", offer.item.figure.tail[:5])
    yield "", None, "NONE", features


def _described(offer: Offer, one: PeriodExpression, source: str) -> list[str]:
    """What an expression is like, wherever it stands."""
    scene, text = offer.scene, offer.scene.text
    role = one.role_hint or "no"
    following, preceding = text[one.end : one.end + 2], text[max(0, one.start - 2) : one.start]
    features = [
        f"{source}|{one.kind}", f"{source}|{role}", f"{source}|{one.kind}|{role}", "role=" + role, "kind=" + one.kind,
        f"{source}|sl={offer.slot}", f"kind={one.kind}|{offer.item.sort}", f"{role}|{offer.slot}",
        "nx=" + following[:1], "nx2=" + following, "pv=" + preceding[-1:], "pv2=" + preceding,
        f"{source}|nx={following[:1]}", f"{source}|pv={preceding[-1:]}", f"{source}|{scene.annual}",
        f"{source}|{scene.relation(one.name)}", f"{source}|{scene.relation(one.name)}|{offer.status}",
    ]  # fmt: skip
    if scene.document.published:
        years = max(-2, min(scene.document.published.year - int(one.name[11:15]), 4))
        features += [f"dy={years}", f"dy={years}|{scene.annual}", f"dy={years}|{offer.status}"]
    return features


def _common(offer: Offer, one: Candidate) -> list[str]:
    """What is asked of every candidate, whoever proposes it."""
    length = span_class(one.name)
    features = [f"V|{source}" for source in one.sources] if "VOTE" in one.sources else []
    features += [
        f"dup={min(len(one.sources), 3)}", "sp=" + length, f"sp={length}|{offer.item.sort}", f"sp={length}|{offer.status}",
        f"rel={offer.scene.relation(one.name)}|{offer.status}", f"rel={offer.scene.relation(one.name)}|sec{offer.scene.section(offer.item)}",
    ]  # fmt: skip
    return [*features, *bigrams(f"sp={length}|hb=", offer.item.figure.head[-6:])]


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> Mention | None:
    """The best period of those offered."""
    best = max(offered, key=lambda one: model.score(one.features))
    if not best.name:
        return None
    if best.said is None:
        return Mention("", None, None, best.name)
    start, end = best.said.start, best.said.end
    return Mention(scene.document.article.text[start:end], start, end, best.name)
