"""The name of what a figure measures: cut out of the phrase beside it, or completed from the record before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple

import msgspec

from shuwen.document import Span, Word
from shuwen.records import Quantity
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.cues import cues, listed, word_set

_MARKS = " \t　、的*“”\"'「」『』·-—）)]】》|#≥≤≧≦><＞＜①②③④⑤⑥⑦⑧⑨⑩¹⁴⁵⁶⁷⁸⁹"
_LIST = re.compile(r"、|以及|及|和|与|或")


@cache
def _place_words() -> re.Pattern[str]:
    """What stands for a place or a company named before."""
    return re.compile(rf"(?:{listed('names', 'places')}|其(?![中他余次它实]))(?!化|级|性|的话)")


@cache
def _predicate() -> re.Pattern[str]:
    """A verb that ends the noun after a count and tells what was done with it or what it became."""
    return re.compile(
        rf"(?:{listed('names', 'before_predicate')})*(?P<verb>{listed('names', 'becoming', 'predicates')})"
    )


@cache
def _loose_end() -> re.Pattern[str]:
    """What may close a phrase and belongs to no name."""
    return re.compile(rf"(?:{listed('names', 'loose_ends')}|每[^，。]{{1,5}})+$")


class Name(msgspec.Struct, frozen=True):
    """An indicator's normalised name and the text it stands in, [start, end); start is None when it was completed."""

    name: str
    start: int | None = None
    end: int | None = None

    def with_name(self, name: str) -> Name:
        """The same words under another name."""
        return Name(name, self.start, self.end)


class Trimmed(msgspec.Struct, kw_only=True):
    """A phrase without what names no indicator. `place` is the place word or entity that stood before it."""

    start: int
    end: int
    place: Span | None = None
    openers: tuple[str, ...] = ()


class Passage(NamedTuple):
    """Text with its words, and the spans to be cut from phrases: `skip` (periods) and `entities`."""

    text: str
    words: Sequence[Word]
    skip: Sequence[Span] = ()
    entities: Sequence[Span] = ()


_start = attrgetter("start")


def words_in(words: Sequence[Word], start: int, end: int) -> list[Word]:
    """The words, given in order, that lie wholly in [start, end)."""
    first, last = bisect_left(words, start, key=_start), bisect_left(words, end, key=_start)
    return [word for word in words[first:last] if word.end <= end]


def trim(passage: Passage, start: int, end: int) -> Trimmed:
    """Cuts connectives, adverbs, periods, places and entities from the front, verbs of reaching from the end."""
    text, words, skip, entities = passage
    place: Span | None = None
    openers: list[str] = []
    inner = words_in(words, start, end)
    moved = True
    while moved and start < end:
        moved = False
        while start < end and text[start] in _MARKS and not _opens_quote(text, start, end):
            start += 1
        for span in skip:
            if span.start <= start < span.end <= end:
                start, moved = span.end, True
        entity = next((span for span in entities if span.start == start and span.end <= end), None)
        word = _place_words().match(text, start, end)
        if entity is not None and entity.end < end:
            place, start, moved = entity, entity.end, True
        elif word and word.end() < end:
            place, start, moved = Span(start, word.end()), word.end(), True
        else:
            opener = _opener_at(text, start, end, inner)
            if opener > start:
                openers.append(text[start:opener])
                start, moved = opener, True
    end = _trim_end(text, start, end, inner, skip)
    start, place = _past_subject(text, start, end, place, skip)
    return Trimmed(start=start, end=end, place=place, openers=tuple(openers))


_UPON = re.compile(r"共?实现(?!程度|率|情况)|完成(?=[^投])|编列|公布|推出|预估|达到|等(?!级|次|候|待)")
_SOME = re.compile(r"[^，。]{0,6}一家[^，。]{2,8}?(?:企业|公司|店|厂|商|场)")


def _past_subject(text: str, start: int, end: int, place: Span | None, skip: Sequence[Span]) -> tuple[int, Span | None]:
    """Past a subject that a period or a verb of reaching sets off from the name (揚智第二季營收, 某企业实现销售收入)."""
    some = _SOME.match(text, start, end)
    if some and some.end() < end:
        place, start = Span(start, some.end()), some.end()
    for span in skip:
        rest = re.sub(r"^[的份度间末底初、\s]+", "", text[span.end : end])
        if start < span.start and span.end < end and len(rest) >= 2 and has_head(rest):
            place, start = place or Span(start, span.start), end - len(rest)
    for match in _UPON.finditer(text, start, end):
        rest = text[match.end() : end].lstrip("了的“ ")
        kind = re.search(r"(?:企业|工业|产业|行业|项目|单位|部门|[一-鿿]业)$", text[start : match.start()])
        if match.start() > start and len(rest) >= 2 and has_head(rest) and not kind:
            place, start = place or Span(start, match.start()), end - len(rest)
    return start, place


