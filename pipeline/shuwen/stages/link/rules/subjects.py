"""Whom a figure is about: the entity in subject position, what a place word or pronoun stands for, or the article's own subject."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cache
from operator import attrgetter

import msgspec

from shuwen.document import Document, Entity, Span
from shuwen.records import Mention
from shuwen.stages.link.rules.cues import cues, listed

_REPORT = re.compile(
    r"""^(?P<place>[一-鿿]{2,16}?)(?:人民政府)?(?:关于)?(?:\d{4}年|[〇零一二三四五六七八九○]{4}年)?
        (?:上半年|国民经济|政府工作报告|经济运行|财政|统计公报)""",
    re.VERBOSE,
)
_TITLE_PLACE = re.compile(
    r"""(?P<place>[一-鿿]{2,4}?(?:自治区|自治州|省|市|县|旗|镇|乡|区)
        (?:产业集聚区|[一-鿿]{0,4}开发区|[一-鿿]{0,4}产业园)?)(?![场长委民值区级])""",
    re.VERBOSE,
)
_TICKER = re.compile(
    r"""(?P<before>[^\s，,。；;：:（）()「」、0-9]{2,24})
        [（(](?:股票代[码號号][:：]?)?(?:\d{4,6}(?:[-.][A-Z]{2})?|[A-Z]{1,5}[.:][A-Z]{1,6})[）)]""",
    re.VERBOSE,
)
_BUDGET = re.compile(r"\d{2,3}年度(?P<org>[^，,。「」第]{3,26}?)(?:附属单位|单位)?(?:岁出)?(?:预算|决算|(?=「))")
_STAGE = re.compile(r"[一二三四五]期(?=[已正计拟规投建总共主工])")
#: What may stand for the article's region, company, park or project at the head of a phrase.
_POINTER = re.compile(
    r"(?:全|我|本|该)[国省市县区州盟旗镇乡村港]|该?公司|该集团|集团|园区|该园区|该项目|该行|全台"
)
_COUNTRY = {"全国", "我国", "中国", "国家"}
_WIDE = {"全球", "世界", "内地"}
_LEVEL = {**{level: level for level in "省市县区州盟旗镇乡村"}, "港": "特别行政区", "台": "台湾"}
_ORG_WORDS = {"公司", "该公司", "集团", "该集团", "企业", "该企业", "该行", "该厂", "该院", "本公司", "其", "他们", "我们", "它"}
_PARK_WORDS = {"园区", "该园区"}
_PROJECT_WORDS = {"该项目", "项目"}
_REGION_DEFAULT = {"HK": "香港", "TW": "台湾"}


@cache
def _plain_name() -> re.Pattern[str]:
    """Text that can be a name: no particle, preposition, verb of saying or doing in it."""
    return re.compile(
        rf"(?!.*(?:[的了在为是把被将从对由与和及距并也则因]|{listed('subjects', 'unnaming')}))[一-鿿A-Za-z·&\-]{{2,10}}"
    )


@cache
def _authority() -> re.Pattern[str]:
    """Who publishes figures of others."""
    return re.compile(rf"(?:{listed('subjects', 'authorities')})$")


@cache
def _not_subject_after() -> re.Pattern[str]:
    """An entity before this is the speaker, the source or a place on the way, not whom the figure is about."""
    return re.compile(rf"(?:[^，。；]{{0,6}}(?:{listed('subjects', 'speaking')}))|等(?:地|国|省)")


@cache
def _offices(level: str) -> re.Pattern[str]:
    """A region of that level (省, 市, 县) before the name of an office of its own."""
    offices = listed("subjects", "offices")
    return re.compile(rf"(?<![省市县区])(?![省市县区]委)([一-鿿]{{2}}{level})(?:{offices})")


class Subjects(msgspec.Struct, kw_only=True):
    """The subjects of one article. `topic` is the article's own; `carried` the last one named in running text."""

    document: Document
    topic: Mention | None
    report: bool
    carried: Mention | None = None
    org: Mention | None = None
    park: Mention | None = None
    project: Mention | None = None
    seats: dict[str, str | None] = msgspec.field(default_factory=dict)  # what _seat found, by level

    def enter(self) -> None:
        """Start a sentence; a new paragraph of a report forgets what the last one spoke of."""
        if self.report:
            self.carried = None

    def at(self, position: int, place: Span | None, starts: Sequence[int]) -> Mention | None:
        """The subject of a figure whose phrase begins at `position`.

        `place` is the place word or entity cut from the phrase itself; `starts` are the offsets at which the phrases
        of the sentence begin once connectives and periods are gone: an entity right there is in subject position.
        """
        own = self._place(place)
        if own is not None:
            return self._carry(own, keep=not self.report)
        for start in reversed([start for start in starts if start < position]):
            entity = None if self.report else self._entity_at(start)
            if entity is not None:
                return self._carry(self.mention(entity), keep=not self.report)
            word = self._word_at(start)
            if word is not None:
                lasting = not self.report and not word.text.endswith("期")
                return self._carry(word, keep=lasting)
        return self.carried or self.topic

    def _carry(self, mention: Mention, *, keep: bool) -> Mention:
        if keep:
            self.carried = mention
        return mention

    def _place(self, place: Span | None) -> Mention | None:
        if place is None:
            return None
        at = bisect_left(self.document.entities, place.start, key=attrgetter("start"))
        entity = next((e for e in self.document.entities[at : at + 1] if e.start == place.start and e.end == place.end), None)
        if entity is not None:
            aside = self.report and (entity.label in ("ORG", "PROJECT") or entity.name in _COUNTRY)
            return None if aside or self._speaks(entity) else self.mention(entity)
        word = self.document.text[place.start : place.end]
        return self._resolve(word, place.start) or self._unknown(word, place)

    def _unknown(self, word: str, place: Span) -> Mention | None:
        """A name that no gazetteer knows, set off by a period or a verb from the indicator after it."""
        topic = self._name(self.topic)
        if topic and topic in word:
            return self.topic
        if self.report or not _plain_name().fullmatch(word):
            return None
        return Mention(self.document.article.text[place.start : place.end], place.start, place.end, word)

    def _entity_at(self, start: int) -> Entity | None:
        for entity in self.document.entities:
            if entity.start == start and entity.label in ("LOC", "ORG", "PARK", "PROJECT") and not self._speaks(entity):
                after = self.document.text.startswith("等", entity.end)
                return None if after or _not_subject_after().match(self.document.text, entity.end) else entity
        return None

    def _speaks(self, entity: Entity) -> bool:
        """Bureaus and brokers publish and judge figures; the figures are of somebody else, unless the article is theirs."""
        return entity.label == "ORG" and self.topic is not None and self.topic.name != entity.name and _authority().search(entity.name) is not None

    def _word_at(self, start: int) -> Mention | None:
        stage = _STAGE.match(self.document.text, start)
        if stage and self.project is not None:
            base = re.sub(r"[一二三四五]期$", "", self.project.name)
            return Mention(self.document.article.text[start : stage.end()], start, stage.end(), base + stage.group())
        match = _POINTER.match(self.document.text, start)
        if match is None or re.match(r"化|级|性|政府|委|局", self.document.text[match.end() :]):
            return None
        return self._resolve(match.group(), start)

    def mention(self, entity: Entity) -> Mention:
        """The entity as a mention, remembered as the last one of its sort."""
        text = self.document.article.text
        name = self._short_name(entity.name) if entity.label == "ORG" else entity.name
        mention = Mention(text[entity.start : entity.end], entity.start, entity.end, name)
        if entity.label == "ORG":
            self.org = mention
        elif entity.label == "PARK":
            self.park = mention
        elif entity.label == "PROJECT":
            self.project = mention
        return mention

    def _short_name(self, name: str) -> str:
        """A company goes by the short name that the headline gives it (某某钢铁 for 某某钢铁股份有限公司)."""
        sizes = range(len(name) - 1, 2, -1)
        company = name.endswith(("公司", "集团", "股份"))
        return next((name[:size] for size in sizes if company and name[:size] in self.document.headline), name)

    def _resolve(self, word: str, start: int) -> Mention | None:
        """What 全市, 该县, 公司 or 园区 stands for here."""
        written = self.document.article.text[start : start + len(word)]
        name = self._nearest(start) if word in ("他们", "它", "其", "我们") else None
        name = name or self._referent(word)
        return Mention(written, start, start + len(word), name) if name else None

    def _nearest(self, position: int) -> str | None:
        """The last organisation, park or project named shortly before a pronoun."""
        near = [e for e in self.document.entities if position - 40 <= e.start < position and e.label in ("ORG", "PARK", "PROJECT")]
        return near[-1].name if near else None

    def _referent(self, word: str) -> str | None:
        if word in _COUNTRY:
            return "全国"
        if word in _WIDE:
            return word
        if word in _ORG_WORDS:
            return self._name(self.org) or self._name(self.topic)
        if word in _PARK_WORDS:
            return self._name(self.park) or self._name(self.topic)
        if word in _PROJECT_WORDS:
            return self._name(self.project) or self._name(self.topic)
        level = _LEVEL.get(word[-1])
        if level is None:
            return None
        if word[-1] == "港":
            return "香港"
        if word[-1] == "台":
            return "台湾"
        return self.region(level) or "全" + word[-1]

    def region(self, level: str) -> str | None:
        """The article's own region of that level: in its topic, else the one that title and text name most often."""
        topic = self._name(self.topic) or ""
        head = re.match(rf"[一-鿿]{{1,8}}?{level}", topic) if level != "区" else re.match(r"[一-鿿]{1,8}(?:自治区|(?<!园)(?<!聚)(?<!发)区)$", topic)
        if head:
            return head.group()
        if level == "市" and self.report:
            return topic or None
        if level == "省" and topic.endswith("自治区"):
            return topic
        if level == "区" and self.park is not None:
            return self.park.name
        counts = Counter(e.name for e in self.document.entities if e.label == "LOC" and e.name.endswith(level))
        counts.update(name for name in counts if name in self.document.headline for _ in range(5))
        name, times = counts.most_common(1)[0] if counts else ("", 0)
        return name if times > 1 or (name and not topic) else self._seat(level)

    def _seat(self, level: str) -> str | None:
        """The region whose own offices the text speaks of (某某市统计局), for places that no gazetteer holds."""
        if level in self.seats:
            return self.seats[level]
        named = Counter(_offices(level).findall(self.document.headline + self.document.text))
        self.seats[level] = named.most_common(1)[0][0] if named else None
        return self.seats[level]

    @staticmethod
    def _name(mention: Mention | None) -> str | None:
        return mention.name if mention else None


