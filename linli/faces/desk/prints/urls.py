"""Addresses of this part of the desk: plates, boards, cards, volumes, and the page of a long job."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.prints import views

urlpatterns = [path("", views.start, name="prints")]
