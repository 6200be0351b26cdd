"""A team whose helpers get no processor does without them for a while."""

import os
import sys
import threading
import time

import pytest

from ngteach.runtime import threads
from ngteach.runtime.threads import Team


def who_works(team, blocks=6):
    """The names of the threads that run blocks of a millisecond."""
    names = []
    team.in_blocks([(lambda: (time.sleep(0.001), names.append(threading.current_thread().name)),)] * blocks)
    return set(names)


def test_helpers_take_part():
    team = Team(2)
    assert any(len(who_works(team)) == 2 for _ in range(50))


def test_after_a_long_wait_the_caller_works_alone_and_later_tries_again(monkeypatch):
    team = Team(2)
    monkeypatch.setattr(threads, "TRUST", -1.0)  # every wait is too long
    who_works(team)
    alone = [who_works(team) for _ in range(threads.FEWEST)]
    assert all(len(names) == 1 for names in alone)
    monkeypatch.undo()
    assert any(len(who_works(team)) == 2 for _ in range(50))


def test_each_time_it_happens_again_it_works_alone_for_longer(monkeypatch):
    team, counts = Team(2), []
    monkeypatch.setattr(threads, "TRUST", -1.0)
    for _ in range(10):
        team.in_blocks([(lambda: None,)] * 2)
        counts.append(team._alone)
        while team._alone:
            team.in_blocks([(lambda: None,)] * 2)
    assert counts[:3] == [threads.FEWEST, 2 * threads.FEWEST, 4 * threads.FEWEST] and counts[-1] == threads.MOST


def test_helpers_are_kept_off_the_processor_of_the_caller(monkeypatch):
    threads.want(2)
    moved = []
    monkeypatch.setattr(threads, "_getcpu", lambda: 1)
    monkeypatch.setattr(threads, "_caller", None)
    monkeypatch.setattr(
        threads.os, "sched_getaffinity", lambda who: set(range(len(threads._helpers) + 1)), raising=False
    )
    monkeypatch.setattr(threads.os, "sched_setaffinity", lambda *asked: moved.append(asked), raising=False)
    others = set(range(len(threads._helpers) + 1)) - {1}
    threads._keep_apart()
    assert moved == [(helper.native_id, others) for helper in threads._helpers]
    threads._keep_apart()  # the caller is where it was
    assert len(moved) == len(threads._helpers)
    monkeypatch.setattr(threads, "_getcpu", lambda: 0)
    threads._keep_apart()
    assert len(moved) == 2 * len(threads._helpers)


def test_helpers_stay_where_they_are_if_there_is_no_room_or_nobody_knows(monkeypatch):
    threads.want(2)
    monkeypatch.setattr(threads, "_caller", None)
    monkeypatch.setattr(threads.os, "sched_setaffinity", lambda *_: pytest.fail("moved"), raising=False)
    monkeypatch.setattr(threads, "_getcpu", None)
    threads._keep_apart()
    monkeypatch.setattr(threads, "_getcpu", lambda: 0)
    monkeypatch.setattr(threads.os, "sched_getaffinity", lambda who: {0}, raising=False)
    threads._keep_apart()


def test_the_processor_of_a_thread_is_asked_for_where_threads_can_be_moved(monkeypatch):
    if sys.platform.startswith("linux"):
        assert threads._find_getcpu()() in range(os.cpu_count())
    monkeypatch.delattr(threads.os, "sched_setaffinity", raising=False)
    assert threads._find_getcpu() is None


def test_the_processors_that_the_caller_may_use_are_shared_out(monkeypatch):
    threads.want(2)
    asked = []
    monkeypatch.setattr(threads, "_getcpu", lambda: 1)
    monkeypatch.setattr(threads, "_caller", None)
    monkeypatch.setattr(threads.os, "sched_getaffinity", lambda who: asked.append(who) or {1}, raising=False)
    monkeypatch.setattr(threads.os, "sched_setaffinity", lambda *_: pytest.fail("moved"), raising=False)
    threads._keep_apart()
    assert asked == [0]  # of this thread


def test_what_fails_whenever_it_is_tried_is_tried_once(monkeypatch):
    tries = []

    def fails(*_):
        tries.append(1)
        raise MemoryError

    monkeypatch.setattr(threads.Handout, "add", fails)
    with pytest.raises(MemoryError):
        threads.Team(2).in_blocks([(print,)])
    assert tries == [1]


def judged(team, *handouts):
    """On how many handouts the caller works alone after these: (seconds that it worked, seconds that it waited)."""
    for worked, waited in handouts:
        team._judge(worked, waited)
    return team._alone


@pytest.mark.parametrize("threads_of_all", [2, 3])
def test_a_wait_now_and_then_is_nothing_against_what_helpers_have_saved(threads_of_all):
    good, bad = (1e-3 / (threads_of_all - 1), 0.0), (0.0, 4e-3)
    assert judged(Team(threads_of_all), *[bad, good, good, good, good, good] * 20) == 0


def test_the_caller_goes_on_alone_when_waiting_has_cost_more_than_helpers_save():
    bad = (0.5e-3, 4e-3)
    assert judged(Team(2), bad, bad) == 0 and judged(Team(2), bad, bad, bad) == threads.FEWEST


def test_what_was_saved_long_ago_does_not_count():
    team = Team(2)
    assert judged(team, *[(1.0, 0.0)] * 1000, (0.0, threads.TRUST)) == 0 and judged(team, (0.0, 1e-4)) == threads.FEWEST


def test_helpers_that_are_late_again_at_once_are_left_alone_for_longer():
    team = Team(2)
    assert judged(team, (0.0, 1.0)) == 8 and judged(team, (0.0, 1e-3)) == 16
    assert judged(team, (1e-3, 0.0), (0.0, 2e-3)) == 32


def test_helpers_that_have_earned_all_trust_again_are_left_alone_for_less():
    team = Team(2)
    assert judged(team, (0.0, 1.0), (0.0, 1.0), (0.0, 1.0)) == 32
    assert judged(team, *[(threads.TRUST, 0.0)] * 2, (0.0, 1.0)) == 16


def test_a_patient_caller_never_works_alone():
    team = Team(2)
    team.patient = True
    assert judged(team, *[(0.0, 1.0)] * 5) == 0


def test_there_is_a_helper_less_than_threads(monkeypatch):
    started: list = []

    class Helper:
        def __init__(self, target, name, daemon):
            self.name, self.daemon = name, daemon

        def start(self):
            started.append((self.name, self.daemon))

    monkeypatch.setattr(threads, "_helpers", [])
    monkeypatch.setattr(threads, "Thread", Helper)
    threads.want(4)
    threads.want(3)
    assert started == [(f"ngteach helper {i}", True) for i in (1, 2, 3)] and len(threads._helpers) == 3
