"""Figures -> records: which figures say one thing, and what that thing is called.

A sentence is read from left to right. A figure whose own phrase names something opens a record; one whose phrase names
nothing, or only points back (增幅, 占比), joins the record before it; lists and paired lists are taken apart.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Sequence

import msgspec

from shuwen.document import Document, Sentence, Span
from shuwen.records import Mention, Quantity, Record, Status
from shuwen.stages.link.figures import Figure, figures_of
from shuwen.stages.link.rules import indicators
from shuwen.stages.link.rules.context import Context
from shuwen.stages.link.rules.cues import cues
from shuwen.stages.link.rules.indicators import Name, Trimmed
from shuwen.stages.link.rules.roles import NEXT_LEVEL, Role, role_of

_POINTING = re.compile(r"(?:[一二三四五六七八九十两几\d]+年(?:来|间)?|扣除[^，。]{2,8}因素(?:影响)?(?:后)?|按可比(?:价格|口径)(?:计算)?|足足|周|去年|其中|同时|此外|另外|分别|均|各|都|也|就|仅|总体|合计|共计|累计|一共|总共|当年|当月|当季|同期|全年|实际|名义|其|该|此|这|即|折合|约合|相当于|达到|全部|总计|每年|平均|年|的|比|绝对|以|并|且|和|与|及)*")
_MEASURES = frozenset(("措施", "政策措施", "政策", "举措", "意见", "办法", "经验"))
_ANIMALS = frozenset(("头", "只", "羽", "头只", "匹", "口"))
_ATTRIBUTE_NAME = re.compile(r"(?:投资|占地|面积|全长|长度|造价|产能|规模)$")
_CATEGORIES = frozenset(("城镇", "乡村", "农村", "城市", "县城", "乡镇"))
_BARE = frozenset("产值 总产值 利润 利税 税金 税收 投资 销售收入 营业收入 增加值 主营业务收入 面积 产量 总收入".split())
_SECTOR = re.compile(r"(?:[（(]?[一二三四五六七八九十]+[）)]?是?[、.，]?|\d{1,2}[.、．])?(?P<sector>[^，。：:；、0-9]{2,9}(?:产业|行业|制造业|加工业|旅游业|养殖业))[。：:]")
_OUTPUT_UNITS = frozenset("t kg 斤 亩 ha 头 只 羽 株 尾 箱 m2 m3 L kWh kW km2 t·km 吨公里 人公里 人次".split())


class Draft(msgspec.Struct, kw_only=True):
    """A record being made. `full` is the name with what categories after it would lend."""

    name: Name
    quantities: list[Quantity]
    sentence: Sentence
    figure: Figure
    subject: Mention | None = None
    period: Mention | None = None
    status: Status = "actual"
    sure: float = 0.9
    parent: Draft | None = None

    @property
    def kind(self) -> str:
        """The unit class of its level, or of its first figure."""
        level = next((q for q in self.quantities if q.slot in ("value", "base")), self.quantities[0])
        return f"{level.kind}:{level.unit}" if level.kind == "measure" else level.kind

    def has(self, slot: str) -> bool:
        """Whether one of its quantities stands in `slot`."""
        return any(quantity.slot == slot for quantity in self.quantities)


def first_reading(document: Document) -> tuple[Record, ...]:
    """The first rules' records: every quantity stands in exactly one, in reading order."""
    context = Context.of(document)
    linker = _Linker(document=document, context=context)
    by_sentence = _group(document)
    for sentence in document.sentences:
        quantities = by_sentence.get(sentence.start, [])
        context.enter(sentence)
        if quantities:
            linker.read(sentence, quantities)
    return tuple(_finish(document, draft) for draft in linker.drafts)


def _group(document: Document) -> dict[int, list[Quantity]]:
    """Quantities by the start of their sentence; one in no sentence falls to the last sentence before it."""
    groups: dict[int, list[Quantity]] = {}
    sentences = document.sentences
    at = 0
    for quantity in document.quantities:
        while at + 1 < len(sentences) and sentences[at + 1].start <= quantity.start:
            at += 1
        if sentences:
            groups.setdefault(sentences[at].start, []).append(quantity)
    return groups


