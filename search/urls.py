"""Addresses of the search."""

from django.urls import path

from search.views import learning, pages

app_name = "search"
urlpatterns = [
    path("search/", pages.search, name="search"),
    path("search/seen/", learning.seen, name="seen"),
    path("search/solved/", learning.solved, name="solved"),
    path("search/left/", learning.left, name="left"),
    path("search/helped/<id:thread_id>/", learning.helped, name="helped"),
    path("search/helped/how-to/<id:post_id>/", learning.helped_howto, name="helped-howto"),
    path("desk/search/", learning.desk, name="desk"),
    path("search/instant/", pages.search_instant, name="search-instant"),
    path("search/recent/", pages.search_keep, name="search-keep"),
    path("search/recent/clear/", pages.search_forget, name="search-forget"),
]
