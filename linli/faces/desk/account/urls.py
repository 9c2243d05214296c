"""Addresses of this part of the desk: password, one-time codes, sessions, invitations."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk import doors
from linli.faces.desk.account import views

urlpatterns = [
    path("", views.start, name="account"),
    path("away/", views.away, name="away"),
    path("back/<int:pk>/", views.back, name="back"),
    path("password/", views.password, name="password"),
    path("elsewhere/", views.elsewhere, name="elsewhere"),
    path("code/", views.code, name="code"),
    path("recovery/", views.recovery, name="recovery"),
    path("second/", doors.second, name="second"),
    re_path(r"^invitation/(?P<token>[0-9a-z]{1,40})/$", views.invitation, name="invitation"),
]
