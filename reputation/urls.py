from django.urls import path

from reputation import views

app_name = "reputation"
urlpatterns = [
    path("m/<slug:username>/reputation/", views.why, name="why"),
    path("m/<slug:username>/reputation.csv", views.why_csv, name="why-csv"),
]
