"""Addresses of the residents' pages."""

from django.urls import path

from linli.faces.portal.views import asking, door, following, pages

app_name = "portal"
urlpatterns = [
    path("", pages.start, name="start"),
    path("about/", pages.about, name="about"),
    path("view/<str:view>/", pages.choose_view, name="view"),
    path("lang/<str:language>/", pages.choose_language, name="lang"),
    # at the door: the plate's code opens these
    path("d/<str:token>/", door.front, name="door"),
    path("d/<str:token>/said/", door.said, name="said"),
    path("d/<str:token>/what/", asking.what, name="what"),
    path("d/<str:token>/where/", asking.where, name="where"),
    path("d/<str:token>/details/", asking.details, name="details"),
    path("d/<str:token>/check/", asking.check, name="check"),
    path("d/<str:token>/photo/<uuid:uuid>/", asking.photo, name="draft_photo"),
    # waiting for the answer: the asker's own link opens these
    path("f/<str:follow>/", following.follow, name="follow"),
    path("f/<str:follow>/rate/", following.rate, name="rate"),
    path("f/<str:follow>/reopen/", following.reopen, name="reopen"),
    path("f/<str:follow>/withdraw/", following.withdraw, name="withdraw"),
    path("f/<str:follow>/photo/<uuid:uuid>/", following.photo, name="photo"),
]
