from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("m/<slug:username>/", views.profile, name="profile"),
    path("m/<slug:username>/mute/", views.member_mute, name="member-mute"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/links/", views.links, name="links"),
    path("preferences/face/", views.face, name="face"),
    path("accounts/enrol/", views.enrol, name="enrol"),
    path("preferences/export/", views.export, name="export"),
    path("preferences/delete/", views.erase, name="erase"),
    path("language/", views.language, name="language"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("inbox/<int:pk>/", views.inbox_open, name="inbox-open"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:pk>/revoke/", views.invitation_revoke, name="invitation-revoke"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
    path("groups/<int:pk>/leave/", views.group_leave, name="group-leave"),
    path("groups/<int:pk>/m/<slug:username>/remove/", views.group_remove, name="group-remove"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("media/<path:name>", views.media, name="media"),
    path("settings/", views.site_settings, name="site-settings"),
    path("site/<slug:stamp>.css", views.site_style, name="site-style"),
]
