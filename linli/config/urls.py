"""Every address of the installation."""

from django.urls import include, path

from linli.faces import health, metrics

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("desk/", include("linli.faces.desk.urls")),
    path("api/", include("linli.faces.api.urls")),
    path("", include("linli.faces.portal.urls")),
]

handler400 = "linli.faces.errors.bad_request"
handler403 = "linli.faces.errors.forbidden"
handler404 = "linli.faces.errors.not_found"
handler500 = "linli.faces.errors.server_error"
