"""Addresses of this part of the desk: all rules, one rule, what stood before; the texts in the same way."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.settings import texts, views

urlpatterns = [
    path("", views.start, name="settings"),
    path("texts/", texts.start, name="texts"),
    path("texts/<slug:name>/", texts.text, name="text"),
    path("texts/<slug:name>/back/", texts.back, name="text_back"),
    path("texts/<slug:name>/up/", texts.up, name="text_up"),
    re_path(r"^(?P<name>[a-z_.]{3,60})/$", views.rule, name="setting"),
    re_path(r"^(?P<name>[a-z_.]{3,60})/back/$", views.back, name="setting_back"),
    re_path(r"^(?P<name>[a-z_.]{3,60})/up/$", views.up, name="setting_up"),
]
