import pytest

from bot.demo import stage as stages
from bot.demo import tour as tours
from bot.demo.scene import Scene
from bot.demo.stage import BotStoppedError, Stage


@pytest.mark.slow
def test_the_tour_plays_every_job_and_finds_the_school_as_it_must_be(capsys):
    assert tours.tour() == 0
    shown = capsys.readouterr().out
    for number, (title, _play) in enumerate(tours.JOBS, 1):
        assert f"{number}. {title}" in shown
    assert "✗" not in shown
    assert shown.count("✓ ") > 2 * len(tours.JOBS)
    assert "Claire ⌨  /ecole-compte" in shown
    assert "[Restaurer (12)]" in shown


@pytest.mark.slow
def test_a_state_that_is_not_as_it_must_be_ends_with_1(capsys, monkeypatch):
    def play(scene: Scene) -> None:
        scene.check("the school is paused", scene.state.paused())

    monkeypatch.setattr(tours, "JOBS", (("Nothing is done", play),))
    assert tours.tour() == 1
    assert "✗ not as it must be: the school is paused" in capsys.readouterr().out


def test_a_bot_that_ends_at_once_is_told_with_its_last_lines(tmp_path, monkeypatch):
    (tmp_path / "app.py").write_text("raise SystemExit('no token')")
    monkeypatch.setattr(stages, "ROOT", tmp_path)
    with pytest.raises(BotStoppedError, match="no token"), Stage(tmp_path / "data"):
        pass
