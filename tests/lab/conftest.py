"""What the tests of the exercises share: a progress file of their own, and an exercise made for one test."""

import pytest

from ngteach.lab.exercises import checks
from ngteach.lab.exercises.answers import Values
from ngteach.lab.exercises.exercise import Exercise


@pytest.fixture
def own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("NGTEACH_PROGRESS", str(tmp_path / "ngteach-progress.json"))
    return tmp_path / "ngteach-progress.json"


@pytest.fixture
def put_exercise(monkeypatch):
    """put(**facts): an exercise in the place of all others."""

    def put(**facts):
        usual = {"id": "start.1", "question": "How much?", "reference": 2.0, "answers": Values(), "slips": ()}
        made = Exercise(**{**usual, "solution": "answer = 2.0", **facts})
        monkeypatch.setattr(checks, "find", lambda id: made)
        return made

    return put
