"""Reception days, lists of problems, links of firms: who holds a day, who writes a list, who only looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

NO_PAGES = {"desk:reception_poster", "desk:reception_print", "desk:problems_print"}

# Who sees a day that the sub-district holds; who set it up for it; whose branch's meeting it is.
SEES = {"township", "county", "prefecture", "leader", "registrar"}
HOLD = {"township", "leader"}
LIST = {"community"}  # dispatcher of the office that the branch belongs to
SET_UP = {"community", "other_community", "township", "county", "prefecture", "leader"}


def addresses(site: Any) -> dict[str, list[str]]:
    from linli.cases import actions, meeting
    from linli.cases.models import Errand
    from linli.common.actor import SYSTEM
    from linli.people.actions import open_office
    from tests.make import LONG_AGO, NOON

    town = site.town
    by = town.actors["township"]
    one = actions.set_up_reception(
        town.offices["township"],
        kind="reception",
        place="榆树村委会",
        since=NOON + timedelta(days=1),
        until=NOON + timedelta(days=1, hours=2),
        hosts=(town.users["township"],),
        by=by,
        at=NOON,
    )[0]
    area = town.areas["community"]
    branch = open_office(
        kind="branch", name="支部", area=area, superior=town.offices["community"], by=SYSTEM, at=LONG_AGO
    )
    firm = open_office(kind="property", name="物业", area=area, superior=None, by=SYSTEM, at=LONG_AGO)
    secretary = town.serve(branch, name="secretary", role="first_secretary", reach="handed")
    item = actions.put_forward(site.kept, branch=branch, by=secretary, at=NOON + timedelta(minutes=8))
    grid = town.actors["grid"]
    later = NOON + timedelta(minutes=9)
    actions.hand_out(site.kept, by=grid, at=later, office=firm, words="换灯泡", days=3)
    errand = Errand.objects.select_related("case").get()
    days, lists = f"/desk/meetings/days/{one.pk}/", f"/desk/meetings/problems/{branch.pk}/"
    line = f"/desk/meetings/problems/line/{item.pk}/"
    return {
        "desk:meetings": ["/desk/meetings/"],
        "desk:reception_new": ["/desk/meetings/days/new/"],
        "desk:reception_poster": ["/desk/meetings/days/poster.pdf"],
        "desk:reception": [days],
        "desk:reception_table": [f"{days}table/"],
        "desk:reception_cancel": [f"{days}cancel/"],
        "desk:reception_print": [f"{days}list.pdf"],
        "desk:problems": ["/desk/meetings/problems/"],
        "desk:problem_put": [f"{lists}put/"],
        "desk:problem_new": [f"{lists}new/"],
        "desk:problems_print": [f"{lists}list.pdf"],
        "desk:problem_answer": [f"{line}answer/"],
        "desk:problem_strike": [f"{line}strike/"],
        "desk:errand": [f"/desk/meetings/errands/{c.number}/" for c in (site.kept, site.handed)],
        "portal:errand": [f"/e/{meeting.errand_token(errand)}/"],
        "portal:receptions": ["/receptions/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    """Days are seen by whoever sees the office's area; a list by its branch and the office it belongs to; a firm's link
    by those who have the request in hand."""
    if name.startswith("portal:"):
        return {200, 410}  # the firm's link lasts three days from the fixed noon
    if role == "anonymous":
        return {302}
    name = name.removeprefix("desk:")
    if role == "no_post":
        return {403} if name in ("meetings", "reception_new", "reception_poster", "problems") else {404}
    if name == "meetings":
        return {200}
    if name in ("reception_new", "reception_poster"):
        return {200} if role in SET_UP else {403}
    if name.startswith("reception"):
        if role not in SEES:
            return {404}
        return {200} if role in HOLD or name in ("reception", "reception_print") else {403}
    if name == "problems":
        return {200} if role in LIST else {403}
    if name in ("problem_put", "problem_new"):
        return {403} if role in LIST else {404}
    if name.startswith("problem"):
        return {200} if role in LIST else {404}
    kept = site.kept.number in address
    if kept:  # in the hands of the grid
        return {200} if role == "grid" else {403} if role in UP else {404}
    return {200} if role == "water" else {403} if role in UP else {404}


UP = {"grid", "community", "township", "county", "prefecture", "registrar", "leader"}


def looks() -> dict[str, list[tuple[str, str]]]:
    """Makes what the demo does not hold: a day that begins at once, one more line of the list, another firm."""
    from django.utils import timezone

    from linli.cases import actions, meeting
    from linli.cases.models import Case, Errand
    from linli.people.models import Office, User
    from linli.people.queries import actor_of
    from linli.territory.models import Area

    now = timezone.now()

    def by(name: str) -> Any:
        return actor_of(User.objects.get(username=name).pk, now)

    town = Office.objects.get(kind="township")
    one = actions.set_up_reception(
        town,
        kind="reception",
        place="青石桥社区一楼议事厅",
        since=now + timedelta(minutes=1),
        until=now + timedelta(hours=2),
        hosts=(User.objects.get(username="gaojian"),),
        by=by("sunli"),
        at=now,
    )[0]
    branch = Office.objects.filter(kind="branch", superior__name="青石桥社区").first()
    assert branch is not None
    grid = Area.objects.filter(level="grid", path__startswith=branch.area.path).order_by("path").first()
    item = actions.raise_problem(
        branch=branch, words="三组的桥栏杆断了，孩子过桥危险。", area=grid, by=by("zhibushuji"), at=now
    )
    doing = Case.objects.filter(level="grid", task="do", holder__username="chenshumin").first()
    assert doing is not None
    firm = meeting.firms_for(doing.area_path)[0]
    actions.hand_out(doing, by=by("chenshumin"), at=now, office=firm, words="换灯头，查线路。", days=3)
    errand = Errand.objects.select_related("case").latest("id")
    days, lists = f"/desk/meetings/days/{one.pk}/", f"/desk/meetings/problems/{branch.pk}/"
    line = f"/desk/meetings/problems/line/{item.pk}/"
    return {
        "desk:meetings": [("sunli", "/desk/meetings/")],
        "desk:reception_new": [("sunli", "/desk/meetings/days/new/")],
        "desk:reception": [("gaojian", days)],
        "desk:reception_table": [("gaojian", f"{days}table/")],
        "desk:reception_cancel": [("sunli", f"{days}cancel/")],
        "desk:problems": [
            ("zhaoming", "/desk/meetings/problems/"),
            ("zhibushuji", "/desk/meetings/problems/"),
        ],
        "desk:problem_put": [("zhibushuji", f"{lists}put/")],
        "desk:problem_new": [("zhibushuji", f"{lists}new/")],
        "desk:problem_answer": [("zhibushuji", f"{line}answer/")],
        "desk:problem_strike": [("zhaoming", f"{line}strike/")],
        "desk:errand": [("chenshumin", f"/desk/meetings/errands/{doing.number}/")],
        "portal:errand": [("", f"/e/{meeting.errand_token(errand)}/"), ("", "/e/nothing/")],
        "portal:receptions": [("", "/receptions/")],
    }
