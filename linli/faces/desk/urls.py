"""Addresses of the offices' pages. `views.STEPS` names the verbs that have a page under a case."""

from django.urls import include, path, re_path

from linli.faces.desk import alongside, around, bulk, doors, on_the_spot, views

app_name = "desk"
NUMBER = r"^cases/(?P<number>[0-9A-Za-z-]{1,16})"
urlpatterns = [
    path("", views.day, name="day"),
    path("login/", doors.login, name="login"),
    path("logout/", doors.logout, name="logout"),
    path("demo/", doors.demo, name="demo"),
    path("do-now/", on_the_spot.do_now, name="do_now"),
    path("counter/", include("linli.faces.desk.counter.urls")),
    path("approving/", include("linli.faces.desk.approving.urls")),
    path("calls/", include("linli.faces.desk.calls.urls")),
    path("find/", around.find, name="find"),
    path("menu/", around.menu, name="menu"),
    path("map/", views.map_, name="map"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("together/", alongside.together, name="together"),
    path("messages/", views.messages, name="messages"),
    path("notices/", include("linli.faces.desk.notices.urls")),
    path("failures/", views.failures, name="failures"),
    path("operations/", include("linli.faces.desk.operations.urls")),
    path("register/", include("linli.faces.desk.register.urls")),
    path("imports/", include("linli.faces.desk.imports.urls")),
    path("meetings/", include("linli.faces.desk.meetings.urls")),
    path("territory/", include("linli.faces.desk.territory.urls")),
    path("design/", include("linli.faces.desk.design.urls")),
    path("staff/", include("linli.faces.desk.staff.urls")),
    path("catalogue/", include("linli.faces.desk.catalogue.urls")),
    path("calendar/", include("linli.faces.desk.calendar.urls")),
    path("settings/", include("linli.faces.desk.settings.urls")),
    path("wall/", include("linli.faces.desk.wall.urls")),
    path("tokens/", include("linli.faces.desk.tokens.urls")),
    path("trust/", include("linli.faces.desk.trust.urls")),
    path("account/", include("linli.faces.desk.account.urls")),
    path("prints/", include("linli.faces.desk.prints.urls")),
    path("phrases/", include("linli.faces.desk.phrases.urls")),
    path("lists/", include("linli.faces.desk.saved.urls")),
    path("orders/", include("linli.faces.desk.orders.urls")),
    path("figures/", include("linli.faces.desk.figures.urls")),
    re_path(rf"{NUMBER}/$", views.case, name="case"),
    re_path(
        rf"{NUMBER}/photo/(?P<uuid>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/$",
        views.photo,
        name="photo",
    ),
    re_path(rf"{NUMBER}/near/$", views.near, name="near"),
    re_path(rf"{NUMBER}/undo/$", views.undo, name="undo"),
    re_path(rf"{NUMBER}/(?P<verb>{'|'.join(views.STEPS)})/$", views.step, name="step"),
]
