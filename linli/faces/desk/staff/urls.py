"""Addresses of this part of the desk: offices, posts, absences, roster, readiness."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.staff import views

urlpatterns = [path("", views.start, name="staff")]
