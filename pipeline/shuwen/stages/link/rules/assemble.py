"""Figures -> records: which figures say one thing, and what that thing is called.

A sentence is read from left to right. A figure whose own phrase names something opens a record; one whose phrase names
nothing, or only points back (增幅, 占比), joins the record before it; lists and paired lists are taken apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import msgspec

from shuwen.document import Document, Sentence
from shuwen.records import Mention, Quantity, Record
from shuwen.stages.link.figures import Figure, figures_of
from shuwen.stages.link.rules.context import Context
from shuwen.stages.link.rules.cues import cues
from shuwen.stages.link.rules.indicators import Name, noun_after
from shuwen.stages.link.rules.joining import attach, complete_level
from shuwen.stages.link.rules.naming import counted_name, names_of
from shuwen.stages.link.rules.reading import Draft, Phrase, Reading
from shuwen.stages.link.rules.roles import Role, next_level, role_of

_SECTOR = re.compile(
    r"""(?:[（(]?[一二三四五六七八九十]+[）)]?是?[、.，]?|\d{1,2}[.、．])?
        (?P<sector>[^，。：:；、0-9]{2,9}(?:产业|行业|制造业|加工业|旅游业|养殖业))[。：:]""",
    re.VERBOSE,
)
_SHARE_NAMED = re.compile(
    r"(?P<whole>[^，,；;：:。、的]{2,10}?)的?(?:比重|占比|份额)(?:来看|方面|上)?(?=[，,])"
)
#: What opens a breakdown of the level before it.
_BREAKDOWN = ("其中", "按", "分行业", "分地", "从产品", "从行业")


def first_reading(document: Document) -> tuple[Record, ...]:
    """The first rules' records: every quantity stands in exactly one, in reading order."""
    context = Context.of(document)
    reader = _Reader(document=document, context=context)
    by_sentence = _group(document)
    for sentence in document.sentences:
        quantities = by_sentence.get(sentence.start, [])
        context.enter(sentence)
        if quantities:
            reader.read(sentence, quantities)
    return tuple(_finish(document, draft) for draft in reader.drafts)


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


class _Reader(Reading, kw_only=True):
    """Reads sentences one by one. `whole` and `share_of`: what the last threshold and the last share are of."""

    whole: tuple[int, int] | None = None
    share_of: tuple[int, int] | None = None
    last_role: Role | None = None

    def read(self, sentence: Sentence, quantities: Sequence[Quantity]) -> None:
        """Link the figures of one sentence."""
        figures = figures_of(self.text, sentence, quantities, self.context.masks())
        self.parent = self.whole = self.last_role = None
        if sentence.paragraph != self.paragraph:
            self.paragraph, self.share_of = sentence.paragraph, None
            said = _SECTOR.match(self.text, self.context.paragraph_start)
            self.sector = said.group("sector") if said else ""
        self.pending = []
        if self.group and self.group[-1].sentence.paragraph != sentence.paragraph:
            self.group = []  # a list is of its own paragraph
        fresh = len(self.drafts)
        for first, last in _runs(figures):
            run = figures[first:last]
            role = self._continued(run[0], role_of(figures, first))
            if any(mark in run[0].lead for mark in _BREAKDOWN):
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
            span, deed, became = noun_after(figure, figure.sentence.words)
            if span is not None:
                draft.name = counted_name(self, figures[first - 1], span, deed, became)
            draft.quantities.append(self.fill(figure, role))
            return
        self.pending.append((figure, role))

    def _flush(self) -> None:
        """Thresholds that no count followed stand alone."""
        for figure, role in self.pending:
            self.open(figure, role, Name(""), None)
        self.pending = []

    # ranks

    def _rank(self, run: list[Figure], role: Role) -> None:
        _, _, trimmed, core = self.phrase(run, role)
        last = self.drafts[-1] if self.drafts else None
        if last and last.sentence is run[0].sentence and not last.has("value") and last.quantities[0].kind == "rank":
            last.quantities.append(self.fill(run[0], role))
            return
        targets = self.group[-len(run) :] if len(self.group) >= len(run) and not core else []
        for position, figure in enumerate(run):
            if core and core not in cues().rates and core not in cues().levels:
                name = Name(core.removesuffix("排名") + "排名", trimmed.start, trimmed.end)
            else:
                behind = targets[position] if targets else (self.drafts[-1] if self.drafts else None)
                name = Name(self._ranked(behind, core) + "排名")
            draft = self.open(figure, role, name, trimmed.place, group=False)
            if not core and self.drafts[-2:-1]:
                self.inherit(draft, targets[position] if targets else self.drafts[-2])

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
        phrase = self.phrase(run, role)
        if role.slot == "share":
            self._carry_whole(run[0], role)
        if role.slot == "value" and self._reaches(run[0]):
            phrase = phrase._replace(core="")
        behind = self.drafts[-1] if self.drafts and self.drafts[-1].sentence is run[0].sentence else None
        if role.object is not None and re.match(r"该|此|本", self.text[role.object[0] :]):
            role.object, phrase = None, phrase._replace(core="")
        if self._joins(phrase, behind):
            return
        names = names_of(self, phrase)
        if run[0].quantity.kind == "rank":
            names = [name.with_name(name.name.removesuffix("排名") + "排名") for name in names]
        earlier = self.group if run[0].lead.startswith(("、", "和", "及")) and behind is not None else []
        opened = [self.open(figure, role, name, phrase.trimmed.place) for figure, name in zip(run, names, strict=True)]
        self.group = [*earlier, *opened]

    def _joins(self, phrase: Phrase, behind: Draft | None) -> bool:
        """Whether the figures joined records before them, having no name of their own."""
        role, core = phrase.role, phrase.core
        if role.slot == "value":
            return (not core or core in cues().levels) and complete_level(self, phrase)
        nameless = role.object is None and (not core or core in cues().rates)
        return nameless and role.slot in {"change", "gap", "share", "base"} and attach(self, phrase, behind)

    def _reaches(self, figure: Figure) -> bool:
        """Whether the phrase only says that the level moved to here (由…调整为…, 逐年下降至今年最低…)."""
        last = self.drafts[-1] if self.drafts else None
        waiting = last is not None and last.sentence is figure.sentence and last.has("base") and not last.has("value")
        return waiting and next_level().match(figure.lead) is not None

    def _carry_whole(self, figure: Figure, role: Role) -> None:
        """占比 and a bare 占 take the whole of the share before them, or the one that the sentence names (营收比重)."""
        if role.of is None:
            begin = figure.sentence.start
            named = _SHARE_NAMED.search(self.text[begin : figure.near])
            role.of = (begin + named.start("whole"), begin + named.end("whole")) if named else self.share_of
        self.share_of = role.of


def _runs(figures: Sequence[Figure]) -> Iterator[tuple[int, int]]:
    """[first, last) of each list: a figure with those joined to it by 、 和 or nothing but a comma."""
    first = 0
    for index in range(1, len(figures) + 1):
        if index == len(figures) or not figures[index].joined:
            yield first, index
            first = index
