"""The glossary: sorted, complete, and about things that exist."""

import re
from pathlib import Path

import pytest

import ngteach as ng

PAGE = Path(__file__).parents[1] / "notebooks" / "source" / "24_glossary.py"
ROWS = [
    [cell.strip() for cell in line.removeprefix("# ").strip("|").split("|")]
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("# | ")
][1:]


def test_terms_are_sorted_and_named_once():
    terms = [row[0] for row in ROWS]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_row_has_a_word_for_each_system_and_its_notebook(row):
    assert len(row) == 6 and all(row)
    number, path = re.fullmatch(r"\[(\d\d)\]\((.+)\)", row[5]).groups()
    assert path.startswith(number)
    assert (PAGE.parents[1] / path).exists()


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_name_of_ours_exists(row):
    for name in re.findall(r"`ng\.(\w+)`", row[1]):
        assert hasattr(ng, name)


def test_the_main_public_names_have_a_term():
    said = set(re.findall(r"`ng\.(\w+)`", PAGE.read_text("utf-8")))
    main = "trace Tensor Equation Graph Adjoints grad clone replay compile Backend derive_training parameter constant"
    assert set(main.split()) <= said
