"""Addresses of this part of the desk: sheets in and out."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.imports import views

urlpatterns = [path("", views.start, name="imports")]
