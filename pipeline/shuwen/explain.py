"""What `shuwen explain` draws: what each stage saw in one article, and why each figure is what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from shuwen.document import Document, Sentence
from shuwen.formats.writers import amount
from shuwen.records import Choice, Mention, Quantity, Record

FIGURE, REFUSED, MASKED, NAME = "bold green", "red", "dim", "cyan"
LONGEST_MASK = 60


def explanation(document: Document) -> Iterator[RenderableType]:
    """The parts to print, in the order of the stages, for a document that has been through all of them."""
    yield _heading("clean")
    yield from _cleaned(document)
    yield _heading("convert")
    yield _converted(document)
    yield _heading("segment, quantities")
    yield from _sentences(document)
    if document.quantities:
        yield _quantities(document)
    if document.refusals:
        yield _refusals(document)
    if document.entities:
        yield _heading("entities")
        yield _entities(document)
    yield _heading("link")
    yield from _records(document)


def _heading(stage: str) -> Rule:
    return Rule(stage, align="left", style="bold")


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _cleaned(document: Document) -> Iterator[RenderableType]:
    yield Text.assemble(
        "title ", (document.title or "none", NAME), "  published ", (str(document.published or "unknown"), NAME)
    )
    for name, said in document.notes.items():
        yield Text.assemble(f"{name} ", (said, NAME))
    for start, end in document.masked:
        yield Text.assemble(f"left out {start}–{end} ", (_brief(document.article.text[start:end]), MASKED))


def _converted(document: Document) -> Text:
    text, original = document.text, document.article.text
    changed = [at for at, character in enumerate(original) if character != text[at]]
    shown = " ".join(f"{original[at]}→{text[at]}" for at in changed[:12])
    more = " …" if len(changed) > 12 else ""
    return Text(f"script {document.script}, {len(changed)} of {len(text)} characters changed {shown}{more}".rstrip())


def _sentences(document: Document) -> Iterator[Text]:
    """Each sentence that holds a numeral, as written, with its figures, its refusals and its words."""
    for sentence in document.sentences:
        marks = [(q.start, q.end, FIGURE) for q in _within(document.quantities, sentence)]
        marks += [
            (start, end, REFUSED) for start, end, _ in document.refusals if sentence.start <= start < sentence.end
        ]
        if not marks:
            continue
        line = Text(document.article.text[sentence.start : sentence.end])
        for start, end, style in marks:
            line.stylize(style, start - sentence.start, end - sentence.start)
        heading = " heading" if sentence.heading else ""
        yield Text.assemble((f"{sentence.start}–{sentence.end}{heading} ", MASKED), line)
        if sentence.words:
            yield Text("  " + " ".join(f"{word.text}/{word.tag}" for word in sentence.words), style=MASKED)


def _quantities(document: Document) -> Table:
    """The figures, each with the rule that found it, its slot, and what spoke for the slot."""
    linked = {q.start: (q, choice) for record in document.records for q, choice in _slots(record)}
    table = _table("figures", "at", "text", "kind", "value", "found by rule", "slot", "for it spoke", "or else")
    for found in document.quantities:
        quantity, choice = linked.get(found.start, (None, None))
        place = f"{found.start}–{found.end}"
        figure = (Text(found.text, FIGURE), found.kind, amount(found), found.rule)
        slot = quantity.slot if quantity and quantity.slot else "not linked"
        table.add_row(place, *figure, slot, Text(choice.rule if choice else ""), _margin(choice))
    return table


def _slots(record: Record) -> Iterator[tuple[Quantity, Choice | None]]:
    """Each quantity of a record with the choice of its slot."""
    choices = _choices(record, "slot")
    for at, quantity in enumerate(record.quantities):
        yield quantity, choices[at] if at < len(choices) else None


def _choices(record: Record, field: str) -> list[Choice]:
    return [] if record.why is msgspec.UNSET else [choice for choice in record.why if choice.field == field]


def _margin(choice: Choice | None) -> Text:
    """The runner-up, and by how much it lost."""
    if choice is None or choice.score == choice.runner_up_score:
        return Text("")
    return Text(f"{choice.runner_up or 'none'}, {choice.score - choice.runner_up_score:.1f} less", style=MASKED)


def _within(quantities: Sequence[Quantity], sentence: Sentence) -> list[Quantity]:
    return [quantity for quantity in quantities if sentence.start <= quantity.start < sentence.end]


def _refusals(document: Document) -> Table:
    table = _table("not figures", "at", "text", "reason")
    for start, end, reason in document.refusals:
        table.add_row(f"{start}–{end}", Text(_brief(document.article.text[start:end]), REFUSED), reason)
    return table


def _entities(document: Document) -> Table:
    table = _table("", "at", "text", "label", "name", "code")
    for entity in document.entities:
        text = document.article.text[entity.start : entity.end]
        table.add_row(f"{entity.start}–{entity.end}", Text(text, NAME), entity.label, Text(entity.name), entity.code)
    return table


def _records(document: Document) -> Iterator[RenderableType]:
    if not document.records:
        yield Text("no records")
    for number, record in enumerate(document.records, 1):
        yield _record(number, record)


def _record(number: int, record: Record) -> Table:
    table = _table(f"record {number}  {record.status}, confidence {record.confidence:.2f}, id {record.id}", "", "", "", "", "")
    table.show_header = False
    for field, mention in (("indicator", record.indicator), ("subject", record.subject), ("period", record.period)):
        choice = next(iter(_choices(record, field)), None)
        rule = Text(choice.rule if choice else "", style=MASKED)
        table.add_row(field, Text(mention.name if mention else "none", NAME), _origin(mention), rule, _margin(choice))
    for quantity in record.quantities:
        details = [quantity.direction, quantity.basis, f"of {quantity.of.name}" if quantity.of else None]
        said = " ".join(filter(None, (amount(quantity), *details)))
        table.add_row(quantity.slot, Text(quantity.text, FIGURE), Text(said), "", "")
    return table


def _origin(mention: Mention | None) -> Text:
    """Where a field comes from: its place and words in the text, or that no word says it."""
    if mention is None:
        return Text("nothing tells", style=MASKED)
    if mention.start is None:
        return Text("inherited or implied", style=MASKED)
    return Text(f"{mention.start}–{mention.end} {_brief(mention.text)}", style=MASKED)


def _brief(text: str) -> str:
    squeezed = " ".join(text.split())
    return squeezed if len(squeezed) <= LONGEST_MASK else f"{squeezed[:LONGEST_MASK]}…"
