"""Are wrong answers told from right ones?  Each solution is changed in one place; nearly all changes must be rejected.

A change that gives a right answer too is set aside by name, with the reason; as soon as it is none any more, it goes.
"""

import signal
import time
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from exercise_cells import run
from solution_mutants import changes

from ngteach.lab import exercises
from ngteach.lab.exercises.exercise import Exercise

ALL = [e for page in exercises.pages() for e in exercises.of_page(page) if isinstance(e, Exercise)]
MOST = 60  # changes of a solution that are tried
SECONDS = 0.6  # that the changes of one solution may take together: what is left then is not tried
TWO_AXES = "the examples are matrices, whose last axis is axis 1"
EQUIVALENT = {
    ("backprop.3", "answer = (1 + 3) * 2"): "times 1",
    ("backprop.3", "answer = (1 + 3) * 2 / 1"): "by 1",
    ("update.3", "difference = y - x @ w"): "it is squared",
    ("rosetta.2", "value, dw = ng.value_and_grad(lambda w: ng.mean((y - x @ w) ** 2))(w)"): "it is squared",
    ("clone.1", "line = lambda x, w: x @ w"): "a graph that is called records what the function would",
    ("clone.2", "hidden = ng.prune(replace(frozen, outputs=(node_map[inference['h']],)))"): (
        "one result is given alone, as in the first graph"
    ),
    ("clone.2", "hidden = replace(frozen, outputs=(node_map[inference['h']],), output_tree=None)"): (
        "prune takes away what nobody reads"
    ),
    ("passes.1", "return ng.abs(inside[inputs[0]]) if eqn.op is ng.abs or inputs[0] in inside else None"): (
        "in `near` abs alone reads negatives, and nothing else"
    ),
    ("attention.1", "return ng.softmax(scores + later, axis=1)"): TWO_AXES,
    ("project.2", "return np.repeat(dy, 2, axis=1)"): TWO_AXES,
    ("project.3", "return dy * t + (dy * x).sum(axis=1, keepdims=True)"): TWO_AXES,
    ("project.3", "t = x.sum(axis=1, keepdims=True)"): TWO_AXES,
}


def is_right(exercise, code):
    with warnings.catch_warnings(), np.errstate(all="ignore"), at_most(SECONDS):
        warnings.simplefilter("ignore")
        try:
            return exercise.judge(exercise.results_of(run(exercise, code))) is None
        except Exception:  # an answer that stops, is of the wrong kind, or is none
            return False


@contextmanager
def at_most(seconds):
    """Stop what runs without end, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeoutError("without end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_what_is_set_aside_gives_a_right_answer():
    known = {e.id: e for e in ALL}
    for id, name in EQUIVALENT:
        made = {change.name: change for change in changes(known[id].solution, 1000, id)}
        assert name in made, f"{id}: there is no such change any more: {name}"
        assert is_right(known[id], made[name].code), f"{id}: this change is noticed: {name}"


@pytest.mark.parametrize("exercise", ALL, ids=[e.id for e in ALL])
def test_nearly_all_changes_of_a_solution_are_rejected(exercise):
    assert is_right(exercise, exercise.solution)
    tried = survived = 0
    end = time.monotonic() + SECONDS
    names = []
    for change in changes(exercise.solution, MOST, exercise.id):
        right = is_right(exercise, change.code)
        aside = (exercise.id, change.name) in EQUIVALENT
        tried += not aside
        if right and not aside:
            survived += 1
            names.append(change.name)
        if time.monotonic() > end:
            break
    assert tried and survived <= 0.05 * tried, names
