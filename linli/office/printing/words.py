"""The fixed sentences of what is printed, in Chinese: it hangs on walls here, and a job has no reader to ask."""

PLATE = {
    "say": "扫码反映问题",
    "scan": "微信扫一扫",
    "free": "不用注册，不用下载",
    "call": "也可以打电话，有人接",
    "danger": "着火 119　救人 120　报警 110",
}
BOARD = {
    "who": "谁在为您服务",
    "nobody": "现在还没有人任职，请打下面的电话。",
    "what": "哪些事可以找我们",
    "complain": "办得不好，怎么说",
    "hours": "来哪里、什么时候",
    "say": "扫码反映问题",
    "scan": "微信扫一扫，不用注册，不用下载；也可以打电话：",
    "danger": "着火 119　救人 120　报警 110",
}
ASKS = (
    "水、电、路灯、井盖、垃圾、噪声",
    "楼里楼外的安全隐患、消防通道被占",
    "邻里之间的事，需要有人帮着说",
    "低保、医保、养老、托育怎么办",
    "家里有困难，需要有人搭把手",
)
CARD = {"scan": "扫码反映问题"}
CARD_FOOT = "着火 119　救人 120　报警 110　　{operator}"
ALL = "整个网格"
ACTING = "代{name}"
COMPLAINTS = (
    "{above}",
    "每件事办完都请您评价，不满意就重办",
    "政务服务热线 12345",
)
FEWER = "少于 5"
