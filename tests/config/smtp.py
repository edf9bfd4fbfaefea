"""A mail server that keeps what it is given: enough of RFC 5321 for Django's backend."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.accounts.serving import POLL


class Mailbox(socketserver.ThreadingTCPServer):
    """Listens on a free port of the loopback; `mails` holds (recipient, whole text)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.mails: list[tuple[str, str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self, address: str) -> list[str]:
        return [text for who, text in self.mails if who == address]


class Conversation(socketserver.StreamRequestHandler):
    server: Mailbox

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            command = line[:4].upper()
            if command == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
            if command == "DATA":
                self.say("354 go on")
                self.server.mails.append((to, self.text()))
            self.say("221 bye" if command == "QUIT" else "250 ok")
            if command == "QUIT":
                return

    def text(self) -> str:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        return "".join(lines)


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, args=(POLL,), daemon=True).start()
        yield box
        box.shutdown()
