"""Addresses of this part of the desk: the days of a year, its notice, office hours."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.calendar import changing, views

urlpatterns = [
    path("", views.start, name="calendar"),
    path("<int:year>/", views.year, name="calendar_year"),
    path("<int:year>/day/", views.pick, name="calendar_pick"),
    path("<int:year>/notice/", changing.notice, name="calendar_notice"),
    path("<int:year>/<int:month>/<int:day>/", changing.day, name="calendar_day"),
    path("hours/", views.hours, name="office_hours"),
    path("hours/<int:pk>/", changing.hours, name="office_hours_change"),
]
