"""Refusals about a request, a form, a door: code → (what happened, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    # the door
    "plate_torn": (
        _("This code is not complete"),
        _("The plate may be damaged, or a letter is missing. Scan it again, or call the number below."),
    ),
    "plate_unknown": (
        _("We do not know this door plate"),
        _("It may belong to another place. Call the number below and say where you are."),
    ),
    "area_closed": (
        _("%(area)s is no longer looked after from here"),
        _("Call the number below; they tell you who looks after this door now."),
    ),
    "follow_unknown": (
        _("This link does not open a request"),
        _(
            "Perhaps a letter is missing. Open it again from where you kept it, or call and tell us your number."
        ),
    ),
    # the request
    "empty_words": (_("Nothing is written yet"), _("Say in a few words what happened.")),
    "text_too_long": (
        _("That is %(length)s characters, %(most)s fit"),
        _("What you wrote is still there. Shorten it a little; the rest can be told by telephone."),
    ),
    "too_many_photos": (_("Up to %(most)s photos fit"), _("Take one away, then add the other.")),
    "photo_too_large": (
        _("%(name)s is too large"),
        _("Up to 20 MB fit. Everything else is kept; take it again with fewer megapixels."),
    ),
    "photo_not_image": (
        _("%(name)s is not a photo we can read"),
        _("Everything else is kept. JPEG, PNG and WebP pictures work."),
    ),
    "photo_too_many_pixels": (
        _("%(name)s has too many pixels"),
        _("Everything else is kept. An ordinary photo of a telephone fits."),
    ),
    "photo_not_stored": (
        _("The photo could not be kept"),
        _("Your words are kept. Send them without it, or try again later."),
    ),
    "photo_gone": (_("A photo is no longer there"), _("Add it again; your words are kept.")),
    "grid_without_office": (
        _("Nobody is entered for this door yet"),
        _("Call the number below; they take it down for you."),
    ),
    "rating_unknown": (
        _("This link does not open a rating"),
        _(
            "Perhaps a letter is missing. Open it again from the message or the slip; or call and say your number."
        ),
    ),
    "rated_already": (
        _("This was rated already"),
        _("What was said first counts. If it is not good yet, have it taken up again."),
    ),
    "slip_code_wrong": (
        _("This code does not belong to this request"),
        _("Compare it with the paper, letter by letter, and the number above it as well."),
    ),
    "slip_code_used": (
        _("This slip is of an earlier rating"),
        _("It was used, or it was done anew since. Print a new one, or leave the code empty."),
    ),
    "call_over": (
        _("Nobody has to be rung about this any more"),
        _("It came to another end meanwhile. Go back to the list."),
    ),
    "other_office_rings": (
        _("Another office rings here"),
        _("Whom your own office has to ring stands under “Call backs”."),
    ),
    "nothing_to_tell": (
        _("There is nothing left to tell them"),
        _("A colleague has told them meanwhile, or something newer made it needless."),
    ),
    "not_yours_to_tell": (
        _("Somebody else tells them"),
        _("Whoever follows or holds the request does, or their office."),
    ),
    "call_later": (
        _("It rang in vain a short while ago"),
        _("The next try is fair in the next half-day: people work, sleep, and have no hand free."),
    ),
    "open_number_first": (
        _("Open the number and ring first"),
        _("What came of a call is written down within an hour after the number was opened for it."),
    ),
    "say_what_they_said": (
        _("What did they say?"),
        _("Write it down in their words; the level above reads nothing else."),
    ),
    "rate_both": (_("Two answers are needed"), _("Choose whether it is solved, and how it was done.")),
    # the table
    "not_at_this_step": (
        _("That is not possible at this step"),
        _("Look at where it stands now; what is possible is shown there."),
    ),
    "only_holder": (_("Somebody else is on it"), _("Only the person who took it on can do this.")),
    "only_asker": (_("Only the person who asked can do this"), _("Use the link of your own request.")),
    "only_superior": (
        _("This is for the level above"),
        _("Ask the head of the office, or the office above."),
    ),
    "only_member": (_("It is with another office"), _("Only those who work there can take it.")),
    "only_clock": (_("This happens by itself"), _("It is closed when the days for a rating are over.")),
    "only_staff": (_("This is for those who serve"), _("Log in with your own account.")),
    "only_importer": (_("This is for imports"), _("Use the import command.")),
    "take_first": (_("Nobody has taken it yet"), _("Take it first, then go on.")),
    "already_taken": (_("Somebody has already taken it"), _("Look at who has it now.")),
    "no_post_now": (
        _("You hold no post at this moment"),
        _("It may have ended while this page was open. What you wrote is kept below; ask your office."),
    ),
    "not_your_role": (
        _("Your posts do not include this"),
        _("Whoever runs the register or leads the office can do it. People → your office shows who that is."),
    ),
    "outside_your_area": (
        _("This lies outside your area"),
        _("Your posts reach only their own area. Ask the office that looks after this place."),
    ),
    "role_not_yours_to_give": (
        _("This post is not yours to give"),
        _(
            "Posts that see homes are given by the head; leaders, registrars and administrators by the head of the"
            " sub-district."
        ),
    ),
    "link_was_yours": (
        _("This account was opened by a link of yours"),
        _("Another head gives this post, or the administrator first makes them a new link."),
    ),
    "code_by_head": (
        _("Only a head takes a one-time code away"),
        _("Ask the head of the office, or of the office above."),
    ),
    "deputy_sees_no_homes": (
        _("%(name)s sees nothing of homes, and this post does"),
        _("Choose somebody whose own work is with homes."),
    ),
    "not_away_for_yourself": (
        _("You would stand in for them yourself"),
        _("Let them enter it, or somebody else who keeps the roster."),
    ),
    "not_above_them": (
        _("Only an office above this person decides that"),
        _("Hand it to the office above theirs."),
    ),
    "did_the_work": (
        _("You worked on this yourself"),
        _("Somebody else checks it. A colleague can take it."),
    ),
    "passed_the_check": (
        _("You passed the check of this yourself, and now it is under review"),
        _("Somebody else reviews it: a colleague takes it, or the level above does."),
    ),
    "decision_binds": (
        _("A review decided this"),
        _("It cannot be sent on or back; do it, or ask the level above."),
    ),
    "transferred_before": (
        _("It was handed on once at this level already"),
        _("Pass it up, or ask the level above to name somebody."),
    ),
    "handed_down_twice": (
        _("The level above has handed it down to you twice"),
        _(
            "It stays with you now. Do it, ask for a yes to refuse or list it, or ask the level above for a meeting."
        ),
    ),
    "reopened_before": (
        _("It was taken up again twice already"),
        _("Call the number below; somebody explains what else is possible."),
    ),
    "reopen_too_late": (
        _("More than %(days)s days have gone by"),
        _("Ask anew; write that it happened before."),
    ),
    "rating_still_open": (_("The days for a rating are not over"), _("Wait until they are.")),
    "not_in_this_office": (_("This person does not work there now"), _("Choose somebody from the list.")),
    "name_category": (_("What kind of matter is it?"), _("Choose one from the catalogue.")),
    "name_department": (_("Which department?"), _("Choose one from the list.")),
    "name_office": (_("Which office does it?"), _("Choose one from the list.")),
    "name_area": (_("Where is it?"), _("Choose the place it belongs to.")),
    "area_not_ours": (_("%(area)s is not in your area"), _("Choose a place inside it, or pass it up.")),
    "no_office_there": (_("There is no office of that level"), _("Do it here, or choose another way.")),
    "nobody_before": (_("Nobody had it before you"), _("Hand it on, or do it here.")),
    "no_direct_path": (
        _("This matter does not go straight to a department"),
        _("Give it to the community, they dispatch it; or choose a matter with an arrow, if it is one."),
    ),
    "other_level": (_("It goes to another office of the same level"), _("Choose one from the list.")),
    "say_why": (_("The reason is missing"), _("Say it in one sentence; the next person needs it.")),
    "say_what_was_done": (_("What was done?"), _("Say it in words the resident understands.")),
    "say_what_is_missing": (_("What is missing?"), _("Say what still has to be done.")),
    "name_outcome": (_("How did it end?"), _("Choose one from the list.")),
    # waiting, and those above
    "clock_stands": (_("The clock stands"), _("Let it go on first, then do this.")),
    "only_approver": (
        _("This is for the office above to decide"),
        _("Somebody else than whoever proposed it says yes or no."),
    ),
    "only_supervisor": (
        _("This is for whoever answers for it above"),
        _("The page of the request says who that is."),
    ),
    "only_partner": (_("This is for the firm that does it"), _("They have a link of their own for it.")),
    "stays_out": (
        _("This person has nothing to do with this request any more"),
        _(
            "Somebody who steps aside stays aside, at the check and the call back as well. Choose somebody else."
        ),
    ),
    "had_a_hand_in_it": (
        _("Your office had a hand in this"),
        _("Somebody who did nothing of it rings the resident."),
    ),
    "needs_their_own_word": (
        _("An office that had a hand in it cannot say that it is solved"),
        _(
            "Nothing was counted, and the resident can still answer: with their own link on their own phone, or with "
            "the code on the paper slip, entered by somebody who did none of it and did not print it."
        ),
    ),
    "link_passed_on": (
        _("The link was passed on already"),
        _("It is shown once. If it got lost, print the receipt and hand it over; that is on record too."),
    ),
    "receipt_without_link": (
        _("Its receipt has no link any more"),
        _("Once the work was reported, the link is only with whoever asked. Print the receipt without it."),
    ),
    "convene_first": (
        _("It came to a review for the second time: sit together first"),
        _("Call those who had it, write down what was said, then decide."),
    ),
    "department_does_it": (
        _("“%(matter)s” is for a department alone"),
        _("Give it up or straight to the department; you can help them there."),
    ),
    "no_roster": (
        _("Nobody is on duty for this place now"),
        _(
            "“Very urgent” needs somebody who answers day and night. Choose “urgent”, and ring the head at once."
        ),
    ),
    "nobody_above": (
        _("There is no office above that could look into it"),
        _("The county's own line takes it down."),
    ),
    "asked_enough": (
        _("They were asked back often enough"),
        _("Go on with what is known, or ring them. Asking back is possible %(times)s times for a request."),
    ),
    "question_still_open": (
        _("One question is not answered yet"),
        _("Wait for the answer, or ring them."),
    ),
    "nothing_asked": (_("Nothing was asked back"), _("There is no question to answer now.")),
    "say_what_is_asked": (_("What do you need to know?"), _("Ask it in words the resident understands.")),
    "say_what_to_do": (_("What is to be done?"), _("Say it in one sentence.")),
    "say_what_about": (
        _("What is it about?"),
        _("Say it in one sentence, so that everybody comes prepared."),
    ),
    "say_what_was_decided": (_("What was decided?"), _("Say who does what, and by when.")),
    "date_is_past": (_("This moment is over"), _("Choose one that is still to come.")),
    "proposed_already": (
        _("Something is proposed already"),
        _("Wait for the answer of the office above, or take the proposal back first; silence is a no."),
    ),
    "nothing_proposed": (
        _("Nothing is proposed any more"),
        _("It was answered meanwhile, or it was handed on. Look at where it stands now."),
    ),
    "extended_before": (
        _("The date was moved once already"),
        _("Once is all. Do it, or ask the office above to take it over or to list it."),
    ),
    "appealed_before": (
        _("You disagreed once already"),
        _("Call the number below; somebody explains what else is possible."),
    ),
    "name_loop_reason": (_("Which reason?"), _("Choose one from the list.")),
    "wrong_days": (_("That does not fit"), _("A date can be moved by 1 to %(most)s days.")),
    "wrong_review_day": (
        _("This day does not fit"),
        _("Choose one after today, at most %(most)s days away."),
    ),
    "wrong_pause_day": (
        _("The clock cannot stand until this day"),
        _("Choose one after today, no later than its reason allows; or leave it empty."),
    ),
    "name_channel": (_("Which way is open to them?"), _("Choose one from the list.")),
    "name_way": (_("How did you reach them?"), _("By telephone, at the door or with a message.")),
    "name_place": (_("Where is it?"), _("Choose the place it belongs to.")),
    "reminded_today": (_("You asked for it today already"), _("Once a day; whoever has it has been told.")),
    "supervised_already": (
        _("Somebody above answers for it already"),
        _("The page of the request says who, and by when."),
    ),
    "nothing_to_undo": (
        _("There is nothing to take back any more"),
        _("Something happened after it. Look at where it stands now."),
    ),
    "not_yours_to_undo": (_("Somebody else did that"), _("Only they could take it back, for a minute.")),
    "too_late_to_undo": (
        _("The minute is over"),
        _("What was sent stays sent. Ask whoever has it now to send it back."),
    ),
    "two_already": (_("Two people are named already"), _("Let one of them go first.")),
    "order_known": (
        _("This order is here already: %(number)s"),
        _("Open that one; the same number is never taken in twice."),
    ),
    "order_without_number": (
        _("The order has no number"),
        _("Write the number that the other system gave it."),
    ),
    # forms and doors
    "stale": (
        _("Something happened meanwhile"),
        _("What you wrote is kept. Look at what is new, then decide again."),
    ),
    "same_key_other_body": (
        _("This form was already sent with other content"),
        _("The first one counts. Open the form anew if something else is to be done."),
    ),
    "form_too_old": (
        _("This form is too old to be sent"),
        _("Go back, open the page anew and send it again; what you wrote is still in the form."),
    ),
    "form_from_elsewhere": (
        _("This form did not come from a page of ours"),
        _(
            "Open the page here and fill it in again. If you did, tell whoever runs LinLi: its address is wrongly set."
        ),
    ),
    "number_unknown": (
        _("There is no request %(number)s that you see"),
        _("Look at the number again; it may be in another office's hands."),
    ),
    "logged_out": (
        _("You are logged out by now"),
        _("What you wrote stands below. Log in again, then copy it back."),
    ),
    "bad_request": (_("We could not read that"), _("Go back and try again, or call the number below.")),
    "forbidden": (_("This is not for you to open"), _("If you think it should be, ask your office.")),
    "not_found": (
        _("There is nothing here"),
        _("Perhaps the address is mistyped, or it is in other hands now. Go back to the start."),
    ),
    "server_error": (
        _("Something is broken on our side"),
        _("It is noted. Go back and try once more; if it is urgent, call the number below."),
    ),
}
