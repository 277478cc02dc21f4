"""Words beside a figure that decide its bound, its sense, or that it is none. Closed classes and heads of phrases."""

from __future__ import annotations

import re
from string import ascii_letters, digits

from shuwen.records import Bound
from shuwen.stages.quantities.patterns import any_of

# What a softener to the left or the right says about the bound.
_NOT = "不会 不应 不能 从未 不宜 没有 不可 不得".split()
LEFT_WORDS: dict[Bound, str] = {
    "over": "> ＞ 超过 超 突破 逾 高于 多于 大于 破 跨越 跨过 越过 上 过 远超 冲破 首破 突破至 赶超 胜过 不止",
    "about": "近 将近 接近 约 大约 大概 约莫 约略 大致 逼近 大体 差不多 几乎 靠近 左右 上下 约计 趋近 直逼",
    "under": "< ＜ 不足 不到 未达 未到 低于 少于 小于 不满 未满 不及 未超过 未突破 未及 仅不足 跌穿 跌破 失守",
    "at_least": "≥ ≧ ⩾ >= 至少 不低于 不少于 最少 起码 不小于 不下 不下于 不亚于 大于等于 大于或等于 大于或者等于 少说 少说也 少说也有 "
    + " ".join(one + word for one in _NOT for word in ("低于", "少于", "小于")),
    "at_most": "≤ ≦ ⩽ <= "
     "不超过 不高于 不多于 最多 至多 不大于 不得超过 不超出 小于等于 小于或等于 小于或者等于 不突破 不得高于 顶多 不超 上限 上限为 "
    + " ".join(one + word for one in _NOT for word in ("超过", "高于", "多于", "大于", "超出", "突破")),
}
RIGHT_WORDS: dict[Bound, str] = {
    "at_least": "以上 及以上 或以上 或者以上 和以上 之上 起 起步 或更多 打底",
    "about": "左右 上下 前后 许 附近 光景",
    "at_most": "以下 以内 之内 及以下 或以下 之下 内 封顶 为限 或更少",
    "over": "多 余 有余 强 开外 出头 还多 上方",
    "under": "不到 弱 下方",
}
# A word that ends or begins like a softener but is none, told by the character before or after.
_TAG = ascii_letters + digits + "-=—–<>/\"'"  # before >: the end of a tag or an arrow
LEFT_TRAPS = {
    ">": _TAG,
    "<": "<",
    "约": "节合签条预履公违集租契特纽毁简规盟相失",
    "近": "附邻临最亲贴走",
    "超": "反高赶买卖",
    "上": "以之加网线早晚马市身路海船楼车课",
    "过": "通经不超透曾度路跨渡",
    "破": "爆打",
}
RIGHT_TRAPS = {
    "起": "来步床源点到伏草因初飞码诉用降",
    "内": "部外容地陆需资蒙销贸阁涝",
    "多": "元样次种数边方媒功晶层",
    "余": "额地下热粮杭干姚",
    "强": "化调大国的势劲",
    "弱": "化势",
    "以上": "述各是海",
    "许": "多可",
    "以下": "简各是几问",
    "上下": "游班级",
}
GLUE = "了为有达占到至的是在合计出共可"  # may stand between a softener and its numeral
BRACKETED_TOO = re.compile(r"[（(](?:含[^（()）]{0,12}|[一-鿿])[)）]")  # 8家（含2家在建）以上, 8家（项）以上

# A softener that stands before a whole rather than before the numeral: 约占全市的30%, 不低于去年同期的1.3倍.
_FAR: dict[str, Bound] = {
    "约": "about", "大约": "about", "近": "about", "超过": "over", "不足": "under", "低于": "under",
    "不低于": "at_least", "不少于": "at_least", "不超过": "at_most", "不高于": "at_most",
}  # fmt: skip
FAR_BOUND = _FAR
FAR_LEFT = re.compile(rf"(?P<word>{any_of(' '.join(_FAR))})(?P<whole>占)?[^，。；、：\n]{{1,24}}的$")
_GIVING = any_of(
    "可 能 可以 给予 一次性 不超过 补助 补贴 奖励 奖补 资助 优惠 赔付 赔偿 罚款 报销 贷款 享 享受 获 获得 领 领取 减 返 返还 达"
)
CAP = re.compile(rf"(?:最高|最多|至多){_GIVING}{{1,3}}$")