def subjects_of(document: Document) -> Subjects:
    """The article's own subject from its title, its first words or its region, ready for the figures."""
    document = document.evolve(entities=_with_parks(document))
    report = bool(re.search(r"政府工作报告|国民经济和社会发展(?:统计公报|计划)|经济运行情况|财政预算(?:执行)?", document.headline))
    subjects = Subjects(document=document, topic=None, report=report)
    subjects.topic = _from_title(document, report=report) or _from_budget(document) or _from_ticker(document) or _from_text(document)
    document = document.evolve(entities=_with_implied_parks(document, subjects))
    subjects.document = document
    for entity in document.entities[:40]:
        if entity.label in ("ORG", "PARK", "PROJECT") and getattr(subjects, entity.label.lower()) is None:
            subjects.mention(entity)
    return subjects


_PARK_AFTER = re.compile(
    r"""(?:(?![在做的与和对把为将由向到是有了推抓建等])[一-鿿]){0,4}?
    (?: 产业集聚区
      | (?:经济|高新|高新技术|技术|产业)*(?:开发区|产业区|示范区)
      | (?:工业|产业|科技|物流|农业|化工|食品|旅游)*园区?(?![林艺长丁])
      | 保税区 | 经开区 | 高新区 )""",
    re.VERBOSE,
)


