"""The verbs of the case loop: one function each, one journal entry each."""

from linli.cases.actions.answering import close, fail_check, pass_check, rate, reopen, resolve, withdraw
from linli.cases.actions.asking import Asker, ask, enter_category
from linli.cases.actions.handing import (
    accept,
    assign,
    decide,
    dispatch,
    pass_up,
    place,
    send_back,
    take,
    transfer,
    verify,
)
from linli.cases.actions.naming import name_staff, open_to_named

__all__ = [
    "Asker",
    "accept",
    "ask",
    "assign",
    "close",
    "decide",
    "dispatch",
    "enter_category",
    "fail_check",
    "name_staff",
    "open_to_named",
    "pass_check",
    "pass_up",
    "place",
    "rate",
    "reopen",
    "resolve",
    "send_back",
    "take",
    "transfer",
    "verify",
    "withdraw",
]
