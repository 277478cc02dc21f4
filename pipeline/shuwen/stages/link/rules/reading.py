"""What the first rules have read so far: the records being made, and how a figure opens one or joins one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from shuwen.document import Document, Sentence, Span
from shuwen.records import Mention, Quantity, Status
from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.context import Context
from shuwen.stages.link.rules.cues import listed
from shuwen.stages.link.rules.indicators import Name, Passage, Trimmed, trim
from shuwen.stages.link.rules.roles import Role

_ATTRIBUTE_NAME = re.compile(r"(?:投资|占地|面积|全长|长度|造价|产能|规模)$")


@cache
def _pointing() -> re.Pattern[str]:
    """A phrase that names nothing, but points at what was said before."""
    span = r"[一二三四五六七八九十两几\d]+年(?:来|间)?"
    adjusted = r"扣除[^，。]{2,8}因素(?:影响)?(?:后)?|按可比(?:价格|口径)(?:计算)?"
    return re.compile(rf"(?:{span}|{adjusted}|{listed('names', 'pointing')})*")


class Draft(msgspec.Struct, kw_only=True):
    """A record being made. `parent` is the one whose indicator its own name is a part of."""

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


class Phrase(NamedTuple):
    """Figures of one list, what they are, and the phrase before them: `trimmed` its place, `core` its words."""

    run: Sequence[Figure]
    role: Role
    trimmed: Trimmed
    core: str


class Reading(msgspec.Struct, kw_only=True):
    """The records so far: `group` holds those of the last list, `drafts` all, `pending` thresholds without a count."""

    document: Document
    context: Context
    drafts: list[Draft] = []
    group: list[Draft] = []
    counted: Draft | None = None
    parent: Draft | None = None
    pending: list[tuple[Figure, Role]] = []
    lender: Draft | None = None
    sector: str = ""
    paragraph: int = -1

    @property
    def text(self) -> str:
        """The simplified text."""
        return self.document.text

    def open(self, figure: Figure, role: Role, name: Name, place: Span | None, *, group: bool = True) -> Draft:
        """A new record of one figure and of the thresholds that waited for it; with `group`, it begins a list."""
        draft = Draft(name=name, quantities=[], sentence=figure.sentence, figure=figure)
        draft.quantities.append(self.fill(figure, role))
        joining = [
            one for one in self.pending
            if one[0].quantity is not figure.quantity and (figure.quantity.kind == "count" or one[0].listed)
        ]  # fmt: skip
        for waiting, its_role in joining:
            draft.quantities.append(self.fill(waiting, its_role))
        self.pending = [one for one in self.pending if one not in joining]
        named = name.start if name.start is not None and name.start < figure.quantity.start else None
        draft.subject = self.context.subject(figure, place, named)
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
    def inherit(draft: Draft, other: Draft) -> None:
        """Give a record the subject, period and status of another."""
        draft.subject, draft.period, draft.status = other.subject, other.period, other.status

    def fill(self, figure: Figure, role: Role) -> Quantity:
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
        text = self.text
        match = re.search(r"(?:的)?(?:比重|比例|份额)?$", text[start:end])
        end = start + match.start() if match else end
        start += len(re.match(r"(?:到|据|了|当年|同期)*", text[start:end]).group())  # type: ignore[union-attr]  # matches the empty string
        if start >= end:
            return None
        return Mention(self.document.article.text[start:end], start, end, text[start:end])

    def phrase(self, run: Sequence[Figure], role: Role) -> Phrase:
        """The phrase before the first figure of a list."""
        trimmed = self._trim(run[0], role)
        return Phrase(run, role, trimmed, self.core(trimmed))

    def passage(self, sentence: Sentence) -> Passage:
        """A sentence, its periods and entities to be cut from phrases."""
        skip, entities = self.context.spans(sentence)
        return Passage(self.text, sentence.words, skip, entities)

    def _trim(self, figure: Figure, role: Role) -> Trimmed:
        passage = self.passage(figure.sentence)
        trimmed = trim(passage, figure.near, max(figure.near, role.cue))
        left = Span(trimmed.start, trimmed.end)
        if role.slot == "value" and left in passage.entities:
            return Trimmed(start=left.end, end=left.end, place=left, openers=trimmed.openers)
        return trimmed

    def core(self, trimmed: Trimmed) -> str:
        """The words of a phrase; empty where they only point at what was said before."""
        core = self.text[trimmed.start : trimmed.end].strip()
        return "" if _pointing().fullmatch(core) else core
