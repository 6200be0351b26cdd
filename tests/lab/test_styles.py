"""Styles: a page holds those of all its widgets at once, so a class that two of them style says whose it is."""

import re

import pytest

pytest.importorskip("anywidget")
from ngteach.lab.widgets.widget import STATIC

SHARED = ("widget.css", "graph.css", "growing.css")
PLAYERS = ("pass_player.css", "time_machine.css", "cropping.css", "forms.css")


def bare(text):
    """The classes that a rule styles wherever they stand, not inside something of the widget's own."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    selectors = [one.strip() for rule in re.findall(r"([^{};]+)\{", text) for one in rule.split(",")]
    return {one for one in selectors if re.fullmatch(r"\.ngt-[\w-]+", one)}


@pytest.mark.parametrize("name", PLAYERS)
def test_no_widget_styles_a_class_of_another_one(name):
    text = (STATIC / name).read_text("utf-8")
    used, own = set(re.findall(r"\.ngt-[\w-]+", text)), bare(text)
    shared = set().union(*(bare((STATIC / each).read_text("utf-8")) for each in SHARED))
    assert not own & shared
    for path in STATIC.glob("*.css"):
        if path.name not in (*PLAYERS, *SHARED):
            other = bare(path.read_text("utf-8")) - shared
            assert not used & other, path.name
            assert not own & set(re.findall(r"\.ngt-[\w-]+", path.read_text("utf-8"))), path.name
