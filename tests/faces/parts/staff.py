from __future__ import annotations

from typing import Any

from linli.people.models import Office, Post, User

NO_PAGES = {"desk:shift_cancel", "desk:absence_cancel"}  # they only take a POST

# Who serves at the office of an area, in a role of the table: reads who serves where. Everybody else (departments,
# police, volunteers) reads their own office and those above it.
INSIDE = {
    *("grid", "next_grid", "other_grid", "community", "other_community", "township", "county", "prefecture"),
    *("registrar", "leader", "administrator", "other_registrar"),
}
ABOVE = {
    "water": {"water", "county"},
    "housing": {"county"},
    "police": set(),
    "volunteer": set(),
    "no_post": set(),
}
# At the sub-district, whose area covers the grid and not the county; the other community covers neither.
ROSTER = {"registrar", "leader", "administrator"}
APPOINT = {"leader", "administrator"}
HEADS = {"leader"}
INVITE = {"administrator"}
VERB = {
    **dict.fromkeys(("office_change", "roster", "deputy", "absence", "skills"), ROSTER),
    **dict.fromkeys(("appoint", "office_open", "post_end", "leave", "member"), APPOINT),
    **dict.fromkeys(("invite", "invited"), INVITE),
    "code_drop": HEADS,
}
OFFICES = ("grid", "county", "water")
PEOPLE = ("grid", "county")


def addresses(site: Any) -> dict[str, list[str]]:
    office = {key: site.town.offices[key].pk for key in OFFICES}
    post = {key: Post.objects.get(user=site.town.users[key], office=office[key]).pk for key in PEOPLE}
    person = {key: site.town.users[key].pk for key in PEOPLE}
    here = "/desk/staff"
    found = {
        "desk:staff": [f"{here}/"],
        "desk:newcomer": [f"{here}/newcomer/"],
        "desk:readiness": [f"{here}/readiness/"],
        "desk:lack": [f"{here}/readiness/no_deputy/", f"{here}/readiness/no_such_thing/"],
        "desk:office": [f"{here}/offices/{pk}/" for pk in office.values()],
        "desk:person": [f"{here}/people/{pk}/" for pk in person.values()],
        "desk:shift_cancel": [f"{here}/shifts/1/cancel/"],
        "desk:absence_cancel": [f"{here}/absences/1/cancel/"],
    }
    for name in ("appoint", "roster"):
        found[f"desk:{name}"] = [f"{here}/offices/{pk}/{name}/" for pk in office.values()]
    for name, end in (("office_change", "change"), ("office_open", "open"), ("superior", "superior")):
        found[f"desk:{name}"] = [f"{here}/offices/{pk}/{end}/" for pk in office.values()]
    for name, end in (("deputy", "deputy"), ("absence", "absence"), ("post_end", "end")):
        found[f"desk:{name}"] = [f"{here}/posts/{pk}/{end}/" for pk in post.values()]
    for name, end in (("leave",) * 2, ("invite",) * 2, ("invited",) * 2, ("skills",) * 2, ("member",) * 2):
        found[f"desk:{name}"] = [f"{here}/people/{pk}/{end}/" for pk in person.values()]
    found["desk:code_drop"] = [f"{here}/people/{pk}/code/" for pk in person.values()]
    return found


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    name = name.partition(":")[2]
    if name in ("shift_cancel", "absence_cancel"):
        return {405}
    if name == "staff":
        return {403} if role == "no_post" else {200}
    if name == "newcomer":
        return {200} if role in APPOINT else {403}
    if address.endswith("/no_such_thing/"):
        return {404}
    if name in ("readiness", "lack"):
        return {200} if role in ROSTER | {"other_registrar"} else {403}
    key = about(address, site)
    if not sees(role, key):
        return {404}
    if name in ("office", "person"):
        return {200}
    if role == key and name in ("absence", "skills"):
        return {200}  # one's own
    if name == "superior":  # whoever answers for the office above; of the grid that is the community
        return {200} if role in APPOINT and key == "grid" else {403}
    return {200} if key == "grid" and role in VERB[name] else {403}


def about(address: str, site: Any) -> str:
    """Whose page it is: the office's key, or that of the office where the person serves."""
    _, _, _, what, pk, *_ = address.split("/")
    if what == "offices":
        return next(key for key in OFFICES if site.town.offices[key].pk == int(pk))
    user = Post.objects.get(pk=pk).user_id if what == "posts" else int(pk)
    return next(key for key in PEOPLE if site.town.users[key].pk == user)


def sees(role: str, key: str) -> bool:
    return role in INSIDE or key in ABOVE[role]


def looks() -> dict[str, list[tuple[str, str]]]:
    boss, worker = User.objects.get(username="gaojian"), User.objects.get(username="linxiaoyan")
    post = worker.posts.get()
    office = post.office_id
    grid = Office.objects.filter(superior=office, kind="grid").first()
    assert grid is not None
    who, here = boss.username, "/desk/staff"
    keeper = next(
        (p.user.username for p in Post.objects.filter(role="administrator", office__kind="township")), who
    )
    found = {
        "desk:staff": [(who, f"{here}/"), ("chenshumin", f"{here}/"), ("wuchengguan", f"{here}/")],
        "desk:newcomer": [(who, f"{here}/newcomer/")],
        "desk:readiness": [(who, f"{here}/readiness/")],
        "desk:lack": [(who, f"{here}/readiness/no_deputy/"), (who, f"{here}/readiness/no_post/")],
        "desk:office": [(who, f"{here}/offices/{office}/"), ("chenshumin", f"{here}/offices/{grid.pk}/")],
        "desk:person": [(who, f"{here}/people/{worker.pk}/"), (keeper, f"{here}/people/{worker.pk}/")],
    }
    for name, end in (
        *(("appoint", "appoint"), ("roster", "roster"), ("office_change", "change")),
        *(("office_open", "open"), ("superior", "superior")),
    ):
        found[f"desk:{name}"] = [(who, f"{here}/offices/{office}/{end}/")]
    for name, end in (("deputy", "deputy"), ("absence", "absence"), ("post_end", "end")):
        found[f"desk:{name}"] = [(who, f"{here}/posts/{post.pk}/{end}/")]
    for name in ("leave", "skills", "member"):
        found[f"desk:{name}"] = [(who, f"{here}/people/{worker.pk}/{name}/")]
    for name, end in (("invite", "invite"), ("invited", "invited")):
        found[f"desk:{name}"] = [(keeper, f"{here}/people/{worker.pk}/{end}/")]
    found["desk:code_drop"] = [(who, f"{here}/people/{worker.pk}/code/")]
    return found
