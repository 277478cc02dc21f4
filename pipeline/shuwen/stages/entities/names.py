"""Names known by their endings: the right edge is the ending, the left edge is found word by word."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from shuwen.document import Entity, Word
from shuwen.resources import lexicon
from shuwen.stages.entities.gazetteer import COUNTRY
from shuwen.stages.entities.search import either

LONGEST = 24  # characters of a name before its ending
_NOUN_TAGS = ("n", "j", "s", "b", "l", "i", "x", "z", "g", "an")
_PROPER_TAGS = {"nr", "ns", "nt", "nz", "nrt", "nrfg", "j", "x", "eng", "ng", "g", "tg", "vg", "ag"}
_SPLIT_TAGS = {"x", "v", "a", "d", "nr", "vg", "ag", "dg"}
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"'}

# With a mere place before them these may be anybody's: 新疆公司.
_NO_NAME_OF_A_PLACE = {"公司", "集团公司", "总公司", "厂"}

# What shows that an ending is part of a longer word: 工程|师, 项目|经理, 铁路|枢纽, 厂|房.
_GOES_ON = {"工程": "师学科院机公局部款量技项", "项目": "部经组库", "铁路": "枢专局公部运海口", "厂": "商房区方家址"}
_NUMERAL = "[0-9余多几数两一二三四五六七八九十百千]"
_COUNT_BEFORE = re.compile(rf"(?:{_NUMERAL}+[个家项处座条批所类]|一批|[0-9])$")
_COUNT_AFTER = re.compile(
    rf"(?:数量?|总数|累计|共计?|达到?|为|约|近|超过?|已?有|[，,：:]){{0,2}}(?:[0-9][0-9,.]*[万余多]{{0,2}}|{_NUMERAL}+)[个家项处座条]"
)
_NO_TOWNSHIP = re.compile(
    r"[〇一二两三四五六七八九十百千各全该本这每某]|[省市县区乡镇村城都上股车楼债超门集夜大小强名]$"
)
# Kinds that need a place or a name of their own before them: 省政府, 该厂 and 基金 name nobody.
_WEAK = {"政府", "人民政府", "厂", "海关", "法院", "股份", "控股", "集团", "基金", "子公司", "母公司"}


class _Run(NamedTuple):
    """Words without a gap, where each begins, and the places among them by where they end."""

    text: str
    words: Sequence[Word]
    edges: Sequence[int]
    places: dict[int, Entity]

    def between(self, start: int, end: int) -> Sequence[Word]:
        """The words that begin in [start, end)."""
        return self.words[bisect.bisect_left(self.edges, start) : bisect.bisect_left(self.edges, end)]


class _Head(NamedTuple):
    """What stands before an ending: the place that opens it, if one does, and the rest."""

    place: Entity | None
    rest: str
    words: Sequence[Word]

    @property
    def quoted(self) -> bool:
        return self.rest[:1] in _QUOTES

    @property
    def domestic(self) -> bool:
        """Whether it opens with one of China's divisions."""
        return self.place is not None and self.place.code not in {"", COUNTRY}

    def unknown(self) -> list[Word]:
        """Its words that are no common ones."""
        return [word for word in self.words if word.text not in _words("common") and word.text not in _words("inside")]

    def proper(self) -> bool:
        """Whether one of its words can be somebody's own."""
        return any(word.tag in _PROPER_TAGS or len(word.text) == 1 for word in self.unknown())

    def named(self, *tags: str) -> bool:
        """Whether one of its words is a name by its tag, or one in whose honour things are named."""
        names = tags or ("nr", "ns", "nt", "nz", "eng")
        return any(
            word.text in _words("dedications") or (len(word.text) > 1 and word.tag in names) for word in self.unknown()
        )

    def own(self) -> bool:
        """Whether it is named, or is split into characters as no common word is."""
        singles = [word for word in self.unknown() if len(word.text) == 1]
        return self.named() or len(singles) > 1 or any(word.tag in {"nr", "j", "g"} for word in singles)


@cache
def _lexicon() -> dict[str, Any]:
    return lexicon("organisations")


@cache
def _words(table: str) -> frozenset[str]:
    """A list of words of either lexicon; what says which or what sort is outside every name."""
    if table in (facilities := lexicon("facilities")):
        return frozenset(facilities[table]["words"])
    words = frozenset(_lexicon()[table]["words"])
    return words | frozenset(facilities["determiners"]["words"]) - _words("inside") if table == "outside" else words


