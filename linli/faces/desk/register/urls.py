"""Addresses of this part of the desk: search, places, households, needs, readings."""

from __future__ import annotations

from django.urls import path, register_converter

from linli.faces.desk.register import acting, opening, views


class Number:
    """A row's number that any database can hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class Digits:
    """A path of an area."""

    regex = "[0-9]{2,23}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "id")
register_converter(Digits, "digits")
urlpatterns = [
    path("", views.start, name="register"),
    path("areas/<digits:area_path>/", views.area, name="register_area"),
    path("buildings/<id:pk>/", views.building, name="register_building"),
    path("households/<id:pk>/", views.household, name="register_household"),
    path("households/<id:pk>/enter/", acting.enter, name="register_enter"),
    path("households/<id:pk>/needs/", opening.needs, name="register_needs"),
    path("households/<id:pk>/readings/", views.readings, name="register_readings"),
    path("households/<id:pk>/glass/", opening.glass, name="register_glass"),
    path("counts/", views.counts, name="register_counts"),
    path("counts/<digits:area_path>/", views.counts, name="register_counts_of"),
    path("glasses/", views.glasses, name="register_glasses"),
    path("glasses/<id:pk>/end/", opening.end_glass, name="register_glass_end"),
    path("people/<id:pk>/open/<slug:what>/", opening.open_value, name="register_open"),
    path("people/<id:pk>/open/<slug:what>/<id:reading>/", opening.value, name="register_value"),
    path("people/<id:pk>/held/", opening.held, name="register_held"),
    path("people/<id:pk>/correct/", acting.correct, name="register_correct"),
    path("people/<id:pk>/move-out/", acting.move_out, name="register_move_out"),
    path("people/<id:pk>/erase/", acting.erase, name="register_erase"),
    path("people/<id:pk>/consent/", acting.consent, name="register_consent"),
    path("people/<id:pk>/need/", acting.need, name="register_need"),
    path("consents/<id:pk>/confirm/", acting.confirm, name="register_confirm"),
    path("consents/<id:pk>/withdraw/", acting.withdraw, name="register_withdraw"),
    path("needs/<id:pk>/detail/", opening.detail, name="register_detail"),
    path("needs/<id:pk>/review/", acting.review, name="register_review"),
    path("needs/<id:pk>/end/", acting.end, name="register_need_end"),
]
