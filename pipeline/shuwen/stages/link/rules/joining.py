"""Figures that name nothing of their own: which records before them they join."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from shuwen.stages.link.figures import Figure
from shuwen.stages.link.rules.indicators import Name, has_head, noun_after, trim
from shuwen.stages.link.rules.reading import Draft, Phrase, Reading
from shuwen.stages.link.rules.roles import Role


def attach(reading: Reading, phrase: Phrase, behind: Draft | None) -> bool:
    """A movement, share, gap or base without a name of its own belongs to the record (or records) before it."""
    run, role = phrase.run, phrase.role
    if behind is None:
        return False
    pool = reading.group
    if role.distributed and len(pool) < len(run):
        pool = [d for d in reading.drafts if d.sentence is behind.sentence and (d.has("value") or d.has("base"))]
    targets = pool[-len(run) :] if len(pool) >= len(run) > 1 else [behind] * len(run)
    if role.slot == "base" and behind.has("value") and re.search(r"由|从", run[0].head):
        return _open_base(reading, run, role)
    if len(run) == 1 and len(reading.group) > 1 and reading.group[-1] is behind and re.search(r"均|都|各", run[0].head):
        joint = reading.open(run[0], role, Name("、".join(draft.name.name for draft in reading.group)), None, group=False)
        reading.inherit(joint, behind)
        return True
    if role.rule == "plan_share" and re.search(r"(?:任务|计划|目标)$", behind.name.name):
        earlier = [d for d in reading.drafts if d.sentence is behind.sentence and d is not behind and d.has("value")]
        targets = earlier[-1:] if earlier and len(run) == 1 else targets
    if _about_growth(phrase, behind):
        for figure, target in zip(run, targets, strict=True):
            rate = phrase.core if phrase.core and phrase.core != "增长率" else "增速"
            draft = reading.open(figure, role, Name(target.name.name + rate), None, group=False)
            reading.inherit(draft, target)
        return True
    for figure, target in zip(run, targets, strict=True):
        target.quantities.append(reading.fill(figure, role))
    return True


def _open_base(reading: Reading, run: Sequence[Figure], role: Role) -> bool:
    """A second 由…到… names its indicator in the clause before (用于…的比重，由…): a record of its own."""
    figure = run[0]
    said = re.search(r"[^，,；;。：:（）()]{2,30}(?=[，,]\s*$)", figure.text[figure.left : figure.near])
    if said is None:
        return False
    trimmed = trim(reading.passage(figure.sentence), figure.left + said.start(), figure.left + said.end())
    core = reading.core(trimmed)
    if not core or not has_head(core):
        return False
    reading.group = [reading.open(one, role, Name(core, trimmed.start, trimmed.end), trimmed.place) for one in run]
    return True


def _about_growth(phrase: Phrase, behind: Draft) -> bool:
    """降幅比上季收窄0.7个百分点, 低于本县增速1.6个百分点 after a level: about the rate, a record of its own."""
    role = phrase.role
    if phrase.run[0].quantity.unit != "pp":
        return False
    grown = any(q.slot == "change" and q.kind == "percent" and q.unit == "%" for q in behind.quantities)
    if role.slot == "change":
        return bool(phrase.core) or (grown and behind.quantities[-1].slot == "change")
    return role.slot == "gap" and not grown and behind.kind != "percent" and not behind.has("share")


def complete_level(reading: Reading, phrase: Phrase) -> bool:
    """The level of records that so far had only a change or a base (年均增长9%，去年达到80亿元)."""
    run = phrase.run
    targets = reading.group[-len(run) :] if len(reading.group) >= len(run) else []
    if phrase.core:
        targets = [d for d in reading.drafts[-4:] if d.sentence is run[0].sentence and d.has("change") and not d.has("value")][-1:]
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
    if first.slot != "base" and run[0].quantity.kind == "count" and noun_after(run[0], run[0].sentence.words)[0]:
        return False
    if first.slot == "base" and first.kind != run[0].quantity.kind:
        return False
    for figure, draft in zip(run, targets, strict=True):
        draft.quantities.append(reading.fill(figure, phrase.role))
        period = reading.context.period_near(figure)
        if period is not None:
            draft.period = period
        draft.status = reading.context.status(figure)
    return True
