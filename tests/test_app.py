"""`python app.py` as a person starts it: a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.manifest import manifest
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace

APP = Path(__file__).parent.parent / "app.py"


def environment(**settings: str) -> dict[str, str]:
    names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DATABASE_URL", "LC_ALL")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {"LANG": "C.UTF-8"} | settings


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(APP), *words],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def test_without_settings_it_says_which_ones_and_where_they_are(tmp_path: Path):
    done = run(tmp_path)
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN is not set" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_are_read_from_the_file_beside(tmp_path: Path):
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=wrong\nDATABASE_URL=sqlite:///ici.db\n")
    done = run(tmp_path)
    assert "SLACK_BOT_TOKEN is not right" in done.stderr
    assert run(tmp_path, "migrate").returncode == 0
    assert (tmp_path / "ici.db").exists()


def test_a_reader_that_goes_away_before_the_end_gets_no_traceback(tmp_path: Path):
    with subprocess.Popen(
        [sys.executable, str(APP), "manifest"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_the_bot_starts_and_stops_cleanly_when_told_to(tmp_path: Path):
    with RunningWorkspace(Workspace(manifest(("fr", "en")))) as workspace:
        settings = environment(
            SLACK_BOT_TOKEN=workspace.bot_token,
            SLACK_APP_TOKEN=workspace.app_token,
            SLACK_API_URL=workspace.api_url,
            DATABASE_URL="sqlite:///ici.db",
        )
        with subprocess.Popen(
            [sys.executable, str(APP)],
            cwd=tmp_path,
            env=settings,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as bot:
            assert bot.stderr is not None
            lines = [bot.stderr.readline()]
            while "at work" not in lines[-1] and bot.poll() is None:
                lines.append(bot.stderr.readline())
            time.sleep(0.2)
            bot.send_signal(signal.SIGTERM)
            rest = bot.stderr.read()
            assert bot.wait(30) == 0
    said = "".join(lines) + rest
    assert "stopping" in said
    assert "Traceback" not in said
    assert workspace.bot_token not in said
