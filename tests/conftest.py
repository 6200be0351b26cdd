"""What several files of tests are given."""

import pytest


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