# Senses of a numeral without a unit.
_REACH = r"[^，,。；;！？\n]{0,14}$"
PEOPLE_BEFORE = re.compile(
    any_of(
        "人口 人数 就业 职工 学生 农民 游客 旅客 贫困 脱贫 劳动力 党员 教师 居民 用工 参保 从业 人次 人员 毕业生 志愿者 移民 "
        "老人 儿童 网民 民众 群众 师生 旅游者 粉丝 会员 客户数 访客 扩招 招生 注册用户 人才 兵力 军人 官兵 士兵 后备军"
    )
    + _REACH
)
_PERSONS = (
    "人口 群众 农牧民 牧民 渔民 农民 居民 学生 职工 劳动力 市民 村民 民众 党员 干部 教师 游客 旅客 军人 移民 老人 儿童 毕业生 观众 网民 大学生 "
    "难民 灾民 工人 妇女 球迷 员工 从业人员 选民 用户 人才 乘客 患者 旅游者 志愿者 信徒 粉丝 消费者 投资者 股民 "
    "士兵 官兵 武警 警察 军警 警力 民工 抗议者 示威者 天主教徒 基督徒 基督教徒 佛教徒 穆斯林 信众 儿女"
)
VISITS_AFTER = re.compile(any_of(_PERSONS) + "人次")
# Whoever has a name in 员 or 者: 普查员, 创业者; but no member of the staff of a thing (员工宿舍).
_DOERS = "[一-鿿]{1,5}(?:[^成动人]员|[^记作学或再]者)(?![一-鿿]?(?:市场|工程|协会|之家))"
PEOPLE_AFTER = re.compile(
    "(?:多|余)?的?(?:[一-鿿]{1,3}[族籍裔])?(?:"
    + any_of(
        "贫困地区的 贫困山区的 贫困 农村 城镇 城乡 农业 常住 户籍 建档立卡 易返贫 返贫 致贫 各族 "
        "流动 困难 受灾 转移 失业 下岗 进城 退役 非农业 外来 留守 失地 残疾 "
        "老年 青年 新增 应届 高校 脱贫 易地 扶贫 搬迁 低收入 在校 参保 就业 注册 活跃"
    )
    + "{0,4}"
    + any_of(_PERSONS)
    + f"|{_DOERS})"
)
MONEY_BEFORE = re.compile(
    any_of(
        "产值 投资 收入 利润 税 成交 总销 销售 营收 资金 贷款 存款 余额 总额 总值 身家 金额 价 成本 费 预算 支出 资产 债 补贴 补助 奖金 奖池 市值 "
        "票房 融资 规模 增加值 盈利 净利 亏损 薪 工资 罚款 捐 赔 GDP 投入 经济总量 营业额 股本 注册资本 进账 亿元 万元"
    )
    + _REACH
)
SPENT_BEFORE = re.compile(
    any_of("投资 斥资 出资 耗资 集资 筹资 增资 拨付 拨款 花费 豪掷 掷 支付 借款 贷款 注资 捐款 募资 融资 营收 收入 获利 净利 产值 票房 "
        "编列 增列 减列 删减 核定 挹注 落实 买超 卖超 加码 减码 狂扫 扫货 豪砸 狂砸 砸")
    + "[了达为约超近逾共]{0,2}$"
)
SUM_AFTER = re.compile(any_of("奖金 资金 经费 预算 补贴 补助 存款 贷款 债务 欠款 罚款 赔款 捐款 现金 货款"))
# What is done with a sum that stands before it.
PAID_AFTER = re.compile(
    any_of("收购 入股 参股 增资 注资 拍得 拍下 竞得 竞拍 中标 买下 买入 购入 购得 购置 入主 落槌") + "|购买(?![力者用人])|成交(?![量额])"
)
SCALE_LABEL = re.compile(
    r"(?:元)?级|元?" + any_of("市值 营收 产值 产业 企业 园区 集群 项目 大关 斤 单价 强县 市场 投资 以上 以下")
)
AFTER_BARE = re.compile(
    any_of(
        "以上 以下 左右 以内 大关 多 余 高价 房价 的 元 小幅 大幅 成长 增 减 下滑 衰退 上升 下降 提高 提升 升 跌 涨 扩 回升 不等 "
        "资金 投资 规模 营收 和 与 及 至"
    )
)
QUAKE_BEFORE = re.compile(r"(?:[里芮]氏|规模|震级|震度|地震)[^，。；\n]{0,4}$")
MAGNITUDE_BEFORE = re.compile(r"(?:[里芮]氏[^，。；\n]{0,5}|地震)规模[约为达]?$")
SHOCK_AFTER = re.compile("[之的]?[强大主余]?(?:地震|震)")
MEETING_AFTER = re.compile(r"(?:[、和][一二三四五六七八九十]{1,2}次){0,3}(?:会议|全会|全体|党代会|大会|代表)")
INDEX_BEFORE = re.compile(r"(?:指数|PMI)$|(?:指数|PMI|景气值)[^，。；、\n]{0,14}[为是达至到报于的升降高落]$")
INDEX_CROSSED = re.compile("指数[突跌升]破$")
INTEREST_MOVED = re.compile("(?:[升降加减]息|利率)[^，。；、\\n0-9]{0,6}$")
USERS_BEFORE = re.compile("(?<!注册)用户(?:数|总数|规模)?[^，。；\n]{0,4}$")
ORDINALS_BEFORE = re.compile("第[0-9一二三四五六七八九十百]{1,5}(?:([条款项章节名位次届号])(?:[、及和与至]|以及)|[、及和与至])$")
QUAKE_AFTER = re.compile("级(?:及?以上)?(?:强?地震|余震)")
SUM_BEFORE = re.compile("[费款资额产值价金入润][之的为达约共计近超逾仅有]{1,3}$")  # 经费之956亿计划
# 长一公里, 缩了一英寸, 不到六升: what is measured, and no article or name.
MEASURED_BEFORE = re.compile("(?:[长宽高深重厚远超逾近约]|不到|不足|至少|最多|[达缩涨升降减增跌多少买卖干喝吃用长][了到])$")
INDEX_AFTER = re.compile("[降升提回高低涨跌下上]|以上|以下|左右|和|与")
DEATHS_AFTER = re.compile("死(?![于在刑者亡角])(?=[^一-鿿]|$|[零一二两三四五六七八九十百])|[轻重]?伤(?=[^一-鿿]|$)")
INDEX_MOVED = re.compile(r"[涨跌升挫弹落扬][逾近约超了]{0,2}$")
AGE_OF_MANY = re.compile(r"(?:平均年龄|寿命)[^，。；\n]{0,16}$")
ELECTRIC = re.compile(r"电")
DISCOUNT_AFTER = re.compile("折(?:起|优惠|出售|销售|促销|甩卖|处理|酬宾|封顶|以下|以上|左右)")
WARMTH = re.compile(r"[温热冷寒暑烧烫冻凉]")
SPEED = re.compile(r"时速|车速|速度|每小时$")
FLOOR_SPACE = re.compile(r"面积|楼面|实用|建筑")
PLACES_MOVED = re.compile(any_of("前移 前进 上升 下降 后移 提升 跃升 晋升 后退 下滑 上移 进位 退后") + "了?$")
HONG_KONG_MONEY = re.compile(r"港[元仙币]")
RATIO_BEFORE = re.compile(any_of("收入比 性别比 抚养比 比值 供需比 产销比 防御率 打击率 上垒率 长打率") + _REACH)
INTEREST_BEFORE = re.compile(any_of("利率 年息 月息 利息 回报率 收益率 息率") + r"[^，。；]{0,8}$")
# Spoken money and the old weight, in units that are words of their own too: 每斤八毛, 门票50块, 配药3两.
PRICED_BEFORE = re.compile(
    r"(?:每[^，。；！？\n每]{1,6}|[价票费卖售涨跌降贬升贵宜收花付赚亏罚省值钱薪][格用钱值]?)[了约近至到为是只仅才要需又再从由低高多少共涨跌降卖收掉]{0,3}$"
)
PIECES_AFTER = re.compile(r"块(?![钱的多起以每零一二两三四五六七八九]|左右|上下)[一-鿿]|角[形洲度落色楼]")  # 50块地 are no money
WEIGHED_BEFORE = re.compile(r"[金银粮药茶重酒米油肉参归量糖盐买卖称喝吃切放加][了约近为达共各至到]{0,2}$")
WEIGHED_AFTER = re.compile("两(?:白银|黄金|纹银|银子|银两|米饭|白酒|酒|茶叶|[猪牛羊鸡]?肉)")
EVERY_ONE = re.compile(r"[^0-9一1]{1,4}[一1](?![0-9.,十百千万亿])")  # 每生产一吨
# Earnings per share are a level of their own; of what is paid or owned a share is the unit below the line (ruling 14).
EARNED_PER_SHARE = re.compile("股(?:税后)?(?:盈余|盈利|获利|收益|纯益|净利)")
EVERY = re.compile(r"每(?P<unit>[^，。；,;！？\n每]{1,16})$")
POINTS_MOVED = re.compile("[涨跌升降增减落滑高低][了约近到至逾超]{0,2}$")
CHANGE_BEFORE = re.compile(r"[增减升降涨跌少加高低落滑缩扩调][了约近到逾超]{0,2}$")
COMPARED_BEFORE = re.compile(r"(?:(?:[去上]年度?|同期|上一?[季月]|前[年季期])的?|[派股][息利]|比[^，。；]{0,6})$")
MAINLAND = re.compile(r"国家统计局|全国居民|国家发改委|内地居民|内地[^，。；\n]{0,8}(?:生产总值|GDP)")  # a paragraph of theirs counts in renminbi

