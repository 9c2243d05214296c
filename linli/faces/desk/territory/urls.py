"""Addresses of this part of the desk: areas, boundaries, estates, venues."""

from __future__ import annotations

from django.urls import path, register_converter

from linli.faces.desk.territory import acting, bounds, places, views


class AreaPath:
    """The number of an area as far as it goes: 2 to 23 digits."""

    regex = "[0-9]{2,23}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class RowNumber:
    """A row's number that any database can hold."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(AreaPath, "area")
register_converter(RowNumber, "row")
urlpatterns = [
    path("", views.start, name="territory"),
    path("codes/", acting.adopt, name="territory_codes"),
    path("estates/", places.estates, name="estates"),
    path("estates/<row:pk>/", places.estate, name="estate"),
    path("venues/", places.venues, name="venues"),
    path("venues/<row:pk>/", places.venue, name="venue"),
    path("venues/<row:pk>/close/", places.close_venue, name="venue_close"),
    path("<area:code>/", views.area, name="area"),
    path("<area:code>/draw/", acting.draw, name="area_draw"),
    path("<area:code>/rename/", acting.rename, name="area_rename"),
    path("<area:code>/close/", acting.close, name="area_close"),
    path("<area:code>/number/", acting.recode, name="area_recode"),
    path("<area:code>/number/go-on/", acting.go_on, name="area_go_on"),
    path("<area:code>/move/", acting.move, name="area_move"),
    path("<area:code>/keep/<row:pk>/", acting.keep, name="building_keep"),
    path("<area:code>/building/", places.building, name="building_new"),
    path("<area:code>/estate/", places.new_estate, name="estate_new"),
    path("<area:code>/venue/", places.new_venue, name="venue_new"),
    path("<area:code>/boundaries/", bounds.boundaries, name="boundaries"),
    path("<area:code>/boundaries.geojson", bounds.download, name="boundaries_file"),
]
