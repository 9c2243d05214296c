"""Addresses of this part of the desk: password, one-time codes, sessions, invitations."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.account import views

urlpatterns = [path("", views.start, name="account")]
