"""Whether a figure is done, planned or forecast: by the words before it, and by the drift of its section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from shuwen.document import Document
from shuwen.records import Status
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.cues import listed

_FORECAST = re.compile(r"预计|预测|预估|估计|有望|可望|预料|预计数|看好|(?<!日常)展望|料将|预期(?!目标|性)|(?:法人|外资|机构|分析师)[^，。]{0,6}估")
_PLANNED = re.compile(
    r"""(?<!年度)(?<![年占成超])计划(?!生育|单列|完成了|案|数|的\d|的[一二三四五六七八九])
    | 规划(?=建|占|总|投|面|到|用|新|设) | 拟(?=[以在将建投用定于引新实]) | 将(?!军|来|近|士|领|其|$)
    | 力争 | 争取 | 确保 | (?<!全)力保(?![护障持证管留育]) | 努力(?:实现|达到|完成)(?!了) | 目标(?!任务完成) | 拟定 | 安排 | 打算 | 准备 | 即将
    | 到20\d\d年(?!底?[，,]?(?:已|共|全)) | (?<![主只需重必首纲摘概简紧])要(?=[^求点素闻塞害])
    | 预算案 | 编列 | 控制指标 | 指令性 | 爰 | (?:努力|着力|倾力|全力)打造
    | 届时 | 到“十[一二三四五]五”末 | 建成后 | 达产后 | 投产后 | 设计""",
    re.VERBOSE,
)
_PLAN_HEAD = re.compile(
    r"""(?:工作)?(?:总体要求|预期目标|主要目标|奋斗目标|发展目标|工作重点|重点工作|主要任务|工作安排|工作打算
        |今后五年|下一步|工作部署|总体思路|主要预期)
    | (?:二[〇零○]|20)[\d一二三四五六七八九〇零○]{2}年(?:的)?(?:重点|主要)?(?:工作|任务)(?!回顾)
    | 做好[^。]{0,12}工作""",
    re.VERBOSE,
)
_REVIEW_HEAD = re.compile(r"回顾|(?:过去|刚刚过去|这)(?:的)?(?:[一五]年|几年)|取得(?:新|了|显著|重大|明显)|成绩|来，我们|年来")
_THIS_YEAR = re.compile(r"(?:\d{4}年|今年)[，,]?(?:是|全[省市县区国]|我们)[^。]{0,40}(?:目标|工作)")
_ESTIMATED = re.compile(r"[（(][^）)]*预计数?[^）)]*[）)]")

# How far before and after its figure a word of modality is looked for, in characters; sentences of real articles are
# shorter, and text without a full stop must not cost the square of its length.
_REACH = 400

Spread = dict[int, Status]


class Outlook(NamedTuple):
    """What stands around a figure: the status of its section and of its list, and where its period lies.

    The period is told against the publication date; `current` when it reaches beyond it.
    """

    section: Status
    past: bool
    future: bool
    current: bool
    listed: Status | None


@cache
def _done() -> re.Pattern[str]:
    own = r"已(?!定)|了(?!解)|完成(?!率)|建成(?!后)|实现(?=[^“]{2,20}(?:亿|万|元))"
    return re.compile(rf"{own}|{listed('status', 'done')}")


@cache
def _imperative() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[，。；、\n）])(?:{listed('status', 'imperatives')})")


@cache
def _narrative() -> re.Pattern[str]:
    return re.compile(rf"{listed('status', 'narrative')}|了(?!解)|增长[\d.．]+|创[^新]{{0,4}}新高|被(?:评|列|授)")


def section_status(document: Document) -> Spread:
    """For each paragraph of a work report, whether it looks back (actual) or ahead (planned).

    A heading decides until the next one does; where no heading speaks, imperatives are weighed against words of
    accomplishment over the whole passage. Articles of other kinds are `actual` throughout.
    """
    plan_like = bool(re.search(r"工作报告|计划报告|规划|纲要|工作要点|实施方案", document.headline))
    texts = [document.text[s.start : s.end] for s in document.sentences]
    signposted = any(len(text) <= 40 and _REVIEW_HEAD.search(text) for text in texts)
    default = _weigh(texts) if plan_like and not signposted else "actual"
    current: Status = default
    spread: Spread = {}
    for sentence in document.sentences:
        text = document.text[sentence.start : sentence.end]
        short = len(text) <= 40 or sentence.heading
        if short and _REVIEW_HEAD.search(text) and not _PLAN_HEAD.search(text):
            current = "actual"
        elif plan_like and _looks_ahead(text):
            current = "planned"
        spread[sentence.start] = current
    return spread


def _looks_ahead(text: str) -> bool:
    """Whether a sentence opens a section on what is to be done."""
    headed = _PLAN_HEAD.search(text[:60]) and not _REVIEW_HEAD.search(text[:60])
    return bool(headed or _THIS_YEAR.match(text))


def _weigh(texts: Sequence[str]) -> Status:
    """Imperatives against words of accomplishment; even counts as done."""
    ahead = behind = 0
    for text in texts:
        ahead += len(_imperative().findall(text)) + 2 * len(re.findall(r"力争|确保|争取|以上。|以上，|控制在", text))
        behind += len(_narrative().findall(text))
    return "planned" if ahead > behind else "actual"


def status_of(figure: Figure, outlook: Outlook) -> Status:
    """The status of one figure."""
    sentence, section, past = figure.sentence, outlook.section, outlook.past
    first, last = max(sentence.start, figure.quantity.start - _REACH), min(sentence.end, figure.quantity.end + _REACH)
    before = figure.text[first : figure.quantity.start]
    clause = figure.text[figure.near : figure.quantity.start]
    after = figure.text[figure.quantity.end : figure.right][:24]
    if _ESTIMATED.search(figure.text[first:last]) and not _PLANNED.search(clause):
        return "forecast"
    if re.match(r"[^，。]{0,8}已(?:成为|建成|完成|投产|开工)", after):
        return "actual"
    near = _last(clause)
    if near is not None:
        return near
    if outlook.listed is not None:
        return outlook.listed
    if re.match(r"的?[^，。]{0,20}(?:将(?!军)|拟[建开在]|计划)", after) and not past:
        return "planned"
    wide = _last(before.replace("打造", ""))
    if wide == "forecast":
        return "forecast"
    if wide == "planned" and not past:
        return "planned"
    if outlook.current and re.search(r"预算(?!执行)", clause):
        return "planned"
    if outlook.future and section == "actual" and not _done().search(before):
        return "planned"
    if section == "planned" and (past or _done().search(clause)):
        return "actual"
    return section


def _last(text: str) -> Status | None:
    """The status that the last word of modality in `text` gives; words of completion after it cancel a plan."""
    found: tuple[int, Status] | None = None
    for pattern, status in ((_FORECAST, "forecast"), (_PLANNED, "planned")):
        for match in pattern.finditer(text):
            if found is None or match.start() >= found[0]:
                found = (match.start(), status)  # type: ignore[assignment]  # the literals are statuses
    if found is None:
        return None
    return None if found[1] == "planned" and re.search(r"已(?!定)|完成(?:了|年度)|同比", text[found[0] :]) else found[1]
