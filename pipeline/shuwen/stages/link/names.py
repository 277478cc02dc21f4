"""The indicator of a record: every run of tokens near its figure is a candidate, and so is what the rules composed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from shuwen.records import Choice, Mention, Slot
from shuwen.stages.link import scorer
from shuwen.stages.link.features import relation
from shuwen.stages.link.hints import hinting
from shuwen.stages.link.phrases import SQUEEZED, Line, Phrase, Token, phrases
from shuwen.stages.link.rules.cues import cues
from shuwen.stages.link.rules.indicators import has_head, head_noun, nominalised
from shuwen.stages.link.scene import Before, Item, Scene
from shuwen.stages.link.scorer import Option, Part, Weights, listed
from shuwen.stages.link.slots import rate_of

#: The longest name, in tokens.
LONGEST = 9
# How far around its figure a name is counted, in characters.
_AROUND = 1_000
# How many of the names that the pointer says are candidates of their own.
_HINTS = 2


class Candidate:
    """A name with where it stands, [start, end), or None where it was composed; `rule` is who proposes it first.

    What speaks for it is kept in parts, since most parts are shared with other candidates and need be added up once.
    """

    __slots__ = ("end", "name", "parts", "rule", "start")

    def __init__(self, proposal: _Proposal) -> None:
        self.name, self.start, self.end, self.rule, self.parts = proposal

    @property
    def features(self) -> list[str]:
        """What speaks for it, listed."""
        return [feature for told, key in self.parts for feature in told(*key)]


class _Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidates of one record have in common."""

    scene: Scene
    item: Item
    slot: Slot
    kind: str
    vote: str
    before: str  # the name of the record before
    line: Line


def candidates(scene: Scene, item: Item, slot: Slot, before: Before | None) -> list[Candidate]:
    """The candidates for the indicator of the record that a figure leads, each name once."""
    vote = item.record.indicator
    ask = _Ask(
        scene=scene,
        item=item,
        slot=slot,
        kind=item.quantity.kind,
        vote=vote.name if vote else "",
        before=before.indicator if before else "",
        line=scene.line(item.at),
    )
    found: dict[str, Candidate] = {}
    for proposal in _proposed(ask, vote):
        kept = found.get(proposal[0])
        if kept is None:
            found[proposal[0]] = Candidate(proposal)
            continue
        kept.parts += proposal[4]
        if kept.start is None:
            _, kept.start, kept.end, _, _ = proposal
    common = _Common(ask)
    figures = _figures(scene, item)
    formed = [one for one in found.values() if well_formed(one.name) and not any(text in one.name for text in figures)]
    rate = rate_of(item)
    rated = [one for one in formed if rate and one.name.endswith("率") and rate.endswith(one.name)]
    offered = rated or formed or list(found.values())
    for one in offered:
        one.parts += common.parts(one.name)
    return offered


def _figures(scene: Scene, item: Item) -> list[str]:
    """What the figures near this one in its sentence say; no name holds one."""
    near = (scene.near(item, offset) for offset in range(-3, 4))
    said = [scene.text[one.quantity.start : one.quantity.end] for one in near if one]
    return [text for text in said if len(text) > 1]


_Proposal = tuple[str, int | None, int | None, str, list[Part]]


def _proposed(ask: _Ask, vote: Mention | None) -> Iterator[_Proposal]:
    if vote is not None:
        yield vote.name, vote.start, vote.end, "VOTE", [(listed, ("VOTE", "VOTE|" + ask.slot))]
    else:
        yield "", None, None, "VOTE", [(listed, ("VOTE", "NONE"))]
    for phrase in phrases(ask.line.tokens, ask.item.quantity.start, _counted_from(ask), back=2):
        yield from _spanned(ask, phrase)
    yield from _composed(ask)
    pair = ask.scene.pair(ask.item)
    for order, name in enumerate(pair.things if pair else ()):
        yield name, None, None, "PAIR", [(listed, (f"PAIR{order}", f"PAIR{order}|{ask.slot}"))]
    for hint in ask.scene.hinted(ask.item, "indicator")[:_HINTS]:
        yield hint.name, hint.start, hint.end, "HINT", []


def _counted_from(ask: _Ask) -> int:
    """Where what is counted begins: after the figure, and after the threshold that it is bound to (36个|亿元以上|项目)."""
    end, following = ask.item.quantity.end, ask.scene.near(ask.item, 1)
    if following is None or following.vote.slot != "threshold" or following.quantity.start - end > 1:
        return end
    bound = _BOUND.match(ask.scene.text, following.quantity.end)
    return bound.end() if bound else following.quantity.end


# What says which side of a threshold is meant.
_BOUND = re.compile("(?:及?以[上下内])?级?的?")


