"""Verbs about people: `serving` (offices, posts), `rostering` (away, on duty), `entering` (who comes and leaves),
`securing` (one's own account), `tokens` (keys of other systems), `living` and `register` (residents).
"""

from linli.people.actions.entering import (
    INVITATION_LIVES,
    accept_invitation,
    enter_member,
    enter_skills,
    enter_user,
    invitation_token,
    invite,
    leave,
)
from linli.people.actions.erasing import ask_erasure, drop_glasses, drop_needs, erase_resident
from linli.people.actions.living import (
    correct_resident,
    enter_resident,
    enter_residents,
    move_out,
    phone_index,
    seal_phone,
)
from linli.people.actions.needs import (
    ask_consent,
    close_lapsed,
    confirm_consent,
    end_need,
    open_need,
    review_need,
    withdraw_consent,
)
from linli.people.actions.opening import end_glass, open_glass, read
from linli.people.actions.register import enter_households
from linli.people.actions.rostering import (
    cancel_absence,
    cancel_shift,
    enter_absence,
    enter_shift,
    fill_roster,
)
from linli.people.actions.securing import (
    change_password,
    confirm_one_time_code,
    drop_one_time_code,
    end_other_sessions,
    new_secret,
    pass_second_factor,
    renew_recovery_codes,
)
from linli.people.actions.serving import (
    appoint,
    change_office,
    change_superior,
    end_post,
    name_deputy,
    open_office,
)
from linli.people.actions.tokens import count_calls, issue_token, revoke_token

__all__ = [
    "INVITATION_LIVES",
    "accept_invitation",
    "appoint",
    "ask_consent",
    "ask_erasure",
    "cancel_absence",
    "cancel_shift",
    "change_office",
    "change_password",
    "change_superior",
    "close_lapsed",
    "confirm_consent",
    "confirm_one_time_code",
    "correct_resident",
    "count_calls",
    "drop_glasses",
    "drop_needs",
    "drop_one_time_code",
    "end_glass",
    "end_need",
    "end_other_sessions",
    "end_post",
    "enter_absence",
    "enter_households",
    "enter_member",
    "enter_resident",
    "enter_residents",
    "enter_shift",
    "enter_skills",
    "enter_user",
    "erase_resident",
    "fill_roster",
    "invitation_token",
    "invite",
    "issue_token",
    "leave",
    "move_out",
    "name_deputy",
    "new_secret",
    "open_glass",
    "open_need",
    "open_office",
    "pass_second_factor",
    "phone_index",
    "read",
    "renew_recovery_codes",
    "review_need",
    "revoke_token",
    "seal_phone",
    "withdraw_consent",
]
