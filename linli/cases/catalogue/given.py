"""What a matter holds, and the words that may stand in it.

Values are plain text, also unknown ones: an office edits the file, and `check` says all that is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from linli.common.worktime import Unit

FALLBACK: Final = "other"  # the matter for what fits nowhere; there always is one

GROUPS: Final = {
    "water": ("水与排水", "Water and drains"),
    "energy": ("电、气、暖", "Power, gas, heating"),
    "street": ("街面与道路", "Streets"),
    "home": ("房子与楼里", "House and stairs"),
    "safety": ("安全", "Safety"),
    "environment": ("环境", "Noise, smell, smoke"),
    "travel": ("出行与寄递", "Getting about, parcels"),
    "support": ("补贴与照顾", "Aid and care"),
    "work": ("工作与社保", "Work and insurance"),
    "school": ("上学与文体", "School, sport, culture"),
    "health": ("看病与吃药", "Doctors and medicine"),
    "shopping": ("买东西与收费", "Shopping and charges"),
    "neighbours": ("村里与邻里", "Village and neighbours"),
    "rest": ("其他", "Everything else"),
}

# Who answers, by role: the installation maps each role to one of its offices, or to a firm by a one-case link.
OFFICES: Final = {
    "community": ("社区（村）", "community"),
    "township": ("街道（乡镇）", "sub-district or township"),
    "property": ("物业", "property firm"),
    "water": ("供水排水", "water and drains"),
    "power": ("供电", "power"),
    "gas": ("燃气", "gas"),
    "heating": ("供热", "heating"),
    "telecom": ("通信", "telecommunications"),
    "post": ("邮政快递", "post and parcels"),
    "transit": ("公交", "buses"),
    "housing": ("住房和建设", "housing and building"),
    "city": ("城市管理", "city management"),
    "market": ("市场监管", "market regulation"),
    "environment": ("生态环境", "environment"),
    "transport": ("交通运输", "transport"),
    "traffic": ("交警（非紧急）", "traffic police, not emergencies"),
    "police": ("派出所（非紧急）", "police station, not emergencies"),
    "fire": ("消防救援", "fire and rescue"),
    "civil": ("民政", "civil affairs"),
    "veterans": ("退役军人事务", "veterans' affairs"),
    "disability": ("残联", "disabled persons' federation"),
    "health": ("卫生健康", "health"),
    "insurance": ("医保", "medical insurance"),
    "labour": ("人力资源和社会保障", "human resources and social security"),
    "education": ("教育", "education"),
    "culture": ("文化旅游体育", "culture, tourism, sport"),
    "land": ("自然资源和规划", "land and planning"),
    "farming": ("农业农村", "agriculture and villages"),
    "fund": ("住房公积金中心", "housing fund"),
    "justice": ("司法所", "justice office"),
}
LOCAL: Final = frozenset(
    {"community", "township", "property"}
)  # answer at home; the others are a department's
# Nothing is sent to police or security systems: residents are told whom to ring, and nothing about them is kept.
ONLY_TOLD: Final = frozenset({"police", "traffic"})

DUTIES: Final = {
    "basic": ("基本", "the sub-district does it"),
    "assist": ("配合", "the department leads, the sub-district assists"),
    "upper": ("上级", "the department above does it alone"),
}
# Shown before anything else: 119 and 120 as they are, the rest are the numbers of the place.
NUMBERS: Final = (
    *("119", "120", "110", "122", "12315", "12333", "12345", "12348", "12393", "96110"),
    *("water", "power", "gas", "heating", "lift", "duty"),
)
UNTIL: Final = {
    "contact": ("联系", "contact"),
    "arrive": ("到场", "on the spot"),
    "accept": ("受理", "taken on"),
    "finish": ("办结", "done"),
}
UNITS: Final = {
    Unit.CLOCK_MINUTES: ("分钟", "minutes"),
    Unit.CLOCK_HOURS: ("小时", "hours"),
    Unit.WORKING_MINUTES: ("工作分钟", "working minutes"),
    Unit.WORKING_HOURS: ("工作时", "working hours"),
    Unit.WORKING_DAYS: ("个工作日", "working days"),
    Unit.NATURAL_DAYS: ("天", "days"),
}
ASKED: Final = ("yes_no", "choice", "short")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time that is usual for this matter, beside the promise of its class; `source` says who asks for it."""

    until: str
    amount: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """Asked before sending, never required. The answer `when` raises the urgency to `raises`, at once."""

    text: str
    text_en: str
    kind: str = "yes_no"
    choices: tuple[str, ...] = ()
    choices_en: tuple[str, ...] = ()
    when: str = ""
    raises: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing residents ask for (一条准入事项)."""

    code: str
    name: str
    name_en: str
    group: str
    answers: str
    case_class: str = "general"
    urgency: str = "blue"
    direct: bool = False  # 核单后直派
    refer: bool = False  # told where to go (引导), not handled here
    retired: bool = False  # stays because requests have it; not offered any more
    duty: str = "basic"
    assists: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    words_en: tuple[str, ...] = ()
    help: str = ""
    help_en: str = ""
    limits: tuple[Limit, ...] = ()
    questions: tuple[Question, ...] = ()
    # where it stood in the file, field by field ("" is its heading); no part of what it says
    lines: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)

    def line(self, name: str = "") -> int:
        """The line of a field, else of the heading, else 0."""
        found = dict(self.lines)
        return found.get(name) or found.get("", 0)
