"""Which reactions each verb owes.

A reaction may read any module, calls down with plain values, and is safe to run twice.
"""

from linli.reactions import (
    borders,
    counting,
    glass_messages,
    leaving,
    receptions,
    recounting,
    repeating,
    safety_messages,
)
from linli.reactions import case_messages as cases
from linli.reactions import resident_messages as residents
from linli.reactions import supervising_messages as above
from linli.reactions import waiting_messages as waiting

ON = [cases.settle_earlier, cases.tell_next_office]  # it goes on, mostly to another office
OWE = residents.owe_resident
MOOT = residents.call_off_moot

TABLE = {
    # it comes in, and goes on
    "import.finished": [cases.tell_of_import],
    "case.ask": [cases.tell_next_office, cases.tell_duty],
    "case.take_in": [cases.tell_next_office],
    "case.supplement": [above.tell_whoever_has_it],
    "case.do_now": [cases.tell_caller],
    "case.take": [cases.settle_earlier],
    "case.release": [cases.settle_earlier, cases.tell_free],
    "case.left_office": [cases.settle_earlier, cases.tell_free],
    "case.assign": [cases.settle_earlier, cases.tell_named],
    "case.verify": [*ON, cases.tell_duty, OWE],
    "case.place": [*ON, OWE],
    "case.dispatch": [*ON, OWE],
    "case.accept": [cases.settle_earlier],
    "case.pass_up": [*ON],
    "case.send_back": [*ON],
    "case.transfer": [*ON, borders.tell_register],
    "case.follow_door": [*ON],
    "case.undo": [cases.take_back],
    # while it waits
    "case.ask_more": [OWE],
    "case.read": [MOOT],
    "case.answer": [MOOT, waiting.tell_goes_on],
    "case.contact": [residents.spoken],
    "case.propose": [waiting.tell_approver],
    "case.unpropose": [waiting.call_off_proposal],
    "case.decline": [waiting.tell_proposer],
    "case.pause": [waiting.tell_proposer],
    "case.resume": [waiting.tell_goes_on],
    "case.extend": [waiting.tell_proposer, OWE],
    "case.list": [*ON, waiting.tell_proposer, OWE],
    "case.refuse": [cases.settle_earlier, waiting.tell_proposer, OWE],
    "case.refer": [cases.settle_earlier, OWE],
    "case.appeal": [MOOT, *ON],
    # what those above do, and what is late
    "case.warn": [above.tell_warned],
    "case.entrust": [above.tell_entrusted],
    "case.escalate": [above.tell_above],
    "case.supervise": [above.tell_supervised],
    "case.take_over": [cases.settle_earlier, above.tell_lost],
    "case.remind": [above.count_reminders],
    "case.instruct": [above.tell_instructed],
    "case.convene": [above.tell_called],
    "case.recuse": [cases.settle_earlier, cases.tell_head],
    "case.report": [above.tell_whoever_has_it],
    "case.told": [counting.count],  # it may have been the first contact
    "case.answer_item": [OWE],
    "case.strike_off": [above.tell_whoever_has_it, OWE],
    # the way back to the resident
    "case.resolve": [*ON],
    "case.fail_check": [cases.settle_earlier, cases.tell_back_with_holder],
    "case.pass_check": [cases.settle_earlier, OWE],
    "case.rate": [MOOT, cases.tell_next_office, cases.tell_those_who_worked, cases.tell_caller],
    "case.close": [OWE],
    "case.reopen": [MOOT, *ON, cases.tell_those_who_worked],
    "case.decide": [*ON, OWE],
    "case.withdraw": [MOOT, cases.settle_earlier, cases.tell_those_who_worked, cases.tell_caller],
    # what is no case
    "calendar.year_entered": [recounting.ask_recount],
    "calendar.day_changed": [recounting.ask_recount],
    "hours.set": [recounting.ask_recount],
    "buildings.moved": [borders.settled],
    "building.kept": [borders.settled],
    "post.ended": [leaving.let_go],
    "glass.opened": [glass_messages.tell_superior],
    "resident.erasure_asked": [repeating.note],
    "resident.erased": [repeating.note],
    "consent.withdrawn": [repeating.note],
    "safety.called": [safety_messages.tell_the_two],
    "safety.untaken": [safety_messages.tell_the_two],
}
# verbs of which nobody has to hear: their doer stands beside, or their page shows it
NOBODY = frozenset({"hand_out", "put_forward", "call_back"})

for _verb in counting.VERBS:
    TABLE.setdefault(_verb, []).append(counting.count)
for _verb in receptions.ENDINGS:
    TABLE.setdefault(_verb, []).append(receptions.owe_call)
for _verb in receptions.REOPENINGS:
    TABLE.setdefault(_verb, []).append(receptions.drop_call)
