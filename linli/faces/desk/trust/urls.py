"""Addresses of this part of the desk: what only a few named people see, and whom an office named for it."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.trust import naming, views

urlpatterns = [
    path("", views.start, name="trust"),
    path("calls/<uuid:uuid>/", views.call, name="trust_call"),
    path("calls/<uuid:uuid>/take/", views.take, name="trust_take"),
    path("calls/<uuid:uuid>/note/", views.note, name="trust_note"),
    path("calls/<uuid:uuid>/close/", views.close, name="trust_close"),
    path("offices/<int:pk>/", naming.office, name="trust_office"),
    path("named/<int:pk>/end/", naming.end, name="trust_end"),
]
