"""Names, places and matters of the demo. All invented; the division code is one that does not exist."""

from __future__ import annotations

from random import Random

COUNTY = ("370998", "沂安市槐安区", "Huai'an District")
TOWNSHIP = ("370998001", "柳荫街道", "Liuyin Sub-district")
COMMUNITY = ("370998001001", "青石桥社区", "Bluestone Bridge Community")
NEIGHBOUR = ("370998001002", "桥北社区", "North Bridge Community")

# estate of each grid of the community, its English name, buildings
ESTATES = [
    ("桂花里", "Osmanthus Lane", 11),
    ("水岸新居", "Riverside Homes", 10),
    ("铁西里", "Tiexi Lane", 10),
    ("纺织新村", "Textile New Village", 11),
    ("老城北巷", "Old Town North Alley", 10),
    ("机床厂家属院", "Machine Works Compound", 10),
    ("槐荫苑", "Locust Shade Garden", 11),
    ("桥南坊", "South Bridge Court", 11),
]
NUMERALS = "一二三四五六七八九十"

# username, name, office, role, reach
STAFF = [
    ("chenshumin", "陈淑敏", "grid:1", "grid_worker", "subtree"),
    ("wangfang", "王芳", "grid:1", "grid_head", "subtree"),
    ("lixiaolong", "李小龙", "grid:2", "grid_worker", "subtree"),
    ("linxiaoyan", "林晓燕", "community", "dispatcher", "subtree"),
    ("zhaoming", "赵明", "community", "leader", "subtree"),
    ("zhibushuji", "周启明", f"branch:{COMMUNITY[0]}", "first_secretary", "handed"),
    ("zhibushuji", "周启明", "community", "first_secretary", "subtree"),
    ("sunli", "孙丽", "township", "dispatcher", "subtree"),
    ("gaojian", "高建", "township", "leader", "subtree"),
    ("heqing", "何清", "county", "leader", "handed"),
    ("zhoushuiwu", "周涛", "water", "clerk", "handed"),
    ("qianwei", "钱伟", "water", "clerk", "handed"),
    ("wuchengguan", "吴成", "city", "clerk", "handed"),
    ("zhengzhujian", "郑洁", "housing", "clerk", "handed"),
    ("fengdian", "冯电", "power", "clerk", "handed"),
    ("tangbei", "唐蓓", "neighbour", "dispatcher", "subtree"),
    ("moguang", "莫光", "neighbour-grid", "grid_worker", "subtree"),
    ("zhoutaizhang", "周泰章", "township", "registrar", "subtree"),
    ("xuguanli", "徐冠礼", "township", "administrator", "none"),
]

# office, who is named there for complaints about those who serve, who is trained for calls of somebody in danger
TRUSTEES = [
    ("community", ("zhaoming", "linxiaoyan"), ("linxiaoyan", "zhaoming")),
    ("township", ("gaojian", "zhoutaizhang"), ("sunli", "zhoutaizhang")),
]

DEPARTMENTS = [
    ("water", "区水务局", "Water Bureau", "0399-801 6101"),
    ("city", "区城市管理局", "City Management Bureau", "0399-801 6102"),
    ("housing", "区住房和建设局", "Housing Bureau", "0399-801 6103"),
    ("power", "供电所", "Power Supply Station", "0399-801 6104"),
]

# role of the catalogue → department of the demo; roles that are not here are gaps, as an office has them at first
ANSWERERS = {
    "water": "water",
    "power": "power",
    **dict.fromkeys(("city", "market", "environment", "transport"), "city"),
    **dict.fromkeys(("housing", "land", "fund", "heating", "gas"), "housing"),
}

# what residents said in the demo: words, category, how far it came
STORIES = [
    ("一楼水管接头漏水，从今天早上开始，水快流到电表箱了。", "pipe", "department"),
    ("楼道灯不亮，晚上老人上楼看不见。", "stair-lamp", "asked"),
    ("井盖松了，踩上去响，昨天差点绊倒小孩。", "drain-cover", "accept"),
    ("垃圾桶离窗户太近，夏天味道大，能不能挪远一点。", "rubbish", "placed"),
    ("充电棚想装个顶，下雨天充电不放心。", "e-bike", "township"),
    ("三楼下水道返水，厨房没法用。", "sewer", "done"),
    ("想给婆婆问一下护理补贴怎么办，需要什么材料。", "aid", "grid"),
    ("门口路灯坏了三天了，晚上黑。", "street-lamp", "rating"),
    ("消防通道停了一辆没人管的车，挡住半边。", "fire-exit", "closed"),
    ("步道有块砖翘起来，下雨踩了溅一身水。", "other", "closed"),
    ("电梯夜里停过一次，困了人十分钟，想请人查一查。", "lift", "department"),
    ("楼上装修中午也敲，孩子睡不了觉。", "noise", "asked"),
    ("停水了，没有看到通知，什么时候来？", "no-water", "unsolved"),
    ("地下室进水，一下雨就积水。", "sewer", "checked"),
    ("小广场的健身器材松了，老人用着怕。", "other", "asked"),
    ("顶楼漏雨，去年修过一次，又漏了。", "roof", "accept"),
    ("小区大门的道闸坏了，早上车都堵在门口。", "property", "firm"),
]
LATE = "小广场"  # of the stories, the one that nobody has looked at for a week
LISTED = "充电棚"  # of the stories, the one that the branch puts on its list of problems

# orders from above: number, headline, words, to the community at once?
ORDERS = [
    (
        "YA2026112201",
        "青石路夜间施工噪声",
        "来电人反映青石路夜里十一点以后仍在施工，影响休息，请核实处理。",
        True,
    ),
    (
        "YA2026112202",
        "公交站牌被遮挡",
        "来电人反映柳荫路公交站牌被树枝遮住，看不清站名，希望修剪。",
        False,
    ),
]

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余杜叶程苏魏吕丁任沈姚卢"
)
_GIVEN = (
    "桂英建国秀兰志强淑珍玉梅文华春梅海燕丽娟国栋晓明红霞金凤永福翠兰立新凤英德明素芬家豪雨欣思远子涵美玲长青"
)


def person_name(random: Random) -> str:
    """A surname and one or two characters; nobody in particular."""
    one, other = _one_of(_GIVEN, random), _one_of(_GIVEN, random)
    return _one_of(_SURNAMES, random) + (one if one == other or random.random() < 1 / 3 else one + other)


def phone_number(random: Random) -> str:
    """A number of a prefix that is not given out to subscribers."""
    return f"100{int(random.random() * 10**8):08d}"


def _one_of(letters: str, random: Random) -> str:
    return letters[int(random.random() * len(letters))]
