"""Addresses of this part of the desk: the canned answers of an office."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.phrases import views

urlpatterns = [
    path("", views.start, name="phrases"),
    path("new/", views.new, name="phrase_new"),
    path("<int:pk>/", views.change, name="phrase"),
    path("<int:pk>/retire/", views.retire, name="phrase_retire"),
]
