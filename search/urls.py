"""Addresses of the search."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.search, name="search"),
    path("instant/", views.search_instant, name="search-instant"),
    path("recent/", views.search_keep, name="search-keep"),
    path("recent/clear/", views.search_forget, name="search-forget"),
]
