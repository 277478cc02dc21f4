"""How a candidate for the subject stands: what sort of name it is, where it was said last, how much the article is about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from shuwen.records import Mention, Slot
from shuwen.stages.link.features import relation
from shuwen.stages.link.scene import Item, Scene
from shuwen.stages.link.scorer import Part, listed
from shuwen.stages.link.topics import HOMES

# Words after a name that make it the speaker or the source.
_SPEAKS = re.compile(
    r"[^，。；]{0,5}(?:公布|发布|表示|指出|介绍|透露|认为|称|说|获悉|数据显示|统计|报告|报道|消息|宣布|讯|日电|记者|预测|预计|估计)"
)
# Bodies that publish the figures of others.
_PUBLISHER = re.compile(
    r"(?:局|部|委|委员会|署|厅|办公室|海关|法院|政府|协会|学会|研究院|研究所|证券|统计处|央行|人民银行|社|日报|中心)$"
)
_DIVISION = re.compile(r"[省市县区州盟旗镇乡村]$")
# A stage of a project: 某某产业园一期.
_STAGE = re.compile(r"[一-鿿]{2}[一二三四五]期$")
_ADVERBIAL = frozenset("在据由对受从向与和以将到按比较给为")
_STOPS = frozenset("，；：。、")

#: Where a name may have been said last, the nearest to the figure first.
PLACES = (
    "own-initial-touching", "own-initial-near", "own-initial", "own-middle-touching", "own-middle-near", "own-middle",
    "before-initial", "before-middle", "own-adverbial-touching", "own-adverbial-near", "own-adverbial", "before-adverbial",
    "paragraph-initial", "item-initial", "paragraph-middle", "item-middle", "heading", "first", "elsewhere-initial",
    "elsewhere-middle", "after", "nowhere",
)  # fmt: skip

_RANKS = {place: rank for rank, place in enumerate(PLACES)}


class Standing(NamedTuple):
    """How one candidate stands.

    `sort`: none, country, home, region, place, company, publisher, park, project, facility, event, stage (of a
    project), phrase. `place`: one of
    `PLACES`. `beside`: what stands right after it there. `title`: opens, inside, or -. `weight`: how often it begins a
    clause. `vote`: how the first rules came to it, or -. `before`: where the record before stands, if it has this subject, or -. `relation`: to the
    indicator's name.
    """

    name: str
    sort: str
    place: str
    beside: str
    title: str
    weight: str
    vote: str
    before: str
    relation: str
    openings: int


class Candidate(msgspec.Struct, kw_only=True):
    """A subject's name with where it stands, [start, end), or None where nothing beside the figure says it.

    `sources` say who proposes it, `marks` what only the proposer knows.
    """

    name: str
    start: int | None = None
    end: int | None = None
    sources: list[str]
    marks: list[Part]


class _Profile(NamedTuple):
    """What is the same of a name for all figures of an article."""

    sort: str
    title: str
    weight: str
    openings: int


def _profile(scene: Scene, name: str) -> _Profile:
    found: _Profile | None = scene.profiles.get(name)
    if found is None:
        headline = scene.document.headline
        title = "opens" if name and headline.startswith(name) else "inside" if name and name in headline else "-"
        openings = scene.topics.openings.get(name, 0) if name else 0
        found = scene.profiles[name] = _Profile(_sort(scene, name), title, _weight(scene, name), openings)
    return found


def standing(scene: Scene, item: Item, indicator: Mention | None, one: Candidate) -> Standing:
    """The standing of one candidate."""
    name, sources = one.name, one.sources
    sort, title, weight, openings = _profile(scene, name)
    place, beside = _place(scene, item, indicator, one)
    vote = _vote(item, name) if "VOTE" in sources else "-"
    before = [source[5:] for source in sources if source[:5] == "PREV-"]
    related = relation(name, indicator.name) if indicator and name else "-"
    return Standing(name, sort, place, beside, title, weight, vote, before[0] if before else "-", related, openings)


def _sort(scene: Scene, name: str) -> str:
    label = scene.topics.labels.get(name, "")
    if not name:
        return "none"
    if name == "全国":
        return "country"
    if label == "LOC":
        if name in HOMES.values():
            return "home" if scene.document.article.region in HOMES else "place"
        return "region" if _DIVISION.search(name) else "place"
    if label == "ORG":
        return "publisher" if _PUBLISHER.search(name) else "company"
    return label.lower() or ("stage" if _STAGE.search(name) else "phrase")


def _place(scene: Scene, item: Item, indicator: Mention | None, one: Candidate) -> tuple[str, str]:
    start, end, name, sources = one.start, one.end, one.name, one.sources
    if start is not None and end is not None and item.sentence.start <= start < item.quantity.start:
        return _place_here(scene, item, indicator, (start, end), opening="OPEN" in sources), _beside(scene.text, end)
    if "AFTER" in sources:
        return "after", ""
    said = scene.topics.last_said(item.sentence.start).get(name)
    if said is not None:
        items = scene.topics.items
        same = items[scene.sentence_at(said.start)] == items[item.at]
        where = "paragraph" if said.start >= scene.paragraph_start(item) else "item" if same else "elsewhere"
        return f"{where}-{'initial' if said.start in scene.topics.clauses else 'middle'}", ""
    return ("heading" if "HEADING" in sources else "first" if "FIRST" in sources else "nowhere"), ""


def _place_here(scene: Scene, item: Item, indicator: Mention | None, span: tuple[int, int], *, opening: bool) -> str:
    """Own clause or one before it; how it stands there; how far from the indicator."""
    start, end = span
    before = scene.text[start - 1 : start]
    own = start >= scene.clause(item).start
    initial = opening or start in scene.topics.clauses or before in _STOPS
    place = ("own" if own else "before") + ("-initial" if initial else "-adverbial" if before in _ADVERBIAL else "-middle")
    if own and indicator is not None and indicator.start is not None and end <= indicator.start:
        place += "-touching" if indicator.start - end <= 1 else "-near"
    return place


def _beside(text: str, end: int) -> str:
    """Whether the name speaks, and whether a list, a group or an attribute goes on after it."""
    following = text[end : end + 1]
    goes_on = "list" if following == "、" else "group" if following == "等" else "of" if following == "的" else ""
    return ("speaks" if _SPEAKS.match(text, end) else "") + goes_on


def _weight(scene: Scene, name: str) -> str:
    """How much of the article's clauses a name begins: most, some, one, none though named often, none."""
    topics = scene.topics
    times = topics.initial.get(name, 0)
    if times >= 2:
        most = times == topics.heaviest and times >= 0.4 * topics.begun
        return "most" if most else "some"
    return "one" if times else "named" if scene.topics.counts.get(name, 0) >= 2 else "none"