def _opens_quote(text: str, start: int, end: int) -> bool:
    pair = {"“": "”", "「": "」", "『": "』", "《": "》"}.get(text[start])
    return pair is not None and text.find(pair, start, end) > 0


def _opener_at(text: str, start: int, end: int, words: Sequence[Word]) -> int:
    """The end of an opener that begins at `start` and ends at a word boundary; `start` when there is none."""
    match = cues().opener.match(text, start, end)
    if match is None:
        return start
    ends = {word.end for word in words}
    starts = {word.start for word in words}
    if start in starts and match.end() not in ends and match.end() < end:
        return start
    if match.group() in ("计划", "规划", "实际", "累计", "总", "全") and text[match.end() : end] in ("", "生育"):
        return start
    return match.end()


def _trim_end(text: str, start: int, end: int, words: Sequence[Word], skip: Sequence[Span]) -> int:
    marks = _MARKS.replace("”", "").replace("」", "").replace("）", "").replace(")", "")
    while True:
        before = end
        while end > start and text[end - 1] in marks:
            end -= 1
        end = next((span.start for span in skip if start < span.start and span.end == end), end)
        loose = _loose_end().search(text, start, end)
        end = loose.start() if loose else end
        reached = cues().reach_end.search(text, start, end)
        if reached and reached.start() < end:
            inside = next((word for word in words if word.start < reached.start() < word.end <= end), None)
            end = inside.end if inside else reached.start()
        if end == before:
            return end


def complete(name: str) -> str:
    """The fuller name of a short form."""
    return cues().completed.get(name, name)


def head_noun(name: str) -> str:
    """The noun that closes a name: 签约项目 → 项目; the whole name where none is known."""
    match = cues().head_end.search(name)
    return match.group() if match else name


def has_head(name: str) -> bool:
    """Whether a name ends as an indicator's does."""
    return _ends_in_head(name[-cues().longest_head :])


@lru_cache(maxsize=1 << 16)
def _ends_in_head(name: str) -> bool:
    return cues().head_end.search(name) is not None


def split_list(text: str, start: int, end: int) -> list[Span]:
    """The items of a coordinated phrase; brackets are not looked into."""
    spans, depth, last = [], 0, start
    at = start
    while at < end:
        if text[at] in "（(“「《":
            depth += 1
        elif text[at] in "）)”」》":
            depth = max(0, depth - 1)
        match = _LIST.match(text, at, end) if not depth else None
        if match and at > last and match.end() < end:
            spans.append(Span(last, at))
            at = last = match.end()
        else:
            at += 1
    spans.append(Span(last, end))
    return spans


def distribute(text: str, start: int, end: int, words: Sequence[Word], count: int) -> list[str] | None:
    """One name for each of `count` figures from a coordinated phrase, or None if it doesn't hold that many items.

    What the last item ends with (人均可支配收入) or the first begins with (万元GDP) is lent to the shorter ones.
    """
    phrase = text[start:end]
    if count == 2 and (halves := _town_and_country(phrase)):
        return halves
    items = split_list(text, start, end)
    if len(items) != count:
        if len(items) < count or count < 2:
            return None
        return None
    names = [text[item.start : item.end] for item in items]
    return _lend(names, [words_in(words, item.start, item.end) for item in items])


def _town_and_country(phrase: str) -> list[str] | None:
    match = re.search(r"城乡|城镇和农村|农村和城镇|城镇、农村|城镇与农村|城镇及农村", phrase)
    if match is None:
        return None
    order = ("农村", "城镇") if match.group().startswith("农村") else ("城镇", "农村")
    return [phrase[: match.start()] + side + phrase[match.end() :] for side in order]