def _runs(line: Line, phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The runs of a phrase that may be a name: they begin and end with a word of content, and hold no figure.

    After a figure a name begins with the first words; before it, anywhere.
    """
    begins, ends = line.begins, line.ends
    for first in range(phrase.first, min(phrase.first + 3, phrase.last) if phrase.place == "T" else phrase.last):
        if begins[first]:
            for last in range(first + 1, min(first + LONGEST, phrase.last) + 1):
                if ends[last]:
                    yield first, last


_MARKS = (*"，、；：,;:①②③④⑤⑥⑦⑧⑨⑩¹⁴⁵⁶⁷⁸⁹",)


def well_formed(name: str) -> bool:
    """Whether every bracket in a name has its partner, the name doesn't begin with one, and ends in no mark."""
    paired = name.count("（") == name.count("）") and name.count("(") == name.count(")")
    return paired and name[:1] not in ("（", "(") and name[-1:] not in _MARKS


def _spanned(ask: _Ask, phrase: Phrase) -> Iterator[_Proposal]:
    """The names that stand in a phrase: where each stands, what is beside it, what it begins and ends with."""
    place, begin, stop = phrase
    line = ask.line
    tokens, squeezed, cuts, nouns, verbs, odd = line.tokens, line.squeezed, line.cuts, line.nouns, line.verbs, line.odd
    placed: Part = (_placed, (place, ask.slot, ask.kind))
    closings: dict[int, Part] = {}
    opened, completed = -1, cues().completed
    for first, last in _runs(line, phrase):
        name = squeezed[cuts[first] : cuts[last]]
        if not name or len(name) > 30:
            continue
        if first != opened:
            opened, opening, start = first, (_opening, line.opening(first)), tokens[first].start
        closing = closings.get(last)
        if closing is None:
            closing = closings[last] = (_closing, line.closing(last, place))
        size, far, off = last - first, stop - last, first - begin
        lies = (place, min(size, 6), min(far, 4), min(off, 4), (not off, not far))
        rest = (verbs[last] - verbs[first], 0, 0)
        if place != "T":
            rest = (rest[0], nouns[stop] - nouns[last], verbs[stop] - verbs[last])
        parts: list[Part] = [placed, (_lying, lies), opening, closing, (_resting, rest)]
        if odd[last] > odd[first]:
            parts.append((_inside, line.inside(first, last)))
        end = tokens[last - 1].end
        yield name, start, end, place, parts
        better = completed.get(name, name)
        if ask.slot == "value" and (better[-1] == "产" or better[0] in _nominal_starts()):
            better = nominalised(better, ask.item.quantity)
        if better != name:
            yield better, start, end, place, [*parts, _BETTER]


@cache
def _nominal_starts() -> frozenset[str]:
    """What a name begins with that the rules may turn into a noun; asking them about every name takes too long."""
    return frozenset(verb[0] for verb in cues().nominal)


_BETTER: Part = (listed, ("better",))


def _placed(place: str, slot: str, kind: str) -> Iterator[str]:
    yield place
    yield f"{place}|{slot}"
    yield f"{place}|{kind}|{slot}"


def _lying(place: str, size: int, far: int, off: int, whole: tuple[bool, bool]) -> Iterator[str]:
    yield f"len={size}|{place}"
    yield f"far={far}|{place}"
    yield f"off={off}|{place}"
    yield f"whole={whole[0]}{whole[1]}|{place}"


def _opening(said: str, tag: str, left: str | None, left_tag: str) -> Iterator[str]:
    yield "ft=" + said
    yield "fg=" + tag
    if left is not None:
        yield "lt=" + left
        yield f"lg={left_tag}|{tag}"


def _closing(place: str, said: str, tag: str, right: str | None, right_tag: str) -> Iterator[str]:
    yield "et=" + said
    yield f"eg={tag}|{place}"
    if right is not None:
        yield f"rt={right}|{place}"
        yield f"rg={right_tag}|{tag}"


def _inside(labels: Sequence[str], middle: Sequence[str]) -> Iterator[str]:
    for label in labels:
        yield "in=" + label
    for said in middle:
        yield "mid=" + said


def _resting(verbs: int, nouns_left: int, verbs_left: int) -> Iterator[str]:
    yield f"nouns={nouns_left}"
    yield f"verbs={verbs}|{verbs_left}"


def _composed(ask: _Ask) -> Iterator[_Proposal]:
    """Names that stand nowhere: a deed with what was counted, a category under the head of the name before."""
    quantity, tokens = ask.item.quantity, ask.line.tokens
    around = {phrase.place: phrase for phrase in phrases(tokens, quantity.start, _counted_from(ask), back=1)}
    own, after = around["H"], around["T"]
    if ask.before:
        told = ("BEFORE", "BEFORE|" + ask.slot, f"BEFORE|{own.last - own.first}")
        yield ask.before, None, None, "BEFORE", [(listed, told)]
    deed = _deed_of(tokens[own.first : own.last])
    if deed is not None:
        for first, last in itertools.islice(_runs(ask.line, after), 6):
            if first == after.first:
                name = (deed.text + ask.scene.text[tokens[first].start : tokens[last - 1].end]).translate(SQUEEZED)
                closing = tokens[last - 1]
                yield name, None, None, "DEED", [(_deed, (deed.said, last - first, closing.tag, ask.kind, closing.said))]
    if ask.before and own.first < own.last:
        head = head_noun(ask.before)
        for first, last in _runs(ask.line, own):
            if first > own.first:
                break
            if not has_head(tokens[last - 1].text):
                name = ask.line.squeezed[ask.line.cuts[first] : ask.line.cuts[last]] + head
                how = (last == own.last, ask.slot, head != ask.before, tokens[last - 1].tag)
                yield name, None, None, "UNDER", [(_under, how)]


def _deed_of(tokens: Sequence[Token]) -> Token | None:
    """The last verb of a phrase, or the word before 了 that closes it, whatever the dictionary calls it (核销了)."""
    if len(tokens) > 1 and tokens[-1].text == "了" and not tokens[-2].loose:
        return tokens[-2]
    return next((one for one in reversed(tokens) if one.tag in ("v", "vn")), None)


def _deed(said: str, size: int, tag: str, kind: str, closing: str) -> Iterator[str]:
    yield from ("DEED", "DEED=" + said, f"DEED|{size}", "DEED|eg=" + tag, f"DEED|{kind}", "et=" + closing)


def _under(whole: bool, slot: str, cut: bool, tag: str) -> Iterator[str]:
    yield from ("UNDER", f"UNDER|{whole}", f"UNDER|{slot}", f"UNDER|{cut}", "UNDER|eg=" + tag)


class _Common:
    """What is asked of every candidate of a record, whoever proposes it."""

    def __init__(self, ask: _Ask) -> None:
        subject, start = ask.item.record.subject, ask.item.quantity.start
        self._vote, self._before = ask.vote, ask.before
        self._subject = subject.name if subject is not None else ""
        self._sorts = (ask.item.sort, ask.kind, ask.slot)
        self._hints = ask.scene.hinted(ask.item, "indicator")
        pair = ask.scene.pair(ask.item)
        self._paired = pair.things[0] if pair and pair.things else ""
        self._around = ask.scene.text[max(0, start - _AROUND) : start + _AROUND]

    def parts(self, name: str) -> list[Part]:
        """What a name begins and ends with; how often it stands around the figure, and how it lies to other names."""
        times = self._around.count(name) if 1 < len(name) < 12 else 0
        subject = relation(name, self._subject) if self._subject else ""
        related = (min(times, 3), relation(name, self._vote), relation(name, self._before), subject)
        found: list[Part] = [(listed, ("paired=" + relation(name, self._paired),))] if self._paired else []
        return [
            *found,
            (_beginning, (name[:2], min(len(name) // 2, 7))),
            (_ending, (name[-2:], has_head(name), *self._sorts)),
            (_related, related),
            hinting(name, self._hints),
        ]


def _beginning(begin: str, size: int) -> Iterator[str]:
    yield f"size={size}"
    yield "p2=" + begin


def _ending(end: str, head: bool, sort: str, kind: str, slot: str) -> Iterator[str]:
    yield "s1=" + end[-1:]
    yield "s2=" + end
    yield f"s2={end}|{sort}"
    yield f"head={head}"
    yield f"head={head}|{kind}|{slot}"


def _related(times: int, vote: str, before: str, subject: str) -> Iterator[str]:
    yield f"vote={vote}"
    yield f"before={before}"
    yield f"times={times}"
    if subject:
        yield f"subject={subject}"


def begins_with(indicator: Mention | None, subject: Mention) -> bool:
    """Whether an indicator's name says first whose it is: the subject's name has a field of its own."""
    return indicator is not None and indicator.name != subject.name and indicator.name.startswith(subject.name)


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> tuple[Mention | None, Choice]:
    """The best indicator of those offered, and why."""
    options = [Option(one.name, one.rule, model.worth(one.parts)) for one in offered]
    at, choice = scorer.choose("indicator", options)
    best = offered[at]
    if not best.name:
        return None, choice
    written = scene.document.article.text[best.start : best.end] if best.start is not None else ""
    return Mention(written, best.start, best.end, best.name), choice
