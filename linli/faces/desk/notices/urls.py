"""Addresses of this part of the desk: what residents have to hear from a person."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.notices import views

NUMBER = r"^(?P<number>[0-9A-Za-z-]{1,16})"
urlpatterns = [
    path("", views.start, name="notices"),
    re_path(rf"{NUMBER}/$", views.tell, name="notices_tell"),
    re_path(rf"{NUMBER}/number/$", views.number, name="notices_number"),
]
