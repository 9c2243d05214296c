"""What is held about people (个人信息目录): each field with its purpose, its level and how long it stays.

Levels are those of `authority`: L0 door, L1 contact, L2 need, L3 health, minors; `S` is about somebody who serves, in
their office. Retention names a setting `retention.*`, or says in a word when it goes:

- `erased`: with the person, on their wish or `retention.moved` days after they moved away
- `case`: words of a request; emptied when the person is erased
- `service`: as long as somebody serves here; who did what stays answerable

`PLAIN` names every other field that could hold words, numbers or dates, and says by standing there that it does not
hold anybody's. A test goes through all models: a field in neither table fails, and so does an entry without a field.
"""

from __future__ import annotations

from dataclasses import dataclass

TABLE = """
people.resident.name              | call and greet the right person          | L1 | erased
people.resident.phone             | call them                                | L1 | erased
people.resident.phone_index       | find the same number again, unreadable   | L1 | erased
people.resident.identity          | tell two people of one name apart        | L2 | erased
people.resident.identity_index    | find the same number again, unreadable   | L2 | erased
people.resident.birth             | who consents for a child                 | L2 | erased
people.resident.since             | since when they live here                | L1 | erased
people.resident.until             | that they live here no more              | L1 | erased
people.resident.erased_at         | that somebody was erased, not who        | L1 | service
people.consent.purpose            | what somebody agreed to                  | L1 | need
people.consent.notice             | what was read aloud to them              | L1 | need
people.consent.way                | how they said yes                        | L1 | need
people.consent.given_at           | when they said yes                       | L1 | need
people.consent.confirmed_at       | when they said it once more              | L1 | need
people.consent.until              | until when it holds                      | L1 | need
people.consent.withdrawn_at       | that they took it back                   | L1 | need
people.supportneed.kind           | what help a household asked for          | L2 | need
people.supportneed.detail         | what the help has to mind                | L3 | need
people.supportneed.since          | since when                               | L2 | need
people.supportneed.review_on      | when it is looked at again               | L2 | need
people.supportneed.ended_at       | that it is over                          | L2 | need
people.breakglass.reason          | why somebody looked in an emergency      | L2 | reading
people.breakglass.words           | the same, in their words                 | L3 | reading
people.breakglass.since           | from when                                | L2 | reading
people.breakglass.until           | until when                               | L2 | reading
people.breakglass.ended_at        | ended early                              | L2 | reading
journal.reading.subject_type      | what kind of row was looked at           | L1 | reading
journal.reading.level             | how deep somebody looked                 | L1 | reading
journal.reading.what              | what they opened                         | L1 | reading
journal.reading.purpose           | what for                                 | L1 | reading
journal.reading.area_path         | where                                    | L1 | reading
journal.reading.at                | when                                     | L1 | reading
journal.entrydetail.salt          | makes the hash unreadable                | L3 | case
journal.entrydetail.ciphertext    | what was said while something was done   | L3 | case
office.searchword.token           | find somebody by name                    | L1 | erased
office.importchunk.content        | a sheet; once shown, rows it left out    | L3 | import_chunk
office.importchange.before        | put a value back                         | L3 | erased
office.importchange.after         | put a value back                         | L3 | erased
territory.household.number        | the number on the household's own book   | L1 | erased
territory.household.since         | since when a household lives there       | L0 | service
territory.household.until         | that it lives there no more              | L0 | service
cases.reporter.name               | call back                                | L1 | reporter
cases.reporter.phone              | call back                                | L1 | reporter
cases.reporter.phone_index        | find the same number again, unreadable   | L1 | reporter
cases.case.title                  | what a request is about, in a line       | L1 | case
cases.case.words                  | what somebody asked for                  | L1 | case
cases.case.place_words            | where it is                              | L0 | case
cases.origin.row                  | answer an order in its own form          | L1 | reporter
cases.safetycall.words            | help somebody who is in danger at home   | L3 | safety
cases.safetycall.contact          | reach them without making it worse       | L3 | safety
cases.safetycall.minor            | a child: the law wants it reported       | L3 | safety
cases.safetycall.area_path        | which two people are near                | L1 | safety
cases.safetycall.asked_at         | how long they wait                       | L1 | safety
cases.safetycall.raised_at        | that nobody saw to it                    | L1 | safety
cases.safetycall.taken_at         | that somebody sees to it                 | L1 | safety
cases.safetycall.closed_at        | that it is over                          | L1 | safety
cases.trustee.kind                | who was named for what few see           | S  | service
cases.trustee.since               | from when                                | S  | service
cases.trustee.until               | until when                               | S  | service
people.user.username              | log in                                   | S  | service
people.user.name                  | who serves here                          | S  | service
people.user.password              | log in, unreadable                       | S  | service
people.user.phone                 | call a colleague                         | S  | service
people.user.last_login            | notice an account that nobody uses       | S  | service
people.user.totp_secret           | log in with a one-time code              | S  | service
people.user.totp_since            | since when                               | S  | service
people.user.recovery_codes        | log in when the telephone is lost        | S  | service
people.post.role                  | what somebody does here                  | S  | service
people.post.reach                 | what they may see                        | S  | service
people.post.phone                 | the number residents call                | S  | service
people.post.since                 | from when                                | S  | service
people.post.until                 | until when                               | S  | service
people.absence.since              | who stands in; no reason is asked        | S  | service
people.absence.until              | until when                               | S  | service
people.absence.cancelled_at       | back earlier                             | S  | service
people.shift.since                | who is on duty                           | S  | service
people.shift.until                | until when                               | S  | service
people.shift.phone                | the number that is answered              | S  | service
people.skill.kind                 | what somebody can do for others          | S  | service
people.member.exemption           | who is spared, on their wish             | S  | service
people.member.since               | from when                                | S  | service
people.member.until               | until when                               | S  | service
people.invitation.token_hash      | the way into an account, unreadable      | S  | service
people.invitation.made_at         | when it was sent                         | S  | service
people.invitation.expires_at      | until when it works                      | S  | service
people.invitation.used_at         | that it was used                         | S  | service
"""

