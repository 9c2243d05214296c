"""Tell somebody who serves here, once for an entry; tell a resident, by whatever way there is."""

from linli.notify.actions.outgoing import call_off, drop_outgoing, missed, owe, send_due, told
from linli.notify.actions.telling import answered, count_up, drop_messages, mark_read, settle, tell, unsay
from linli.notify.actions.wording import set_words

__all__ = [
    "answered",
    "call_off",
    "count_up",
    "drop_messages",
    "drop_outgoing",
    "mark_read",
    "missed",
    "owe",
    "send_due",
    "set_words",
    "settle",
    "tell",
    "told",
    "unsay",
]
