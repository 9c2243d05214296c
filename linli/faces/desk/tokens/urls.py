"""Addresses of this part of the desk: keys with which other systems ask LinLi."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.tokens import views

urlpatterns = [
    path("", views.start, name="tokens"),
    path("issue/", views.issue, name="token_issue"),
    path("<int:pk>/issued/", views.issued, name="token_issued"),
    path("<int:pk>/revoke/", views.revoke, name="token_revoke"),
]
