from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("m/<slug:username>/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
]
