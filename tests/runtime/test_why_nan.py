"""why_nan(): the right equation, the right line, whose adjoint, and a remedy that gives finite numbers."""

import nan_programs
import nan_reported
import numpy as np
import pytest

import ngteach as ng


def numbers(result):
    return np.concatenate([np.asarray(r).ravel() for r in ng.core.tree.leaves(result)])


def said_of(report):
    """(line, phase, op of the user's) that a report blames."""
    own = report.equation
    if own is None:
        return None, "forward", report.given
    if report.adjoint_of is not None:
        own = report.adjoint_of
    return report.line.number, report.phase, own.op.name


PROGRAMS = [*nan_programs.PROGRAMS, *nan_reported.PROGRAMS]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.name)
def test_the_equation_the_line_and_the_remedy_are_right(program):
    graph = ng.trace(program.wrong, *program.args)
    assert not np.isfinite(numbers(graph(*program.args))).all()
    report = ng.why_nan(graph, *program.args)
    line, phase, op = program.blamed
    found = said_of(report)
    assert found == (line if report.given is None else None, phase, op), str(report)
    text = "\n".join(report.remedy)
    assert any(word in text for word in program.words), str(report)
    assert np.isfinite(numbers(ng.trace(program.mended, *program.args)(*program.args))).all()
