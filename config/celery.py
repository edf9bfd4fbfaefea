"""The Celery app of web and worker: settings named CELERY_*, tasks of every room.

A row in the database is the truth and a task only a bell (DESIGN rule "how rooms talk"): results
are not kept, and a lost message is rung again by beat. Messages are JSON.
"""

import os

from celery import Celery

from config import broker, places

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
broker.use()

app = Celery("embassy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    broker_url=places.broker_url(),
    broker_transport_options=places.broker_options(places.broker_url()),
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # Nothing listens to remote control or events: without them an idle worker sends nothing.
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    # One message per thread at a time: what a killed worker had fetched ahead would wait for beat.
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    timezone="UTC",
)
app.autodiscover_tasks()
