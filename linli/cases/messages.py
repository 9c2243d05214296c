"""A message copied out of a chat group: what was said stays, who said it and when goes."""

from __future__ import annotations

import re

from linli.common.text import tidy

_DAY = r"(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?"
_TIME = r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_MOMENT = rf"(?:{_DAY}\s*(?:周.|星期.)?\s*{_TIME}|(?:昨天|今天|前天|周.|星期.)?\s*{_TIME}|{_DAY})"
_HEAD = re.compile(rf"^[\[【(（]?\s*{_MOMENT}\s*[\]】)）]?\s*[-—]?\s*")  # a moment where a line begins
_NAME_AND_MOMENT = re.compile(
    rf"^(?P<name>\S.{{0,29}}?)\s+[\[(（]?{_MOMENT}[\])）]?\s*[:：]?$"
)  # a line of its own
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳"
    "史唐费薛雷贺倪汤滕殷罗毕郝安常傅卞齐康伍余顾孟黄穆萧尹姚邵汪毛狄米贝明计伏戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席"
    "季贾江颜郭梅林钟徐邱骆高夏蔡田胡霍万柯卢莫房丁邓洪包左石崔龚程邢裴陆翁荀惠曲封储靳段侯焦谷车宓蓬全班仰秋仲伊"
    "宫宁仇栾甘厉戎祖武符刘景詹龙叶司韶黎薄印宿白怀蒲邰赖卓屠池乔谭温庄晏柴瞿阎连习艾容向古易廖耿满匡国文寇广东欧"
)
_CALLED = "阿姨|叔叔|大爷|大妈|大哥|大姐|师傅|老师|女士|先生|奶奶|爷爷|姐|哥|叔|婶|妈妈|爸爸"
_SPEAKER = re.compile(
    rf"^(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,3}}|[\u4e00-\u9fff\w·~～]{{1,8}}(?:{_CALLED}))\s*[:：]\s*"
)
_CALLING = re.compile(r"@[^\s@:：，。]{1,20}[\s\u2005]*")


def said(pasted: str) -> str:
    """The words of the message: names at line starts, moments and @calls fall away. What is left may be empty."""
    lines = []
    for line in tidy(pasted).split("\n"):
        line = line.strip()
        if _NAME_AND_MOMENT.match(line):
            continue
        line = _SPEAKER.sub("", _HEAD.sub("", line))
        line = _SPEAKER.sub("", _CALLING.sub("", line)).strip()
        if line:
            lines.append(line)
    return "\n".join(lines)
