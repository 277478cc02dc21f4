"""The indicator of a record: every run of tokens near its figure is a candidate, and so is what the rules composed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from shuwen.records import Choice, Mention, Slot
from shuwen.stages.link import scorer
from shuwen.stages.link.phrases import FIGURE, NAME, TIME, Phrase, Token, phrases
from shuwen.stages.link.rules.indicators import complete, has_head, head_noun, nominalised
from shuwen.stages.link.scene import NOMINAL, Before, Item, Scene
from shuwen.stages.link.scorer import Option, Weights
from shuwen.stages.link.standing import relation

#: The longest name, in tokens.
LONGEST = 9
# How far around its figure a name is counted, in characters.
_AROUND = 1_000
_SQUEEZED = str.maketrans("", "", ' 　\t\r\n“”"「」*')


class Candidate(msgspec.Struct, kw_only=True):
    """A name with where it stands, [start, end), or None where it was composed, and what speaks for it."""

    name: str
    start: int | None = None
    end: int | None = None
    features: list[str]


class _Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidates of one record have in common."""

    scene: Scene
    item: Item
    slot: Slot
    vote: str
    before: str  # the name of the record before


def candidates(scene: Scene, item: Item, slot: Slot, before: Before | None) -> list[Candidate]:
    """The candidates for the indicator of the record that a figure leads, each name once."""
    vote = item.record.indicator
    previous = before.indicator if before else ""
    ask = _Ask(scene=scene, item=item, slot=slot, vote=vote.name if vote else "", before=previous)
    found: dict[str, Candidate] = {}
    for one in _proposed(ask, vote):
        kept = found.setdefault(one.name, one)
        if kept is not one:
            kept.features += one.features
            if kept.start is None:
                kept.start, kept.end = one.start, one.end
    for one in found.values():
        one.features += _common(ask, one.name)
    return list(found.values())


def _proposed(ask: _Ask, vote: Mention | None) -> Iterator[Candidate]:
    if vote is not None:
        yield Candidate(name=vote.name, start=vote.start, end=vote.end, features=["VOTE", "VOTE|" + ask.slot])
    else:
        yield Candidate(name="", features=["VOTE", "NONE"])
    tokens = ask.scene.tokens[ask.item.at]
    quantity = ask.item.quantity
    for phrase in phrases(tokens, quantity.start, quantity.end, back=2):
        for first, last in _runs(tokens, phrase):
            yield from _spanned(ask, tokens, phrase, first, last)
    yield from _composed(ask, tokens)


