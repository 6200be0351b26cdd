"""Every example in a docstring runs and gives what it says; and every public function ends with one."""

import doctest
import inspect
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from reference.build import PASSES
from reference.public import module_of, public, split
from users_ops import forgotten

import ngteach as ng

NAMES = public()


def said(name, thing):
    """{name: docstring} of a public thing, and of the methods of a class."""
    found = {name: thing}
    if inspect.isclass(thing):
        for member, value in vars(thing).items():
            if member[0] != "_" or member in ("__call__", "__getitem__"):
                found[f"{name}.{member}"] = getattr(value, "fget", None) or getattr(value, "__func__", value)
    return {name: thing.__doc__ for name, thing in found.items() if isinstance(thing.__doc__, str)}


EXAMPLES = {
    name: text
    for public_name, thing in NAMES.items()
    for name, text in said(public_name, thing).items()
    if ">>>" in text
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_gives_what_it_says(name):
    given = {"np": np, "ng": ng}
    test = doctest.DocTestParser().get_doctest(inspect.cleandoc(EXAMPLES[name]), given, name, None, None)
    told = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    printed = np.printoptions(precision=8, suppress=False, threshold=1000, linewidth=75)
    with printed, forgotten(), warnings.catch_warnings():
        warnings.simplefilter("error", ng.TraceWarning)  # an example is no mistake
        runner.run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize("guide,least", [("transformations", 40), ("training", 30), ("run", 30), ("javascript", 4)])
def test_the_examples_of_a_guide_give_what_they_say(guide, least):
    text = (Path(__file__).parent.parent / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```pycon\n(.*?)```", text, re.S))
    assert len(code.split(">>>")) > least
    test = doctest.DocTestParser().get_doctest(code, {"np": np, "ng": ng}, "guide", None, None)
    told = []
    with forgotten(), warnings.catch_warnings():
        warnings.simplefilter("error", ng.TraceWarning)
        doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS).run(test, out=told.append)
    assert not told, "".join(told)


def test_the_guide_names_every_function_of_functions():
    text = (Path(__file__).parent.parent / "docs" / "transformations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`ng\.(\w+)`", text))
    passes = {f"ngteach.transform.{name}" for name in PASSES}
    made = {n for n, thing in NAMES.items() if module_of(n, thing).startswith("ngteach.transform.")}
    assert {n for n in made if module_of(n, NAMES[n]) not in passes} - {"Adjoints"} <= named <= set(NAMES)


def test_the_guide_to_training_names_every_optimizer_and_schedule():
    text = (Path(__file__).parent.parent / "docs" / "training.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`ng\.(\w+)`", text))
    parts = {"clipping", "derive", "optimizer", "scheduled", "schedules"}
    made = {n for n, thing in NAMES.items() if module_of(n, thing) in {f"ngteach.train.{part}" for part in parts}}
    assert {"adamw", "cosine", "derive_training"} <= made <= named <= set(NAMES)


def test_every_public_function_and_class_ends_with_an_example():
    lacking = {name for name, thing in NAMES.items() if callable(thing) and not split(thing)[1]}
    assert not lacking
