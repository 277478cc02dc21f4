"""What a figure is a part, a distance or a level of: the whole of a share, the other side of a gap (`of`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from shuwen.records import Choice, Mention, Slot
from shuwen.stages.link import scorer
from shuwen.stages.link.features import relation
from shuwen.stages.link.names import LONGEST
from shuwen.stages.link.phrases import FIGURE, NOMINAL, SQUEEZED, TIME, Phrase, Token, phrases
from shuwen.stages.link.rules.indicators import has_head, head_noun
from shuwen.stages.link.scene import Item, Scene
from shuwen.stages.link.scorer import Option, Weights

#: The slots that have a whole. A reduction says its own in its indicator (ruling 3), and the other changes have none.
SLOTS: frozenset[Slot] = frozenset(("share", "gap", "base", "threshold"))
# Those that are nothing without it: there is no share but of a whole.
_NEEDED: frozenset[Slot] = frozenset(("share", "gap"))

# How many names of earlier records are offered, how many figures back they are looked for, and how far a whole lasts.
_RECALLED, _BACK, _LASTS = 6, 18, 10
# The words that say where a whole stands; the last of them before a run tells most.
_CUES = frozenset(
    "占 约占 占据 占到 占比 所占 完成 达到 达 达成 实现 为 是 相当于 高于 低于 高出 高 低 快于 慢于 超过 超 过 少于 多于 比 较 与 "
    "在 从 由 按 对 持有 持股 收购 购买 拥有 有 贡献 其中 该 其 之 的 冻结 删减 减列".split()
)
# What a share of a plan is a share of.
_PLANS = ("计划", "任务", "目标", "预算", "指标", "进度", "财测")
# What says that the word before is a whole.
_SHARES = frozenset("比重 占比 份额 比例 结构 分布 构成 比率 来源".split())
# What stands for the name before.
_POINTERS = frozenset("其中 该 其 之 此 当中".split())


class Candidate(msgspec.Struct, kw_only=True):
    """A name with where it stands, [start, end), or None where it was composed, and what speaks for it."""

    name: str
    start: int | None = None
    end: int | None = None
    features: list[str]


class Told(msgspec.Struct, frozen=True):
    """A whole that was decided: its figure and its name ("" for none)."""

    item: Item
    name: str


class _Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidates for one figure have in common."""

    scene: Scene
    item: Item
    slot: Slot
    vote: str
    own: str  # the indicator that the first rules gave the figure's record
    told: Told | None  # the last whole decided before, if its figure is near
    tokens: Sequence[Token]
    around: Mapping[str, Phrase]
    within: int  # where the last 其中 of the sentence before the figure stands, or -1


def candidates(scene: Scene, item: Item, slot: Slot, told: Told | None) -> list[Candidate]:
    """The candidates for the whole of a figure in `slot`, each name once; `told` is the whole decided before it."""
    tokens = scene.tokens[item.at]
    quantity, indicator = item.quantity, item.record.indicator
    ask = _Ask(
        scene=scene,
        item=item,
        slot=slot,
        vote=item.vote.of.name if item.vote.of else "",
        own=indicator.name if indicator else "",
        told=told if told and item.index - told.item.index <= _LASTS else None,
        tokens=tokens,
        within=scene.text.rfind("其中", item.sentence.start, quantity.start),
        around={one.place: one for one in phrases(tokens, quantity.start, quantity.end)},
    )
    found: dict[str, Candidate] = {}
    for one in _proposed(ask):
        kept = found.setdefault(one.name, one)
        if kept is not one:
            kept.features += one.features
            if kept.start is None:
                kept.start, kept.end = one.start, one.end
    if slot in _NEEDED and len(found) > 1:
        del found[""]
    for one in found.values():
        one.features += _common(ask, one.name, one.features[0])
    return list(found.values())


