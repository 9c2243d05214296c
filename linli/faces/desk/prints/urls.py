"""Addresses of this part of the desk: plates, boards, cards, volumes, and the page of a long job."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.prints import jobs, names, views

urlpatterns = [
    path("", views.start, name="prints"),
    path("plates/", views.order, name="print_plates"),
    path("plate.pdf", views.plate, name="print_plate"),
    path("board.pdf", views.board, name="print_board"),
    path("cards.pdf", views.cards, name="print_cards"),
    path("volume/", views.volume, name="volume"),
    path("volume.pdf", views.volume_pdf, name="print_volume"),
    path("names/", names.ask, name="print_names"),
    path("names/<uuid:uuid>/", names.confirm, name="confirm_names"),
    path("jobs/", jobs.mine, name="jobs"),
    path("jobs/<uuid:uuid>/", jobs.job, name="job"),
    path("jobs/<uuid:uuid>/stop/", jobs.stop, name="job_stop"),
    path("jobs/<uuid:uuid>/result/", jobs.result, name="job_result"),
]