def _lend(names: list[str], words: list[list[Word]]) -> list[str]:
    if (listed := re.match(r"(?P<last>.{2,}?)等(?P<kind>.{2,})", names[-1])) and has_head(listed.group("kind")):
        return [name + head_noun(listed.group("kind")) for name in [*names[:-1], listed.group("last")]]
    last, first = names[-1], names[0]
    tail = ""
    if not has_head(names[0]) and has_head(last):
        tail = _suffix_from(last, words[-1])
    prefix = ""
    if not tail and len(first) >= 6 and len(first) > max(len(name) for name in names[1:]) and has_head(first):
        prefix = _prefix_from(first, words[0], names[1:])
    lent = [name if has_head(name) and not (tail and not name.endswith(tail) and len(name) <= 2) else name + tail for name in names]
    if prefix:
        lent = [lent[0]] + [prefix + name for name in lent[1:]]
    return lent


def _suffix_from(name: str, words: Sequence[Word]) -> str:
    """What the last item shares with those before it: all after its first word, if that is a category; else its head."""
    if len(words) >= 2 and len(words[0].text) < len(name):
        return name[len(words[0].text) :] if has_head(name[len(words[0].text) :]) else head_noun(name)
    return head_noun(name)


def _prefix_from(first: str, words: Sequence[Word], others: Sequence[str]) -> str:
    """What stands before the head of the first item, if the others are bare heads."""
    if not all(len(other) <= 8 for other in others):
        return ""
    shared = first
    if words:
        shared = first.removesuffix(words[-1].text)
        while shared and cues().head_end.search(shared) is None and len(shared) > 8:
            break
    return shared if len(shared) >= 4 else ""


def noun_after(figure: Figure, words: Sequence[Word]) -> tuple[Span | None, str, Span | None]:
    """The noun right after a count, the deed its predicate says, and what it became: (span, verb, span)."""
    text, start, end = figure.text, figure.quantity.end, figure.right
    softened = re.match(r"(?:以上|以下|以内|左右|多|余)?的?", text[start:end])
    start += softened.end() if softened else 0
    while start < end and text[start] == " ":
        start += 1
    if figure.listed:
        end = _before_joint(text, start, end)
    if start >= end or text[start] in "　、和及与）)”」":
        return None, "", None
    edges = {word.start for word in words}
    predicate = next((m for m in _predicate().finditer(text, start + 1, end) if m.start() in edges or not edges), None)
    stop = predicate.start() if predicate else end
    stop = min(stop, _verb_stop(start, stop, words))
    if stop <= start:
        return None, "", None
    verb = predicate.group("verb") if predicate else ""
    became = Span(predicate.end(), end) if predicate and verb in word_set("names", "becoming") and predicate.end() < end else None
    return Span(start, stop), "" if verb in word_set("names", "becoming") else verb, became


def _before_joint(text: str, start: int, end: int) -> int:
    """Where the last 、 or 和 before the next figure stands: what follows it is that figure's own."""
    joints = [match.start() for match in re.finditer(r"以及|和|及|与|、", text[start:end])]
    return start + joints[-1] if joints else end


def _verb_stop(start: int, end: int, words: Sequence[Word]) -> int:
    stops = word_set("names", "verb_stops")
    for word in words_in(words, start, end):
        if word.text in stops and word.start >= start:
            return word.start
    return end


def deed_before(figure: Figure, start: int, words: Sequence[Word]) -> str:
    """The deed (新建, 签约) that governs a count, said right before it; empty for verbs that say nothing."""
    phrase = re.sub(r"(?:了|约|近|超过|超|逾|突破|达|达到|共|累计|过|各|至少)+$", "", figure.text[start : figure.quantity.start])
    inner = [word for word in words_in(words, start, figure.quantity.start) if word.end <= start + len(phrase)]
    deed = ""
    for word in reversed(inner):
        if word.text in cues().deeds or any(word.text == part for part in cues().deeds):
            deed = word.text + deed
        else:
            break
    return deed if not deed or phrase.endswith(deed) else ""


def nominalised(name: str, quantity: Quantity) -> str:
    """生产煤炭 with a measure → 煤炭产量, 轿车年产 → 轿车年产量; other names as they are."""
    made = re.fullmatch(r"(?P<thing>.{2,}?)(?:将|可)?(?:达到|达|形成)?(?P<per>[年月日])产", name)
    if made:
        return f"{made.group('thing')}{made.group('per')}产量"
    if quantity.kind not in ("measure", "count"):
        return name
    for verb, noun in cues().nominal.items():
        if name[0] == verb[0] and name.startswith(verb) and len(name) > len(verb) + 1:
            if quantity.kind == "count" and quantity.unit not in ("头", "只", "辆", "台", "箱", "株", "羽", "吨", "批次", "头只"):
                return name
            thing = name[len(verb) :]
            return thing if has_head(thing) and thing.endswith(("量", "面积")) else thing + noun
    return name
