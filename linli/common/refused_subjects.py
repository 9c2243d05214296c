"""What LinLi never holds about people (design §9): found in headings and values, whatever their width and blanks.

Belief, ethnicity, political face, petitions, key persons, special groups, corrections, drugs. Used for sheets, and for
every name that an office may make up (categories, kinds, tags). Pure: text in, the word that was found out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# in a heading or a made-up name, anywhere
STEMS = (
    *("宗教", "信仰", "信教", "教派", "教徒", "民族", "族别", "少数族"),
    *("政治面貌", "政治身份", "党派", "党员", "党籍", "团员", "入党"),
    *("信访", "上访", "访民", "缠访", "维稳", "稳控", "不稳定因素"),
    *("重点人", "重点对象", "重点户", "重点关注", "特殊人", "特殊群", "特殊对象", "特殊户", "高危人"),
    *("矫正", "社矫", "刑满", "刑释", "释放人员", "帮教", "前科", "犯罪记录", "服刑"),
    *("吸毒", "戒毒", "涉毒", "毒品", "邪教", "法轮", "涉恐", "涉稳", "肇事肇祸"),
    *("涉黑", "涉恶", "非法集会", "思想波动", "可疑人员"),
)
LATIN = (
    *("zongjiao", "xinyang", "minzu", "zhengzhimianmao", "dangyuan", "dangpai", "shangfang", "weiwen"),
    *(
        "zhongdianren",
        "teshurenqun",
        "teshuqunti",
        "jiaozheng",
        "xingman",
        "bangjiao",
        "xidu",
        "jiedu",
        "xiejiao",
    ),
    *("religion", "religious", "ethnicity", "ethnicgroup", "politicalface", "politicalstatus", "petitioner"),
    *("keyperson", "specialgroup", "falungong"),
)
WHOLE_LATIN = ("xinfang", "belief", "ethnic", "political", "petition", "drugs")

# in a value, anywhere, unless it goes on as the name of a place (民族路, 社区矫正中心, 信访局宿舍)
PHRASES = (
    *("宗教信仰", "信教人", "信教群众", "重点人员", "重点人群", "重点上访", "特殊人群", "特殊群体"),
    *(
        "社区矫正",
        "社矫",
        "矫正对象",
        "刑满释放",
        "刑满",
        "刑释",
        "安置帮教",
        "吸毒",
        "戒毒",
        "涉毒",
        "邪教",
        "法轮功",
    ),
    *("信访", "上访", "缠访", "维稳对象", "肇事肇祸", "涉恐", "政治面貌", "少数民族"),
    *("法轮", "涉稳", "涉黑", "涉恶", "非法集会", "思想波动", "可疑人员", "重点户", "特殊户"),
)
_PLACE = r"(?!.{0,4}(?:中心|所|局|办|站|科|大厅|路|街|巷|小区|宿舍|大楼|室|委))"
# as a whole cell
CELLS = frozenset(
    (
        *("中共党员", "党员", "预备党员", "中共预备党员", "共青团员", "团员", "群众", "民主党派", "无党派"),
        *("无党派人士", "佛教", "道教", "基督教", "天主教", "伊斯兰教", "信佛", "信教", "不信教"),
        *("汉族", "壮族", "回族", "满族", "维吾尔族", "苗族", "彝族", "土家族", "藏族"),
        *("蒙古族", "侗族", "布依族", "瑶族", "白族", "朝鲜族", "哈尼族", "黎族", "哈萨克族"),
        *("傣族", "畲族", "傈僳族", "东乡族", "仡佬族", "拉祜族", "佤族", "水族", "纳西族"),
        *("羌族", "土族", "仫佬族", "锡伯族", "柯尔克孜族", "景颇族", "达斡尔族", "撒拉族", "布朗族"),
        *("毛南族", "塔吉克族", "普米族", "阿昌族", "怒族", "鄂温克族", "京族", "基诺族", "德昂族"),
        *("保安族", "俄罗斯族", "裕固族", "乌孜别克族", "门巴族", "鄂伦春族", "独龙族", "赫哲族", "高山族"),
        *(
            "珞巴族",
            "塔塔尔族",
        ),
    )
)
TRADITIONAL = str.maketrans(
    "訪點員釋滿矯黨團陣戶幫輪穩對羣釋維紅徵從", "访点员释满矫党团阵户帮轮稳对群释维红征从"
)

_HEADING = re.compile("|".join([*STEMS, *LATIN]))
_VALUE = re.compile("(" + "|".join(PHRASES) + ")" + _PLACE)
# streets and houses that are called so: 民族路小区, 信访局宿舍
_CALLED_SO = re.compile("(?:民族|宗教|信访)(?=[路街巷村乡镇里苑园宫局]|[大中小]学|医院|社区|广场)")
_SIGNS = re.compile(r"[\W_]+")
_WHOLE_CELL = frozenset((*LATIN, *WHOLE_LATIN))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Half width, lower case, simplified, without blanks, signs and characters that take no room."""
    if text.isascii() and text.isalnum():
        return text.casefold()
    text = unicodedata.normalize("NFKC", text).casefold().translate(TRADITIONAL)
    return "".join(c for c in text if c.isalnum())


def in_heading(text: str) -> str:
    """The refused word in a heading or a made-up name; "" where there is none."""
    looked = plain(text)
    found = _HEADING.search(looked)
    return found.group() if found else looked if looked in WHOLE_LATIN else ""


def in_value(text: str) -> str:
    """The refused word in a cell; "" where there is none. Places may be called after anything."""
    looked = plain(text)
    if looked in CELLS:
        return looked
    found = _VALUE.search(looked)
    return found.group(1) if found else ""


def in_place_name(text: str) -> str:
    """The refused word in what somebody calls an estate, a venue or an area: as in a heading, but 民族路 is a road."""
    return in_heading(_CALLED_SO.sub("", plain(text)))


def in_person_name(text: str) -> str:
    """The refused word that was added to somebody's name, 张三（党员）, 张三-回族; "" for names like 党进, 回良玉.

    What follows a bracket, a dash or a blank is looked at as strictly as a heading; a name in Latin letters is not.
    """
    if text.isascii():
        return ""
    parts = _SIGNS.split(unicodedata.normalize("NFKC", text).translate(TRADITIONAL))
    cells = [part for part in parts if part in CELLS] if len(parts) > 1 else []
    return in_value(text) or in_heading("".join(parts[1:])) or next(iter(cells), "")


def in_latin(text: str) -> str:
    """The refused word where a cell is nothing but one in Latin letters: dangyuan, xidu."""
    if text.isdigit() or not text.isascii():  # most cells; cheap to tell
        return ""
    looked = plain(text)
    return looked if looked in _WHOLE_CELL else ""