def _proposed(ask: _Ask) -> Iterator[Candidate]:
    vote = ask.item.vote.of
    if vote is not None and (vote.start is None or not _halved(ask, vote.start)):
        yield Candidate(name=vote.name, start=vote.start, end=vote.end, features=["VOTE", f"VOTE|{ask.slot}"])
    yield Candidate(name="", features=["NONE", f"NONE|{ask.slot}", f"NONE|{ask.slot}|{ask.item.quantity.kind}", f"NONE|{vote is None}"])
    for phrase in ask.around.values():
        for first, last in _runs(ask.tokens, phrase):
            name = _said(ask, first, last)
            start, end = ask.tokens[first].start, ask.tokens[last - 1].end
            if 1 < len(name) <= 30 and name not in _SHARES and not _halved(ask, start):
                yield Candidate(name=name, start=start, end=end, features=list(_described(ask, phrase, first, last)))
    head = head_noun(ask.own)
    if head and head != ask.own:
        yield Candidate(name=head, features=["HEAD", f"HEAD|{ask.slot}", f"HEAD|{vote is None}"])
    yield from _joined(ask)
    yield from _recalled(ask)


def _runs(tokens: Sequence[Token], phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The runs of a phrase that may name a whole; an expression of time may (是前年的2倍). After a figure only its first words."""
    after = phrase.place == "T"
    for first in range(phrase.first, min(phrase.first + 3, phrase.last) if after else phrase.last):
        if tokens[first].loose and tokens[first].tag != "m":
            continue
        for last in range(first + 1, min(first + LONGEST, phrase.last) + 1):
            if not tokens[last - 1].loose:
                yield first, last


def _halved(ask: _Ask, start: int) -> bool:
    """Whether what begins at `start` is the rest of 占比 or 市占率, which the segmenter parts."""
    return start > 0 and ask.scene.text[start - 1 : start + 1] in ("占比", "占率")


def _said(ask: _Ask, first: int, last: int) -> str:
    return ask.scene.text[ask.tokens[first].start : ask.tokens[last - 1].end].translate(SQUEEZED)


def _described(ask: _Ask, phrase: Phrase, first: int, last: int) -> Iterator[str]:
    """Where a run stands, what is beside it, what it begins and ends with, and what is said from it to the figure."""
    tokens, place = ask.tokens, phrase.place
    where = f"{place}|{ask.slot}"
    opening, closing = tokens[first], tokens[last - 1]
    yield place
    yield where
    yield f"{where}|{ask.item.sort}"
    yield f"len={min(last - first, 6)}|{place}"
    yield f"far={min(phrase.last - last, 5)}|{place}"
    yield f"off={min(first - phrase.first, 4)}|{where}"
    yield f"whole={first == phrase.first}{last == phrase.last}|{where}"
    yield "ft=" + opening.said
    yield "fg=" + opening.tag
    yield f"et={closing.said}"
    yield f"eg={closing.tag}|{place}"
    yield from _neighbours(tokens, first, last, place, ask.slot)
    yield from _standing(ask, phrase, first, last)
    yield from _cue(tokens, phrase, first, last, ask.slot)
    for token in tokens[first:last]:
        if token.tag in (FIGURE, TIME) or token.tag not in NOMINAL:
            yield "in=" + (token.said if token.tag in "vpdur" else token.tag)
    if place == "T":
        between = ask.scene.text[ask.item.quantity.end : opening.start]
        yield f"to={between[:4]}|{ask.slot}"
        yield f"nouns={sum(one.tag in NOMINAL for one in tokens[last : phrase.last][:3])}|T"
    else:
        rest = tokens[last : phrase.last]
        yield f"nouns={min(sum(one.tag in NOMINAL for one in rest), 3)}|{place}"
        yield f"to={''.join(one.text for one in rest[:3])}|{place}"


def _standing(ask: _Ask, phrase: Phrase, first: int, last: int) -> Iterator[str]:
    """How a run stands, whatever its words: all of its noun phrase or a part, what parts it from the figure."""
    tokens = ask.tokens
    right = tokens[last] if last < len(tokens) else None
    cut = first > phrase.first and tokens[first - 1].tag in NOMINAL
    full = f"{cut}{last < phrase.last and tokens[last].tag in NOMINAL}"
    yield f"full={full}|{phrase.place}|{ask.slot}"
    said = "" if right is None else "share" if right.text in _SHARES else "figure" if right.tag == FIGURE else right.tag
    yield f"full={full}|{said}|{phrase.place}"
    own = ask.around["H"]
    held = "占" in ask.scene.text[tokens[own.first].start : ask.item.quantity.start] if own.first < own.last else False
    yield f"held={held}|{said}|{phrase.place}"
    if phrase.place != "T":
        between = tokens[last : own.last]
        figures = sum(one.tag == FIGURE for one in between)
        within = tokens[last - 1].end <= ask.within
        parted = sum(one.tag == FIGURE and one.start < ask.within for one in between) if within else -1
        yield f"within={within}|{min(figures, 3)}"
        yield f"parted={min(parted, 3)}|{full}"
        yield f"parted={min(parted, 3)}|{said}"
        yield f"within={within}|{phrase.place}|{said}|{full}"
        yield f"opens={first == 0}|{min(figures, 3)}|{said}"


def _neighbours(tokens: Sequence[Token], first: int, last: int, place: str, slot: str) -> Iterator[str]:
    """The words right before and right after a run."""
    left = tokens[first - 1] if first else None
    right = tokens[last] if last < len(tokens) else None
    if left is not None:
        yield "lt=" + left.said
        yield f"lt={left.said}|{slot}|{place}"
        yield f"lg={left.tag}|{tokens[first].tag}"
    if right is not None:
        yield f"rt={right.said}|{place}"
        yield f"rt={right.said}|{slot}"
        yield f"rg={right.tag}|{tokens[last - 1].tag}"
    if left is not None and right is not None:
        yield f"lr={left.said}|{right.said}"


def _cue(tokens: Sequence[Token], phrase: Phrase, first: int, last: int, slot: str) -> Iterator[str]:
    """The last word of those that open a whole before a run in its phrase, how far off, and the first one after it."""
    before = next((at for at in range(first - 1, phrase.first - 1, -1) if tokens[at].text in _CUES), None)
    after = next((at for at in range(last, phrase.last) if tokens[at].text in _CUES), None)
    said = tokens[before].text if before is not None else "-"
    yield f"cue={said}|{slot}|{phrase.place}"
    if before is not None:
        yield f"cue={said}|{min(first - 1 - before, 3)}"
    yield f"then={tokens[after].text if after is not None else '-'}|{slot}|{phrase.place}"
    yield f"cued={said}|{tokens[after].text if after is not None else '-'}"
    yield f"across={any(tokens[at].text in _CUES for at in range(first, last))}"


def _joined(ask: _Ask) -> Iterator[Candidate]:
    """What stands on both sides of a figure: 持有甲公司[5%]的股权, 全县[六成]的耕地."""
    own, after = ask.around["H"], ask.around["T"]
    tokens = ask.tokens
    ends = [one for one in _runs(tokens, after) if all(tokens[at].loose for at in range(after.first, one[0]))][:3]
    heads = [one for one in _runs(tokens, own) if all(tokens[at].loose for at in range(one[1], own.last))][-LONGEST:]
    for first, last in heads:
        for begin, end in ends:
            left = tokens[first - 1].said if first else ""
            features = ["JOIN", f"JOIN|{ask.slot}", "JOIN|lt=" + left, f"JOIN|fg={tokens[first].label or tokens[first].tag}"]
            features += [f"JOIN|et={tokens[end - 1].said}", f"JOIN|{last - first}|{end - begin}", f"JOIN|eg={tokens[end - 1].tag}"]
            features.append(f"JOIN|to={ask.scene.text[ask.item.quantity.end : tokens[begin].start][:3]}")
            part = first > own.first and tokens[first - 1].tag in NOMINAL
            features.append(f"JOIN|{part}|{end < after.last and tokens[end].tag in NOMINAL}")
            features.append(f"JOIN|{part}|{tokens[end - 1].said}")
            features.append(f"JOIN|rt={tokens[end].said if end < len(tokens) else ''}")
            yield Candidate(name=_said(ask, first, last) + _said(ask, begin, end), features=features)


def _recalled(ask: _Ask) -> Iterator[Candidate]:
    """Names said before: the whole decided last, and the indicators of the records before, as the first rules have them."""
    own = ask.around["H"]
    words = [token.text for token in ask.tokens[own.first : own.last]]
    manner = [
        f"bare={len(words) < 2}",
        f"nouns={min(sum(one.tag in NOMINAL for one in ask.tokens[own.first : own.last]), 3)}",
        f"points={not _POINTERS.isdisjoint(words)}",
        "end=" + "".join(words[-1:]),
    ]
    if ask.told is not None:
        yield Candidate(name=ask.told.name, features=list(_told(ask, ask.told, manner)))
    seen: set[str] = set()
    for other in reversed(ask.scene.items[max(0, ask.item.index - _BACK) : ask.item.index]):
        indicator = other.record.indicator
        if indicator is None or other.group == ask.item.group or indicator.name in seen:
            continue
        seen.add(indicator.name)
        mark = f"REC{len(seen)}"
        told = [mark, f"{mark}|{ask.slot}", f"REC|{other.at == ask.item.at}|{ask.slot}", f"REC|{other.sort}"]
        told += [f"REC|{other.vote.slot}|{other.quantity.kind}|{ask.item.quantity.kind}|{ask.slot}"]
        told += [f"REC|first={other.index == 0 or ask.scene.items[other.index - 1].at != other.at}|{other.at == ask.item.at}"]
        told += [f"REC|{other.vote.slot}|{ask.slot}", *(f"{mark}|{one}" for one in manner), *(f"REC|{one}" for one in manner)]
        held = ask.item.sentence.start <= other.quantity.start < ask.within
        last = held and (ask.scene.items[other.index + 1].quantity.start > ask.within)
        told += [f"REC|held={held}|{last}", f"REC|held={held}|{last}|{other.vote.slot}", f"{mark}|held={held}"]
        yield Candidate(name=indicator.name, features=told)
        if len(seen) == _RECALLED:
            break


def _told(ask: _Ask, told: Told, manner: Sequence[str]) -> Iterator[str]:
    near = min(ask.item.index - told.item.index, 3)
    same = told.item.at == ask.item.at
    yield "TOLD"
    yield f"TOLD|{ask.slot}|{same}"
    yield f"TOLD|{near}|{same}"
    yield f"TOLD|{near}|{ask.vote != ''}"
    yield f"TOLD|{told.item.vote.slot == ask.slot}|{told.item.sort == ask.item.sort}|{near}"
    yield f"TOLD|joined={ask.item.figure.joined}|{near}"
    yield f"TOLD|group={told.item.group == ask.item.group}"
    for one in manner:
        yield f"TOLD|{one}"
        yield f"TOLD|{near}|{one}"


def _common(ask: _Ask, name: str, place: str) -> Iterator[str]:
    """What is asked of every candidate, whoever proposes it (`place` says who did)."""
    yield f"size={min(len(name), 14) // 2}|{ask.slot}"
    yield f"s1={name[-1:]}|{ask.slot}"
    yield "s2=" + name[-2:]
    yield "p2=" + name[:2]
    yield f"head={has_head(name)}|{ask.slot}"
    yield f"vote={relation(name, ask.vote)}"
    yield f"vote={relation(name, ask.vote)}|{ask.slot}"
    yield f"own={relation(name, ask.own)}|{ask.slot}"
    yield f"own={relation(name, ask.own)}|{place}"
    yield f"tail={name[-2:] == ask.own[-2:]}|{place}"
    if ask.told is not None:
        yield f"told={relation(name, ask.told.name)}|{place}"
        yield f"told={relation(name, ask.told.name)}|{ask.slot}"
    subject = ask.item.record.subject
    if subject is not None:
        yield f"subject={relation(name, subject.name)}"
    if any(word in name for word in _PLANS):
        yield f"plan={ask.slot}"
    times = ask.scene.text.count(name) if 1 < len(name) < 12 else 0
    yield f"times={min(times, 4)}"


def choose(offered: Sequence[Candidate], scene: Scene, model: Weights) -> tuple[Mention | None, Choice]:
    """The best whole of those offered, None where that is the empty name, and why."""
    at, choice = scorer.choose("of", [Option(one.name, one.features[0], model.score(one.features)) for one in offered])
    best = offered[at]
    if not best.name:
        return None, choice
    written = scene.document.article.text[best.start : best.end] if best.start is not None else ""
    return Mention(written, best.start, best.end, best.name), choice


def read(scene: Scene, slots: Sequence[Slot], model: Weights) -> dict[int, Mention | None]:
    """The wholes of all figures, by index, whose slot has one; each is told the one before, since lists share one."""
    found: dict[int, Mention | None] = {}
    told: Told | None = None
    for item in scene.items:
        slot = slots[item.index]
        if slot in SLOTS:
            mention, _ = choose(candidates(scene, item, slot, told), scene, model)
            found[item.index] = mention
            if mention is not None:
                told = Told(item, mention.name)
    return found
