"""Invented names: plausible to read, and visibly not real, since every street is called 演示."""

from itertools import product


def words(text):
    return text.split()


SLUGS = {
    "330203": "haishu",
    "330205": "jiangbei",
    "330211": "zhenhai",
    "330206": "beilun",
    "330212": "yinzhou",
    "330213": "fenghua",
    "330281": "yuyao",
    "330282": "cixi",
    "330226": "ninghai",
    "330225": "xiangshan",
}

FIRST = "春翠青丹锦兰和安永新明文云东西南北金银玉柳桂梅松竹荷芳福康宁景秀清碧丽华嘉瑞祥悦"
SECOND = "江桥苑园湖河塘山岭泉林亭庭坊里港浦洲堤湾溪岸屿台源田阳晖"
# Stems that communities of the city really bear.
REAL = words(
    "春晖 青林 丹河 锦江 锦苑 锦山 兰湾 和塘 新浦 新源 新晖 明苑 明湖 明港 东江 东湖 东河 东山 东港 西湖 西林 西溪 南苑 "
    "南塘 南溪 北岸 金桥 金山 金泉 银河 玉泉 梅苑 梅园 景湖 清泉 丽园 丽洲 华庭"
)
STEMS = [stem for stem in map("".join, product(FIRST, SECOND)) if stem not in REAL]
# One each in the first districts: characters outside GB2312 must survive every table, file and search.
RARE = ["柳碶", "璟苑", "桂埼", "甽口", "兰澥", "鲒山", "霅桥"]

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏章云苏潘葛范彭鲁韦马方俞任袁柳"
)
GIVEN = words(
    "佳宁 思远 若兰 明哲 雨晴 志恒 晓岚 文博 静宜 建成 秋月 立新 海清 婉如 一鸣 春燕 国栋 书怡 子衡 玉洁 "
    "景行 亦凡 梦溪 仲平 可心 长青 安之 素云 启航 芳菲 望舒 克勤 维桢 念慈 守正 采薇 鸿飞 淑贤 乐天 怀瑾"
)
LARGE = 100  # in a large district one name occurs in two streets, as it does in the real city
NUMERALS = "零一二三四五六七八九"


def numeral(number):
    """1 to 99 as in 演示十二街道."""
    tens, ones = divmod(number, 10)
    return (f"{NUMERALS[tens] if tens > 1 else ''}十" if tens else "") + (NUMERALS[ones] if ones else "")


def community_names(rng, count, rare=None):
    """`count` names, in a large district the last the same as the first; `rare` is a stem to be among them."""
    stems = rng.sample(STEMS, count)
    if count >= LARGE:
        stems[-1] = stems[0]
    if rare:
        stems[min(1, count - 1)] = rare
    return [f"{stem}社区" for stem in stems]


def full_names(rng, count):
    """No surname and no given name twice, so that nobody is taken for another."""
    pairs = zip(rng.sample(SURNAMES, count), rng.sample(GIVEN, count), strict=True)
    return [surname + given for surname, given in pairs]
