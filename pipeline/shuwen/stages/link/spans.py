"""The period of a record: every expression of time at hand is a candidate, and so are the years that go unsaid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from shuwen.document import PeriodExpression
from shuwen.records import Choice, Mention, Slot, Status
from shuwen.stages.link import scorer
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Option, Weights
from shuwen.stages.link.slots import bigrams, span_class

_BEFORE, _AFTER, _EARLIER = 5, 2, 6

#: Where an interval may have been said, the nearest to the figure first; then what is never said.
PLACES = (
    "bracket", "own-clause", "clause-before", "opening", "sentence", "after", "frame", "paragraph-opening", "paragraph",
    "earlier-opening", "earlier", "title", "last-year", "this-year", "day", "none", "vote",
)  # fmt: skip


#: The places in the figure's own sentence.
_SAID = frozenset(("bracket", "own-clause", "clause-before", "opening", "sentence", "after"))


class Candidate(msgspec.Struct, kw_only=True):
    """An interval that a record may refer to. `said` is the expression that names it nearest, `place` where that stands.

    `sources` are all its places; `marks` what its nearest proposer knows of it; `features` what speaks for it.
    """

    name: str
    said: PeriodExpression | None
    place: str
    marks: list[str]
    sources: list[str]
    features: list[str] = []


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
    for one in _proposals(offer):
        kept = found.setdefault(one.name, one)
        if kept is not one:
            kept.sources += one.sources
            if PLACES.index(one.place) < PLACES.index(kept.place):
                kept.place, kept.marks, kept.said = one.place, one.marks, one.said
    said = [PLACES.index(one.place) for one in found.values() if one.said is not None]
    nearest = PLACES[min(said, default=PLACES.index("title"))]
    for one in found.values():
        one.features = list(_features(offer, one, nearest))
    return list(found.values())


def _proposals(offer: Offer) -> Iterator[Candidate]:
    yield from _said_before(offer)
    yield from _said_after(offer)
    yield from _said_earlier(offer)
    for one in offer.scene.headline_periods[:2]:
        if one.name:
            yield _candidate(one.name, "title", ["kind=" + one.kind])
    yield from _unsaid(offer)
    vote = offer.item.record.period
    yield _candidate(vote.name if vote else "", "vote", [])


def _candidate(name: str, place: str, marks: list[str], said: PeriodExpression | None = None) -> Candidate:
    return Candidate(name=name, said=said, place=place, marks=marks, sources=[place])


def _said_before(offer: Offer) -> Iterator[Candidate]:
    """The expressions before the figure in its sentence, the nearest first."""
    scene, item = offer.scene, offer.item
    start = item.quantity.start
    here = scene.clause_number(item.sentence, start)
    near = [one for one in scene.periods(item.sentence.start, start) if one.name]
    for order, one in enumerate(reversed(near[-_BEFORE:])):
        clauses = here - scene.clause_number(item.sentence, one.start)
        opening = one.start - item.sentence.start <= 3
        place = "own-clause" if not clauses else "clause-before" if clauses == 1 else "opening" if opening else "sentence"
        marks = [
            f"order={min(order, 3)}|{place}", f"clauses={min(clauses, 4)}|{one.kind}", f"opening={opening}|{place}",
            f"figures={min(scene.figures_between(one.end, item), 4)}|{place}",
            "gap=" + (scene.text[one.end : start] if start - one.end <= 3 else "far"),
        ]  # fmt: skip
        yield _candidate(one.name, place, [*marks, *_described(offer, one, place)], one)


def _said_after(offer: Offer) -> Iterator[Candidate]:
    scene, item = offer.scene, offer.item
    near = [one for one in scene.periods(item.quantity.end, item.sentence.end) if one.name]
    for one in near[:_AFTER]:
        gap = scene.text[item.quantity.end : one.start]
        place = "bracket" if gap[:1] in ("(", "（") and len(gap) <= 4 else "after"
        marks = [f"gap={gap if len(gap) <= 3 else 'far'}|{place}"]
        yield _candidate(one.name, place, [*marks, *_described(offer, one, place)], one)


def _said_earlier(offer: Offer) -> Iterator[Candidate]:
    """The expressions of the sentences before, the nearest first; the paragraph's first words are its frame."""
    scene, item = offer.scene, offer.item
    paragraph = scene.paragraph_start(item)
    earlier = [one for one in scene.periods_before(item.sentence.start, 12) if one.name]
    for order, one in enumerate(reversed(earlier[-_EARLIER:])):
        inside = one.start >= paragraph
        opening = one.start - scene.sentence_start(one.start) <= 3
        frame = inside and one.start - paragraph <= 3
        place = "frame" if frame else ("paragraph" if inside else "earlier") + ("-opening" if opening else "")
        sentences = min(item.at - scene.sentence_at(one.start), 5)
        same = scene.topics.items[scene.sentence_at(one.start)] == scene.topics.items[item.at]
        marks = [f"order={min(order, 3)}|{place}", f"back={sentences}|{place}", f"item={same}|{place}"]
        marks.append(f"figures={min(scene.figures_between(one.end, item), 6)}|{place}")
        yield _candidate(one.name, place, [*marks, *_described(offer, one, place)], one)


