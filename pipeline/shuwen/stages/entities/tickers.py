"""Companies told by the stock code after their name, and later mentions of any name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from shuwen.document import Document, Entity, Word
from shuwen.lang.words import cut_words
from shuwen.resources import lexicon
from shuwen.stages.entities.search import standing

_TICKER = re.compile(
    r"""
    [（(](?:股票代[码号][:：]?\s*|股号[:：]?\s*|代[码号][:：]?\s*)?
    (?: [0-9]{5,6}(?:[-.][A-Z]{1,3})? | [0-9]{4}(?:[-.][A-Z]{1,3}) | (?P<short>[0-9]{4}) | [A-Z]{1,5}[.:：][A-Z0-9]{1,6} )
    [)）]
    """,
    re.VERBOSE,
)
# Words that say what sort of firm follows: the name begins after them.
_SORT = re.compile(r"概念股|股|公司|集团|子公司|母公司|业者|龙头|巨头|代工|上游|下游|[一-鿿]{1,4}[商厂]|厂")
_SHORTEST = 2
_PARTICLES = {"p", "c", "u", "uj", "ul", "x", "m"}
_NO_NAME_TAGS = {"p", "c", "d", "r", "v", "u", "uj", "f", "t"}


def listed_companies(document: Document, zones: Sequence[tuple[Word, ...]]) -> list[Entity]:
    """Organisations whose stock code follows them in brackets."""
    text = document.text
    found: list[Entity] = []
    for words in zones:
        start, end = words[0].start, words[-1].end
        for match in _TICKER.finditer(text, start, end):
            if match["short"] and document.article.region == "CN":
                continue  # codes of four digits are Taiwan's and Hong Kong's; elsewhere it is a year
            left = _left_edge(words, match.start())
            if match.start() - left >= 2:
                found.append(Entity(left, match.start(), "ORG", text[left : match.start()]))
    return found


def _left_edge(words: Sequence[Word], right: int) -> int:
    """Where the company's name begins: after the last word that says what sort of firm it is, or that no name holds."""
    outside = set(lexicon("organisations")["outside"]["words"])
    start = right
    spaced = False
    for word in reversed([word for word in words if right - 20 <= word.start < right]):
        begun = start < right and right - start < _SHORTEST
        piece = len(word.text) == 1 and word.tag not in _PARTICLES and (start == right or begun)
        if not piece and (_SORT.fullmatch(word.text) or word.text in outside or word.tag in _NO_NAME_TAGS):
            break  # 可|成 is a name of two pieces, whatever their tags
        if word.text == " " and start < right and not spaced:
            spaced = True  # within an English name
            continue
        if (word.tag == "x" and not word.text.isalnum() and word.text not in {"-", "*"}) or (
            spaced and word.tag != "eng"
        ):
            break
        spaced = False
        if word.tag == "m" and (len(word.text) > 1 or word.text.isascii()):
            break  # 三 may open a name; 2015 and 三十 do not
        start = word.start
    return start


def repeats(text: str, known: Sequence[Entity], inner: Container[int]) -> Iterator[Entity]:
    """Every other place where a name found elsewhere in the text stands; `inner` are the offsets inside words."""
    names = {
        entity.name: entity
        for entity in known
        if len(entity.name) > 1 and entity.name == text[entity.start : entity.end] and not _is_common_word(entity.name)
    }
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-len(name), name)):
        heads[name[:2]].append(name)
    for at, head in standing(text, heads):
        name = next((name for name in heads[head] if text.startswith(name, at)), "")
        if name and not (len(name) == 2 and (at in inner or at + 2 in inner)):
            yield names[name]._replace(start=at, end=at + len(name))


def _is_common_word(name: str) -> bool:
    """Whether a name is an ordinary word too (世界, 联想), which elsewhere in the text may be just that."""
    if len(name) > 2:
        return False
    words = cut_words(name, 0, len(name))
    return len(words) == 1 and words[0].tag not in {"nz", "nt", "nr", "ns", "x", "eng", "j"}
