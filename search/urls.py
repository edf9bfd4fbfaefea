"""Addresses of the search."""

from django.urls import path

from search import learning_views, views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/seen/", learning_views.seen, name="seen"),
    path("search/solved/", learning_views.solved, name="solved"),
    path("search/left/", learning_views.left, name="left"),
    path("search/helped/<id:thread_id>/", learning_views.helped, name="helped"),
    path("desk/search/", learning_views.desk, name="desk"),
    path("search/instant/", views.search_instant, name="search-instant"),
    path("search/recent/", views.search_keep, name="search-keep"),
    path("search/recent/clear/", views.search_forget, name="search-forget"),
]
