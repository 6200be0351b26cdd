"""What several files of tests are given."""

import pytest

from ngteach.runtime.blas import BlasThreads, blas

if not blas.known:  # no program would be tiled into blocks: pretend that there is a threadpoolctl, which knows no BLAS
    BlasThreads.known = True
    blas.libraries = []


@pytest.fixture(autouse=True)
def ops_of_a_test_end_with_it():
    from ngteach.core.calling.registry import BY_NUMPY, OPS

    tables = [(table, dict(table)) for table in (OPS, BY_NUMPY)]
    yield
    for table, before in tables:
        table.clear()
        table.update(before)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where the benchmarks write their results; it is not there yet."""
    from benchmarks import report

    monkeypatch.setattr(report, "FOLDER", tmp_path / "results")
    return tmp_path / "results"


@pytest.fixture
def run_benchmarks(monkeypatch):
    """python -m benchmarks with these arguments, in this process."""
    from benchmarks import __main__ as command

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["benchmarks", *arguments])
        command.main()

    return run