@cache
def _endings() -> tuple[re.Pattern[str], dict[str, str]]:
    tables = [lexicon("facilities")["endings"], _lexicon()["endings"]]
    labels = {ending: label for table in tables for label, endings in table.items() for ending in endings}
    goes_on = "".join(f"(?:(?<!{ending})|(?![{after}]))" for ending, after in _GOES_ON.items())
    return re.compile(rf"{either(labels)}(?<!上市公司)(?<!工厂){goes_on}"), labels


@cache
def _known() -> re.Pattern[str]:
    agencies = _lexicon()["agencies"]
    return re.compile(
        either(
            {
                *_lexicon()["known"]["ORG"],
                *lexicon("companies")["known"]["words"],
                *(name for table in agencies.values() for name in table),
            }
        )
    )


@cache
def _offices() -> tuple[re.Pattern[str], frozenset[str]]:
    """Agencies, and the ministries that they follow: 财政部|赋税署."""
    agencies = _lexicon()["agencies"]
    return re.compile(either(agencies["words"])), frozenset(agencies["parents"])


def _known_names(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where names that need no ending stand; an agency and its ministry are one."""
    offices, parents = _offices()
    at = start
    while match := _known().search(text, at, end):
        below = offices.match(text, match.end(), end) if match.group() in parents else None
        at = below.end() if below else match.end()
        yield match.start(), at


def names_by_ending(text: str, words: Sequence[Word], located: Sequence[Entity]) -> Iterator[Entity]:
    """Organisations, parks, projects and townships of one run of words; `located` are the document's places, sorted."""
    start, end = words[0].start, words[-1].end
    endings = list(_endings()[0].finditer(text, start, end))
    known = list(_known_names(text, start, end))
    if not endings and not known:
        return
    first = bisect.bisect_left(located, start, key=lambda place: place.start)
    last = bisect.bisect_left(located, end, key=lambda place: place.start)
    run = _Run(text, words, [word.start for word in words], {place.end: place for place in located[first:last]})
    boundaries = {*run.edges, end}
    _, labels = _endings()
    for match in endings:
        # An ending that stops inside a word is none: 公司|化, 市|场.
        if len(match.group()) == 1 and labels[match.group()] == "FACILITY" and match.start() not in boundaries:
            continue  # 香|港
        if match.end() in boundaries or _ends_inside(run, match):
            yield from _named(run, match, labels[match.group()])
    for start, end in known:
        if start in boundaries and end in boundaries:
            yield Entity(start, end, "ORG", text[start:end])


def _ends_inside(run: _Run, ending: re.Match[str]) -> bool:
    """Whether the word that the ending runs into goes on with something that is not part of it, such as 园区|内."""
    word = run.words[bisect.bisect_right(run.edges, ending.end() - 1) - 1]
    return word.start <= ending.start() and word.text[ending.end() - word.start :] in {"内", "里", "人", "区"}


def _named(run: _Run, ending: re.Match[str], label: str) -> Iterator[Entity]:
    """The entity that ends with `ending`; nothing where what stands before it makes no name."""
    right, end = ending.span()
    start = _left_edge(run, right)
    place = next((p for at, p in run.places.items() if p.start == start and at <= right), None)
    if place is None:
        start = _without_opening_verbs(run, start, right)
    rest_start = place.end if place else start
    head = _Head(place, run.text[rest_start:right], run.between(rest_start, right))
    if start == right or not _is_name(head, ending.group(), label):
        return
    before = run.text[max(0, start - 6) : start]
    common = place is None or ending.group() in {"工程", "项目"}
    if label != "LOC" and common and (_COUNT_AFTER.match(run.text, end) or _COUNT_BEFORE.search(before)):
        return  # 示范项目12个: counted things, not one by name
    # A township is named without the county before it; quotation marks are no part of a name.
    name = run.text[rest_start if label == "LOC" else start : end]
    yield Entity(start, end, label, re.sub(r"[“”「」『』\"]", "", name))


def _left_edge(run: _Run, right: int) -> int:
    """Where the name begins: after the first word to the left that can't be in it, or at the place that opens it."""
    start = right
    while start not in run.places:
        at = bisect.bisect_left(run.edges, start) - 1
        if at < 0 or right - run.words[at].start > LONGEST:
            return start
        word = run.words[at]
        if start == right and word.end > right:  # the ending is the tail of a word: 发改|委
            if word.text in _words("outside"):
                return start
            start = word.start
            continue
        if word.text in _QUOTES.values() and (opening := _opening_quote(run.text, word.start)) >= 0:
            return opening if start == word.end else start
        if not _fits(word) and not _is_split(run.words, at) and not _names_a_firm(run, word, right):
            return start
        start = word.start
    while start in run.places and run.places[start].name != "全国":  # a run of places: 河南省|驻马店市
        start = run.places[start].start
    if start in run.places and run.text[start - 2 : start] not in {"我国", "全国"}:
        start = run.places[start].start  # 中国 opens names, 我国 does not
    return start


def _opening_quote(text: str, closing: int) -> int:
    opening = max(text.rfind(quote, max(0, closing - 20), closing) for quote in _QUOTES)
    return opening if opening >= 0 and closing - opening > 1 else -1


def _is_split(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` and one beside it are single characters of a word that jieba does not know: 科|盛|达."""

    def piece(word: Word) -> bool:
        single = len(word.text) == 1 and "一" <= word.text <= "鿿"
        return single and (word.tag in _SPLIT_TAGS or word.tag.startswith(_NOUN_TAGS)) and word.text not in outside

    outside = _words("outside")
    return piece(words[at]) and any(piece(word) for word in words[max(0, at - 1) : at + 2] if word is not words[at])


def _names_a_firm(run: _Run, word: Word, right: int) -> bool:
    """Whether an adjective between a place and 有限公司 is what the firm calls itself: 郑州|宏大|投资."""
    firm = run.text.startswith(("有限", "股份有限", "集团有限"), right)
    return firm and word.start in run.places and word.tag in {"a", "z", "ad"} and word.text not in _words("outside")


def _fits(word: Word) -> bool:
    if word.text in _words("outside"):
        return False
    if word.tag == "x" and not any("一" <= char <= "鿿" for char in word.text):
        return word.text in {"·", "-", "&"}
    return word.text in _words("inside") or word.tag.startswith(_NOUN_TAGS) or word.tag in {"eng", "vn"}


def _without_opening_verbs(run: _Run, start: int, right: int) -> int:
    verbs = _lexicon()["inside"]["opening_verbs"]
    for word in run.between(start, right):
        if word.text not in verbs:
            break
        start = min(word.end, right)
    return start


def _is_name(head: _Head, ending: str, label: str) -> bool:
    """Whether head and ending make a name rather than a common noun."""
    if label == "LOC":
        return _is_township(head, ending)
    if head.rest in _words("outside") or (head.place and not head.rest and ending in _NO_NAME_OF_A_PLACE):
        return False
    if label == "PROJECT":
        return _is_project(head, ending)
    if label in {"FACILITY", "EVENT"}:
        return _is_facility(head, ending)
    if label == "PARK" and head.place and head.rest.startswith(("建设", "打造", "创建")):
        return False  # 贺州|建设示范区: what a place is doing
    if head.rest in _words("common"):
        return head.domestic
    if ending in _WEAK and (head.quoted or head.place is None or not head.rest):
        return ending in {"股份", "控股", "集团"} and bool(head.rest) and head.proper()
    if head.place is not None and (head.domestic or head.unknown()):
        return len(head.rest) <= 16
    return len(head.rest) <= 14 if head.quoted else len(head.rest) >= 2 and head.proper()


def _is_project(head: _Head, ending: str) -> bool:
    if head.rest in _words("common") or head.rest.startswith(("建设", "打造", "创建")):
        return False
    if head.quoted:
        return True
    if ending in {"工程", "项目"}:
        named = any(word.tag in {"nr", "ns", "nt", "nz", "eng"} for word in head.unknown())
        return len(head.rest) >= 2 and (named or (head.domestic and bool(head.unknown())))
    return head.domestic or (len(head.rest) >= 2 and (head.named() or head.proper()))


def _is_facility(head: _Head, ending: str) -> bool:
    """青山纪念馆, 郑州航展: a place or a part of its own, and what stands before the ending no mere sort of thing."""
    if len(head.rest) > 14 or head.quoted:
        return len(head.rest) <= 14
    weak = ending in _words("weak")
    if head.domestic:
        return bool(head.unknown()) or not weak
    return len(head.rest) >= 2 and (head.named("nr", "ns", "nt", "eng") if weak else head.own())


def _is_township(head: _Head, ending: str) -> bool:
    """县 and 市 that the gazetteer lacks, and what lies below them."""
    if not 1 < len(head.rest) <= 4 or _NO_TOWNSHIP.search(head.rest) or len(head.unknown()) < len(head.words):
        return False
    if ending in {"村", "街道", "市"} and head.place is None:
        return False
    return all(word.tag in _PROPER_TAGS or len(word.text) == 1 for word in head.words)
