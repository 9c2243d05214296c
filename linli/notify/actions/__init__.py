"""Tell somebody who serves here, once for an entry; tell a resident, by whatever way there is."""

from linli.notify.actions.outgoing import call_off, drop_outgoing, missed, owe, send_due, told
from linli.notify.actions.telling import count_up, drop_messages, mark_read, settle, tell, unsay

__all__ = [
    "call_off",
    "count_up",
    "drop_messages",
    "drop_outgoing",
    "mark_read",
    "missed",
    "owe",
    "send_due",
    "settle",
    "tell",
    "told",
    "unsay",
]