def _unsaid(offer: Offer) -> Iterator[Candidate]:
    document = offer.scene.document
    if document.year is not None:
        dated = document.published is not None
        for back, place in ((1, "last-year"), (0, "this-year")):
            year = document.year - back
            yield _candidate(f"{year}-01-01/{year}-12-31", place, [f"dated={dated}|{place}"])
    if document.published:
        yield _candidate(f"{document.published}/{document.published}", "day", list(bigrams("day|", offer.item.figure.head[-8:])))
    marks = [*bigrams("none|h", offer.item.figure.head[-8:]), *bigrams("none|t", offer.item.figure.tail[:5])]
    yield _candidate("", "none", [*marks, f"none|dated={document.published is not None}|{document.year is not None}"])


def _described(offer: Offer, one: PeriodExpression, place: str) -> Iterator[str]:
    """What an expression is like where it stands."""
    text, role = offer.scene.text, one.role_hint or "no"
    following, preceding = text[one.end : one.end + 2], text[max(0, one.start - 2) : one.start]
    yield f"kind={one.kind}|{place}"
    yield f"role={role}"
    yield f"role={role}|{place}"
    yield f"role={role}|{one.kind}"
    yield f"role={role}|{offer.slot}"
    yield f"kind={one.kind}|{offer.item.sort}"
    yield "nx=" + following[:1]
    yield "nx2=" + following
    yield "pv=" + preceding[-1:]
    yield "pv2=" + preceding


def _features(offer: Offer, one: Candidate, nearest: str) -> Iterator[str]:
    """What speaks for a candidate: where it stands, how long it is, where it lies, beside what others there are."""
    scene, place, status = offer.scene, one.place, offer.status
    annual = "annual" if scene.annual else "other"
    length, lies = span_class(one.name), scene.relation(one.name)
    yield from one.marks
    yield "at=" + place
    yield f"at={place}|{annual}"
    yield f"at={place}|{offer.slot}"
    yield f"at={place}|{status}|{annual}"
    yield f"at={place}|{nearest}"
    yield f"at={place}|{nearest}|{annual}"
    yield f"at={place}|{offer.item.sort}"
    yield f"at={place}|{scene.document.article.region}"
    yield f"span={length}|{offer.item.sort}"
    yield f"span={length}|{status}"
    yield f"span={length}|{annual}"
    yield from bigrams(f"span={length}|", offer.item.figure.head[-6:])
    yield f"lies={lies}|{status}|{annual}"
    yield f"lies={lies}|{place}"
    if scene.annual:
        yield f"section={scene.section(offer.item)}|{place}|{status}"
        yield f"section={scene.section(offer.item)}|{lies}"
    if one.name and scene.document.published:
        years = max(-2, min(scene.document.published.year - int(one.name[11:15]), 4))
        yield f"years={years}|{annual}|{status}"
        yield f"years={years}|{place}"
    if "vote" in one.sources:
        yield f"vote|{place}"
        yield f"vote|{annual}"
        yield f"vote|{nearest}"
    if offer.before is not None and offer.before.period == one.name:
        near = scene.nearness(offer.before, offer.item)
        yield f"prev={near}"
        yield f"prev={near}|{place}"
        yield f"prev={near}|{bool(one.name)}|{nearest}"
        yield f"prev={near}|{offer.before.status == status}|{annual}"


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> tuple[Mention | None, Choice]:
    """The best period of those offered, and why."""
    at, choice = scorer.choose("period", [Option(one.name, one.place, model.score(one.features)) for one in offered])
    best = offered[at]
    if not best.name:
        return None, choice
    if best.said is None or best.place not in _SAID:
        return Mention("", None, None, best.name), choice
    start, end = best.said.start, best.said.end
    return Mention(scene.document.article.text[start:end], start, end, best.name), choice
