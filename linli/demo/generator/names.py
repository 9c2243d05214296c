"""Names of places that do not exist, in Chinese and English."""

from __future__ import annotations

from typing import NamedTuple


class Community(NamedTuple):
    """`code`: the last three digits. `special`: name, English, kind of its first venue, staff homes."""

    code: str
    name: str
    name_en: str
    grids: int
    special: tuple[str, str, str, int] | None = None


# north of the river, from the north-west; 青石桥社区 and its neighbour stand in `demo.content`
NORTH = [
    Community("003", "学府社区", "Scholars", 5, ("沂安师范学校专属网格", "Teachers' School", "school", 72)),
    Community("004", "北园社区", "North Garden", 4),
    Community("005", "月湖社区", "Moon Lake", 7, ("月湖公园专属网格", "Moon Lake Park", "park", 0)),
    Community("006", "云门社区", "Cloud Gate", 4),
    Community("007", "站前社区", "Station Front", 4, ("沂安站专属网格", "Yi'an Station", "station", 0)),
    Community(
        "008", "杏林社区", "Apricot Grove", 4, ("区人民医院专属网格", "District Hospital", "clinic", 36)
    ),
    Community("009", "梧桐社区", "Parasol Tree", 4),
    Community("010", "新苑社区", "New Garden", 4),
]
SOUTH = [
    Community("011", "槐树巷社区", "Locust Alley", 4),
    Community("012", "钟楼社区", "Bell Tower", 5, ("钟楼市场专属网格", "Bell Tower Market", "shop", 0)),
    Community("013", "文昌社区", "Wenchang", 4, ("区政府大院专属网格", "District Government", "office", 48)),
    Community("014", "南关社区", "South Pass", 5),
    Community("015", "桃园社区", "Peach Orchard", 4),
    Community("016", "汇泉社区", "Meeting Springs", 4),
    Community("017", "锦屏社区", "Brocade Screen", 4),
    Community("018", "安宁社区", "Peace", 4),
    Community(
        "019", "东岭社区", "East Ridge", 4, ("东岭工业园专属网格", "East Ridge Works", "workshop", 120)
    ),
    Community(
        "020", "沂水湾社区", "Yishui Bend", 3, ("河湾物流园专属网格", "River Bend Depot", "workshop", 24)
    ),
]
VILLAGES_NORTH = [
    Community("201", "白石岭村", "White Stone Ridge", 3),
    Community("202", "上沟村", "Upper Ditch", 3),
    Community("203", "下沟村", "Lower Ditch", 3),
    Community("204", "石门村", "Stone Gate", 4),
    Community("205", "枣行村", "Jujube Rows", 3),
    Community("206", "东柳庄村", "East Willow", 3),
]
VILLAGES_SOUTH = [
    Community("207", "西柳庄村", "West Willow", 3),
    Community("208", "河湾村", "River Bend", 3),
    Community("209", "大槐树村", "Great Locust", 3),
    Community("210", "杨家埠村", "Yang's Landing", 3),
    Community("211", "马店村", "Horse Inn", 3),
    Community("212", "三里堡村", "Three Mile Fort", 3),
]
MICRO = ("005", 43)  # 月湖社区: seven grids, 43 micro-grids, as one of the sources has it

