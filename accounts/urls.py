from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("m/<slug:username>/", views.profile, name="profile"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/face/", views.face, name="face"),
    path("accounts/enrol/", views.enrol, name="enrol"),
    path("preferences/export/", views.export, name="export"),
    path("preferences/delete/", views.erase, name="erase"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("inbox/<int:pk>/", views.inbox_open, name="inbox-open"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("media/<path:name>", views.media, name="media"),
    path("settings/", views.site_settings, name="site-settings"),
    path("site/<slug:stamp>.css", views.site_style, name="site-style"),
]
