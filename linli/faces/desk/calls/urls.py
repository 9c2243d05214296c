"""Addresses of this part of the desk: whom one's office rings, and paper slips of ratings."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.calls import slips, views

urlpatterns = [
    path("", views.start, name="calls"),
    path("<int:pk>/", views.call, name="call"),
    path("<int:pk>/missed/", views.missed, name="call_missed"),
    path("<int:pk>/declined/", views.declined, name="call_declined"),
    path("<int:pk>/said/", views.said, name="call_said"),
    path("slip/", slips.enter, name="slip"),
    re_path(r"^slip/(?P<number>[0-9A-Za-z-]{1,16})/print/$", slips.paper, name="slip_print"),
]
