from django.urls import path

from reputation import views

app_name = "reputation"
urlpatterns = [
    path("m/<slug:username>/reputation/", views.why, name="why"),
    path("m/<slug:username>/reputation.csv", views.why_csv, name="why-csv"),
    path("m/<slug:username>/superuser/", views.member_programme, name="member-programme"),
    path("superusers/", views.superusers, name="superusers"),
    path("superusers/invitation/", views.invitation, name="invitation"),
    path("moderate/superusers/", views.superusers_moderate, name="superusers-moderate"),
    path("moderate/superusers/nominate/", views.nominate, name="nominate"),
    path("moderate/superusers/<int:pk>/", views.nomination_review, name="nomination-review"),
]
