"""Requests 诉求: the six orders (点单 核单 下单 派单 接单 评单), who holds a case, until when."""
