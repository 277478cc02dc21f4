"""The shapes of figures: what a numeral looks like, what joins two of them, what softens them. All linear in the text."""

from __future__ import annotations

import re

ARABIC = "0123456789"
CHINESE = "零〇一二三四五六七八九十百千万亿兆两廿卅卌"
FORMAL = "壹贰叁参肆伍陆柒捌玖拾佰仟"
SCALES = "十百千万亿兆"
FORMAL_DIGIT = r"(?:[壹贰叁肆柒捌玖佰仟]|[陆伍参拾](?=[壹贰叁参肆伍陆柒捌玖拾佰仟十百千万亿零元圆点几多余]|$))"  # 参 in 参加 is no three
VAGUE = "几数"
HALF = "半"

# One numeral. The first character is one plain class, so that the search is a scan for it; possessive quantifiers and
# bounded repeats keep every input linear. Formal digits and 几 数 count only before a scale (陆 in 大陆 is no six).
NUMERAL = re.compile(
    rf"""
    [{ARABIC}{CHINESE}{FORMAL}{VAGUE}{HALF}]
    (?:
        (?<=[{ARABIC}])
        (?: \d{{0,2}}(?:[,，]\d{{3}}){{1,8}}(?!\d) | \d*+ ) (?:\.\d++)?+
        (?: (?:\x20(?=[万亿兆千](?!分)))?[{SCALES}佰仟]++ (?: \x20?零?\d{{1,4}}(?:,\d{{3}})?(?:\.\d++)?+(?:\x20?[{SCALES}])*+ ){{0,6}} )?+
      | (?<=[{CHINESE}]) [{CHINESE}]*+ (?: (?<=[{SCALES}零]) {FORMAL_DIGIT} (?:{FORMAL_DIGIT}|[{CHINESE}])*+ )?+
        (?: 点[零〇一二三四五六七八九]++[{SCALES}]*+ )?+
      | (?<=[{FORMAL}]) (?<![大内着登水海在队收入][陆伍拾]) (?=[{FORMAL}{SCALES}零元圆点几])
        (?:{FORMAL_DIGIT}|[{CHINESE}])*+ (?: 点[{FORMAL}零〇一二三四五六七八九]++[{SCALES}]*+ )?+
      | (?<=[{VAGUE}]) (?=[{SCALES}]) [{SCALES}]++
      | (?<={HALF}) 数(?![据学字控值码量额显])
    )
    """,
    re.VERBOSE,
)
SIMPLE = re.compile(rf"([\d,，]+(?:\.\d+)?)([{SCALES}佰仟]*)")
TRAILING_DIGITS = re.compile(rf"(.*[{SCALES}])零?([\d,]+)")
NEIGHBOURS = re.compile(rf"(.*[{SCALES}])?([一二两三四五六七八九])([二三四五六七八九])([{SCALES}]*)")
SLASH = re.compile(r"/(\d{1,4})(?![\d/.年月日])")
MIXED_FRACTION = re.compile(r" (\d)/(\d{1,2})(?=[^\d/])")
FORMAL_TAIL = re.compile(r"(?P<jiao>[\d一二两三四五六七八九壹贰叁肆伍陆柒捌玖]{1,2})[角毛](?:(?P<fen>[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖]{1,2})分?)?钱?|零?(?P<only>[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖]{1,2})分钱?")

RANGE = re.compile(r"\s?(?:——|[-－—–―~～∼〜]|至|到)\s?")
LIST = re.compile(r"[、和及与]|以及|,(?=\d)")
COLON = re.compile(r"\s?[:：∶︰比]\s?")
BRACKETED = re.compile(r"[（(]([一-鿿]{1,2})[)）]")
PAREN = re.compile(r"[（(]含[^（()）]{0,12}[)）]")

YEAR_DIGITS = re.compile(r"(?:1[0-9]|20|21)\d\d|\d\d")