def _finish(document: Document, draft: Draft) -> Record:
    text = document.article.text
    quantities = tuple(sorted(draft.quantities, key=lambda q: q.start))
    spans = ",".join(f"{q.start}-{q.end}" for q in quantities)
    name = draft.name
    written = text[name.start : name.end] if name.start is not None and name.end is not None else ""
    return Record(
        id=hashlib.sha256(f"{document.article.id}\n{spans}".encode()).hexdigest()[:12],
        indicator=Mention(written, name.start, name.end, name.name) if name.name else None,
        subject=draft.subject,
        period=draft.period,
        status=draft.status,
        quantities=quantities,
        sentence=(draft.sentence.start, draft.sentence.end),
        confidence=round(draft.sure * (1 if name.name else 0.5) * (1 if draft.subject else 0.9), 3),
    )


class _Linker(msgspec.Struct, kw_only=True):
    """Reads sentences one by one; `group` holds the drafts of the last list, `drafts` all so far."""

    document: Document
    context: Context
    drafts: list[Draft] = []
    group: list[Draft] = []
    counted: Draft | None = None
    parent: Draft | None = None
    pending: list[tuple[Figure, Role]] = []
    whole: tuple[int, int] | None = None
    share_of: tuple[int, int] | None = None
    lender: Draft | None = None
    sector: str = ""
    paragraph: int = -1
    last_role: Role | None = None

    def read(self, sentence: Sentence, quantities: Sequence[Quantity]) -> None:
        """Link the figures of one sentence."""
        figures = figures_of(self.document.text, sentence, quantities, self.context.masks())
        self.parent = self.whole = self.last_role = None
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.share_of = sentence.paragraph, None
            said = _SECTOR.match(self.document.text, self.context.paragraph_start)
            self.sector = said.group("sector") if said else ""
        self.pending = []
        if self.group and self.group[-1].sentence.paragraph != sentence.paragraph:
            self.group = []  # a list is of its own paragraph
        fresh = len(self.drafts)
        for first, last in _runs(figures):
            run = figures[first:last]
            role = self._continued(run[0], role_of(figures, first))
            if any(mark in run[0].lead for mark in ("其中", "按", "分行业", "分地", "从产品", "从行业")):
                self.parent = self._latest_full(fresh)
            self._take(figures, first, run, role)
        self._flush()

    def _continued(self, figure: Figure, role: Role) -> Role:
        """淘汰水泥产能60万吨、焦炭产能20万吨: the verb before a list governs its later items too."""
        before = self.last_role
        if (
            role.rule == "value" and before is not None and before.object is not None
            and figure.lead.startswith(("、", "和", "及", "与", "，")) and len(figure.head) >= 2
            and not re.search(r"[达到为至了]$|增|新|建", figure.head) and (figure.lead[0] != "，" or "减" in figure.head)
        ):  # fmt: skip
            role = msgspec.structs.replace(before, cue=figure.near, object=(figure.near, figure.quantity.start))
        self.last_role = role
        return role

    def _latest_full(self, fresh: int) -> Draft | None:
        for draft in reversed(self.drafts):
            if draft.parent is None and (draft.has("value") or draft.has("base")):
                return draft
        return self.drafts[-1] if self.drafts[fresh:] else None

    def _take(self, figures: Sequence[Figure], first: int, run: list[Figure], role: Role) -> None:
        if role.slot == "threshold":
            if run[1:]:  # 3家产值超5亿元和20家…: what is joined to a threshold is no count that it waits for
                role = msgspec.structs.replace(role, backward=True)
            self._threshold(figures, first, run[0], role)
            if run[1:]:
                self._take(figures, first + 1, run[1:], role_of(figures, first + 1))
        elif run[0].quantity.kind == "rank" and role.slot == "value":
            self._rank(run, role)
        else:
            self._place(run, role)

    # thresholds

    def _threshold(self, figures: Sequence[Figure], first: int, figure: Figure, role: Role) -> None:
        """Waits for the count after it, or joins the count right before it."""
        if role.of is None and not role.backward and self.whole is not None and re.search(r"超|过|达|逾", figure.head):
            role.of = self.whole
        self.whole = role.of or self.whole
        if role.backward and self.group:
            draft = self.group[-1]
            span, deed, became = indicators.noun_after(figure, figure.sentence.words)
            if span is not None:
                draft.name = self._counted_name(figures[first - 1], span, deed, became)
            draft.quantities.append(self._fill(figure, role))
            return
        self.pending.append((figure, role))

    def _flush(self) -> None:
        """Thresholds that no count followed stand alone."""
        for figure, role in self.pending:
            self._open(figure, role, Name(""), None)
        self.pending = []

    # ranks

    def _rank(self, run: list[Figure], role: Role) -> None:
        trimmed = self._trim(run[0], role)
        core = self._core(trimmed)
        last = self.drafts[-1] if self.drafts else None
        if last and last.sentence is run[0].sentence and not last.has("value") and last.quantities[0].kind == "rank":
            last.quantities.append(self._fill(run[0], role))
            return
        targets = self.group[-len(run) :] if len(self.group) >= len(run) and not core else []
        for position, figure in enumerate(run):
            if core and core not in cues().rates and core not in cues().levels:
                name = Name(core.removesuffix("排名") + "排名", trimmed.start, trimmed.end)
            else:
                behind = targets[position] if targets else (self.drafts[-1] if self.drafts else None)
                name = Name(self._ranked(behind, core) + "排名")
            draft = self._open(figure, role, name, trimmed.place, group=False)
            if not core and self.drafts[-2:-1]:
                self._inherit(draft, targets[position] if targets else self.drafts[-2])

    @staticmethod
    def _ranked(behind: Draft | None, core: str) -> str:
        if behind is None:
            return core
        last = behind.quantities[-1]
        if core in cues().rates:
            return behind.name.name.removesuffix("排名") + (core if core != "增长率" else "增速")
        moved = last.slot == "change" and last.kind == "percent" and last.basis in ("yoy", "avg", None)
        rate = "增幅" if moved and last.unit == "pp" else "增速" if moved else ""
        return behind.name.name.removesuffix("排名") + rate

    # everything else

    def _place(self, run: list[Figure], role: Role) -> None:
        trimmed = self._trim(run[0], role)
        core = self._core(trimmed)
        if role.slot == "share":
            self._carry_whole(run[0], role)
        if role.slot == "value" and self._reaches(run[0]):
            core = ""
        behind = self.drafts[-1] if self.drafts and self.drafts[-1].sentence is run[0].sentence else None
        if role.object is not None and re.match(r"该|此|本", self.document.text[role.object[0] :]):
            role.object, core = None, ""
        if role.slot in ("change", "gap", "share", "base") and role.object is None and (not core or core in cues().rates):
            if self._attach(run, role, core, behind):
                return
        if role.slot == "value" and (not core or core in cues().levels) and self._complete_level(run, role, core):
            return
        names = self._names(run, role, trimmed, core)
        if run[0].quantity.kind == "rank":
            names = [name.with_name(name.name.removesuffix("排名") + "排名") for name in names]
        earlier = self.group if run[0].lead.startswith(("、", "和", "及")) and behind is not None else []
        opened = [self._open(figure, role, name, trimmed.place) for figure, name in zip(run, names, strict=True)]
        self.group = [*earlier, *opened]

    def _reaches(self, figure: Figure) -> bool:
        """Whether the phrase only says that the level moved to here (由…调整为…, 逐年下降至今年最低…)."""
        last = self.drafts[-1] if self.drafts else None
        waiting = last is not None and last.sentence is figure.sentence and last.has("base") and not last.has("value")
        return waiting and NEXT_LEVEL.match(figure.lead) is not None

    def _carry_whole(self, figure: Figure, role: Role) -> None:
        """占比 and a bare 占 take the whole of the share before them, or the one that the sentence names (营收比重)."""
        if role.of is None:
            begin = figure.sentence.start
            named = re.search(r"(?P<whole>[^，,；;：:。、的]{2,10}?)的?(?:比重|占比|份额)(?:来看|方面|上)?(?=[，,])", self.document.text[begin : figure.near])
            role.of = (begin + named.start("whole"), begin + named.end("whole")) if named else self.share_of
        self.share_of = role.of

    def _attach(self, run: list[Figure], role: Role, core: str, behind: Draft | None) -> bool:
        """A movement, share, gap or base without a name of its own belongs to the record (or records) before it."""
        if behind is None:
            return False
        pool = self.group
        if role.distributed and len(pool) < len(run):
            pool = [d for d in self.drafts if d.sentence is behind.sentence and (d.has("value") or d.has("base"))]
        targets = pool[-len(run) :] if len(pool) >= len(run) > 1 else [behind] * len(run)
        if role.slot == "base" and behind.has("value") and re.search(r"由|从", run[0].head):
            return self._open_base(run, role)
        if len(run) == 1 and len(self.group) > 1 and self.group[-1] is behind and re.search(r"均|都|各", run[0].head):
            joint = self._open(run[0], role, Name("、".join(draft.name.name for draft in self.group)), None, group=False)
            self._inherit(joint, behind)
            return True
        if role.rule == "plan_share" and re.search(r"(?:任务|计划|目标)$", behind.name.name):
            earlier = [d for d in self.drafts if d.sentence is behind.sentence and d is not behind and d.has("value")]
            targets = earlier[-1:] if earlier and len(run) == 1 else targets
        if self._about_growth(run[0], role, core, behind):
            for figure, target in zip(run, targets, strict=True):
                rate = core if core and core != "增长率" else "增速"
                draft = self._open(figure, role, Name(target.name.name + rate), None, group=False)
                self._inherit(draft, target)
            return True
        for figure, target in zip(run, targets, strict=True):
            target.quantities.append(self._fill(figure, role))
        return True

    def _open_base(self, run: list[Figure], role: Role) -> bool:
        """A second 由…到… names its indicator in the clause before (用于…的比重，由…): a record of its own."""
        figure = run[0]
        said = re.search(r"[^，,；;。：:（）()]{2,30}(?=[，,]\s*$)", figure.text[figure.left : figure.near])
        if said is None:
            return False
        skip, entities = self.context.spans(figure.sentence)
        begin = figure.left + said.start()
        trimmed = indicators.trim(figure.text, begin, figure.left + said.end(), figure.sentence.words, skip, entities)
        core = self._core(trimmed)
        if not core or not indicators.has_head(core):
            return False
        self.group = [self._open(one, role, Name(core, trimmed.start, trimmed.end), trimmed.place) for one in run]
        return True

    @staticmethod
    def _about_growth(figure: Figure, role: Role, core: str, behind: Draft) -> bool:
        """涨幅比上月扩大0.2个百分点, 高于全国增速2.3个百分点 after a level: about the rate, a record of its own."""
        if figure.quantity.unit != "pp":
            return False
        grown = any(q.slot == "change" and q.kind == "percent" and q.unit == "%" for q in behind.quantities)
        if role.slot == "change":
            return bool(core) or (grown and behind.quantities[-1].slot == "change")
        return role.slot == "gap" and not grown and behind.kind != "percent" and not behind.has("share")

    def _complete_level(self, run: list[Figure], role: Role, core: str) -> bool:
        """The level of records that so far had only a change or a base (年均增长9%，去年达到80亿元)."""
        targets = self.group[-len(run) :] if len(self.group) >= len(run) else []
        if core:
            targets = [d for d in self.drafts[-4:] if d.sentence is run[0].sentence and d.has("change") and not d.has("value")][-1:]
        elif targets and targets[-1].quantities[-1].slot == "share" and run[0].quantity.kind == "percent" and len(run) == 1:
            if targets[-1].sentence is not run[0].sentence:  # told before anything is added: no figure stands in two records
                return False
            again = targets[-1].quantities[-1]
            targets[-1].quantities.append(msgspec.structs.replace(run[0].quantity, slot="share", of=again.of))
            return True
        if len(targets) != len(run) or any(draft.sentence is not run[0].sentence or draft.has("value") for draft in targets):
            return False
        if any(not (draft.has("base") or draft.has("change") or draft.has("share")) for draft in targets):
            return False
        first = targets[0].quantities[0]
        if first.slot != "base" and run[0].quantity.kind == "count" and indicators.noun_after(run[0], run[0].sentence.words)[0]:
            return False
        if first.slot == "base" and first.kind != run[0].quantity.kind:
            return False
        for figure, draft in zip(run, targets, strict=True):
            draft.quantities.append(self._fill(figure, role))
            period = self.context.period_near(figure)
            if period is not None:
                draft.period = period
            draft.status = self.context.status(figure)
        return True

    def _names(self, run: list[Figure], role: Role, trimmed: Trimmed, core: str) -> list[Name]:
        words = run[0].sentence.words
        if len(run) == 3 and re.search(r"三次产业|三产|产业结构", run[0].lead + core) and re.match(r"[:：∶/]", run[1].lead):
            return [Name(f"第{order}产业比重", trimmed.start, trimmed.end) for order in "一二三"]
        if len(run) > 1 and core:
            items = indicators.distribute(self.document.text, trimmed.start, trimmed.end, words, len(run))
            if items:
                return [self._named(item, figure, role, trimmed) for item, figure in zip(items, run, strict=True)]
        partners = self._partners(run, role)
        return [self._name(figure, role, trimmed, core, partner) for figure, partner in zip(run, partners, strict=True)]

    def _partners(self, run: list[Figure], role: Role) -> Sequence[Draft | None]:
        """The records that nameless figures go on about: the last one; with 分别 those of an earlier sentence, one each."""
        last = self.group[-1] if self.group else None
        if last is None or not role.distributed or last.sentence is run[0].sentence:
            return [last] * len(run)
        latest = itertools.takewhile(lambda draft: draft.sentence.start >= last.sentence.start, reversed(self.drafts))
        whole = [draft for draft in latest if draft.sentence is last.sentence and (draft.has("value") or draft.has("base"))][::-1]
        return next((listed for listed in (self.group, whole) if len(listed) == len(run)), [None] * len(run))

    def _name(self, figure: Figure, role: Role, trimmed: Trimmed, core: str, partner: Draft | None) -> Name:
        words = figure.sentence.words
        if role.object is not None:
            thing = indicators.trim(self.document.text, *role.object, words, (), ())
            return Name(self.document.text[thing.start : thing.end], thing.start, thing.end)
        if role.rule == "part" and role.of is not None:
            return self._part_name(figure, role)
        if role.slot == "value":
            span, deed, became = indicators.noun_after(figure, words)
            counted = figure.quantity.kind == "count" or not core
            if span is not None and counted:
                return self._counted_name(figure, span, deed, became)
        if core:
            return self._named(core, figure, role, trimmed)
        return Name(partner.name.name) if partner else Name("")

    def _part_name(self, figure: Figure, role: Role) -> Name:
        start, end = role.of or (0, 0)
        rest = self.document.text[end : figure.right]
        whole = self.document.text[start:end]
        if whole in ("股权", "股份"):
            return Name(f"持有{whole}")
        clean = indicators.trim(self.document.text, end, end + len(rest), figure.sentence.words, (), ())
        predicate = self.document.text[clean.start : clean.end][:12]
        return Name(predicate + whole, start, end)

    def _counted_name(self, figure: Figure, span: Span, deed: str, became: Span | None) -> Name:
        text = self.document.text
        noun = re.sub(r"^(?:“?的|左右的|多|余)+", "", text[span.start : span.end]).strip()
        noun = re.sub(r"(?:建设|的建设|工作|任务)$", "", noun) if len(noun) > 4 and noun.endswith(("建设",)) else noun
        if became is not None:
            title = indicators.trim(text, became.start, became.end, figure.sentence.words, (), ())
            grown = text[title.start : title.end]
            name = grown if grown.endswith(noun[-2:]) else grown + indicators.head_noun(noun)
            return Name(name, span.start, span.end)
        if deed in ("签订", "应用", "参与", "参加", "转播", "设立"):
            rest = text[text.find(deed, span.end) + len(deed) : figure.right].lstrip("了")
            return Name((deed + rest if len(rest) <= 12 and len(noun) <= 2 else deed) + noun, span.start, span.end)
        if noun in _MEASURES and len(modifier := self._modifier(figure)) >= 4:
            return Name(modifier + noun, span.start, span.end)
        before = indicators.deed_before(figure, figure.near, figure.sentence.words)
        return Name((deed or before) + noun, span.start, span.end)

    def _modifier(self, figure: Figure) -> str:
        """What policies or measures are for, said before their count (出台促进消费[十条]措施)."""
        skip, entities = self.context.spans(figure.sentence)
        trimmed = indicators.trim(figure.text, figure.near, figure.quantity.start, figure.sentence.words, skip, entities)
        said = re.sub(r"^(?:及时)?(?:制定|出台|推出|发布|实施|制订|印发|接续)+", "", figure.text[trimmed.start : trimmed.end])
        return "" if said.endswith("等") or re.search(r"工作方案|和$", said) else said

    def _named(self, core: str, figure: Figure, role: Role, trimmed: Trimmed) -> Name:
        """A name from the phrase's own words, completed where it only makes sense beside another record."""
        quantity = figure.quantity
        name = indicators.complete(re.sub(r"^(?:扣除|剔除|不含)[^，]{2,14}的(?=.{3})", "", core))
        start, end = trimmed.start, trimmed.end
        budget = re.search(r"「(?P<item>[^「」]{2,40})」[^「」，。]{0,24}?编列(?:预算|经费)?数?$", figure.head)
        if budget:
            return Name(budget.group("item") + "预算", figure.near + budget.start("item"), figure.near + budget.end("item"))
        if core in _BARE and self.sector:
            return Name(self.sector + core, start, end)
        if core in cues().dependent and self._governs(figure) and self.counted is not None and quantity.kind != "count":
            whole = self.counted.name.name
            return Name(whole + (core if core not in ("计划总投资", "计划投资") else core.removeprefix("计划")), start, end)
        deed = self._shared_deed(figure) if role.slot == "value" and quantity.kind == "count" else ""
        if deed and not cues().deed_start.match(core):
            name = core = deed + core
        if core in cues().deeds and quantity.kind == "count" and quantity.unit in ("户", "人", "名"):
            return Name(core + ("居民" if quantity.unit == "户" else "人员"), start, end)
        if core in cues().deeds and self.counted is not None and quantity.kind == "count":
            return Name(core + indicators.head_noun(self.counted.name.name), start, end)
        if role.slot == "share" and role.of is not None and not indicators.has_head(core):
            whole = re.sub(r"^(?:总|全部|全县|全市|全省|全国)", "", self.document.text[slice(*role.of)])
            if indicators.has_head(whole) and len(whole) <= 4:
                return Name(core + whole, start, end)
        if (swapped := self._parallel(core)) is not None:
            return Name(swapped, start, end)
        parent = self._parent_for(core, quantity, role)
        if parent is not None:
            self.lender = parent
            return Name(self._under(core, parent, quantity), start, end)
        name = re.sub(r"(?<=[业目位门])共?实现", "", name)
        if role.slot == "value":
            name = indicators.nominalised(name, quantity)
            if quantity.kind == "money" and core in ("出口", "进口", "进出口"):
                name = core + "额"
        return Name(name, start, end)

    def _shared_deed(self, figure: Figure) -> str:
        """新增驰名商标2个、免检产品10个: the deed before a list holds for its later items."""
        if not figure.lead.startswith(("、", "和", "及", "以及")) or not self.drafts or self.drafts[-1].sentence is not figure.sentence:
            return ""
        match = cues().deed_start.match(self.drafts[-1].name.name)
        return match.group() if match and match.end() < len(self.drafts[-1].name.name) - 1 else ""

    def _parallel(self, core: str) -> str | None:
        """贷款余额 after 金融机构人民币存款余额: the other half of a pair lends its modifier."""
        if not self.drafts or self.drafts[-1].sentence.paragraph != self.paragraph:
            return None
        before = self.drafts[-1].name.name
        for first, second in (("存款", "贷款"), ("出口", "进口"), ("进口", "出口"), ("收入", "支出"), ("客运", "货运")):
            at = before.find(first)
            if at > 1 and core.startswith(second) and len(core) <= 6 and core not in before:
                return before[:at] + core
        return None

    def _governs(self, figure: Figure) -> bool:
        """Whether the last thing counted is a project or its like, counted in this sentence or the one before."""
        counted = self.counted
        if counted is None or counted.sentence.paragraph != figure.sentence.paragraph:
            return False
        near = counted.sentence is figure.sentence or figure.sentence.start - counted.sentence.end <= 2
        return near and re.search(r"(?:项目|工程|合同|协议|订单|房|住房|小区|地块|园区|产业园|单|宗|企业|线路|课题|项|标)$", counted.name.name) is not None

    def _parent_for(self, core: str, quantity: Quantity, role: Role) -> Draft | None:
        """The record whose indicator a bare category (城镇, 烤烟) is a part of."""
        if (indicators.has_head(core) and core not in _CATEGORIES) or len(core) > 10 or core[0] in "「“":
            return None
        unit = f"{quantity.kind}:{quantity.unit}" if quantity.kind == "measure" else quantity.kind
        candidates = [self.parent] if self.parent is not None else []
        if role.slot == "value" and self.drafts and self.drafts[-1].sentence.paragraph == self.paragraph:
            candidates += [draft.parent or draft for draft in self.drafts[-1:]]
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

    @staticmethod
    def _under(core: str, parent: Draft, quantity: Quantity) -> str:
        whole = parent.name.name
        return core + (whole if quantity.kind == "money" and len(whole) <= 10 else indicators.head_noun(whole))

    # making

    def _open(self, figure: Figure, role: Role, name: Name, place: Span | None, *, group: bool = True) -> Draft:
        draft = Draft(name=name, quantities=[], sentence=figure.sentence, figure=figure)
        draft.quantities.append(self._fill(figure, role))
        joining = [
            one for one in self.pending
            if one[0].quantity is not figure.quantity and (figure.quantity.kind == "count" or one[0].listed)
        ]  # fmt: skip
        for waiting, its_role in joining:
            draft.quantities.append(self._fill(waiting, its_role))
        self.pending = [one for one in self.pending if one not in joining]
        draft.subject = self.context.subject(figure, place, name.start if name.start is not None and name.start < figure.quantity.start else None)
        if figure.quantity.kind in ("money", "measure") and role.slot == "value" and _ATTRIBUTE_NAME.search(name.name):
            draft.subject = self.context.owner_after(figure) or draft.subject
        draft.period = self.context.period(figure)
        draft.status = self.context.status(figure)
        if self.context.timeless(draft.subject, draft.status) and self.context.period_said(figure) is None:
            draft.period = None
        draft.parent, self.lender = self.lender, None
        self.drafts.append(draft)
        if group:
            self.group = [draft]
        if figure.quantity.kind == "count" and role.slot == "value":
            self.counted = draft
        return draft

    @staticmethod
    def _inherit(draft: Draft, other: Draft) -> None:
        draft.subject, draft.period, draft.status = other.subject, other.period, other.status

    def _fill(self, figure: Figure, role: Role) -> Quantity:
        """The quantity with its slot and what goes with it."""
        of = None
        if role.of is not None:
            of = self._whole(*role.of)
        elif role.object is not None:
            of = self._whole(*role.object)
        basis = role.basis
        if role.slot == "change" and basis is None:
            basis = self.context.basis(figure)
        return msgspec.structs.replace(
            figure.quantity,
            slot=role.slot,
            basis=basis if role.slot == "change" else None,
            direction=role.direction if role.slot in ("change", "gap") else None,
            of=of,
        )

    def _whole(self, start: int, end: int) -> Mention | None:
        text = self.document.text
        match = re.search(r"(?:的)?(?:比重|比例|份额)?$", text[start:end])
        end = start + match.start() if match else end
        start += len(re.match(r"(?:到|据|了|当年|同期)*", text[start:end]).group())  # type: ignore[union-attr]  # matches the empty string
        if start >= end:
            return None
        return Mention(self.document.article.text[start:end], start, end, text[start:end])

    def _trim(self, figure: Figure, role: Role) -> Trimmed:
        skip, entities = self.context.spans(figure.sentence)
        trimmed = indicators.trim(self.document.text, figure.near, max(figure.near, role.cue), figure.sentence.words, skip, entities)
        left = Span(trimmed.start, trimmed.end)
        if role.slot == "value" and left in entities:
            return Trimmed(start=left.end, end=left.end, place=left, openers=trimmed.openers)
        return trimmed

    def _core(self, trimmed: Trimmed) -> str:
        core = self.document.text[trimmed.start : trimmed.end].strip()
        return "" if _POINTING.fullmatch(core) else core


def _runs(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """[first, last) of each list: a figure with those joined to it by 、 和 or nothing but a comma."""
    first = 0
    for index in range(1, len(figures) + 1):
        if index == len(figures) or not figures[index].joined:
            yield first, index
            first = index
