"""Records stay as they were made; a value is equal by what it holds, a part of a program is itself alone."""

import pkgutil
from dataclasses import is_dataclass
from importlib import import_module

import pytest

from ngteach.core.provenance import Call

ROOMS = ("core", "ops", "transform", "runtime", "serialize", "train")
GROWING = {"Tensor", "Storage"}  # a trace improves names, the memory plan finds places
THEMSELVES = {
    "Tensor",
    "Equation",
    "Graph",
    "Line",
    "FusedGroup",
    "ParallelRegion",
    "HeadStart",
    "PartsRegion",
    "Split",
    "Plan",
    "Storage",
    "MemoryPlan",
    "Aliases",
    "Closure",
    "Call",
    "Finding",
}
MANY = {"Tensor", "Equation", "SourceLine", "UsersCall"}  # of which a graph has thousands: without a dict each


def records():
    for room in ROOMS:
        package = import_module(f"ngteach.{room}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            found = [x for x in vars(import_module(module.name)).values() if isinstance(x, type)]
            yield from (x for x in found if is_dataclass(x) and x.__module__ == module.name)


@pytest.mark.parametrize("record", list(records()), ids=lambda record: record.__name__)
def test_a_record_is_frozen_and_equal_by_value_or_by_identity(record):
    name = "UsersCall" if record is Call else record.__name__  # a call of an executable has the same name
    assert record.__dataclass_params__.frozen == (name not in GROWING)
    assert (record.__eq__ is object.__eq__ or name == "Tensor") == (name in THEMSELVES)
    assert ("__slots__" in vars(record)) == (name in MANY)


def test_a_tensor_is_a_key_by_identity():
    from ngteach import Tensor, f32

    x, twin = Tensor(f32[2], "x"), Tensor(f32[2], "x")
    assert {x: 1, twin: 2}[x] == 1 and Tensor.__hash__ is object.__hash__
