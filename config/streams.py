"""The process that listens to the networks' streams. Run it with `python -m config.streams`; the supervisor
does where the environment has keys for one (`places.hears_streams`)."""

import os
import signal

import django


def main() -> None:
    """Listen until TERM or INT."""
    from ambassadors.listener import Listener

    listener = Listener()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: listener.over.set())
    listener.run()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    main()
