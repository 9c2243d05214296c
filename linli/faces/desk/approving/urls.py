"""Addresses of this part of the desk: what those above decide and look after."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.approving import views

urlpatterns = [path("", views.start, name="approving")]
