"""Bytes -> text: byte order mark, strict UTF-8, the charset declared, then GB18030 or Big5 where it reads as Chinese.

A wrong guess gives mojibake that no reader of the records would see, so a doubtful file is refused, not guessed.
"""

from __future__ import annotations

import codecs
import re

from shuwen.errors import NO_TEXT, RECODE, InputError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY = ("gb18030", "big5hkscs")
EURO = "shuwen.euro"  # the error handler for CP936's one byte of its own, 0x80, which GB18030 lacks
HEAD = 1 << 18  # bytes from which the encoding of a long table is told

# The commonest characters of modern Chinese, in both scripts. They are about half of any real text, and next to none
# of a text decoded with the wrong table.
COMMON = frozenset(
    "的一是在不了有和人中大上个个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行"
    "学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意"
    "建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山"
    "统接知较将组见计别手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东"
    "导器压志世金增争济阶油思术极交受联认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积"
    "示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众"
    "书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族"
    "维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严"
    "亿元比增企投项目镇村财税购销售额均促推创"
    "個國時來們會發動過說產種後學經進著等電裡現實體機當點從業應開還義間樣與關線內數麼質氣變條沒結無軍黨員總設長頭"
    "資邊圖統見計別論運農幾區強決幹戰則據處隊給門規熱領東導壓爭濟階術極聯認權收證採轉單帶場車務萬達積議聲報鬥類離華"
    "確張馬節話況傳許廣記觀織裝眾書復兒須際驗連斷難礦備辦習響約勞團歷構稱準號維劃選標寫養層專狀廠識適屬圓調滿縣參紅"
    "細聽該鐵價嚴億灣臺於為這對並將億幣證較雖讓"
)
# Characters that no text file holds: controls but for tab, line ends and the old end-of-file mark; private use.
FOREIGN = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd]")
PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》「」『』〈〉【】—…·€％　０１２３４５６７８９．～")
SAMPLE = 100_000  # characters looked at
LEAST = 0.3  # the share of common characters from which a text reads as Chinese
AHEAD = 2.5  # and how many times the share of the other reading it must be


def decode(data: bytes, declared: str | None = None) -> str:
    """The text in `data`, without its byte order mark; line ends stay as they are.

    `declared` is the charset that the file or its surroundings name; a name that the bytes contradict is passed over.
    Raises `InputError` for what is empty, binary or in an encoding that can't be told with certainty.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    _refuse_nul(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        said = _legacy_name(declared or "")
        text = _try(data, said) if said else None
        return _legacy(data, error)[1] if text is None else text


def sniff(head: bytes) -> str:
    """Python's name for the encoding of a text that begins with `head`, which may break off within a character.

    Raises `InputError` as `decode` does.
    """
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding[:6]
    _refuse_nul(head)
    whole = len(head) < HEAD
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, whole)
    except UnicodeDecodeError as error:
        return _legacy(head, error, whole=whole)[0]
    return "utf-8"


def _refuse_nul(data: bytes) -> None:
    if b"\0" in data:
        reason = f"a NUL byte at {data.index(0)}: it is no text, or UTF-16 without its byte order mark"
        raise InputError(reason, advice=NO_TEXT)


def _legacy_name(declared: str) -> str | None:
    """The encoding of `LEGACY` that a page means, by whatever name.

    Others are not believed: a single-byte charset reads anything, and holds no Chinese.
    """
    try:
        name = codecs.lookup(re.sub(r"^(?:(?:x|cn)-)*", "", declared.strip().lower())).name
    except (LookupError, ValueError):
        return None
    return "gb18030" if name.startswith("gb") else "big5hkscs" if name.startswith(("big5", "cp950")) else None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-le").removesuffix("-be").upper()
        reason = f"the file says it is {name} but breaks off at byte {error.start}"
        raise InputError(reason, advice=RECODE) from error


def _legacy(data: bytes, error: UnicodeDecodeError, *, whole: bool = True) -> tuple[str, str]:
    """GB18030 or Big5, whichever reads as Chinese while the other does not, and the text in it."""
    readings = {encoding: text for encoding in LEGACY if (text := _try(data, encoding, whole=whole)) is not None}
    fluency = {encoding: _fluency(text) for encoding, text in readings.items()}
    ranked = sorted(fluency, key=fluency.__getitem__)
    best, other = (
        (fluency[name] for name in ranked[:-3:-1]) if len(ranked) == 2 else (max(fluency.values(), default=0), 0)
    )
    if best < LEAST or best <= AHEAD * other:
        raise InputError(
            f"not UTF-8 (byte 0x{data[error.start]:02x} at {error.start}), and it reads as Chinese in neither GB18030 "
            f"nor Big5",
            advice=RECODE,
        ) from error
    return ranked[-1], readings[ranked[-1]]


def _try(data: bytes, encoding: str, *, whole: bool = True) -> str | None:
    try:
        text = codecs.getincrementaldecoder(encoding)(errors_of(encoding)).decode(data, whole)
    except UnicodeDecodeError:
        return None
    return None if FOREIGN.search(text) else text


def errors_of(encoding: str) -> str:
    """The error handler that a text in `encoding` is decoded with."""
    return EURO if encoding == "gb18030" else "strict"


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error(EURO, _euro)


def _fluency(text: str) -> float:
    """The share of Chinese characters that are common ones; everything else above ASCII counts against it."""
    sample = text[:SAMPLE]
    beyond = sum(character > "\x7f" and character not in PUNCTUATION for character in sample)
    return sum(character in COMMON for character in sample) / beyond if beyond else 0.0
