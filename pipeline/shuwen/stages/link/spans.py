"""The period of a record: every expression of time at hand is a candidate, and so are the years that go unsaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from shuwen.document import PeriodExpression
from shuwen.records import Choice, Mention, Slot, Status
from shuwen.stages.link import scorer
from shuwen.stages.link.features import bigrams, span_class
from shuwen.stages.link.hints import hinting
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Option, Part, Weights, listed

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

    `sources` are all its places; `marks` what its nearest proposer knows of it; `parts` what speaks for it.
    """

    name: str
    said: PeriodExpression | None
    place: str
    marks: list[Part]
    sources: list[str]
    parts: list[Part] = []

    @property
    def features(self) -> list[str]:
        """What speaks for it, listed."""
        return [feature for told, key in self.parts for feature in told(*key)]


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
    hints, pair = scene.hinted(item, "period"), scene.pair(item)
    for one in found.values():
        one.parts = [*_parts(offer, one, nearest), hinting(one.name, hints)]
        if pair and one.said and one.said.start == pair.time:
            one.parts.append((listed, ("paired",)))
    silent = _silent(found.values(), status)
    return [one for one in found.values() if one.name not in silent]


def _silent(offered: Iterable[Candidate], status: Status) -> set[str]:
    """The intervals that date no figure: when a thing was founded (one planned is to run from then), and the scope of a
    superlative (创2014年以来新高). They are weighed with the others' places all the same, since a founding begins a portrait.
    """
    silent = {"record"} if status != "actual" else {"record", "founding"}
    return {one.name for one in offered if one.said is not None and one.said.role_hint in silent}


def _proposals(offer: Offer) -> Iterator[Candidate]:
    yield from _said_before(offer)
    yield from _said_after(offer)
    yield from _said_earlier(offer)
    for one in offer.scene.headline_periods[:2]:
        if one.name:
            yield _candidate(one.name, "title", [(listed, ("kind=" + one.kind,))])
    yield from _unsaid(offer)
    vote = offer.item.record.period
    yield _candidate(vote.name if vote else "", "vote", [])


def _candidate(name: str, place: str, marks: list[Part], said: PeriodExpression | None = None) -> Candidate:
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
        figures = min(scene.figures_between(one.end, item), 4)
        gap = scene.text[one.end : start] if start - one.end <= 3 else "far"
        marks: list[Part] = [(_before, ((min(order, 3), min(clauses, 4), figures, opening), place, one.kind)), (_gap, (gap,))]
        yield _candidate(one.name, place, marks + _described(offer, one, place), one)


def _said_after(offer: Offer) -> Iterator[Candidate]:
    scene, item = offer.scene, offer.item
    near = [one for one in scene.periods(item.quantity.end, item.sentence.end) if one.name]
    for one in near[:_AFTER]:
        gap = scene.text[item.quantity.end : one.start]
        place = "bracket" if gap[:1] in ("(", "（") and len(gap) <= 4 else "after"
        marks: list[Part] = [(_gap, (f"{gap if len(gap) <= 3 else 'far'}|{place}",))]
        yield _candidate(one.name, place, marks + _described(offer, one, place), one)


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
        figures = min(scene.figures_between(one.end, item), 6)
        marks: list[Part] = [(_earlier, (min(order, 3), sentences, same, figures, place))]
        yield _candidate(one.name, place, marks + _described(offer, one, place), one)


def _before(counts: tuple[int, int, int, bool], place: str, kind: str) -> Iterator[str]:
    order, clauses, figures, opening = counts
    yield f"order={order}|{place}"
    yield f"clauses={clauses}|{kind}"
    yield f"opening={opening}|{place}"
    yield f"figures={figures}|{place}"


def _gap(gap: str) -> Iterator[str]:
    yield "gap=" + gap


def _earlier(order: int, sentences: int, same: bool, figures: int, place: str) -> Iterator[str]:
    yield f"order={order}|{place}"
    yield f"back={sentences}|{place}"
    yield f"item={same}|{place}"
    yield f"figures={figures}|{place}"


def _unsaid(offer: Offer) -> Iterator[Candidate]:
    document = offer.scene.document
    if document.year is not None:
        dated = document.published is not None
        for back, place in ((1, "last-year"), (0, "this-year")):
            year = document.year - back
            yield _candidate(f"{year}-01-01/{year}-12-31", place, [(listed, (f"dated={dated}|{place}",))])
    if document.published:
        yield _candidate(f"{document.published}/{document.published}", "day", [(bigrams, ("day|", offer.item.figure.head[-8:]))])
    told = f"none|dated={document.published is not None}|{document.year is not None}"
    figure = offer.item.figure
    marks: list[Part] = [(bigrams, ("none|h", figure.head[-8:])), (bigrams, ("none|t", figure.tail[:5])), (listed, (told,))]
    yield _candidate("", "none", marks)


