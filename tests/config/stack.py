"""A real `manage.py serve` on a free port and a folder of its own, seen through /proc."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests import empty_database

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ONE_OF_EACH = Counter(
    {"supervisor": 1, "stack": 1, "web": 1, "web worker": 2, "worker": 1, "beat": 1}
)
PATIENCE = 180.0  # seconds; on a busy machine a start of Django takes long


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(
    what: Callable[[], bool], why: Callable[[], object], *, patience: float = PATIENCE
) -> None:
    """Look until `what` is true; fail with `why` after `patience` seconds."""
    limit = time.monotonic() + patience
    while not what():
        assert time.monotonic() < limit, why()
        time.sleep(0.1)


class Stack:
    """The processes of one DATA_DIR."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.log = folder / "serve.log"
        self.environment = os.environ | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }

    def start(self) -> subprocess.Popen[bytes]:
        """Start the supervisor and return at once."""
        with self.log.open("ab") as log:
            self.main = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self.main

    def manage(self, *command: str) -> str:
        """Run a command of Python in the stack's environment and answer what it wrote. Raises
        CalledProcessError when it fails."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=300,
            check=True,
        ).stdout

    def lay_tables(self) -> None:
        """Give the stack its empty database, as `manage.py migrate` does, only faster."""
        empty_database.make(self.folder)
        self.manage("manage.py", "migrate", "--verbosity", "0")
        # The tests' own settings have no cache in the database.
        self.manage("manage.py", "createcachetable")

    def words(self) -> str:
        """What the stack wrote to its terminal."""
        return self.log.read_text()

    def processes(self) -> dict[int, str]:
        """Role by process id, for every process on the machine that has this DATA_DIR."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().split(b"\0")
                name = (entry / "comm").read_text().rstrip()
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue  # it ended meanwhile
            if f"DATA_DIR={self.folder}".encode() in environment and state != "Z":
                found[int(entry.name)] = (part(command, name), int(parent))
        parts = {pid: part for pid, (part, _) in found.items()}
        return {
            # granian's workers look like their parent.
            pid: f"{part} worker" if part == "web" == parts.get(parent) else part
            for pid, (part, parent) in found.items()
        }

    def roles(self) -> Counter[str]:
        return Counter(self.processes().values())

    def zombies(self) -> list[str]:
        """Ended children of these processes that nobody has collected."""
        parents = self.processes()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue  # it ended meanwhile
            if state == "Z" and int(parent) in parents:
                found.append(f"{entry.name}, a child of {parents[int(parent)]}")
        return found

    def answers(self) -> bool:
        """Whether the port speaks HTTP."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
                wire.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return wire.recv(5) == b"HTTP/"
        except OSError:
            return False

    def wait_until_whole(self, *, without: int = 0) -> None:
        """Wait for one of each (and `without` gone) and an answer at the port."""
        wait_for(
            lambda: (
                without not in (now := self.processes())
                and Counter(now.values()) == ONE_OF_EACH
                and self.answers()
            ),
            lambda: (self.roles(), self.words()),
        )

    def wait_until_gone(self) -> None:
        wait_for(lambda: not self.processes(), lambda: (self.roles(), self.words()))

    def kill_one(self, wanted: str) -> int:
        """SIGKILL to one process of the role; answers its id, 0 when it is down anyway."""
        pid = next((pid for pid, role in self.processes().items() if role == wanted), 0)
        if pid:
            os.kill(pid, signal.SIGKILL)
        return pid

    def kill_all(self) -> None:
        """For the end of a test that failed half-way."""
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.main.wait()


def part(command: list[bytes], name: str) -> str:
    """Which part of the stack a process is: the module that it runs, or the name that it gave
    itself when it was forked."""
    if b"-m" not in command:
        return "starting"
    module = command[command.index(b"-m") + 1].decode().removeprefix("config.")
    return name.removeprefix("embassy-") if module == "stack" and "embassy-" in name else module
