import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.demo.run import run
from bot.demo.stage import CHANNEL
from bot.workspace.person import Person

ROOT = Path(__file__).parents[3]
MONTHS = 60 * 86_400
"""The school's story is told by the days it happened on, in seconds."""


def test_a_port_in_use_gets_a_sentence_that_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit) as stopped:
            run(port)
    assert f"make demo PORT={port + 1}" in str(stopped.value.code)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_to_look_tells_its_story_and_stops_at_once_with_its_bot(how: signal.Signals):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with started(port) as demo:
        assert demo.stdout
        shown = ""
        while "Ctrl-C" not in shown:
            line = demo.stdout.readline()
            assert line, f"it ended by itself: {shown}"
            shown += line
        assert f"Ouvrez http://127.0.0.1:{port} dans votre navigateur" in shown
        assert f"Open http://127.0.0.1:{port} in your browser" in shown
        with urlopen(f"http://127.0.0.1:{port}/") as page:
            assert "<html" in page.read().decode()
        story = Person(f"http://127.0.0.1:{port}", "U0CLAIRE01").messages(CHANNEL)
        assert len(story) > 5
        assert float(story[-1]["ts"]) - float(story[0]["ts"]) > MONTHS
        asked = time.monotonic()
        demo.send_signal(how)
        rest = demo.stdout.read()
        demo.wait(20)
        assert time.monotonic() - asked < 15  # on a busy machine; a bot that hangs stays
    assert "Préau est arrêté." in rest
    assert "Traceback" not in rest
    assert demo.returncode == 0
    for left in (ROOT / "demo-data").glob(f"demo-{port}.*"):
        left.unlink()


@contextmanager
def started(port: int) -> Iterator[subprocess.Popen[str]]:
    """The demo as `make demo` starts it; never left behind."""
    demo = subprocess.Popen(
        [sys.executable, "app.py", "demo", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with demo:
        try:
            yield demo
        finally:
            demo.terminate()  # does nothing to one that has ended
