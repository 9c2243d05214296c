"""Which reactions each verb owes.

A reaction may read any module, calls down with plain values, and is safe to run twice.
"""

from linli.reactions import case_messages as messages
from linli.reactions import glass_messages

TABLE = {
    "import.finished": [messages.tell_of_import],
    "case.ask": [messages.tell_next_office],
    "case.verify": [messages.settle_earlier, messages.tell_next_office],
    "case.place": [messages.settle_earlier, messages.tell_next_office],
    "case.dispatch": [messages.settle_earlier, messages.tell_next_office],
    "case.pass_up": [messages.settle_earlier, messages.tell_next_office],
    "case.send_back": [messages.settle_earlier, messages.tell_next_office],
    "case.transfer": [messages.settle_earlier, messages.tell_next_office],
    "case.decide": [messages.settle_earlier, messages.tell_next_office],
    "case.resolve": [messages.settle_earlier, messages.tell_next_office],
    "case.fail_check": [messages.settle_earlier, messages.tell_next_office],
    "case.reopen": [messages.settle_earlier, messages.tell_next_office],
    "case.take": [messages.settle_earlier],
    "case.accept": [messages.settle_earlier],
    "case.pass_check": [messages.settle_earlier],
    "case.assign": [messages.settle_earlier, messages.tell_named],
    "case.rate": [messages.tell_next_office, messages.tell_those_who_worked],
    "case.follow_door": [messages.settle_earlier, messages.tell_next_office],
    "glass.opened": [glass_messages.tell_superior],
    "case.withdraw": [messages.settle_earlier, messages.tell_those_who_worked],
}
