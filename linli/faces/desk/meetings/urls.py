"""Addresses of this part of the desk: reception days, lists of problems, links of firms."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.meetings import errands, lists, papers, table, views

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,16})"
urlpatterns = [
    path("", views.start, name="meetings"),
    path("days/new/", views.new_day, name="reception_new"),
    path("days/poster.pdf", papers.poster, name="reception_poster"),
    path("days/<int:pk>/", views.day, name="reception"),
    path("days/<int:pk>/table/", table.table, name="reception_table"),
    path("days/<int:pk>/cancel/", views.cancel, name="reception_cancel"),
    path("days/<int:pk>/list.pdf", papers.day, name="reception_print"),
    path("problems/", lists.problems, name="problems"),
    path("problems/<int:pk>/put/", lists.put, name="problem_put"),
    path("problems/<int:pk>/new/", lists.new, name="problem_new"),
    path("problems/<int:pk>/list.pdf", papers.problems, name="problems_print"),
    path("problems/line/<int:pk>/answer/", lists.answer, name="problem_answer"),
    path("problems/line/<int:pk>/strike/", lists.strike, name="problem_strike"),
    re_path(rf"^errands/{NUMBER}/$", errands.errand, name="errand"),
]