PLAIN = """
journal.entry: verb subject_type area_path actor_kind data at recorded_at
journal.entrydetail: name salted_hash retention erased_at
journal.delivery: reaction next_at error done_at
journal.seal: kind leaves previous digest sealed_at
office.setting: name area_path value reason since carried_at
office.attachment: sha256 kind stored_at
office.command: actor fingerprint answer at
office.serial: name
office.importrun: kind source file_sha256 started_at finished_at state area_path file_name columns shown_at reversed_at
office.importproblem: column code params
office.importchange: subject_type field done_at
office.importchunk: applied_at
office.columnmapping: kind headings_hash columns used_at
office.job: kind params state error area_path file_name asked_at started_at finished_at claimed_until
office.searchword: area_path kind
territory.area: path official_code level kind name name_en since until settlement former_path
territory.formercode: code revoked_at
territory.boundary: wkb since until
territory.estate: area_path name name_en kind
territory.building: area_path name name_en longitude latitude
territory.dwelling: room
territory.household: area_path
territory.plate: token hung_at retired_at
territory.proposal: state options answers steps asked_at ended_at
territory.proposedgrid: number buildings walk compactness reason wkb
territory.venue: area_path kind name name_en address phone hours longitude latitude since until
people.apitoken: name handle salt secret_hash scopes since until revoked_at last_used_on
people.office: kind name name_en phone address address_en hours hours_en
notify.message: template sent_at visible_at read_at
notify.outgoing: template language params state made_at not_before done_at ref
office.calendarday: day kind name notice changed_at
office.officehours: area_path week make_up changed_at
cases.category: code name name_en group answers case_class urgency duty assists numbers words words_en help help_en
cases.category: limits questions retired_at
cases.catalogueversion: text reason at
cases.answerer: role
cases.phrase: verb name words since retired_at
cases.savedlist: name query saved_at
cases.case: number follow_hash channel source source_number source_key area_path case_class urgency status level task due_at
cases.case: promise_at first_promise_at asked_at received_at resolved_at closed_at outcome
cases.case: contacted_at wake_at cap_at proposed
cases.handling: level task taken_at due_at warned_at left_at outcome
cases.pause: reason since until told_at ended_at
cases.question: asked_at seen_at answered_at
cases.approval: verb params proposed_at due_at decided_at
cases.supervision: cause since due_at reminded_at ended_at outcome
cases.recusal: at
cases.keeper: since
cases.ratingslip: token_hash made_at used_at
cases.callback: reason opened_at due_at closed_at result
cases.calltry: at
cases.origin: mapping ordered_at sign_by reply_by signed_at replied_at
cases.caseoffice: since
cases.rating: rated_at through
cases.named: at opened_at
cases.safetycall: follow_hash
insights.counted: month area_path way until reach_by outcome case_class level
insights.tally: area_path slice month
insights.spread: area_path kind month key
insights.deadline: area_path slice what month day
cases.reception: kind place since until cancelled_at
cases.errand: token_hash since until reported_at
cases.problemitem: month put_at answered_at struck_at
"""

LEVELS = ("L0", "L1", "L2", "L3", "S")
WORDS = ("erased", "case", "service")  # retentions that are no number of days


@dataclass(frozen=True, slots=True)
class Held:
    """One field that holds something about somebody."""

    model: str
    field: str
    purpose: str
    level: str
    retention: str


def held() -> list[Held]:
    found = []
    for line in TABLE.strip().splitlines():
        name, purpose, level, retention = (cell.strip() for cell in line.split("|"))
        model, _, field = name.rpartition(".")
        found.append(Held(model, field, purpose, level, retention))
    return found


def plain() -> set[tuple[str, str]]:
    """(model, field) of what holds nothing about anybody."""
    lines = (line.partition(":") for line in PLAIN.strip().splitlines())
    return {(model, field) for model, _, fields in lines for field in fields.split()}