# From here on every sum is in the currency named: (人民币，下同).
SAME_BELOW = re.compile(r"(?P<name>[一-鿿]{1,3}[币元])[，,、]?\s?下同")
MOVED_FROM = re.compile("(?<![理自因缘事经])[由从](?![于此来而事业])")

# Ratios of two numbers, told from times and scores by the words beside: 比例为2:1, 按1比3的比例, 汇率1:0.7.
PAIR_BEFORE = re.compile(r"(?:比例?|比率|比值|结构|汇率|杠杆率?|[兑对][^，。；\n]{0,6}元)[^，。；、：:\n]{0,6}$")
PAIR_AFTER = re.compile("的?(?:比例|比率|比值|汇率|配比|杠杆)")
EXCHANGED = re.compile("汇率|兑|对")

# Ranks.
NO_RANK_BEFORE = re.compile("[放摆]在$")  # 放在第一位
NO_RANK_AFTER = re.compile("(?:[、和及]第?[一二三四]){0,2}(?:产业|季度)")
RANK_BEFORE = re.compile(
    r"(?:[居列占排升退跃跻]|全[国省市县区州球疆军行]|在[^，。]{1,8}中|[省市县区州国]排?|"
    + any_of(
        "名次 位次 世界 全球 国内 同类 亚洲 省内 市内 区内 东部 中部 西部 东北 同行业 晋级 进至 前进 下降 进入 同期"
    )
    + r")[^，,。；;！？\n]{0,9}$"
)
RANK_AFTER = re.compile(r"[，。；、,;）)\s：:！”」》|]|$|[的和及与升降跃提上下至以前后移滑退仍]")
SUPERLATIVE_AFTER = re.compile("(?:[大强多长]|[高低](?![级中速铁]))[一-鿿]")  # 为全球第一大消费国, beside a figure
IN_FRONT = re.compile(r"[居列入进占到至排在位获是][^，。；]{0,9}前$")