def _described(offer: Offer, one: PeriodExpression, place: str) -> list[Part]:
    """What an expression is like where it stands."""
    text, role = offer.scene.text, one.role_hint or "no"
    following, preceding = text[one.end : one.end + 2], text[max(0, one.start - 2) : one.start]
    return [(_roles, (one.kind, role, place, offer.slot, offer.item.sort)), (_beside, (following, preceding))]


def _roles(kind: str, role: str, place: str, slot: str, sort: str) -> Iterator[str]:
    yield f"kind={kind}|{place}"
    yield f"role={role}"
    yield f"role={role}|{place}"
    yield f"role={role}|{kind}"
    yield f"role={role}|{slot}"
    yield f"kind={kind}|{sort}"


def _beside(following: str, preceding: str) -> Iterator[str]:
    yield "nx=" + following[:1]
    yield "nx2=" + following
    yield "pv=" + preceding[-1:]
    yield "pv2=" + preceding


def _parts(offer: Offer, one: Candidate, nearest: str) -> list[Part]:
    """What speaks for a candidate: where it stands, how long it is, where it lies, beside what others there are."""
    scene, place, status, sort = offer.scene, one.place, offer.status, offer.item.sort
    annual = "annual" if scene.annual else "other"
    length, lies = span_class(one.name), scene.relation(one.name)
    parts = [
        *one.marks,
        (_places, ((place, nearest), annual, (offer.slot, status), sort, scene.document.article.region)),
        (_lengths, (length, sort, status, annual)),
        (bigrams, (f"span={length}|", offer.item.figure.head[-6:])),
        (_lies, (lies, status, annual, place)),
    ]
    if scene.annual:
        parts.append((_sections, (scene.section(offer.item), place, status, lies)))
    if one.name and scene.document.published:
        years = max(-2, min(scene.document.published.year - int(one.name[11:15]), 4))
        parts.append((_years, (years, annual, status, place)))
    if "vote" in one.sources:
        parts.append((_votes, (place, annual, nearest)))
    if offer.before is not None and offer.before.period == one.name:
        near = scene.nearness(offer.before, offer.item)
        parts.append((_previous, (near, (place, nearest), bool(one.name), offer.before.status == status, annual)))
    return parts


def _places(places: tuple[str, str], annual: str, decided: tuple[str, str], sort: str, region: str) -> Iterator[str]:
    place, nearest = places
    slot, status = decided
    yield "at=" + place
    yield f"at={place}|{annual}"
    yield f"at={place}|{slot}"
    yield f"at={place}|{status}|{annual}"
    yield f"at={place}|{nearest}"
    yield f"at={place}|{nearest}|{annual}"
    yield f"at={place}|{sort}"
    yield f"at={place}|{region}"


def _lengths(length: str, sort: str, status: str, annual: str) -> Iterator[str]:
    yield f"span={length}|{sort}"
    yield f"span={length}|{status}"
    yield f"span={length}|{annual}"


def _lies(lies: str, status: str, annual: str, place: str) -> Iterator[str]:
    yield f"lies={lies}|{status}|{annual}"
    yield f"lies={lies}|{place}"


def _sections(section: int, place: str, status: str, lies: str) -> Iterator[str]:
    yield f"section={section}|{place}|{status}"
    yield f"section={section}|{lies}"


def _years(years: int, annual: str, status: str, place: str) -> Iterator[str]:
    yield f"years={years}|{annual}|{status}"
    yield f"years={years}|{place}"


def _votes(place: str, annual: str, nearest: str) -> Iterator[str]:
    yield f"vote|{place}"
    yield f"vote|{annual}"
    yield f"vote|{nearest}"


def _previous(near: str, places: tuple[str, str], named: bool, alike: bool, annual: str) -> Iterator[str]:
    yield f"prev={near}"
    yield f"prev={near}|{places[0]}"
    yield f"prev={near}|{named}|{places[1]}"
    yield f"prev={near}|{alike}|{annual}"


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> tuple[Mention | None, Choice]:
    """The best period of those offered, and why."""
    at, choice = scorer.choose("period", [Option(one.name, one.place, model.worth(one.parts)) for one in offered])
    best = offered[at]
    if not best.name:
        return None, choice
    if best.said is None or best.place not in _SAID:
        return Mention("", None, None, best.name), choice
    start, end = best.said.start, best.said.end
    return Mention(scene.document.article.text[start:end], start, end, best.name), choice