ESTATE_FIRST = [
    ("玉兰", "Magnolia"),
    ("海棠", "Crabapple"),
    ("丁香", "Lilac"),
    ("银杏", "Ginkgo"),
    ("翠竹", "Bamboo"),
    ("金桂", "Osmanthus"),
    ("紫薇", "Myrtle"),
    ("石榴", "Pomegranate"),
    ("书香", "Bookscent"),
    ("康乐", "Kangle"),
    ("和平", "Heping"),
    ("建设", "Jianshe"),
    ("光明", "Guangming"),
    ("永安", "Yong'an"),
    ("福寿", "Fushou"),
    ("阳光", "Sunshine"),
    ("清河", "Clear River"),
    ("望湖", "Lake View"),
    ("春晓", "Spring Dawn"),
    ("秋实", "Autumn Fruit"),
    ("朝阳", "Chaoyang"),
    ("嘉和", "Jiahe"),
    ("祥云", "Xiangyun"),
    ("东篱", "Dongli"),
]
ESTATE_LAST = {
    "commercial": [
        ("苑", "Garden"),
        ("花园", "Gardens"),
        ("家园", "Homes"),
        ("名邸", "Residence"),
        ("新城", "New Town"),
    ],
    "institution": [("宿舍", "Staff Homes"), ("家属院", "Compound"), ("公寓", "Flats")],
    "unmanaged": [("楼院", "Yard"), ("新村", "New Village"), ("小区", "Estate")],
    "self_built": [("巷", "Alley"), ("胡同", "Hutong"), ("里", "Lane")],
}
HAMLETS = [
    ("前街", "Front Street"),
    ("后街", "Back Street"),
    ("东头", "East End"),
    ("西头", "West End"),
    ("北坡", "North Slope"),
    ("沟沿", "Ditch Side"),
    ("新街", "New Street"),
    ("老井", "Old Well"),
    ("桥头", "Bridge End"),
    ("果园", "Orchard"),
    ("南园", "South Garden"),
    ("上场", "Upper Floor"),
]

SHOP_FIRST = [
    *("惠民", "顺发", "家和", "福满", "万和", "锦绣", "便民", "兴隆", "老街", "同乐"),
    *("喜来", "百顺", "吉祥", "宏达", "小城", "春风", "邻家", "众合", "四季", "满意"),
]
# kind → (what it is called, how many of a hundred venues in town, in a village)
VENUES: dict[str, tuple[list[str], int, int]] = {
    "shop": (["超市", "便利店", "五金店", "理发店", "药店", "水果店", "文具店", "粮油店"], 38, 34),
    "canteen": (["面馆", "饭店", "早餐店", "包子铺", "饺子馆"], 20, 12),
    "school": (["幼儿园", "小学"], 5, 6),
    "clinic": (["卫生服务站", "诊所"], 5, 12),
    "workshop": (["修理铺", "木器厂", "印刷厂", "制衣厂"], 6, 16),
    "rented": (["合租房", "出租公寓"], 12, 4),
    "station": (["驿站", "快递驿站"], 5, 4),
    "care": (["日间照料中心", "托育园"], 4, 6),
    "park": (["口袋公园", "文化广场"], 4, 6),
    "office": (["税务所", "邮政所", "银行网点"], 1, 0),
}
HOURS = ["8:00–20:00", "7:00–21:00", "6:00–14:00", "周一至周五 9:00–17:00", "全天"]

PROPERTY = ["安居", "邻家", "万和", "福邸", "金管家", "润泽", "康城", "祥和", "明达", "佳园", "盛世", "百合"]
PARTNERS = [
    ("第二中学", "No. 2 Middle School"),
    ("青石小学", "Qingshi Primary School"),
    ("区人民医院", "District Hospital"),
    ("沂安农商银行柳荫支行", "Rural Bank, Liuyin branch"),
    ("新华书店柳荫店", "Bookshop of Liuyin"),
    ("邮政柳荫支局", "Post Office of Liuyin"),
    ("区图书馆", "District Library"),
    ("沂安师范学校", "Teachers' School"),
    ("眼科医院", "Eye Hospital"),
    ("中医院柳荫门诊", "Hospital of Chinese Medicine, Liuyin"),
    ("区总工会服务站", "Trade Union Station"),
    ("法律援助中心", "Legal Aid Centre"),
    ("老年大学", "University of the Third Age"),
    ("公交第三车队", "Bus Company, third fleet"),
    ("园林处", "Parks Office"),
    ("消防救援站", "Fire Station"),
]
NEED_WORDS = [
    "想请人帮忙买菜、取药。",
    "希望每周有人来说说话。",
    "想找离家近的活。",
    "复诊时想有人陪着去。",
    "想请人教用手机挂号。",
    "",
]
