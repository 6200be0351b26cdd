"""BLAS is held to one thread while a call needs it so, and no longer."""

import pytest

import ngteach as ng
from ngteach import f32
from ngteach.runtime import blas as module
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


# ---- flush-to-zero ----------------------------------------------------------

X86, ARM = 1 << 15 | 1 << 6, 1 << 24  # the bits of MXCSR and of FPCR that flush
PLACES = {  # words of the environment, the word to change, the bits to set
    ("linux", "x86_64"): (8, 7, X86),
    ("linux", "amd64"): (8, 7, X86),
    ("linux", "aarch64"): (2, 0, ARM),
    ("linux", "arm64"): (2, 0, ARM),
    ("darwin", "arm64"): (4, 2, ARM),
    ("darwin", "x86_64"): None,
    ("linux", "riscv64"): None,
    ("freebsd14", "arm64"): None,
    ("freebsd14", "amd64"): None,
    ("win32", "amd64"): None,
}


class Libm:
    fegetenv = fesetenv = staticmethod(lambda state: 0)


@pytest.mark.parametrize("platform,machine", PLACES)
def test_each_platform_has_its_place_for_flush_to_zero_or_none(platform, machine, monkeypatch):
    opened = []
    monkeypatch.setattr(module.sys, "platform", platform)
    monkeypatch.setattr(module, "_machine", lambda: machine)
    monkeypatch.setattr(module.ctypes, "PyDLL", lambda name: opened.append(name) or Libm)
    place = PLACES[platform, machine]
    assert module._environment() == (place and (Libm, *place))
    assert opened == ([] if place is None else ["libm.so.6" if platform == "linux" else None])


@pytest.mark.parametrize("missing", ["fegetenv", "fesetenv", "the library"])
def test_without_a_function_for_it_nothing_is_known(missing, monkeypatch):
    def library(name):
        if missing == "the library":
            raise OSError
        return type("Part", (), {n: Libm.fegetenv for n in ("fegetenv", "fesetenv") if n != missing})

    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module, "_machine", lambda: "x86_64")
    monkeypatch.setattr(module.ctypes, "PyDLL", library)
    flush = module.Flush()
    assert not flush.known and flush.state() is None
    flush.on(None)
    flush.put(None)


def test_the_machine_has_a_name_in_small_letters():
    assert module._machine() == module._machine().lower() != ""


@pytest.mark.parametrize("deterministic", [False, True])
def test_where_blas_keeps_its_threads_a_large_product_is_tiled_for_none_of_ours(deterministic, monkeypatch):
    monkeypatch.setattr(BlasThreads, "known", False)
    graph = ng.trace(lambda x, w: ng.tanh(x @ w), f32[512, 600], f32[600, 700])
    run = ng.compile(graph, threads=2, deterministic=deterministic)
    assert run.large and not run.holds_blas and "in_blocks" not in run.source
