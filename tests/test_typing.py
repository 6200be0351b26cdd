"""What editors and type checkers see: the stubs hold what is attached."""

import ast

import pytest
from stubs import PACKAGE, STUBS, written

from ngteach.core.calling.attached import Pictures, Symbols
from ngteach.ops.advice import REFUSED


@pytest.mark.parametrize("path", STUBS)
def test_a_stub_is_what_its_table_writes(path):
    assert (PACKAGE / path).read_text(encoding="utf-8") == written(path), "write: python tests/stubs.py"


@pytest.mark.parametrize("filled", [Pictures, Symbols], ids=lambda c: c.__name__)
def test_a_stub_names_what_is_attached_and_works(filled):
    tree = ast.parse((PACKAGE / "core/calling/attached.pyi").read_text(encoding="utf-8"))
    (told,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == filled.__name__]
    attached = {n for n in vars(filled) if vars(filled)[n] is not getattr(object, n, None)} - {"__hash__"}
    of_classes = {"__dict__", "__doc__", "__module__", "__slots__", "__weakref__"}
    names = {node.name for node in told.body if isinstance(node, ast.FunctionDef)} - {"__hash__"}
    assert names == attached - of_classes - set(REFUSED)