def _vote(item: Item, name: str) -> str:
    subject = item.record.subject
    if subject is None:
        return "none"
    if subject.start is not None:
        return "said"
    return "default" if name == "全国" or name in HOMES.values() else "implied"


def features(scene: Scene, standings: Sequence[Standing], slot: Slot) -> list[list[Part]]:
    """The features of each candidate beside the others, in parts."""
    known = [one for one in standings if one.name and one.sort != "phrase" and not one.beside.startswith("speaks")]
    nearest = min([_RANKS[one.place] for one in known], default=len(PLACES) - 1)
    opened = any(one.title == "opens" and one.sort != "phrase" for one in standings)
    region, annual = scene.document.article.region, "annual" if scene.annual else "other"
    shared = _Shared(region=region, annual=annual, nearest=PLACES[nearest], opened=opened, slot=slot)
    names = tuple(dict.fromkeys([one.name for one in known]))
    together = "\n".join(names)  # no name holds the end of a line
    return [[*_parts(one, shared), *_nested(one, names, together)] for one in standings]


class _Shared(msgspec.Struct, frozen=True, kw_only=True):
    region: str
    annual: str
    nearest: str
    opened: bool
    slot: Slot


def _parts(one: Standing, shared: _Shared) -> list[Part]:
    sort, place, annual, title = one.sort, one.place, shared.annual, one.title
    parts: list[Part] = [
        (_sorts, (sort, annual, shared.region, shared.slot, min(one.openings, 3))),
        (_places, (place, sort, one.beside, annual, shared.nearest)),
        (_titles, (title, one.weight, sort, annual, place)),
        (_votes, (one.vote, sort, annual, title, shared.opened)),
        (_befores, (one.before, place, one.vote, one.relation, sort)),
    ]
    if sort == "phrase":
        parts.append((_sizes, (min(len(one.name), 8),)))
    return parts


def _sorts(sort: str, annual: str, region: str, slot: str, openings: int) -> Iterator[str]:
    yield "sort=" + sort
    yield f"sort={sort}|{annual}|{region}"
    yield f"sort={sort}|{slot}"
    yield f"openings={openings}|{sort}"


def _places(place: str, sort: str, beside: str, annual: str, nearest: str) -> Iterator[str]:
    yield "at=" + place
    yield f"at={place}|{sort}|{annual}"
    yield f"at={place}|{beside}"
    yield f"beside={beside}|{sort}"
    yield f"nearest={nearest}|{place}"
    yield f"nearest={nearest}|{sort}|{annual}"


def _titles(title: str, weight: str, sort: str, annual: str, place: str) -> Iterator[str]:
    yield f"title={title}|{sort}"
    yield f"title={title}|{weight}"
    yield f"title={title}|{weight}|{sort}"
    yield f"weight={weight}|{sort}|{annual}"
    yield f"at={place}|{title}|{weight}"


def _votes(vote: str, sort: str, annual: str, title: str, opened: bool) -> Iterator[str]:
    yield "vote=" + vote
    yield f"vote={vote}|{sort}"
    yield f"vote={vote}|{annual}"
    yield f"vote={vote}|{title}"
    yield f"opened={opened}|{title}|{sort}"
    yield f"opened={opened}|{vote}"


def _befores(before: str, place: str, vote: str, related: str, sort: str) -> Iterator[str]:
    yield f"prev={before}"
    yield f"prev={before}|{place}"
    yield f"prev={before}|{vote}"
    yield f"rel={related}|{sort}"


def _sizes(size: int) -> Iterator[str]:
    yield f"size={size}"


def _nested(one: Standing, names: Sequence[str], together: str) -> list[Part]:
    """Whether a name lies in another of `names`, `together` in one string, or another in it."""
    name, found = one.name, []
    if name:
        own = name in names
        if together.count(name) > own:
            found.append("inside|" + one.sort)
        if sum([other in name for other in names]) > own:
            found.append("around|" + one.sort)
    return [(listed, tuple(found))] if found else []