# Not figures.
DURATION_BEFORE = re.compile(
    any_of(
        "时数 时间 时长 年限 期限 周期 工期 寿命 龄 无霜期 天数 日数 缩短 延长 压缩 压减 节省 提速 减少 增加 提前 天气 良好 优良 历史 "
        "有效期 账期 均 减 拉长 够用 可用"
    )
    + r"(?:[了至到为达约近超过逾由从低高于不足一仅有以分别长、]|平均|只有|最多|最少|至少|超出){0,5}$"
)
DURATION_AFTER = re.compile(
    r"(?:左右|以上|以下)?" + any_of("缩短 压缩 延长 缩减 减少 提高 增加 下降 降低 拉长 压减 降") + "(?:到|至|为)"
)
# 由1584小时降至110年的994小时: the end of a move whose beginning was a duration.
DURATION_CHANGED = re.compile(
    r"[0-9](?:小时|天|分钟|个月)[^，。；、\n]{0,6}[降增升减缩延加少长高低短](?:至|到|为)(?:[0-9]{2,4}年的?)?[约近逾]?$"
)
NO_DURATION_BEFORE = re.compile(
    r"(?:(?<![够可])用|(?<![加少短长均多])近|"
    + any_of(
        "前 连续 过去 未来 为期 历时 第 每 今后 首 后 最近 提前 经过 历经 持续 头 去 今 明 本 仅用 不到 时隔 满 逾 用了 花了 "
        "用时 耗时 等"
    )
    + "|(?<![加少短长均多])约)$"
)
LAW_BEFORE = re.compile("(?:[^方办做看想说无设]法|条例|规定|章程|细则)$")
WEEKDAY_BEFORE = re.compile("(?<![一二两三四五六七八九十0-9几每隔首])(?:周|星期|礼拜)$")
CLASS_AFTER = re.compile(
    any_of("新药 水体 水质 水 地表水 海水 桥 桥梁 疫苗 医疗器械 高速公路 公路 污染源 用地 价区 土地 地区 城市 高校 本科")
)
EVERYWHERE_AFTER = re.compile("[散奔逃漂流游走搜寻找张活打求征蔓飞]")
POINTS_BACK = re.compile(r"(?:[这该此某]|上述|前述|另外?这)$")
NAMES_A_THING = re.compile(
    any_of(
        "指数 计划 工程 行动 基金 项目 活动 方案 工作法 政策 奖 模式 体系 格局 战略 工作 制 法 会 村 镇 城 县 区 园 企业 产业 集群 户"
    )
    + "$"
)
SLOGAN_AFTER = re.compile(
    any_of(
        "代表 全面 维护 确立 意识 自信 确保 转变 坚持 结合 加快 加强 统筹 务必 毫不 一律 必须 着力 更加 满意 没有 离不开 突破口 不 "
        "有利于 文明 凡是 倍增 率先 始终 善于 敢于 抓 为 工程 制度 原则 要求 规定 纪律 重点 机制 先行 前所未有 带头 先锋 明显 显著 "
        "清零 提高 提升 优化 强化 深化 落实 推进 到位 延伸 覆盖 下降 增强 翻番 创新 争创 一流 主义 务 梦"
    )
)
PER_OUTPUT = re.compile(
    r"元?(?:地区|国内|工业|规上|单位){0,2}(?:GDP|gdp|生产总值|增加值|产值|总产值)(?:综合)?(?:能耗|水耗|用水|能源|电耗|取水|耗|消耗|占用|用地)"
)
# 由10个人做, 两个人坐: whoever does it, said of no group that was counted.
ANYBODY_AFTER = re.compile(r"人[做干坐住用吃扛抬管][^了过着]")
GROUP_AFTER = re.compile(any_of("论坛 小组 组成 领导 委员会 制 团 榄球 橄榄球 足球 篮球 赛艇"))
