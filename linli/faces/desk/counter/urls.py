"""Addresses of this part of the desk: the form, what it offers while one types, the page for whoever was helped."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.counter import views

urlpatterns = [
    path("", views.write, name="counter"),
    path("places/", views.places, name="counter_places"),
    path("sounds/", views.sounds, name="counter_sounds"),
    path("mine/", views.mine, name="counter_mine"),
    path("near/", views.near, name="counter_near"),
    re_path(r"^(?P<number>[0-9A-Za-z-]{1,16})/$", views.done, name="counter_done"),
]
