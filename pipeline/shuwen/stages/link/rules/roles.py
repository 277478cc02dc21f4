"""What a figure is to its indicator: its slot, and the basis, direction and whole that go with it.

Rules read the phrase before the figure from its end, the phrase after it, and the figures beside it. The cue's own
words end up outside the noun phrase that is left for the indicator.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from shuwen.records import Direction, Slot
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.cues import cues, listed
from shuwen.stages.link.rules.indicators import noun_after

_YOY = re.compile(r"同比|按年|年(?=[增减成升跌衰])|[比较](?:上|前|去)(?:一)?年|[比较]上年度|[比较]去年|去年同期|上年同期|同期相比|较同期|比同期")
_MOM = re.compile(
    r"环比|按月|按季|按周|[月季周](?=[增减成升跌衰])|[比较]上个?[月季周次]|[比较]前一?[月季周]"
    r"|[比较]首季|[比较]前?季|[比较]第?[一二三四上]季|较上次"
)
_YTD = re.compile(r"[比较]年初|[比较]今年初")
_AVG = re.compile(r"年均|平均每年|年平均|年递增|年复合|每年平均|平均年|平均增长|平均递增|年增长率平均")
_TIME = re.compile(r"年|月|季|周|期|初|末|底|昨|前次|上次|开园|成立|计划|规划|原来|过去|以往|此前|之前|解放|改革开放")
_RANKED = re.compile(
    r"""(?:分别)?(?:均|也|已|跃|前移至|上升到|上升至|升至|提升到)*
        (?:居于|位居|位列|列居|跃居|稳居|居|列|排名|排在|排|位于|名列|占|为)?(?:在)?
        [^，,；;。]{0,16}?(?:第|前|排名)?$""",
    re.VERBOSE,
)
_MORE_OR_LESS = re.compile(r"^(?:的)?(?:还|要|略|也)?(?:高出|高|低|多|少|快|慢|增|减|提高|下降|降低|上升)")
_COUNTED = re.compile(r"^(?:以上|以下|以内|及以上|及以下|级|元级|元以上|级以上|户以上)?的?(?P<noun>[^，,；;。、的（(]{0,24})$")


@cache
def next_level() -> re.Pattern[str]:
    """由…增加到…: what stands between a base and the level that was reached."""
    return re.compile(rf"^[^。]{{0,24}}?(?:{listed('figures', 'movers')})?(?:到|至|为|成)")


@cache
def _noun_before() -> re.Pattern[str]:
    """What a threshold bounds, at the end of the phrase before it."""
    return re.compile(
        rf"(?P<noun>(?:{listed('figures', 'before_size')})?(?:{listed('figures', 'sizes')}))(?:额)?"
        r"(?:在|超过|超|过|达到|达|逾|突破|为|均|均超|均过|均在|都在|约|近)*$"
    )


class Role(msgspec.Struct, kw_only=True):
    """The slot of a figure. The phrase before `cue` (an offset) is what is left to name the indicator."""

    slot: Slot
    cue: int
    basis: str | None = None
    direction: Direction | None = None
    of: tuple[int, int] | None = None
    distributed: bool = False
    backward: bool = False
    object: tuple[int, int] | None = None
    rule: str = "value"


def role_of(figures: Sequence[Figure], index: int) -> Role:
    """The role of one figure, by the first rule that fits."""
    figure = figures[index]
    for rule in (_rank, _threshold, _base, _after_base, _plan_share, _share, _multiple, _against, _gap, _change, _part):
        role = rule(figures, index)
        if role is not None:
            role.rule = rule.__name__.lstrip("_")
            role.distributed = role.distributed or _distributed(figure)
            return role
    return Role(slot="value", cue=figure.quantity.start, distributed=_distributed(figure))


def _distributed(figure: Figure) -> bool:
    return "分别" in figure.head or "依次" in figure.head or bool(re.search(r"各[占为达]?$", figure.head))


def _rank(figures: Sequence[Figure], index: int) -> Role | None:
    figure = figures[index]
    if figure.quantity.kind != "rank":
        return None
    was = _base(figures, index)
    if was is not None:
        return was
    match = _RANKED.search(figure.head)
    cue = figure.near + (match.start() if match else len(figure.head))
    verbs = list(re.finditer(r"居(?!民|住)|列(?!车)|排(?![放水污])|跃|位于", figure.head))
    verb = verbs[-1] if verbs else None
    while verb and verb.start() and figure.head[verb.start() - 1] in "位名跃稳并前":
        verb = re.compile(".").match(figure.head, verb.start() - 1)
    if verb:
        cue = figure.near + verb.start()
        stripped = re.search(r"(?:分别|均|也|已|连续|继续|保持|稳定|位|名|并|并列)+$", figure.text[figure.near : cue])
        cue -= len(stripped.group()) if stripped else 0
    else:
        place = re.search(r"(?:全国|全省|全市|全区|全县|全州|全球|世界|内地|全行业|同行业|国内)[^，,；;。]{0,8}(?:第|前)?$", figure.head)
        cue = figure.near + (place.start() if place else len(re.sub(r"(?:第|前)$", "", figure.head)))
    return Role(slot="value", cue=cue)


def _threshold(figures: Sequence[Figure], index: int) -> Role | None:
    """亿元以上项目10个, 超百亿元的企业55户, 8家以上10亿元公司: a condition on what the count beside it counts."""
    figure = figures[index]
    if figure.quantity.kind not in ("money", "measure", "count") or figure.joined:
        return None
    after = figures[index + 1] if index + 1 < len(figures) else None
    tail = _COUNTED.match(figure.tail)
    bounded = bool(re.match(r"(?:元|级)?(?:及)?以[上下内]", figure.tail)) or figure.tail.startswith(("级", "元级"))
    over = bool(re.search(r"(?:超过|超|过|达到|达|逾|突破|不足|低于|高于|均)$", figure.head)) and figure.tail.startswith("的")
    noun = _noun_before().search(figure.head)
    of = (figure.near + noun.start("noun"), figure.near + noun.end("noun")) if noun else None
    cue = of[0] if of else figure.quantity.start
    passing = bool(re.search(r"(?:超过|超|过|达到|达|逾|突破)$", figure.head))
    adjacent = after is not None and after.quantity.start == figure.right and tail is not None
    counted = adjacent and after is not None and after.quantity.kind == "count"
    long_noun = tail is not None and len(tail.group("noun")) >= 2
    sized = noun or figure.quantity.kind == "money" or figure.tail[:2] == "以上"
    if counted and (long_noun or (over and figure.tail == "的")) and (bounded or over) and sized:
        return Role(slot="threshold", cue=cue, of=of)
    if counted and passing and (of or not figure.tail) and figure.tail in ("", "的"):
        return Role(slot="threshold", cue=cue, of=of)
    if counted and of and passing:
        return Role(slot="threshold", cue=cue, of=of)
    if adjacent and bounded and not figure.head and long_noun and figure.quantity.kind == "money":
        return Role(slot="threshold", cue=cue, of=of)  # 500万元以上工业增加值完成6亿元
    return _threshold_after(figures, index, cue, of)


def _threshold_after(figures: Sequence[Figure], index: int, cue: int, of: tuple[int, int] | None) -> Role | None:
    """四个产值千万的作坊, 8家以上10亿元公司: the count stands before its condition."""
    figure, before = figures[index], figures[index - 1] if index else None
    if before is None or before.quantity.kind != "count" or figure.quantity.kind != "money":
        return None
    between = figure.text[figure.left : cue]
    if re.fullmatch(r"(?:以上|左右)?的?(?:年)?", between) and re.match(r"元?(?:以上|级|的)*(?![以级的])[^，,；;。、\s]{2}", figure.tail):
        return Role(slot="threshold", cue=cue, of=of, backward=True)
    return None


def _base(figures: Sequence[Figure], index: int) -> Role | None:
    """由577亿元增加到967亿元; 从12.5万元/吨涨至…; （上年同期2元）."""
    figure = figures[index]
    after = figures[index + 1] if index + 1 < len(figures) else None
    match = cues().base.search(figure.head)
    run_end = index
    while run_end + 1 < len(figures) and figures[run_end + 1].joined:
        run_end += 1
    follower = figures[run_end + 1] if run_end + 1 < len(figures) else None
    if match and follower is not None:
        between = figure.text[figures[run_end].quantity.end : follower.quantity.start]
        if next_level().match(between):
            return Role(slot="base", cue=figure.near + match.start())
    than = re.search(r"(?:比|较|相比)(?P<other>[^，,；;。]{1,20}?)(?:的|为|平均水平)?$", figure.head)
    if than and _TIME.search(than.group("other")) and _MORE_OR_LESS.match(figure.tail):
        return Role(slot="base", cue=figure.near + than.start())
    if re.match(r"大关", figure.tail) and after is not None and after.quantity.kind == figure.quantity.kind:
        return Role(slot="base", cue=figure.quantity.start)
    if than and "相比" in figure.head[: than.start() + 2] and index:
        return Role(slot="base", cue=figure.near)
    return _base_in_brackets(figure, index)


_EARLIER = re.compile(
    r"""(?:
        (?:\d{2,4}年)?(?:上年|去年|前年|同期|全年任务|年度任务|年度目标|年度计划|任务|目标|计划)
        | (?:19|20)?\d{2,3}年(?:\d{1,2}月|全年)?
    )(?:同期)?(?:为|是|数|值|[^，,；;。]{0,8}(?:控制在|为))?$""",
    re.VERBOSE,
)


def _base_in_brackets(figure: Figure, index: int) -> Role | None:
    """（上年同期1.2亿元）, 完成年度任务（6万名）, 创某年2月(3亿元)以来新低."""
    if not index or not figure.near or figure.text[figure.near - 1] not in "（(":
        return None
    before = figure.text[figure.left : figure.near - 1]
    if figure.head and _EARLIER.match(figure.head):
        return Role(slot="base", cue=figure.near)
    named = re.search(r"(?:完成|实现|创)[^，,；;。（(]{0,12}(?:任务|计划|目标|\d月|\d年)$", before)
    return Role(slot="base", cue=figure.near) if named and not figure.head else None


def _after_base(figures: Sequence[Figure], index: int) -> Role | None:
    """比去年同期的30.5%高[2.5个百分点]: the movement against the base just said."""
    figure = figures[index]
    if not index or not re.fullmatch(r"(?:要|还|也|略)?(?:高出|高|低|多|少|快|慢|增加|减少|提高|提升|上升|下降|降低)(?:了|约|近|出)*", figure.lead):
        return None
    said = re.search(r"[比较](?P<other>[^，,；;。]{1,20}?)的?$", figures[index - 1].head)
    if said is None:
        return None
    direction: Direction = "down" if re.search(r"低|少|慢|减|降", figure.lead) else "up"
    return Role(slot="change", cue=figure.left, direction=direction, basis=basis_in(said.group()) or f"since:{said.group('other')}")


def _against(figures: Sequence[Figure], index: int) -> Role | None:
    """比上年增长, 较年初增加, 比2010年提高 are changes; 比工业品出口高 is a gap."""
    figure = figures[index]
    match = cues().against.search(figure.head)
    if match is None or figure.quantity.kind == "rank":
        return None
    other, verb = match.group("other"), match.group("verb")
    direction: Direction = "down" if verb in cues().downs else "up"
    basis = basis_in(match.group("than"))
    cue = figure.near + match.start()
    if basis is None and not _TIME.search(other):
        if figure.quantity.kind == "ratio" and direction == "up":
            return Role(slot="change", cue=cue, direction=direction)
        return Role(slot="gap", cue=cue, direction=direction, of=(figure.near + match.start("other"), figure.near + match.end("other")))
    basis = basis or f"since:{other}"
    return Role(slot="change", cue=cue, direction=direction, basis=basis)


def _plan_share(figures: Sequence[Figure], index: int) -> Role | None:
    figure = figures[index]
    if figure.quantity.kind not in ("percent", "ratio") or figure.quantity.unit == "pp":
        return None
    for start in (figure.near, figure.left):
        match = cues().plan_share.search(figure.text[start : figure.quantity.start])
        if match:
            return Role(slot="share", cue=start + match.start(), of=(start + match.start("whole"), start + match.end("whole")))
    begin = max(figure.sentence.start, figure.left - 40)
    said = figure.text[begin : figure.quantity.start]
    match = re.search(r"(?:完成|达到|占)了?(?P<whole>[^，,；;。（(]{0,12}(?:任务|计划|目标))[（(][^）)]*[）)]的$", said)
    match = match or re.search(r"(?:完成|达到|占)[^，,；;。]{1,24}?(?P<whole>(?<=\d[元人亩吨个家])[^，,；;。\d]{0,10}(?:任务|计划|目标))的$", said)
    if match is None:
        return None
    return Role(slot="share", cue=figure.left, of=(begin + match.start("whole"), begin + match.end("whole")))


def _share(figures: Sequence[Figure], index: int) -> Role | None:
    figure = figures[index]
    if figure.quantity.kind not in ("percent", "ratio") or figure.quantity.unit in ("pp", "times"):
        return None
    match = cues().share.search(figure.head)
    if match:
        whole = (figure.near + match.start("whole"), figure.near + match.end("whole"))
        of = whole if whole[0] < whole[1] and match.group("whole") not in ("比", "有") else None
        cue = figure.near + match.start()
        held = re.search(r"(?:约|分别|各|均|共|合计|累计|已|就)+$", figure.text[figure.near : cue])
        return Role(slot="share", cue=cue - (len(held.group()) if held else 0), of=of)
    match = cues().share_noun.search(figure.head)
    return Role(slot="share", cue=figure.near + match.start()) if match else None


def _gap(figures: Sequence[Figure], index: int) -> Role | None:
    figure = figures[index]
    match = cues().gap.search(figure.head)
    if match is None or figure.quantity.kind in {"rank", "count"}:
        return None
    other = match.group("other")
    if figure.head[: match.start()].endswith("不") or other.endswith("的"):
        return None
    if re.fullmatch(rf"(?:{'于|过|出|达|到|约|近|了|的|至|为'})+", other) or len(other) < 2:
        return None
    if figure.quantity.unit != "pp" and not re.search(r"高于|低于|快于|慢于|领先|落后|高出|超出", match.group("verb")):
        return None
    direction: Direction = "down" if match.group("verb") in cues().downs else "up"
    of = (figure.near + match.start("other"), figure.near + match.end("other"))
    return Role(slot="gap", cue=figure.near + match.start(), direction=direction, of=of)


def _change(figures: Sequence[Figure], index: int) -> Role | None:
    figure = figures[index]
    quantity = figure.quantity
    if quantity.kind == "rank":
        return None
    if quantity.kind == "ratio" and re.search(r"翻(?:了|近|将近|超过)*$", figure.head):
        cue = figure.head.rfind("翻")
        return Role(slot="change", cue=figure.near + cue, direction="up", basis=basis_in(figure.lead))
    match = cues().change_noun.search(figure.head)
    if match is None:
        match = cues().change.search(figure.head)
        if match and _is_level(figure, match):
            match = None
    if match is None:
        return _signed(figure) or _reduction(figure)
    direction: Direction = "down" if match.group("verb") in cues().downs else "up"
    if quantity.value is not None and quantity.value < 0:
        direction = "down"
    cue = figure.near + match.start()
    basis = basis_in(figure.head) or basis_in(figure.lead)
    noun = match.re is cues().change_noun
    return Role(slot="change", cue=_before_basis(figure, cue, noun=noun), direction=direction, basis=basis)


_PLAIN_BASIS = r"(?:同比|环比|按[年季月周])"
_SIGNED = re.compile(
    rf"(?:{_PLAIN_BASIS}|[比较](?:上|去|前)(?:一?年|个?[月季周])(?:同期)?)?(?:名义|实际|分别|均)*\s*(?P<sign>[+＋])\s*$"
    rf"|{_PLAIN_BASIS}(?:名义|实际|分别|均)*\s*$"
)


def _signed(figure: Figure) -> Role | None:
    """同比+5.2%, 环比-0.5%: a change without a verb, told by its basis or by a plus, which no level is written with."""
    quantity = figure.quantity
    if quantity.kind != "percent":
        return None
    match = _SIGNED.search(figure.head)
    if match is None:
        return None
    falls = match["sign"] is None and quantity.value is not None and quantity.value < 0
    cue = _before_basis(figure, figure.near + match.start(), noun=False)
    return Role(slot="change", cue=cue, direction="down" if falls else "up", basis=basis_in(match.group()))


def _is_level(figure: Figure, match: re.Match[str]) -> bool:
    """新增贷款2.1万亿 and 提高到X are levels; so is 超过 after a verb that is part of a name."""
    before = figure.head[: match.start()]
    verb = match.group("verb")
    after = match.group()[len(verb) :]
    if re.match(r"[到至成]", after) or re.match(r"为(?!了)", after):
        return True
    if re.search(r"(?:新|净|扩|累计新)$", before):
        return True
    return len(verb) == 1 and bool(re.search(r"[加删推]$", before)) and verb in ("减", "升")


def _reduction(figure: Figure) -> Role | None:
    """减少贫困人口140万人, 淘汰水泥产能60万吨: the object stands between verb and figure."""
    if figure.quantity.kind in ("ratio", "rank"):
        return None
    said = list(cues().reducing.finditer(figure.head))
    match = said[-1] if said else None
    if match is None or figure.quantity.kind == "percent":
        return None
    thing = figure.head[match.end() :]
    if not 2 <= len(thing) <= 14 or re.search(r"(?:[到至在的为]|措施|项目|企业|政策)$", thing):
        return None
    span = (figure.near + match.end(), figure.quantity.start)
    return Role(slot="change", cue=figure.near + match.start(), direction="down", basis=basis_in(figure.head), object=span)


def _multiple(figures: Sequence[Figure], index: int) -> Role | None:
    """是2005年的1.6倍, 相当于上年的八成: a share of another level."""
    figure = figures[index]
    match = cues().multiple.search(figure.head)
    if match is None or figure.quantity.unit not in ("times", "%", "1") or "调整" in figure.head:
        return None
    if figure.quantity.unit == "%" and not (cues().head_end.search(match.group("whole")) or match.group().startswith("相当于")):
        return None
    return Role(slot="share", cue=figure.near + match.start(), of=(figure.near + match.start("whole"), figure.near + match.end("whole")))


def _part(figures: Sequence[Figure], index: int) -> Role | None:
    """60%的乡镇通油路: a part of a group, the property said after it."""
    figure = figures[index]
    if figure.quantity.kind not in ("percent", "ratio") or figure.quantity.unit in ("pp", "times", "‰"):
        return None
    if cues().reach_end.search(re.sub(r"(?:超过|超|近|约|有|是|为)+$", "", figure.head)):
        return None
    span, _verb, _became = noun_after(figure, figure.sentence.words)
    if span is None:
        return None
    tenths = figure.quantity.text.rstrip("五半").endswith("成") or figure.quantity.kind == "ratio"
    after = figure.text[figure.quantity.end : span.start]
    if not (after.endswith("的") or tenths or re.match(r"股权|股份", figure.text[span.start : span.end])):
        return None
    return Role(slot="share", cue=figure.quantity.start, of=(span.start, span.end))


@cache
def _before_change() -> re.Pattern[str]:
    """Bases and adverbs before a verb of change."""
    return re.compile(rf"(?:{listed('figures', 'before_change')}|(?<![一二三四五六七八九十两几\d])年)+$")


def _before_basis(figure: Figure, cue: int, *, noun: bool) -> int:
    """Moves the cue before 同比, 比上年, 年均 and adverbs, which name no indicator."""
    before = figure.text[figure.near : cue]
    match = _before_change().search(before)
    if match is None or (noun and match.group() in ("年", "月", "季")):
        return cue
    kept = re.match(r"(?:年均|单位|的|累计|全年|合并)(?![增长递])", match.group()) if match.start() else None
    return figure.near + match.start() if not kept else cue - len(match.group()) + kept.end()


def basis_in(text: str) -> str | None:
    """The basis that the words of a phrase give, or None."""
    for name, pattern in (("avg", _AVG), ("ytd", _YTD), ("yoy", _YOY), ("mom", _MOM)):
        if pattern.search(text):
            return name
    return None
