"""The addresses of the demo: everything, and /dev/mail/ although DEBUG was off at the start."""

from django.urls import include, path

from config import urls

urlpatterns = [path("dev/mail/", include("config.devmail")), *urls.urlpatterns]
