"""BLAS is held to one thread while a call needs it so, and no longer."""

import pytest

from ngteach.runtime.blas import BlasThreads


class Library:
    """What threadpoolctl knows of a BLAS; remembers what was set."""

    def __init__(self, n):
        self.now, self.set = n, []

    def get_num_threads(self):
        return self.now

    def set_num_threads(self, n):
        self.set.append(n)
        self.now = n


@pytest.fixture
def threads():
    made = BlasThreads()
    made.libraries = [Library(4), Library(1)]
    return made


def numbers(threads):
    return [library.now for library in threads.libraries]


def test_the_last_call_that_holds_it_puts_the_number_back(threads):
    threads.hold("a")
    threads.hold("b")
    threads.release("a")
    assert numbers(threads) == [1, 1]
    threads.release("b")
    threads.release("b")
    assert numbers(threads) == [4, 1]


def test_a_library_that_has_one_thread_is_left_alone(threads):
    """Each time it is set, some lose a moment."""
    threads.hold("a")
    threads.release("a")
    assert [library.set for library in threads.libraries] == [[1, 4], []]


def test_a_forked_process_has_the_number_back_whatever_the_threads_of_its_parent_did(threads):
    threads.hold("in another thread")
    threads._lock.acquire()  # by another, just now
    threads.after_fork()
    assert numbers(threads) == [4, 1]
    threads.hold("here")
    assert numbers(threads) == [1, 1]
    threads.release("here")
    assert numbers(threads) == [4, 1]


def test_where_nothing_was_held_a_fork_sets_nothing(threads):
    threads.hold("a")
    threads.release("a")
    threads.libraries[0].now = 3  # by the user
    threads.after_fork()
    assert numbers(threads) == [3, 1]