# What a softener to the left or the right says about the bound.
LEFT_WORDS = {
    "over": "超过 超 超出 突破 逾 高于 多于 大于 破 跨越 跨过 越过 上 过 远超 冲破 首破 突破至 赶超 胜过 不止",
    "about": "近 将近 接近 约 大约 大概 约莫 约略 大致 逼近 大体 差不多 估计 几乎 靠近 左右 上下 约计 趋近 直逼",
    "under": "不足 不到 未达 未到 低于 少于 小于 不满 未满 不及 未超过 未突破 未及 仅不足",
    "at_least": "至少 不低于 不少于 最少 起码 不小于 不下 不下于 不亚于 大于等于 大于或等于 大于或者等于 少说",
    "at_most": "不超过 不高于 不多于 最多 至多 不大于 不得超过 不超出 小于等于 小于或等于 小于或者等于 不突破 最多不超过 不得高于 顶多 封顶 不超",
}
RIGHT_WORDS = {
    "at_least": "以上 及以上 或以上 或者以上 和以上 之上 起 起步 及以上的 或更多 打底",
    "about": "左右 上下 前后 许 附近 光景 开外不到",
    "at_most": "以下 以内 之内 及以下 或以下 之下 内 封顶 为限 或更少",
    "over": "多 余 有余 强 开外 出头",
    "under": "不到 弱",
}
for _not in ("不会", "不应", "不能", "从未", "不宜", "没有", "不可", "不得"):
    LEFT_WORDS["at_least"] += "".join(f" {_not}{_word}" for _word in ("低于", "少于", "小于"))
    LEFT_WORDS["at_most"] += "".join(f" {_not}{_word}" for _word in ("超过", "高于", "多于", "大于", "超出", "突破"))
# A softener that stands before a whole rather than before the numeral: 约占全市的30%, 不低于去年同期的1.3倍.
FAR_LEFT = re.compile(r"(?P<word>约|大约|近|超过|不足|不低于|不少于|不超过|不高于|低于)占?[^，。；、：\n]{1,24}的$")
FAR_BOUND = {"约": "about", "大约": "about", "近": "about", "超过": "over", "不足": "under", "低于": "under",
             "不低于": "at_least", "不少于": "at_least", "不超过": "at_most", "不高于": "at_most"}  # fmt: skip
CAP = re.compile(r"(?:最高|最多|至多)(?:可|能|可以|给予|一次性|不超过|补助|补贴|奖励|奖补|资助|优惠|赔付|赔偿|罚款|报销|贷款|享受?|获得?|领取?|减|返还?|达){1,3}$")
# A word that ends or begins like a softener but is none.
LEFT_TRAPS = {"约": "节合签条预履公违集租契特纽毁简规盟相失", "近": "附邻临最亲贴走", "超": "反高赶买卖", "上": "以之加网线早晚马市身路海船楼车课",
              "过": "通经不超透曾度路跨渡", "破": "爆打", "起": ""}  # fmt: skip
RIGHT_TRAPS = {"起": "来步床源点到伏草因初飞码诉用降", "内": "部外容地陆需资蒙销贸阁涝", "多": "元样次种数边方媒功晶层", "余": "额地下热粮杭干姚",
               "强": "化调大国的势劲", "弱": "化势", "以上": "述各是海", "许": "多可", "以下": "简各是几问", "之内": "", "上下": "游班级", "以内": "", "内的": ""}  # fmt: skip
# Words that may stand between a softener and its numeral.
GLUE = "了为有达占到至的是在合计出共可"

