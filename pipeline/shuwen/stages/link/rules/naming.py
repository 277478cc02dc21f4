"""What the records of a list are called: by their own phrase, by what is counted, or by the record beside them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from shuwen.document import Span
from shuwen.records import Quantity
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules import indicators
from shuwen.stages.link.rules.cues import cues
from shuwen.stages.link.rules.indicators import Name, Passage, trim
from shuwen.stages.link.rules.reading import Draft, Phrase, Reading
from shuwen.stages.link.rules.roles import Role

_MEASURES = frozenset("措施 政策措施 政策 举措 意见 办法 经验".split())
_ANIMALS = frozenset("头 只 羽 头只 匹 口".split())
_CATEGORIES = frozenset("城镇 乡村 农村 城市 县城 乡镇".split())
_BARE = frozenset(
    "产值 总产值 利润 利税 税金 税收 投资 销售收入 营业收入 增加值 主营业务收入 面积 产量 总收入".split()
)
_OUTPUT_UNITS = frozenset(
    "t kg 斤 亩 ha 头 只 羽 株 尾 箱 m2 m3 L kWh kW km2 t·km 吨公里 人公里 人次".split()
)
#: What may be counted and have an investment, an area, a price.
_GOVERNING = re.compile(
    r"(?:项目|工程|合同|协议|订单|房|住房|小区|地块|园区|产业园|单|宗|企业|线路|课题|项|标)$"
)
_PAIRS = (("存款", "贷款"), ("出口", "进口"), ("进口", "出口"), ("收入", "支出"), ("客运", "货运"))


def names_of(reading: Reading, phrase: Phrase) -> list[Name]:
    """The names of the figures of a list, one each."""
    run, trimmed, core = phrase.run, phrase.trimmed, phrase.core
    words = run[0].sentence.words
    if len(run) == 3 and re.search(r"三次产业|三产|产业结构", run[0].lead + core) and re.match(r"[:：∶/]", run[1].lead):
        return [Name(f"第{order}产业比重", trimmed.start, trimmed.end) for order in "一二三"]
    if len(run) > 1 and core:
        items = indicators.distribute(reading.text, trimmed.start, trimmed.end, words, len(run))
        if items:
            return [_named(reading, item, figure, phrase) for item, figure in zip(items, run, strict=True)]
    partners = _partners(reading, run, phrase.role)
    return [_name(reading, figure, phrase, partner) for figure, partner in zip(run, partners, strict=True)]


def _partners(reading: Reading, run: Sequence[Figure], role: Role) -> Sequence[Draft | None]:
    """The records that nameless figures go on about: the last one; with 分别 those of an earlier sentence, one each."""
    last = reading.group[-1] if reading.group else None
    if last is None or not role.distributed or last.sentence is run[0].sentence:
        return [last] * len(run)
    latest = itertools.takewhile(lambda draft: draft.sentence.start >= last.sentence.start, reversed(reading.drafts))
    whole = [draft for draft in latest if draft.sentence is last.sentence and (draft.has("value") or draft.has("base"))][::-1]
    return next((listed for listed in (reading.group, whole) if len(listed) == len(run)), [None] * len(run))


def _name(reading: Reading, figure: Figure, phrase: Phrase, partner: Draft | None) -> Name:
    role = phrase.role
    words = figure.sentence.words
    if role.object is not None:
        thing = trim(Passage(reading.text, words), *role.object)
        return Name(reading.text[thing.start : thing.end], thing.start, thing.end)
    if role.rule == "part" and role.of is not None:
        return _part_name(reading, figure, role)
    if role.slot == "value":
        span, deed, became = indicators.noun_after(figure, words)
        counted = figure.quantity.kind == "count" or not phrase.core
        if span is not None and counted:
            return counted_name(reading, figure, span, deed, became)
    if phrase.core:
        return _named(reading, phrase.core, figure, phrase)
    return Name(partner.name.name) if partner else Name("")


def _part_name(reading: Reading, figure: Figure, role: Role) -> Name:
    start, end = role.of or (0, 0)
    rest = reading.text[end : figure.right]
    whole = reading.text[start:end]
    if whole in ("股权", "股份"):
        return Name(f"持有{whole}")
    clean = trim(Passage(reading.text, figure.sentence.words), end, end + len(rest))
    predicate = reading.text[clean.start : clean.end][:12]
    return Name(predicate + whole, start, end)


def counted_name(reading: Reading, figure: Figure, span: Span, deed: str, became: Span | None) -> Name:
    """The name of things counted: the noun after the figure, with the deed done or with what the things became."""
    text = reading.text
    noun = re.sub(r"^(?:“?的|左右的|多|余)+", "", text[span.start : span.end]).strip()
    noun = re.sub(r"(?:建设|的建设|工作|任务)$", "", noun) if len(noun) > 4 and noun.endswith(("建设",)) else noun
    if became is not None:
        title = trim(Passage(text, figure.sentence.words), became.start, became.end)
        grown = text[title.start : title.end]
        name = grown if grown.endswith(noun[-2:]) else grown + indicators.head_noun(noun)
        return Name(name, span.start, span.end)
    if deed in ("签订", "应用", "参与", "参加", "转播", "设立"):
        rest = text[text.find(deed, span.end) + len(deed) : figure.right].lstrip("了")
        return Name((deed + rest if len(rest) <= 12 and len(noun) <= 2 else deed) + noun, span.start, span.end)
    if noun in _MEASURES and len(modifier := _modifier(reading, figure)) >= 4:
        return Name(modifier + noun, span.start, span.end)
    before = indicators.deed_before(figure, figure.near, figure.sentence.words)
    return Name((deed or before) + noun, span.start, span.end)


def _modifier(reading: Reading, figure: Figure) -> str:
    """What policies or measures are for, said before their count (出台促进消费[十条]措施)."""
    trimmed = trim(reading.passage(figure.sentence), figure.near, figure.quantity.start)
    said = re.sub(r"^(?:及时)?(?:制定|出台|推出|发布|实施|制订|印发|接续)+", "", figure.text[trimmed.start : trimmed.end])
    return "" if said.endswith("等") or re.search(r"工作方案|和$", said) else said


def _named(reading: Reading, core: str, figure: Figure, phrase: Phrase) -> Name:
    """A name from the phrase's own words, completed where it only makes sense beside another record."""
    quantity, role = figure.quantity, phrase.role
    name = indicators.complete(re.sub(r"^(?:扣除|剔除|不含)[^，]{2,14}的(?=.{3})", "", core))
    start, end = phrase.trimmed.start, phrase.trimmed.end
    budget = re.search(r"「(?P<item>[^「」]{2,40})」[^「」，。]{0,24}?编列(?:预算|经费)?数?$", figure.head)
    if budget:
        return Name(budget.group("item") + "预算", figure.near + budget.start("item"), figure.near + budget.end("item"))
    if core in _BARE and reading.sector:
        return Name(reading.sector + core, start, end)
    if core in cues().dependent and _governs(reading, figure) and reading.counted is not None and quantity.kind != "count":
        whole = reading.counted.name.name
        return Name(whole + (core if core not in ("计划总投资", "计划投资") else core.removeprefix("计划")), start, end)
    deed = _shared_deed(reading, figure) if role.slot == "value" and quantity.kind == "count" else ""
    if deed and not cues().deed_start.match(core):
        name = core = deed + core
    if core in cues().deeds and quantity.kind == "count" and quantity.unit in ("户", "人", "名"):
        return Name(core + ("居民" if quantity.unit == "户" else "人员"), start, end)
    if core in cues().deeds and reading.counted is not None and quantity.kind == "count":
        return Name(core + indicators.head_noun(reading.counted.name.name), start, end)
    if role.slot == "share" and role.of is not None and not indicators.has_head(core):
        whole = re.sub(r"^(?:总|全部|全县|全市|全省|全国)", "", reading.text[slice(*role.of)])
        if indicators.has_head(whole) and len(whole) <= 4:
            return Name(core + whole, start, end)
    if (swapped := _parallel(reading, core)) is not None:
        return Name(swapped, start, end)
    parent = _parent_for(reading, core, quantity, role)
    if parent is not None:
        reading.lender = parent
        return Name(_under(core, parent, quantity), start, end)
    name = re.sub(r"(?<=[业目位门])共?实现", "", name)
    if role.slot == "value":
        name = indicators.nominalised(name, quantity)
        if quantity.kind == "money" and core in ("出口", "进口", "进出口"):
            name = core + "额"
    return Name(name, start, end)


