"""The verbs of the case loop: one function each, one journal entry each."""

from linli.cases.actions.answering import close, fail_check, pass_check, rate, reopen, resolve, withdraw
from linli.cases.actions.asking import Asker, ask
from linli.cases.actions.cataloguing import (
    change_catalogue,
    change_matter,
    enter_category,
    go_back,
    name_answerer,
)
from linli.cases.actions.coming_in import do_now, take_in
from linli.cases.actions.deciding import appeal, decide, decline, extend, list_, pause, propose, refer, refuse
from linli.cases.actions.handing import (
    accept,
    assign,
    dispatch,
    pass_up,
    place,
    release,
    send_back,
    take,
    transfer,
    verify,
)
from linli.cases.actions.naming import name_staff, open_to_named
from linli.cases.actions.pausing import answer, ask_more, read, resume
from linli.cases.actions.supervising import (
    contact,
    convene,
    escalate,
    instruct,
    recuse,
    remind,
    supervise,
    take_over,
    warn,
)
from linli.cases.actions.undoing import undo

__all__ = [
    "Asker",
    "accept",
    "answer",
    "appeal",
    "ask",
    "ask_more",
    "assign",
    "change_catalogue",
    "change_matter",
    "close",
    "contact",
    "convene",
    "decide",
    "decline",
    "dispatch",
    "do_now",
    "enter_category",
    "escalate",
    "extend",
    "fail_check",
    "go_back",
    "instruct",
    "list_",
    "name_answerer",
    "name_staff",
    "open_to_named",
    "pass_check",
    "pass_up",
    "pause",
    "place",
    "propose",
    "rate",
    "read",
    "recuse",
    "refer",
    "refuse",
    "release",
    "remind",
    "reopen",
    "resolve",
    "resume",
    "send_back",
    "supervise",
    "take",
    "take_in",
    "take_over",
    "transfer",
    "undo",
    "verify",
    "warn",
    "withdraw",
]
