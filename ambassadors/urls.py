"""Addresses of the desk."""

from django.urls import path

from ambassadors.views import handoffs, insight, issues, macros, noise, people, private, queue, work

app_name = "ambassadors"
urlpatterns = [
    path("desk/", queue.desk, name="desk"),
    path("desk/rows/", queue.desk_rows, name="desk-rows"),
    path("desk/next/", queue.take_next, name="desk-next"),
    path("desk/noise/", noise.noise, name="noise"),
    path("desk/hand-offs/", handoffs.hand_offs, name="hand-offs"),
    path("desk/hand-offs/<id:hand_off_id>/", handoffs.hand_off_settle, name="hand-off-settle"),
    path("desk/<id:item_id>/hand-off/", handoffs.item_hand_off, name="item-hand-off"),
    path("private/<str:token>/", private.private, name="private"),
    path("desk/private/<id:private_id>/", private.private_settle, name="private-settle"),
    path("desk/<id:item_id>/private/", private.item_ask_privately, name="item-private"),
    path("desk/issues/", issues.issues_page, name="issues"),
    path("desk/issues/<id:issue_id>/", issues.issue, name="issue"),
    path("desk/<id:item_id>/issue/", issues.item_issue, name="item-issue"),
    path("desk/insight/", insight.insight, name="insight"),
    path("desk/insight.csv", insight.insight_csv, name="insight-csv"),
    path("on-duty/", people.on_duty_page, name="on-duty"),
    path("desk/duty/", people.duty, name="duty"),
    path("desk/duty/shifts/<id:shift_id>/end/", people.shift_end, name="shift-end"),
    path("desk/views/", people.views, name="views"),
    path("desk/macros/", macros.macros, name="macros"),
    path("desk/macros/<id:macro_id>/", macros.macro, name="macro"),
    path("desk/macros/<id:macro_id>/settle/", macros.macro_settle, name="macro-settle"),
    path("desk/channels/", noise.channels, name="channels"),
    path("desk/<id:item_id>/noise/", noise.noise_judge, name="noise-judge"),
    path("desk/<id:item_id>/", queue.item, name="item"),
    path("desk/<id:item_id>/claim/", work.item_claim, name="item-claim"),
    path("desk/<id:item_id>/keep/", work.item_keep, name="item-keep"),
    path("desk/<id:item_id>/release/", work.item_release, name="item-release"),
    path("desk/<id:item_id>/take-over/", work.item_take_over, name="item-take-over"),
    path("desk/<id:item_id>/ignore/", work.item_ignore, name="item-ignore"),
    path("desk/<id:item_id>/resolve/", work.item_resolve, name="item-resolve"),
    path("desk/<id:item_id>/reopen/", work.item_reopen, name="item-reopen"),
    path("desk/<id:item_id>/correct/", work.item_correct, name="item-correct"),
    path("desk/<id:item_id>/answer/", work.item_answer, name="item-answer"),
    path("desk/<id:item_id>/promote/", work.item_promote, name="item-promote"),
    path("desk/<id:item_id>/attach/", work.item_attach, name="item-attach"),
    path("desk/outgoing/<id:outgoing_id>/", work.outgoing_settle, name="outgoing-settle"),
]
