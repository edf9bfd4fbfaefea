from django.urls import path

from reputation import views

app_name = "reputation"
urlpatterns = [
    path("leaderboard/", views.leaders, name="leaders"),
    path("leaderboard/listed/", views.listed, name="listed"),
    path("leaderboard/member-of-the-week/", views.member_of_week, name="member-of-week"),
    path("ranks/", views.ranks, name="ranks"),
    path("m/<slug:username>/reputation/", views.why, name="why"),
    path("moderate/rings/", views.rings, name="rings"),
    path("moderate/rings/check/", views.rings_check, name="rings-check"),
    path("moderate/rings/<int:pk>/", views.ring, name="ring"),
    path("moderate/rings/appeals/<int:pk>/", views.ring_answer, name="ring-answer"),
    path("reputation/appeal/<int:pk>/", views.appeal, name="appeal"),
    path("m/<slug:username>/reputation.csv", views.why_csv, name="why-csv"),
    path("m/<slug:username>/superuser/", views.member_programme, name="member-programme"),
    path("superusers/", views.superusers, name="superusers"),
    path("superusers/invitation/", views.invitation, name="invitation"),
    path("moderate/superusers/", views.superusers_moderate, name="superusers-moderate"),
    path("moderate/superusers/nominate/", views.nominate, name="nominate"),
    path("moderate/superusers/<int:pk>/", views.nomination_review, name="nomination-review"),
]
