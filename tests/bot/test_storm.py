"""Every teacher is told once a week, whatever dies and whatever is lost. `make storm`: 200 runs."""

from collections import Counter

import pytest

from store.session import Sessions
from tests.bot.storm import ON_SLACK, storm


@pytest.mark.parametrize("blind", [False, True], ids=["look-ups work", "look-ups refused"])
def test_every_teacher_is_told_once_a_week_and_who_is_not_is_named(sessions: Sessions, blind: bool):
    with storm(sessions) as weather:
        for seed in (1, 2):
            weather.run(seed, blind=blind)
    seen: Counter[str] = weather.seen
    assert (seen["weeks"], seen["told twice"]) == (4, 0)
    assert seen["told once"] + seen["not told, and named to the admins"] == 4 * ON_SLACK
    assert blind or seen["told once"] == 4 * ON_SLACK
    assert seen["killed"] > 10