def _with_parks(document: Document) -> tuple[Entity, ...]:
    """The entities, a place that a park's ending follows taken with it (蓼河县 + 产业集聚区)."""
    grown: list[Entity] = []
    for entity in document.entities:
        if grown and entity.start < grown[-1].end:
            continue
        match = _PARK_AFTER.match(document.text, entity.end) if entity.label == "LOC" else None
        if match:
            name = entity.name + match.group()
            grown.append(Entity(entity.start, match.end(), "PARK", name))
        else:
            grown.append(entity)
    return tuple(grown)


def _with_implied_parks(document: Document, subjects: Subjects) -> tuple[Entity, ...]:
    """该县工业园 resolved: the pronoun's region with the park's ending."""
    found = list(document.entities)
    for match in re.finditer(r"(?:该|我|全|本)(?P<level>[县市区旗州])", document.text):
        park = _PARK_AFTER.match(document.text, match.end())
        region = subjects.region(match.group("level")) if park else None
        if park and region and not any(e.start < park.end() and match.start() < e.end for e in found):
            found.append(Entity(match.start(), park.end(), "PARK", region + park.group()))
    return tuple(sorted(found))


def _implied(name: str) -> Mention:
    return Mention("", None, None, name)


def _from_title(document: Document, *, report: bool) -> Mention | None:
    title = document.headline
    if not title:
        return None
    if report and title.startswith(("国务院", "国家统计局", "全国", "中华人民共和国")):
        return _implied("全国")
    match = _REPORT.match(title)
    if match and report:
        return _implied(match.group("place"))
    deepest = re.match(r"(?:[一-鿿]{2,4}?(?:省|市|县|自治州))(?P<place>[一-鿿]{2,4}?(?:县|镇|乡|街道))(?![场长委民值级])", title)
    opened = re.match(r"(?:关于|\d{4}年|\d{1,2}月份?|前[一二三]季度|[上下]半年|[一二三四]季度|全年|[^：:　 ]{2,8}[：:　 ])+", title)
    named = deepest or _TITLE_PLACE.match(title) or (_TITLE_PLACE.match(title, opened.end()) if opened else None)
    return _implied(named.group("place")) if named else None


