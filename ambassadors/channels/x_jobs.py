"""X's compliance jobs: a file of numbers goes up, and what may be shown no more comes down, for nothing
(XD: x-api/compliance/batch-compliance, read 2026-11-27). They tell of deletions and of accounts, not of
edits."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from accounts.fetching import NotAsked, Unreachable, send
from ambassadors.channels.asking import AGENT, SECONDS, Reply, trouble_of
from ambassadors.channels.base import ChannelDown, JobLost, Vanished
from ambassadors.channels.shaping import as_id, as_object, as_text, parse_json
from ambassadors.channels.x_app import App
from ambassadors.channels.x_parsing import DIGITS, read_compliance

JOBS = "/2/compliance/jobs"
# A job that is over without a result.
LOST = ("failed", "expired")


class AppJobs(App):
    """Posts of which it is asked, all at once, whether they may be shown."""

    def begin(self, network_ids: list[str]) -> str:
        """Hand numbers of posts over; the job's number. Raises ChannelDown."""
        reply = self.change(JOBS, {"type": "tweets"}, sentence="X takes no compliance job")
        job = as_object(as_object(reply.json()).get("data"))
        number, url = as_id(job.get("id")), as_text(job.get("upload_url"))
        if not DIGITS.fullmatch(number):
            raise ChannelDown("X answered with something that is no compliance job.")
        self._transfer("PUT", url, "\n".join(network_ids).encode())
        return number

    def result(self, job: str, *, at: datetime) -> list[Vanished] | None:
        """What the job found, once it is complete; None while it works. Raises ChannelDown, JobLost
        where there will be nothing."""
        asked = self.asker.get(f"{JOBS}/{job}", at=at, fine=(200, 404))
        row = as_object(as_object(asked.json()).get("data")) if asked.status == 200 else {}
        status = as_text(row.get("status"))
        if asked.status == 404 or status in LOST:
            raise JobLost("X lost a compliance job.")
        if status != "complete":
            return None
        found: list[Vanished] = []
        for line in self._transfer("GET", as_text(row.get("download_url"))).body.splitlines():
            if line.strip():
                row = as_object(parse_json(line))
                found += read_compliance(row, of_users=False, at=at).vanished
        return found

    def _transfer(self, method: str, url: str, body: bytes | None = None) -> Reply:
        """Files lie on another company's server, by addresses that are keys themselves; our token goes
        to X alone."""
        parts = urlsplit(url)
        is_theirs = parts.netloc == urlsplit(self.base).netloc
        if parts.scheme != "https" and not is_theirs:
            raise ChannelDown("X names no safe address for the file of a compliance job.")
        headers = {"User-Agent": AGENT, "Content-Type": "text/plain"}
        if is_theirs:
            headers |= self.token
        try:
            reply = Reply(
                *send(
                    method, url, headers=headers, body=body, timeout=SECONDS, allowed=self.allowed
                )
            )
        except (NotAsked, Unreachable) as error:
            raise ChannelDown(f"The file of a compliance job does not come ({error}).") from error
        if reply.status not in (200, 201, 204):
            raise trouble_of(reply, at=datetime.now(UTC))
        return reply