def _shared_deed(reading: Reading, figure: Figure) -> str:
    """新增驰名商标2个、免检产品10个: the deed before a list holds for its later items."""
    last = reading.drafts[-1] if reading.drafts else None
    if not figure.lead.startswith(("、", "和", "及", "以及")) or last is None or last.sentence is not figure.sentence:
        return ""
    match = cues().deed_start.match(last.name.name)
    return match.group() if match and match.end() < len(last.name.name) - 1 else ""


def _parallel(reading: Reading, core: str) -> str | None:
    """贷款余额 after 银行外币存款余额: the other half of a pair lends its modifier."""
    if not reading.drafts or reading.drafts[-1].sentence.paragraph != reading.paragraph:
        return None
    before = reading.drafts[-1].name.name
    for first, second in _PAIRS:
        at = before.find(first)
        if at > 1 and core.startswith(second) and len(core) <= 6 and core not in before:
            return before[:at] + core
    return None


def _governs(reading: Reading, figure: Figure) -> bool:
    """Whether the last thing counted is a project or its like, counted in this sentence or the one before."""
    counted = reading.counted
    if counted is None or counted.sentence.paragraph != figure.sentence.paragraph:
        return False
    near = counted.sentence is figure.sentence or figure.sentence.start - counted.sentence.end <= 2
    return near and _GOVERNING.search(counted.name.name) is not None


def _parent_for(reading: Reading, core: str, quantity: Quantity, role: Role) -> Draft | None:
    """The record whose indicator a bare category (城镇, 烤烟) is a part of."""
    if (indicators.has_head(core) and core not in _CATEGORIES) or len(core) > 10 or core[0] in "「“":
        return None
    unit = f"{quantity.kind}:{quantity.unit}" if quantity.kind == "measure" else quantity.kind
    candidates = [reading.parent] if reading.parent is not None else []
    if role.slot == "value" and reading.drafts and reading.drafts[-1].sentence.paragraph == reading.paragraph:
        candidates += [draft.parent or draft for draft in reading.drafts[-1:]]
    for draft in candidates:
        its_unit, our_unit = draft.quantities[0].unit.split("/")[0], quantity.unit.split("/")[0]
        same = draft.kind == unit and (its_unit == our_unit or {its_unit, our_unit} <= _ANIMALS)
        if not indicators.has_head(draft.name.name):
            continue
        if same and draft.name.name and core not in draft.name.name and quantity.kind in ("money", "measure", "percent"):
            return draft
        if same and quantity.unit in _OUTPUT_UNITS and draft.name.name:
            return draft
    return None


def _under(core: str, parent: Draft, quantity: Quantity) -> str:
    whole = parent.name.name
    return core + (whole if quantity.kind == "money" and len(whole) <= 10 else indicators.head_noun(whole))
