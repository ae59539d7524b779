"""Files from Slack: only from its own hosts, no larger than allowed, never a page for a file."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.downloads import Door, FileNotFetchedError, NotFetched, download
from bot.progress import Progress
from bot.settings import SettingsError, read_settings
from commands.rosters.errors import TooLargeError

SLACK = Door("xoxb-secret", "https://slack.com/api/")


@pytest.mark.parametrize(
    "address",
    [
        "http://files.slack.com/a.csv",
        "https://files.slack.com.evil.example/a.csv",
        "https://evilslack.com/a.csv",
        "https://files.slack.com@evil.example/a.csv",
        "https://evil.example/files.slack.com",
        "https://slack.com/a.csv",
        "file:///etc/passwd",
        "https://[broken/a.csv",
        "",
    ],
)
def test_a_foreign_address_gets_no_token(address: str):
    with pytest.raises(FileNotFetchedError) as refused:
        download(address, SLACK, size=None, limit=100)
    assert refused.value.reason is NotFetched.FOREIGN


def test_slacks_hosts_and_those_of_the_setting_are_open():
    assert SLACK.opens("https://files.slack.com/files-pri/T1-F1/a.csv")
    assert SLACK.opens("https://ecole.slack.com/a.csv")
    elsewhere = Door("xoxb-secret", "https://slack.com/api/", ("files.example.org",))
    assert elsewhere.opens("https://files.example.org/a.csv")
    assert not elsewhere.opens("http://files.example.org/a.csv")
    own = Door("xoxb-secret", "http://127.0.0.1:8765/api/")
    assert own.opens("http://127.0.0.1:8765/files-pri/a.csv")
    assert not own.opens("http://127.0.0.1:9999/files-pri/a.csv")


class _Files(BaseHTTPRequestHandler):
    seen: list[str | None]

    def do_GET(self) -> None:
        self.server.seen.append(self.headers.get("Authorization"))  # type: ignore[attr-defined]
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://localhost:1/elsewhere")
            self.end_headers()
            return
        if self.path == "/gone":
            self.send_error(404)
            return
        body = b"<html>Sign in</html>" if self.path == "/login" else b"a;b\r\n" * 10
        self.send_response(200)
        kind = "text/html; charset=utf-8" if self.path == "/login" else "text/csv"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as running:
        running.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_a_file_comes_with_the_token_and_whole(server: ThreadingHTTPServer):
    base = f"http://127.0.0.1:{server.server_port}"
    door = Door("xoxb-secret", f"{base}/api/")
    assert download(f"{base}/a.csv", door, size=50, limit=100) == b"a;b\r\n" * 10
    assert server.seen == ["Bearer xoxb-secret"]  # type: ignore[attr-defined]


def test_what_is_no_file_is_told_apart(server: ThreadingHTTPServer):
    base = f"http://127.0.0.1:{server.server_port}"
    door = Door("xoxb-secret", f"{base}/api/")
    for path, size, reason in (
        ("/login", None, NotFetched.LOGIN_PAGE),
        ("/away", None, NotFetched.FOREIGN),
        ("/gone", None, NotFetched.GONE),
        ("/a.csv", 51, NotFetched.BROKEN),
    ):
        with pytest.raises(FileNotFetchedError) as refused:
            download(base + path, door, size=size, limit=100)
        assert refused.value.reason is reason
    for size in (None, 50):
        with pytest.raises(TooLargeError):
            download(f"{base}/a.csv", door, size=size, limit=49)


def test_the_setting_names_hosts_and_refuses_what_is_none():
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    read = read_settings(given | {"SLACK_FILE_HOSTS": " Files.example.org, gov.example:8443 ,"})
    assert read.file_hosts == ("files.example.org", "gov.example:8443")
    assert read_settings(given).file_hosts == ()
    with pytest.raises(SettingsError, match="SLACK_FILE_HOSTS"):
        read_settings(given | {"SLACK_FILE_HOSTS": "https://files.example.org/"})


def test_progress_is_told_now_and_then_and_never_after_the_end():
    told: list[int] = []
    first = threading.Event()

    def tell(percent: int) -> None:
        told.append(percent)
        first.set()

    with Progress(tell, every=0.01) as progress:
        progress(50, 100)
        assert first.wait(5)
    assert told[-1] in (0, 50)
    number = len(told)
    progress(99, 100)
    assert len(told) == number
    quick = Progress(told.append, every=60)
    with quick:
        pass
    assert not quick.told