def _runs(tokens: Sequence[Token], phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The runs of a phrase that may be a name: they begin and end with a word of content, and hold no figure.

    After a figure a name begins with the first words; before it, anywhere.
    """
    starts = range(phrase.first, min(phrase.first + 3, phrase.last)) if phrase.place == "T" else range(phrase.first, phrase.last)
    for first in starts:
        if tokens[first].loose and tokens[first].tag != "m":
            continue
        for last in range(first + 1, min(first + LONGEST, phrase.last) + 1):
            if not tokens[last - 1].loose and tokens[last - 1].tag != TIME:
                yield first, last


def _spanned(ask: _Ask, tokens: Sequence[Token], phrase: Phrase, first: int, last: int) -> Iterator[Candidate]:
    start, end = tokens[first].start, tokens[last - 1].end
    name = ask.scene.text[start:end].translate(_SQUEEZED)
    if not name or len(name) > 30:
        return
    features = list(_described(ask, tokens, phrase, first, last))
    yield Candidate(name=name, start=start, end=end, features=features)
    better = complete(name)
    if ask.slot == "value":
        better = nominalised(better, ask.item.quantity)
    if better != name:
        yield Candidate(name=better, start=start, end=end, features=[*features, "better"])


def _described(ask: _Ask, tokens: Sequence[Token], phrase: Phrase, first: int, last: int) -> Iterator[str]:
    """Where a run stands, what is beside it, what it begins and ends with."""
    place = phrase.place
    inside = tokens[first:last]
    opening, closing = inside[0], inside[-1]
    left = tokens[first - 1] if first else None
    right = tokens[last] if last < len(tokens) else None
    yield place
    yield f"{place}|{ask.slot}"
    yield f"{place}|{ask.item.quantity.kind}|{ask.slot}"
    yield f"len={min(last - first, 6)}|{place}"
    yield f"far={min(phrase.last - last, 4)}|{place}"
    yield f"off={min(first - phrase.first, 4)}|{place}"
    yield f"whole={first == phrase.first}{last == phrase.last}|{place}"
    yield "ft=" + opening.said
    yield "fg=" + opening.tag
    yield "et=" + closing.said
    yield f"eg={closing.tag}|{place}"
    if left is not None:
        yield "lt=" + left.said
        yield f"lg={left.tag}|{opening.tag}"
    if right is not None:
        yield f"rt={right.said}|{place}"
        yield f"rg={right.tag}|{closing.tag}"
    for token in inside:
        if token.tag in (FIGURE, TIME, NAME) or token.tag not in NOMINAL:
            yield "in=" + (token.tag if token.tag in (FIGURE, TIME) else token.label or token.tag)
    for token in inside[1:-1]:
        if token.tag not in NOMINAL:
            yield "mid=" + token.said
    rest = tokens[last : phrase.last] if place != "T" else ()
    yield f"nouns={sum(one.tag in NOMINAL for one in rest)}"
    yield f"verbs={sum(one.tag == 'v' for one in inside)}|{sum(one.tag == 'v' for one in rest)}"


def _composed(ask: _Ask, tokens: Sequence[Token]) -> Iterator[Candidate]:
    """Names that stand nowhere: a deed with what was counted, a category under the head of the name before."""
    quantity = ask.item.quantity
    around = {phrase.place: phrase for phrase in phrases(tokens, quantity.start, quantity.end, back=1)}
    own, after = around["H"], around["T"]
    if ask.before:
        yield Candidate(name=ask.before, features=["BEFORE", "BEFORE|" + ask.slot, f"BEFORE|{own.last - own.first}"])
    verbs = [one for one in tokens[own.first : own.last] if one.tag in ("v", "vn")]
    nouns = list(_runs(tokens, after))
    if verbs:
        for first, last in nouns[:6]:
            if first == after.first:
                name = (verbs[-1].text + ask.scene.text[tokens[first].start : tokens[last - 1].end]).translate(_SQUEEZED)
                features = ["DEED", "DEED=" + verbs[-1].said, f"DEED|{last - first}", "DEED|eg=" + tokens[last - 1].tag]
                yield Candidate(name=name, features=[*features, f"DEED|{ask.item.quantity.kind}", "et=" + tokens[last - 1].said])
    if ask.before and own.first < own.last:
        head = head_noun(ask.before)
        for first, last in _runs(tokens, own):
            if first == own.first and not has_head(tokens[last - 1].text):
                name = (ask.scene.text[tokens[first].start : tokens[last - 1].end]).translate(_SQUEEZED) + head
                features = ["UNDER", f"UNDER|{last == own.last}", f"UNDER|{ask.slot}", f"UNDER|{head != ask.before}"]
                yield Candidate(name=name, features=[*features, "UNDER|eg=" + tokens[last - 1].tag])


def _common(ask: _Ask, name: str) -> Iterator[str]:
    """What is asked of every candidate, whoever proposes it."""
    yield f"size={min(len(name), 14) // 2}"
    yield "s1=" + name[-1:]
    yield "s2=" + name[-2:]
    yield f"s2={name[-2:]}|{ask.item.sort}"
    yield "p2=" + name[:2]
    yield f"head={has_head(name)}"
    yield f"head={has_head(name)}|{ask.item.quantity.kind}|{ask.slot}"
    yield f"vote={relation(name, ask.vote)}"
    yield f"before={relation(name, ask.before)}"
    start = ask.item.quantity.start
    times = ask.scene.text.count(name, max(0, start - _AROUND), start + _AROUND) if 1 < len(name) < 12 else 0
    yield f"times={min(times, 3)}"
    subject = ask.item.record.subject
    if subject is not None and subject.name:
        yield f"subject={relation(name, subject.name)}"


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> tuple[Mention | None, Choice]:
    """The best indicator of those offered, and why."""
    options = [Option(one.name, one.features[0], model.score(one.features)) for one in offered]
    at, choice = scorer.choose("indicator", options)
    best = offered[at]
    if not best.name:
        return None, choice
    written = scene.document.article.text[best.start : best.end] if best.start is not None else ""
    return Mention(written, best.start, best.end, best.name), choice