def _from_budget(document: Document) -> Mention | None:
    """The agency whose estimates a budget proposal of Taiwan speaks of (114年度国土管理署及所属岁出预算)."""
    match = _BUDGET.search(document.text[:300]) if document.article.region == "TW" else None
    if match is None:
        return None
    start, end = match.span("org")
    return Mention(document.article.text[start:end], start, end, match.group("org"))


def _from_ticker(document: Document) -> Mention | None:
    """揚智(3041): the company's name is the part before the code that the text says most often."""
    match = _TICKER.search(document.text[:400])
    if match is None:
        return None
    before = match.group("before")
    counts = Counter({before[-size:]: document.text.count(before[-size:]) for size in range(2, min(8, len(before)) + 1)})
    most = max(counts.values())
    name = max((name for name, count in counts.items() if count >= max(2, 0.6 * most)), key=len, default=before[-4:])
    start = match.end("before") - len(name)
    return Mention(document.article.text[start : start + len(name)], start, start + len(name), name)


def _from_text(document: Document) -> Mention | None:
    """The entity that the title names, else the first in subject position, else what the region implies."""
    title = document.headline
    labels = ("LOC", "PARK", "ORG", "PROJECT")
    named = [e for e in document.entities if e.label in labels and not _not_subject_after().match(document.text, e.end)]
    in_title = [e for e in named if e.name and (document.text[e.start : e.end] in title or e.name in title)]
    if in_title:
        first = min(in_title, key=lambda e: (title.find(document.text[e.start : e.end]) % 10_000, -len(e.name)))
        return Mention(document.article.text[first.start : first.end], first.start, first.end, first.name)
    openers = {s.start for s in document.sentences} | {c.start for s in document.sentences[:12] for c in s.clauses}
    for entity in named:
        if entity.start in openers or cues().opener.search(document.text[max(0, entity.start - 4) : entity.start]):
            if entity.name in ("中国", "国家"):
                return _implied("全国")
            return Mention(document.article.text[entity.start : entity.end], entity.start, entity.end, entity.name)
    if re.search(r"全国|我国|国家统计局", document.text + title):
        return _implied("全国")
    default = _REGION_DEFAULT.get(document.article.region)
    return _implied(default) if default else None
