"""Which reactions each verb owes.

A reaction may read any module, calls down with plain values, and is safe to run twice.
"""

from linli.reactions import case_messages as messages

TABLE = {
    "case.ask": [messages.tell_next_office],
    "case.verify": [messages.tell_next_office],
    "case.place": [messages.tell_next_office],
    "case.dispatch": [messages.tell_next_office],
    "case.pass_up": [messages.tell_next_office],
    "case.send_back": [messages.tell_next_office],
    "case.transfer": [messages.tell_next_office],
    "case.decide": [messages.tell_next_office],
    "case.resolve": [messages.tell_next_office],
    "case.fail_check": [messages.tell_next_office],
    "case.reopen": [messages.tell_next_office],
    "case.assign": [messages.tell_named],
    "case.rate": [messages.tell_next_office, messages.tell_those_who_worked],
    "case.withdraw": [messages.tell_those_who_worked],
}