INDICATOR_PEOPLE = re.compile(
    r"(?:人口|人数|就业|职工|学生|农民|游客|旅客|贫困|脱贫|劳动力|党员|教师|居民|用工|参保|从业|人次|人员|毕业生|志愿者|移民|老人|儿童|网民|民众|群众|师生|旅游者|粉丝|会员|客户数|访客|扩招|招生)[^，,。；;！？\n]{0,8}$"
)
PEOPLE_AFTER = re.compile(
    r"(?:多|余)?(?:名|位)?(?:贫困|农村|城镇|城乡|农业|常住|户籍|建档立卡|各族|流动|困难|受灾|转移|失业|下岗|进城|退役|非农业|外来|留守|失地|残疾|老年|青年|新增|应届|高校|脱贫|搬迁|低收入|在校|参保|就业|注册|活跃)*"
    r"(?:人口|群众|农民|居民|学生|职工|劳动力|市民|村民|民众|党员|干部|教师|游客|旅客|军人|移民|老人|儿童|毕业生|观众|网民|大学生|农户人口|难民|灾民|工人|妇女|球迷|员工|从业人员|选民|用户|人才|乘客|患者|旅游者|信众|志愿者|信徒|粉丝|消费者|投资者|股民|观光客)"
)
INDICATOR_MONEY = re.compile(
    r"(?:产值|投资|收入|利润|税|成交|销售|营收|资金|贷款|存款|余额|总额|金额|价|成本|费|预算|支出|资产|债|补贴|补助|奖金|奖池|市值|融资|规模|增加值|盈利|净利|亏损|薪|工资|罚款|捐|赔|GDP|投入|经济总量|营业额|股本|注册资本|进账|亿元|万元)[^，,。；;！？\n]{0,14}$"
)
SCALE_LABEL = re.compile(r"(?:元)?级|元?(?:产业|企业|园区|集群|项目|大关|斤|单价|强县|市场|投资|以上|以下)")
DURATION_CUE = re.compile(
    r"(?:时数|时间|时长|年限|期限|周期|工期|寿命|龄|天数|日数|缩短|延长|压缩|压减|压减|节省|提速|减少|增加|提前|天气|良好|优良|历史|有效期|账期|均|减)"
    r"(?:[了至到为达约近超过逾由从低高于不足一仅有以分别长、]|平均|只有|最多|最少|至少|超出){0,5}$"
)
DURATION_BLOCK = re.compile(r"(?:前|近|连续|过去|未来|为期|历时|第|每|今后|首|后|最近|用|提前|经过|历经|持续|头|去|今|明|本|仅用|不到|时隔|满|逾|用了|花了|用时|耗时|等|约|近)$")
RANK_CUE = re.compile(
    r"(?:[居列占排升退跃跻]|名次|位次|排名|名列|世界|全球|全[国省市县区州球疆军行]|国内|同类|亚洲|省内|市内|区内|东部|中部|西部|东北|同行业|晋级|进至|前进|上升|下降|进入|同期|在[^，。]{1,8}中|[省市县区州国]排?)[^，,。；;！？\n]{0,9}$"
)
AFTER_BARE = re.compile(r"以上|以下|左右|以内|大关|多|余|高价|房价|的|元|小幅|大幅|成长|增|减|下滑|衰退|上升|下降|提高|提升|升|跌|涨|扩|回升|不等|资金|投资|规模|营收|和|与|及|至")
INDEX_CUE = re.compile(r"指数|恒指|沪指|深成指|创业板|大盘|期指|道指|那指|纳指|股指|加权|道琼|点|[涨跌升挫弹落扬][逾近约超了]{0,2}$|[报收站破守至见][逾近约在于]{0,2}$")
BACK_REFERENCE = re.compile(r"(?:[这该此某]|上述|以上|前述|另外?这|后)$")
ELECTRIC = re.compile(r"电")
WARMTH = re.compile(r"温|热|冷|寒|暑")
QUOTE_NAME = re.compile(r"(?:指数|计划|工程|行动|基金|项目|活动|方案|工作法|政策|奖|模式|体系|格局|战略|工作|制|法|会|村|镇|城|县|区|园|企业|产业|集群|户)$")
SLOGAN_AFTER = re.compile(
    r"(?:代表|全面|维护|确立|意识|自信|确保|转变|坚持|结合|加快|加强|统筹|务必|毫不|一律|必须|着力|更加|满意|没有|离不开|突破口|不|有利于|文明|凡是|倍增|率先|始终|善于|敢于|抓|为|工程|制度|原则|要求|规定|纪律|重点|机制|"
    r"先行|前所未有|带头|先锋|明显|显著|清零|提高|提升|优化|强化|深化|落实|推进|到位|延伸|覆盖|下降|增强|翻番|创新|争创|一流|主义|务|梦)"
)
DENOMINATOR_AFTER = re.compile(r"(?:元)?(?:地区|国内|工业|规上|单位)*(?:GDP|gdp|生产总值|增加值|产值|总产值)(?:综合)?(?:能耗|水耗|用水|能源|电耗|取水|耗|的?综?合?能)")
