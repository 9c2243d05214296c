"""Addresses of the offices' pages. `views.STEPS` names the verbs that have a page under a case."""

from django.urls import include, path, re_path

from linli.faces.desk import doors, views

app_name = "desk"
NUMBER = r"^cases/(?P<number>[0-9A-Za-z-]{1,16})"
urlpatterns = [
    path("", views.day, name="day"),
    path("login/", doors.login, name="login"),
    path("logout/", doors.logout, name="logout"),
    path("demo/", doors.demo, name="demo"),
    path("find/", views.find, name="find"),
    path("messages/", views.messages, name="messages"),
    path("failures/", views.failures, name="failures"),
    path("register/", include("linli.faces.desk.register.urls")),
    path("imports/", include("linli.faces.desk.imports.urls")),
    path("territory/", include("linli.faces.desk.territory.urls")),
    path("staff/", include("linli.faces.desk.staff.urls")),
    path("account/", include("linli.faces.desk.account.urls")),
    path("prints/", include("linli.faces.desk.prints.urls")),
    re_path(rf"{NUMBER}/$", views.case, name="case"),
    re_path(
        rf"{NUMBER}/photo/(?P<uuid>[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/$",
        views.photo,
        name="photo",
    ),
    re_path(rf"{NUMBER}/(?P<verb>{'|'.join(views.STEPS)})/$", views.step, name="step"),
]
