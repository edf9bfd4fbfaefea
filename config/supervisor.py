"""One process that keeps web, worker and beat running; standard library only, no Django.

`manage.py serve` becomes this process. Each child has a process group of its own; a child that
dies takes the rest of its group with it and is started again, after a pause that doubles while it
keeps dying. INT, TERM or HUP end everything politely, a second one at once. When this process is
killed, the kernel ends the children (config/lifeline.py). One supervisor per DATA_DIR.

On Linux web and worker are grandchildren: config/stack.py loads Django for both and keeps them
with the same classes.
"""

import contextlib
import errno
import fcntl
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import FrameType

from config import lifeline, places, totp

FIRST_PAUSE = 0.5  # seconds before a dead child is started again; doubles each time
LONGEST_PAUSE = 30.0
HEALTHY_AFTER = 20.0  # seconds alive after which a child's next pause is the first one again
GRACE = 20.0  # seconds between the polite signal and the kill
TICK = 1.0
LAST_ORPHANS = 2.0  # seconds that the processes of a killed child have to be gone
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def say(text: str) -> None:
    """Write a line for whoever watches the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Child:
    """Something that is to run all the time, and the process that runs it now."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.name = name
        self.run = run  # called in the new process, which ends when it returns
        self.pid = 0
        self.started = 0.0
        self.due = 0.0  # when to start it (monotonic seconds); meaningless while it runs
        self.pause = FIRST_PAUSE

    def start(self, private: Iterable[int] = ()) -> None:
        """Fork and run in a process group of its own, bound to this process.

        The child closes `private`, files that are this process's own.
        """
        parent = os.getpid()
        self.started = time.monotonic()
        flush()  # or the child would write the same again
        # A polite signal that comes before the child has its own answer to it must wait, because
        # until then the answer is its parent's.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        self.pid = os.fork()
        if self.pid == 0:
            self._live(parent, private, mask)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        with contextlib.suppress(OSError):  # it is already in its group, or gone
            os.setpgid(self.pid, self.pid)  # whichever of the two comes first

    def _live(self, parent: int, private: Iterable[int], mask: Iterable[int]) -> None:
        """The life of the new process; it never returns into what its parent was doing."""
        code = 127
        try:
            os.setpgid(0, 0)
            lifeline.die_with(parent)
            lifeline.call_myself(f"embassy-{self.name}")
            signal.set_wakeup_fd(-1)
            for number in (*ENDINGS, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            for file in private:
                os.close(file)
            without_stdin()
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            code = exit_code(self.run)
        finally:
            os._exit(code)

    def signal(self, number: int) -> None:
        """Send `number` to the main process of this child."""
        if self.pid:
            os.kill(self.pid, number)  # not reaped yet, so the id is still its own

    def kill_group(self) -> None:
        """Kill whatever is left of the child's process group."""
        if self.pid:
            end_group(self.pid)

    def note_end(self, status: int) -> None:
        """The main process ended: end its group and set the time of the next start."""
        self.kill_group()
        lived = time.monotonic() - self.started
        if lived >= HEALTHY_AFTER:
            self.pause = FIRST_PAUSE
        self.due = time.monotonic() + self.pause
        self.pid = 0
        code = os.waitstatus_to_exitcode(status)
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        say(f"{self.name} ended ({how}); starting it again in {self.pause:g} s")
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Supervisor:
    """Starts the children, restarts them, and ends them all."""

    def __init__(self, children: list[Child], grace: float = GRACE) -> None:
        self.children = children
        self.grace = grace
        self.endings = 0  # polite signals received
        self._obeyed = 0  # of them, when the end began; any after that is out of patience
        self.wake_up, self._wake = os.pipe()

    def watch(self, greet: Callable[[], bool] = lambda: True) -> None:
        """Keep the children running until a polite signal comes.

        `greet` is called again and again until it answers that it has greeted.
        """
        self._listen_to_signals()
        greeted = False
        while not (obeyed := self.endings):
            now = time.monotonic()
            for child in self.children:
                if not child.pid and child.due <= now:
                    child.start(private=(self.wake_up, self._wake))
            greeted = greeted or greet()
            self._wait(self._next_tick(greeted))
            self._reap()
        self._obeyed = obeyed

    def _next_tick(self, greeted: bool) -> float:
        """Seconds to sleep: until a start is due, and not long before the greeting."""
        if not greeted:
            return 0.1
        now = time.monotonic()
        waiting = [child.due - now for child in self.children if not child.pid]
        return max(0.0, min([*waiting, 60.0]))

    def _listen_to_signals(self) -> None:
        for end in (self.wake_up, self._wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        for number in ENDINGS:
            signal.signal(number, self._note_ending)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _note_ending(self, number: int, frame: FrameType | None) -> None:
        self.endings += 1

    def _wait(self, seconds: float) -> None:
        select.select([self.wake_up], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self.wake_up, 4096)

    def _reap(self) -> None:
        """Collect every ended process, adopted grandchildren too."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            for child in self.children:
                if child.pid == pid:
                    child.note_end(status)
                    break
            else:
                end_group(pid)

    def end(self) -> None:
        """TERM to each child, a grace, then KILL to the groups; nothing is left afterwards."""
        for child in self.children:
            child.signal(signal.SIGTERM)
        limit = time.monotonic() + self.grace
        while any(child.pid for child in self.children):
            if time.monotonic() > limit or self.endings > self._obeyed:
                for child in self.children:
                    child.kill_group()
            self._wait(TICK)
            self._collect_ended()
        see_orphans_end()

    def _collect_ended(self) -> None:
        for child in self.children:
            if child.pid and os.waitpid(child.pid, os.WNOHANG)[0]:
                child.kill_group()
                child.pid = 0


def without_stdin() -> None:
    """Let nothing be read by this process from the terminal."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    if nothing:
        os.dup2(nothing, 0)
        os.close(nothing)


def flush() -> None:
    """Write out what was said; nobody may be there to read it any more."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


def exit_code(run: Callable[[], None]) -> int:
    """Call `run` as a program is called: what it raises becomes words and an exit code."""
    try:
        run()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        return 1
    else:
        return 0
    finally:
        flush()


def end_group(leader: int) -> None:
    """Kill whatever is left of a process group, when there is one."""
    # Nobody may be left; macOS says "not permitted" about the dead.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def see_orphans_end() -> None:
    """Collect the adopted processes: the kernel killed them with their parent, not long ago."""
    limit = time.monotonic() + LAST_ORPHANS
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < limit:
            pid, _ = os.waitpid(-1, os.WNOHANG)
            if pid:
                end_group(pid)
            else:
                time.sleep(0.01)


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections at `host` and `port`."""
    try:
        socket.create_connection((host, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def refuse_taken_port(host: str, port: int) -> None:
    """Exit with a sentence when somebody else listens at `host` and `port`.

    granian's sockets share their port with any other that allows it, so two servers would each
    get some of the requests: ask with a socket that shares with nobody.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = "is taken by another program. Stop that one or name another port: PORT=8001"
            else:
                why = f"cannot be used: {error.strerror}"
            sys.exit(f"Port {port} on {host} {why}")


def lock(data_dir: Path) -> int:
    """Take the lock of `data_dir` for as long as this process lives; exit when it is taken."""
    data_dir.mkdir(parents=True, exist_ok=True)
    held = os.open(data_dir / "serve.pid", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = os.read(held, 20).decode().strip()
        sys.exit(
            f"Embassy is already running on {data_dir} (process {other}). "
            "Stop that one or name another folder: DATA_DIR=..."
        )
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    return held


def module(name: str, source: str) -> Child:
    """A child that becomes `python -m source`."""
    command = [sys.executable, "-m", source]
    return Child(name, partial(os.execv, command[0], command))


def children(platform: str = sys.platform) -> list[Child]:
    """Web, worker and beat, and what listens to streams where there are any; all but beat from one
    process where that is safe.

    Elsewhere than on Linux the system's own libraries may not outlive a fork, and nothing tells a
    process that its parent died: there each part loads for itself.
    """
    beat = module("beat", "config.beat")
    if platform == "linux":
        return [module("stack", "config.stack"), beat]
    more = [module("streams", "config.streams")] if places.hears_streams() else []
    return [module("web", "config.web"), module("worker", "config.worker"), *more, beat]


def greeting(port: int, data_dir: Path) -> str:
    """Address and, after a seed, the sign-ins."""
    lines = ["", f"Embassy is at http://localhost:{port}   (Ctrl-C stops it)"]
    with contextlib.suppress(FileNotFoundError):
        lines += ["", (data_dir / "sign-ins.txt").read_text(encoding="utf-8").rstrip()]
        now = totp.code(totp.DEMO_SECRET)
        lines.append(f"  and the ambassador's second step: {now}, later as shown at /dev/mail/")
    return "\n".join([*lines, ""])


def greet(host: str, port: int, words: str) -> bool:
    """Say `words` once somebody answers at `host` and `port`; whether they were said."""
    if not answers(host, port):
        return False
    say(words)
    return True


def main() -> None:
    """Refuse what cannot work, then run until told to stop."""
    data_dir = places.data_dir()
    host = os.environ.get("HOST") or "127.0.0.1"
    port = places.port()
    os.chdir(places.BASE_DIR)
    os.environ["DATA_DIR"] = str(data_dir)
    # glibc keeps an arena of memory per thread and gives little back: two are enough here.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    held = lock(data_dir)
    refuse_taken_port(host, port)
    lifeline.adopt_orphans()
    supervisor = Supervisor(children())
    supervisor.watch(partial(greet, host, port, greeting(port, data_dir)))
    say("Stopping")
    supervisor.end()
    say("Stopped")
    os.close(held)


if __name__ == "__main__":
    main()
