"""What the linker asks about a place in the article: its period, its subject, its status, the basis of a bare change."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from functools import cache
from operator import attrgetter

import msgspec

from shuwen.document import Document, PeriodExpression, Sentence, Span
from shuwen.lang.genre import is_annual
from shuwen.records import Mention, Status
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.cues import listed
from shuwen.stages.link.rules.indicators import Passage, trim
from shuwen.stages.link.rules.roles import basis_in
from shuwen.stages.link.rules.status import Outlook, section_status, status_of
from shuwen.stages.link.rules.subjects import Subjects, subjects_of

# A profile describes what stands, not what happened in the period said last.
_PROFILE = re.compile(r"简介|概况|简况|投资指南|基本情况")
# A date that only says when a thing named was founded or issued.
_FOUNDED = re.compile(r"[^，。；]{0,3}(?:成立|创立|创办|设立|出台|发布|印发|公布|签订|下发)的")
_SEVERAL_YEARS = re.compile(r"(?P<years>[二三四五两十2345]|10)年(?:间|来)?(?:累计|共|来累计)")


@cache
def _attribute() -> re.Pattern[str]:
    """What a thing is, rather than what happened in a period: it takes no period from the sentences before."""
    return re.compile(rf"(?:{listed('periods', 'attributes')})[^，。]{{0,4}}$")


@cache
def _owner() -> re.Pattern[str]:
    """The thing built that stands after its attribute."""
    return re.compile(
        rf"(?:以上|左右)?的(?P<name>[^，。；、的]{{2,24}}?(?:{listed('periods', 'sites')}))(?![一-鿿]{{0,2}}(?:区|路))"
    )


class Context(msgspec.Struct, kw_only=True):
    """One article's periods, subjects and sections; `enter` moves it from sentence to sentence."""

    document: Document
    subjects: Subjects
    sections: dict[int, Status]
    annual: bool
    year: int | None
    expressions: list[PeriodExpression] = []
    sentence: Sentence | None = None
    half: PeriodExpression | None = None
    carried: PeriodExpression | None = None
    paragraph: int = -1
    paragraph_start: int = 0
    starts: list[int] = []
    list_status: Status | None = None
    throughout: Status | None = None

    @classmethod
    def of(cls, document: Document) -> Context:
        """The context of a document that has its quantities and entities."""
        annual = is_annual(document.headline)
        subjects = subjects_of(document)
        document = subjects.document
        return cls(
            document=document,
            subjects=subjects,
            sections=section_status(document),
            annual=annual,
            year=document.year,
        )

    def enter(self, sentence: Sentence) -> None:
        """Take the sentence's periods and the starts of its phrases, and let go of what the last paragraph carried."""
        text = self.document.text[sentence.start : sentence.end]
        self.expressions = self._expressions_in(sentence)
        self.half = next(filter(_is_part, self.expressions), self.half)
        new_paragraph = sentence.paragraph != self.paragraph
        if new_paragraph and self.annual:
            self.carried = None
        if new_paragraph:
            self.paragraph_start = sentence.start
        self.paragraph = sentence.paragraph
        self.sentence = sentence
        self.subjects.enter()
        if new_paragraph or self.list_status != "forecast":
            self.list_status = None
        self.list_status = _list_status(text) or self.list_status or self.throughout
        if re.search(r"预计数?[，,]\s*下同", text):
            self.throughout = "forecast"
        self.starts = self._phrase_starts(sentence) if sentence.words else []

    def _expressions_in(self, sentence: Sentence) -> list[PeriodExpression]:
        first = bisect_left(self.document.periods, sentence.start, key=attrgetter("start"))
        last = bisect_left(self.document.periods, sentence.end, key=attrgetter("start"))
        return list(self.document.periods[first:last])

    def _phrase_starts(self, sentence: Sentence) -> list[int]:
        """Where each clause begins once connectives and periods are gone: the places of subjects."""
        passage = Passage(self.document.text, sentence.words, [Span(one.start, one.end) for one in self.expressions])
        starts = []
        for clause in sentence.clauses:
            trimmed = trim(passage, clause.start, clause.end)
            starts.append(trimmed.place.start if trimmed.place else trimmed.start)
        return starts

    def masks(self) -> list[Span]:
        """Spans whose punctuation is no boundary."""
        return [Span(one.start, one.end) for one in self.expressions]

    def spans(self, sentence: Sentence) -> tuple[list[Span], list[Span]]:
        """The periods and the entities of the sentence, to be cut from phrases."""
        first = bisect_left(self.document.entities, sentence.start, key=attrgetter("start"))
        last = bisect_left(self.document.entities, sentence.end, key=attrgetter("start"))
        entities = [
            Span(e.start, e.end)
            for e in self.document.entities[first:last]
            if e.end <= sentence.end and e.label in ("LOC", "ORG", "PARK", "PROJECT")
        ]
        return [Span(one.start, one.end) for one in self.expressions], entities

    # period

    def period_near(self, figure: Figure) -> Mention | None:
        """The period said in the figure's own phrase or right after it, if any."""
        one = self._said(figure, figure.left)
        return self._mention(one) if one else None

    def period_said(self, figure: Figure) -> Mention | None:
        """The period said in the figure's own sentence, if any."""
        one = self._said(figure, figure.sentence.start)
        return self._mention(one) if one else None

    def timeless(self, subject: Mention | None, status: Status) -> bool:
        """Whether a figure takes no period from the sentences before it: a plan without a date, a stage of a project."""
        stage = subject is not None and subject.text.endswith("期")
        return not self.annual and (status == "planned" or stage)

    def period(self, figure: Figure) -> Mention | None:
        """The period of a figure: said before it in the sentence, carried from before, or the report's own."""
        one = self._said(figure, figure.sentence.start)
        if one is not None:
            self.carried = one if not self.annual or one.kind not in ("day", "week") else self.carried
            return self._mention(one)
        if (_attribute().search(figure.head) and not self.annual) or _PROFILE.search(self.document.headline):
            return None
        several = _SEVERAL_YEARS.search(self.document.text[figure.sentence.start : figure.quantity.start])
        year = self.document.published.year if self.document.published else self.year
        if several and self.annual and year:
            span = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "十": 10}.get(several.group("years")) or int(several.group("years"))
            return Mention("", None, None, f"{year - span:04}-01-01/{year - 1:04}-12-31") if year > span else None
        if self.carried is not None and not self._planned_ahead(figure):
            return Mention("", None, None, self.carried.name)
        default = self._default(figure)
        return Mention("", None, None, default) if default else None

    def _said(self, figure: Figure, since: int) -> PeriodExpression | None:
        near = [
            one for one in self.expressions
            if since <= one.start < figure.quantity.start and one.name and one.role_hint != "base" and one.kind != "vague"
            and not _FOUNDED.match(self.document.text, one.end)
        ]
        after = re.match(r"[（(](?:截至|截止|截止到)?", self.document.text[figure.quantity.end : figure.quantity.end + 4])
        if after:
            for one in self.expressions:
                if figure.quantity.end < one.start <= figure.quantity.end + 4 and one.name:
                    return one
        return near[-1] if near else None

    def _planned_ahead(self, figure: Figure) -> bool:
        return self.annual and self.sections.get(figure.sentence.start) == "planned"

    def _default(self, figure: Figure) -> str:
        """A yearly report speaks of the year before it was published, its plans of the year itself."""
        published = self.document.published
        year = published.year if published else self.year
        if not self.annual or year is None:
            return ""
        target = year if self._planned_ahead(figure) else year - 1
        return f"{target:04}-01-01/{target:04}-12-31" if target > 0 else ""  # the year before the first has no name

    def _mention(self, one: PeriodExpression) -> Mention:
        name = self._so_far(one)
        return Mention(self.document.article.text[one.start : one.end], one.start, one.end, name)

    def _so_far(self, one: PeriodExpression) -> str:
        """年初以来 in an article without a date ends where the part of that year it reports on ends."""
        half = self.half
        if self.document.published is None and one.kind == "cumulative" and half is not None and one.name[:10] == half.name[:10]:
            return half.name
        return one.name

    # the others

    def subject(self, figure: Figure, place: Span | None, named: int | None) -> Mention | None:
        """Whom the figure is about. `named` is where its indicator's own words begin: what stands there is no subject."""
        return self.subjects.at(named if named is not None else figure.quantity.start, place, self.starts)

    def owner_after(self, figure: Figure) -> Mention | None:
        """总投资4亿元的某某项目: the project named after its attribute is the subject, here and for its stages."""
        match = _owner().match(figure.text, figure.quantity.end, figure.right)
        if match is None:
            return None
        start, end = match.span("name")
        self.subjects.project = Mention(self.document.article.text[start:end], start, end, match.group("name"))
        return self.subjects.project

    def status(self, figure: Figure) -> Status:
        """Done, planned or forecast."""
        section = self.sections.get(figure.sentence.start, "actual")
        one = self._said(figure, figure.sentence.start)
        past = future = current = False
        published = self.document.published
        if one is not None and published is not None:
            first, _, last = one.name.partition("/")
            past = last < published.isoformat()
            current = last > published.isoformat()
            future = first > published.isoformat() or (one.kind == "plan" and last > published.isoformat())
        return status_of(figure, Outlook(section, past=past, future=future, current=current, listed=self.list_status))

    def basis(self, figure: Figure) -> str | None:
        """The basis of a change that names none: the sentence's own comparison, else year-on-year for rates."""
        before = self.document.text[figure.sentence.start : figure.quantity.start]
        opened = re.search(r"(?:与|同|和|较|比)(?P<other>[^，,；;。]{2,12}?)(?:相比|比较)[，,]", before)
        if opened:
            return basis_in("比" + opened.group("other")) or f"since:{opened.group('other')}"
        if figure.quantity.kind != "percent":
            return None
        one = self._said(figure, figure.sentence.start)
        if one is not None and one.name:
            first, _, last = (datetime.date.fromisoformat(day) for day in (*one.name.split("/")[:1], one.name.split("/")[0], one.name.split("/")[1]))
            if (last - first).days > 370:
                return None
        return "yoy"


def _is_part(one: PeriodExpression) -> bool:
    """Whether an expression names a part of a year, or some years, that an article may report on."""
    return one.kind in ("half", "range", "quarter") and bool(one.name)


def _list_status(text: str) -> Status | None:
    """预计 at the head of a sentence covers all its figures."""
    match = re.match(r"(?:[（(][一二三四五六七八九十]+[）)][^，。]{0,20}[，。])?[^，,：:。]{0,14}?(?:初步预计|预计|预估)[，,：:]", text)
    return "forecast" if match else None
