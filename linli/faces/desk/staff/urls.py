"""Addresses of this part of the desk: offices, posts, absences, roster, readiness."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.staff import changes, persons, views

urlpatterns = [
    path("", views.start, name="staff"),
    path("readiness/", views.readiness, name="readiness"),
    path("readiness/<str:code>/", views.lack, name="lack"),
    path("newcomer/", views.newcomer, name="newcomer"),
    path("offices/<int:pk>/", views.office, name="office"),
    path("offices/<int:pk>/appoint/", changes.appoint, name="appoint"),
    path("offices/<int:pk>/change/", changes.office_change, name="office_change"),
    path("offices/<int:pk>/open/", changes.office_open, name="office_open"),
    path("offices/<int:pk>/superior/", changes.superior, name="superior"),
    path("offices/<int:pk>/roster/", changes.roster, name="roster"),
    path("shifts/<int:pk>/cancel/", changes.shift_cancel, name="shift_cancel"),
    path("posts/<int:pk>/deputy/", changes.deputy, name="deputy"),
    path("posts/<int:pk>/absence/", changes.absence, name="absence"),
    path("posts/<int:pk>/end/", changes.end, name="post_end"),
    path("absences/<int:pk>/cancel/", changes.absence_cancel, name="absence_cancel"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/leave/", persons.leave, name="leave"),
    path("people/<int:pk>/invite/", persons.invite, name="invite"),
    path("people/<int:pk>/invited/", persons.invited, name="invited"),
    path("people/<int:pk>/code/", persons.code_drop, name="code_drop"),
    path("people/<int:pk>/skills/", persons.skills, name="skills"),
    path("people/<int:pk>/member/", persons.member, name="member"),
]
